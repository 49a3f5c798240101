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

// broken is a missed June.
func broken(id sla.BreachID) sla.Broken {
	return sla.Broken{ID: id, Agreement: mailSLA, Target: "availability", Service: mail, Period: wholeJune, Note: "the relay was down"}
}

func planOf(owner ownership.PartyID, due time.Time) sla.PlanAction {
	return sla.PlanAction{What: "put up a second relay", Owner: owner, Due: due}
}

// codesOf lists the codes of a refusal.
func codesOf(t testing.TB, err error) (codes []ownership.Code) {
	t.Helper()
	var refused *ownership.Error
	require.ErrorAs(t, err, &refused)
	for _, f := range refused.Findings {
		codes = append(codes, f.Code)
	}
	return codes
}

// roundTrip holds a record to the laws of its JSON form.
func roundTrip[T any](t testing.TB, v T) {
	t.Helper()
	first, err := json.Marshal(v)
	require.NoError(t, err)
	var back T
	require.NoError(t, json.Unmarshal(first, &back))
	second, err := json.Marshal(back)
	require.NoError(t, err)
	assert.Equal(t, string(first), string(second))
	assert.Equal(t, v, back)
	assert.Error(t, json.Unmarshal([]byte(strings.Replace(string(first), "{", `{"stranger":1,`, 1)), &back), "an unknown field")
}

// TestWayOfABreach: noticed, explained, corrected, closed, taken up again.
func TestWayOfABreach(t *testing.T) {
	reg := world(t)
	july := func(d int) time.Time { return time.Date(2026, 7, d, 9, 0, 0, 0, time.UTC) }
	b, err := sla.Breach{}.Notice(reg, by("sam", july(1)), broken("june"))
	require.NoError(t, err)
	assert.Equal(t, sla.BreachNoticed, b.Status())
	roundTrip(t, b)

	_, err = b.Close(reg, by("sam", july(2)), "")
	assert.Equal(t, []ownership.Code{"breach.action-missing", "breach.cause-missing"}, codesOf(t, err))
	assert.NotContains(t, err.Error(), "{", "an argument is missing")

	b, err = b.Explain(reg, by("olga", july(2)), "the relay has no spare")
	require.NoError(t, err)
	_, err = b.Close(reg, by("sam", july(3)), "")
	assert.Equal(t, []ownership.Code{"breach.action-missing"}, codesOf(t, err))

	b, err = b.Plan(reg, ownership.Who{By: "olga", At: july(3), Ref: "plan-1"}, planOf("nick", july(20)))
	require.NoError(t, err)
	assert.Equal(t, sla.BreachCorrecting, b.Status())
	_, err = b.Plan(reg, ownership.Who{By: "olga", At: july(4), Ref: "plan-1"}, planOf("nick", july(20)))
	assert.ErrorIs(t, err, ownership.ErrRepeated)
	_, err = b.Explain(reg, ownership.Who{By: "olga", At: july(4), Ref: "plan-1"}, "x")
	assert.ErrorIs(t, err, ownership.ErrInvalid, "the reference of another command")
	_, err = b.Explain(reg, by("olga", july(2)), "late news")
	assert.ErrorIs(t, err, ownership.ErrInvalid, "time runs backwards")

	done := ownership.Who{By: "olga", At: july(10), Ref: "done-1"}
	b, err = b.Complete(reg, done, 1)
	require.NoError(t, err)
	_, err = b.Complete(reg, done, 1)
	assert.ErrorIs(t, err, ownership.ErrRepeated)
	for _, no := range []int{0, 1, 2, -1} {
		_, err = b.Complete(reg, by("olga", july(10)), no)
		assert.Equal(t, []string{"action"}, pathsOf(err), "%d", no)
	}
	before := b
	b, err = b.Close(reg, by("sam", july(11)), "nothing since")
	require.NoError(t, err)
	assert.Equal(t, sla.BreachCorrecting, before.Status(), "a command changes no value but its own")
	roundTrip(t, b)
	b, err = b.Reopen(reg, by("sam", july(12)), "again")
	require.NoError(t, err)
	b, err = b.Explain(reg, by("olga", july(13)), "the spare has no power")
	require.NoError(t, err)
	assert.Equal(t, "the spare has no power", b.Cause())
	assert.Len(t, slices.Collect(b.Causes()), 2)
	assert.Equal(t, 7, b.Revision())
	assert.Equal(t, july(1), b.NoticedAt())
	for x := range b.Acts() {
		assert.True(t, reg.Upholds(x.Proof), "%+v", x)
	}
	roundTrip(t, b)
	roundTrip(t, sla.Breach{})
}

// TestBreachTable tries every command in every status, by everybody, and expects what
// this literal says.
func TestBreachTable(t *testing.T) {
	reg := world(t)
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	type command func(sla.Breach, ownership.Who) (sla.Breach, error)
	commands := map[sla.BreachCommand]command{
		sla.CauseFound: func(b sla.Breach, w ownership.Who) (sla.Breach, error) { return b.Explain(reg, w, "why") },
		sla.ActionPlanned: func(b sla.Breach, w ownership.Who) (sla.Breach, error) {
			return b.Plan(reg, w, planOf("nick", at.AddDate(1, 0, 0)))
		},
		sla.ActionDone:     func(b sla.Breach, w ownership.Who) (sla.Breach, error) { return b.Complete(reg, w, 1) },
		sla.BreachEnded:    func(b sla.Breach, w ownership.Who) (sla.Breach, error) { return b.Close(reg, w, "") },
		sla.BreachReopened: func(b sla.Breach, w ownership.Who) (sla.Breach, error) { return b.Reopen(reg, w, "why") },
	}
	do := func(b sla.Breach, by ownership.PartyID, c sla.BreachCommand) sla.Breach {
		next, err := commands[c](b, ownership.Who{By: by, At: at})
		require.NoError(t, err)
		return next
	}
	noticed, err := sla.Breach{}.TakeOver("test", at, broken("b"))
	require.NoError(t, err)
	noticed = do(noticed, "olga", sla.ActionPlanned) // a stopgap, so that there is something to complete
	explained := do(noticed, "olga", sla.CauseFound)
	correcting := do(explained, "olga", sla.ActionPlanned)
	closed := do(correcting, "sam", sla.BreachEnded)
	rows := []struct {
		from sla.Breach
		to   map[sla.BreachCommand]sla.BreachStatus
	}{
		{noticed, map[sla.BreachCommand]sla.BreachStatus{sla.CauseFound: sla.BreachExplained, sla.ActionPlanned: sla.BreachNoticed, sla.ActionDone: sla.BreachNoticed}},
		{explained, map[sla.BreachCommand]sla.BreachStatus{sla.CauseFound: sla.BreachExplained, sla.ActionPlanned: sla.BreachCorrecting, sla.ActionDone: sla.BreachExplained, sla.BreachEnded: sla.BreachClosed}},
		{correcting, map[sla.BreachCommand]sla.BreachStatus{sla.CauseFound: sla.BreachCorrecting, sla.ActionPlanned: sla.BreachCorrecting, sla.ActionDone: sla.BreachCorrecting, sla.BreachEnded: sla.BreachClosed}},
		{closed, map[sla.BreachCommand]sla.BreachStatus{sla.BreachReopened: sla.BreachCorrecting}},
	}
	entitled := map[sla.BreachCommand]ownership.PartyID{
		sla.CauseFound: "olga", sla.ActionPlanned: "olga", sla.ActionDone: "olga", sla.BreachEnded: "sam", sla.BreachReopened: "sam",
	}
	for _, row := range rows {
		for name, run := range commands {
			for _, person := range []ownership.PartyID{"olga", "sam", "cara", "nick", "nobody"} {
				next, err := run(row.from, ownership.Who{By: person, At: at})
				to, possible := row.to[name]
				if possible && person == entitled[name] {
					require.NoError(t, err, "%s when %s", name, row.from.Status())
					assert.Equal(t, to, next.Status())
					continue
				}
				assert.ErrorIs(t, err, ownership.ErrRefused, "%s when %s by %s", name, row.from.Status(), person)
				assert.Equal(t, row.from, next)
			}
		}
	}
	assert.Contains(t, sla.BreachDiagram(), "stateDiagram")
}

func TestBreachRefused(t *testing.T) {
	reg := world(t)
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	_, err := sla.Breach{}.Notice(reg, ownership.Who{For: "\n", Ref: " "}, sla.Broken{Note: "\xff", Period: ownership.Period{From: wholeJune.Until, Until: wholeJune.From}})
	assert.Equal(t, []string{
		"who.by", "who.for", "who.ref", "who.at", "breach.id", "breach.agreement", "breach.target", "breach.service", "breach.note", "breach.period",
	}, pathsOf(err))
	b, err := sla.Breach{}.TakeOver("test", at, broken("b"))
	require.NoError(t, err)
	_, err = b.TakeOver("test", at, broken("b"))
	assert.Equal(t, []ownership.Code{"breach.present"}, codesOf(t, err))
	_, err = b.Notice(reg, by("cara", at), broken("b"))
	assert.Contains(t, codesOf(t, err), ownership.Code("breach.present"))
	assert.Greater(t, len(codesOf(t, err)), 1, "and she may not")
	_, err = b.Plan(reg, by("olga", at), sla.PlanAction{Due: at.Add(-1)})
	assert.Equal(t, []string{"what", "owner", "due"}, pathsOf(err))
	_, err = sla.Breach{}.Explain(reg, by("olga", at), "")
	assert.Equal(t, []string{"breach", "cause"}, pathsOf(err))
	_, err = sla.Breach{}.TakeOver("", time.Time{}, sla.Broken{})
	assert.Subset(t, pathsOf(err), []string{"at", "source", "breach.id"})
	_, err = b.Explain(nil, by("olga", at), "why")
	assert.ErrorIs(t, err, ownership.ErrInvalid, "no authority")
	_, err = b.Explain(&ownership.Register{}, by("olga", at), "why")
	assert.Error(t, err)
}

// TestBreachShape: one malformed field of a stored breach at a time, with its path.
func TestBreachShape(t *testing.T) {
	reg := world(t)
	at := func(d int) time.Time { return time.Date(2026, 7, d, 0, 0, 0, 0, time.UTC) }
	b, err := sla.Breach{}.Notice(reg, by("sam", at(1)), broken("b"))
	require.NoError(t, err)
	b, err = b.Explain(reg, by("olga", at(2)), "why")
	require.NoError(t, err)
	b, err = b.Plan(reg, by("olga", at(3)), planOf("nick", at(20)))
	require.NoError(t, err)
	b, err = b.Complete(reg, by("olga", at(4)), 1)
	require.NoError(t, err)
	sound, err := json.Marshal(b)
	require.NoError(t, err)
	for _, row := range []struct{ old, new, path string }{
		{`"id":"b"`, `"id":""`, "id"},
		{`"agreement":"mail-sla"`, `"agreement":""`, "agreement"},
		{`"service":"mail"`, `"service":""`, "service"},
		{`"from":"2026-06-01T00:00:00Z"`, `"from":"0001-01-01T00:00:00Z"`, "period.from"},
		{`"text":"why"`, `"text":""`, "causes[0].text"},
		{`"text":"why","act":2`, `"text":"why","act":3`, "causes[0].act"},
		{`"no":1`, `"no":2`, "actions[0].no"},
		{`"owner":"nick"`, `"owner":""`, "actions[0].owner"},
		{`"act":3,"done":4`, `"act":2,"done":4`, "actions[0].act"},
		{`"act":3,"done":4`, `"act":3,"done":9`, "actions[0].done"},
		{`"revision":1,"command":"noticed"`, `"revision":2,"command":"noticed"`, "acts[0].revision"},
		{`"command":"noticed"`, `"command":"closed"`, "acts[0].command"},
		{`"command":"cause found"`, `"command":"reopened"`, "acts[1].command"},
		{`"command":"action planned","at":"2026-07-03`, `"command":"action planned","at":"2026-07-01`, "acts[2].at"},
		{`"by":"sam"`, `"by":""`, "acts[0].proof.by"},
		{`"command":"noticed","at":"2026-07-01T00:00:00Z"`, `"command":"noticed","at":"2026-07-01T00:00:00Z","source":"x"`, "acts[0].source"},
	} {
		text := strings.Replace(string(sound), row.old, row.new, 1)
		require.NotEqual(t, string(sound), text, row.old)
		back := b
		err := json.Unmarshal([]byte(text), &back)
		assert.ErrorIs(t, err, ownership.ErrInvalid, row.new)
		assert.ErrorContains(t, err, row.path, row.new)
		assert.Equal(t, b, back, "left as it was")
	}
	for _, text := range []string{`{"id":"b"}`, `[]`, `{`, `null`, `{"causes":[]}`} {
		assert.Error(t, json.Unmarshal([]byte(text), &b), text)
	}
}
