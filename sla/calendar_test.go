package sla_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// TestClasses has, for every class of case in the shared data, fixtures of its
// own.
func TestClasses(t *testing.T) {
	office := weekdays(t, "08:30-12:00", "13:00-16:30")
	vienna := calendar(t, "Europe/Vienna", office, func(d *sla.Definition) {
		d.Holidays = []sla.Holiday{{Date: date(0, time.May, 1)}, {Date: date(2025, time.April, 21)}}
		d.Special = []sla.SpecialDay{{Date: date(2025, time.April, 22), Windows: []sla.Window{window(t, "10:00-11:00"), window(t, "15:15:30-15:45")}}}
	})
	tehran := calendar(t, "Asia/Tehran", sla.AlwaysOpen())
	hold := func(from, until string) ownership.Period { return span(t, from, until) }
	for _, c := range []struct {
		name   string
		cal    *sla.Calendar
		start  string
		target time.Duration
		holds  []ownership.Period
		want   string
	}{
		{"within a window", vienna, "2025-04-14T07:00:00Z", time.Hour, nil, "2025-04-14T08:00:00Z"},
		{"before the opening", vienna, "2025-04-14T03:00:00Z", time.Hour, nil, "2025-04-14T07:30:00Z"},
		{"after closing", vienna, "2025-04-14T20:00:00Z", time.Hour, nil, "2025-04-15T07:30:00Z"},
		{"over the lunch break", vienna, "2025-04-14T09:30:00Z", time.Hour, nil, "2025-04-14T11:30:00Z"},
		{"to the end of the day", vienna, "2025-04-14T06:30:00Z", 7 * time.Hour, nil, "2025-04-14T14:30:00Z"},
		{"over a weekend, a holiday and a special day", vienna, "2025-04-18T14:00:00Z", 2 * time.Hour, nil, "2025-04-23T06:30:30Z"},
		{"over a yearly holiday", vienna, "2025-04-30T14:00:00Z", time.Hour, nil, "2025-05-02T07:00:00Z"},
		{"with a hold", vienna, "2025-04-14T07:00:00Z", time.Hour, []ownership.Period{hold("2025-04-14T07:15:00Z", "2025-04-14T07:45:00Z")}, "2025-04-14T08:30:00Z"},
		{"with a hold from before the start", vienna, "2025-04-14T07:00:00Z", time.Hour, []ownership.Period{hold("2025-04-13T07:15:00Z", "2025-04-14T07:45:00Z")}, "2025-04-14T08:45:00Z"},
		{"with a hold that ends as it begins", vienna, "2025-04-14T07:00:00Z", time.Hour, []ownership.Period{hold("2025-04-14T06:00:00Z", "2025-04-14T07:00:00Z")}, "2025-04-14T08:00:00Z"},
		{"with holds out of order, overlapping, over lunch", vienna, "2025-04-14T09:30:00Z", time.Hour, []ownership.Period{
			hold("2025-04-14T11:15:00Z", "2025-04-14T12:00:00Z"), hold("2025-04-14T09:45:00Z", "2025-04-14T11:30:00Z"),
		}, "2025-04-14T12:45:00Z"},
		{"around the clock over a change", tehran, "2021-09-21T12:00:00Z", 24 * time.Hour, nil, "2021-09-22T12:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.cal.Due(at(t, c.start), c.target, c.holds...)
			require.NoError(t, err)
			assert.Equal(t, at(t, c.want), got)
			used, err := c.cal.Elapsed(at(t, c.start), got, c.holds...)
			require.NoError(t, err)
			assert.Equal(t, c.target, used)
			back, err := c.cal.DueBack(got, c.target, c.holds...)
			require.NoError(t, err)
			used, err = c.cal.Elapsed(back, got, c.holds...)
			require.NoError(t, err)
			assert.Equal(t, c.target, used)
			assert.False(t, back.Before(at(t, c.start)), "the last such instant")
		})
	}
}

// TestHorizon: the horizon decides how fast an answer is, not what it is.
func TestHorizon(t *testing.T) {
	change := func(h sla.Horizon) func(*sla.Definition) {
		return func(d *sla.Definition) {
			d.Horizon = h
			d.Holidays = []sla.Holiday{{Date: date(0, time.January, 1)}, {Date: date(0, time.February, 29)}}
			d.Special = []sla.SpecialDay{{Date: date(2020, time.January, 1), Windows: []sla.Window{window(t, "22:00-02:00")}}}
		}
	}
	week := daily(t, "09:00-12:00", "20:00-03:00")
	var cals []*sla.Calendar
	for _, h := range []sla.Horizon{{}, {From: 2020, Until: 2021}, {From: 1900, Until: 2150}, {From: 9999, Until: 10000}, {From: 1, Until: 2}} {
		cals = append(cals, calendar(t, "America/Sao_Paulo", week, change(h)))
	}
	r := rand.New(rand.NewPCG(3, 3))
	ask := func(cal *sla.Calendar, start time.Time, span, target time.Duration, days int) (answers []any) {
		end := start.Add(span)
		holds := []ownership.Period{{From: start.Add(span / 5), Until: start.Add(span / 2)}, {From: start.Add(span / 3), Until: start.Add(span/3 + time.Hour)}}
		for _, f := range []func() (any, error){
			func() (any, error) { return cal.Elapsed(start, end, holds...) },
			func() (any, error) { return cal.Due(start, target, holds...) },
			func() (any, error) { return cal.DueBack(end, target, holds...) },
			func() (any, error) { return cal.DueDays(start, days) },
			func() (any, error) { return cal.DueEndOfDay(start, max(0, days)) },
			func() (any, error) { return cal.NextOpening(start) },
			func() (any, error) { return cal.WindowsOn(sla.DateOf(start)) },
			func() (any, error) {
				return cal.Windows(ownership.Period{From: start, Until: start.Add(min(span, 2000*time.Hour))})
			},
			func() (any, error) { return cal.Open(start), nil },
		} {
			answer, err := f()
			answers = append(answers, answer, err == nil)
		}
		return answers
	}
	for range 25 {
		start := time.Unix(r.Int64N(6e9)-2e9, r.Int64N(1e9)).UTC()
		span := time.Duration(r.Int64N(int64(8 * 365 * 24 * time.Hour)))
		target, days := time.Duration(r.Int64N(int64(span)/3+1)), r.IntN(4000)-2000
		want := ask(cals[0], start, span, target, days)
		for i, cal := range cals[1:] {
			require.Equal(t, want, ask(cal, start, span, target, days), "calendar %d: %s, %s, %s, %d", i+1, start, span, target, days)
		}
	}
}

func TestEndsOfTime(t *testing.T) {
	always := calendar(t, "Pacific/Kiritimati", sla.AlwaysOpen())
	first, last := time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)
	assert.True(t, always.Open(first))
	assert.True(t, always.Open(last))
	assert.False(t, always.Open(last.Add(1)))
	assert.False(t, always.Open(time.Time{}.Add(-1)))
	_, err := always.Elapsed(first, last)
	assert.ErrorIs(t, err, ownership.ErrInvalid, "more than a Duration can hold")
	long, err := always.Elapsed(first, first.Add(1<<63-1))
	assert.NoError(t, err)
	assert.Equal(t, time.Duration(1<<63-1), long)
	for _, ask := range []func() (time.Time, error){
		func() (time.Time, error) { return always.Due(last, 1) },
		func() (time.Time, error) { return always.DueBack(first, 2) },
		func() (time.Time, error) { return always.DueDays(last, 1) },
		func() (time.Time, error) { return always.DueDays(first, -2) },
		func() (time.Time, error) { return always.DueEndOfDay(last, 1) },
	} {
		got, err := ask()
		assert.ErrorIs(t, err, sla.ErrNever, "%s", got)
	}

	once := calendar(t, "UTC", sla.Week{}, func(d *sla.Definition) {
		d.Special = []sla.SpecialDay{{Date: date(2026, time.June, 1), Windows: []sla.Window{window(t, "09:00-10:00")}}}
	})
	began := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	due, err := once.Due(first, time.Hour)
	assert.NoError(t, err)
	assert.Equal(t, began.Add(time.Hour), due)
	_, err = once.Due(first, time.Hour+1)
	assert.ErrorIs(t, err, sla.ErrNever)
	_, err = once.NextOpening(due)
	assert.ErrorIs(t, err, sla.ErrNever)
	back, err := once.DueBack(last, time.Hour)
	assert.NoError(t, err)
	assert.Equal(t, began, back)
	whole, err := once.Elapsed(first, last)
	assert.NoError(t, err)
	assert.Equal(t, time.Hour, whole)
	_, err = once.DueDays(began, 1)
	assert.ErrorIs(t, err, sla.ErrNever)
	_, err = once.DueDays(began, -1)
	assert.ErrorIs(t, err, sla.ErrNever)
}

func TestQuestionsRefused(t *testing.T) {
	cal := calendar(t, "UTC", sla.AlwaysOpen(), func(d *sla.Definition) { d.Name = "always" })
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	far := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	before := ownership.Period{From: now, Until: now.Add(-1)}
	for _, c := range []struct {
		path string
		err  func(*sla.Calendar) error
	}{
		{"start", func(c *sla.Calendar) error { _, err := c.Due(time.Time{}, 0); return err }},
		{"start", func(c *sla.Calendar) error { _, err := c.Due(far, 0); return err }},
		{"target", func(c *sla.Calendar) error { _, err := c.Due(now, -1); return err }},
		{"holds[1]", func(c *sla.Calendar) error { _, err := c.Due(now, 1, ownership.Period{}, before); return err }},
		{"holds[0]", func(c *sla.Calendar) error { _, err := c.Due(now, 1, ownership.Period{From: far}); return err }},
		{"end", func(c *sla.Calendar) error { _, err := c.DueBack(time.Time{}, 0); return err }},
		{"target", func(c *sla.Calendar) error { _, err := c.DueBack(now, -1); return err }},
		{"holds[0]", func(c *sla.Calendar) error { _, err := c.DueBack(now, 1, before); return err }},
		{"from", func(c *sla.Calendar) error { _, err := c.Elapsed(time.Time{}, now); return err }},
		{"until", func(c *sla.Calendar) error { _, err := c.Elapsed(now, far); return err }},
		{"until", func(c *sla.Calendar) error { _, err := c.Elapsed(now, now.Add(-1)); return err }},
		{"holds[0]", func(c *sla.Calendar) error { _, err := c.Elapsed(now, now, before); return err }},
		{"start", func(c *sla.Calendar) error { _, err := c.DueDays(far, 1); return err }},
		{"start", func(c *sla.Calendar) error { _, err := c.DueEndOfDay(far, 1); return err }},
		{"days", func(c *sla.Calendar) error { _, err := c.DueEndOfDay(now, -1); return err }},
		{"start", func(c *sla.Calendar) error { _, err := c.DueUnder(sla.Target{}, far); return err }},
		{"holds[0]", func(c *sla.Calendar) error { _, err := c.DueUnder(sla.Target{}, now, before); return err }},
		{"at", func(c *sla.Calendar) error { _, err := c.NextOpening(far); return err }},
		{"date", func(c *sla.Calendar) error { _, err := c.WindowsOn(date(0, 1, 1)); return err }},
		{"date", func(c *sla.Calendar) error { _, err := c.WindowsOn(date(2026, 2, 30)); return err }},
		{"until", func(c *sla.Calendar) error { _, err := c.Windows(before); return err }},
		{"until", func(c *sla.Calendar) error { _, err := c.Windows(ownership.Period{From: now}); return err }},
		{"from", func(c *sla.Calendar) error { _, err := c.Windows(ownership.Period{Until: now}); return err }},
	} {
		var e *ownership.Error
		require.ErrorAs(t, c.err(cal), &e)
		assert.ErrorIs(t, e, ownership.ErrInvalid)
		assert.Equal(t, c.path, e.Path, "%v", e)
		assert.Equal(t, "calendar:always", e.Subject.String())

		require.ErrorAs(t, c.err(nil), &e, "no calendar")
		assert.ErrorIs(t, e, ownership.ErrInvalid)
	}
	var none *sla.Calendar
	assert.False(t, none.Open(now))
	assert.Nil(t, none.Location())
	assert.Equal(t, sla.Definition{}, none.Definition())
}
