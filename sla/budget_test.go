package sla_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// TestChangedTerms: every version that was in force in the month is judged in its part
// of it; what did not change between versions is one promise.
func TestChangedTerms(t *testing.T) {
	change := june(11, 0)
	first := promise(t, func(p *sla.Proposal) {
		p.ID = "old"
		p.Terms.Validity.Until = change
		p.Terms.Targets = []sla.LevelTarget{monthly(99 * sla.Percent)}
	})
	second := promise(t, func(p *sla.Proposal) {
		p.ID = "new"
		p.Terms.Validity.From = change
		p.Terms.Targets = []sla.LevelTarget{monthly(90 * sla.Percent)}
	})
	b := sla.NewBook(nil, first, second).WithMeasurements(measured(t, "2026-06", sla.Figures{
		Watched: []sla.Watch{{Period: wholeJune}}, Outages: []sla.Outage{outage(june(10, 12), june(11, 12))},
	}))
	list := b.Attained("mail", wholeJune, wholeJune.Until)
	require.Len(t, list, 2)
	assert.Equal(t, sla.AgreementID("new"), list[0].Agreement)
	assert.Equal(t, ownership.Period{From: change, Until: wholeJune.Until}, list[0].Period)
	assert.Equal(t, wholeJune, list[0].Cycle)
	assert.Equal(t, sla.Met, list[0].Verdict)
	assert.Equal(t, up(480*time.Hour, 480*time.Hour, 12*time.Hour), list[0].Uptime)
	assert.Equal(t, sla.AgreementID("old"), list[1].Agreement)
	assert.Equal(t, sla.Missed, list[1].Verdict)
	assert.Equal(t, up(240*time.Hour, 240*time.Hour, 12*time.Hour), list[1].Uptime)

	// A promise that began after the last cycle of the period is told in the one that
	// runs, and one that is judged by the year in its year.
	soon := b.Attained("mail", ownership.Period{From: june(1, 0), Until: june(15, 0)}, june(15, 0))
	require.Len(t, soon, 2)
	for _, a := range soon {
		assert.Equal(t, wholeJune, a.Cycle)
	}
	yearly := monthly(99 * sla.Percent)
	yearly.Cycle = sla.YearlyIn("UTC")
	list = sla.NewBook(nil, promise(t, withTargets(yearly))).Attained("mail", wholeJune, wholeJune.Until)
	require.Len(t, list, 1)
	assert.Equal(t, sla.Pending, list[0].Verdict)

	// Three months of a quarter, each by itself; a rolling target once.
	rolling := monthly(99 * sla.Percent)
	rolling.ID, rolling.Cycle = "rolling", sla.RollingIn(28, "UTC")
	quarter := ownership.Period{From: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Until: wholeJune.Until}
	list = sla.NewBook(nil, promise(t, withTargets(monthly(99*sla.Percent), rolling))).Attained("mail", quarter, quarter.Until)
	var cycles []string
	for _, a := range list {
		cycles = append(cycles, a.Cycle.String())
	}
	assert.Equal(t, []string{
		"2026-04-01T00:00:00Z/2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z/2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z/2026-07-01T00:00:00Z",
		"2026-06-03T00:00:00Z/2026-07-01T00:00:00Z",
	}, cycles)

	assert.Empty(t, b.Attained("mail", ownership.Period{From: june(2, 0), Until: june(1, 0)}, june(3, 0)))
	assert.Empty(t, b.Attained("mail", ownership.Period{From: june(2, 0)}, june(3, 0)))
	assert.Empty(t, b.Attained("chat", wholeJune, june(3, 0)))
	assert.Empty(t, (*sla.Book)(nil).Attained("mail", wholeJune, june(3, 0)))
}

// TestUnknownZone: a promise in a zone that the book does not know has no verdict, and
// is told.
func TestUnknownZone(t *testing.T) {
	target := monthly(99 * sla.Percent)
	target.Cycle = sla.MonthlyIn("Europe/Berlin")
	target.Calendar = "office"
	agreed := promise(t, withTargets(target), func(p *sla.Proposal) {
		p.Terms.Calendars = []sla.Definition{{Name: "office", Zone: "Europe/Nowhere", Week: sla.AlwaysOpen()}}
	})
	b := sla.NewBook(nil, agreed)
	berlin := ownership.Period{From: wholeJune.From.Add(-2 * time.Hour), Until: wholeJune.Until.Add(-2 * time.Hour)}
	for _, book := range []*sla.Book{b, b.WithZones(time.LoadLocation)} {
		for _, list := range [][]sla.Attainment{book.Attained("mail", berlin, berlin.Until), book.SoFar("mail", berlin.Until)} {
			require.Len(t, list, 1)
			assert.Equal(t, sla.NoData, list[0].Verdict)
			assert.NotEmpty(t, list[0].Problem)
		}
	}
	assert.Empty(t, b.Projected("mail", berlin.From))
	assert.Empty(t, b.Burning("mail", berlin.From, sla.StandardBurnAlerts()...))
}

func TestCredits(t *testing.T) {
	tiers := []sla.CreditTier{
		{Target: "availability", Share: 95 * sla.Percent, BasisPoints: 2500},
		{Target: "availability", Share: 99 * sla.Percent, BasisPoints: 1000},
		{Target: "other", Share: sla.Whole, BasisPoints: 9000},
	}
	other := monthly(sla.Percent)
	other.ID = "other"
	for hours, want := range map[int]int{0: 0, 7: 0, 8: 1000, 36: 1000, 37: 2500, 720: 2500} {
		f := sla.Figures{Outages: []sla.Outage{outage(wholeJune.From, wholeJune.From.Add(time.Duration(hours)*time.Hour))}}
		b := sla.NewBook(nil, promise(t, withTargets(monthly(99*sla.Percent), other), func(p *sla.Proposal) { p.Terms.Credits = tiers })).
			WithMeasurements(measured(t, "2026-06", f))
		list := b.Attained("mail", wholeJune, wholeJune.Until)
		assert.Equal(t, want, list[0].Credit, "%d hours", hours)
		assert.Zero(t, b.SoFar("mail", wholeJune.Until.Add(-time.Second))[0].Credit, "not before the end")
		if hours < 720 {
			assert.Zero(t, list[1].Credit, "what was not missed costs nothing")
		}
	}
}

// TestBurning: of 99.9%, an hour in which nothing worked burns a thousandfold.
func TestBurning(t *testing.T) {
	now := june(20, 12)
	book := func(figures sla.Figures) *sla.Book {
		return sla.NewBook(nil, promise(t, withTargets(monthly(999_000_000)))).WithMeasurements(measured(t, "2026-06", figures))
	}
	watched := []sla.Watch{{Period: wholeJune}}
	down := func(ago, length time.Duration) []sla.Outage {
		return []sla.Outage{outage(now.Add(-ago), now.Add(-ago+length))}
	}
	for name, row := range map[string]struct {
		figures     sla.Figures
		alert       time.Duration // the long window; zero: none fires
		long, short sla.Rate
	}{
		"quiet":                     {figures: sla.Figures{Watched: watched}},
		"down now":                  {sla.Figures{Watched: watched, Outages: down(time.Minute, time.Minute)}, time.Hour, 16_666, 200_000},
		"over already":              {figures: sla.Figures{Watched: watched, Outages: down(10*time.Minute, 5*time.Minute)}, alert: 6 * time.Hour, long: 13_888, short: 166_666},
		"long ago, not now":         {figures: sla.Figures{Watched: watched, Outages: down(20*time.Hour, 2*time.Hour)}},
		"a little, all the time":    {sla.Figures{Watched: watched, Outages: down(5*time.Hour, 5*time.Minute)}, 3 * 24 * time.Hour, 1_157, 13_888},
		"gaps are left out":         {sla.Figures{Watched: []sla.Watch{{Period: ownership.Period{From: now.Add(-10 * time.Minute), Until: now}}}, Outages: down(time.Minute, time.Second)}, 3 * 24 * time.Hour, 1_666, 1_666},
		"what is to come is unseen": {figures: sla.Figures{Watched: watched, Outages: down(0, time.Hour)}},
	} {
		list := book(row.figures).Burning("mail", now, sla.StandardBurnAlerts()...)
		if row.alert == 0 {
			assert.Empty(t, list, name)
			continue
		}
		require.Len(t, list, 1, name)
		assert.Equal(t, row.alert, list[0].Alert.Long, name)
		assert.Equal(t, row.long, list[0].Long, name)
		assert.Equal(t, row.short, list[0].Short, name)
	}
	// Where nothing may go wrong everything is too fast.
	b := sla.NewBook(nil, promise(t, withTargets(monthly(sla.Whole)))).WithMeasurements(measured(t, "2026-06", sla.Figures{Watched: watched, Outages: down(time.Minute, time.Minute)}))
	assert.Equal(t, sla.MaxRate, b.Burning("mail", now, sla.StandardBurnAlerts()...)[0].Long)
	assert.Equal(t, "14.4x", sla.Rate(14_400).String())
	assert.Equal(t, "2x", sla.Rate(2000).String())
	assert.Equal(t, "0.05x", sla.Rate(50).String())
}

// TestProjected: 99% of June leave 7.2 hours.
func TestProjected(t *testing.T) {
	now := june(11, 0) // a third of the month
	project := func(outages time.Duration, maintenance ...ownership.Period) sla.Projection {
		f := sla.Figures{
			Watched: []sla.Watch{{Period: wholeJune}}, Maintenance: maintenance,
			Outages: []sla.Outage{outage(june(2, 0), june(2, 0).Add(outages))},
		}
		b := sla.NewBook(nil, promise(t, withTargets(monthly(99*sla.Percent)))).WithMeasurements(measured(t, "2026-06", f))
		list := b.Projected("mail", now)
		require.Len(t, list, 1)
		return list[0]
	}
	p := project(2 * time.Hour)
	assert.Equal(t, 6*time.Hour, p.Down)
	assert.True(t, p.Keeps)
	assert.Zero(t, p.Exhausted)

	p = project(144 * time.Minute) // just the budget in all
	assert.True(t, p.Keeps)

	p = project(4 * time.Hour)
	assert.Equal(t, 12*time.Hour, p.Down)
	assert.False(t, p.Keeps)
	// 3.2 hours are left, one hour goes in 60: after 192 hours, on the 19th.
	assert.Equal(t, june(19, 0).Add(time.Nanosecond), p.Exhausted)

	// Two days of maintenance shrink the budget to 6.72 hours: 2.72 left, 163.2 hours,
	// and the two days in between do not count.
	p = project(4*time.Hour, ownership.Period{From: june(12, 0), Until: june(14, 0)})
	assert.Equal(t, june(19, 19).Add(12*time.Minute+time.Nanosecond), p.Exhausted)

	p = project(8 * time.Hour) // gone
	assert.False(t, p.Keeps)
	assert.Zero(t, p.Exhausted)
	assert.Empty(t, sla.NewBook(nil, promise(t)).Projected("mail", now), "nothing watched, nothing to go by")
}

// TestRateOracle holds rates to exact rationals.
func TestRateOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := sla.Share(rapid.Int64Range(1, int64(sla.Whole)).Draw(t, "share"))
		total := rapid.Int64Range(1, 1_000_000).Draw(t, "total")
		part := rapid.Int64Range(0, total).Draw(t, "part")
		target := sla.LevelTarget{ID: "t", Measure: "success", Objective: sla.Objective{Share: share}, Cycle: sla.MonthlyIn("UTC")}
		a, err := sla.Adopt("test", june(1, 0), sla.Proposal{
			ID: "a", Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{"mail"},
			Terms: sla.Terms{Validity: ownership.Period{From: june(1, 0)}, Targets: []sla.LevelTarget{target}, Measures: []sla.MeasureCard{{Measure: "success", Unit: sla.UnitShare, Direction: sla.AtLeast}}},
		})
		require.NoError(t, err)
		m, err := sla.Measurements{}.Import("test", june(2, 0), sla.MeasurementKey{Service: "mail", Month: sla.MonthOf(june(1, 0))}, sla.Figures{
			Tallies: []sla.Tally{{Measure: "success", At: june(1, 0), Part: part, Total: total}},
		})
		require.NoError(t, err)
		b := sla.NewBook(nil, a).WithMeasurements(m)
		list := b.Burning("mail", june(1, 1), sla.BurnAlert{Long: time.Hour, Short: time.Hour, Rate: 1})
		bad, budget := total-part, int64(sla.Whole-share)
		want := sla.Rate(0)
		switch {
		case bad > 0 && budget == 0:
			want = sla.MaxRate
		case bad > 0:
			q := new(big.Int).Mul(big.NewInt(bad), big.NewInt(1000*int64(sla.Whole)))
			q.Quo(q, new(big.Int).Mul(big.NewInt(total), big.NewInt(budget)))
			want = min(sla.Rate(q.Int64()), sla.MaxRate)
			if !q.IsInt64() {
				want = sla.MaxRate
			}
		}
		if want == 0 {
			require.Empty(t, list)
			return
		}
		require.Equal(t, want, list[0].Long)
		require.Equal(t, want, list[0].Short)
	})
}
