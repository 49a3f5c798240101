package risk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/internal/shareddata"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// tableOf makes a table with steps l0, l1, ..., i0, i1, ... and the levels named,
// of rows of digits that are their ranks.
func tableOf(levels string, rows ...string) risk.GridTable {
	t := risk.GridTable{ID: "fixture", Version: "1"}
	for _, name := range strings.Fields(levels) {
		t.Levels = append(t.Levels, risk.Level{ID: risk.LevelID(name)})
	}
	for i, row := range rows {
		t.Likelihood = append(t.Likelihood, risk.Step{ID: risk.StepID(fmt.Sprint("l", i))})
		var cells []risk.LevelID
		for _, digit := range row {
			cells = append(cells, t.Levels[digit-'0'].ID)
		}
		t.Cells = append(t.Cells, cells)
	}
	for j := range rows[0] {
		t.Impact = append(t.Impact, risk.Step{ID: risk.StepID(fmt.Sprint("i", j))})
	}
	return t
}

func gridOf(t require.TestingT, table risk.GridTable) *risk.Grid {
	g, err := risk.NewGrid(table)
	require.NoError(t, err)
	return g
}

// fixtures are grids of the shapes that are met: square, more levels than steps,
// wide, tall, a single cell, not symmetric, dropping, with a level nobody uses.
var fixtures = []struct {
	name     string
	table    risk.GridTable
	counts   map[risk.LevelID]int
	findings []string // code and path
}{
	{"square", tableOf("low mid high", "001", "012", "122"), map[risk.LevelID]int{"low": 3, "mid": 3, "high": 3}, nil},
	{"not symmetric", tableOf("low mid high", "0001", "0011", "1112", "1222"), map[risk.LevelID]int{"low": 5, "mid": 7, "high": 4}, nil},
	{"wide", tableOf("low high", "00011", "00111"), map[risk.LevelID]int{"low": 5, "high": 5}, nil},
	{"tall", tableOf("a b c d e", "0", "1", "2", "4"), map[risk.LevelID]int{"a": 1, "b": 1, "c": 1, "e": 1}, []string{"grid.unused-level levels[3]"}},
	{"one cell", tableOf("only", "0"), map[risk.LevelID]int{"only": 1}, nil},
	{"drops along impact", tableOf("low mid high", "010", "122"), map[risk.LevelID]int{"low": 2, "mid": 2, "high": 2}, []string{"grid.not-monotone cells[0][2]"}},
	{"drops along likelihood", tableOf("low mid high", "012", "112", "102"), map[risk.LevelID]int{"low": 2, "mid": 4, "high": 3}, []string{"grid.not-monotone cells[2][1]", "grid.not-monotone cells[2][1]"}},
	{"upside down", tableOf("low high", "11", "10"), map[risk.LevelID]int{"low": 1, "high": 3}, []string{"grid.not-monotone cells[1][1]", "grid.not-monotone cells[1][1]"}},
}

func TestGrid(t *testing.T) {
	for _, c := range fixtures {
		t.Run(c.name, func(t *testing.T) {
			g := gridOf(t, c.table)
			counts := map[risk.LevelID]int{}
			seen := 0
			for cell := range g.Cells() {
				i, j := seen/len(c.table.Impact), seen%len(c.table.Impact)
				want := risk.Cell{Likelihood: c.table.Likelihood[i].ID, Impact: c.table.Impact[j].ID, Level: c.table.Cells[i][j]}
				require.Equal(t, want, cell)
				level, ok := g.Level(cell.Likelihood, cell.Impact)
				require.True(t, ok)
				require.Equal(t, want.Level, level.ID)
				counts[level.ID]++
				seen++
			}
			assert.Equal(t, len(c.table.Likelihood)*len(c.table.Impact), seen)
			assert.Equal(t, c.counts, counts)
			for i, l := range c.table.Levels {
				rank, ok := g.Rank(l.ID)
				assert.True(t, ok)
				assert.Equal(t, i, rank)
			}
			var found []string
			for _, f := range g.Review() {
				found = append(found, fmt.Sprintf("%s %s", f.Code, f.Path))
				assert.NotContains(t, f.Text()+f.Remedy(), "{")
				assert.Equal(t, g.Subject(), f.Subject)
			}
			assert.Equal(t, c.findings, found)
			assert.Empty(t, g.Changes(g), "a grid changes nothing about itself")
			again := new(risk.Grid)
			text, err := json.Marshal(g)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(text, again))
			assert.Empty(t, cmp.Diff(g.Table(), again.Table()))
		})
	}
	g := gridOf(t, fixtures[0].table)
	for _, pair := range [][2]risk.StepID{{"l9", "i0"}, {"l0", "i9"}, {"", ""}, {"i0", "l0"}} {
		_, ok := g.Level(pair[0], pair[1])
		assert.False(t, ok, pair)
	}
	_, ok := g.Rank("none")
	assert.False(t, ok)
	for range g.Cells() {
		break // a loop may end early
	}
}

// TestGridKeepsItsTable: neither what it was made of nor what it gives away is shared.
func TestGridKeepsItsTable(t *testing.T) {
	table := tableOf("low high", "01", "11")
	want := tableOf("low high", "01", "11")
	g := gridOf(t, table)
	spoil := func(t risk.GridTable) {
		t.Cells[0][0], t.Levels[0].ID, t.Likelihood[0].ID, t.Impact[0].ID = "high", "x", "x", "x"
	}
	spoil(table)
	spoil(g.Table())
	assert.Empty(t, cmp.Diff(want, g.Table()))
}

func pathsOf(err error) (paths []string) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			paths = append(paths, pathsOf(e)...)
		}
		return paths
	}
	if e := (*ownership.Error)(nil); errors.As(err, &e) && errors.Is(err, ownership.ErrInvalid) {
		return []string{e.Path}
	}
	return []string{fmt.Sprintf("%v", err)}
}

// gridDefects are changes of a sound table, each with the paths of what is then
// wrong with it.
var gridDefects = []struct {
	name   string
	change func(*risk.GridTable)
	paths  []string
}{
	{"no id", func(t *risk.GridTable) { t.ID = "" }, []string{"id"}},
	{"no version", func(t *risk.GridTable) { t.Version = " " }, []string{"version"}},
	{"step without id", func(t *risk.GridTable) { t.Impact[1].ID = "" }, []string{"impact[1].id"}},
	{"step twice", func(t *risk.GridTable) { t.Likelihood[1].ID = "l0" }, []string{"likelihood[1].id"}},
	{"name twice", func(t *risk.GridTable) { t.Likelihood[0].Name, t.Likelihood[1].Name = "x", "x" }, []string{"likelihood[1].name"}},
	{"name", func(t *risk.GridTable) { t.Levels[0].Name = "a\n" }, []string{"levels[0].name"}},
	{"meaning", func(t *risk.GridTable) { t.Levels[0].Meaning = strings.Repeat("x", 1025) }, []string{"levels[0].meaning"}},
	{"abbreviation", func(t *risk.GridTable) { t.Levels[0].Abbreviation = " x" }, []string{"levels[0].abbreviation"}},
	{"colour", func(t *risk.GridTable) { t.Levels[1].Colour = "red" }, []string{"levels[1].colour"}},
	{"colour digits", func(t *risk.GridTable) { t.Levels[1].Colour = "#12345G" }, []string{"levels[1].colour"}},
	{"level twice", func(t *risk.GridTable) { t.Levels[2].ID = "mid" }, []string{"levels[2].id", "cells[1][2]"}},
	{"unknown level", func(t *risk.GridTable) { t.Cells[1][1] = "grave" }, []string{"cells[1][1]"}},
	{"empty cell", func(t *risk.GridTable) { t.Cells[1][1] = "" }, []string{"cells[1][1]"}},
	{"short row", func(t *risk.GridTable) { t.Cells[0] = t.Cells[0][:1] }, []string{"cells[0][1]", "cells[0][2]"}},
	{"long row", func(t *risk.GridTable) { t.Cells[0] = append(t.Cells[0], "low") }, []string{"cells[0][3]"}},
	{"missing row", func(t *risk.GridTable) { t.Cells = t.Cells[:1] }, []string{"cells[1]"}},
	{"row too many", func(t *risk.GridTable) { t.Cells = append(t.Cells, t.Cells[0]) }, []string{"cells[2]"}},
	{"no steps", func(t *risk.GridTable) { t.Likelihood, t.Cells = nil, nil }, []string{"likelihood"}},
	{"no levels", func(t *risk.GridTable) { t.Levels = nil }, []string{"levels", "cells[0][0]", "cells[0][1]", "cells[0][2]", "cells[1][0]", "cells[1][1]", "cells[1][2]"}},
	{"nothing", func(t *risk.GridTable) { *t = risk.GridTable{} }, []string{"id", "version", "likelihood", "impact", "levels"}},
	{"too many steps", func(t *risk.GridTable) {
		*t = tableOf("low", strings.Repeat("0", 101))
	}, []string{"impact", "cells[0][100]"}},
	{"all at once", func(t *risk.GridTable) {
		t.ID, t.Impact[0].Colour, t.Cells[0][0], t.Cells[1] = "", "#", "x", nil
	}, []string{"id", "impact[0].colour", "cells[0][0]", "cells[1][0]", "cells[1][1]", "cells[1][2]"}},
}

func TestGridDefects(t *testing.T) {
	for _, c := range gridDefects {
		t.Run(c.name, func(t *testing.T) {
			table := tableOf("low mid high", "001", "012")
			c.change(&table)
			g, err := risk.NewGrid(table)
			assert.Nil(t, g)
			assert.Equal(t, c.paths, pathsOf(err))

			// The document of the table has the same defects in the same places.
			text, err := json.Marshal(table)
			if err != nil {
				return // an id that does not even encode
			}
			problems := (*strictjson.Error)(nil)
			require.ErrorAs(t, json.Unmarshal(text, new(risk.Grid)), &problems)
			for _, p := range problems.Problems {
				assert.True(t, slices.ContainsFunc(c.paths, func(path string) bool {
					return strings.HasPrefix(path, p.Path) || strings.HasPrefix(p.Path, path)
				}), "%s is not among %v", p, c.paths)
			}
		})
	}
}

func TestGridJSONIsStrict(t *testing.T) {
	sound := `{"id":"g","version":"1","likelihood":[{"id":"a"}],"impact":[{"id":"b"}],"levels":[{"id":"low"}],"cells":[["low"]]}`
	require.NoError(t, json.Unmarshal([]byte(sound), new(risk.Grid)))
	for _, c := range []struct{ old, new, path string }{
		{`"id":"g"`, `"id":"g","owner":"x"`, "owner"},
		{`"id":"g"`, `"id":"g","id":"h"`, "id"},
		{`"id":"b"`, `"id":"b","color":"#112233"`, "impact[0].color"},
		{`"id":"b"`, `"id":7`, "impact[0].id"},
		{`[["low"]]`, `[["grave"]]`, "cells[0][0]"},
		{`[["low"]]`, `[[]]`, "cells[0][0]"},
		{`[["low"]]`, `null`, "cells[0]"},
		{`"version":"1",`, ``, "version"},
	} {
		g := new(risk.Grid)
		err := json.Unmarshal([]byte(strings.Replace(sound, c.old, c.new, 1)), g)
		problems := (*strictjson.Error)(nil)
		require.ErrorAs(t, err, &problems, c.new)
		assert.Equal(t, c.path, problems.Problems[0].Path)
		assert.Empty(t, g.ID(), "untouched")
	}
	_, err := json.Marshal(risk.Grid{})
	assert.Error(t, err, "the zero value could not be read back")
	assert.Empty(t, new(risk.Grid).Review())
	_, ok := new(risk.Grid).Level("a", "b")
	assert.False(t, ok)
}

func FuzzGridJSON(f *testing.F) {
	for _, c := range fixtures {
		text, _ := json.Marshal(c.table)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var g, again risk.Grid
		if json.Unmarshal(data, &g) != nil {
			return
		}
		text, err := json.Marshal(g)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &again))
		require.Empty(t, cmp.Diff(g.Table(), again.Table()))
		require.Empty(t, g.Changes(&again))
		g.Review()
	})
}

// TestGridRules: the table of rules has the shape of all rule tables.
func TestGridRules(t *testing.T) {
	var rows []ownership.RuleRow[*risk.Grid]
	for _, r := range risk.GridRules() {
		rows = append(rows, ownership.Local(r, func(*risk.Grid, *ownership.Finder) {}))
	}
	_, err := ownership.NewRulebook(nil, rows...)
	assert.NoError(t, err)
	assert.Len(t, rows, 2)
}

// drawnTable is a sound table of any shape up to 6 x 6 with up to 5 levels.
func drawnTable(t *rapid.T) risk.GridTable {
	levels := rapid.IntRange(1, 5).Draw(t, "levels")
	columns := rapid.IntRange(1, 6).Draw(t, "columns")
	rows := make([]string, rapid.IntRange(1, 6).Draw(t, "rows"))
	for i := range rows {
		for range columns {
			rows[i] += fmt.Sprint(rapid.IntRange(0, levels-1).Draw(t, "cell"))
		}
	}
	return tableOf(strings.Join([]string{"a", "b", "c", "d", "e"}[:levels], " "), rows...)
}

// TestMonotoneLaw: the review is silent exactly when no pair at all, however far
// away, has more likelihood and impact and a lower level.
func TestMonotoneLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawnTable(t)
		g := gridOf(t, table)
		monotone := true
		for i := range table.Cells {
			for j := range table.Cells[i] {
				for k := i; k < len(table.Cells); k++ {
					for l := j; l < len(table.Cells[k]); l++ {
						monotone = monotone && table.Cells[i][j] <= table.Cells[k][l] // the ids are in order
					}
				}
			}
		}
		drops := slices.ContainsFunc(g.Review(), func(f ownership.Finding) bool { return f.Code == "grid.not-monotone" })
		require.Equal(t, monotone, !drops)
	})
}

// TestSharedRiskGrids holds published grids against what they are known to say.
func TestSharedRiskGrids(t *testing.T) {
	text, err := os.ReadFile(shareddata.Path(t, "risk-matrices.json"))
	require.NoError(t, err)
	var file struct {
		Matrices []struct {
			ID                                 string
			Likelihood, Impact, Levels         []string
			Level_abbreviations, Level_colours []string
			Grid                               [][]int
			Expected                           struct {
				Cells         [][]any
				Level_counts  map[string]int
				Monotone      bool
				Unused_levels []string
				Symmetric     bool
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &file))
	require.Len(t, file.Matrices, 3)
	for _, m := range file.Matrices {
		t.Run(m.ID, func(t *testing.T) {
			table := risk.GridTable{ID: risk.GridID(m.ID), Version: "published"}
			for i, name := range m.Likelihood {
				table.Likelihood = append(table.Likelihood, risk.Step{ID: risk.StepID(fmt.Sprint("likelihood-", i)), Name: name})
			}
			for i, name := range m.Impact {
				table.Impact = append(table.Impact, risk.Step{ID: risk.StepID(fmt.Sprint("impact-", i)), Name: name})
			}
			for i, name := range m.Levels {
				table.Levels = append(table.Levels, risk.Level{
					ID: risk.LevelID(fmt.Sprint("level-", i)), Name: name, Abbreviation: m.Level_abbreviations[i], Colour: m.Level_colours[i],
				})
			}
			for _, row := range m.Grid {
				var cells []risk.LevelID
				for _, level := range row {
					cells = append(cells, table.Levels[level].ID)
				}
				table.Cells = append(table.Cells, cells)
			}
			g := gridOf(t, table)

			require.Len(t, m.Expected.Cells, len(m.Likelihood)*len(m.Impact))
			counts, symmetric := map[string]int{}, len(m.Likelihood) == len(m.Impact)
			for _, c := range m.Expected.Cells {
				i, j := int(c[0].(float64)), int(c[1].(float64))
				level, ok := g.Level(table.Likelihood[i].ID, table.Impact[j].ID)
				require.True(t, ok)
				assert.Equal(t, c[3], level.Label(), "%d, %d", i, j)
				rank, _ := g.Rank(level.ID)
				assert.EqualValues(t, c[2], rank)
				counts[level.Label()]++
				mirror, ok := g.Level(table.Likelihood[min(j, len(m.Likelihood)-1)].ID, table.Impact[min(i, len(m.Impact)-1)].ID)
				symmetric = symmetric && ok && mirror == level
			}
			assert.Equal(t, m.Expected.Level_counts, counts)
			assert.Equal(t, m.Expected.Symmetric, symmetric)
			drops, unused := 0, []string{}
			for _, f := range g.Review() {
				switch f.Code {
				case "grid.not-monotone":
					drops++
				case "grid.unused-level":
					unused = append(unused, f.Arg("level"))
				}
			}
			assert.Equal(t, m.Expected.Monotone, drops == 0)
			assert.Equal(t, m.Expected.Unused_levels, unused)
		})
	}
}
