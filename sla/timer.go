package sla

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Timer is the clock of one piece of work: started against a target, held and
// resumed, stopped, perhaps re-opened, perhaps given another target. It is an
// immutable value; each command returns a new one or an error and reads no clock,
// the instant is an argument. The zero Timer was never started and refuses
// everything.
//
// Commands come in the order of their instants. What holds and plans say about
// earlier time is another matter: a hold may be entered afterwards.
//
// A breach is judged by the instant: work that is not stopped when its due instant
// has passed is late, also where no open time passed since, and work that stops on
// that very instant is not. Breached stays breached: with every command the timer
// first judges what has passed as it was planned until then, so that no later
// hold, target, calendar or re-opening undoes it.
type Timer struct {
	start    time.Time
	plans    []Plan
	holds    []ownership.Period
	stops    []ownership.Period // the last is open-ended while the timer is stopped
	breaches []Overdue
	last     time.Time // the instant of the last command
}

// A Plan is what a timer was measured against, from the instant At on. It
// measures the work from its start, as if it had been the plan all the time.
type Plan struct {
	At       time.Time
	Calendar *Calendar
	Target   Target
}

// An Overdue is a due instant that passed.
type Overdue struct {
	Plan int       // whose it was, as an index into [Timer.Plans]
	Due  time.Time // when it was due
	// Since is when it became a breach: at Due, or when the plan came into force
	// under which Due had passed already.
	Since time.Time
}

// Start starts a timer.
func Start(at time.Time, c *Calendar, target Target) (Timer, error) {
	const op = "start timer"
	if _, err := c.instant(op, "at", at); err != nil {
		return Timer{}, err
	}
	if err := target.check(c, op, "target"); err != nil {
		return Timer{}, err
	}
	at = at.UTC().Round(0)
	return Timer{start: at, last: at, plans: []Plan{{at, c, target}}}, nil
}

// command judges the past and returns a copy to change.
func (t Timer) command(op string, at time.Time) (Timer, error) {
	if err := t.usable(op, at); err != nil {
		return Timer{}, err
	}
	if at.Before(t.last) {
		return Timer{}, t.refuse(op, "at", ownership.ErrRefused, "before the last command, "+t.last.Format(time.RFC3339Nano))
	}
	t.breaches = t.Breaches(at)
	t.plans, t.holds, t.stops = slices.Clone(t.plans), slices.Clone(t.holds), slices.Clone(t.stops)
	t.last = at.UTC().Round(0)
	return t, nil
}

// usable refuses the zero timer and instants that are none.
func (t Timer) usable(op string, at time.Time) error {
	if t.IsZero() {
		return t.refuse(op, "", ownership.ErrInvalid, "the timer was never started")
	}
	_, err := t.plan().Calendar.instant(op, "at", at)
	return err
}

func (t Timer) refuse(op, path string, sentinel error, text string) error {
	return (*Calendar)(nil).refuse(op, path, sentinel, "%s", text)
}

func (t Timer) plan() Plan { return t.plans[len(t.plans)-1] }

// Hold records, at the instant, that the work is or was on hold during p: from
// now on, for a time, or in the past. Holds may overlap. An open-ended one lasts
// until [Timer.Resume]. The zero From of p is the start of all time.
func (t Timer) Hold(at time.Time, p ownership.Period) (Timer, error) {
	const op = "hold timer"
	next, err := t.command(op, at)
	if err != nil {
		return Timer{}, err
	}
	if _, err := t.plan().Calendar.holdsOf(nil, op, []ownership.Period{p}); err != nil {
		return Timer{}, err
	}
	next.holds = append(next.holds, utc(p))
	return next, nil
}

// Resume ends all open-ended holds that have begun. It is refused if there is
// none.
func (t Timer) Resume(at time.Time) (Timer, error) {
	const op = "resume timer"
	next, err := t.command(op, at)
	if err != nil {
		return Timer{}, err
	}
	any := false
	for i, h := range next.holds {
		if h.IsOpen() && !h.From.After(at) {
			next.holds[i].Until, any = next.last, true
		}
	}
	if !any {
		return Timer{}, t.refuse(op, "", ownership.ErrRefused, "no open-ended hold has begun")
	}
	return next, nil
}

// Stop ends the work. It is refused on a stopped timer.
func (t Timer) Stop(at time.Time) (Timer, error) {
	const op = "stop timer"
	next, err := t.command(op, at)
	if err != nil {
		return Timer{}, err
	}
	if t.Stopped() {
		return Timer{}, t.refuse(op, "", ownership.ErrRefused, "stopped already")
	}
	next.stops = append(next.stops, ownership.Period{From: next.last})
	return next, nil
}

// Reopen takes the work up again. The time since the stop does not count, whatever
// the target says about holds. It is refused on a timer that is not stopped.
func (t Timer) Reopen(at time.Time) (Timer, error) {
	const op = "re-open timer"
	next, err := t.command(op, at)
	if err != nil {
		return Timer{}, err
	}
	if !t.Stopped() {
		return Timer{}, t.refuse(op, "", ownership.ErrRefused, "not stopped")
	}
	next.stops[len(next.stops)-1].Until = next.last
	return next, nil
}

// Replan puts another target, another calendar or both in force. The work is
// measured by them from its start, holds included: what was used up under nine to
// five is counted anew around the clock. A due instant that turns out to have
// passed is a breach since the change. The old plan and its breaches are
// remembered.
func (t Timer) Replan(at time.Time, c *Calendar, target Target) (Timer, error) {
	const op = "re-plan timer"
	next, err := t.command(op, at)
	if err != nil {
		return Timer{}, err
	}
	if _, err := c.instant(op, "at", at); err != nil {
		return Timer{}, err
	}
	if err := target.check(c, op, "target"); err != nil {
		return Timer{}, err
	}
	next.plans = append(next.plans, Plan{next.last, c, target})
	return next, nil
}

func utc(p ownership.Period) ownership.Period {
	if !p.From.IsZero() {
		p.From = p.From.UTC().Round(0)
	}
	if !p.Until.IsZero() {
		p.Until = p.Until.UTC().Round(0)
	}
	return p
}

// IsZero reports whether the timer was never started.
func (t Timer) IsZero() bool { return len(t.plans) == 0 }

// Started returns the instant of the start.
func (t Timer) Started() time.Time { return t.start }

// Stopped reports whether the work has ended and was not re-opened.
func (t Timer) Stopped() bool { return len(t.stops) > 0 && t.stops[len(t.stops)-1].IsOpen() }

// Plans returns what the timer was measured against, the present plan last.
func (t Timer) Plans() []Plan { return slices.Clone(t.plans) }

// Holds returns all holds as they were recorded, ended ones with their end.
func (t Timer) Holds() []ownership.Period { return slices.Clone(t.holds) }

// Stops returns the periods during which the timer was stopped.
func (t Timer) Stops() []ownership.Period { return slices.Clone(t.stops) }
