// Package memstore keeps values in memory under ordered keys: the mechanism
// behind the in-memory store of every room. It knows no domain word and no
// error of its own; rooms wrap it and bring their sentinels.
package memstore

import (
	"context"
	"iter"
	"slices"
	"sync"
)

// A Key is comparable and has an order.
type Key[K any] interface {
	comparable
	Compare(K) int
}

// A Value is immutable, so that sharing it is not aliasing, and its zero value
// means absence.
type Value interface{ IsZero() bool }

// A Store is ready to use as its zero value and safe for concurrent use. It must
// not be copied after first use.
//
// Updates are optimistic: the closure runs without a lock held, so it may call
// the store, may take its time and may panic without harm; it runs again
// whenever another update of the same key came first. Some update always
// succeeds, so there is progress, but a slow closure can be overtaken for as
// long as fast ones keep coming.
type Store[K Key[K], V Value] struct {
	mu    sync.RWMutex
	slots map[K]slot[V]
	order []K // sorted; replaced and never changed, because iterations hold it
	fresh []K // keys in slots that order does not have yet
}

// A slot stays when its value is deleted: a version that began again would let
// a key that was deleted and created anew look unchanged.
type slot[V any] struct {
	value   V
	version uint64
}

// Get returns the value, zero if there is none, or the error of a done context.
func (s *Store[K, V]) Get(ctx context.Context, key K) (V, error) {
	var zero V
	if err := ctx.Err(); err != nil {
		return zero, err
	}
	return s.read(key).value, nil
}

// Update replaces the value by what change makes of it and returns what was
// stored. An error of change, or of a done context, is returned as it is, with
// the zero value, and nothing changes.
func (s *Store[K, V]) Update(ctx context.Context, key K, change func(V) (V, error)) (V, error) {
	var zero V
	for {
		if err := ctx.Err(); err != nil {
			return zero, err
		}
		old := s.read(key)
		value, err := change(old.value)
		if err != nil {
			return zero, err
		}
		if s.swap(key, old.version, value) {
			return value, nil
		}
	}
}

// All yields the values in key order, beginning with the first key that is not
// before from. It holds no lock while the loop's body runs. A key present
// throughout is yielded exactly once; one that comes or goes meanwhile may be.
func (s *Store[K, V]) All(ctx context.Context, from K) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		order := s.sorted()
		start, _ := slices.BinarySearchFunc(order, from, K.Compare)
		for _, key := range order[start:] {
			if err := ctx.Err(); err != nil {
				var zero V
				yield(zero, err)
				return
			}
			if v := s.read(key).value; !v.IsZero() && !yield(v, nil) {
				return
			}
		}
		// A context done before the first value, or during the last, must not
		// pass for a complete answer.
		if err := ctx.Err(); err != nil {
			var zero V
			yield(zero, err)
		}
	}
}

func (s *Store[K, V]) read(key K) slot[V] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.slots[key]
}

// swap stores the value if the slot still has the version.
func (s *Store[K, V]) swap(key K, version uint64, value V) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, known := s.slots[key]
	if old.version != version {
		return false
	}
	if !known {
		if value.IsZero() {
			return true // absence left as it was: nothing to remember
		}
		if s.slots == nil {
			s.slots = make(map[K]slot[V])
		}
		s.fresh = append(s.fresh, key)
	}
	s.slots[key] = slot[V]{value, version + 1}
	return true
}

// sorted returns all keys in order. New keys are merged in here and not when
// they arrive, so that loading a million of them costs one sort.
func (s *Store[K, V]) sorted() []K {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.fresh) > 0 {
		slices.SortFunc(s.fresh, K.Compare)
		s.order = merge(s.order, s.fresh)
		s.fresh = nil
	}
	return s.order
}

// merge returns a new sorted slice of the keys of two.
func merge[K Key[K]](a, b []K) []K {
	out := make([]K, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].Compare(b[0]) < 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}
