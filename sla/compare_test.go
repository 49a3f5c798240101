package sla_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// compare says what a calendar and the oracle answer differently.
func compare(s scenario, cal *sla.Calendar, r chance) string {
	from, until := s.start.UTC().AddDate(0, 0, -2), s.end.UTC().AddDate(0, 0, 2)
	lastDay := from.AddDate(0, 0, 6)
	if until.Before(lastDay) {
		until = lastDay
	}
	from, until = from.Truncate(time.Minute), until.Truncate(time.Minute)
	o := newOracle(s.def, s.loc, from, until, s.holds, s.start, s.end)

	for name, at := range map[string]time.Time{"start": s.start, "end": s.end} {
		if cal.Open(at) != o.open(at) {
			return fmt.Sprintf("open at %s: %v, want %v", name, cal.Open(at), o.open(at))
		}
	}
	got, err := cal.Elapsed(s.start, s.end, s.holds...)
	if want := o.elapsed(s.start, s.end); err != nil || got != want {
		return fmt.Sprintf("elapsed: %v %v, want %v", got, err, want)
	}
	windows, err := cal.Windows(ownership.Period{From: s.start, Until: s.end})
	if want := o.windows(s.start, s.end); err != nil || !slices.Equal(windows, want) {
		return fmt.Sprintf("windows: %v %v, want %v", windows, err, want)
	}

	// What does not come within the days looked at has to come later or never.
	forward := func(what string, want time.Time, got time.Time, err error) string {
		switch {
		case want.IsZero() && (errors.Is(err, sla.ErrNever) || err == nil && !got.Before(until)):
		case err == nil && got.Equal(want) && got.Location() == time.UTC:
		default:
			return fmt.Sprintf("%s: %v %v, want %v", what, got, err, want)
		}
		return ""
	}
	back := func(what string, want time.Time, got time.Time, err error) string {
		if want.IsZero() && err == nil && !got.After(from) {
			return ""
		}
		return forward(what, want, got, err)
	}
	due, err := cal.Due(s.start, s.target, s.holds...)
	if p := forward("due", o.due(s.start, s.target), due, err); p != "" {
		return p
	}
	at, err := cal.Due(s.start, 0, s.holds...)
	if p := forward("due at once", o.due(s.start, 0), at, err); p != "" {
		return p
	}
	at, err = cal.NextOpening(s.start)
	if p := forward("next opening", o.opening(s.start), at, err); p != "" {
		return p
	}
	at, err = cal.DueBack(s.end, s.target, s.holds...)
	if p := back("due back", o.dueBack(s.end, s.target), at, err); p != "" {
		return p
	}
	at, err = cal.DueBack(s.end, 0, s.holds...)
	if p := back("due back at once", o.dueBack(s.end, 0), at, err); p != "" {
		return p
	}
	// All of a hold-free stretch, to the nanosecond: due at a closing.
	if whole := o.elapsed(s.start, s.end); whole > 0 {
		at, err = cal.Due(s.start, whole, s.holds...)
		if p := forward("due after all of it", o.due(s.start, whole), at, err); p != "" {
			return p
		}
		at, err = cal.DueBack(s.end, whole, s.holds...)
		if p := back("due back after all of it", o.dueBack(s.end, whole), at, err); p != "" {
			return p
		}
	}
	day := sla.DateOf(s.start.AddDate(0, 0, r.IntN(5)-2))
	on, err := cal.WindowsOn(day)
	if want := joined(o.windowsOn(day)); err != nil || !slices.Equal(on, want) {
		return fmt.Sprintf("windows on %s: %v %v, want %v", day, on, err, want)
	}
	if problem := compareDays(s, cal, o); problem != "" {
		return problem
	}

	// Working days give way to holds by the open time that these took from them.
	target := sla.Target{Days: max(s.days, 1), EndOfDay: r.in(1, 2)}
	fixed := o.dueDays(s.start, target.Days, target.EndOfDay)
	if fixed.IsZero() || !fixed.Before(until) {
		return ""
	}
	free := newOracle(s.def, s.loc, from, until, nil, s.start, fixed)
	held := newOracle(s.def, s.loc, from, until, s.holds, s.start, fixed)
	want, budget := fixed, free.elapsed(s.start, fixed)
	if held.elapsed(s.start, fixed) != budget {
		want = held.due(s.start, budget)
	}
	at, err = cal.DueUnder(target, s.start, s.holds...)
	if p := forward("due under working days", want, at, err); p != "" {
		return p
	}
	target.ThroughHolds = true
	at, err = cal.DueUnder(target, s.start, s.holds...)
	return forward("due through holds", fixed, at, err)
}

func compareDays(s scenario, cal *sla.Calendar, o *oracle) string {
	for _, q := range []struct {
		name string
		days int
		ask  func() (time.Time, error)
		end  bool
	}{
		{"due in days", s.days, func() (time.Time, error) { return cal.DueDays(s.start, s.days) }, false},
		{"due at end of day", max(s.days, 0), func() (time.Time, error) { return cal.DueEndOfDay(s.start, max(s.days, 0)) }, true},
	} {
		want := o.dueDays(s.start, q.days, q.end)
		if want.IsZero() { // not within the days looked at
			continue
		}
		if got, err := q.ask(); err != nil || !got.Equal(want) {
			return fmt.Sprintf("%s: %v %v, want %v", q.name, got, err, want)
		}
	}
	return ""
}

// dueDays walks date by date.
func (o *oracle) dueDays(start time.Time, days int, end bool) time.Time {
	day, clock, ok := o.place(start)
	switch {
	case days == 0 && !end:
		return o.opening(start)
	case days == 0, !ok && days > 0:
		if start = o.opening(start); !start.IsZero() {
			day, clock, _ = o.place(start)
		}
	case !ok:
		if start = o.closing(start); !start.IsZero() {
			day, clock, _ = o.place(start.Add(-1))
			clock++
		}
	}
	if start.IsZero() {
		return time.Time{}
	}
	for days != 0 {
		step := 1
		if days < 0 {
			step = -1
		}
		day = sla.DateOf(midnight(day).AddDate(0, 0, step))
		if midnight(day).Before(o.from.AddDate(0, 0, -1)) || midnight(day).After(o.until.AddDate(0, 0, 1)) {
			return time.Time{}
		}
		if len(o.windowsOn(day)) > 0 {
			days -= step
		}
	}
	if end {
		var last time.Time
		for _, w := range o.windowsOn(day) {
			if w.Until.After(last) {
				last = w.Until
			}
		}
		return last
	}
	return o.instant(day, int(clock/time.Second)).Add(clock % time.Second)
}

func midnight(d sla.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// place finds the working day of an instant and the wall-clock time since its
// midnight.
func (o *oracle) place(at time.Time) (sla.Date, time.Duration, bool) {
	wall := at.In(o.loc)
	reading := shows(wall).Add(time.Duration(wall.Nanosecond()))
	today := sla.DateOf(wall)
	for back := range 3 {
		day := sla.DateOf(midnight(today).AddDate(0, 0, -back))
		for _, w := range o.windowsOn(day) {
			if !at.Before(w.From) && at.Before(w.Until) {
				return day, reading.Sub(midnight(today)) + time.Duration(min(back, 1))*24*time.Hour, true
			}
		}
	}
	return today, reading.Sub(midnight(today)), len(o.windowsOn(today)) > 0
}

// joined joins windows of one date that overlap or touch.
func joined(list []ownership.Period) (out []ownership.Period) {
	slices.SortFunc(list, func(a, b ownership.Period) int { return a.From.Compare(b.From) })
	for _, p := range list {
		p.From, p.Until = p.From.UTC(), p.Until.UTC()
		if n := len(out); n > 0 && !p.From.After(out[n-1].Until) {
			if p.Until.After(out[n-1].Until) {
				out[n-1].Until = p.Until
			}
			continue
		}
		out = append(out, p)
	}
	return out
}
