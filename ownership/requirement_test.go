package ownership

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSourcesAreKnown expects every table that names a requirement to name one
// that has a text, and every text to be there once, in order.
func TestSourcesAreKnown(t *testing.T) {
	named := 0
	known := func(where string, sources []Source) {
		require.NotEmpty(t, sources, where)
		for _, s := range sources {
			require.NotEmpty(t, s.Text(), "%s names %s", where, s)
			named++
		}
	}
	m := Standard()
	for c := range m.Cards() {
		known("role "+string(c.Role), c.Sources)
	}
	for r := range m.Rows() {
		known("activity "+string(r.Activity), r.Sources)
	}
	for _, r := range Rules() {
		known("rule "+string(r.Code), r.Sources)
	}
	for _, p := range Profiles() {
		known("profile "+p.Name, p.Sources)
	}
	require.Greater(t, named, 200)

	all := slices.Collect(Sources())
	require.Len(t, all, 93+17) // R01-R56, R60-R86, R90-R99; C1-C17
	seen := map[Source]bool{}
	for _, s := range all {
		require.False(t, seen[s], "%s twice", s)
		seen[s] = true
	}
	require.Empty(t, Source("R57").Text())
}
