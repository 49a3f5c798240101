package sla_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// A watch drives a timer through a story, in hours after Monday 2026-06-01 09:00
// UTC, with office hours from 09:00 to 17:00.
type watch struct {
	t     testing.TB
	timer sla.Timer
}

func hour(h float64) time.Time {
	return time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(h * float64(time.Hour)))
}

func hours(from, until float64) ownership.Period {
	return ownership.Period{From: hour(from), Until: hour(until)}
}

func (w *watch) do(next sla.Timer, err error) {
	w.t.Helper()
	require.NoError(w.t, err)
	w.timer = next
}

func (w *watch) due(want float64) {
	w.t.Helper()
	got, err := w.timer.Due()
	require.NoError(w.t, err)
	assert.Equal(w.t, hour(want), got)
}

func (w *watch) used(at float64, used, left time.Duration, phase sla.Phase) {
	w.t.Helper()
	got, err := w.timer.Elapsed(hour(at))
	require.NoError(w.t, err)
	assert.Equal(w.t, used, got, "elapsed")
	got, err = w.timer.Remaining(hour(at))
	require.NoError(w.t, err)
	assert.Equal(w.t, left, got, "remaining")
	p, err := w.timer.Phase(hour(at))
	require.NoError(w.t, err)
	assert.Equal(w.t, phase, p)
}

func started(t testing.TB, target sla.Target) (*watch, *sla.Calendar) {
	cal := calendar(t, "UTC", weekdays(t, "09:00-17:00"))
	timer, err := sla.Start(hour(0), cal, target)
	require.NoError(t, err)
	return &watch{t, timer}, cal
}

func TestTimer(t *testing.T) {
	w, _ := started(t, sla.Target{Time: 10 * time.Hour})
	w.due(26)
	w.used(3, 3*time.Hour, 7*time.Hour, sla.Running)
	w.used(8, 8*time.Hour, 2*time.Hour, sla.Closed)
	for percent, want := range map[int]float64{0: 0, 50: 5, 80: 8, 90: 25, 100: 26, 200: 52} {
		got, err := w.timer.Threshold(percent)
		require.NoError(t, err)
		assert.Equal(t, hour(want), got, "%d%%", percent)
	}

	w.do(w.timer.Hold(hour(2), ownership.Period{From: hour(2)}))
	_, err := w.timer.Due()
	require.ErrorIs(t, err, sla.ErrNever, "an open-ended hold")
	w.used(5, 2*time.Hour, 8*time.Hour, sla.OnHold)
	w.do(w.timer.Hold(hour(3), hours(1, 4)))   // overlaps, begins in the past
	w.do(w.timer.Hold(hour(4), hours(9, 20)))  // wholly outside hours
	w.do(w.timer.Hold(hour(5), hours(30, 31))) // still to come
	w.do(w.timer.Resume(hour(6)))
	w.due(32) // one hour, two, six, and one after the last hold: at closing
	w.used(6, time.Hour, 9*time.Hour, sla.Running)
	assert.Equal(t, []ownership.Period{hours(2, 6), hours(1, 4), hours(9, 20), hours(30, 31)}, w.timer.Holds())

	w.do(w.timer.Stop(hour(7)))
	w.used(100, 2*time.Hour, 8*time.Hour, sla.Stopped)
	assert.False(t, w.timer.Breached(hour(1000)), "stopped in time")
	_, err = w.timer.Due()
	require.ErrorIs(t, err, sla.ErrNever, "stopped")
	w.do(w.timer.Reopen(hour(24)))
	w.used(24, 2*time.Hour, 8*time.Hour, sla.Running)
	w.due(49)
	assert.Equal(t, []ownership.Period{hours(7, 24)}, w.timer.Stops())
	assert.False(t, w.timer.Breached(hour(49)), "on the instant is in time")
	assert.True(t, w.timer.Breached(hour(49).Add(1)))
	w.used(50, 11*time.Hour, -time.Hour, sla.Running)
}

func TestBreachedStaysBreached(t *testing.T) {
	first := []sla.Overdue{{Plan: 0, Due: hour(8), Since: hour(8)}}
	target := sla.Target{Time: 8 * time.Hour}
	after := func(t *testing.T, command func(*watch, *sla.Calendar)) *watch {
		w, cal := started(t, target)
		assert.Empty(t, w.timer.Breaches(hour(8)))
		command(w, cal)
		return w
	}
	t.Run("late though no open time passed", func(t *testing.T) {
		w := after(t, func(w *watch, _ *sla.Calendar) { w.do(w.timer.Stop(hour(12))) })
		assert.Equal(t, first, w.timer.Breaches(hour(12)))
		assert.Empty(t, w.timer.Breaches(hour(8)), "not yet")
	})
	t.Run("in time on the instant", func(t *testing.T) {
		w := after(t, func(w *watch, _ *sla.Calendar) { w.do(w.timer.Stop(hour(8))) })
		assert.Empty(t, w.timer.Breaches(hour(1000)))
	})
	t.Run("a hold entered afterwards", func(t *testing.T) {
		w := after(t, func(w *watch, _ *sla.Calendar) { w.do(w.timer.Hold(hour(9), hours(1, 3))) })
		w.due(26)
		assert.Equal(t, first, w.timer.Breaches(hour(9)))
		assert.Equal(t, first, w.timer.Breaches(hour(100)), "once under one plan")
	})
	t.Run("a hold entered in time", func(t *testing.T) {
		w := after(t, func(w *watch, _ *sla.Calendar) { w.do(w.timer.Hold(hour(7), hours(1, 3))) })
		assert.Empty(t, w.timer.Breaches(hour(26)))
		assert.Equal(t, []sla.Overdue{{Plan: 0, Due: hour(26), Since: hour(26)}}, w.timer.Breaches(hour(27)))
	})
	t.Run("a longer target, remembered", func(t *testing.T) {
		w := after(t, func(w *watch, cal *sla.Calendar) {
			w.do(w.timer.Replan(hour(9), cal, sla.Target{Time: 16 * time.Hour}))
		})
		w.due(32)
		assert.Equal(t, first, w.timer.Breaches(hour(30)))
		assert.Equal(t, append(first, sla.Overdue{Plan: 1, Due: hour(32), Since: hour(32)}), w.timer.Breaches(hour(33)))
		plans := w.timer.Plans()
		assert.Len(t, plans, 2)
		assert.Equal(t, target, plans[0].Target)
		assert.Equal(t, hour(9), plans[1].At)
	})
	t.Run("a shorter target that has passed", func(t *testing.T) {
		w := after(t, func(w *watch, cal *sla.Calendar) { w.do(w.timer.Replan(hour(5), cal, sla.Target{Time: time.Hour})) })
		w.due(1)
		assert.Empty(t, w.timer.Breaches(hour(5)), "nobody could know before")
		assert.Equal(t, []sla.Overdue{{Plan: 1, Due: hour(1), Since: hour(5)}}, w.timer.Breaches(hour(6)))
	})
	t.Run("another calendar", func(t *testing.T) {
		w := after(t, func(w *watch, _ *sla.Calendar) {
			w.do(w.timer.Replan(hour(4), calendar(t, "UTC", sla.AlwaysOpen()), sla.Target{Time: 20 * time.Hour}))
		})
		w.due(20)
		w.used(12, 12*time.Hour, 8*time.Hour, sla.Running)
		assert.Empty(t, w.timer.Breaches(hour(20)))
	})
	t.Run("re-opened", func(t *testing.T) {
		w := after(t, func(w *watch, _ *sla.Calendar) { w.do(w.timer.Stop(hour(9))) })
		w.do(w.timer.Reopen(hour(24)))
		assert.Equal(t, first, w.timer.Breaches(hour(100)))
	})
	t.Run("re-opened in time", func(t *testing.T) {
		w := after(t, func(w *watch, _ *sla.Calendar) { w.do(w.timer.Stop(hour(7))) })
		w.do(w.timer.Reopen(hour(24)))
		w.due(25)
		assert.Equal(t, []sla.Overdue{{Plan: 0, Due: hour(25), Since: hour(25)}}, w.timer.Breaches(hour(26)))
	})
}

// TestTimerHistory lets random commands happen to timers: what was a breach stays
// one, and no command changes the timer that it was given to.
func TestTimerHistory(t *testing.T) {
	cals := []*sla.Calendar{
		calendar(t, "UTC", weekdays(t, "09:00-17:00")), calendar(t, "UTC", sla.AlwaysOpen()), calendar(t, "Europe/Berlin", daily(t, "22:00-06:00")),
	}
	breached, refused, longest := 0, 0, 0
	for seed := range uint64(300) {
		r := chance{rand.New(rand.NewPCG(2, seed))}
		target := func() sla.Target {
			if r.in(1, 3) {
				return sla.Target{Days: r.IntN(4), EndOfDay: r.in(1, 2), ThroughHolds: r.in(1, 4)}
			}
			return sla.Target{Time: time.Duration(r.IntN(30)) * time.Hour, ThroughHolds: r.in(1, 4)}
		}
		timer, err := sla.Start(hour(0), cals[r.IntN(3)], target())
		require.NoError(t, err)
		now := 0.0
		for range 12 {
			now += float64(r.IntN(8))
			holds, stops, plans, known := timer.Holds(), timer.Stops(), timer.Plans(), timer.Breaches(hour(now))
			var next sla.Timer
			switch r.IntN(6) {
			case 0:
				next, err = timer.Hold(hour(now), ownership.Period{From: hour(now - float64(r.IntN(9)))})
			case 1:
				next, err = timer.Hold(hour(now), hours(now-float64(r.IntN(9)), now+float64(r.IntN(9))))
			case 2:
				next, err = timer.Resume(hour(now))
			case 3:
				next, err = timer.Stop(hour(now))
			case 4:
				next, err = timer.Reopen(hour(now))
			case 5:
				next, err = timer.Replan(hour(now), cals[r.IntN(3)], target())
			}
			assert.Equal(t, known, timer.Breaches(hour(now)))
			assert.Equal(t, holds, timer.Holds())
			assert.Equal(t, stops, timer.Stops())
			assert.Equal(t, plans, timer.Plans())
			if err != nil {
				refused++
				require.ErrorIs(t, err, ownership.ErrRefused)
				require.True(t, next.IsZero())
				continue
			}
			timer = next
			later := timer.Breaches(hour(now + float64(r.IntN(50))))
			require.GreaterOrEqual(t, len(later), len(known))
			require.True(t, slices.Equal(known, later[:len(known)]), "%v then %v", known, later)
			longest = max(longest, len(later))
		}
		if timer.Breached(hour(now)) {
			breached++
		}
	}
	t.Logf("%d of 300 breached, up to %d times; %d commands refused", breached, longest, refused)
	assert.Greater(t, breached, 50)
	assert.Greater(t, longest, 1)
}

// TestTimerThroughHolds: such a target takes no notice of holds, but of stops.
func TestTimerThroughHolds(t *testing.T) {
	w, _ := started(t, sla.Target{Time: 4 * time.Hour, ThroughHolds: true})
	w.do(w.timer.Hold(hour(1), ownership.Period{From: hour(1)}))
	w.due(4)
	w.used(2, 2*time.Hour, 2*time.Hour, sla.Running)
	w.do(w.timer.Stop(hour(2)))
	w.do(w.timer.Reopen(hour(3)))
	w.due(5)
}

func TestTimerRefusals(t *testing.T) {
	w, cal := started(t, sla.Target{Time: 8 * time.Hour})
	w.do(w.timer.Hold(hour(2), hours(2, 3)))
	fail := func(want error, path string, err error) {
		t.Helper()
		require.ErrorIs(t, err, want)
		var e *ownership.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, path, e.Path)
	}
	_, err := w.timer.Resume(hour(3))
	fail(ownership.ErrRefused, "", err)
	_, err = w.timer.Reopen(hour(3))
	fail(ownership.ErrRefused, "", err)
	_, err = w.timer.Hold(hour(1), hours(1, 2))
	fail(ownership.ErrRefused, "at", err)
	_, err = w.timer.Hold(hour(3), hours(3, 2))
	fail(ownership.ErrInvalid, "holds[0]", err)
	_, err = w.timer.Replan(hour(3), nil, sla.Target{})
	fail(ownership.ErrInvalid, "", err)
	_, err = w.timer.Replan(hour(3), cal, sla.Target{Time: -1})
	fail(ownership.ErrInvalid, "target.time", err)
	planned, err := w.timer.Hold(hour(3), ownership.Period{From: hour(5)})
	require.NoError(t, err)
	_, err = planned.Resume(hour(4))
	fail(ownership.ErrRefused, "", err) // it has not begun
	stopped, err := w.timer.Stop(hour(3))
	require.NoError(t, err)
	_, err = stopped.Stop(hour(4))
	fail(ownership.ErrRefused, "", err)
	_, err = w.timer.Elapsed(hour(-1))
	fail(ownership.ErrInvalid, "at", err)
	_, err = w.timer.Phase(hour(-1))
	fail(ownership.ErrInvalid, "at", err)
	_, err = w.timer.Stop(time.Time{})
	fail(ownership.ErrInvalid, "at", err)
	for _, percent := range []int{-1, 1001} {
		_, err = w.timer.Threshold(percent)
		fail(ownership.ErrInvalid, "percent", err)
	}

	var zero sla.Timer
	assert.True(t, zero.IsZero())
	assert.Empty(t, zero.Breaches(hour(0)))
	assert.False(t, zero.Stopped())
	for _, ask := range []func() error{
		func() error { _, err := zero.Due(); return err },
		func() error { _, err := zero.Elapsed(hour(0)); return err },
		func() error { _, err := zero.Remaining(hour(0)); return err },
		func() error { _, err := zero.Phase(hour(0)); return err },
		func() error { _, err := zero.Hold(hour(0), hours(0, 1)); return err },
		func() error { _, err := zero.Resume(hour(0)); return err },
		func() error { _, err := zero.Stop(hour(0)); return err },
		func() error { _, err := zero.Reopen(hour(0)); return err },
		func() error { _, err := zero.Replan(hour(0), cal, sla.Target{}); return err },
		func() error { _, err := sla.Start(hour(0), nil, sla.Target{}); return err },
	} {
		fail(ownership.ErrInvalid, "", ask())
	}
}

func TestTarget(t *testing.T) {
	w, cal := started(t, sla.Target{Days: 2, DayOf: 8 * time.Hour})
	w.due(32)
	for target, path := range map[sla.Target]string{
		{Time: -1}:                "target.time",
		{Days: -1}:                "target.days",
		{Days: 1, DayOf: -1}:      "target.dayOf",
		{DayOf: time.Hour}:        "target.dayOf",
		{Days: 1, Time: 1}:        "target.days",
		{EndOfDay: true, Time: 1}: "target.endOfDay",
		{EndOfDay: true, Days: 1, DayOf: time.Minute}: "target.endOfDay",
		{Days: 1 << 30, DayOf: 1000 * time.Hour}:      "target.dayOf",
	} {
		_, err := cal.DueUnder(target, hour(0))
		require.ErrorIs(t, err, ownership.ErrInvalid)
		var e *ownership.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, path, e.Path, "%+v", target)
	}
	for _, c := range []struct {
		name   string
		target sla.Target
		holds  []ownership.Period
		want   float64
	}{
		{"nothing", sla.Target{}, nil, 0},
		{"through holds", sla.Target{Time: 2 * time.Hour, ThroughHolds: true}, []ownership.Period{hours(0, 5)}, 2},
		{"not through holds", sla.Target{Time: 2 * time.Hour}, []ownership.Period{hours(0, 5)}, 7},
		{"days", sla.Target{Days: 2}, nil, 48},
		{"days through holds", sla.Target{Days: 2, ThroughHolds: true}, []ownership.Period{hours(1, 3)}, 48},
		{"days and a hold", sla.Target{Days: 2}, []ownership.Period{hours(1, 3)}, 50},
		{"days and a hold outside hours", sla.Target{Days: 2}, []ownership.Period{hours(9, 20)}, 48},
		{"days and a hold that is too late", sla.Target{Days: 2}, []ownership.Period{hours(48, 60)}, 48},
		{"end of day", sla.Target{Days: 1, EndOfDay: true}, nil, 32},
		{"end of this day", sla.Target{EndOfDay: true}, nil, 8},
		{"end of day and a hold", sla.Target{Days: 1, EndOfDay: true}, []ownership.Period{hours(7, 25)}, 50},
	} {
		got, err := cal.DueUnder(c.target, hour(0), c.holds...)
		require.NoError(t, err)
		assert.Equal(t, hour(c.want), got, c.name)
	}
}

func TestThresholdsAreNotRounded(t *testing.T) {
	cal := calendar(t, "UTC", sla.AlwaysOpen())
	timer, err := sla.Start(hour(0), cal, sla.Target{Time: 10})
	require.NoError(t, err)
	for percent, want := range map[int]time.Duration{0: 0, 1: 1, 10: 1, 11: 2, 99: 10, 100: 10, 101: 11, 1000: 100} {
		got, err := timer.Threshold(percent)
		require.NoError(t, err)
		assert.Equal(t, hour(0).Add(want), got, "%d%%", percent)
	}
	timer, err = sla.Start(hour(0), cal, sla.Target{Time: 1<<63 - 1})
	require.NoError(t, err)
	_, err = timer.Threshold(101)
	assert.ErrorIs(t, err, sla.ErrNever)
	got, err := timer.Threshold(99)
	require.NoError(t, err)
	assert.Equal(t, 2315, got.Year())
}
