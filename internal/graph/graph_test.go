package graph

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestGraph(t *testing.T) {
	g := Of(slices.Values([][2]string{{"a", "b"}, {"b", "c"}, {"c", "b"}, {"c", "d"}, {"a", "d"}, {"a", "d"}, {"e", "e"}}))
	assert.Equal(t, [][]string{{"b", "c"}, {"e"}}, g.Cycles())
	assert.Equal(t, 2, g.Depth())
	assert.Equal(t, []string{"b", "c", "d"}, g.Reach("a"))
	assert.Equal(t, []string{"b", "c", "d"}, g.Reach("b"))
	assert.Equal(t, []string{"e"}, g.Reach("e"))
	assert.Nil(t, g.Reach("d"))
	assert.Nil(t, g.Reach("nowhere"))
	empty := Of(slices.Values([][2]string(nil)))
	assert.Nil(t, empty.Cycles())
	assert.Zero(t, empty.Depth())
}

// A chain longer than any stack of calls should be.
func TestGraphLongChain(t *testing.T) {
	var arrows [][2]string
	name := func(i int) string {
		return string([]byte{byte('a' + i/17576%26), byte('a' + i/676%26), byte('a' + i/26%26), byte('a' + i%26)})
	}
	const n = 100_000
	for i := range n {
		arrows = append(arrows, [2]string{name(i), name(i + 1)})
	}
	g := Of(slices.Values(arrows))
	require.Equal(t, n, g.Depth())
	require.Len(t, g.Reach(name(0)), n)
	require.Nil(t, g.Cycles())
	require.Len(t, Of(slices.Values(append(arrows, [2]string{name(n), name(0)}))).Cycles(), 1)
}

// The oracle closes the relation step by step and reads everything off it.
func TestGraphAgainstClosure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		node := rapid.IntRange(0, 6)
		var arrows [][2]string
		var reach [7][7]bool
		for range rapid.IntRange(0, 15).Draw(t, "arrows") {
			a, b := node.Draw(t, "from"), node.Draw(t, "to")
			arrows = append(arrows, [2]string{string(rune('a' + a)), string(rune('a' + b))})
			reach[a][b] = true
		}
		for k := range 7 {
			for i := range 7 {
				for j := range 7 {
					reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
				}
			}
		}
		g := Of(slices.Values(arrows))
		var cycles [][]string
		for i := range 7 {
			var want, together []string
			for j := range 7 {
				if reach[i][j] {
					want = append(want, string(rune('a'+j)))
				}
				if reach[i][j] && reach[j][i] {
					together = append(together, string(rune('a'+j)))
				}
			}
			require.Equal(t, want, g.Reach(string(rune('a'+i))))
			if len(together) > 0 && together[0] == string(rune('a'+i)) {
				cycles = append(cycles, together)
			}
		}
		require.Equal(t, cycles, g.Cycles())
		require.Equal(t, longest(arrows, reach), g.Depth())
	})
}

// longest walks every path, never between nodes that reach each other.
func longest(arrows [][2]string, reach [7][7]bool) int {
	var walk func(at byte) int
	walk = func(at byte) int {
		most := 0
		for _, a := range arrows {
			from, to := a[0][0]-'a', a[1][0]-'a'
			same := from == at || reach[from][at] && reach[at][from]
			inside := from == to || reach[to][from]
			if same && !inside {
				most = max(most, 1+walk(to))
			}
		}
		return most
	}
	most := 0
	for i := range byte(7) {
		most = max(most, walk(i))
	}
	return most
}
