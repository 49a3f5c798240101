package sla

import (
	"math/bits"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Target is how much time there is. The zero Target is none: due at the first
// open instant. It takes one of three forms:
//
//   - Time: so much open time.
//   - Days with DayOf: so many days of so much open time each. Three days of
//     eight hours are 24 hours of open time.
//   - Days alone: so many working days, at the same wall-clock time or, with
//     EndOfDay, at the end of the day.
type Target struct {
	Time     time.Duration
	Days     int
	DayOf    time.Duration // the open time of a day; zero means working days
	EndOfDay bool          // due when the last day closes; with working days only

	// ThroughHolds: the clock goes on while the work is on hold. A first answer
	// is owed whether or not somebody waits for the customer.
	ThroughHolds bool
}

func (t Target) check(c *Calendar, op, path string) error {
	bad := func(field, text string) error {
		return c.refuse(op, path+"."+field, ownership.ErrInvalid, "%s", text)
	}
	switch hi, lo := bits.Mul64(uint64(max(t.Days, 0)), uint64(max(t.DayOf, 0))); {
	case t.Time < 0:
		return bad("time", "negative")
	case t.Days < 0:
		return bad("days", "negative")
	case t.DayOf < 0:
		return bad("dayOf", "negative")
	case t.Time > 0 && t.Days > 0:
		return bad("days", "given with a time")
	case t.DayOf > 0 && t.Days == 0:
		return bad("dayOf", "given without days")
	case t.EndOfDay && (t.Time > 0 || t.DayOf > 0):
		return bad("endOfDay", "given with open time")
	case hi > 0 || lo > 1<<63-1:
		return bad("dayOf", "more than 292 years")
	}
	return nil
}

// measure returns the open time that the target stands for when it starts at m.
// Of working days the instant at which they are up without holds is fixed, too.
func (t Target) measure(c *Calendar, m moment) (budget int64, fixed moment, days, ok bool) {
	switch {
	case t.Days == 0 && !t.EndOfDay:
		return int64(t.Time), moment{}, false, true
	case t.DayOf > 0:
		return int64(t.DayOf) * int64(t.Days), moment{}, false, true
	case t.EndOfDay:
		fixed, ok = c.dueEndOfDay(m, t.Days)
	default:
		fixed, ok = c.dueDays(m, t.Days)
	}
	if ok {
		budget, ok = c.elapsed(m, fixed, nil)
	}
	return budget, fixed, true, ok
}

// dueUnder is when a target measured in that way is up. Working days give way to
// holds by the open time that holds took from them: a hold outside hours moves
// nothing.
func (c *Calendar) dueUnder(m moment, t Target, holds []hold) (moment, bool) {
	budget, fixed, days, ok := t.measure(c, m)
	if !ok {
		return moment{}, false
	}
	if days {
		if used, ok := c.elapsed(m, fixed, holds); ok && used == budget {
			return fixed, true
		}
	}
	return c.due(m, budget, holds)
}

// DueUnder returns the instant at which the target, started at start, is used up.
// For open time it is [Calendar.Due], for working days [Calendar.DueDays] or
// [Calendar.DueEndOfDay]; these are moved on by as much open time as holds took
// from them. A target that goes through holds takes no notice of them.
func (c *Calendar) DueUnder(t Target, start time.Time, holds ...ownership.Period) (time.Time, error) {
	const op = "due under target"
	m, err := c.instant(op, "start", start)
	if err != nil {
		return time.Time{}, err
	}
	if err := t.check(c, op, "target"); err != nil {
		return time.Time{}, err
	}
	var few [fewHolds]hold
	hs, err := c.holdsOf(few[:0], op, holds)
	if err != nil {
		return time.Time{}, err
	}
	if t.ThroughHolds {
		hs = nil
	}
	m, ok := c.dueUnder(m, t, hs)
	if !ok {
		return time.Time{}, c.refuse(op, "", ErrNever, "not enough open time, or a hold without an end")
	}
	return m.time(), nil
}
