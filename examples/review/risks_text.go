package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/serviceowner/itsm/risk"
)

var decisionColumns = []column{{"RISK", 22}, {"LEVEL", 8}, {"LOSS A YEAR", 15}, {"DECIDED BY", 18}, {"DECISION", 29}}

// text writes the heat map, the decisions and the risks that nobody wrote down.
func (r *risks) text(out *page, s *summary) {
	out.line("")
	out.line(fmt.Sprintf("Current risks (%d)", r.heat.Len()+len(r.heat.Unplaced)))
	out.line("")
	r.heatText(out)
	if len(r.above) > 0 {
		out.line("")
		out.line(fmt.Sprintf("Risks above appetite (%d), decisions missing: %d", len(r.above), r.missing()))
		out.line("")
		out.table(decisionColumns, nil)
		for _, d := range r.above {
			out.table(decisionColumns, d.cells())
		}
	}
	if len(r.burdens) > 0 {
		out.line("")
		out.line("Expected annual loss by owner")
		out.line("")
		for _, b := range r.burdens {
			out.item("  ", "    ", s.bearer(b)+": "+amounts(b))
		}
	}
	if len(r.unseen) > 0 {
		out.line("")
		out.line(fmt.Sprintf("Risks that nobody wrote down (%d)", len(r.unseen)))
		out.line("")
		for _, u := range r.unseen {
			out.item("  ", "    ", u.Scope.String()+": "+u.Entry.Title+again(u))
		}
	}
	if len(r.calendar) > 0 {
		out.line("")
		out.line("Due until " + s.at.AddDate(0, 0, 90).Format("2006-01-02"))
		out.line("")
		for _, d := range r.calendar {
			out.item("  ", "    ", dated(d))
		}
	}
}

// heatText draws the map with the greatest likelihood on top.
func (r *risks) heatText(out *page) {
	m := r.heat
	columns := []column{{"", 14}}
	for _, step := range m.Grid.Impact {
		columns = append(columns, column{step.Label(), 14})
	}
	if n := (lineWidth - 2) / 16; len(columns) <= n {
		out.table(columns, nil)
		for i := len(m.Cells) - 1; i >= 0; i-- {
			cells := []string{m.Grid.Likelihood[i].Label()}
			for _, h := range m.Cells[i] {
				text := string(h.Level)
				if len(h.Risks) > 0 {
					text += " " + strconv.Itoa(len(h.Risks))
				}
				cells = append(cells, text)
			}
			out.table(columns, cells)
		}
	} else {
		out.item("  ", "  ", fmt.Sprintf("The grid has %d steps of impact, too many for a table; see -format markdown.", len(m.Grid.Impact)))
	}
	if len(m.Unplaced) > 0 {
		out.item("  ", "    ", fmt.Sprintf("not on the grid: %d", len(m.Unplaced)))
	}
}

func (d decision) cells() []string {
	return []string{string(d.Risk), levelOf(d.Position), loss(d.Expected), d.whose(), d.state()}
}

func levelOf(p risk.Position) string {
	if p.Level == "" {
		return "unknown"
	}
	return string(p.Level)
}

func loss(m risk.Money) string {
	if m.IsZero() {
		return "-"
	}
	return m.String()
}

// bearer names who carries the risks, or says why nobody does.
func (s *summary) bearer(b risk.Burden) string {
	if b.Owner == "" {
		return "nobody (" + b.State.String() + ")"
	}
	return s.name(b.Owner)
}

// amounts sums up a burden: nothing is converted.
func amounts(b risk.Burden) string {
	var parts []string
	for _, m := range b.Expected {
		parts = append(parts, m.String())
	}
	parts = append(parts, count(len(b.Risks), "risk"))
	if n := len(b.Unpriced); n > 0 {
		parts = append(parts, fmt.Sprintf("%d without an estimate", n))
	}
	return strings.Join(parts, ", ")
}

// again says that a closed entry is to be opened instead of making another one.
func again(u risk.Suggestion) string {
	if u.Closed == "" {
		return ""
	}
	return " (closed as " + string(u.Closed) + ")"
}

func dated(d risk.Date) string {
	text := d.When.Format("2006-01-02") + " " + string(d.Risk) + ": " + occasions[d.Occasion]
	if d.Treatment != "" {
		text += " " + string(d.Treatment)
	}
	return text
}

var occasions = map[risk.Occasion]string{
	risk.ReviewDue: "review", risk.TreatmentDue: "treatment", risk.AcceptanceEnds: "the acceptance ends", risk.DecisionDue: "senior management decides",
}
