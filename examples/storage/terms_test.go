package storage

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

type word string

func (w word) Compare(o word) int { return 0 }
func (w word) String() string     { return string(w) }
func (w word) IsZero() bool       { return w == "" }

// TestTerms: the terms that come and go are the differences of the sets.
func TestTerms(t *testing.T) {
	letters := func(w word) (out [][]byte) {
		for i := range len(w) {
			out = append(out, []byte{w[i]})
		}
		return out
	}
	table := Table[word, word]{Lookups: []Lookup[word]{{Name: "z", Terms: letters}, {Name: "a", Terms: letters}}}
	set := func(terms []Term) map[string]bool {
		out := map[string]bool{}
		for _, t := range terms {
			out[t.Lookup+string(t.Term)] = true
		}
		return out
	}
	naive := func(w word) map[string]bool {
		out := map[string]bool{}
		for _, l := range w {
			out["a"+string(l)], out["z"+string(l)] = true, true
		}
		return out
	}
	rapid.Check(t, func(t *rapid.T) {
		before, after := word(rapid.StringMatching("[a-d]{0,5}").Draw(t, "before")), word(rapid.StringMatching("[a-d]{0,5}").Draw(t, "after"))
		remove, add := table.Differ(before, after)
		gone, come := naive(before), naive(after)
		maps.DeleteFunc(gone, func(k string, _ bool) bool { return naive(after)[k] })
		maps.DeleteFunc(come, func(k string, _ bool) bool { return naive(before)[k] })
		assert.Equal(t, gone, set(remove))
		assert.Equal(t, come, set(add))
		for _, terms := range [][]Term{remove, add, table.Terms(after)} {
			assert.Len(t, set(terms), len(terms), "each once")
			assert.True(t, slices.IsSortedFunc(terms, Term.Compare))
		}
	})
}
