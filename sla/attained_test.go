package sla_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

func TestCyclePeriods(t *testing.T) {
	for name, row := range map[string]struct {
		cycle, zone, at, running, ended string
	}{
		"month":              {"month Europe/Berlin", "Europe/Berlin", "2026-03-31T21:59:59Z", "2026-02-28T23:00:00Z/2026-03-31T22:00:00Z", "2026-01-31T23:00:00Z/2026-02-28T23:00:00Z"},
		"month, just begun":  {"month Europe/Berlin", "Europe/Berlin", "2026-03-31T22:00:00Z", "2026-03-31T22:00:00Z/2026-04-30T22:00:00Z", "2026-02-28T23:00:00Z/2026-03-31T22:00:00Z"},
		"january":            {"month UTC", "UTC", "2026-01-15T00:00:00Z", "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z", "2025-12-01T00:00:00Z/2026-01-01T00:00:00Z"},
		"quarter":            {"quarter UTC", "UTC", "2026-02-15T00:00:00Z", "2026-01-01T00:00:00Z/2026-04-01T00:00:00Z", "2025-10-01T00:00:00Z/2026-01-01T00:00:00Z"},
		"last quarter":       {"quarter UTC", "UTC", "2026-12-31T23:00:00Z", "2026-10-01T00:00:00Z/2027-01-01T00:00:00Z", "2026-07-01T00:00:00Z/2026-10-01T00:00:00Z"},
		"leap year":          {"year UTC", "UTC", "2028-02-29T00:00:00Z", "2028-01-01T00:00:00Z/2029-01-01T00:00:00Z", "2027-01-01T00:00:00Z/2028-01-01T00:00:00Z"},
		"7 days":             {"7 days UTC", "UTC", "2026-06-10T12:00:00Z", "2026-06-04T00:00:00Z/2026-06-11T00:00:00Z", "2026-06-03T00:00:00Z/2026-06-10T00:00:00Z"},
		"1 day of 23 hours":  {"1 days Europe/Berlin", "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z/2026-03-29T22:00:00Z", "2026-03-27T23:00:00Z/2026-03-28T23:00:00Z"},
		"no midnight":        {"1 days America/Sao_Paulo", "America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z/2018-11-05T02:00:00Z", "2018-11-03T03:00:00Z/2018-11-04T03:00:00Z"},
		"a day that was not": {"1 days Pacific/Apia", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z/2011-12-31T10:00:00Z", "2011-12-30T10:00:00Z/2011-12-30T10:00:00Z"},
	} {
		c, err := sla.ParseCycle(row.cycle)
		require.NoError(t, err)
		loc := zoneNamed(t, row.zone)
		assert.Equal(t, row.running, c.Running(at(t, row.at), loc).String(), "%s running", name)
		assert.Equal(t, row.ended, c.Ended(at(t, row.at), loc).String(), "%s ended", name)
	}
	assert.Zero(t, sla.Cycle{}.Running(time.Now(), time.UTC))
	assert.Zero(t, sla.MonthlyIn("UTC").Ended(time.Now(), nil))
}

// monthly is an availability promised for each month of UTC.
func monthly(share sla.Share) sla.LevelTarget {
	return sla.LevelTarget{ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: share}, Cycle: sla.MonthlyIn("UTC")}
}

func withTargets(targets ...sla.LevelTarget) func(*sla.Proposal) {
	return func(p *sla.Proposal) { p.Terms.Targets = targets }
}

var wholeJune = ownership.Period{From: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}

func june(day, hour int) time.Time { return time.Date(2026, 6, day, hour, 0, 0, 0, time.UTC) }

func outage(from, until time.Time) sla.Outage {
	return sla.Outage{Period: ownership.Period{From: from, Until: until}}
}

// TestVerdicts: 99% of the 720 hours of June are 712.8, so 7.2 hours may be missing.
func TestVerdicts(t *testing.T) {
	all := []sla.Watch{{Period: wholeJune}}
	exactly := outage(june(1, 0), june(1, 7).Add(12*time.Minute))
	for name, row := range map[string]struct {
		figures sla.Figures
		now     time.Time // the end of June if zero
		want    sla.Verdict
		actual  string
	}{
		"nothing recorded":                   {sla.Figures{}, time.Time{}, sla.NoData, "no data"},
		"watched":                            {sla.Figures{Watched: all}, time.Time{}, sla.Met, "100%"},
		"the whole budget":                   {sla.Figures{Watched: all, Outages: []sla.Outage{exactly}}, time.Time{}, sla.Met, "99%"},
		"a microsecond more":                 {sla.Figures{Watched: all, Outages: []sla.Outage{outage(exactly.From, exactly.Until.Add(time.Microsecond))}}, time.Time{}, sla.Missed, "98.9999999%"},
		"a gap that cannot matter":           {sla.Figures{Watched: []sla.Watch{{Period: ownership.Period{From: june(1, 7), Until: wholeJune.Until}}}}, time.Time{}, sla.Met, "100%"},
		"a gap that could":                   {sla.Figures{Watched: []sla.Watch{{Period: ownership.Period{From: june(1, 8), Until: wholeJune.Until}}}}, time.Time{}, sla.NoData, "100%"},
		"missed whatever was in the gap":     {sla.Figures{Outages: []sla.Outage{outage(june(3, 0), june(3, 8))}}, time.Time{}, sla.Missed, "0%"},
		"the month goes on":                  {sla.Figures{Watched: all}, june(20, 0), sla.Pending, "100%"},
		"certain before the end: missed":     {sla.Figures{Watched: all, Outages: []sla.Outage{outage(june(3, 0), june(3, 8))}}, june(4, 0), sla.Missed, "88.8888888%"},
		"certain before the end: met":        {sla.Figures{Watched: all}, june(30, 20), sla.Met, "100%"},
		"an outage that goes on":             {sla.Figures{Watched: all, Outages: []sla.Outage{{Period: ownership.Period{From: june(30, 20)}}}}, time.Time{}, sla.Met, "99.4444444%"},
		"another measure was watched":        {sla.Figures{Watched: []sla.Watch{{Measure: sla.Response, Period: wholeJune}}}, time.Time{}, sla.NoData, "no data"},
		"all of it was maintenance":          {sla.Figures{Watched: all, Maintenance: []ownership.Period{wholeJune}}, time.Time{}, sla.NoData, "no data"},
		"maintenance shrinks what is agreed": {sla.Figures{Watched: all, Maintenance: []ownership.Period{{From: june(2, 0), Until: wholeJune.Until}}, Outages: []sla.Outage{outage(june(1, 0), june(1, 1))}}, time.Time{}, sla.Missed, "95.8333333%"},
	} {
		now := row.now
		if now.IsZero() {
			now = wholeJune.Until
		}
		b := sla.NewBook(nil, promise(t, withTargets(monthly(99*sla.Percent)))).WithMeasurements(measured(t, "2026-06", row.figures))
		list := b.Attained("mail", wholeJune, now)
		require.Len(t, list, 1, name)
		a := list[0]
		assert.Equal(t, row.want, a.Verdict, name)
		assert.Equal(t, row.actual, a.ActualText(), name)
		assert.Equal(t, a, b.Attained("mail", wholeJune, now.In(zoneNamed(t, "Asia/Tokyo")))[0], name)
		if now.Equal(wholeJune.Until) {
			assert.Equal(t, list, b.Ended("mail", now), name)
		} else {
			assert.Equal(t, list, b.SoFar("mail", now), name)
		}
	}
}

// An outage of May that nobody ended lasts into June, though it is kept under May.
func TestOutageOverMonths(t *testing.T) {
	may := outage(time.Date(2026, 5, 31, 23, 0, 0, 0, time.UTC), june(1, 8))
	b := sla.NewBook(nil, promise(t, withTargets(monthly(99*sla.Percent)))).
		WithMeasurements(measured(t, "2026-06", sla.Figures{Watched: []sla.Watch{{Period: wholeJune}}})).
		WithMeasurements(measured(t, "2026-05", sla.Figures{Outages: []sla.Outage{may}}))
	a := b.Attained("mail", wholeJune, wholeJune.Until)[0]
	assert.Equal(t, up(720*time.Hour, 720*time.Hour, 8*time.Hour), a.Uptime)
	assert.Equal(t, sla.Missed, a.Verdict)
}

// TestSingleThings: cases, events and readings.
func TestSingleThings(t *testing.T) {
	measures := []sla.MeasureCard{
		{Measure: "errors", Unit: sla.UnitShare, Direction: sla.AtMost},
		{Measure: "success", Unit: sla.UnitShare, Direction: sla.AtLeast},
		{Measure: "latency", Unit: "ms", Direction: sla.AtMost},
		{Measure: "throughput", Unit: "req/s", Direction: sla.AtLeast},
	}
	target := func(m sla.Measure, class string, o sla.Objective) sla.LevelTarget {
		return sla.LevelTarget{ID: "t", Measure: m, Class: class, Objective: o, Cycle: sla.MonthlyIn("UTC")}
	}
	fast := sla.Objective{Share: 75 * sla.Percent, Within: sla.Target{Time: time.Hour}}
	kase := func(id, class string, day, due, done int) sla.Case {
		c := sla.Case{ID: id, Measure: sla.Response, Class: class, Opened: june(day, 9)}
		if due > 0 {
			c.Due = june(day, due)
		}
		if done > 0 {
			c.Done = june(day, done)
		}
		return c
	}
	watched := []sla.Watch{{Measure: sla.Response, Period: wholeJune}}
	good := []sla.Case{kase("1", "p1", 1, 10, 10), kase("2", "p1", 2, 10, 9), kase("3", "p2", 3, 10, 9)}
	tally := func(m sla.Measure, day int, part, total int64) sla.Tally {
		return sla.Tally{Measure: m, At: june(day, 0), Part: part, Total: total}
	}
	reading := func(m sla.Measure, day int, v int64) sla.Reading {
		return sla.Reading{Measure: m, At: june(day, 0), Value: v}
	}
	for name, row := range map[string]struct {
		target  sla.LevelTarget
		figures sla.Figures
		want    sla.Verdict
		actual  string
		budget  sla.Budget
	}{
		"no case, and somebody looked":    {target("response", "", fast), sla.Figures{Watched: watched}, sla.Met, "no data", sla.Budget{}},
		"no case, and nobody looked":      {target("response", "", fast), sla.Figures{}, sla.NoData, "no data", sla.Budget{}},
		"all in time, one at the instant": {target("response", "", fast), sla.Figures{Watched: watched, Cases: good}, sla.Met, "100%", sla.Budget{}},
		"one of four late":                {target("response", "", fast), sla.Figures{Watched: watched, Cases: append(good[:3:3], kase("4", "", 4, 10, 11))}, sla.Met, "75%", sla.Budget{Allowed: 1, Spent: 1}},
		"never taken up":                  {target("response", "", fast), sla.Figures{Watched: watched, Cases: append(good[:3:3], kase("4", "", 4, 10, 0))}, sla.Met, "75%", sla.Budget{Allowed: 1, Spent: 1}},
		"late under an earlier plan":      {target("response", "p1", fast), sla.Figures{Watched: watched, Cases: []sla.Case{good[0], {ID: "9", Measure: sla.Response, Class: "p1", Opened: june(1, 9), Due: june(1, 12), Done: june(1, 11), Late: true}}}, sla.Missed, "50%", sla.Budget{Spent: 1}},
		"of its class only":               {target("response", "p2", fast), sla.Figures{Watched: watched, Cases: append(good[:3:3], kase("4", "p1", 4, 10, 11))}, sla.Met, "100%", sla.Budget{}},
		"an open one decides":             {target("response", "", fast), sla.Figures{Watched: watched, Cases: []sla.Case{good[0], kase("4", "", 4, 0, 0)}}, sla.Pending, "100%", sla.Budget{}},
		"an open one cannot":              {target("response", "", fast), sla.Figures{Watched: watched, Cases: append(good[:3:3], kase("4", "", 4, 0, 0))}, sla.Met, "100%", sla.Budget{Allowed: 1}},
		"late cases, and a gap":           {target("response", "", fast), sla.Figures{Cases: []sla.Case{kase("4", "", 4, 10, 11)}}, sla.NoData, "0%", sla.Budget{Spent: 1}},
		"no event":                        {target("errors", "", sla.Objective{Share: sla.Percent}), sla.Figures{}, sla.NoData, "no data", sla.Budget{}},
		"as many errors as may be":        {target("errors", "", sla.Objective{Share: sla.Percent}), sla.Figures{Tallies: []sla.Tally{tally("errors", 1, 1, 50), tally("errors", 2, 0, 50)}}, sla.Met, "1%", sla.Budget{Allowed: 1, Spent: 1}},
		"one error too many":              {target("errors", "", sla.Objective{Share: sla.Percent}), sla.Figures{Tallies: []sla.Tally{tally("errors", 1, 1, 50), tally("errors", 2, 0, 49)}}, sla.Missed, "1.0101011%", sla.Budget{Spent: 1}},
		"success":                         {target("success", "", sla.Objective{Share: 50 * sla.Percent}), sla.Figures{Tallies: []sla.Tally{tally("success", 1, 2, 3)}}, sla.Met, "66.6666666%", sla.Budget{Allowed: 1, Spent: 1}},
		"no success":                      {target("success", "", sla.Objective{Share: 70 * sla.Percent}), sla.Figures{Tallies: []sla.Tally{tally("success", 1, 2, 3)}}, sla.Missed, "66.6666666%", sla.Budget{Spent: 1}},
		"the worst reading is at most":    {target("latency", "", sla.Objective{Amount: 250}), sla.Figures{Readings: []sla.Reading{reading("latency", 1, 250), reading("latency", 2, 10)}}, sla.Met, "250 ms", sla.Budget{}},
		"the worst reading is above":      {target("latency", "", sla.Objective{Amount: 250}), sla.Figures{Readings: []sla.Reading{reading("latency", 1, 10), reading("latency", 2, 251), reading("latency", 3, 251)}}, sla.Missed, "251 ms", sla.Budget{Spent: 2}},
		"the worst reading is below":      {target("throughput", "", sla.Objective{Amount: 100}), sla.Figures{Readings: []sla.Reading{reading("throughput", 1, 99), reading("throughput", 2, 500)}}, sla.Missed, "99 req/s", sla.Budget{Spent: 1}},
		"no reading":                      {target("latency", "", sla.Objective{Amount: 250}), sla.Figures{Readings: []sla.Reading{reading("throughput", 1, 99)}}, sla.NoData, "no data", sla.Budget{}},
	} {
		b := sla.NewBook(nil, promise(t, withTargets(row.target), func(p *sla.Proposal) { p.Terms.Measures = measures })).
			WithMeasurements(measured(t, "2026-06", row.figures))
		list := b.Attained("mail", wholeJune, wholeJune.Until)
		require.Len(t, list, 1, name)
		assert.Equal(t, row.want, list[0].Verdict, name)
		assert.Equal(t, row.actual, list[0].ActualText(), name)
		assert.Equal(t, row.budget, list[0].Budget(), name)
		if running := b.SoFar("mail", wholeJune.Until.Add(-time.Hour)); assert.Len(t, running, 1) {
			assert.Equal(t, sla.Pending, running[0].Verdict, "%s: single things have no verdict before the end", name)
		}
	}
}

// TestAttainedOracle holds verdicts and figures to a walk over the minutes of a month
// and to exact rationals.
func TestAttainedOracle(t *testing.T) {
	office := sla.Definition{Name: "office", Zone: "UTC", Week: weekdays(t, "09:00-17:00")}
	cal, err := sla.NewCalendar(office, time.LoadLocation)
	require.NoError(t, err)
	shares := []sla.Share{1, 50 * sla.Percent, 99 * sla.Percent, 999_500_000, sla.Whole - 1, sla.Whole}
	seen := map[sla.Verdict]int{}
	for i := range 150 {
		r := chance{rand.New(rand.NewPCG(11, uint64(i)))}
		minute := func() time.Time { return wholeJune.From.Add(time.Duration(r.IntN(30*24*60)) * time.Minute) }
		stretch := func(most int) ownership.Period {
			p := ownership.Period{From: minute()}
			if p.Until = p.From.Add(time.Duration(r.IntN(most)) * time.Minute); p.Until.After(wholeJune.Until) {
				p.Until = wholeJune.Until
			}
			return p
		}
		target := monthly(shares[r.IntN(len(shares))])
		if r.in(1, 2) {
			target.Calendar = "office"
		}
		var f sla.Figures
		for range r.IntN(4) {
			f.Outages = append(f.Outages, sla.Outage{Period: stretch(600)})
		}
		for range r.IntN(3) {
			f.Maintenance = append(f.Maintenance, stretch(3000))
		}
		if !r.in(1, 5) {
			whole := wholeJune
			if r.in(1, 3) {
				whole.From = minute()
			}
			f.Watched = append(f.Watched, sla.Watch{Period: whole}, sla.Watch{Period: stretch(30_000)})
		}
		now := wholeJune.Until
		if r.in(1, 3) {
			now = minute()
		}
		b := sla.NewBook(nil, promise(t, withTargets(target), func(p *sla.Proposal) { p.Terms.Calendars = []sla.Definition{office} })).
			WithMeasurements(measured(t, "2026-06", f))
		list := b.Attained("mail", wholeJune, now)
		require.Len(t, list, 1)
		a := list[0]

		in := func(at time.Time, list []ownership.Period) bool {
			return slices.ContainsFunc(list, func(p ownership.Period) bool { return p.Contains(at) })
		}
		var outages, watched []ownership.Period
		for _, o := range f.Outages {
			outages = append(outages, o.Period)
		}
		for _, w := range f.Watched {
			watched = append(watched, w.Period)
		}
		var agreed, looked, down int64
		for at := wholeJune.From; at.Before(wholeJune.Until); at = at.Add(time.Minute) {
			if target.Calendar != "" && !cal.Open(at) || in(at, f.Maintenance) {
				continue
			}
			agreed++
			if bad := in(at, outages); at.Before(now) && (bad || in(at, watched)) {
				looked++
				if bad {
					down++
				}
			}
		}
		const m = time.Minute
		require.Equal(t, up(time.Duration(agreed)*m, time.Duration(looked)*m, time.Duration(down)*m), a.Uptime, "case %d", i)

		want := sla.Pending
		promised := big.NewRat(int64(target.Objective.Share), int64(sla.Whole))
		if !now.Before(wholeJune.Until) {
			want = sla.NoData
		}
		if agreed > 0 {
			best, worst := big.NewRat(agreed-down, agreed), big.NewRat(looked-down, agreed)
			switch {
			case best.Cmp(promised) < 0:
				want = sla.Missed
			case worst.Cmp(promised) >= 0:
				want = sla.Met
			}
			// The budget is the greatest number of nanoseconds that keeps the promise.
			budget := a.Budget()
			keeps := func(spent int64) bool {
				whole := agreed * int64(m)
				return spent <= whole && big.NewRat(whole-spent, whole).Cmp(promised) >= 0
			}
			require.True(t, keeps(budget.Allowed) && !keeps(budget.Allowed+1), "case %d: %+v", i, budget)
			require.Equal(t, budget.Left() < 0, want == sla.Missed)
		}
		require.Equal(t, want, a.Verdict, "case %d: %+v", i, a)
		seen[want]++
	}
	for v := sla.Met; v <= sla.NoData; v++ {
		require.Greater(t, seen[v], 5, "%v", seen)
	}
}
