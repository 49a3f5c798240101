package sla

import (
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Running returns the cycle that contains the instant, in the zone that loc is: the
// civil month, quarter or year, or the so many civil days that end with the one of
// the instant. The zero Period if c is no cycle or loc is nil.
func (c Cycle) Running(at time.Time, loc *time.Location) ownership.Period {
	return c.stretch(at, loc, 0)
}

// Ended returns the last cycle that has ended by the instant: the civil month,
// quarter or year before, or the so many whole days before the one of the instant.
func (c Cycle) Ended(at time.Time, loc *time.Location) ownership.Period {
	return c.stretch(at, loc, -1)
}

// stretch returns the running cycle moved by so many steps: of months, quarters and
// years, or of single days.
func (c Cycle) stretch(at time.Time, loc *time.Location, steps int) ownership.Period {
	if c.check() != nil || loc == nil {
		return ownership.Period{}
	}
	day := DateOf(normalTime(at).In(loc))
	var from, until int64 // day numbers
	if c.Days > 0 {
		until = day.number() + 1 + int64(steps)
		from = until - int64(c.Days)
	} else {
		month := (int(day.Month)-1)/c.Months*c.Months + 1 + steps*c.Months
		from = dayNumber(day.Year, time.Month(month), 1)
		until = dayNumber(day.Year, time.Month(month+c.Months), 1)
	}
	return ownership.Period{From: midnightIn(loc, from), Until: midnightIn(loc, until)}
}

// endingIn returns the cycles that end within the period and in some of which the part
// of it lies, in the order of time; of a rolling cycle the last one.
func (c Cycle) endingIn(part, p ownership.Period, loc *time.Location) (out []ownership.Period) {
	if c.Days > 0 {
		if last := c.Ended(p.Until, loc); last.Until.After(p.From) && meets(last, part) {
			out = append(out, last)
		}
		return out
	}
	// From the cycle in which the part begins to that in which it ends.
	for cycle := c.Running(part.From, loc); cycle.From.Before(part.Until); {
		if cycle.Until.After(p.From) && !cycle.Until.After(p.Until) {
			out = append(out, cycle)
		}
		next := c.Running(cycle.Until, loc)
		if !next.From.After(cycle.From) {
			break // at the end of time
		}
		cycle = next
	}
	return out
}

// midnightIn returns when the day begins in the zone: where the wall never shows
// midnight, as much later as the clocks jumped.
func midnightIn(loc *time.Location, day int64) time.Time {
	local := day * secondsPerDay
	z := zoneOver(loc, local-2*maxOffset, local+2*maxOffset)
	return moment{z.resolve(local), 0}.max(earliest).min(latest).time()
}
