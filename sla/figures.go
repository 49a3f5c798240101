package sla

import (
	"cmp"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/chronicle"
	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// Figures are what was measured. Everything in them happened, or began, in the
// month that they are kept under; what goes on longer is kept once, where it began.
type Figures struct {
	// Watched is when somebody or something looked, within the month; see
	// [Log.Watched].
	Watched []Watch `json:"watched,omitempty"`

	// Outages are when the service was not there. Without an end it is not there
	// yet.
	Outages []Outage `json:"outages,omitempty"`

	// Maintenance was planned and agreed; see [Log.Maintenance].
	Maintenance []ownership.Period `json:"maintenance,omitempty"`

	// Cases are what came of single pieces of work.
	Cases []Case `json:"cases,omitempty"`

	// Tallies count good events among all.
	Tallies []Tally `json:"tallies,omitempty"`

	// Readings are single values of a measure.
	Readings []Reading `json:"readings,omitempty"`
}

// A Watch is a stretch of time in which a measure was looked at.
type Watch struct {
	// Measure is what was looked at; empty means everything.
	Measure Measure `json:"measure,omitempty"`
	ownership.Period
}

// An Outage is a stretch of time in which the service was not there.
type Outage struct {
	// ID is the caller's name for it, for example that of an incident; empty if
	// there is none. One that is recorded again replaces the one before.
	ID string `json:"id,omitempty"`
	ownership.Period
}

// A Case is what came of one piece of work against one measure of time: an
// incident and the time until somebody took it up, say. [CaseOf] makes one of a
// [Timer].
type Case struct {
	// ID is the caller's name for the work. A case that is recorded again, for the
	// same measure, replaces the one before.
	ID      string  `json:"id"`
	Measure Measure `json:"measure"`
	Class   string  `json:"class,omitempty"`

	// Opened is when the clock was started. A case counts where it was opened, so
	// that no later month changes under a report because an old case was closed.
	Opened time.Time `json:"opened"`
	// Due is when it was due; zero while a hold without an end stands in the way.
	Due time.Time `json:"due,omitzero"`
	// Done is when the work ended; zero while it has not.
	Done time.Time `json:"done,omitzero"`
	// Late: a due instant had passed under an earlier plan, though Done lies before
	// Due. Breached stays breached.
	Late bool `json:"late,omitempty"`
}

// CaseOf returns what a timer says at the instant about the case.
func CaseOf(id string, measure Measure, class string, t Timer, at time.Time) Case {
	c := Case{ID: id, Measure: measure, Class: class, Opened: t.Started(), Late: t.Breached(at)}
	if due, err := t.Due(); err == nil {
		c.Due = due
	}
	if stops := t.Stops(); t.Stopped() && len(stops) > 0 {
		c.Done = stops[len(stops)-1].From
	}
	return c
}

// An outcome says what came of a case.
type outcome uint8

const (
	undecided outcome = iota // the work goes on, and is not due yet
	inTime
	late
)

// at says what had come of the case by the instant.
func (c *Case) at(now time.Time) outcome {
	done := !c.Done.IsZero() && !c.Done.After(now)
	switch {
	case c.Late, !c.Due.IsZero() && (done && c.Done.After(c.Due) || !done && now.After(c.Due)):
		return late
	case done:
		return inTime
	}
	return undecided
}

// A Tally counts the events of a stretch of time, and how many of them are such as
// the measure counts: good ones for a measure of which there should be at least a
// share, bad ones for a measure of which there should be at most a share.
type Tally struct {
	Measure Measure   `json:"measure"`
	Class   string    `json:"class,omitempty"`
	At      time.Time `json:"at"` // when the stretch began; one that is recorded again replaces
	Part    int64     `json:"part"`
	Total   int64     `json:"total"`
}

// A Reading is the value of a measure at an instant, in the unit of its card.
type Reading struct {
	Measure Measure   `json:"measure"`
	Class   string    `json:"class,omitempty"`
	At      time.Time `json:"at"` // one of the same instant replaces
	Value   int64     `json:"value"`
}

// maxTally keeps the sum of all tallies of a record within 64 bits.
const maxTally = 1_000_000_000_000

// normal copies f, brings its instants into their normal form and everything into
// its order, drops what is there twice, and reports everything that is malformed
// or lies outside the month.
func (f Figures) normal(month Month, bad func(path, text string)) Figures {
	in := inMonth{month.Period(), bad}
	out := Figures{
		Watched: slices.Clone(f.Watched), Outages: slices.Clone(f.Outages), Maintenance: slices.Clone(f.Maintenance),
		Cases: slices.Clone(f.Cases), Tallies: slices.Clone(f.Tallies), Readings: slices.Clone(f.Readings),
	}
	for i := range out.Watched {
		w, at := &out.Watched[i], indexed("watched", i)
		in.name(at+".measure", "measure", string(w.Measure), false)
		in.period(at, &w.Period)
		if w.Until.IsZero() || w.Until.After(in.month.Until) {
			bad(at+".until", "outside the month "+month.String())
		}
	}
	for i := range out.Outages {
		o, at := &out.Outages[i], indexed("outages", i)
		in.name(at+".id", "outage", o.ID, false)
		in.period(at, &o.Period)
	}
	for i := range out.Maintenance {
		in.period(indexed("maintenance", i), &out.Maintenance[i])
	}
	for i := range out.Cases {
		in.oneCase(indexed("cases", i), &out.Cases[i])
	}
	for i := range out.Tallies {
		t, at := &out.Tallies[i], indexed("tallies", i)
		in.measured(at, t.Measure, t.Class, &t.At)
		if t.Part < 0 || t.Total < t.Part || t.Total > maxTally {
			bad(at+".part", "want 0 to the total, and that at most a million million")
		}
	}
	for i := range out.Readings {
		r := &out.Readings[i]
		in.measured(indexed("readings", i), r.Measure, r.Class, &r.At)
	}
	out.sort()
	return out
}

// inMonth checks figures against the month that they are kept under.
type inMonth struct {
	month ownership.Period
	bad   func(path, text string)
}

func (in inMonth) name(path, kind, name string, required bool) {
	if name == "" && !required {
		return
	}
	if err := ident.Check(kind, name); err != nil {
		in.bad(path, err.Error())
	}
}

// begins checks an instant that has to lie in the month.
func (in inMonth) begins(path string, at *time.Time) {
	if err := chronicle.RequiredInstant(*at); err != nil {
		in.bad(path, err.Error())
		return
	}
	if *at = instant.Normal(*at); !in.month.Contains(*at) {
		in.bad(path, "outside the month "+MonthOf(in.month.From).String())
	}
}

// later checks an instant that may be left out.
func (in inMonth) later(path string, at *time.Time) {
	if err := checkInstant(*at); err != nil {
		in.bad(path, err.Error())
	}
	*at = instant.Normal(*at)
}

func (in inMonth) period(path string, p *ownership.Period) {
	in.begins(path+".from", &p.From)
	in.later(path+".until", &p.Until)
	if !p.Until.IsZero() && p.Until.Before(p.From) {
		in.bad(path, "reversed: it ends before it begins")
	}
}

func (in inMonth) measured(path string, m Measure, class string, at *time.Time) {
	in.name(path+".measure", "measure", string(m), true)
	in.name(path+".class", "class", class, false)
	in.begins(path+".at", at)
}

func (in inMonth) oneCase(path string, c *Case) {
	in.name(path+".id", "case", c.ID, true)
	in.name(path+".measure", "measure", string(c.Measure), true)
	in.name(path+".class", "class", c.Class, false)
	in.begins(path+".opened", &c.Opened)
	in.later(path+".due", &c.Due)
	in.later(path+".done", &c.Done)
	if !c.Due.IsZero() && c.Due.Before(c.Opened) {
		in.bad(path+".due", "before it was opened")
	}
	if !c.Done.IsZero() && c.Done.Before(c.Opened) {
		in.bad(path+".done", "before it was opened")
	}
}

// sort brings f into its order. Of what replaces one another the last one stays.
func (f *Figures) sort() {
	f.Watched = ordered(f.Watched, func(a, b *Watch) int {
		return cmp.Or(cmp.Compare(a.Measure, b.Measure), comparePeriods(&a.Period, &b.Period))
	})
	// An outage of the same name replaces, one without a name only itself.
	f.Outages = lastOf(f.Outages, func(o *Outage) string { return o.ID })
	f.Outages = ordered(f.Outages, func(a, b *Outage) int {
		return cmp.Or(comparePeriods(&a.Period, &b.Period), cmp.Compare(a.ID, b.ID))
	})
	f.Maintenance = ordered(f.Maintenance, comparePeriods)
	f.Cases = ordered(f.Cases, func(a, b *Case) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Measure, b.Measure))
	})
	f.Tallies = ordered(f.Tallies, func(a, b *Tally) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Class, b.Class))
	})
	f.Readings = ordered(f.Readings, func(a, b *Reading) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Class, b.Class))
	})
}

func comparePeriods(a, b *ownership.Period) int {
	return cmp.Or(a.From.Compare(b.From), a.Until.Compare(b.Until))
}

// ordered sorts the list; of equal elements the last one stays.
func ordered[T any](list []T, compare func(a, b *T) int) []T {
	if len(list) == 0 {
		return nil
	}
	slices.SortStableFunc(list, func(a, b T) int { return compare(&a, &b) })
	n := 0
	for i := range list {
		if n > 0 && compare(&list[n-1], &list[i]) == 0 {
			n--
		}
		list[n] = list[i]
		n++
	}
	return list[:n]
}

// lastOf keeps the last element of each name, and all without a name.
func lastOf[T any](list []T, name func(*T) string) []T {
	last := map[string]int{}
	for i := range list {
		last[name(&list[i])] = i
	}
	n := 0
	for i := range list {
		if id := name(&list[i]); id == "" || last[id] == i {
			list[n] = list[i]
			n++
		}
	}
	return list[:n]
}

// with returns the figures of both; those of g replace.
func (f Figures) with(g Figures) Figures {
	out := Figures{
		slices.Concat(f.Watched, g.Watched), slices.Concat(f.Outages, g.Outages), slices.Concat(f.Maintenance, g.Maintenance),
		slices.Concat(f.Cases, g.Cases), slices.Concat(f.Tallies, g.Tallies), slices.Concat(f.Readings, g.Readings),
	}
	out.sort()
	return out
}

func (f Figures) clone() Figures { return Figures{}.with(f) }

// IsZero reports whether nothing was measured.
func (f Figures) IsZero() bool {
	return len(f.Watched)+len(f.Outages)+len(f.Maintenance)+len(f.Cases)+len(f.Tallies)+len(f.Readings) == 0
}
