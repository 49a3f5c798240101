package risk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/serviceowner/itsm/internal/markdown"
	"github.com/serviceowner/itsm/ownership"
)

// A HeatMap is where the open risks lie on the grid in force: how many, and which,
// in each cell. It is data; [HeatMap.Markdown] and [HeatMap.SVG] draw it.
type HeatMap struct {
	At    time.Time `json:"at"`
	Of    Exposure  `json:"of"`
	Grid  GridTable `json:"grid"`
	Cells [][]Heat  `json:"cells"` // a row for every likelihood, least first, and in it one for every impact

	// Unplaced are the open risks that no cell shows, because they were not assessed
	// so, or by steps that the grid does not have.
	Unplaced []RiskID `json:"unplaced,omitempty"`
}

// Heat is what lies in one cell.
type Heat struct {
	Level LevelID  `json:"level"`
	Risks []RiskID `json:"risks,omitempty"` // by id
}

// HeatMap places the open risks within the scopes, or all without any, by their
// newest assessment of the exposure, on the grid in force at the instant. An
// assessment under another version of the grid is placed by its steps: what they
// make together is what the grid in force says. Without criteria in force there is
// no grid, and every risk is unplaced.
func (r *Register) HeatMap(at time.Time, of Exposure, within ...ownership.Scope) HeatMap {
	r = r.use()
	m := HeatMap{At: at, Of: of}
	if c := r.criteriaAt(at); c != nil {
		m.Grid = c.Grid.Table()
	}
	m.Cells = make([][]Heat, len(m.Grid.Cells))
	for i, row := range m.Grid.Cells {
		m.Cells[i] = make([]Heat, len(row))
		for j, level := range row {
			m.Cells[i][j].Level = level
		}
	}
	for k := range r.Open(at, within...) {
		a := k.assessed(of)
		if a == nil {
			m.Unplaced = append(m.Unplaced, k.id)
			continue
		}
		i, likely := m.Grid.Likelihood.Index(a.Assessment.Likelihood)
		j, bad := m.Grid.Impact.Index(a.Assessment.Impact)
		if !likely || !bad {
			m.Unplaced = append(m.Unplaced, k.id)
			continue
		}
		m.Cells[i][j].Risks = append(m.Cells[i][j].Risks, k.id)
	}
	return m
}

// Len returns how many risks the cells show.
func (m HeatMap) Len() (n int) {
	for _, row := range m.Cells {
		for _, h := range row {
			n += len(h.Risks)
		}
	}
	return n
}

// title says what the map shows.
func (m *HeatMap) title() string {
	exposure := m.Of.String()
	return strings.ToUpper(exposure[:1]) + exposure[1:] + " risks at " + m.At.UTC().Format(time.RFC3339)
}

// Markdown writes m as a table with the greatest likelihood on top, then the risks
// of each cell, gravest first. The same map gives the same text.
func (m HeatMap) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s**, grid %s version %s\n", m.title(), markdown.Escape(string(m.Grid.ID)), markdown.Escape(m.Grid.Version))
	if len(m.Cells) > 0 {
		b.WriteString("\n| Likelihood \\ Impact |")
		for _, s := range m.Grid.Impact {
			b.WriteString(" " + markdown.Escape(s.Label()) + " |")
		}
		b.WriteString("\n|---|" + strings.Repeat("---|", len(m.Grid.Impact)) + "\n")
		for i := len(m.Cells) - 1; i >= 0; i-- {
			b.WriteString("| " + markdown.Escape(stepLabel(m.Grid.Likelihood, i)) + " |")
			for _, h := range m.Cells[i] {
				text := markdown.Escape(m.level(h.Level).Label())
				if len(h.Risks) > 0 {
					text += fmt.Sprintf(" **%d**", len(h.Risks))
				}
				b.WriteString(" " + text + " |")
			}
			b.WriteString("\n")
		}
	}
	if m.Len()+len(m.Unplaced) > 0 {
		b.WriteString("\n")
	}
	for _, c := range m.gravest() {
		h := m.Cells[c[0]][c[1]]
		fmt.Fprintf(&b, "- %s, %s and %s: %s\n", markdown.Escape(m.level(h.Level).Label()), markdown.Escape(stepLabel(m.Grid.Likelihood, c[0])),
			markdown.Escape(stepLabel(m.Grid.Impact, c[1])), markdown.Escape(joined(h.Risks)))
	}
	if len(m.Unplaced) > 0 {
		fmt.Fprintf(&b, "- not on the grid: %s\n", markdown.Escape(joined(m.Unplaced)))
	}
	return b.String()
}

// gravest returns the cells with risks: highest level first, then the greater
// likelihood, then the greater impact.
func (m *HeatMap) gravest() [][2]int {
	var cells [][2]int
	for i := len(m.Cells) - 1; i >= 0; i-- {
		for j := len(m.Cells[i]) - 1; j >= 0; j-- {
			if len(m.Cells[i][j].Risks) > 0 {
				cells = append(cells, [2]int{i, j})
			}
		}
	}
	rank := func(c [2]int) int { return m.Grid.rank(m.Cells[c[0]][c[1]].Level) }
	slices.SortStableFunc(cells, func(a, b [2]int) int { return rank(b) - rank(a) })
	return cells
}

// stepLabel is the name of the step, and nothing where a map was put together of
// parts that do not belong together.
func stepLabel(s Scale, i int) string {
	if i >= len(s) {
		return ""
	}
	return s[i].Label()
}

func (m *HeatMap) level(id LevelID) Level {
	if i := m.Grid.rank(id); i >= 0 {
		return m.Grid.Levels[i]
	}
	return Level{ID: id}
}

func joined[T ~string](ids []T) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return strings.Join(out, ", ")
}

// MarshalJSON writes the map; a map on no grid has no cells.
func (m HeatMap) MarshalJSON() ([]byte, error) {
	type form HeatMap
	if m.Cells == nil {
		m.Cells = [][]Heat{}
	}
	return json.Marshal(form(m))
}
