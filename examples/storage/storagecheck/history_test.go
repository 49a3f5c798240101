package storagecheck

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/serviceowner/itsm/ownership"
)

// A box is a right store under one lock. Its faults make wrong ones of it.
type box struct {
	mu     sync.Mutex
	notes  map[Name]Note
	writes int

	lateWrite  bool // looks, waits, and writes whatever came meanwhile
	staleRead  bool // Get sometimes answers with what was there before
	quietWrite bool // a write that failed has happened all the same
	lostWrite  bool // a write that was acknowledged has not happened
	undeleted  bool // a deleted note comes back
	lostReply  bool // right: the outcome is unknown, and it says so
	before     map[Name]Note
}

func newBox() *box { return &box{notes: map[Name]Note{}, before: map[Name]Note{}} }

func (b *box) Get(ctx context.Context, key Name) (Note, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return Note{}, err
	}
	n, ok := b.notes[key]
	if b.staleRead && b.writes%8 == 0 {
		n, ok = b.before[key]
	}
	if !ok || n.IsZero() {
		return Note{}, ownership.ErrNotFound
	}
	return n, nil
}

func (b *box) Update(ctx context.Context, key Name, change func(Note) (Note, error)) (Note, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return Note{}, err
	}
	old := b.notes[key]
	if b.lateWrite {
		b.mu.Unlock()
		time.Sleep(50 * time.Microsecond)
		b.mu.Lock()
	}
	next, err := change(old)
	if err != nil {
		return Note{}, err
	}
	b.writes++
	odd := b.writes%16 == 0
	if b.lostWrite && odd || b.lostReply && b.writes%32 == 0 {
		if b.lostReply {
			return Note{}, ownership.ErrOutcomeUnknown
		}
		return next, nil
	}
	b.before[key] = old
	b.notes[key] = next
	if next.IsZero() && b.undeleted {
		b.notes[key] = old
	}
	switch {
	case b.quietWrite && odd:
		return Note{}, ownership.ErrConflict
	case b.lostReply && odd:
		return Note{}, ownership.ErrOutcomeUnknown
	}
	return next, nil
}

func (b *box) All(ctx context.Context, from Name) iter.Seq2[Note, error] {
	return func(yield func(Note, error) bool) {
		b.mu.Lock()
		now := maps.Clone(b.notes)
		b.mu.Unlock()
		for _, key := range slices.Sorted(maps.Keys(now)) {
			if key >= from && !now[key].IsZero() && !yield(now[key], ctx.Err()) {
				return
			}
		}
	}
}

func TestHistoryOfRightStore(t *testing.T) {
	for name, b := range map[string]*box{"plain": newBox(), "loses replies": {lostReply: true, notes: map[Name]Note{}, before: map[Name]Note{}}} {
		h := NewHistory()
		h.Run(context.Background(), Load{Operations: 200, Cancel: 20, Seed: 1}, b)
		h.Check(t)
		if c := h.Counts(); c.Failed == 0 || b.lostReply && c.Unknown == 0 {
			t.Errorf("%s: nothing went wrong on the way: %s", name, c)
		}
	}
}

func TestHistoryFindsWrongStores(t *testing.T) {
	for name, spoil := range map[string]func(*box){
		"late write":  func(b *box) { b.lateWrite = true },
		"stale read":  func(b *box) { b.staleRead = true },
		"quiet write": func(b *box) { b.quietWrite = true },
		"lost write":  func(b *box) { b.lostWrite = true },
		"undeleted":   func(b *box) { b.undeleted = true },
	} {
		b := newBox()
		spoil(b)
		h := NewHistory()
		h.Run(context.Background(), Load{Operations: 200, Seed: 1}, b)
		if err := h.Err(); err == nil {
			t.Errorf("%s: not found", name)
		}
	}
	if err := NewHistory().Err(); err == nil {
		t.Error("a history of nothing passes")
	}
}

// TestModel judges histories of a few lines, so that it is plain what the model
// takes for right.
func TestModel(t *testing.T) {
	read := func(call, ret int64, seen string) porcupine.Operation {
		return porcupine.Operation{Input: input{key: "k"}, Output: output{seen: seen}, Call: call, Return: ret}
	}
	write := func(call, ret int64, seen, stored string) porcupine.Operation {
		return porcupine.Operation{Input: input{"k", true}, Output: output{seen: seen, stored: stored}, Call: call, Return: ret}
	}
	unknown := func(call int64, seen, stored string) porcupine.Operation {
		return porcupine.Operation{Input: input{"k", true}, Output: output{seen, stored, true}, Call: call, Return: forever}
	}
	for name, c := range map[string]struct {
		ops  []porcupine.Operation
		want bool
	}{
		"one after the other":             {[]porcupine.Operation{write(0, 1, "", "a"), read(2, 3, "a"), write(4, 5, "a", ""), read(6, 7, "")}, true},
		"read of what was overwritten":    {[]porcupine.Operation{write(0, 1, "", "a"), write(2, 3, "a", "b"), read(4, 5, "a")}, false},
		"read beside a write":             {[]porcupine.Operation{write(0, 1, "", "a"), write(2, 5, "a", "b"), read(3, 4, "a"), read(6, 7, "b")}, true},
		"new, then old":                   {[]porcupine.Operation{write(0, 1, "", "a"), write(2, 9, "a", "b"), read(3, 4, "b"), read(5, 6, "a")}, false},
		"two winners":                     {[]porcupine.Operation{write(0, 5, "", "a"), write(1, 6, "", "b")}, false},
		"nobody wrote it":                 {[]porcupine.Operation{read(0, 1, "z")}, false},
		"unknown and happened":            {[]porcupine.Operation{unknown(0, "", "a"), read(5, 6, "a")}, true},
		"unknown and did not happen":      {[]porcupine.Operation{unknown(0, "", "a"), read(5, 6, "")}, true},
		"unknown and happened late":       {[]porcupine.Operation{unknown(0, "", "a"), read(1, 2, ""), read(5, 6, "a")}, true},
		"unknown, happened, taken back":   {[]porcupine.Operation{unknown(0, "", "a"), read(1, 2, "a"), read(3, 4, "")}, false},
		"unknown, happened before it was": {[]porcupine.Operation{read(0, 1, "a"), unknown(2, "", "a")}, false},
		"unknown over somebody else":      {[]porcupine.Operation{unknown(0, "", "a"), write(1, 2, "", "b"), read(3, 4, "a")}, false},
		"deleted and created anew": {[]porcupine.Operation{
			write(0, 1, "", "a"), write(2, 3, "a", ""), write(4, 5, "", "a"), read(6, 7, "a"), write(2, 9, "a", "b"),
		}, true},
	} {
		if got := porcupine.CheckOperations(model, c.ops); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
