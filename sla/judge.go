package sla

import (
	"encoding/json"
	"math"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A judge holds promises about one service against what was measured of it, as known
// at one instant. What several promises ask for is looked up once.
type judge struct {
	service ownership.ServiceID
	track   *track
	clocks  *clocks
	now     time.Time

	zones     map[string]located
	calendars map[namedHours]compiled
}

// namedHours names the hours of a calendar within terms.
type namedHours struct {
	terms *Terms
	name  string
}

func (b *Book) judge(service ownership.ServiceID, now time.Time) *judge {
	return &judge{service: service, track: b.track(service), clocks: b.clock(), now: normalTime(now)}
}

func (j *judge) zone(name string) (*time.Location, error) {
	if l, ok := j.zones[name]; ok {
		return l.loc, l.err
	}
	loc, err := j.clocks.location(name)
	if j.zones == nil {
		j.zones = map[string]located{}
	}
	j.zones[name] = located{loc, err}
	return loc, err
}

// A term is one promise about the service, and a period in which it was in force:
// versions of the terms in which it did not change are one.
type term struct {
	agreement *Agreement
	target    *LevelTarget
	period    ownership.Period
	versions  []effect // in the order of time
}

// at returns the terms that were in force at the end of a stretch, and their number.
func (t *term) at(until time.Time) (*Terms, int) {
	e := t.versions[0]
	for _, later := range t.versions[1:] {
		if later.period.From.Before(until) {
			e = later
		}
	}
	return &t.agreement.versions[e.version-1].Terms, e.version
}

// terms are those of the first version: what matters for measuring is the same in all.
func (t *term) terms() *Terms { return &t.agreement.versions[t.versions[0].version-1].Terms }

// termsOf returns the promises of the agreement about the service, in the order of the
// first terms that have them and, where they changed, of time.
func termsOf(a *Agreement, service ownership.ServiceID) (out []term) {
	for _, e := range effectsOf(a.acts, a.versions) {
		terms := &a.versions[e.version-1].Terms
		for i := range terms.Targets {
			if !terms.Targets[i].about(service) {
				continue
			}
			next := term{a, &terms.Targets[i], e.period, []effect{e}}
			if n := slices.IndexFunc(out, func(t term) bool { return t.continuedBy(&next) }); n >= 0 {
				out[n].period.Until = e.period.Until
				out[n].versions = append(out[n].versions, e)
				continue
			}
			out = append(out, next)
		}
	}
	return out
}

// continuedBy reports whether o promises the same, from the instant on at which t
// ends.
func (t *term) continuedBy(o *term) bool {
	if *t.target != *o.target || !t.period.Until.Equal(o.period.From) {
		return false
	}
	card, _ := t.terms().Card(t.target.Measure)
	other, _ := o.terms().Card(o.target.Measure)
	def, _ := t.terms().Calendar(t.target.Calendar)
	hours, _ := o.terms().Calendar(o.target.Calendar)
	return card == other && sameText(def, hours)
}

// sameText reports whether two values are written alike.
func sameText(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// judged is the promise held against what was measured in a cycle; false if it was
// not in force then.
func (j *judge) judged(t *term, cycle ownership.Period) (Attainment, bool) {
	period, ok := meet(t.period, cycle)
	if !ok || period.Until.IsZero() {
		return Attainment{}, false
	}
	terms, version := t.at(period.Until)
	a := Attainment{
		Service: j.service, Agreement: t.agreement.id, Version: version, Target: *t.target,
		Cycle: cycle, Period: period, Verdict: NoData,
	}
	card, ok := terms.Card(t.target.Measure)
	if !ok {
		a.Problem = "no card for the measure"
		return a, true
	}
	a.Card = card
	cal, err := j.calendar(t)
	if err != nil {
		a.Problem = reason(err)
		return a, true
	}
	j.fill(&a, cal)
	a.Credit = a.credit(terms.Credits, j.now)
	return a, true
}

func (j *judge) calendar(t *term) (*Calendar, error) {
	if t.target.Calendar == "" {
		return aroundTheClock()
	}
	key := namedHours{t.terms(), t.target.Calendar}
	if c, ok := j.calendars[key]; ok {
		return c.calendar, c.err
	}
	def, ok := key.terms.Calendar(key.name)
	if !ok {
		return nil, errMalformed
	}
	cal, err := j.clocks.calendar(def)
	if j.calendars == nil {
		j.calendars = map[namedHours]compiled{}
	}
	j.calendars[key] = compiled{cal, err}
	return cal, err
}

// fill measures and judges.
func (j *judge) fill(a *Attainment, cal *Calendar) {
	records := j.track.measuredIn(a.Period.From, a.Period.Until)
	m := seenIn(records, a.Period, a.Target.Measure, j.now)
	ended := a.ended(micros(j.now))
	o := a.Target.Objective
	if a.kind() == byTime {
		a.Uptime = m.uptime(cal)
		a.Verdict = a.Uptime.verdict(o.Share, ended)
		return
	}
	whole := false
	switch a.kind() {
	case byCase:
		m.outages, m.planned = nil, nil // that a service was not there says nothing about cases
		seen := m.uptime(cal)
		whole = seen.Watched == seen.Agreed && seen.Agreed > 0
		a.Count = countCases(records, a, j.now)
	case byReading:
		a.Count, a.Worst = countReadings(records, a, j.now)
		whole = a.Count.Total > 0
	default:
		a.Count = countEvents(records, a, j.now)
		whole = a.Count.Total > 0
	}
	share, floor := a.share()
	a.Verdict = a.Count.verdict(share, floor, whole, ended)
}

// share is the share of single things that the promise asks for, and whether it is
// the least or the greatest.
func (a *Attainment) share() (Share, bool) {
	if a.kind() == byReading {
		return Whole, true
	}
	return a.Target.Objective.Share, a.kind() == byCase || a.Card.Direction == AtLeast
}

// verdict judges an availability. What nobody watched may all have been down, or all
// up; the future is no different.
func (u Uptime) verdict(promised Share, ended bool) Verdict {
	switch agreed := int64(u.Agreed); {
	case agreed == 0 && ended:
		return NoData
	case !atLeast(agreed-int64(u.Down), agreed, int64(promised), int64(Whole)):
		return Missed
	case agreed > 0 && atLeast(int64(u.Watched-u.Down), agreed, int64(promised), int64(Whole)):
		return Met
	case ended:
		return NoData
	}
	return Pending
}

// verdict judges single things. Unlike time, of which there is only so much, nobody
// knows how many of them a gap hides: with a gap there is no verdict. Open ones may
// still end well, or not.
func (c Count) verdict(promised Share, atLeastSo bool, whole, ended bool) Verdict {
	keeps := func(part int64) bool {
		if atLeastSo {
			return atLeast(part, c.Total, int64(promised), int64(Whole))
		}
		return atMost(part, c.Total, int64(promised), int64(Whole))
	}
	switch {
	case !ended:
		return Pending
	case !whole:
		return NoData
	case !keeps(c.Part + c.Open):
		return Missed
	case keeps(c.Part):
		return Met
	}
	return Pending
}

// seenIn gathers what the records say about the period: outages, maintenance, and when
// the measure was watched.
func seenIn(records []*Measurements, p ownership.Period, measure Measure, now time.Time) *seen {
	m := &seen{}
	m.span(momentOf(p.From), momentOf(p.Until))
	from, until := micros(p.From), micros(p.Until)
	add := func(to []span, s span) []span {
		if s = (span{max(s.from, from), min(s.until, until)}); s.from < s.until {
			to = append(to, span{(s.from - from) * 1000, (s.until - from) * 1000})
		}
		return to
	}
	for _, r := range records {
		outages := make([]span, 0, len(r.outages)) // merged, as they are in the record
		for _, s := range r.outages {
			outages = add(outages, s)
		}
		m.outages = union(m.outages, outages)
		for i := range r.figures.Maintenance {
			m.planned = add(m.planned, spanOf(&r.figures.Maintenance[i]))
		}
		for i := range r.figures.Watched {
			if w := &r.figures.Watched[i]; w.Measure == "" || w.Measure == measure {
				m.watched = add(m.watched, spanOf(&w.Period))
			}
		}
	}
	m.planned, m.watched = merge(m.planned), merge(m.watched)
	m.cut(momentOf(now))
	return m
}

// countCases counts the cases of the target that were opened in the period.
func countCases(records []*Measurements, a *Attainment, now time.Time) (n Count) {
	for _, r := range records {
		for i := range r.figures.Cases {
			c := &r.figures.Cases[i]
			if c.Measure != a.Target.Measure || !a.of(c.Class) || !a.contains(c.Opened, now) {
				continue
			}
			n.Total++
			switch c.at(now) {
			case inTime:
				n.Part++
			case undecided:
				n.Open++
			case late:
			}
		}
	}
	return n
}

func countEvents(records []*Measurements, a *Attainment, now time.Time) (n Count) {
	for _, r := range records {
		for i := range r.figures.Tallies {
			if t := &r.figures.Tallies[i]; t.Measure == a.Target.Measure && a.of(t.Class) && a.contains(t.At, now) {
				n.Part, n.Total = sum(n.Part, t.Part), sum(n.Total, t.Total)
			}
		}
	}
	return n
}

func countReadings(records []*Measurements, a *Attainment, now time.Time) (n Count, worst int64) {
	floor := a.Card.Direction == AtLeast
	for _, r := range records {
		for i := range r.figures.Readings {
			v := &r.figures.Readings[i]
			if v.Measure != a.Target.Measure || !a.of(v.Class) || !a.contains(v.At, now) {
				continue
			}
			if n.Total == 0 || worse(v.Value, worst, floor) {
				worst = v.Value
			}
			n.Total++
			if !worse(v.Value, a.Target.Objective.Amount, floor) {
				n.Part++
			}
		}
	}
	return n, worst
}

// worse reports whether v is worse than o, of values that should be great or small.
func worse(v, o int64, great bool) bool {
	if great {
		return v < o
	}
	return v > o
}

// of reports whether the target is about things of the class.
func (a *Attainment) of(class string) bool { return a.Target.Class == "" || a.Target.Class == class }

// contains reports whether something at the instant belongs to the stretch and is
// known.
func (a *Attainment) contains(at, now time.Time) bool {
	return a.Period.Contains(at) && !at.After(now)
}

// sum does not overflow.
func sum(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
