package ownership

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRefusalsAreAll reads the sources for rules that stand outside the rulebook
// and expects each of them in the list, with a source that has a text, and under
// a code that no row of the rulebook has.
func TestRefusalsAreAll(t *testing.T) {
	var listed []Code
	for _, r := range Refusals() {
		listed = append(listed, r.Code)
		require.NotEmpty(t, r.Sources, r.Code)
		for _, s := range r.Sources {
			require.NotEmpty(t, s.Text(), "%s names %s", r.Code, s)
		}
		_, twice := ownershipRules.Rule(r.Code)
		require.False(t, twice, "%s is a row of the rulebook, too", r.Code)
	}
	require.True(t, slices.IsSorted(listed))
	require.Equal(t, listed, slices.Compact(slices.Clone(listed)))

	files, err := os.ReadDir(".")
	require.NoError(t, err)
	row := regexp.MustCompile(`= &Rule\{\s*Code: "([^"]+)"`)
	var found []Code
	for _, f := range files {
		if name := f.Name(); len(name) > 8 && name[len(name)-3:] == ".go" && name[len(name)-8:] != "_test.go" {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			for _, m := range row.FindAllStringSubmatch(string(text), -1) {
				found = append(found, Code(m[1]))
			}
		}
	}
	slices.Sort(found)
	require.Equal(t, found, listed)
}
