package sla_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

func calendar(t testing.TB, zone string, week sla.Week, change ...func(*sla.Definition)) *sla.Calendar {
	t.Helper()
	def := sla.Definition{Zone: zone, Week: week}
	for _, c := range change {
		c(&def)
	}
	cal, err := sla.NewCalendar(def, time.LoadLocation)
	require.NoError(t, err)
	return cal
}

func daily(t testing.TB, texts ...string) sla.Week {
	var list []sla.Window
	for _, text := range texts {
		list = append(list, window(t, text))
	}
	return sla.Daily(list...)
}

func weekdays(t testing.TB, texts ...string) sla.Week {
	w := daily(t, texts...)
	w.Saturday, w.Sunday = nil, nil
	return w
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339Nano, text)
	require.NoError(t, err)
	return v
}

func span(t testing.TB, from, until string) ownership.Period {
	return ownership.Period{From: at(t, from), Until: at(t, until)}
}

// TestMeaning holds the calendar to the statements of the package's
// documentation, each with its counter-example.
func TestMeaning(t *testing.T) {
	berlin := calendar(t, "Europe/Berlin", weekdays(t, "09:00-17:00"))
	friday9, friday17 := at(t, "2026-06-05T09:00:00+02:00"), at(t, "2026-06-05T17:00:00+02:00")
	monday9 := at(t, "2026-06-08T09:00:00+02:00")
	due := func(c *sla.Calendar, start time.Time, target time.Duration, holds ...ownership.Period) time.Time {
		t.Helper()
		got, err := c.Due(start, target, holds...)
		require.NoError(t, err)
		return got
	}
	elapsed := func(c *sla.Calendar, from, until string, holds ...ownership.Period) time.Duration {
		t.Helper()
		got, err := c.Elapsed(at(t, from), at(t, until), holds...)
		require.NoError(t, err)
		return got
	}
	same := func(want, got time.Time) { t.Helper(); assert.Equal(t, want.UTC(), got) }

	t.Log("windows are half-open")
	assert.True(t, berlin.Open(friday9))
	assert.False(t, berlin.Open(friday9.Add(-1)))
	assert.True(t, berlin.Open(friday17.Add(-1)))
	assert.False(t, berlin.Open(friday17))

	t.Log("due exactly at closing stays at closing, backwards at opening")
	same(friday17, due(berlin, friday9, 8*time.Hour))
	same(monday9.Add(1), due(berlin, friday9, 8*time.Hour+1))
	back, err := berlin.DueBack(friday17, 8*time.Hour)
	require.NoError(t, err)
	same(friday9, back)

	t.Log("a target of zero")
	same(friday9, due(berlin, friday9, 0))
	same(friday17.Add(-1), due(berlin, friday17.Add(-1), 0))
	same(monday9, due(berlin, friday17, 0))
	same(monday9.Add(time.Hour), due(berlin, friday17, 0, ownership.Period{From: friday9, Until: monday9.Add(time.Hour)}))
	for end, want := range map[time.Time]time.Time{
		monday9: friday17, monday9.Add(1): monday9.Add(1), friday17: friday17, friday17.Add(time.Hour): friday17,
	} {
		back, err = berlin.DueBack(end, 0)
		require.NoError(t, err)
		same(want, back)
	}

	hour := friday9.Add(time.Hour)
	for until, want := range map[time.Time]time.Time{hour: friday9.Add(time.Minute), hour.Add(-1): hour, hour.Add(1): friday9.Add(time.Minute)} {
		back, err = berlin.DueBack(hour, 0, ownership.Period{From: friday9.Add(time.Minute), Until: until})
		require.NoError(t, err)
		same(want, back)
	}

	t.Log("elapsed time is absolute")
	night := calendar(t, "Europe/Berlin", daily(t, "00:00-06:00"))
	assert.Equal(t, 5*time.Hour, elapsed(night, "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"))
	assert.Equal(t, 7*time.Hour, elapsed(night, "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"))

	t.Log("a wall-clock time in a gap moves forward, in a fold it is the first")
	windowsOn := func(zone string, week sla.Week, d sla.Date, change ...func(*sla.Definition)) []ownership.Period {
		t.Helper()
		list, err := calendar(t, zone, week, change...).WindowsOn(d)
		require.NoError(t, err)
		return list
	}
	spring, autumn := date(2026, time.March, 29), date(2026, time.October, 25)
	assert.Equal(t, []ownership.Period{span(t, "2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z")}, windowsOn("Europe/Berlin", daily(t, "02:30-04:00"), spring))
	assert.Empty(t, windowsOn("Europe/Berlin", daily(t, "02:00-03:00"), spring))
	assert.Empty(t, windowsOn("Europe/Berlin", daily(t, "02:30-03:15"), spring), "moved beyond its end")
	assert.Equal(t, []ownership.Period{span(t, "2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z")}, windowsOn("Europe/Berlin", daily(t, "01:00-02:30"), autumn))
	assert.Equal(t, []ownership.Period{span(t, "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z")}, windowsOn("Europe/Berlin", daily(t, "02:30-03:30"), autumn))

	t.Log("a day that never was has no windows")
	for day, want := range map[int]int{28: 1, 29: 1, 30: 0, 31: 1} {
		assert.Len(t, windowsOn("Pacific/Apia", daily(t, "09:00-17:00"), date(2011, time.December, day)), want, day)
	}
	assert.Equal(t, []ownership.Period{span(t, "2011-12-30T08:00:00Z", "2011-12-30T16:00:00Z")},
		windowsOn("Pacific/Apia", daily(t, "22:00-06:00"), date(2011, time.December, 29)), "eight hours, over a date that was left out")
	assert.Len(t, windowsOn("Pacific/Kwajalein", daily(t, "09:00-17:00"), date(1993, time.August, 21)), 0)

	t.Log("a holiday rules its whole date")
	closed := calendar(t, "Europe/Berlin", daily(t, "22:00-06:00"), func(d *sla.Definition) {
		d.Holidays = []sla.Holiday{{Date: date(2026, time.June, 25)}}
	})
	all, err := closed.Windows(span(t, "2026-06-24T12:00:00+02:00", "2026-06-27T12:00:00+02:00"))
	require.NoError(t, err)
	assert.Equal(t, []ownership.Period{
		span(t, "2026-06-24T20:00:00Z", "2026-06-24T22:00:00Z"),
		span(t, "2026-06-26T20:00:00Z", "2026-06-27T04:00:00Z"),
	}, all)

	t.Log("the date of one year outranks that of every year; the leap day")
	ranked := calendar(t, "UTC", daily(t, "09:00-17:00"), func(d *sla.Definition) {
		d.Holidays = []sla.Holiday{{Date: date(0, time.December, 24)}, {Date: date(0, time.February, 29)}}
		d.Special = []sla.SpecialDay{{Date: date(2026, time.December, 24), Windows: []sla.Window{window(t, "09:00-12:00")}}}
	})
	for d, want := range map[sla.Date]int{
		date(2026, time.December, 24): 1, date(2027, time.December, 24): 0, date(2028, time.February, 29): 0,
		date(2027, time.March, 1): 1, date(2027, time.February, 28): 1,
	} {
		list, err := ranked.WindowsOn(d)
		require.NoError(t, err)
		assert.Len(t, list, want, d)
	}

	t.Log("holds are measured in the calendar")
	assert.Equal(t, 6*time.Hour, elapsed(berlin, "2026-06-04T09:00:00+02:00", "2026-06-04T17:00:00+02:00",
		ownership.Period{From: at(t, "2026-06-04T15:00:00+02:00"), Until: at(t, "2026-06-05T10:00:00+02:00")}))
	same(friday9.Add(3*time.Hour), due(berlin, friday9.AddDate(0, 0, -1), 8*time.Hour,
		span(t, "2026-06-04T15:00:00+02:00", "2026-06-05T10:00:00+02:00"), span(t, "2026-06-04T16:00:00+02:00", "2026-06-05T10:00:00+02:00")))
	same(friday17, due(berlin, friday9, 8*time.Hour, ownership.Period{From: friday17}))
	_, err = berlin.Due(friday9, 8*time.Hour, ownership.Period{From: friday17.Add(-1)})
	assert.ErrorIs(t, err, sla.ErrNever)

	t.Log("nothing is rounded")
	same(friday9.Add(8), due(berlin, friday9.Add(5), 3))
	assert.Equal(t, time.Duration(3), elapsed(berlin, "2026-06-05T09:00:00.000000004+02:00", "2026-06-05T09:00:00.000000007+02:00"))
}

func TestDays(t *testing.T) {
	week := weekdays(t, "09:00-17:00")
	berlin := calendar(t, "Europe/Berlin", week)
	shops := week
	shops.Saturday = []sla.Window{window(t, "11:00-14:30")}
	short := calendar(t, "Europe/Berlin", shops)
	nights := calendar(t, "Europe/Berlin", weekdays(t, "22:00-06:00"))
	apia := calendar(t, "Pacific/Apia", daily(t, "22:00-06:00"))
	weekend := calendar(t, "Europe/Berlin", week, func(d *sla.Definition) { d.Horizon = sla.Horizon{From: 2022, Until: 2023} })
	for _, c := range []struct {
		name        string
		cal         *sla.Calendar
		start       string
		days        int
		want, endOf string
	}{
		{"same clock time", berlin, "2026-06-04T12:00:00+02:00", 3, "2026-06-09T12:00:00+02:00", "2026-06-09T17:00:00+02:00"},
		{"over a clock change", berlin, "2026-03-27T12:00:00+01:00", 1, "2026-03-30T12:00:00+02:00", "2026-03-30T17:00:00+02:00"},
		{"a closed day rolls forward", berlin, "2026-06-06T20:00:00+02:00", 1, "2026-06-09T09:00:00+02:00", "2026-06-09T17:00:00+02:00"},
		{"an evening keeps its clock", berlin, "2026-06-08T20:00:00+02:00", 1, "2026-06-09T20:00:00+02:00", "2026-06-09T17:00:00+02:00"},
		{"a shorter day keeps it, too", short, "2026-06-05T16:00:00+02:00", 1, "2026-06-06T16:00:00+02:00", "2026-06-06T14:30:00+02:00"},
		{"zero", berlin, "2026-06-05T20:00:00+02:00", 0, "2026-06-08T09:00:00+02:00", "2026-06-08T17:00:00+02:00"},
		{"zero, open", berlin, "2026-06-05T10:00:00.5+02:00", 0, "2026-06-05T10:00:00.5+02:00", "2026-06-05T17:00:00+02:00"},
		{"after midnight it is the evening's day", nights, "2026-06-06T02:00:00+02:00", 1, "2026-06-09T02:00:00+02:00", "2026-06-09T06:00:00+02:00"},
		{"and Saturday night is none", nights, "2026-06-06T22:30:00+02:00", 1, "2026-06-09T22:00:00+02:00", "2026-06-10T06:00:00+02:00"},
		{"over a date that was left out", apia, "2011-12-31T02:00:00+14:00", 1, "2012-01-01T02:00:00+14:00", "2012-01-01T06:00:00+14:00"},
		{"backwards", berlin, "2026-06-09T12:00:00+02:00", -3, "2026-06-04T12:00:00+02:00", ""},
		{"backwards from a closed day", berlin, "2026-06-06T20:00:00+02:00", -1, "2026-06-04T17:00:00+02:00", ""},
		{"to the first of the horizon and before", berlin, "1970-01-02T12:00:00+01:00", -1, "1970-01-01T12:00:00+01:00", ""},
		{"to the first working day of a horizon that begins on a Saturday", weekend, "2022-01-04T12:00:00+01:00", -1, "2022-01-03T12:00:00+01:00", ""},
		{"out of the horizon", berlin, "1970-01-01T12:00:00+01:00", -1, "1969-12-31T12:00:00+01:00", ""},
		{"beyond its end", berlin, "2099-12-31T12:00:00+01:00", 1, "2100-01-01T12:00:00+01:00", "2100-01-01T17:00:00+01:00"},
		{"the whole horizon", berlin, "1970-01-01T12:00:00+01:00", 261 * 130, "2100-01-21T12:00:00+01:00", "2100-01-21T17:00:00+01:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.cal.DueDays(at(t, c.start), c.days)
			require.NoError(t, err)
			assert.Equal(t, at(t, c.want).UTC(), got)
			if c.endOf == "" {
				_, err = c.cal.DueEndOfDay(at(t, c.start), c.days)
				assert.ErrorIs(t, err, ownership.ErrInvalid)
				return
			}
			got, err = c.cal.DueEndOfDay(at(t, c.start), c.days)
			require.NoError(t, err)
			assert.Equal(t, at(t, c.endOf).UTC(), got)
		})
	}
	for _, days := range []int{1 << 30, -1 << 30, math.MaxInt, math.MinInt} {
		_, err := berlin.DueDays(at(t, "2026-06-04T12:00:00Z"), days)
		assert.ErrorIs(t, err, sla.ErrNever, days)
	}
}

// TestFarYears: the clocks are changed in every year of the horizon, also in and
// after leap years for which a zone has a rule and no table.
func TestFarYears(t *testing.T) {
	berlin := calendar(t, "Europe/Berlin", daily(t, "09:00-17:00"))
	for year := 2000; year < 2100; year++ {
		for month, want := range map[time.Month]int{time.January: 8, time.July: 7, time.December: 8} {
			list, err := berlin.WindowsOn(date(year, month, 31))
			require.NoError(t, err)
			assert.Equal(t, want, list[0].From.Hour(), "%d %s", year, month)
		}
	}
}
