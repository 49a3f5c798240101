package sla_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// aroundTheClock is a calendar that is always open.
func aroundTheClock(t testing.TB, zone string) *sla.Calendar {
	return calendar(t, zone, sla.AlwaysOpen())
}

// TestUptime holds the measure to what its documentation says: half-open, merged,
// cut to service hours and to what is known, maintenance first.
func TestUptime(t *testing.T) {
	berlin := calendar(t, "Europe/Berlin", weekdays(t, "09:00-17:00"))
	monday := span(t, "2026-06-01T00:00:00+02:00", "2026-06-02T00:00:00+02:00")
	all := []ownership.Period{{}}
	clock := func(hhmm string) time.Time { return at(t, "2026-06-01T"+hhmm+":00+02:00") }
	hours := func(from, until string) ownership.Period {
		return ownership.Period{From: clock(from), Until: clock(until)}
	}
	for name, row := range map[string]struct {
		log  sla.Log
		now  time.Time // the end of Monday if zero
		want sla.Uptime
	}{
		"nothing known":                {want: up(8*time.Hour, 0, 0)},
		"watched, nothing happened":    {log: sla.Log{Watched: all}, want: up(8*time.Hour, 8*time.Hour, 0)},
		"over the opening":             {log: sla.Log{Watched: all, Outages: []ownership.Period{hours("08:00", "09:30")}}, want: up(8*time.Hour, 8*time.Hour, 30*time.Minute)},
		"outside hours":                {log: sla.Log{Watched: all, Outages: []ownership.Period{hours("17:00", "18:00")}}, want: up(8*time.Hour, 8*time.Hour, 0)},
		"overlapping and unordered":    {log: sla.Log{Watched: all, Outages: []ownership.Period{hours("11:00", "12:00"), hours("10:00", "11:30"), hours("10:30", "10:40")}}, want: up(8*time.Hour, 8*time.Hour, 2*time.Hour)},
		"an empty one":                 {log: sla.Log{Watched: all, Outages: []ownership.Period{hours("11:00", "11:00")}}, want: up(8*time.Hour, 8*time.Hour, 0)},
		"no end yet":                   {log: sla.Log{Watched: all, Outages: []ownership.Period{{From: clock("16:00")}}}, now: clock("16:45"), want: up(8*time.Hour, 7*time.Hour+45*time.Minute, 45*time.Minute)},
		"no end yet, tomorrow":         {log: sla.Log{Watched: all, Outages: []ownership.Period{{From: clock("16:00")}}}, now: clock("23:00").AddDate(0, 0, 5), want: up(8*time.Hour, 8*time.Hour, time.Hour)},
		"since ever":                   {log: sla.Log{Outages: []ownership.Period{{Until: clock("10:00")}}}, want: up(8*time.Hour, time.Hour, time.Hour)},
		"an outage is seen unwatched":  {log: sla.Log{Outages: []ownership.Period{hours("10:00", "11:00")}}, want: up(8*time.Hour, time.Hour, time.Hour)},
		"a gap in watching":            {log: sla.Log{Watched: []ownership.Period{hours("00:00", "12:00"), hours("13:00", "23:00")}}, want: up(8*time.Hour, 7*time.Hour, 0)},
		"maintenance is agreed":        {log: sla.Log{Watched: all, Maintenance: []ownership.Period{hours("16:00", "18:00")}, Outages: []ownership.Period{hours("15:30", "16:30")}}, want: up(7*time.Hour, 7*time.Hour, 30*time.Minute)},
		"maintenance still to come":    {log: sla.Log{Watched: all, Maintenance: []ownership.Period{hours("16:00", "18:00")}}, now: clock("10:00"), want: up(7*time.Hour, time.Hour, 0)},
		"maintenance all day":          {log: sla.Log{Watched: all, Maintenance: all, Outages: all}, want: up(0, 0, 0)},
		"seen in the future is unseen": {log: sla.Log{Watched: all, Outages: []ownership.Period{hours("12:00", "13:00")}}, now: clock("12:00"), want: up(8*time.Hour, 3*time.Hour, 0)},
		"before it begins":             {log: sla.Log{Watched: all, Outages: all}, now: clock("00:00").AddDate(0, 0, -1), want: up(8*time.Hour, 0, 0)},
	} {
		now := row.now
		if now.IsZero() {
			now = monday.Until
		}
		got, err := berlin.Uptime(monday, now, row.log)
		require.NoError(t, err, name)
		assert.Equal(t, row.want, got, name)
	}

	// The month in which the clocks go forward is an hour shorter: no month has a
	// length that was not looked up.
	march := span(t, "2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00")
	got, err := aroundTheClock(t, "Europe/Berlin").Uptime(march, march.Until, sla.Log{})
	require.NoError(t, err)
	assert.Equal(t, 31*24*time.Hour-time.Hour, got.Agreed)

	// An empty stretch has nothing in it.
	got, err = berlin.Uptime(ownership.Period{From: monday.From, Until: monday.From}, monday.Until, sla.Log{Watched: all})
	require.NoError(t, err)
	assert.Zero(t, got)
}

func up(agreed, watched, down time.Duration) sla.Uptime {
	return sla.Uptime{Agreed: agreed, Watched: watched, Down: down}
}

func TestUptimeRefused(t *testing.T) {
	cal := aroundTheClock(t, "UTC")
	day := span(t, "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z")
	back := ownership.Period{From: day.Until, Until: day.From}
	far := ownership.Period{From: day.From, Until: time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)}
	for name, row := range map[string]struct {
		p     ownership.Period
		now   time.Time
		log   sla.Log
		paths []string
	}{
		"no beginning": {p: ownership.Period{Until: day.Until}, now: day.Until, paths: []string{"period.from"}},
		"no end":       {p: ownership.Period{From: day.From}, now: day.Until, paths: []string{"period.until"}},
		"reversed":     {p: back, now: day.Until, paths: []string{"period"}},
		"centuries":    {p: ownership.Period{From: at(t, "1600-01-01T00:00:00Z"), Until: day.From}, now: day.Until, paths: []string{"period"}},
		"no instant":   {p: day, paths: []string{"now"}},
		"all of the log at once": {
			p: day, now: day.Until,
			log: sla.Log{
				Outages:     []ownership.Period{day, back, {}, far},
				Maintenance: []ownership.Period{back},
				Watched:     []ownership.Period{{}, back},
			},
			paths: []string{"outages[1]", "outages[3]", "maintenance[0]", "watched[1]"},
		},
	} {
		_, err := cal.Uptime(row.p, row.now, row.log)
		assert.ErrorIs(t, err, ownership.ErrInvalid, name)
		assert.Equal(t, row.paths, pathsOf(err), name)
	}
	_, err := (*sla.Calendar)(nil).Uptime(day, day.Until, sla.Log{})
	assert.ErrorIs(t, err, ownership.ErrInvalid)
}

// pathsOf lists the paths of a joined error, or of one.
func pathsOf(err error) (list []string) {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			list = append(list, pathsOf(e)...)
		}
		return list
	}
	if e := (*ownership.Error)(nil); errors.As(err, &e) {
		return []string{e.Path}
	}
	return nil
}

// slowUptime looks at every piece of time in which nothing changes.
func slowUptime(s scenario, p ownership.Period, now time.Time, log sla.Log) (u sla.Uptime) {
	inputs := []time.Time{now}
	for _, q := range slices.Concat(log.Outages, log.Maintenance, log.Watched) {
		inputs = append(inputs, q.From, q.Until)
	}
	inputs = slices.DeleteFunc(inputs, time.Time.IsZero)
	covered := func(list []ownership.Period, at time.Time) bool {
		return slices.ContainsFunc(list, func(q ownership.Period) bool {
			return !at.Before(q.From) && (q.Until.IsZero() || at.Before(q.Until))
		})
	}
	for _, tick := range newOracle(s.def, s.loc, p.From, p.Until, nil, inputs...).ticks {
		at, length := instantOf(tick.from), time.Duration(tick.until-tick.from)
		if !tick.open || covered(log.Maintenance, at) {
			continue
		}
		u.Agreed += length
		if !at.Before(now) {
			continue
		}
		down := covered(log.Outages, at)
		if down {
			u.Down += length
		}
		if down || covered(log.Watched, at) {
			u.Watched += length
		}
	}
	return u
}

// TestUptimeOracle measures random logs in random calendars beside the oracle.
func TestUptimeOracle(t *testing.T) {
	var zones []*time.Location
	for _, name := range otherZones {
		zones = append(zones, zoneNamed(t, name))
	}
	cases := *clockCases / 10
	asked, interesting := 0, 0
	for i := 0; asked < cases; i++ {
		r := chance{rand.New(rand.NewPCG(7, uint64(i)))}
		s := r.scenario(t, zones)
		cal, err := sla.NewCalendar(s.def, func(string) (*time.Location, error) { return s.loc, nil })
		if err != nil { // no window at all
			continue
		}
		asked++
		log := sla.Log{Outages: r.periods(s, zones), Maintenance: r.periods(s, zones), Watched: r.periods(s, zones)}
		p := ownership.Period{From: s.start, Until: s.end}
		now := s.end.Add(time.Duration(r.IntN(5)-3) * s.end.Sub(s.start) / 4)
		got, err := cal.Uptime(p, now, log)
		require.NoError(t, err)
		if want := slowUptime(s, p, now, log); want != got {
			t.Fatalf("case %d: got %v, want %v\nnow %s %+v\n%s", i, got, want, now, log, s)
		}
		if got.Down > 0 && got.Down < got.Watched && got.Watched < got.Agreed {
			interesting++
		}
	}
	require.Greater(t, interesting, cases/20, "cases in which all three figures differ")
}

func (r chance) periods(s scenario, zones []*time.Location) (list []ownership.Period) {
	length := s.end.Sub(s.start) + time.Hour
	for range r.IntN(6) {
		p := ownership.Period{From: r.instant(s.start.Add(-length/4), length*3/2, zones)}
		if !r.in(1, 8) {
			p.Until = r.instant(p.From, length/4, zones).UTC()
			if p.Until.Before(p.From) {
				p.Until = p.From
			}
		}
		if r.in(1, 12) {
			p.From = time.Time{}
		}
		list = append(list, p)
	}
	return list
}

// manyOutages are n short outages in June 2026, unordered, some overlapping.
func manyOutages(n int) []ownership.Period {
	r := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	list := make([]ownership.Period, n)
	for i := range list {
		from := start.Add(time.Duration(r.Int64N(int64(30 * 24 * time.Hour))))
		list[i] = ownership.Period{From: from, Until: from.Add(time.Duration(r.Int64N(int64(2 * time.Minute))))}
	}
	return list
}

// naiveDowntime is what one writes by hand: sort, merge, and walk the days of each
// outage for the office hours in it.
func naiveDowntime(l dayLoop, p ownership.Period, outages []ownership.Period) (down time.Duration) {
	list := slices.Clone(outages)
	slices.SortFunc(list, func(a, b ownership.Period) int { return a.From.Compare(b.From) })
	end := p.From
	for _, o := range list {
		if o.From.Before(end) {
			o.From = end
		}
		if o.Until.After(p.Until) {
			o.Until = p.Until
		}
		if o.From.Before(o.Until) {
			down += l.elapsed(o.From, o.Until)
			end = o.Until
		}
	}
	return down
}

// BenchmarkUptime measures a month from 10,000 raw outages beside the form that
// one writes by hand. Compare the rows of one run.
func BenchmarkUptime(b *testing.B) {
	cal := calendar(b, "Europe/Berlin", weekdays(b, "09:00-17:00"))
	june := span(b, "2026-06-01T00:00:00+02:00", "2026-07-01T00:00:00+02:00")
	log := sla.Log{Outages: manyOutages(10_000), Watched: []ownership.Period{june}}
	got, err := cal.Uptime(june, june.Until, log)
	loop := dayLoop{cal.Location()}
	if want := naiveDowntime(loop, june, log.Outages); err != nil || got.Down != want {
		b.Fatal(got, want, err)
	}
	b.Run("raw/calendar", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = cal.Uptime(june, june.Until, log)
		}
	})
	b.Run("raw/by-hand", func(b *testing.B) {
		for b.Loop() {
			_ = naiveDowntime(loop, june, log.Outages)
		}
	})
}
