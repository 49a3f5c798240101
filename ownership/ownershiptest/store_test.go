package ownershiptest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
)

func TestMemory(t *testing.T) {
	ownershiptest.TestStore(t, func(testing.TB) ownership.Store { return new(ownership.Memory) })
}

func TestOddButLegal(t *testing.T) {
	ownershiptest.TestStore(t,
		func(testing.TB) ownership.Store { return &odd{texts: map[ownership.Scope]text{}} },
		ownershiptest.Patience(20*time.Millisecond), ownershiptest.Deadline(3*time.Minute), // slow under the race detector
		ownershiptest.LoseReply(func(s ownership.Store, written bool) { s.(*odd).lose(written) }),
		ownershiptest.Rerun(func(ownership.Store) {})) // it always does
}

// An odd store does everything that the contract leaves open in another way than
// Memory: it keeps JSON, calls every closure three times, takes its time, gives
// up after the second conflict, reads in pages of two and wraps every error. It
// never deletes a row.
type odd struct {
	mu    sync.Mutex
	texts map[ownership.Scope]text
	lost  *bool
}

type text struct {
	json    string // "" if deleted
	version int
}

func (o *odd) lose(written bool) { o.mu.Lock(); defer o.mu.Unlock(); o.lost = &written }

func (o *odd) read(key ownership.Scope) (text, ownership.Ledger, error) {
	time.Sleep(50 * time.Microsecond)
	o.mu.Lock()
	row := o.texts[key]
	o.mu.Unlock()
	var l ownership.Ledger
	if row.json == "" {
		return row, l, nil
	}
	err := json.Unmarshal([]byte(row.json), &l)
	return row, l, err
}

func (o *odd) Get(ctx context.Context, key ownership.Scope) (ownership.Ledger, error) {
	if err := ctx.Err(); err != nil {
		return ownership.Ledger{}, fmt.Errorf("odd: %w", err)
	}
	_, l, err := o.read(key)
	if err == nil && l.IsZero() {
		err = fmt.Errorf("odd: %s: %w", key, ownership.ErrNotFound)
	}
	return l, err
}

func (o *odd) Update(ctx context.Context, key ownership.Scope, change func(ownership.Ledger) (ownership.Ledger, error)) (ownership.Ledger, error) {
	fail := func(err error) (ownership.Ledger, error) {
		return ownership.Ledger{}, fmt.Errorf("odd: update %s: %w", key, err)
	}
	if change == nil {
		return fail(ownership.ErrInvalid)
	}
	for range 2 {
		if err := ctx.Err(); err != nil {
			return fail(err)
		}
		var row text
		var next ownership.Ledger
		for range 3 {
			var old ownership.Ledger
			var err error
			if row, old, err = o.read(key); err != nil {
				return fail(err)
			}
			if next, err = change(old); err != nil {
				return fail(err)
			}
			if !next.IsZero() && next.Scope() != key {
				return fail(ownership.ErrInvalid)
			}
		}
		if err := ctx.Err(); err != nil {
			return fail(err)
		}
		done, err := o.write(key, row.version, next)
		if err != nil {
			return fail(err)
		}
		if done {
			_, stored, err := parse(next)
			return stored, err
		}
	}
	return fail(ownership.ErrConflict)
}

func parse(l ownership.Ledger) (string, ownership.Ledger, error) {
	if l.IsZero() {
		return "", l, nil
	}
	b, err := json.Marshal(l)
	if err != nil {
		return "", ownership.Ledger{}, err
	}
	var out ownership.Ledger
	err = json.Unmarshal(b, &out)
	return string(b), out, err
}

func (o *odd) write(key ownership.Scope, version int, l ownership.Ledger) (bool, error) {
	s, _, err := parse(l)
	if err != nil {
		return false, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.texts[key].version != version {
		return false, nil
	}
	lost := o.lost
	o.lost = nil
	if lost == nil || *lost {
		o.texts[key] = text{s, version + 1}
	}
	if lost != nil {
		return false, ownership.ErrOutcomeUnknown
	}
	return true, nil
}

func (o *odd) All(ctx context.Context, from ownership.Scope) iter.Seq2[ownership.Ledger, error] {
	return func(yield func(ownership.Ledger, error) bool) {
		for next, first := from, true; ; first = false {
			if err := ctx.Err(); err != nil {
				yield(ownership.Ledger{}, fmt.Errorf("odd: all: %w", err))
				return
			}
			o.mu.Lock()
			var page []ownership.Scope
			for key := range o.texts {
				if c := key.Compare(next); c > 0 || c == 0 && first {
					page = append(page, key)
				}
			}
			o.mu.Unlock()
			slices.SortFunc(page, ownership.Scope.Compare)
			page = page[:min(2, len(page))]
			if len(page) == 0 {
				return
			}
			for _, key := range page {
				_, l, err := o.read(key)
				if err == nil {
					err = ctx.Err()
				}
				if err != nil {
					yield(ownership.Ledger{}, err)
					return
				}
				if !l.IsZero() && !yield(l, nil) {
					return
				}
				next = key
			}
		}
	}
}

func TestMust(t *testing.T) {
	if got := ownershiptest.Must(1, nil); got != 1 {
		t.Errorf("Must = %d", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("Must let an error pass")
		}
	}()
	ownershiptest.Must(1, errors.New("mistake"))
}
