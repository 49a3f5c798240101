package sla_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

var clockCases = flag.Int("clock.cases", 2000, "how many random questions TestAgainstOracle asks")

// scenes are places and times at which clocks do something, or do nothing.
var scenes = []struct {
	zone string
	at   string // a day around which the questions are asked
}{
	{"Europe/Berlin", "2026-03-29"},
	{"Europe/Berlin", "2026-10-25"},
	{"America/New_York", "2026-03-08"},
	{"America/New_York", "2026-11-01"},
	{"America/Sao_Paulo", "2018-02-18"}, // back at midnight
	{"America/Sao_Paulo", "2018-11-04"}, // midnight does not exist
	{"America/Asuncion", "2023-03-26"},
	{"America/Asuncion", "2023-10-01"},
	{"America/Santiago", "2022-09-11"},
	{"America/Havana", "2024-03-10"},
	{"America/St_Johns", "2006-10-29"}, // back at one minute past midnight
	{"America/Caracas", "2016-05-01"},  // half an hour
	{"America/Anchorage", "2025-11-02"},
	{"America/Nuuk", "2023-03-26"},
	{"Atlantic/Azores", "2026-10-25"}, // midnight repeated
	{"Africa/Casablanca", "2026-02-15"},
	{"Africa/Casablanca", "2026-03-22"},
	{"Africa/Cairo", "2024-04-26"},
	{"Africa/Juba", "2021-02-01"},
	{"Asia/Tehran", "2022-03-22"},
	{"Asia/Tehran", "2022-09-22"},
	{"Asia/Kathmandu", "1986-01-01"}, // a quarter of an hour
	{"Asia/Pyongyang", "2018-05-05"},
	{"Asia/Gaza", "2026-03-28"},
	{"Asia/Kolkata", "2026-01-15"},
	{"Asia/Tokyo", "2026-01-15"},
	{"Asia/Manila", "1978-03-22"},
	{"Australia/Lord_Howe", "2026-04-05"}, // half an hour
	{"Australia/Lord_Howe", "2026-10-04"},
	{"Australia/Adelaide", "2026-10-04"},
	{"Pacific/Apia", "2011-12-30"},      // a day that never was
	{"Pacific/Kwajalein", "1993-08-21"}, // another
	{"Pacific/Chatham", "2026-04-05"},
	{"Pacific/Kiritimati", "1994-12-31"},
	{"Antarctica/Troll", "2026-03-29"}, // two hours
	{"Europe/London", "1971-10-31"},
	{"Europe/Dublin", "2026-10-25"},
	{"Europe/Istanbul", "2016-09-07"},
	{"Europe/Berlin", "2040-12-31"}, // beyond the zone's table, in a leap year
	{"America/New_York", "2096-12-30"},
	{"Pacific/Auckland", "2052-12-31"},
	{"Europe/Berlin", "1945-05-24"}, // before the horizon; double summer time
	{"Africa/Monrovia", "1972-01-07"},
	{"UTC", "2026-06-15"},
	{"Europe/Berlin", "1970-01-01"}, // where the horizon begins
	{"Australia/Sydney", "2099-12-31"},
}

var otherZones = []string{"UTC", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia", "Europe/Lisbon"}

// A scenario is a calendar and questions to it.
type scenario struct {
	def    sla.Definition
	loc    *time.Location
	start  time.Time
	end    time.Time
	holds  []ownership.Period
	target time.Duration
	days   int
}

func (s scenario) String() string {
	return fmt.Sprintf("%+v\nstart %s end %s target %s days %d\nholds %v", s.def, s.start, s.end, s.target, s.days, s.holds)
}

func zoneNamed(t testing.TB, name string) *time.Location {
	if loc, ok := loaded.Load(name); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	loaded.Store(name, loc)
	return loc
}

var loaded sync.Map

type chance struct{ *rand.Rand }

func (r chance) in(n, of int) bool { return r.IntN(of) < n }

// clock favours the hours in which clocks are changed.
func (r chance) clock() sla.Clock {
	c := sla.Clock(r.IntN(24))*sla.Hour + sla.Clock(r.IntN(4)*15)*sla.Minute
	if r.in(1, 3) {
		c = sla.Clock(r.IntN(4*4)*15) * sla.Minute
	}
	if r.in(1, 10) {
		c += sla.Clock(r.IntN(900))
	}
	return c
}

func (r chance) windows() (list []sla.Window) {
	switch r.IntN(6) {
	case 0:
		return nil
	case 1:
		return []sla.Window{{From: 0, Until: 24 * sla.Hour}}
	}
	for range 1 + r.IntN(3) {
		w := sla.Window{From: r.clock(), Until: r.clock()}
		if r.in(1, 8) {
			w.Until = 24 * sla.Hour
		}
		if w.From >= 24*sla.Hour || w.From == w.Until || w.Until == 0 {
			continue
		}
		end := func(w sla.Window) sla.Clock {
			if w.Until < w.From {
				return w.Until + 24*sla.Hour
			}
			return w.Until
		}
		if !slices.ContainsFunc(list, func(o sla.Window) bool { return w.From < end(o) && o.From < end(w) }) {
			list = append(list, w)
		}
	}
	return list
}

// date is near the given one; of every year, sometimes.
func (r chance) date(around time.Time) sla.Date {
	d := sla.DateOf(around.AddDate(0, 0, r.IntN(7)-3))
	if r.in(1, 4) {
		d.Year = 0
	}
	return d
}

// instant is on a round minute as often as anywhere, and given in any zone.
func (r chance) instant(from time.Time, span time.Duration, zones []*time.Location) time.Time {
	at := from.Add(time.Duration(r.Int64N(int64(span))))
	switch r.IntN(3) {
	case 0:
		at = at.Truncate(15 * time.Minute)
	case 1:
		at = at.Truncate(time.Second)
	}
	return at.In(zones[r.IntN(len(zones))])
}

func (r chance) scenario(t testing.TB, zones []*time.Location) scenario {
	place := scenes[r.IntN(len(scenes))]
	day, err := time.Parse(time.DateOnly, place.at)
	require.NoError(t, err)
	s := scenario{loc: zoneNamed(t, place.zone)}
	s.def = sla.Definition{Zone: place.zone, Horizon: sla.Horizon{From: day.Year(), Until: day.Year() + 1}}
	if r.in(1, 4) { // the same days, by the slow form
		s.def.Horizon = sla.Horizon{From: 2200, Until: 2201}
	}
	one := r.windows()
	s.def.Week = sla.Daily(one...)
	for _, d := range []*[]sla.Window{&s.def.Week.Monday, &s.def.Week.Wednesday, &s.def.Week.Saturday, &s.def.Week.Sunday} {
		if r.in(1, 2) {
			*d = r.windows()
		}
	}
	seen := map[sla.Date]bool{}
	for range r.IntN(3) {
		if d := r.date(day); !seen[d] {
			seen[d] = true
			s.def.Holidays = append(s.def.Holidays, sla.Holiday{Date: d})
		}
	}
	for range r.IntN(3) {
		if d, w := r.date(day), r.windows(); !seen[d] && len(w) > 0 {
			seen[d] = true
			s.def.Special = append(s.def.Special, sla.SpecialDay{Date: d, Windows: w})
		}
	}
	span := 3 * 24 * time.Hour
	if r.in(1, 10) {
		span = 40 * 24 * time.Hour
	}
	begin := day.Add(-span / 2).Add(-12 * time.Hour)
	s.start, s.end = r.instant(begin, span, zones), r.instant(begin, span, zones)
	if s.end.Before(s.start) {
		s.start, s.end = s.end, s.start
	}
	for range r.IntN(4) {
		h := ownership.Period{From: r.instant(begin, span, zones), Until: r.instant(begin, span, zones)}
		if h.Until.Before(h.From) {
			h.From, h.Until = h.Until, h.From
		}
		if r.in(1, 8) {
			h.Until = time.Time{}
		}
		if r.in(1, 12) {
			h.From = time.Time{}
		}
		s.holds = append(s.holds, h)
	}
	s.target = time.Duration(r.Int64N(int64(span / 2)))
	switch r.IntN(4) {
	case 0:
		s.target = s.target.Truncate(15 * time.Minute)
	case 1:
		s.target = s.target.Truncate(time.Second)
	}
	s.days = r.IntN(7) - 2
	return s
}

// TestAgainstOracle asks a calendar and the oracle the same.
func TestAgainstOracle(t *testing.T) {
	var zones []*time.Location
	for _, name := range otherZones {
		zones = append(zones, zoneNamed(t, name))
	}
	const seed = 1
	asked, years, loose := 0, map[string]bool{}, 0
	for i := 0; asked < *clockCases; i++ {
		r := chance{rand.New(rand.NewPCG(seed, uint64(i)))}
		s := r.scenario(t, zones)
		cal, err := sla.NewCalendar(s.def, func(string) (*time.Location, error) { return s.loc, nil })
		if err != nil { // no window at all
			loose++
			continue
		}
		asked++
		years[s.def.Zone] = true
		if problem := compare(s, cal, r); problem != "" {
			t.Fatalf("case %d: %s\n%s", i, problem, s)
		}
	}
	require.Less(t, loose, 10+asked/10)
	if *clockCases >= 1000 {
		require.GreaterOrEqual(t, len(years), 25, "zones")
	}
	t.Logf("%d cases in %d zones; %d calendars without open time", asked, len(years), loose)
}
