package risk

import (
	"iter"
	"slices"

	"github.com/serviceowner/itsm/internal/persist"
)

// A shelf keeps values under names. It never changes: put returns another one that
// shares all but the path to the change. The zero shelf is empty.
type shelf[T any] struct {
	names persist.Names
	items persist.Vector[T]
}

// shelfOf returns the shelf with the items in the order of their names, which are
// distinct.
func shelfOf[T any](items []T, name func(T) persist.Name) shelf[T] {
	slices.SortFunc(items, func(a, b T) int { return name(a).Compare(name(b)) })
	names := make([]persist.Name, len(items))
	for i := range items {
		names[i] = name(items[i])
	}
	return shelf[T]{persist.NamesOf(names), persist.VectorOf(items)}
}

// number returns where the name stands, which no later put changes.
func (s *shelf[T]) number(name persist.Name) (uint32, bool) { return s.names.Find(name.Tag, name.Text) }

// get returns what is under the name, or the zero value.
func (s *shelf[T]) get(name persist.Name) (item T, ok bool) {
	n, ok := s.number(name)
	if ok {
		item = s.items.At(int(n))
	}
	return item, ok
}

// put returns s with the item under the name, and the number of the name.
func (s shelf[T]) put(name persist.Name, item T) (shelf[T], uint32) {
	if n, ok := s.number(name); ok {
		return shelf[T]{s.names, s.items.Set(int(n), item)}, n
	}
	return shelf[T]{s.names.Add(name), s.items.Append(item)}, uint32(s.items.Len())
}

// from yields the items in the order of their names, beginning with the first that
// is not before the name.
func (s *shelf[T]) from(first persist.Name) iter.Seq[T] {
	return func(yield func(T) bool) {
		for n := range s.names.From(first) {
			if !yield(s.items.At(int(n))) {
				return
			}
		}
	}
}

// An index is a shelf of the numbers of all records that have a key.
type index[K comparable] struct {
	shelf[keyed[K]]
	name func(K) persist.Name
}

type keyed[K comparable] struct {
	key K
	set persist.Set
}

// indexOf returns the index of the numbers, which are ascending for each key.
func indexOf[K comparable](numbers map[K][]uint32, name func(K) persist.Name) index[K] {
	items := make([]keyed[K], 0, len(numbers))
	for key, n := range numbers {
		items = append(items, keyed[K]{key, persist.SetOf(n)})
	}
	return index[K]{shelfOf(items, func(k keyed[K]) persist.Name { return name(k.key) }), name}
}

// of returns the numbers of the records with the key.
func (x *index[K]) of(key K) persist.Set {
	item, _ := x.get(x.name(key))
	return item.set
}

// move returns x for a record that had the keys before and has those after.
func (x index[K]) move(number uint32, before, after []K) index[K] {
	for _, key := range after {
		if !slices.Contains(before, key) {
			x.shelf, _ = x.put(x.name(key), keyed[K]{key, x.of(key).With(number)})
		}
	}
	for _, key := range before {
		if !slices.Contains(after, key) {
			x.shelf, _ = x.put(x.name(key), keyed[K]{key, x.of(key).Without(number)})
		}
	}
	return x
}
