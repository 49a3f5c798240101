package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// A flaw is one thing that a box does wrong.
type flaw int

const (
	none flaw = iota
	aliasesOut
	aliasesIn
	losesUpdates
	swallowsConflicts
	writesOnConflict
	unordered
	swallowsErrors
	flattensErrors
	writesOnError
	retriesSentinels
	wrongNotFound
	takesLengthForVersion
	ignoresContext
	ignoresContextInLoops
	writesWhenCancelled
	forgetsDeletes
	readsStale
	beginsAfter
	countsPositions
	locksLoops
	staysLocked
	callsNil
	keepsForeign
	foldsCase
	cutsValues
	stacksRuns
	hidesLostReplies
	mistakesLostReplies
	returnsOld
	writesEverything
)

// A box keeps notes and has at most one flaw. Without one it is a store like any
// other: optimistic, with versions that survive deletion.
type box struct {
	flaw flaw

	mu     sync.Mutex
	slots  map[word]boxed
	keys   []word // in the order of writing
	lost   *bool  // the next reply is lost, after or before writing
	runs   int    // how often the next closure runs at least
	writes int
	open   bool // a closure is running, or has panicked
}

type boxed struct {
	note    note
	before  note // what was there before, for the cache that lags
	version int
}

func (b *box) lose(written bool) { b.mu.Lock(); defer b.mu.Unlock(); b.lost = &written }
func (b *box) rerun()            { b.mu.Lock(); defer b.mu.Unlock(); b.runs = 3 }

func (b *box) name(key word) word {
	if b.flaw == foldsCase {
		return word(strings.ToLower(string(key)))
	}
	return key
}

func (b *box) read(key word) boxed {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.slots[b.name(key)]
	s.note = b.out(s.note)
	return s
}

func (b *box) out(n note) note {
	if b.flaw == aliasesOut {
		return n
	}
	return n.clone()
}

func (b *box) done(ctx context.Context) error {
	if b.flaw == ignoresContext {
		return nil
	}
	return ctx.Err()
}

func (b *box) Get(ctx context.Context, key word) (note, error) {
	if err := b.done(ctx); err != nil {
		return note{}, err
	}
	s := b.read(key)
	if b.flaw == readsStale && len(s.note.marks) > 10 {
		s.note = s.before
	}
	switch {
	case !s.note.IsZero():
		return s.note, nil
	case b.flaw == wrongNotFound:
		return note{}, errors.New("no rows")
	case b.flaw == forgetsDeletes && s.version > 0:
		return note{}, nil
	}
	return note{}, fmt.Errorf("get %s: %w", key, errNotFound)
}

func (b *box) Update(ctx context.Context, key word, change func(note) (note, error)) (note, error) {
	if change == nil && b.flaw != callsNil {
		return note{}, errInvalid
	}
	b.mu.Lock()
	runs := max(b.runs, 1)
	b.runs = 0
	b.mu.Unlock()
	for range 2000 { // longer than the deadline, but not for ever
		if b.flaw != staysLocked || !b.stuck() {
			break
		}
		time.Sleep(time.Millisecond)
	}
	for attempt := 0; ; attempt++ {
		if err := b.done(ctx); err != nil && (b.flaw != writesWhenCancelled || attempt == 0) {
			return note{}, err
		}
		old, all := b.read(key), b.copyAll()
		next, err := b.run(old, runs, change)
		if err != nil {
			switch {
			case b.flaw == swallowsErrors:
				return old.note, nil
			case b.flaw == flattensErrors:
				return note{}, fmt.Errorf("update %s: %v", key, err)
			case b.flaw == writesOnError && len(next.marks) > 1:
				b.swap(key, old, next)
			case b.flaw == retriesSentinels && errors.Is(err, errConflict):
				continue
			}
			return note{}, err
		}
		if !next.IsZero() && next.key != key && b.flaw != keepsForeign {
			return note{}, errInvalid
		}
		if b.flaw == writesEverything {
			runtime.Gosched()
			b.replaceAll(all)
		}
		if lost := b.losing(); lost != nil {
			return b.unheard(key, old, next, *lost)
		}
		if !b.swap(key, old, next) {
			if b.flaw == swallowsConflicts {
				return next, nil
			}
			continue
		}
		switch {
		case b.flaw == writesWhenCancelled && ctx.Err() != nil:
			return note{}, ctx.Err()
		case b.flaw == writesOnConflict && b.every(7):
			return note{}, errConflict
		case b.flaw == aliasesIn:
			return next.clone(), nil
		case b.flaw == returnsOld:
			return old.note, nil
		}
		return b.out(next), nil
	}
}

// run calls the closure the given number of times and keeps the last result.
func (b *box) run(old boxed, runs int, change func(note) (note, error)) (next note, err error) {
	if b.flaw == staysLocked {
		b.mu.Lock()
		b.open = true
		b.mu.Unlock()
		for range runs {
			if next, err = change(old.note.clone()); err != nil {
				break
			}
		}
		b.mu.Lock()
		b.open = false
		b.mu.Unlock()
		return next, err
	}
	given := old.note
	for range runs {
		if b.flaw != aliasesOut {
			given = given.clone()
		}
		if next, err = change(given); err != nil {
			return next, err
		}
		if given = b.slotNote(old); b.flaw == stacksRuns {
			given = next
		}
	}
	return next, nil
}

// slotNote returns what was read, untouched by what a closure did to its copy.
func (b *box) slotNote(old boxed) note {
	b.mu.Lock()
	defer b.mu.Unlock()
	for key, s := range b.slots {
		if key == b.name(old.note.key) && s.version == old.version {
			return b.out(s.note)
		}
	}
	return old.note
}

func (b *box) stuck() bool { b.mu.Lock(); defer b.mu.Unlock(); return b.open }

func (b *box) copyAll() map[word]boxed { b.mu.Lock(); defer b.mu.Unlock(); return maps.Clone(b.slots) }

// replaceAll writes back what copyAll read, as a store that keeps one file does.
func (b *box) replaceAll(all map[word]boxed) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if all != nil {
		b.slots = all
	}
}

func (b *box) losing() *bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	lost := b.lost
	b.lost = nil
	return lost
}

func (b *box) unheard(key word, old boxed, next note, written bool) (note, error) {
	if written {
		b.swap(key, old, next)
	}
	switch b.flaw {
	case hidesLostReplies:
		return next, nil
	case mistakesLostReplies:
		return note{}, fmt.Errorf("%w: %w", errConflict, errUnknown)
	}
	return note{}, errUnknown
}

// every reports true once in n writes.
func (b *box) every(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.writes++
	return b.writes > 1 && len(b.keys) == 2 && b.writes%n == 0
}

func (b *box) swap(key word, old boxed, next note) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	key = b.name(key)
	now, known := b.slots[key]
	changed := now.version != old.version
	if b.flaw == takesLengthForVersion {
		changed = len(now.note.marks) != len(old.note.marks)
	}
	if changed && b.flaw != losesUpdates {
		return false
	}
	if b.flaw != aliasesIn {
		next = next.clone()
	}
	if b.flaw == cutsValues && len(next.marks) > 300 {
		next.marks = next.marks[:300]
	}
	if b.slots == nil {
		b.slots = map[word]boxed{}
	}
	if !known {
		b.keys = append(b.keys, key)
	}
	b.slots[key] = boxed{note: next, before: now.note, version: now.version + 1}
	return true
}

func (b *box) All(ctx context.Context, from word) iter.Seq2[note, error] {
	if b.flaw == locksLoops {
		return func(yield func(note, error) bool) {
			b.mu.Lock()
			defer b.mu.Unlock()
			for _, key := range slices.Sorted(slices.Values(b.keys)) {
				if err := ctx.Err(); err != nil {
					yield(note{}, err)
					return
				}
				if n := b.slots[key].note.clone(); key >= from && !n.IsZero() && !yield(n, nil) {
					return
				}
			}
			if err := ctx.Err(); err != nil {
				yield(note{}, err)
			}
		}
	}
	return func(yield func(note, error) bool) {
		if err := b.done(ctx); err != nil {
			yield(note{}, err)
			return
		}
		from := from // a sequence can be walked again
		for i := 0; ; i++ {
			n, ok := b.at(i, from)
			if b.flaw != ignoresContextInLoops {
				if err := b.done(ctx); err != nil {
					yield(note{}, err)
					return
				}
			}
			if !ok {
				return
			}
			if b.flaw != countsPositions {
				from, i = n.key+"\x00", -1
			}
			if b.flaw == forgetsDeletes || !n.IsZero() {
				if !yield(n, nil) {
					return
				}
			}
		}
	}
}

// at returns the note at a position among those that are not before from.
func (b *box) at(i int, from word) (note, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	keys := slices.Clone(b.keys)
	if b.flaw != unordered {
		slices.Sort(keys)
	}
	for _, key := range keys {
		n := b.slots[key].note
		if b.flaw == forgetsDeletes && n.IsZero() && len(n.marks) == 0 {
			n = note{key: key}
		}
		if key < from || n.IsZero() || b.flaw == beginsAfter && key == from {
			continue
		}
		if i--; i < 0 {
			return b.out(n), true
		}
	}
	return note{}, false
}
