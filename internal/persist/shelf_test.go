package persist

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestShelfLikeMap compares a shelf, built at once or by Put, with a map; a shelf
// that was put to stays as it was.
func TestShelfLikeMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "a", "b", "ab", "ba", "c", "zz"})
		want := rapid.MapOf(word, rapid.Int()).Draw(t, "at once")
		words := slices.Sorted(maps.Keys(want))
		var items []int
		for _, w := range words {
			items = append(items, want[w])
		}
		s := ShelfOf(words, items)
		for range rapid.IntRange(0, 20).Draw(t, "puts") {
			w, v := word.Draw(t, "word"), rapid.Int().Draw(t, "value")
			before, old := maps.Clone(want), s
			var n uint32
			s, n = s.Put(w, v)
			want[w] = v
			require.Equal(t, v, s.At(n))
			require.Equal(t, before, maps.Collect(old.From("")), "the old one stays")
		}
		require.Equal(t, len(want), s.Len())
		for _, from := range []string{"", "a", "aa", "b", "zzz"} {
			var got, all []string
			for w, v := range s.From(from) {
				got = append(got, w)
				require.Equal(t, want[w], v)
			}
			for _, w := range slices.Sorted(maps.Keys(want)) {
				if w >= from {
					all = append(all, w)
				}
			}
			require.Equal(t, all, got)
		}
		for _, w := range []string{"", "a", "never"} {
			v, ok := s.Get(w)
			x, known := want[w]
			require.Equal(t, known, ok)
			require.Equal(t, x, v)
		}
	})
}
