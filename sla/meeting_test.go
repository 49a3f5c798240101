package sla_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

func callOf(id sla.MeetingID) sla.Call {
	return sla.Call{
		ID: id, Kind: sla.ExternalMeeting, Agreement: mailSLA, Period: wholeJune, At: time.Date(2026, 7, 6, 9, 0, 0, 0, time.UTC),
		Invited: []ownership.PartyID{"olga", "cara", "olga"},
	}
}

var bothSides = []sla.Attendee{{Party: "sam", As: ownership.ServiceLevelManager}, {Party: "cara", As: ownership.Customer}}

// heldBook is a world in which June was missed, told and met about.
func heldBook(t testing.TB, minutes sla.Minutes) (*ownership.Register, *sla.Book, sla.Meeting) {
	t.Helper()
	reg := world(t)
	july := func(d int) time.Time { return time.Date(2026, 7, d, 9, 0, 0, 0, time.UTC) }
	breach, err := sla.Breach{}.Notice(reg, by("sam", july(2)), broken("june"))
	require.NoError(t, err)
	second := monthly(50 * sla.Percent)
	second.ID = "second"
	b := sla.NewBook(reg, promise(t, withTargets(monthly(99*sla.Percent), second))).
		WithMeasurements(measured(t, "2026-06", sla.Figures{Watched: []sla.Watch{{Period: wholeJune}}, Outages: []sla.Outage{outage(june(1, 0), june(2, 0))}})).
		WithBreach(breach)
	m, err := sla.Meeting{}.CallMeeting(reg, by("sam", july(3)), callOf("july"))
	require.NoError(t, err)
	m, err = m.Hold(reg, by("sam", july(6)), b, minutes)
	require.NoError(t, err)
	return reg, b.WithMeeting(m), m
}

func TestWayOfAMeeting(t *testing.T) {
	due := time.Date(2026, 7, 31, 0, 0, 0, 0, time.UTC)
	reg, book, m := heldBook(t, sla.Minutes{Present: bothSides, Notes: "a good talk", Actions: []sla.PlanAction{planOf("olga", due)}})
	assert.Equal(t, sla.MeetingHeld, m.Status())
	assert.Equal(t, []ownership.PartyID{"cara", "olga"}, m.Call().Invited)
	assert.Equal(t, []sla.MeetingRow{
		{Service: mail, Agreement: mailSLA, Version: 1, Target: "availability", Period: wholeJune, Promised: "at least 99%", Actual: "96.6666666%", Verdict: sla.Missed, Breaches: []sla.BreachID{"june"}},
		{Service: mail, Agreement: mailSLA, Version: 1, Target: "second", Period: wholeJune, Promised: "at least 50%", Actual: "96.6666666%", Verdict: sla.Met},
	}, slices.Collect(m.Rows()))
	assert.Equal(t, []sla.Attendee{bothSides[1], bothSides[0]}, slices.Collect(m.Present()))
	roundTrip(t, m)
	roundTrip(t, sla.Meeting{})

	after := time.Date(2026, 7, 20, 0, 0, 0, 0, time.UTC)
	follow := ownership.Who{By: "olga", At: after, Ref: "f"}
	next, err := m.FollowUp(reg, follow, 1)
	require.NoError(t, err)
	assert.False(t, slices.Collect(next.Actions())[0].IsOpen())
	assert.True(t, slices.Collect(m.Actions())[0].IsOpen())
	_, err = next.FollowUp(reg, follow, 1)
	assert.ErrorIs(t, err, ownership.ErrRepeated)
	roundTrip(t, next)

	for name, err := range map[string]error{
		"held twice":       second(m.Hold(reg, by("sam", after), book, sla.Minutes{Present: bothSides})),
		"moved after":      second(m.Move(reg, by("sam", after), after)),
		"called off after": second(m.CallOff(reg, by("sam", after), "why")),
		"called again":     second(m.CallMeeting(reg, by("sam", after), callOf("july"))),
	} {
		assert.ErrorIs(t, err, ownership.ErrRefused, name)
	}
	_, err = m.FollowUp(reg, by("olga", after), 2)
	assert.Equal(t, []string{"action"}, pathsOf(err))

	planned, err := sla.Meeting{}.CallMeeting(reg, by("olga", after), callOf("august"))
	require.NoError(t, err, "the owner organises, too")
	_, err = planned.Hold(reg, by("cara", after), book, sla.Minutes{Present: bothSides})
	assert.ErrorIs(t, err, ownership.ErrRefused, "the customer does not")
	moved, err := planned.Move(reg, by("sam", after), after.AddDate(0, 0, 3))
	require.NoError(t, err)
	assert.Equal(t, after.AddDate(0, 0, 3), moved.Call().At)
	off, err := moved.CallOff(reg, by("sam", after), "holidays")
	require.NoError(t, err)
	assert.Equal(t, sla.MeetingCancelled, off.Status())
	roundTrip(t, off)
	_, err = off.Hold(reg, by("sam", after), book, sla.Minutes{Present: bothSides})
	assert.ErrorIs(t, err, ownership.ErrRefused)
	assert.Contains(t, sla.MeetingDiagram(), "stateDiagram")
}

func second[T any](_ T, err error) error { return err }

// TestServiceReview: a review of the service itself looks at every promise about it.
func TestServiceReview(t *testing.T) {
	reg, book, _ := heldBook(t, sla.Minutes{Present: bothSides})
	call := callOf("own")
	call.Agreement, call.Service, call.Kind = "", mail, sla.InternalMeeting
	at := time.Date(2026, 7, 8, 0, 0, 0, 0, time.UTC)
	_, err := sla.Meeting{}.CallMeeting(reg, by("cara", at), call)
	assert.ErrorIs(t, err, ownership.ErrRefused)
	m, err := sla.Meeting{}.CallMeeting(reg, by("olga", at), call)
	require.NoError(t, err)
	m, err = m.Hold(reg, by("olga", at), book, sla.Minutes{Present: []sla.Attendee{{Party: "ulla", As: ownership.User}}})
	require.NoError(t, err)
	assert.Len(t, slices.Collect(m.Rows()), 2)
	book = book.WithMeeting(m)
	assert.Len(t, slices.Collect(book.MeetingsAbout(mail)), 1)
	assert.Len(t, slices.Collect(book.MeetingsOn(mailSLA)), 1)
	got, ok := book.Meeting("own")
	assert.True(t, ok)
	assert.Equal(t, m, got)
	roundTrip(t, m)
}

func TestMeetingRefused(t *testing.T) {
	reg := world(t)
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	_, err := sla.Meeting{}.CallMeeting(reg, by("sam", at), sla.Call{Service: "s", Agreement: "a", Invited: []ownership.PartyID{""}, Period: ownership.Period{From: at, Until: at}})
	assert.Equal(t, []string{"call.id", "call.kind", "call.service", "call.period", "call.at", "call.invited[0]"}, pathsOf(err))
	_, err = sla.Meeting{}.CallMeeting(reg, by("sam", at), sla.Call{ID: "m", Kind: sla.InternalMeeting, Period: wholeJune, At: at})
	assert.Equal(t, []string{"call.agreement"}, pathsOf(err))
	m, err := sla.Meeting{}.CallMeeting(reg, by("sam", at), callOf("m"))
	require.NoError(t, err)
	_, err = m.Hold(reg, by("sam", at), nil, sla.Minutes{Notes: "\xff", Actions: []sla.PlanAction{{}}})
	assert.Equal(t, []string{"minutes.notes", "minutes.present", "minutes.actions[0].what", "minutes.actions[0].owner", "minutes.actions[0].due"}, pathsOf(err))
	_, err = sla.Meeting{}.Move(reg, by("sam", at), time.Time{})
	assert.Equal(t, []string{"meeting", "to"}, pathsOf(err))
	held, err := m.Hold(reg, by("sam", at), nil, sla.Minutes{Present: bothSides})
	require.NoError(t, err, "nothing is known, so there is nothing to look at")
	assert.Empty(t, slices.Collect(held.Rows()))
}

// TestMeetingShape: one malformed field of a stored meeting at a time, with its path.
func TestMeetingShape(t *testing.T) {
	due := time.Date(2026, 7, 31, 0, 0, 0, 0, time.UTC)
	_, _, m := heldBook(t, sla.Minutes{Present: bothSides, Actions: []sla.PlanAction{planOf("olga", due)}})
	sound, err := json.Marshal(m)
	require.NoError(t, err)
	for _, row := range []struct{ old, new, path string }{
		{`"id":"july"`, `"id":""`, "id"},
		{`"kind":"external"`, `"kind":""`, "kind"},
		{`"agreement":"mail-sla"`, `"agreement":""`, "agreement"},
		{`"invited":["cara","olga"]`, `"invited":["olga","cara"]`, "invited[1]"},
		{`"heldAt":"2026-07-06`, `"heldAt":"2026-07-07`, "heldAt"},
		{`"party":"cara"`, `"party":""`, "present[0].party"},
		{`"verdict":"missed"`, `"verdict":""`, "rows[0].verdict"},
		{`"version":1`, `"version":0`, "rows[0].version"},
		{`"target":"availability"`, `"target":""`, "rows[0].target"},
		{`"command":"called"`, `"command":"held"`, "acts[0].command"},
		{`"command":"held"`, `"command":"called off"`, "rows"},
		{`"act":2`, `"act":1`, "actions[0].act"},
	} {
		text := strings.Replace(string(sound), row.old, row.new, 1)
		require.NotEqual(t, string(sound), text, row.old)
		back := m
		err := json.Unmarshal([]byte(text), &back)
		assert.ErrorIs(t, err, ownership.ErrInvalid, row.new)
		assert.ErrorContains(t, err, row.path, row.new)
		assert.Equal(t, m, back, "left as it was")
	}
}

// TestMeasurementsRecord: who may, what replaces what, what is refused.
func TestMeasurementsRecord(t *testing.T) {
	reg := world(t)
	key := sla.MeasurementKey{Service: mail, Month: sla.Month{Year: 2026, Month: time.June}}
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	first := sla.Figures{
		Outages:  []sla.Outage{{ID: "inc-1", Period: ownership.Period{From: june(1, 0)}}, outage(june(2, 0), june(3, 0))},
		Cases:    []sla.Case{{ID: "1", Measure: sla.Response, Opened: june(1, 0)}},
		Tallies:  []sla.Tally{{Measure: "errors", At: june(1, 0), Part: 1, Total: 2}},
		Readings: []sla.Reading{{Measure: sla.Satisfaction, At: june(1, 0), Value: 60}},
		Watched:  []sla.Watch{{Period: wholeJune}},
	}
	m, err := sla.Measurements{}.Record(reg, by("sam", at), key, first)
	require.NoError(t, err)
	roundTrip(t, m)
	m, err = m.Record(reg, by("sam", at), key, sla.Figures{
		Outages:  []sla.Outage{{ID: "inc-1", Period: ownership.Period{From: june(1, 0), Until: june(1, 1)}}, outage(june(2, 0), june(3, 0))},
		Cases:    []sla.Case{{ID: "1", Measure: sla.Response, Opened: june(1, 0), Done: june(1, 1)}, {ID: "1", Measure: sla.Resolution, Opened: june(1, 0)}},
		Tallies:  []sla.Tally{{Measure: "errors", At: june(1, 0), Part: 0, Total: 3}},
		Readings: []sla.Reading{{Measure: sla.Satisfaction, At: june(2, 0), Value: 61}},
	})
	require.NoError(t, err)
	f := m.Figures()
	assert.Equal(t, []sla.Outage{{ID: "inc-1", Period: ownership.Period{From: june(1, 0), Until: june(1, 1)}}, outage(june(2, 0), june(3, 0))}, f.Outages)
	assert.Len(t, f.Cases, 2)
	assert.Equal(t, []sla.Tally{{Measure: "errors", At: june(1, 0), Part: 0, Total: 3}}, f.Tallies)
	assert.Len(t, f.Readings, 2)
	f.Outages[0].ID = "scribbled"
	assert.Equal(t, "inc-1", m.Figures().Outages[0].ID)

	restated, err := m.Restate(reg, by("sam", at), key, sla.Figures{}, "another probe")
	require.NoError(t, err)
	assert.True(t, restated.Figures().IsZero())
	assert.Equal(t, 3, restated.Revision())
	_, err = m.Restate(reg, by("sam", at), key, sla.Figures{}, "")
	assert.Equal(t, []string{"reason"}, pathsOf(err))
	_, err = m.Record(reg, by("cara", at), key, sla.Figures{})
	assert.ErrorIs(t, err, ownership.ErrRefused)
	explained, err := m.Explain(reg, by("olga", at), "the old client")
	require.NoError(t, err)
	assert.Equal(t, []sla.Inquiry{{Cause: "the old client", Act: 3}}, slices.Collect(explained.Inquiries()))
	roundTrip(t, explained)
	_, err = m.Explain(reg, by("sam", at), "why")
	assert.ErrorIs(t, err, ownership.ErrRefused)
	_, err = sla.Measurements{}.Explain(reg, by("olga", at), "")
	assert.Equal(t, []string{"cause", "measurements"}, pathsOf(err))
	other := key
	other.Service = network
	_, err = m.Record(reg, by("sam", at), other, sla.Figures{})
	assert.Equal(t, []string{"key"}, pathsOf(err))
	_, err = m.Record(reg, by("sam", at), sla.MeasurementKey{}, sla.Figures{})
	assert.Equal(t, []string{"key"}, pathsOf(err))
	roundTrip(t, sla.Measurements{})

	july := outage(wholeJune.Until, wholeJune.Until)
	_, err = m.Record(reg, by("sam", at), key, sla.Figures{
		Watched:     []sla.Watch{{Period: ownership.Period{From: june(1, 0)}}, {Measure: "\n", Period: wholeJune}},
		Outages:     []sla.Outage{july, outage(june(3, 0), june(2, 0)), {ID: " "}},
		Maintenance: []ownership.Period{{}},
		Cases:       []sla.Case{{}, {ID: "1", Measure: sla.Response, Opened: june(5, 0), Due: june(4, 0), Done: june(3, 0)}},
		Tallies:     []sla.Tally{{Measure: "x", At: june(1, 0), Part: 2, Total: 1}, {Measure: "x", At: june(1, 0), Part: -1}},
		Readings:    []sla.Reading{{At: time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)}},
	})
	assert.Equal(t, []string{
		"figures.watched[0].until", "figures.watched[1].measure",
		"figures.outages[0].from", "figures.outages[1]", "figures.outages[2].id", "figures.outages[2].from",
		"figures.maintenance[0].from",
		"figures.cases[0].id", "figures.cases[0].measure", "figures.cases[0].opened", "figures.cases[1].due", "figures.cases[1].done",
		"figures.tallies[0].part", "figures.tallies[1].part",
		"figures.readings[0].measure", "figures.readings[0].at",
	}, pathsOf(err))

	sound, err := json.Marshal(explained)
	require.NoError(t, err)
	for _, row := range []struct{ old, new, path string }{
		{`"service":"mail"`, `"service":""`, "service"},
		{`"month":"2026-06"`, `"month":"2026-07"`, "figures.watched[0].from"},
		{`"month":"2026-06"`, `"month":"2026-6"`, "month"},
		{`"total":3`, `"total":-3`, "figures.tallies[0].part"},
		{`"cause":"the old client","act":3`, `"cause":"the old client","act":2`, "inquired[0].act"},
		{`"command":"recorded"`, `"command":"imported"`, "acts[0].source"},
	} {
		text := strings.Replace(string(sound), row.old, row.new, 1)
		require.NotEqual(t, string(sound), text, row.old)
		back := m
		err := json.Unmarshal([]byte(text), &back)
		assert.ErrorIs(t, err, ownership.ErrInvalid, row.new)
		assert.ErrorContains(t, err, row.path, row.new)
	}
}

// TestCaseOf: what a timer says becomes what a target is judged by.
func TestCaseOf(t *testing.T) {
	cal := aroundTheClock(t, "UTC")
	timer, err := sla.Start(june(1, 0), cal, sla.Target{Time: time.Hour})
	require.NoError(t, err)
	c := sla.CaseOf("1", sla.Response, "p1", timer, june(1, 0))
	assert.Equal(t, sla.Case{ID: "1", Measure: sla.Response, Class: "p1", Opened: june(1, 0), Due: june(1, 1)}, c)
	timer, err = timer.Hold(june(1, 2), ownership.Period{From: june(1, 2)}) // too late
	require.NoError(t, err)
	c = sla.CaseOf("1", sla.Response, "p1", timer, june(1, 3))
	assert.True(t, c.Late)
	timer, err = timer.Stop(june(1, 4))
	require.NoError(t, err)
	assert.Equal(t, june(1, 4), sla.CaseOf("1", sla.Response, "p1", timer, june(1, 5)).Done)
}
