package sla_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
	"github.com/serviceowner/itsm/sla/slatest"
)

// TestAgreementShape changes one thing of what was stored and looks which path
// the error names.
func TestAgreementShape(t *testing.T) {
	whole, err := json.Marshal(agreementAt(t, world(t), sla.SLA, active))
	require.NoError(t, err)
	type doc = map[string]any
	acts := func(d doc, i int) doc { return d["acts"].([]any)[i].(doc) }
	version := func(d doc, i int) doc { return d["versions"].([]any)[i].(doc) }
	for _, c := range []struct {
		path   string
		change func(doc)
	}{
		{"id", func(d doc) { delete(d, "id") }},
		{"id", func(d doc) { d["id"] = " x" }},
		{"kind", func(d doc) { delete(d, "kind") }},
		{"kind", func(d doc) { d["kind"] = "sla" }},
		{"counterparty", func(d doc) { delete(d, "counterparty") }},
		{"services", func(d doc) { delete(d, "services") }},
		{"services[1]", func(d doc) { d["services"] = []any{"mail", "mail"} }},
		{"services", func(d doc) { d["services"] = []any{"web", "mail"} }},
		{"through", func(d doc) { d["through"] = []any{"network"} }},
		{"versions", func(d doc) { delete(d, "versions") }},
		{"versions[0].no", func(d doc) { version(d, 0)["no"] = 2 }},
		{"versions[1].act", func(d doc) { version(d, 1)["act"] = 99 }},
		{"versions[1].act", func(d doc) { version(d, 1)["act"] = 0 }},
		{"versions[1].act", func(d doc) { version(d, 1)["act"] = 1 }},
		{"versions[1].terms.noticeDays", func(d doc) { version(d, 1)["terms"].(doc)["noticeDays"] = -1 }},
		{"versions[1].terms.targets[0].service", func(d doc) {
			version(d, 1)["terms"].(doc)["targets"].([]any)[0].(doc)["service"] = "network"
		}},
		{"versions[1].terms.surprise", func(d doc) { version(d, 1)["terms"].(doc)["surprise"] = 1 }},
		{"acts", func(d doc) { delete(d, "acts") }},
		{"acts[3].revision", func(d doc) { acts(d, 3)["revision"] = 3 }},
		{"acts[3].at", func(d doc) { acts(d, 3)["at"] = "2020-01-01T00:00:00Z" }},
		{"acts[3].command", func(d doc) { acts(d, 3)["command"] = "drafted" }},
		{"acts[0].command", func(d doc) { acts(d, 0)["command"] = "signed" }},
		{"acts[3].command", func(d doc) { acts(d, 3)["command"] = "" }},
		{"acts[3].status", func(d doc) { acts(d, 3)["status"] = "" }},
		{"acts[3].version", func(d doc) { acts(d, 3)["version"] = 0 }},
		{"acts[3].version", func(d doc) { acts(d, 3)["version"] = 3 }},
		{"acts[3].version", func(d doc) { acts(d, 3)["version"] = 1 }},
		{"acts[4].side", func(d doc) { delete(acts(d, 4), "side") }},
		{"acts[3].source", func(d doc) { acts(d, 3)["source"] = "cmdb" }},
		{"acts[3].until", func(d doc) { acts(d, 3)["command"] = "notice given" }},
		{"acts[3].proof.by", func(d doc) { delete(acts(d, 3), "proof") }},
		{"acts[2].judged[0].target", func(d doc) { acts(d, 2)["judged"].([]any)[0].(doc)["target"] = "" }},
		{"acts[2].judged[0].gaps[0]", func(d doc) { acts(d, 2)["judged"].([]any)[0].(doc)["gaps"] = []any{""} }},
	} {
		var d doc
		require.NoError(t, json.Unmarshal(whole, &d))
		c.change(d)
		data, err := json.Marshal(d)
		require.NoError(t, err)
		var a sla.Agreement
		err = json.Unmarshal(data, &a)
		require.ErrorIs(t, err, ownership.ErrInvalid, c.path)
		assert.True(t, a.IsZero(), c.path)
		var problems *strictjson.Error
		require.ErrorAs(t, err, &problems, c.path)
		var paths []string
		for _, p := range problems.Problems {
			paths = append(paths, p.Path)
		}
		assert.Contains(t, paths, c.path)
	}
	var zero sla.Agreement
	data, err := json.Marshal(zero)
	require.NoError(t, err)
	assert.Equal(t, "{}", string(data))
	require.NoError(t, json.Unmarshal(data, &zero))
	assert.True(t, zero.IsZero())
}

func TestTargetText(t *testing.T) {
	for text, want := range map[string]sla.Target{
		`{}`:                                    {},
		`{"time":"4h"}`:                         {Time: 4 * time.Hour},
		`{"time":"1h30m"}`:                      {Time: 90 * time.Minute},
		`{"time":"1h0m5s"}`:                     {Time: time.Hour + 5*time.Second},
		`{"time":"10m"}`:                        {Time: 10 * time.Minute},
		`{"time":"100h"}`:                       {Time: 100 * time.Hour},
		`{"time":"250ms"}`:                      {Time: 250 * time.Millisecond},
		`{"days":3}`:                            {Days: 3},
		`{"days":3,"dayOf":"8h"}`:               {Days: 3, DayOf: 8 * time.Hour},
		`{"endOfDay":true,"throughHolds":true}`: {EndOfDay: true, ThroughHolds: true},
	} {
		out, err := json.Marshal(want)
		require.NoError(t, err)
		assert.Equal(t, text, string(out))
		var got sla.Target
		require.NoError(t, json.Unmarshal([]byte(text), &got))
		assert.Equal(t, want, got)
	}
	var got sla.Target
	require.NoError(t, json.Unmarshal([]byte(`{"time":"90m"}`), &got))
	assert.Equal(t, 90*time.Minute, got.Time)
	for _, text := range []string{`{"time":5}`, `{"time":"4"}`, `{"time":"4 h"}`, `{"hours":1}`, `{"days":1,"days":2}`, `{"Days":1}`, `[]`, `{"time":"99999999999h"}`} {
		require.ErrorIs(t, json.Unmarshal([]byte(text), &got), ownership.ErrInvalid, text)
	}
	rapid.Check(t, func(t *rapid.T) {
		want := sla.Target{Time: time.Duration(rapid.Int64().Draw(t, "time")), DayOf: time.Duration(rapid.Int64().Draw(t, "dayOf")), Days: rapid.Int().Draw(t, "days")}
		out, err := json.Marshal(want)
		require.NoError(t, err)
		var got sla.Target
		require.NoError(t, json.Unmarshal(out, &got))
		assert.Equal(t, want, got)
	})
}

// FuzzAgreement: whatever is given as an agreement is refused with reasons, or
// comes back as it was, keeps the invariants and can be reviewed.
func FuzzAgreement(f *testing.F) {
	for _, kind := range []sla.Kind{sla.SLA, sla.OLA, sla.UC} {
		data, err := json.Marshal(agreementAt(f, world(f), kind, active))
		require.NoError(f, err)
		f.Add(data, int64(20))
		f.Add([]byte(strings.Replace(string(data), `"until"`, `"Until"`, 1)), int64(0))
	}
	data, err := json.Marshal(slatest.HostileAgreements().Example(1))
	require.NoError(f, err)
	f.Add(data, int64(400))
	f.Add([]byte(`{"id":"a"}`), int64(1))
	reg := world(f)
	f.Fuzz(func(t *testing.T, data []byte, n int64) {
		var a sla.Agreement
		if err := json.Unmarshal(data, &a); err != nil {
			if !a.IsZero() {
				t.Fatal("an error, and an agreement")
			}
			return
		}
		at := day(int(n % 100_000))
		slatest.CheckAgreement(t, a, at)
		_ = sla.NewBook(reg, a).Review(at, ownership.Selection{})
	})
}

// timers are all kinds of timers that commands make.
func timers() *rapid.Generator[sla.Timer] {
	cal, err := sla.NewCalendar(sla.Definition{Name: "office", Zone: "UTC", Week: sla.Weekdays(sla.Window{From: 9 * sla.Hour, Until: 17 * sla.Hour}), Horizon: sla.Horizon{From: 2026, Until: 2028}}, utcZones)
	other, err2 := sla.NewCalendar(sla.Definition{Zone: "UTC", Week: sla.AlwaysOpen(), Horizon: sla.Horizon{From: 2026, Until: 2028}}, utcZones)
	if err := errors.Join(err, err2); err != nil {
		panic(err)
	}
	return rapid.Custom(func(t *rapid.T) sla.Timer {
		at := day(1).Add(time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "start")))
		target := sla.Target{Time: time.Duration(rapid.Int64Range(0, int64(20*time.Hour)).Draw(t, "target")), ThroughHolds: rapid.Bool().Draw(t, "through")}
		timer, err := sla.Start(at, cal, target)
		for range rapid.IntRange(0, 8).Draw(t, "commands") {
			if err != nil {
				break
			}
			at = at.Add(time.Duration(rapid.Int64Range(0, int64(30*time.Hour)).Draw(t, "later")))
			next := timer
			switch rapid.IntRange(0, 4).Draw(t, "command") {
			case 0:
				next, err = timer.Hold(at, ownership.Period{From: at})
			case 1:
				next, err = timer.Resume(at)
			case 2:
				next, err = timer.Stop(at)
			case 3:
				next, err = timer.Reopen(at)
			case 4:
				next, err = timer.Replan(at, other, sla.Target{Days: 1, DayOf: 6 * time.Hour})
			}
			if err == nil {
				timer = next
			}
			err = nil
		}
		return timer
	})
}

// TestTimerRoundTrip: what is written is read back, and answers alike.
func TestTimerRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timer := timers().Draw(t, "timer")
		data, err := json.Marshal(timer)
		require.NoError(t, err)
		back, err := sla.DecodeTimer(data, utcZones)
		require.NoError(t, err, "%s", data)
		again, err := json.Marshal(back)
		require.NoError(t, err)
		assert.Equal(t, string(data), string(again))
		due, err := timer.Due()
		got, err2 := back.Due()
		assert.Equal(t, due, got)
		assert.Equal(t, err == nil, err2 == nil)
		at := day(20)
		assert.Empty(t, cmp.Diff(timer.Breaches(at), back.Breaches(at), cmpopts.EquateEmpty()))
		assert.Equal(t, timer.Stopped(), back.Stopped())
		later, err := back.Hold(at, ownership.Period{From: at})
		require.NoError(t, err)
		assert.Len(t, later.Holds(), len(timer.Holds())+1)
	})
	zero, err := sla.DecodeTimer([]byte(`{}`), nil)
	require.NoError(t, err)
	assert.True(t, zero.IsZero())
}

func TestTimerShape(t *testing.T) {
	const start = `"2026-01-05T09:00:00Z"`
	const cal = `{"zone":"UTC","week":{"monday":["09:00-17:00"]},"horizon":{"from":2026,"until":2027}}`
	whole := `{"start":` + start + `,"last":"2026-01-06T09:00:00Z","calendars":[` + cal + `],"plans":[{"at":` + start + `,"calendar":0,"target":{"time":"4h"}}],` +
		`"stops":[{"from":"2026-01-05T10:00:00Z","until":"2026-01-05T11:00:00Z"},{"from":"2026-01-05T12:00:00Z"}],"breaches":[{"plan":0,"due":"2026-01-05T13:00:00Z","since":"2026-01-05T13:00:00Z"}]}`
	_, err := sla.DecodeTimer([]byte(whole), utcZones)
	require.NoError(t, err)
	for path, change := range map[string][2]string{
		"start":                {`"start":` + start, `"start":"0001-01-01T00:00:00Z"`},
		"plans[0].at":          {`"plans":[{"at":` + start, `"plans":[{"at":"2026-01-05T09:30:00Z"`},
		"plans[0].calendar":    {`"calendar":0`, `"calendar":1`},
		"plans[0].target":      {`"4h"`, `"-4h"`},
		"plans[0].target.time": {`"4h"`, `4`},
		"plans":                {`{"at":` + start + `,"calendar":0,"target":{"time":"4h"}}`, ``},
		"calendars[0]":         {`"UTC"`, `"Mars/Olympus"`},
		"stops[0].until":       {`,"until":"2026-01-05T11:00:00Z"`, ``},
		"stops[1].from":        {`"2026-01-05T12:00:00Z"`, `"2026-01-05T10:30:00Z"`},
		"breaches[0].plan":     {`"plan":0`, `"plan":-1`},
		"breaches[0].since":    {`"since":"2026-01-05T13:00:00Z"`, `"since":"2026-01-05T12:00:00Z"`},
		"surprise":             {`{"start"`, `{"surprise":1,"start"`},
	} {
		text := strings.Replace(whole, change[0], change[1], 1)
		require.NotEqual(t, whole, text, path)
		_, err := sla.DecodeTimer([]byte(text), utcZones)
		require.ErrorIs(t, err, ownership.ErrInvalid, path)
		assert.Contains(t, err.Error(), path)
	}
	_, err = sla.DecodeTimer([]byte(whole), nil)
	require.ErrorIs(t, err, ownership.ErrInvalid)
}

// FuzzTimer: whatever is given as a timer is refused with reasons, or comes back
// as it was and answers.
func FuzzTimer(f *testing.F) {
	for i := range 8 {
		data, err := json.Marshal(timers().Example(i))
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if strings.Count(string(data), `"zone"`) > 3 || !strings.Contains(string(data), "2026") {
			return // compiling many calendars, or long ones, is slow
		}
		timer, err := sla.DecodeTimer(data, utcZones)
		if err != nil {
			return
		}
		out, err := json.Marshal(timer)
		if err != nil {
			t.Fatal(err)
		}
		back, err := sla.DecodeTimer(out, utcZones)
		if err != nil {
			t.Fatalf("%s: %v", out, err)
		}
		if again, err := json.Marshal(back); err != nil || string(again) != string(out) {
			t.Fatalf("%s came back as %s, %v", out, again, err)
		}
		if _, err := timer.Due(); err == nil && timer.IsZero() {
			t.Fatal("a zero timer is due")
		}
		_ = timer.Breaches(day(100))
	})
}
