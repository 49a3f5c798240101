package sla_test

import (
	"testing"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// A dayLoop is what one writes by hand: from day to day, with the zone asked for
// every opening and closing. It knows office hours and no holds over midnight.
type dayLoop struct{ loc *time.Location }

func (l dayLoop) window(day time.Time) (from, until time.Time, ok bool) {
	y, m, d := day.Date()
	wd := day.Weekday()
	return time.Date(y, m, d, 9, 0, 0, 0, l.loc), time.Date(y, m, d, 17, 0, 0, 0, l.loc), wd != time.Saturday && wd != time.Sunday
}

func (l dayLoop) elapsed(from, until time.Time) (sum time.Duration) {
	y, m, d := from.In(l.loc).Date()
	for i := 0; ; i++ {
		day := time.Date(y, m, d+i, 12, 0, 0, 0, l.loc)
		a, b, ok := l.window(day)
		if !a.Before(until) {
			return sum
		}
		if !ok {
			continue
		}
		if a.Before(from) {
			a = from
		}
		if b.After(until) {
			b = until
		}
		if a.Before(b) {
			sum += b.Sub(a)
		}
	}
}

func (l dayLoop) due(start time.Time, target time.Duration, holds []ownership.Period) time.Time {
	y, m, d := start.In(l.loc).Date()
	for i := 0; ; i++ {
		a, b, ok := l.window(time.Date(y, m, d+i, 12, 0, 0, 0, l.loc))
		if !ok || !start.Before(b) {
			continue
		}
		if a.Before(start) {
			a = start
		}
		for _, h := range holds {
			if h.Until.After(a) && h.From.Before(b) {
				if h.From.After(a) {
					if run := h.From.Sub(a); run >= target {
						return a.Add(target)
					} else {
						target -= run
					}
				}
				a = h.Until
			}
		}
		if a.Before(b) {
			if run := b.Sub(a); run >= target {
				return a.Add(target)
			} else {
				target -= run
			}
		}
	}
}

// BenchmarkClock asks the calendar and the day loop the same, at several spans.
// Compare the rows of one run.
func BenchmarkClock(b *testing.B) {
	cal := calendar(b, "Europe/Berlin", weekdays(b, "09:00-17:00"))
	loop := dayLoop{cal.Location()}
	start := time.Date(2026, 3, 2, 10, 30, 0, 0, time.UTC)
	holds := []ownership.Period{
		{From: start.Add(1 * time.Hour), Until: start.Add(90 * time.Minute)},
		{From: start.Add(2 * time.Hour), Until: start.Add(150 * time.Minute)},
		{From: start.Add(3 * time.Hour), Until: start.Add(210 * time.Minute)},
	}
	for _, span := range []struct {
		name string
		days int
	}{{"1day", 1}, {"30days", 30}, {"1year", 365}, {"20years", 365 * 20}} {
		target := time.Duration(span.days*5/7+1) * 8 * time.Hour
		end := start.AddDate(0, 0, span.days)
		due, err := cal.Due(start, target, holds...)
		if want := loop.due(start, target, holds); err != nil || !due.Equal(want) {
			b.Fatal(due, want, err)
		}
		open, err := cal.Elapsed(start, end)
		if want := loop.elapsed(start, end); err != nil || open != want {
			b.Fatal(open, want, err)
		}
		b.Run("due-3-holds/"+span.name+"/calendar", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = cal.Due(start, target, holds...)
			}
		})
		b.Run("due-3-holds/"+span.name+"/dayloop", func(b *testing.B) {
			for b.Loop() {
				_ = loop.due(start, target, holds)
			}
		})
		b.Run("elapsed/"+span.name+"/calendar", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = cal.Elapsed(start, end)
			}
		})
		b.Run("elapsed/"+span.name+"/dayloop", func(b *testing.B) {
			for b.Loop() {
				_ = loop.elapsed(start, end)
			}
		})
	}
	b.Run("working-days/1year", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = cal.DueDays(start, 261)
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			_ = cal.Open(start)
		}
	})
	b.Run("outside-horizon/1day", func(b *testing.B) {
		old := start.AddDate(-100, 0, 0)
		for b.Loop() {
			_, _ = cal.Due(old, 8*time.Hour)
		}
	})
}

func BenchmarkCompile(b *testing.B) {
	def := sla.Definition{Zone: "Europe/Berlin", Week: weekdays(b, "09:00-17:00"), Holidays: []sla.Holiday{{Date: date(0, time.December, 25)}}}
	loc := zoneNamed(b, "Europe/Berlin")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sla.NewCalendar(def, func(string) (*time.Location, error) { return loc, nil }); err != nil {
			b.Fatal(err)
		}
	}
}
