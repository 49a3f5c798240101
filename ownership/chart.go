package ownership

import (
	"fmt"
	"slices"
	"strings"

	"github.com/serviceowner/itsm/internal/markdown"
)

// Chart writes m as Markdown: one table for each process with the roles behind
// each letter, and what the notes say; at the end the roles. Letters are the
// columns because thirty roles would not fit. The same matrix gives the same text.
func (m *Matrix) Chart() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Who does what: %s\n\n", markdown.Escape(m.version))
	if !m.from.IsZero() {
		fmt.Fprintf(&b, "In force from %s.\n\n", m.from.Format("2006-01-02 15:04:05Z07:00"))
	}
	if len(m.profile) > 0 {
		fmt.Fprintf(&b, "With %s.\n\n", markdown.Escape(strings.Join(m.profile, ", ")))
	}
	b.WriteString("Accountable: answers for it, one role for each activity. Responsible: does it. Consulted: before. Informed: after.\n" +
		"Only those accountable and responsible may act.\n")
	for rest := m.rows; len(rest) > 0; {
		n := slices.IndexFunc(rest, func(r Row) bool { return r.Process != rest[0].Process })
		if n < 0 {
			n = len(rest)
		}
		m.chartProcess(&b, rest[:n])
		rest = rest[n:]
	}
	m.chartRoles(&b)
	return b.String()
}

func (m *Matrix) chartRoles(b *strings.Builder) {
	if len(m.cards) == 0 {
		return
	}
	b.WriteString("\n## Roles\n\n| Role | Objectives | Held over | Holders | Given by | Skills | Source |\n|---|---|---|---|---|---|---|\n")
	for i := range m.cards {
		c := &m.cards[i]
		name := markdown.Escape(c.Name) + " `" + markdown.Code(string(c.Role)) + "`"
		if len(c.Aliases) > 0 {
			name += "; also " + markdown.Escape(strings.Join(c.Aliases, ", "))
		}
		over := joinedLevels(c.Levels)
		if c.ReachesDown {
			over += ", and below"
		}
		if c.Relation {
			over += "; any kind of party"
		}
		kind := c.Holders.String()
		if c.DeputyOf != "" {
			kind += "; deputy of " + markdown.Escape(string(c.DeputyOf))
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s |\n", name, markdown.Escape(strings.Join(c.Objectives, " ")), over, kind,
			markdown.Escape(string(c.AppointedBy)), markdown.Escape(joinNames(c.Skills)), markdown.Escape(joinNames(c.Sources)))
	}
}

func (m *Matrix) chartProcess(b *strings.Builder, rows []Row) {
	fmt.Fprintf(b, "\n## %s\n\n", markdown.Escape(capital(rows[0].Process)))
	b.WriteString("| Activity | On | Accountable | Responsible | Consulted | Informed | Source |\n|---|---|---|---|---|---|---|\n")
	var notes []string
	for i := range rows {
		r := &rows[i]
		mark := ""
		if note := r.remark(); note != "" {
			notes = append(notes, note)
			mark = fmt.Sprintf(" (%d)", len(notes))
		}
		fmt.Fprintf(b, "| %s `%s`%s | %s |", markdown.Escape(r.Name), markdown.Code(string(r.Activity)), mark, chartLevels(r.On))
		for _, l := range [...]RACI{A, R, C, I} {
			b.WriteString(" " + m.namesOf(r.with(l)) + " |")
		}
		b.WriteString(" " + markdown.Escape(joinNames(r.Sources)) + " |\n")
	}
	if len(notes) > 0 {
		b.WriteString("\n")
	}
	for i, note := range notes {
		fmt.Fprintf(b, "(%d) %s  \n", i+1, markdown.Escape(note))
	}
}

func (m *Matrix) namesOf(roles []Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = markdown.Escape(m.cardOf(r).Name)
	}
	return strings.Join(names, ", ")
}

// remark says what the letters do not: the note, who may stand in if that is not
// as usual, and whether mandates limit it.
func (r *Row) remark() string {
	var out []string
	if r.Note != "" {
		out = append(out, r.Note)
	}
	switch r.Acting.orDefault() {
	case WhenAway: // as usual
	case Never:
		out = append(out, "Nobody stands in.")
	case Always:
		out = append(out, "Deputies and delegates act at any time.")
	}
	if r.Limited {
		out = append(out, "A mandate may limit it.")
	}
	return strings.Join(out, " ")
}

func chartLevels(on []Level) string {
	if len(on) == len(onAnything) {
		return "anything"
	}
	return joinedLevels(on)
}

func capital(s string) string {
	if s != "" && 'a' <= s[0] && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
