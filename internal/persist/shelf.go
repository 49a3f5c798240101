package persist

import "iter"

// A Shelf keeps values under names, which are numbered in the order in which they
// came. The zero Shelf is empty.
type Shelf[T any] struct {
	names Names
	items Vector[T]
}

// ShelfOf returns the shelf with the items under the words, which are sorted and
// distinct.
func ShelfOf[T any](words []string, items []T) Shelf[T] {
	names := make([]Name, len(words))
	for i, w := range words {
		names[i].Text = w
	}
	return Shelf[T]{NamesOf(names), VectorOf(items)}
}

// Len returns the number of items.
func (s *Shelf[T]) Len() int { return s.items.Len() }

// Get returns the item under the word, or the zero value.
func (s *Shelf[T]) Get(word string) (item T, ok bool) {
	n, ok := s.names.Find(0, word)
	if ok {
		item = s.items.At(int(n))
	}
	return item, ok
}

// At returns the item with the number, which Put returned.
func (s *Shelf[T]) At(number uint32) T { return s.items.At(int(number)) }

// Put returns s with the item under the word, and the number of the word, which
// no later Put changes.
func (s Shelf[T]) Put(word string, item T) (Shelf[T], uint32) {
	if n, ok := s.names.Find(0, word); ok {
		return Shelf[T]{s.names, s.items.Set(int(n), item)}, n
	}
	n := uint32(s.items.Len())
	return Shelf[T]{s.names.Add(Name{Text: word}), s.items.Append(item)}, n
}

// From yields the items in the order of their words, beginning with the first that
// is not before the word.
func (s *Shelf[T]) From(word string) iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		for n := range s.names.From(Name{Text: word}) {
			if !yield(s.names.At(n).Text, s.items.At(int(n))) {
				return
			}
		}
	}
}
