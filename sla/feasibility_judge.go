package sla

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Feasibility holds every target of the terms against the capability of every
// service that it is a promise about (R61), in the order of the targets, then of
// the services. A level is compared in the direction of its measure, times by
// their form, and the hours of a target with those of the capability: for the
// validity of the terms, but for no longer than the [FeasibleYears] from its
// beginning, or from at if it has none.
//
// The resolver is that of [NewCalendar]. The error joins everything that is
// malformed, over [ownership.ErrInvalid]: capabilities that make no sense or
// contradict each other, and calendars that are none.
func Feasibility(t Terms, services []ownership.ServiceID, able []Capability, zones Zones, at time.Time) ([]Judged, error) {
	x := order{op: "assess feasibility"}
	x.instant("at", at)
	t.problems("terms", x.problem)
	w := newWorkbench(&x, &t, able, zones, at)
	if x.defects != nil {
		return nil, errors.Join(x.defects...)
	}
	return w.judge(slices.Compact(sortedServices(services))), nil
}

// Zones finds the zone that a calendar names; [time.LoadLocation] is one.
type Zones = func(name string) (*time.Location, error)

// FeasibleYears is for how many years hours are compared.
const FeasibleYears = 5

// A workbench holds targets against capabilities.
type workbench struct {
	terms  *Terms
	able   []Capability
	hours  []*Calendar          // of able; nil is around the clock
	asked  map[string]*Calendar // by name; "" is around the clock
	period ownership.Period     // for which hours are compared
}

func newWorkbench(x *order, t *Terms, able []Capability, zones Zones, at time.Time) *workbench {
	w := &workbench{terms: t, able: able, asked: map[string]*Calendar{}, period: feasiblePeriod(t.Validity, at)}
	compile := func(def Definition, path string) *Calendar {
		// The years that are asked about, and not those of the default horizon:
		// that makes an answer cheaper, never different.
		def.Horizon = Horizon{From: max(w.period.From.Year()-1, 1), Until: min(w.period.Until.Year()+2, 10_000)}
		c, err := NewCalendar(def, zones)
		if err != nil {
			x.problem(path, reason(err))
		}
		return c
	}
	if zones == nil {
		x.problem("zones", "no function that finds zones")
		return w
	}
	for i, d := range t.Calendars {
		w.asked[d.Name] = compile(d, indexed("terms.calendars", i))
	}
	for i := range able {
		c, at := &able[i], indexed("capabilities", i)
		identProblem("service", string(c.Service), at+".service", x.problem)
		t.levelProblems(c.Service, c.Measure, c.Class, c.Objective, at, x.problem)
		if slices.ContainsFunc(able[:i], func(o Capability) bool {
			return o.Service == c.Service && o.Measure == c.Measure && o.Class == c.Class
		}) {
			x.problem(at, "there is another one for this service, measure and class")
		}
		var hours *Calendar
		if c.Hours != nil {
			hours = compile(*c.Hours, at+".hours")
		}
		w.hours = append(w.hours, hours)
	}
	return w
}

// feasiblePeriod is the time for which hours are compared.
func feasiblePeriod(validity ownership.Period, at time.Time) ownership.Period {
	p := normalPeriod(validity)
	if p.From.IsZero() {
		p.From = normalTime(at)
	}
	if end := p.From.AddDate(FeasibleYears, 0, 0); p.Until.IsZero() || p.Until.After(end) {
		p.Until = end
	}
	if last := time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC); p.Until.After(last) {
		p.Until = last
	}
	if p.Until.Before(p.From) {
		p.Until = p.From
	}
	return p
}

func (w *workbench) judge(services []ownership.ServiceID) (out []Judged) {
	for i := range w.terms.Targets {
		t := &w.terms.Targets[i]
		for _, s := range services {
			if t.about(s) {
				out = append(out, w.judgeOne(t, s))
			}
		}
	}
	return out
}

func (w *workbench) judgeOne(t *LevelTarget, service ownership.ServiceID) Judged {
	j := Judged{Target: t.ID, Service: service}
	i := w.find(t, service)
	if i < 0 {
		j.Gaps = []Gap{GapUnknown}
		return j
	}
	j.Able = w.able[i].Objective
	card, _ := w.terms.Card(t.Measure)
	j.Gaps = levelGaps(card, j.Able, t.Objective)
	if !w.covered(t.Calendar, w.hours[i]) {
		j.Gaps = append(j.Gaps, GapHours)
	}
	return j
}

// find returns the capability for the target's class, or else the one for all.
func (w *workbench) find(t *LevelTarget, service ownership.ServiceID) int {
	of := func(class string) int {
		return slices.IndexFunc(w.able, func(c Capability) bool {
			return c.Service == service && c.Measure == t.Measure && c.Class == class
		})
	}
	if i := of(t.Class); i >= 0 {
		return i
	}
	return of("")
}

// covered reports whether all of the named hours lie in the other ones.
func (w *workbench) covered(name string, by *Calendar) bool {
	if by == nil {
		return true
	}
	asked := w.asked[name]
	if asked == nil { // around the clock
		return by.openThroughout(w.period)
	}
	windows, err := asked.Windows(w.period)
	return err == nil && !slices.ContainsFunc(windows, func(p ownership.Period) bool { return !by.openThroughout(p) })
}

// openThroughout reports whether the calendar is open during all of the period.
func (c *Calendar) openThroughout(p ownership.Period) bool {
	open, err := c.Elapsed(p.From, p.Until)
	return err == nil && open == p.Until.Sub(p.From)
}

// levelGaps compares objectives of one measure.
func levelGaps(card MeasureCard, able, asked Objective) (out []Gap) {
	switch worse := func(able, asked int64) bool {
		if card.Direction == AtMost {
			return able > asked
		}
		return able < asked
	}; card.Unit {
	case UnitShare:
		if worse(int64(able.Share), int64(asked.Share)) {
			out = append(out, GapLevel)
		}
	case UnitTime:
		slower, comparable := slowerThan(able.Within, asked.Within)
		if slower && comparable {
			out = append(out, GapLevel)
		}
		if able.Share < asked.Share {
			out = append(out, GapCases)
		}
		if asked.Within.ThroughHolds && !able.Within.ThroughHolds {
			out = append(out, GapHolds)
		}
		if !comparable {
			out = append(out, GapForm)
		}
	default:
		if worse(able.Amount, asked.Amount) {
			out = append(out, GapLevel)
		}
	}
	return out
}

// slowerThan reports whether a target takes longer than another, if that can be
// said: open time can be held against open time, and working days against working
// days. The end of a day comes after any of its clock times, and before all of
// those of the next.
func slowerThan(a, b Target) (slower, comparable bool) {
	if a.workdays() != b.workdays() {
		return false, false
	}
	if !a.workdays() {
		ahi, alo := a.openTime()
		bhi, blo := b.openTime()
		return ahi > bhi || ahi == bhi && alo > blo, true
	}
	if a.EndOfDay && !b.EndOfDay {
		return a.Days >= b.Days, true
	}
	return a.Days > b.Days, true
}

func (t Target) workdays() bool { return t.DayOf == 0 && (t.Days > 0 || t.EndOfDay) }

// openTime returns how much open time t is, in nanoseconds of 128 bits: targets
// are compared before anybody has said that they make sense.
func (t Target) openTime() (hi, lo uint64) {
	if t.DayOf > 0 {
		return bits.Mul64(uint64(max(t.Days, 0)), uint64(t.DayOf))
	}
	return 0, uint64(max(t.Time, 0))
}

// String says what falls short, for findings and messages.
func (j Judged) String() string {
	out := fmt.Sprintf("%s of %s", j.Target, j.Service)
	for i, g := range j.Gaps {
		sep := ", "
		if i == 0 {
			sep = ": "
		}
		out += sep + g.String()
	}
	return out
}
