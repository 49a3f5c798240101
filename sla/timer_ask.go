package sla

import (
	"math/bits"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/ownership"
)

// A Phase is what a timer is doing.
type Phase uint8

// The phases. If several apply the later one in this list is the answer.
const (
	Running Phase = iota + 1 // open time is being used up
	Closed                   // the calendar is closed
	OnHold                   // and the target honours holds
	Stopped
)

var phases = enum.Of[Phase]("Phase", "running", "closed", "on hold", "stopped")

// String returns the name, "unset", or Phase(n) for an unknown value.
func (p Phase) String() string { return phases.String(p) }

// MarshalText refuses unknown values.
func (p Phase) MarshalText() ([]byte, error) { return phases.MarshalText(p) }

// UnmarshalText refuses unknown names.
func (p *Phase) UnmarshalText(text []byte) (err error) {
	*p, err = phases.Parse(string(text))
	return err
}

// still returns when the present plan's clock stands still: stops always, holds
// if the target honours them.
func (t Timer) still() []hold {
	plan := t.plan()
	periods := t.stops
	if !plan.Target.ThroughHolds {
		periods = slices.Concat(t.stops, t.holds)
	}
	// They were checked when they were recorded.
	hs, err := plan.Calendar.holdsOf(nil, "", periods)
	if err != nil {
		return nil
	}
	return hs
}

// Due returns when the work is due under the present plan, with the holds and
// stops known now. The error is over [ErrNever] while an open-ended hold or stop
// stands in the way.
func (t Timer) Due() (time.Time, error) { return t.Threshold(100) }

// Threshold returns the instant at which that percentage of the target's open
// time is used up; 100 is the due instant. A share that is no whole number of
// nanoseconds is reached with the nanosecond that completes it. Percentages go
// from 0, the first running instant, to 1000: work can be escalated at twice its
// time.
func (t Timer) Threshold(percent int) (time.Time, error) {
	const op = "threshold"
	if err := t.usable(op, t.start); err != nil {
		return time.Time{}, err
	}
	if percent < 0 || percent > 1000 {
		return time.Time{}, t.refuse(op, "percent", ownership.ErrInvalid, "want 0 to 1000")
	}
	plan, start := t.plan(), momentOf(t.start)
	c, still := plan.Calendar, t.still()
	m, ok := moment{}, false
	if percent == 100 {
		m, ok = c.dueUnder(start, plan.Target, still)
	} else if budget, _, _, known := plan.Target.measure(c, start); known {
		if share, fits := portion(budget, percent); fits {
			m, ok = c.due(start, share, still)
		}
	}
	if !ok {
		return time.Time{}, c.refuse(op, "", ErrNever, "not enough open time, or a hold or stop without an end")
	}
	return m.time(), nil
}

// portion is percent of n, rounded up to the next whole, if it fits.
func portion(n int64, percent int) (int64, bool) {
	hi, lo := bits.Mul64(uint64(n), uint64(percent))
	lo, carry := bits.Add64(lo, 99, 0)
	if hi += carry; hi >= 100 {
		return 0, false
	}
	share, _ := bits.Div64(hi, lo, 100)
	return int64(share), share < 1<<63
}

// Elapsed returns the open time used up by at, holds (if the target honours them)
// and stops left out, as the present plan measures it. The error is over
// [ownership.ErrInvalid] if at is before the start.
func (t Timer) Elapsed(at time.Time) (time.Duration, error) {
	const op = "elapsed"
	if err := t.usable(op, at); err != nil {
		return 0, err
	}
	if at.Before(t.start) {
		return 0, t.refuse(op, "at", ownership.ErrInvalid, "before the start")
	}
	sum, ok := t.plan().Calendar.elapsed(momentOf(t.start), momentOf(at), t.still())
	if !ok {
		return 0, t.refuse(op, "at", ownership.ErrInvalid, "more than 292 years of open time")
	}
	return time.Duration(sum), nil
}

// Remaining returns the open time left at the instant; negative, it is by how
// much open time the work is late. Of working days it is the open time until they
// are up.
func (t Timer) Remaining(at time.Time) (time.Duration, error) {
	used, err := t.Elapsed(at)
	if err != nil {
		return 0, err
	}
	plan := t.plan()
	budget, _, _, ok := plan.Target.measure(plan.Calendar, momentOf(t.start))
	if !ok {
		return 0, plan.Calendar.refuse("remaining", "", ErrNever, "not enough working days")
	}
	return time.Duration(budget) - used, nil
}

// Phase says what the timer is doing at the instant.
func (t Timer) Phase(at time.Time) (Phase, error) {
	const op = "phase"
	if err := t.usable(op, at); err != nil {
		return 0, err
	}
	if at.Before(t.start) {
		return 0, t.refuse(op, "at", ownership.ErrInvalid, "before the start")
	}
	within := func(list []ownership.Period) bool {
		return slices.ContainsFunc(list, func(p ownership.Period) bool {
			return !at.Before(p.From) && (p.Until.IsZero() || at.Before(p.Until))
		})
	}
	switch plan := t.plan(); {
	case within(t.stops):
		return Stopped, nil
	case !plan.Target.ThroughHolds && within(t.holds):
		return OnHold, nil
	case !plan.Calendar.Open(at):
		return Closed, nil
	}
	return Running, nil
}

// Breaches returns the due instants that had passed by at, with the plans they
// belong to, in the order in which they became breaches. What had become one when
// a command was recorded stays, whatever came after; under one plan there is one
// at most.
func (t Timer) Breaches(at time.Time) []Overdue {
	list := slices.Clone(t.breaches)
	if t.IsZero() {
		return nil
	}
	n := len(t.plans) - 1
	if len(list) == 0 || list[len(list)-1].Plan < n {
		if b, late := t.late(); late {
			list = append(list, b)
		}
	}
	return slices.DeleteFunc(list, func(b Overdue) bool { return !b.Since.Before(at) })
}

// late returns the breach that the present plan comes to if nothing more happens.
// A stopped timer is never late any more: before it stopped it was judged.
func (t Timer) late() (Overdue, bool) {
	due, err := t.Due()
	if err != nil || t.Stopped() {
		return Overdue{}, false
	}
	since := due
	if plan := t.plan(); since.Before(plan.At) {
		since = plan.At
	}
	return Overdue{len(t.plans) - 1, due, since}, true
}

// Breached reports whether a due instant had passed by at.
func (t Timer) Breached(at time.Time) bool { return len(t.Breaches(at)) > 0 }
