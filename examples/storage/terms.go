package storage

import (
	"bytes"
	"cmp"
	"slices"
)

// A Term is what a value is found under in one lookup: what an adapter writes
// beside the value.
type Term struct {
	Lookup string
	Term   []byte
}

// Compare orders by lookup, then bytewise by term.
func (t Term) Compare(o Term) int {
	return cmp.Or(cmp.Compare(t.Lookup, o.Lookup), bytes.Compare(t.Term, o.Term))
}

// Terms returns the terms of the value in all lookups, sorted and each once;
// those of the zero value are none.
func (t Table[K, V]) Terms(v V) (terms []Term) {
	if v.IsZero() {
		return nil
	}
	for _, l := range t.Lookups {
		for _, term := range l.Terms(v) {
			terms = append(terms, Term{l.Name, term})
		}
	}
	slices.SortFunc(terms, Term.Compare)
	return slices.CompactFunc(terms, func(a, b Term) bool { return a.Compare(b) == 0 })
}

// Differ says which terms go and which come when a value takes the place of
// another, both sorted.
func (t Table[K, V]) Differ(before, after V) (remove, add []Term) {
	old, fresh := t.Terms(before), t.Terms(after)
	return without(old, fresh), without(fresh, old)
}

func without(terms, others []Term) (out []Term) {
	for _, t := range terms {
		if _, found := slices.BinarySearchFunc(others, t, Term.Compare); !found {
			out = append(out, t)
		}
	}
	return out
}
