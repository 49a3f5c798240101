package machine

import (
	"fmt"
	"strings"
)

// Mermaid draws the machine as a Mermaid state diagram. The label of an arrow is
// what label returns, or the name of the event if label is nil.
func (m *Machine[S, E, D]) Mermaid(label func(Move[S, E, D]) string) string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	if m == nil {
		return b.String()
	}
	for i, s := range m.states.list {
		fmt.Fprintf(&b, "    state \"%s\" as s%d\n", mermaidText(Name(s)), i)
	}
	for _, s := range m.start {
		fmt.Fprintf(&b, "    [*] --> s%d\n", m.states.index(s))
	}
	for _, v := range m.moves {
		fmt.Fprintf(&b, "    s%d --> s%d : %s\n", m.states.index(v.From), m.states.index(v.To), mermaidText(labelOf(label, v)))
	}
	for _, s := range m.final {
		fmt.Fprintf(&b, "    s%d --> [*]\n", m.states.index(s))
	}
	return b.String()
}

// DOT draws the machine in the language of Graphviz. The label of an arrow is
// what label returns, or the name of the event if label is nil.
func (m *Machine[S, E, D]) DOT(label func(Move[S, E, D]) string) string {
	var b strings.Builder
	b.WriteString("digraph {\n    rankdir=LR\n    node [shape=box, style=rounded]\n")
	if m != nil {
		for i, s := range m.states.list {
			shape := ""
			if m.Final(s) {
				shape = ", peripheries=2"
			}
			fmt.Fprintf(&b, "    s%d [label=%s%s]\n", i, dotText(Name(s)), shape)
		}
		for _, s := range m.start {
			i := m.states.index(s)
			fmt.Fprintf(&b, "    start%d [shape=point]\n    start%d -> s%d\n", i, i, i)
		}
		for _, v := range m.moves {
			fmt.Fprintf(&b, "    s%d -> s%d [label=%s]\n", m.states.index(v.From), m.states.index(v.To), dotText(labelOf(label, v)))
		}
	}
	b.WriteString("}\n")
	return b.String()
}

func labelOf[S, E Symbol, D any](label func(Move[S, E, D]) string, v Move[S, E, D]) string {
	if label == nil {
		return Name(v.On)
	}
	return label(v)
}

// mermaidText writes what Mermaid reads as its own signs in its entity codes.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\"#;:<>{}[]\n\r\\`%", r) {
			fmt.Fprintf(&b, "#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func dotText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "").Replace(s) + `"`
}

// Markdown writes the whole table: a line a state, a column an event, and in
// each cell where the event leads, with the conditions of the move.
func (m *Machine[S, E, D]) Markdown() string {
	var b strings.Builder
	if m == nil {
		return ""
	}
	b.WriteString("| |")
	for _, e := range m.events.list {
		b.WriteString(" " + cellText(Name(e)) + " |")
	}
	b.WriteString("\n|---" + strings.Repeat("|---", len(m.events.list)) + "|\n")
	for _, s := range m.states.list {
		b.WriteString("| " + cellText(Name(s)) + " |")
		for _, e := range m.events.list {
			move, ok := m.Move(s, e)
			if !ok {
				b.WriteString(" |")
				continue
			}
			b.WriteString(" " + cellText(Name(move.To)))
			for i, c := range move.If {
				sep := ", "
				if i == 0 {
					sep = " if "
				}
				b.WriteString(sep + cellText(string(c)))
			}
			b.WriteString(" |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func cellText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "\n", " ").Replace(s)
}
