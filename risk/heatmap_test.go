package risk

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
)

var updateHeatMap = flag.Bool("update-heatmap", false, "write the golden heat maps anew")

// warm is a register with risks in several cells, one off the grid and one that
// nobody assessed.
func warm(t testing.TB) *Register {
	at := func(id RiskID, scope ownership.Scope, likelihood, impact StepID) Risk {
		return recorded(id, scope, identified(), assessedAs(Current, likelihood, impact, Money{}))
	}
	return worldOf(t,
		at("flood", mail, "often", "major"), at("fire", mail, "often", "major"), at("theft", web, "rare", "minor"),
		at("storm", web, "sometimes", "serious"), at("meteor", desk, "never", "major"),
		recorded("new", mail, identified()),
		recorded("old", mail, identified(), assessedAs(Current, "often", "major", Money{}), Act{Kind: ActClosed, Status: StatusClosed}),
	)
}

func TestHeatMap(t *testing.T) {
	r := warm(t)
	m := r.HeatMap(onDayN(0), Current)
	assert.Equal(t, []RiskID{"meteor", "new"}, m.Unplaced)
	assert.Equal(t, Heat{"high", []RiskID{"fire", "flood"}}, m.Cells[2][2])
	assert.Equal(t, Heat{"low", []RiskID{"theft"}}, m.Cells[0][0])
	assert.Equal(t, Heat{"medium", []RiskID{"storm"}}, m.Cells[1][1])
	assert.Equal(t, 4, m.Len())
	assert.Equal(t, 0, r.HeatMap(onDayN(0), Inherent).Len())
	assert.Len(t, r.HeatMap(onDayN(0), Residual).Unplaced, 6)

	web := r.HeatMap(onDayN(0), Current, web)
	assert.Equal(t, 2, web.Len())
	assert.Empty(t, web.Unplaced)
	assert.Equal(t, 4, r.HeatMap(onDayN(0), Current, desk).Len())

	// Under another grid the same steps may mean something else.
	c := worldCriteria()
	table := tableOf("2")
	table.Cells[0][0] = "high"
	c.Grid = *newGrid(table)
	next, err := r.WithCriteria(c)
	require.NoError(t, err)
	assert.Equal(t, Heat{"high", []RiskID{"theft"}}, next.HeatMap(onDayN(0), Current).Cells[0][0])

	none, err := r.WithCriteria()
	require.NoError(t, err)
	m = none.HeatMap(onDayN(0), Current)
	assert.Empty(t, m.Cells)
	assert.Len(t, m.Unplaced, 6)
	wellFormed(t, m.SVG())
	assert.Contains(t, m.Markdown(), "not on the grid: fire, flood")

	data, err := json.Marshal(web)
	require.NoError(t, err)
	assert.Contains(t, string(data), `{"level":"medium","risks":["storm"]}`)
}

func TestHeatMapGolden(t *testing.T) {
	m := warm(t).HeatMap(onDayN(0), Current)
	m.Grid.Levels[2].Colour = "#8B0000"
	for name, text := range map[string]string{"heatmap.md": m.Markdown(), "heatmap.svg": m.SVG()} {
		path := filepath.Join("testdata", name)
		if *updateHeatMap {
			require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), text, "run with -update-heatmap if the change is meant")
	}
	for range 20 {
		assert.Equal(t, m.SVG(), warm(t).HeatMap(onDayN(0), Current).svgWith("#8B0000"))
	}
}

// svgWith draws the map with the colour for the highest level.
func (m HeatMap) svgWith(colour string) string {
	m.Grid.Levels[len(m.Grid.Levels)-1].Colour = colour
	return m.SVG()
}

// wellFormed reads the picture to its end and returns its text.
func wellFormed(t require.TestingT, svg string) (texts []string) {
	d := xml.NewDecoder(strings.NewReader(svg))
	depth, elements := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		switch x := token.(type) {
		case xml.StartElement:
			depth++
			elements++
			require.Contains(t, []string{"svg", "title", "text", "g", "rect"}, x.Name.Local)
			for _, a := range x.Attr {
				require.False(t, strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, ":") && a.Name.Local != "xmlns", "%s=%s", a.Name.Local, a.Value)
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if s := strings.TrimSpace(string(x)); s != "" {
				texts = append(texts, s)
			}
		}
	}
	require.Zero(t, depth)
	require.Positive(t, elements)
	return texts
}

// TestHeatMapHostile: no text leaves its place, whatever it says.
func TestHeatMapHostile(t *testing.T) {
	nasty := []string{
		`<script>alert(1)</script>`, `"/><g onload="x">`, "a|b\n\n# c", "]]>", "&amp;", "\xff\xfe", "\x00\x1b", "a\u202eb", "`x`", "*b*", strings.Repeat("長", 90), "\ufffe",
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom(nasty), rapid.String())
		m := HeatMap{At: onDayN(0), Of: Current, Grid: tableOf("1")}
		m.Grid.ID, m.Grid.Version = GridID(text.Draw(t, "grid")), text.Draw(t, "version")
		m.Grid.Likelihood[0].Name, m.Grid.Impact[1].Name, m.Grid.Levels[1].Name = text.Draw(t, "step"), text.Draw(t, "step"), text.Draw(t, "level")
		for i, row := range m.Grid.Cells {
			m.Cells = append(m.Cells, nil)
			for _, level := range row {
				m.Cells[i] = append(m.Cells[i], Heat{level, []RiskID{RiskID(text.Draw(t, "risk"))}})
			}
		}
		m.Unplaced = []RiskID{RiskID(text.Draw(t, "risk"))}
		m.Grid.Levels[0].Colour = text.Draw(t, "colour")
		wellFormed(t, m.SVG())
		lines := strings.Split(m.Markdown(), "\n")
		table := slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return !strings.HasPrefix(l, "|") })
		require.Len(t, table, 5)
		for _, l := range table {
			require.Equal(t, 5, strings.Count(strings.ReplaceAll(strings.ReplaceAll(l, `\\`, ""), `\|`, ""), "|"), "%q", l)
		}
		require.Len(t, lines, 2+6+9+1+1, "no line of its own")
		require.NotContains(t, m.Markdown(), "<script")
	})
}

// TestHeatMapOfMismatchedParts: a map that was put together by hand is drawn as far as it
// goes.
func TestHeatMapOfMismatchedParts(t *testing.T) {
	m := HeatMap{Cells: [][]Heat{{{"low", []RiskID{"a"}}}, {{}, {"x", nil}}}}
	wellFormed(t, m.SVG())
	assert.Contains(t, m.Markdown(), "low")
	wellFormed(t, HeatMap{}.SVG())
	assert.NotEmpty(t, HeatMap{}.Markdown())
}

// TestHeatMapOracle: counting by hand gives the same numbers.
func TestHeatMapOracle(t *testing.T) {
	steps := []StepID{"rare", "sometimes", "often", "never"}
	harms := []StepID{"minor", "serious", "major", "none"}
	rapid.Check(t, func(t *rapid.T) {
		count := map[string]int{}
		var risks []Risk
		for i := range rapid.IntRange(0, 12).Draw(t, "risks") {
			l, h := rapid.SampledFrom(steps).Draw(t, "likelihood"), rapid.SampledFrom(harms).Draw(t, "impact")
			k := recorded(RiskID(fmt.Sprint(i)), mail, identified(), assessedAs(Current, "rare", "minor", Money{}), assessedAs(Current, l, h, Money{}))
			if rapid.Bool().Draw(t, "closed") {
				k = recorded(k.id, mail, append(k.acts, Act{Kind: ActClosed, Status: StatusClosed})...)
			} else if l == "never" || h == "none" {
				count["unplaced"]++
			} else {
				count[string(l+h)]++
			}
			risks = append(risks, k)
		}
		r, err := NewRegister(nil, Facts{Criteria: []Criteria{worldCriteria()}}, slices.Values(risks))
		require.NoError(t, err)
		m := r.HeatMap(onDayN(0), Current)
		require.Len(t, m.Unplaced, count["unplaced"])
		for i, row := range m.Cells {
			for j, h := range row {
				require.Len(t, h.Risks, count[string(steps[i]+harms[j])])
			}
		}
	})
}

func TestColours(t *testing.T) {
	for _, c := range []struct {
		rank, levels int
		want         string
	}{{0, 3, "#00FF40"}, {1, 3, "#FFFF40"}, {2, 3, "#FF0040"}, {0, 1, "#CCCCCC"}, {-1, 3, "#CCCCCC"}, {1, 4, "#AAFF40"}} {
		assert.Equal(t, c.want, colourOf(c.rank, c.levels))
	}
	for colour, ink := range map[string]string{"#FFFFFF": "#000000", "#000000": "#FFFFFF", "#8B0000": "#FFFFFF", "#FFFF00": "#000000", "": "#000000"} {
		assert.Equal(t, ink, inkOn(colour), colour)
	}
}
