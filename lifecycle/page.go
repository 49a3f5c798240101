package lifecycle

import (
	"fmt"
	"strings"
	"time"

	"github.com/serviceowner/itsm/internal/markdown"
	"github.com/serviceowner/itsm/ownership"
)

// A page is Markdown as it is being written. Whatever text is put into it stays
// text.
type page struct{ text strings.Builder }

// head begins a section.
func (g *page) head(title string) { g.text.WriteString("\n## " + title + "\n\n") }

// say writes a line of its own; the verbs are %s, and what is given to
// them is escaped.
func (g *page) say(format string, args ...any) {
	for i, a := range args {
		args[i] = markdown.Escape(fmt.Sprint(a))
	}
	fmt.Fprintf(&g.text, format+"\n", args...)
}

// table begins a table, which heads name the columns of.
func (g *page) table(heads ...string) {
	fmt.Fprintf(&g.text, "| %s |\n|%s\n", strings.Join(heads, " | "), strings.Repeat("---|", len(heads)))
}

func (g *page) row(cells ...string) {
	g.text.WriteString("|")
	for _, c := range cells {
		if c != "" {
			g.text.WriteString(" " + markdown.Escape(c))
		}
		g.text.WriteString(" |")
	}
	g.text.WriteString("\n")
}

// dateText is an instant as people read it; nothing for the zero time.
func dateText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04")
}

// daysText is a span in whole days, as people read it.
func daysText(d time.Duration) string {
	if n := int64(d / (24 * time.Hour)); n != 1 {
		return fmt.Sprintf("%d days", n)
	}
	return "1 day"
}

// answerText says who answers, or why nobody does.
func answerText(a ownership.Answer) string {
	var claimants []ownership.PartyID
	for c := range a.Claimants() {
		claimants = append(claimants, c)
	}
	switch {
	case a.Holder != "":
		return string(a.Holder)
	case len(claimants) == 0:
		return a.State.String()
	}
	return a.State.String() + ": " + commas(claimants)
}

func commas[T ~string](names []T) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = string(n)
	}
	return strings.Join(out, ", ")
}

// actorText says who acted and for whom.
func actorText(p ownership.Proof) string {
	if p.For != "" && p.For != p.By {
		return string(p.By) + " for " + string(p.For)
	}
	return string(p.By)
}
