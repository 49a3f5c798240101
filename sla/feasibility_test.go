package sla_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// The hours of the oracle below: as data, and as a question about an hour.
var feasibleHours = map[string]struct {
	week sla.Week
	open func(day time.Weekday, hour int) bool
}{
	"office": {sla.Weekdays(sla.Window{From: 9 * sla.Hour, Until: 17 * sla.Hour}), func(d time.Weekday, h int) bool {
		return d >= time.Monday && d <= time.Friday && h >= 9 && h < 17
	}},
	"long": {sla.Daily(sla.Window{From: 8 * sla.Hour, Until: 20 * sla.Hour}), func(_ time.Weekday, h int) bool { return h >= 8 && h < 20 }},
	"late": {sla.Weekdays(sla.Window{From: 15 * sla.Hour, Until: 2 * sla.Hour}), func(d time.Weekday, h int) bool {
		return d >= time.Monday && d <= time.Friday && h >= 15 || d >= time.Tuesday && d <= time.Saturday && h < 2
	}},
	"always": {sla.AlwaysOpen(), func(time.Weekday, int) bool { return true }},
}

func feasibleCalendar(name string) sla.Definition {
	return sla.Definition{Name: name, Zone: "UTC", Week: feasibleHours[name].week}
}

// naiveHours walks the hours of the validity.
func naiveHours(asked, able string, p ownership.Period) bool {
	for at := p.From; at.Before(p.Until); at = at.Add(time.Hour) {
		wanted := asked == "" || feasibleHours[asked].open(at.Weekday(), at.Hour())
		if wanted && able != "" && !feasibleHours[able].open(at.Weekday(), at.Hour()) {
			return false
		}
	}
	return true
}

// naiveSlower starts both at every hour of a week and looks whether there are open hours
// from when one is due until the other is: a clock time after closing is no later than it.
func naiveSlower(t *rapid.T, cal *sla.Calendar, able, asked sla.Target) bool {
	able.ThroughHolds, asked.ThroughHolds = false, false
	from := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for h := range 7 * 24 {
		start := from.Add(time.Duration(h) * time.Hour)
		a, err := cal.DueUnder(able, start)
		require.NoError(t, err)
		b, err := cal.DueUnder(asked, start)
		require.NoError(t, err)
		if !a.After(b) {
			continue
		}
		open, err := cal.Elapsed(b, a)
		require.NoError(t, err)
		if open > 0 {
			return true
		}
	}
	return false
}

func inDays(x sla.Target) bool { return x.DayOf == 0 && (x.Days > 0 || x.EndOfDay) }

var feasibleCards = []sla.MeasureCard{
	{Measure: "errors", Unit: sla.UnitShare, Direction: sla.AtMost},
	{Measure: "delay", Unit: "ms", Direction: sla.AtMost},
	{Measure: "speed", Unit: "pages", Direction: sla.AtLeast},
}

func drawObjective(t *rapid.T, m sla.Measure) (o sla.Objective) {
	switch m {
	case "delay", "speed":
		o.Amount = rapid.Int64Range(0, 4).Draw(t, "amount")
		return o
	case sla.Response:
		x := &o.Within
		switch rapid.IntRange(0, 2).Draw(t, "form") {
		case 0:
			x.Time = time.Duration(rapid.IntRange(0, 20).Draw(t, "hours")) * time.Hour
		case 1:
			x.Days, x.DayOf = rapid.IntRange(1, 3).Draw(t, "days"), time.Duration(rapid.IntRange(1, 8).Draw(t, "of"))*time.Hour
		default:
			x.EndOfDay = rapid.Bool().Draw(t, "end of day")
			x.Days = rapid.IntRange(0, 3).Draw(t, "days")
		}
		x.ThroughHolds = rapid.Bool().Draw(t, "through holds")
	}
	o.Share = sla.Share(rapid.IntRange(1, 4).Draw(t, "share")) * 25 * sla.Percent
	return o
}

// TestFeasibilityOracle: what falls short is what a walk through hours, starts and lists
// finds to fall short.
func TestFeasibilityOracle(t *testing.T) {
	office, err := sla.NewCalendar(feasibleCalendar("office"), utcZones)
	require.NoError(t, err)
	seen := map[sla.Gap]int{}
	kept := 0
	walk := func(t *rapid.T) {
		names := rapid.SampledFrom([]string{"", "office", "long", "late", "always"})
		measures := rapid.SampledFrom([]sla.Measure{sla.Availability, sla.Response, "errors", "delay", "speed"})
		classes := rapid.SampledFrom([]string{"", "p1"})
		terms := sla.Terms{Measures: feasibleCards}
		for name := range feasibleHours {
			terms.Calendars = append(terms.Calendars, feasibleCalendar(name))
		}
		slices.SortFunc(terms.Calendars, func(a, b sla.Definition) int { return cmp.Compare(a.Name, b.Name) })
		terms.Validity.From = time.Date(2026, 6, 1+rapid.IntRange(0, 7).Draw(t, "from"), rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, time.UTC)
		terms.Validity.Until = terms.Validity.From.Add(time.Duration(rapid.IntRange(1, 300).Draw(t, "valid")) * time.Hour)
		for i := range rapid.IntRange(1, 3).Draw(t, "targets") {
			m := measures.Draw(t, "measure")
			terms.Targets = append(terms.Targets, sla.LevelTarget{
				ID: sla.TargetID(fmt.Sprint("t", i)), Service: rapid.SampledFrom([]ownership.ServiceID{"", "mail", "web"}).Draw(t, "of"), Measure: m,
				Class: classes.Draw(t, "class"), Objective: drawObjective(t, m), Cycle: sla.MonthlyIn("UTC"), Calendar: names.Draw(t, "calendar"),
			})
		}
		var able []sla.Capability
		hours := map[int]string{}
		for _, s := range []ownership.ServiceID{"mail", "web"} {
			for _, m := range []sla.Measure{sla.Availability, sla.Response, "errors", "delay", "speed"} {
				for _, class := range []string{"", "p1"} {
					if rapid.IntRange(0, 2).Draw(t, "unknown") == 0 {
						continue
					}
					c := sla.Capability{Service: s, Measure: m, Class: class, Objective: drawObjective(t, m)}
					if name := names.Draw(t, "hours"); name != "" {
						def := feasibleCalendar(name)
						c.Hours, hours[len(able)] = &def, name
					}
					able = append(able, c)
				}
			}
		}
		var want []sla.Judged
		for _, target := range terms.Targets {
			for _, s := range []ownership.ServiceID{"mail", "web"} {
				if target.Service != "" && target.Service != s {
					continue
				}
				j := sla.Judged{Target: target.ID, Service: s}
				found := -1
				for i, c := range able {
					if c.Service == s && c.Measure == target.Measure && (c.Class == target.Class || c.Class == "" && found < 0) {
						found = i // of the class itself comes after that of all
					}
				}
				if found < 0 {
					j.Gaps = []sla.Gap{sla.GapUnknown}
					want = append(want, j)
					continue
				}
				j.Able = able[found].Objective
				can, must := j.Able, target.Objective
				add := func(short bool, gap sla.Gap) {
					if short {
						j.Gaps = append(j.Gaps, gap)
					}
				}
				switch target.Measure {
				case sla.Availability:
					add(can.Share < must.Share, sla.GapLevel)
				case "errors":
					add(can.Share > must.Share, sla.GapLevel)
				case "delay":
					add(can.Amount > must.Amount, sla.GapLevel)
				case "speed":
					add(can.Amount < must.Amount, sla.GapLevel)
				default:
					sameForm := inDays(can.Within) == inDays(must.Within)
					add(sameForm && naiveSlower(t, office, can.Within, must.Within), sla.GapLevel)
					add(can.Share < must.Share, sla.GapCases)
					add(must.Within.ThroughHolds && !can.Within.ThroughHolds, sla.GapHolds)
					add(!sameForm, sla.GapForm)
				}
				add(!naiveHours(target.Calendar, hours[found], terms.Validity), sla.GapHours)
				want = append(want, j)
			}
		}
		got, err := sla.Feasibility(terms, []ownership.ServiceID{"web", "mail", "web"}, able, utcZones, day(1))
		require.NoError(t, err)
		require.Equal(t, want, got)
		for _, j := range got {
			for _, g := range j.Gaps {
				seen[g]++
			}
			if j.Feasible() {
				kept++
			}
		}
	}
	missing := func() (out []sla.Gap) {
		for g := sla.GapUnknown; g <= sla.GapHours; g++ {
			if seen[g] == 0 {
				out = append(out, g)
			}
		}
		return out
	}
	// What is rare may be missing among the few that one check draws.
	for range 20 {
		rapid.Check(t, walk)
		if len(missing()) == 0 && kept > 0 {
			break
		}
	}
	require.Empty(t, missing(), "never found")
	require.Positive(t, kept, "nothing was ever feasible")
}
