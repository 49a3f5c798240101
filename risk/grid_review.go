package risk

import (
	"fmt"
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

// A gridRule is one thing that can be wrong with a grid that works. Rules have the
// shape of all rules of the library; found takes path and arguments.
type gridRule struct {
	rule  ownership.Rule
	check func(g *Grid, found func(path string, args ...string))
}

// gridRules: who decides depends on the level (R86), so a grid whose levels drop
// where risk rises sends a graver risk to the lesser decision.
var gridRules = []gridRule{
	{ownership.Rule{
		Code: "grid.not-monotone", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: "grid",
		Sources: []ownership.Source{"R86"}, Args: []string{"likelihood", "impact", "level", "below", "rising"},
		Text:   "In grid {subject}, likelihood {likelihood} and impact {impact} make {level}, less than the {below} of the next lower {rising}.",
		Remedy: "Give the pair at least the level {below}, or lower its neighbour.",
	}, (*Grid).drops},
	{ownership.Rule{
		Code: "grid.unused-level", Kind: ownership.Recommendation, Severity: ownership.SeverityInfo, Subject: "grid",
		Sources: []ownership.Source{"R86"}, Args: []string{"level"},
		Text:   "No pair of grid {subject} has the level {level}.",
		Remedy: "Use the level or leave it out: what is decided at it will never be asked.",
	}, (*Grid).unused},
}

// Review returns what is legal but odd about the grid, sorted: levels that drop
// where likelihood or impact rises by a step, and levels that no pair has. Drops
// between neighbours are enough: without one there is none further apart.
func (g *Grid) Review() []ownership.Finding {
	var out []ownership.Finding
	for i := range gridRules {
		r := &gridRules[i]
		r.check(g, func(path string, args ...string) {
			out = append(out, r.rule.NewFinding(g.Subject(), path, args...))
		})
	}
	slices.SortFunc(out, ownership.Finding.Compare)
	return out
}

func (g *Grid) drops(found func(path string, args ...string)) {
	t := &g.table
	for i, row := range g.ranks {
		for j, rank := range row {
			tell := func(below int, rising string) {
				found(fmt.Sprintf("cells[%d][%d]", i, j), "likelihood", string(t.Likelihood[i].ID), "impact", string(t.Impact[j].ID),
					"level", string(t.Levels[rank].ID), "below", string(t.Levels[below].ID), "rising", rising)
			}
			if i > 0 && g.ranks[i-1][j] > rank {
				tell(g.ranks[i-1][j], "likelihood")
			}
			if j > 0 && row[j-1] > rank {
				tell(row[j-1], "impact")
			}
		}
	}
}

func (g *Grid) unused(found func(path string, args ...string)) {
	used := make([]bool, len(g.table.Levels))
	for _, row := range g.ranks {
		for _, rank := range row {
			used[rank] = true
		}
	}
	for i, l := range g.table.Levels {
		if !used[i] {
			found(fmt.Sprintf("levels[%d]", i), "level", string(l.ID))
		}
	}
}

// GridRules returns the descriptions of the rules behind [Grid.Review], by code.
func GridRules() []ownership.Rule {
	out := make([]ownership.Rule, len(gridRules))
	for i := range gridRules {
		out[i] = gridRules[i].rule
	}
	return out
}
