package sla

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/serviceowner/itsm/internal/markdown"
	"github.com/serviceowner/itsm/ownership"
)

// ServiceReport writes as Markdown how the service did in the period, as known at the
// instant now (R25, R72): what was promised to whom and what was reached, what may
// still go wrong, what was broken and what is done about it, the meetings, and what is
// owed. Instants are shown in UTC. The same book gives the same text, whatever names
// are in it.
func (b *Book) ServiceReport(service ownership.ServiceID, p ownership.Period, now time.Time) string {
	r := reporter{book: b, service: service, period: normalPeriod(p), now: normalTime(now)}
	fmt.Fprintf(&r.text, "# Service report: %s\n\nFrom %s to %s, as known on %s.\n", r.name(),
		minuteText(r.period.From), minuteText(r.period.Until), minuteText(r.now))
	r.promises()
	r.breaches()
	r.actions()
	r.meetings()
	return r.text.String()
}

type reporter struct {
	book    *Book
	service ownership.ServiceID
	period  ownership.Period
	now     time.Time
	text    strings.Builder
}

// name is what people call the service, with its identifier.
func (r *reporter) name() string {
	id := markdown.Escape(string(r.service))
	if s, ok := r.book.Register().Service(r.service).Service(); ok && s.Name != "" {
		return markdown.Escape(s.Name) + " (" + id + ")"
	}
	return id
}

// table begins a section with a table, which heads name the columns of.
func (r *reporter) table(title string, heads ...string) {
	fmt.Fprintf(&r.text, "\n## %s\n\n| %s |\n|%s\n", title, strings.Join(heads, " | "), strings.Repeat("---|", len(heads)))
}

func (r *reporter) row(cells ...string) {
	r.text.WriteString("|")
	for _, c := range cells {
		r.text.WriteString(" " + markdown.Escape(c) + " |")
	}
	r.text.WriteString("\n")
}

func (r *reporter) none(title, text string) {
	fmt.Fprintf(&r.text, "\n## %s\n\n%s\n", title, text)
}

func (r *reporter) promises() {
	list := r.book.Attained(r.service, r.period, r.now)
	if len(list) == 0 {
		r.none("Promises", "Nothing was promised.")
		return
	}
	r.table("Promises", "Agreement", "Target", "From", "To", "Promised", "Actual", "Verdict", "Budget left", "Credit")
	owed := 0
	for i := range list {
		a := &list[i]
		verdict := a.Verdict.String()
		if a.Verdict == NoData {
			verdict += ": " + a.gap()
		}
		credit := ""
		if a.Credit > 0 {
			credit, owed = percentText(a.Credit), owed+1
		}
		promised := a.PromisedText()
		if a.Card == (MeasureCard{}) {
			promised = string(a.Target.Measure)
		}
		r.row(string(a.Agreement), string(a.Target.ID), minuteText(a.Period.From), minuteText(a.Period.Until), promised, a.ActualText(), verdict, a.leftText(), credit)
	}
	if owed > 0 {
		fmt.Fprintf(&r.text, "\nCredits are owed for %d of them.\n", owed)
	}
}

// leftText is the budget as people read it.
func (a *Attainment) leftText() string {
	if a.Problem != "" {
		return ""
	}
	b := a.Budget()
	if a.kind() == byTime {
		return duration(time.Duration(b.Left()).Truncate(time.Second)).String() + " of " + duration(time.Duration(b.Allowed).Truncate(time.Second)).String()
	}
	return strconv.FormatInt(b.Left(), 10) + " of " + strconv.FormatInt(b.Allowed, 10)
}

// percentText writes hundredths of a percent.
func percentText(basisPoints int) string {
	return strings.TrimSuffix(fmt.Sprintf("%d.%02d", basisPoints/100, basisPoints%100), ".00") + "%"
}

func (r *reporter) breaches() {
	list := r.relevant()
	if len(list) == 0 {
		r.none("Breaches", "None is recorded.")
		return
	}
	r.table("Breaches", "Breach", "Agreement", "Target", "From", "To", "Status", "Cause", "Note")
	for _, b := range list {
		r.row(string(b.about.ID), string(b.about.Agreement), string(b.about.Target), minuteText(b.about.Period.From), minuteText(b.about.Period.Until),
			b.status.String(), b.Cause(), b.about.Note)
	}
}

// relevant are the breaches of the period, and older ones that are not closed.
func (r *reporter) relevant() (out []*Breach) {
	for _, b := range r.book.track(r.service).breaches {
		if meets(b.about.Period, r.period) || b.status != BreachClosed && b.about.Period.From.Before(r.period.Until) {
			out = append(out, b)
		}
	}
	return out
}

func (r *reporter) actions() {
	type line struct {
		from string
		Action
	}
	var lines []line
	for _, b := range r.relevant() {
		for _, a := range b.actions {
			lines = append(lines, line{"breach " + string(b.about.ID), a})
		}
	}
	for _, m := range r.reviews() {
		for _, a := range m.actions {
			lines = append(lines, line{"meeting " + string(m.call.ID), a})
		}
	}
	if len(lines) == 0 {
		r.none("Actions", "None was planned.")
		return
	}
	r.table("Actions", "From", "No", "What", "Owner", "Due", "State")
	for _, l := range lines {
		state := "open"
		switch {
		case !l.IsOpen():
			state = "done"
		case l.overdue(r.now):
			state = "overdue"
		}
		r.row(l.from, strconv.Itoa(l.No), l.What, string(l.Owner), minuteText(l.Due), state)
	}
}

// reviews are the meetings on the service, or on an agreement about it, that looked at
// some of the period.
func (r *reporter) reviews() (out []*Meeting) {
	lists := [][]*Meeting{r.book.track(r.service).meetings}
	for _, a := range r.book.promising(r.service) {
		lists = append(lists, r.book.trackOf(tagAgreement, string(a.id)).meetings)
	}
	for _, list := range lists {
		for _, m := range list {
			if meets(m.call.Period, r.period) {
				out = append(out, m)
			}
		}
	}
	return out
}

func (r *reporter) meetings() {
	list := r.reviews()
	if len(list) == 0 {
		r.none("Meetings", "None was called.")
		return
	}
	r.table("Meetings", "Meeting", "On", "Kind", "When", "Status", "Present", "Missed", "Notes")
	for _, m := range list {
		on, when, missed := string(m.call.Agreement), m.call.At, 0
		if on == "" {
			on = string(m.call.Service)
		}
		if m.status == MeetingHeld {
			when = m.heldAt
		}
		for i := range m.rows {
			if m.rows[i].Verdict == Missed {
				missed++
			}
		}
		names := make([]string, len(m.present))
		for i, p := range m.present {
			names[i] = string(p.Party) + " as " + string(p.As)
		}
		r.row(string(m.call.ID), on, m.call.Kind.String(), minuteText(when), m.status.String(), strings.Join(names, ", "),
			strconv.Itoa(missed)+" of "+strconv.Itoa(len(m.rows)), m.notes)
	}
}

// minuteText writes an instant in UTC; a day without its midnight.
func minuteText(at time.Time) string {
	text := normalTime(at).Format("2006-01-02 15:04")
	return strings.TrimSuffix(text, " 00:00")
}
