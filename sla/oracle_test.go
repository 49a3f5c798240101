package sla_test

import (
	"math"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// An oracle answers the questions of a calendar in the slowest and most obvious
// way: it looks at every civil minute of a stretch of time, one after the other,
// split at every instant that is an input, an offset change or an end of a
// window, and asks of each whether it is open. It shares no code with the
// package: it reads wall clocks off package time and knows no tables.
type oracle struct {
	def     sla.Definition
	loc     *time.Location
	changes []change          // offset changes within what is looked at
	shown   map[sla.Date]bool // dates that the wall showed then
	from    time.Time
	until   time.Time
	ticks   []tick
}

// A change is the first second of a new offset.
type change struct {
	at            time.Time
	before, after int
}

// A tick is a piece of time in which nothing changes, in nanoseconds since 1970;
// nothing here is so far away that they would not fit.
type tick struct {
	from, until int64
	open, held  bool
}

func newOracle(def sla.Definition, loc *time.Location, from, until time.Time, holds []ownership.Period, inputs ...time.Time) *oracle {
	o := &oracle{def: def, loc: loc, from: from, until: until}
	o.readWall(from.AddDate(0, 0, -8), until.AddDate(0, 0, 8))

	cuts := []int64{from.UnixNano(), until.UnixNano()}
	for _, at := range inputs {
		cuts = append(cuts, at.UnixNano())
	}
	for _, c := range o.changes {
		cuts = append(cuts, c.at.UnixNano())
	}
	var windows, stops []tick
	for day := from.AddDate(0, 0, -4); day.Before(until.AddDate(0, 0, 4)); day = day.AddDate(0, 0, 1) {
		for _, w := range o.windowsOn(sla.DateOf(day.UTC())) {
			windows = append(windows, tick{from: w.From.UnixNano(), until: w.Until.UnixNano()})
		}
	}
	for _, h := range holds {
		stop := tick{from: math.MinInt64, until: math.MaxInt64}
		if !h.From.IsZero() {
			stop.from = h.From.UnixNano()
		}
		if !h.Until.IsZero() {
			stop.until = h.Until.UnixNano()
		}
		stops = append(stops, stop)
	}
	for _, w := range slices.Concat(windows, stops) {
		cuts = append(cuts, w.from, w.until)
	}
	slices.Sort(cuts)

	const minute = int64(time.Minute)
	covers := func(list []tick, at int64) bool {
		return slices.ContainsFunc(list, func(t tick) bool { return t.from <= at && at < t.until })
	}
	o.ticks = make([]tick, 0, int(until.Sub(from)/time.Minute)+len(cuts))
	for at, end, i := from.UnixNano(), until.UnixNano(), 0; at < end; {
		for cuts[i] <= at {
			i++
		}
		next := min(at-(at%minute+minute)%minute+minute, cuts[i])
		o.ticks = append(o.ticks, tick{at, next, covers(windows, at), covers(stops, at)})
		at = next
	}
	return o
}

func instantOf(nanos int64) time.Time { return time.Unix(0, nanos).UTC() }

// readWall reads the wall clock every quarter of an hour, and closer where the
// offset changes in between.
func (o *oracle) readWall(from, until time.Time) {
	o.shown = map[sla.Date]bool{}
	offset := func(t time.Time) int { _, off := t.In(o.loc).Zone(); return off }
	for t, before := from, offset(from); t.Before(until); {
		o.shown[sla.DateOf(t.In(o.loc))] = true
		next := t.Add(15 * time.Minute)
		if after := offset(next); after != before {
			lo, hi := t, next
			for hi.Sub(lo) > time.Second {
				if mid := lo.Add(hi.Sub(lo) / 2).Truncate(time.Second); offset(mid) == before {
					lo = mid
				} else {
					hi = mid
				}
			}
			o.changes = append(o.changes, change{hi, before, after})
			before = after
		}
		t = next
	}
}

// instant is when the wall shows the date and the seconds since its midnight: of
// all offsets around, the earliest that fits; if none does, a jump took the time
// away, and what was in force before it tells.
func (o *oracle) instant(d sla.Date, seconds int) time.Time {
	wall := time.Date(d.Year, d.Month, d.Day, 0, 0, seconds, 0, time.UTC)
	_, offset := wall.Add(-30 * time.Hour).In(o.loc).Zone()
	offsets := []int{offset}
	for _, c := range o.changes {
		offsets = append(offsets, c.before, c.after)
	}
	var found time.Time
	for _, offset := range offsets {
		at := wall.Add(-time.Duration(offset) * time.Second)
		if shows(at.In(o.loc)).Equal(wall) && (found.IsZero() || at.Before(found)) {
			found = at
		}
	}
	if !found.IsZero() {
		return found
	}
	for _, c := range o.changes {
		gone := c.at.Add(time.Duration(c.before) * time.Second)
		back := c.at.Add(time.Duration(c.after) * time.Second)
		if !wall.Before(gone.UTC()) && wall.Before(back.UTC()) {
			return wall.Add(-time.Duration(c.before) * time.Second)
		}
	}
	panic("a wall-clock time that is neither shown nor jumped over")
}

// shows is the reading of the wall clock, as if it were UTC.
func shows(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// exception returns the windows of a holiday or special day.
func (o *oracle) exception(d sla.Date) ([]sla.Window, bool) {
	for _, year := range []int{d.Year, 0} {
		key := sla.Date{Year: year, Month: d.Month, Day: d.Day}
		for _, h := range o.def.Holidays {
			if h.Date == key {
				return nil, true
			}
		}
		for _, s := range o.def.Special {
			if s.Date == key {
				return s.Windows, true
			}
		}
	}
	return nil, false
}

// windowsOn lists the windows that begin on the date.
func (o *oracle) windowsOn(d sla.Date) (list []ownership.Period) {
	windows, exceptional := o.exception(d)
	if !exceptional {
		weekday := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()
		windows = map[time.Weekday][]sla.Window{
			time.Monday: o.def.Week.Monday, time.Tuesday: o.def.Week.Tuesday, time.Wednesday: o.def.Week.Wednesday,
			time.Thursday: o.def.Week.Thursday, time.Friday: o.def.Week.Friday, time.Saturday: o.def.Week.Saturday,
			time.Sunday: o.def.Week.Sunday,
		}[weekday]
	}
	if len(windows) == 0 || !o.shown[d] {
		return nil
	}
	for _, w := range windows {
		until := int(w.Until)
		if w.Until < w.From {
			until += 24 * 3600
		}
		p := ownership.Period{From: o.instant(d, int(w.From)), Until: o.instant(d, until)}
		for days := 1; days <= 2; days++ {
			next := sla.DateOf(time.Date(d.Year, d.Month, d.Day+days, 0, 0, 0, 0, time.UTC))
			if _, exceptional := o.exception(next); exceptional && o.shown[next] {
				if midnight := o.instant(next, 0); midnight.Before(p.Until) {
					p.Until = midnight
				}
			}
		}
		if p.From.Before(p.Until) {
			list = append(list, p)
		}
	}
	return list
}

func (o *oracle) open(at time.Time) bool {
	for _, t := range o.ticks {
		if t.from <= at.UnixNano() && at.UnixNano() < t.until {
			return t.open
		}
	}
	return false
}

func (o *oracle) elapsed(from, until time.Time) time.Duration {
	sum, a, b := int64(0), from.UnixNano(), until.UnixNano()
	for _, t := range o.ticks {
		if t.open && !t.held && a <= t.from && t.from < b {
			sum += t.until - t.from
		}
	}
	return time.Duration(sum)
}

// due returns the zero time if it does not come within what is looked at.
func (o *oracle) due(start time.Time, target time.Duration) time.Time {
	left, at := int64(target), start.UnixNano()
	for _, t := range o.ticks {
		if !t.open || t.held || t.from < at {
			continue
		}
		if d := t.until - t.from; d < left {
			left -= d
			continue
		}
		return instantOf(t.from + left)
	}
	return time.Time{}
}

func (o *oracle) dueBack(end time.Time, target time.Duration) time.Time {
	left, at := int64(target), end.UnixNano()
	for _, t := range slices.Backward(o.ticks) {
		if !t.open || t.held || t.until > at {
			continue
		}
		if d := t.until - t.from; d < left {
			left -= d
			continue
		}
		return instantOf(t.until - left)
	}
	return time.Time{}
}

// opening is the first open instant at or after at.
func (o *oracle) opening(at time.Time) time.Time {
	for _, t := range o.ticks {
		if t.open && t.from >= at.UnixNano() {
			return instantOf(t.from)
		}
	}
	return time.Time{}
}

// closing is the last instant at or before at with open time before it.
func (o *oracle) closing(at time.Time) time.Time {
	for _, t := range slices.Backward(o.ticks) {
		if t.open && t.until <= at.UnixNano() {
			return instantOf(t.until)
		}
	}
	return time.Time{}
}

// windows joins the open ticks of an interval.
func (o *oracle) windows(from, until time.Time) (list []ownership.Period) {
	for _, t := range o.ticks {
		if !t.open || t.from < from.UnixNano() || t.from >= until.UnixNano() {
			continue
		}
		if n := len(list); n > 0 && list[n-1].Until.UnixNano() == t.from {
			list[n-1].Until = instantOf(t.until)
		} else {
			list = append(list, ownership.Period{From: instantOf(t.from), Until: instantOf(t.until)})
		}
	}
	return list
}
