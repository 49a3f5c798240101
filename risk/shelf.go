package risk

import (
	"iter"

	"github.com/serviceowner/itsm/internal/persist"
)

// A shelf keeps values under names. It never changes: put returns another one that
// shares all but the path to the change. The zero shelf is empty.
type shelf[T any] struct {
	names persist.Names
	items persist.Vector[T]
}

// shelfOf returns the shelf with the items under the names, which are sorted and
// distinct.
func shelfOf[T any](names []persist.Name, items []T) shelf[T] {
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

// all yields the items in the order of their names.
func (s *shelf[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) {
		for n := range s.names.From(persist.Name{}) {
			if !yield(s.items.At(int(n))) {
				return
			}
		}
	}
}
