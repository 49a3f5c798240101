package sla_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

var office = sla.Window{From: 9 * sla.Hour, Until: 17 * sla.Hour}

// sound is a definition without a defect; tests change one thing in it.
func sound() sla.Definition {
	return sla.Definition{
		Name:     "office",
		Zone:     "Europe/Berlin",
		Week:     sla.Weekdays(sla.Window{From: 9 * sla.Hour, Until: 12 * sla.Hour}, sla.Window{From: 13 * sla.Hour, Until: 17 * sla.Hour}),
		Holidays: []sla.Holiday{{Date: sla.Date{Month: time.December, Day: 25}, Name: "Christmas"}, {Date: sla.Date{Year: 2026, Month: time.April, Day: 3}}},
		Special:  []sla.SpecialDay{{Date: sla.Date{Year: 2026, Month: time.December, Day: 24}, Windows: []sla.Window{{From: 9 * sla.Hour, Until: 12 * sla.Hour}}}},
	}
}

func between(from, until sla.Clock) sla.Window { return sla.Window{From: from, Until: until} }

func date(year int, month time.Month, day int) sla.Date {
	return sla.Date{Year: year, Month: month, Day: day}
}

// paths lists where an error finds defects, in its order.
func paths(t *testing.T, err error) (list []string) {
	t.Helper()
	if err == nil {
		return nil
	}
	all := []error{err}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		all = many.Unwrap()
	}
	for _, err := range all {
		var e *ownership.Error
		require.ErrorAs(t, err, &e)
		require.ErrorIs(t, err, ownership.ErrInvalid)
		list = append(list, e.Path)
	}
	return list
}

func TestDefinitionDefects(t *testing.T) {
	christmas := sla.Date{Month: time.December, Day: 25}
	for _, c := range []struct {
		name   string
		change func(*sla.Definition)
		want   string
	}{
		{"sound", func(*sla.Definition) {}, ""},
		{"name", func(d *sla.Definition) { d.Name = " x" }, "name"},
		{"no zone", func(d *sla.Definition) { d.Zone = "" }, "zone"},
		{"unknown zone", func(d *sla.Definition) { d.Zone = "Europe/Atlantis" }, "zone"},
		{"local zone", func(d *sla.Definition) { d.Zone = "Local" }, "zone"},
		{"window of nothing", func(d *sla.Definition) { d.Week.Sunday = []sla.Window{between(9*sla.Hour, 9*sla.Hour)} }, "week.sunday[0]"},
		{"zero window", func(d *sla.Definition) { d.Week.Sunday = []sla.Window{{}} }, "week.sunday[0]"},
		{"window that begins at 24:00", func(d *sla.Definition) { d.Week.Sunday = []sla.Window{between(24*sla.Hour, 6*sla.Hour)} }, "week.sunday[0]"},
		{"midnight by its other name", func(d *sla.Definition) { d.Week.Sunday = []sla.Window{between(22*sla.Hour, 0)} }, "week.sunday[0]"},
		{"window beyond 24:00", func(d *sla.Definition) { d.Week.Sunday = []sla.Window{between(9*sla.Hour, 25*sla.Hour)} }, "week.sunday[0]"},
		{"negative window", func(d *sla.Definition) { d.Week.Sunday = []sla.Window{between(-1, sla.Hour)} }, "week.sunday[0]"},
		{"overlap", func(d *sla.Definition) { d.Week.Monday = []sla.Window{office, between(8*sla.Hour, 10*sla.Hour)} }, "week.monday[0]"},
		{"overlap of the same", func(d *sla.Definition) { d.Week.Monday = []sla.Window{office, office} }, "week.monday[1]"},
		{"overlap within a long one", func(d *sla.Definition) {
			d.Week.Monday = []sla.Window{between(1*sla.Hour, 20*sla.Hour), between(2*sla.Hour, 3*sla.Hour), between(4*sla.Hour, 5*sla.Hour)}
		}, "week.monday[1] week.monday[2]"},
		{"overlap over midnight", func(d *sla.Definition) {
			d.Week.Monday = []sla.Window{between(20*sla.Hour, 6*sla.Hour), between(22*sla.Hour, 23*sla.Hour)}
		}, "week.monday[1]"},
		{"no overlap after midnight", func(d *sla.Definition) {
			d.Week.Monday = []sla.Window{between(20*sla.Hour, 6*sla.Hour), between(5*sla.Hour, 7*sla.Hour)}
		}, ""},
		{"touching", func(d *sla.Definition) {
			d.Week.Monday = []sla.Window{between(9*sla.Hour, 12*sla.Hour), between(12*sla.Hour, 17*sla.Hour)}
		}, ""},
		{"too many windows", func(d *sla.Definition) {
			d.Week.Monday = nil
			for i := range sla.Clock(25) {
				d.Week.Monday = append(d.Week.Monday, between(i*sla.Minute, i*sla.Minute+30))
			}
		}, "week.monday"},
		{"holiday without date", func(d *sla.Definition) { d.Holidays[0].Date = sla.Date{} }, "holidays[0].date"},
		{"holiday that does not exist", func(d *sla.Definition) { d.Holidays[0].Date = date(2026, time.February, 29) }, "holidays[0].date"},
		{"leap day of every year", func(d *sla.Definition) { d.Holidays[0].Date = date(0, time.February, 29) }, ""},
		{"month 13", func(d *sla.Definition) { d.Holidays[0].Date = date(2026, 13, 1) }, "holidays[0].date"},
		{"year 10000", func(d *sla.Definition) { d.Holidays[0].Date = date(10000, 1, 1) }, "holidays[0].date"},
		{"name of a holiday", func(d *sla.Definition) { d.Holidays[0].Name = "a\nb" }, "holidays[0].name"},
		{"holiday twice", func(d *sla.Definition) { d.Holidays = append(d.Holidays, sla.Holiday{Date: christmas}) }, "holidays[2].date"},
		{"holiday and special", func(d *sla.Definition) { d.Special[0].Date = christmas }, "special[0].date"},
		{"of one year and of every year", func(d *sla.Definition) { d.Special[0].Date = date(2026, time.December, 25) }, ""},
		{"special without windows", func(d *sla.Definition) { d.Special[0].Windows = nil }, "special[0].windows"},
		{"special with a bad window", func(d *sla.Definition) { d.Special[0].Windows[0].Until = -1 }, "special[0].windows[0]"},
		{"no time", func(d *sla.Definition) { d.Week, d.Special = sla.Week{}, nil }, "week"},
		{"only a special day", func(d *sla.Definition) { d.Week = sla.Week{} }, ""},
		{"every day a holiday", func(d *sla.Definition) {
			d.Holidays, d.Special = nil, nil
			for day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == 2024; day = day.AddDate(0, 0, 1) {
				d.Holidays = append(d.Holidays, sla.Holiday{Date: sla.Date{Month: day.Month(), Day: day.Day()}})
			}
		}, "week"},
		{"only a day that never was", func(d *sla.Definition) {
			d.Zone, d.Week = "Pacific/Apia", sla.Week{}
			d.Special[0].Date = date(2011, time.December, 30)
		}, "week"},
		{"only a window that a jump swallows", func(d *sla.Definition) {
			d.Week = sla.Week{}
			d.Special[0] = sla.SpecialDay{Date: date(2026, time.March, 29), Windows: []sla.Window{between(2*sla.Hour, 3*sla.Hour)}}
		}, "week"},
		{"reversed horizon", func(d *sla.Definition) { d.Horizon = sla.Horizon{From: 2030, Until: 2030} }, "horizon"},
		{"long horizon", func(d *sla.Definition) { d.Horizon = sla.Horizon{From: 1900, Until: 2151} }, "horizon"},
		{"horizon before the year 1", func(d *sla.Definition) { d.Horizon = sla.Horizon{From: 0, Until: 10} }, "horizon"},
		{"horizon at the ends", func(d *sla.Definition) { d.Horizon = sla.Horizon{From: 9990, Until: 10000} }, ""},
		{"all at once", func(d *sla.Definition) {
			*d = sla.Definition{Zone: "Local", Holidays: []sla.Holiday{{}}, Special: []sla.SpecialDay{{Date: sla.Date{Day: 1}}}, Horizon: sla.Horizon{From: 1}}
		}, "zone holidays[0].date special[0].date special[0].windows week horizon"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := sound()
			c.change(&d)
			cal, err := sla.NewCalendar(d, time.LoadLocation)
			assert.Equal(t, c.want, strings.Join(paths(t, err), " "), "%v", err)
			assert.Equal(t, c.want == "", cal != nil)
		})
	}
}

func TestResolver(t *testing.T) {
	for name, zones := range map[string]func(string) (*time.Location, error){
		"none":       nil,
		"no answer":  func(string) (*time.Location, error) { return nil, nil },
		"error":      func(string) (*time.Location, error) { return time.UTC, errors.New("no") },
		"local":      func(string) (*time.Location, error) { return time.Local, nil },
		"far beyond": func(string) (*time.Location, error) { return time.FixedZone("far", 30*3600), nil },
	} {
		_, err := sla.NewCalendar(sound(), zones)
		assert.Equal(t, []string{"zone"}, paths(t, err), name)
	}
}

func TestDefinitionJSON(t *testing.T) {
	d := sound()
	d.Horizon = sla.Horizon{From: 2000, Until: 2050}
	out, err := json.Marshal(d)
	require.NoError(t, err)
	var back sla.Definition
	require.NoError(t, json.Unmarshal(out, &back))
	assert.Equal(t, d, back)

	cal, err := sla.NewCalendar(d, time.LoadLocation)
	require.NoError(t, err)
	assert.Equal(t, d, cal.Definition())
	cal.Definition().Week.Monday[0] = sla.Window{}
	d.Week.Monday[0] = sla.Window{}
	assert.NotEqual(t, d, cal.Definition(), "nothing is shared with the caller")

	for text, want := range map[string]string{
		`{"zone":"UTC","week":{"montag":["09:00-17:00"]}}`:                   "week.montag",
		`{"zone":"UTC","week":{"monday":["9-17"],"friday":["09:00-25:00"]}}`: "week.monday[0] week.friday[0]",
		`{"week":{}}`: "zone",
		`{"zone":"UTC","holidays":[{"date":"2026-02-30"}]}`:             "holidays[0].date",
		`{"zone":"UTC","holidays":[{"date":"2026-02-03","open":true}]}`: "holidays[0].open",
		`{"zone":"UTC","zone":"CET"}`:                                   "zone",
	} {
		err := json.Unmarshal([]byte(text), &sla.Definition{})
		require.ErrorIs(t, err, ownership.ErrInvalid, text)
		for _, path := range strings.Fields(want) {
			assert.ErrorContains(t, err, path, text)
		}
	}
}

func TestDefinitionHelpers(t *testing.T) {
	w := sla.Weekdays(office)
	assert.Empty(t, w.On(time.Sunday))
	assert.Equal(t, []sla.Window{office}, w.On(time.Friday))
	assert.Empty(t, w.On(7))
	assert.Empty(t, w.On(-1))
	w.Monday[0] = sla.Window{}
	assert.Equal(t, []sla.Window{office}, w.Tuesday, "days share nothing")
	assert.Equal(t, 7, len(slices.DeleteFunc([]time.Weekday{0, 1, 2, 3, 4, 5, 6}, func(d time.Weekday) bool { return len(sla.AlwaysOpen().On(d)) != 1 })))
	assert.Equal(t, "Clock(-5)", sla.Clock(-5).String())
	_, err := date(2026, 2, 30).MarshalText()
	assert.Error(t, err)
	_, err = between(1, 1).MarshalText()
	assert.Error(t, err)
	assert.True(t, sla.Date{Month: 1, Day: 1}.Yearly())
	assert.False(t, sla.Date{}.Yearly())
}
