package lifecycle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/serviceowner/itsm/ownership"
)

// Chart writes the whole model in Markdown for people to hold against their own
// rules: what each status means, every move with its gate and the roles that
// decide it under the matrix, where each event leads from each status, what is
// due from where, and a diagram. Without a matrix the roles are left out.
func (m *Model) Chart(matrix *ownership.Matrix) string {
	var b strings.Builder
	b.WriteString("# Statuses\n\n| status | within | stage | section | meaning |\n|---|---|---|---|---|\n")
	for _, c := range m.Cards() {
		line(&b, string(c.Status), string(c.Within), string(c.Stage), c.Section.String(), c.Text)
	}
	b.WriteString("\n# Moves\n\nA move without a gate leads back or out: it needs the deciding activity and nothing else.\n\n" +
		"| from | event | to | gate | decided by | roles that may | for |\n|---|---|---|---|---|---|---|\n")
	for v := range m.Machine().Moves() {
		var roles []string
		if matrix != nil {
			for _, r := range matrix.Roles(v.Decides, ownership.R|ownership.A) {
				roles = append(roles, fmt.Sprintf("%s (%s)", r, matrix.Letters(v.Decides, r)))
			}
		}
		line(&b, string(v.From), string(v.On), string(v.To), string(v.Gate), string(v.Decides), strings.Join(roles, ", "), joined(v.Sources))
	}
	b.WriteString("\n# Where each event leads\n\n" + m.whole())
	b.WriteString("\n# Demands\n\n| rule | due from | hard from | settled by | for |\n|---|---|---|---|---|\n")
	for _, d := range m.byPlace() {
		line(&b, string(d.Code), string(d.Due), string(d.Hard), string(d.Resolves), joined(d.Sources))
	}
	b.WriteString("\n# Diagram\n\n```mermaid\n" + m.Machine().Mermaid() + "```\n")
	return b.String()
}

// whole is the table of states and events without the conditions, which the
// demands list.
func (m *Model) whole() string {
	var b strings.Builder
	events := m.Machine().Events()
	heads, rule := []string{""}, "|---"
	for _, e := range events {
		heads, rule = append(heads, string(e)), rule+"|---"
	}
	line(&b, heads...)
	b.WriteString(rule + "|\n")
	for _, c := range m.Cards() {
		cells := []string{string(c.Status)}
		for _, e := range events {
			v, _ := m.Machine().Move(c.Status, e)
			cells = append(cells, string(v.To))
		}
		line(&b, cells...)
	}
	return b.String()
}

// byPlace returns the demands in the order in which a service meets them.
func (m *Model) byPlace() []Demand {
	out := m.Demands()
	slices.SortStableFunc(out, func(a, b Demand) int {
		x, _ := m.rank(a.Due)
		y, _ := m.rank(b.Due)
		return x - y
	})
	return out
}

func line(b *strings.Builder, cells ...string) {
	b.WriteString("|")
	for _, c := range cells {
		if c != "" {
			b.WriteString(" " + strings.NewReplacer(`\`, `\\`, "|", `\|`, "\n", " ").Replace(c))
		}
		b.WriteString(" |")
	}
	b.WriteString("\n")
}

func joined(sources []ownership.Source) string {
	out := ""
	for i, s := range sources {
		if i > 0 {
			out += " "
		}
		out += string(s)
	}
	return out
}
