package lifecycle_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

func refused(err error) *ownership.Error {
	var e *ownership.Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// proposed is the record of mail, proposed on day 1.
func proposed(t testing.TB, a ownership.Authority) lifecycle.Record {
	t.Helper()
	r, err := lifecycle.Record{}.Propose(a, by("ben", 1), lifecycle.Propose{Service: "mail", Reason: "asked for"})
	require.NoError(t, err)
	return r
}

// prepared is the record with all that it can say of the service itself: a
// definition that is complete, confirmed and approved, and a catalogue entry.
func prepared(t testing.TB, a ownership.Authority) lifecycle.Record {
	t.Helper()
	r := proposed(t, a)
	var err error
	r, err = r.Define(a, by("cleo", 2), lifecycle.Define{Definition: complete()})
	require.NoError(t, err)
	r, err = r.Confirm(a, by("eve", 3), lifecycle.Confirm{Version: 1})
	require.NoError(t, err)
	r, err = r.Approve(a, by("ada", 4), lifecycle.Approve{Version: 1})
	require.NoError(t, err)
	r, err = r.Describe(a, by("cleo", 5), lifecycle.Describe{Entry: entry})
	require.NoError(t, err)
	return r
}

func TestRecord(t *testing.T) {
	reg := newSample().register(t)
	r := prepared(t, reg)
	assert.Equal(t, ownership.ServiceID("mail"), r.Key())
	assert.Equal(t, 5, r.Revision())
	assert.Equal(t, lifecycle.Requirements, r.Status())
	v, ok := r.Definition()
	require.True(t, ok)
	assert.True(t, v.IsConfirmed() && v.IsApproved())
	assert.Equal(t, ownership.PartyID("eve"), v.Confirmed.Proof.By)
	assert.Equal(t, ownership.Customer, v.Confirmed.Proof.Role)
	assert.Empty(t, v.Definition.Missing())
	e, act, ok := r.Entry()
	assert.True(t, ok)
	assert.Equal(t, entry, e)
	assert.Equal(t, day(5), act.At)
	age, ok := r.EntryAge(day(8))
	assert.True(t, ok)
	assert.Equal(t, 72*time.Hour, age)

	// A new version counts alone; what was said of the old one stays with it.
	r2, err := r.Define(reg, by("cleo", 6), lifecycle.Define{Definition: lifecycle.Definition{Scope: lifecycle.Aspect{Text: "Less."}}})
	require.NoError(t, err)
	v, _ = r2.Definition()
	assert.Equal(t, 2, v.Number)
	assert.False(t, v.IsConfirmed() || v.IsApproved())
	assert.Equal(t, []string{"functionality", "capacity", "quality", "cost"}, v.Definition.Missing())
	old, ok := r2.Version(1)
	assert.True(t, ok && old.IsConfirmed() && old.IsApproved())
	_, err = r2.Confirm(reg, by("eve", 7), lifecycle.Confirm{Version: 1})
	assert.Equal(t, []string{"definition.superseded"}, codes(err))
	_, ok = r2.Version(3)
	assert.False(t, ok)
	_, ok = r2.Version(0)
	assert.False(t, ok)

	// The record as it was.
	assert.True(t, r2.At(day(1).Add(-1)).IsZero())
	assert.Equal(t, 1, r2.At(day(1)).Revision())
	was, ok := r2.At(day(3)).Definition()
	assert.True(t, ok && was.IsConfirmed() && !was.IsApproved())
	_, _, ok = r2.At(day(4)).Entry()
	assert.False(t, ok)
	_, ok = r2.At(day(4)).EntryAge(day(4))
	assert.False(t, ok)
	assert.Equal(t, 5, r.Revision(), "r is as it was")
}

func TestRecordRefuses(t *testing.T) {
	reg := newSample().register(t)
	none, r := lifecycle.Record{}, prepared(t, reg)
	define := lifecycle.Define{Definition: complete()}
	for _, c := range []struct {
		name string
		try  func() (lifecycle.Record, error)
		is   error
		want []string // codes, or paths of what is malformed
	}{
		{"define nothing", func() (lifecycle.Record, error) { return none.Define(reg, by("cleo", 2), define) }, ownership.ErrRefused, []string{"record.absent"}},
		{"propose twice", func() (lifecycle.Record, error) {
			return r.Propose(reg, by("ben", 6), lifecycle.Propose{Service: "mail"})
		}, ownership.ErrRefused, []string{"record.present"}},
		{"propose by the owner", func() (lifecycle.Record, error) {
			return none.Propose(reg, by("cleo", 1), lifecycle.Propose{Service: "mail"})
		}, ownership.ErrRefused, []string{"authority.not-held"}},
		{"propose what lies nowhere", func() (lifecycle.Record, error) {
			return none.Propose(reg, by("ben", 1), lifecycle.Propose{Service: "fax"})
		}, ownership.ErrRefused, []string{"record.unplaced"}},
		{"propose another service", func() (lifecycle.Record, error) {
			return r.Propose(reg, by("ben", 6), lifecycle.Propose{Service: "fax"})
		}, ownership.ErrInvalid, []string{"service"}},
		{"propose with an empty model", func() (lifecycle.Record, error) {
			return none.Propose(reg, by("ben", 6), lifecycle.Propose{Model: &lifecycle.Model{}})
		}, ownership.ErrInvalid, []string{"service", "model"}},
		{"define by the customer", func() (lifecycle.Record, error) { return r.Define(reg, by("eve", 6), define) }, ownership.ErrRefused, []string{"authority.not-held"}},
		{"confirm by the owner", func() (lifecycle.Record, error) {
			return r.Confirm(reg, by("cleo", 6), lifecycle.Confirm{Version: 2})
		}, ownership.ErrRefused, []string{"authority.not-held", "definition.superseded"}},
		{"approve by the owner", func() (lifecycle.Record, error) {
			return r.Approve(reg, by("cleo", 6), lifecycle.Approve{Version: 1})
		}, ownership.ErrRefused, []string{"authority.not-held", "authority.not-held"}},
		{"describe by the deputy who is not acting", func() (lifecycle.Record, error) {
			return r.Describe(reg, by("dora", 6), lifecycle.Describe{Entry: entry})
		}, ownership.ErrRefused, []string{"authority.holder-present", "authority.not-held"}},
		{"no authority", func() (lifecycle.Record, error) { return r.Define(nil, by("cleo", 6), define) }, ownership.ErrInvalid, []string{"authority"}},
		{"zero authorization", func() (lifecycle.Record, error) { return r.Define(ownership.Authorization{}, by("cleo", 6), define) }, ownership.ErrInvalid, []string{"authority"}},
		{"back in time", func() (lifecycle.Record, error) { return r.Define(reg, by("cleo", 4), define) }, ownership.ErrInvalid, []string{"who.at"}},
		{"malformed", func() (lifecycle.Record, error) {
			return r.Define(reg, ownership.Who{By: "\xff", For: " x", Ref: "\n"}, lifecycle.Define{Reason: "\xff", Definition: lifecycle.Definition{
				Scope: lifecycle.Aspect{Text: strings.Repeat("x", 1<<15)}, Cost: lifecycle.Aspect{Figures: []ownership.Quantity{{Value: 1}}},
				Quality: lifecycle.Aspect{Figures: make([]ownership.Quantity, 1001)},
			}})
		}, ownership.ErrInvalid, []string{
			"who.by", "who.for", "who.ref", "who.at", "reason", "definition.scope.text", "definition.quality.figures", "definition.cost.figures[0].unit",
		}},
		{"malformed entry", func() (lifecycle.Record, error) {
			return r.Describe(reg, by("cleo", 6), lifecycle.Describe{Entry: lifecycle.Entry{Name: "\xff", Tags: []string{""}}})
		}, ownership.ErrInvalid, []string{"entry.name", "entry.text", "entry.tags[0]"}},
		{"version nought", func() (lifecycle.Record, error) { return r.Confirm(reg, by("eve", 6), lifecycle.Confirm{}) }, ownership.ErrInvalid, []string{"version"}},
		{"adopt nothing", func() (lifecycle.Record, error) { return lifecycle.AdoptRecord("", " ", time.Time{}, "") }, ownership.ErrInvalid, []string{"service", "source", "status", "at"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.try()
			require.ErrorIs(t, err, c.is)
			got := codes(err)
			if c.is == ownership.ErrInvalid {
				got = paths(err)
			}
			slices.Sort(got)
			slices.Sort(c.want)
			assert.Equal(t, c.want, got, "%v", err)
		})
	}
}

// TestRecordByDeputy: the acting deputy acts on behalf of the owner, and the
// record says so.
func TestRecordByDeputy(t *testing.T) {
	s := newSample()
	s.away("cleo", day(6), day(9))
	reg := s.register(t)
	r, err := prepared(t, reg).Describe(ownership.NewLive(reg), by("dora", 7), lifecycle.Describe{Entry: entry})
	require.NoError(t, err)
	_, act, _ := r.Entry()
	assert.Equal(t, ownership.PartyID("dora"), act.Proof.By)
	assert.Equal(t, ownership.PartyID("cleo"), act.Proof.For)
	_, err = prepared(t, reg).Describe(reg, by("dora", 10), lifecycle.Describe{Entry: entry})
	assert.ErrorIs(t, err, ownership.ErrRefused)
}

func TestRecordRepeats(t *testing.T) {
	reg := newSample().register(t)
	who := by("cleo", 6)
	who.Ref = "req-1"
	r, err := prepared(t, reg).Describe(reg, who, lifecycle.Describe{Entry: entry})
	require.NoError(t, err)
	again, err := r.Describe(reg, who, lifecycle.Describe{Entry: entry})
	assert.ErrorIs(t, err, ownership.ErrRepeated)
	assert.Equal(t, r, again)
	_, err = r.Define(reg, who, lifecycle.Define{Definition: complete()})
	assert.ErrorIs(t, err, ownership.ErrInvalid, "the reference of another command")
	_, err = r.Describe(reg, ownership.Who{By: "dora", At: day(6), Ref: "req-1"}, lifecycle.Describe{Entry: entry})
	assert.ErrorIs(t, err, ownership.ErrInvalid, "by somebody else")
	act, ok := r.ByRef("req-1")
	assert.True(t, ok)
	assert.Equal(t, 6, act.Revision)
	_, ok = r.ByRef("")
	assert.False(t, ok)
}

// TestRecordIsIsolated: two commands on one record do not meet, and nobody reaches
// into it.
func TestRecordIsIsolated(t *testing.T) {
	reg := newSample().register(t)
	r := prepared(t, reg)
	a, err := r.Describe(reg, by("cleo", 6), lifecycle.Describe{Entry: lifecycle.Entry{Name: "A", Text: "a", Tags: []string{"t"}}})
	require.NoError(t, err)
	d := complete()
	b, err := r.Define(reg, by("cleo", 7), lifecycle.Define{Definition: d})
	require.NoError(t, err)
	d.Cost.Figures[0].Value = 1
	e, _, _ := a.Entry()
	e.Tags[0] = "x"
	v, _ := b.Definition()
	v.Definition.Cost.Figures[0].Value = 2
	e, _, _ = a.Entry()
	assert.Equal(t, lifecycle.Entry{Name: "A", Text: "a", Tags: []string{"t"}}, e)
	v, _ = b.Definition()
	assert.Equal(t, complete(), v.Definition)
}

func TestRecordJSON(t *testing.T) {
	reg := newSample().register(t)
	adopted, err := lifecycle.AdoptRecord("mail", "cmdb", day(0), "live")
	require.NoError(t, err)
	for _, r := range []lifecycle.Record{{}, proposed(t, reg), prepared(t, reg), adopted} {
		data, err := json.Marshal(r)
		require.NoError(t, err)
		var back lifecycle.Record
		require.NoError(t, json.Unmarshal(data, &back))
		again, err := json.Marshal(back)
		require.NoError(t, err)
		assert.Equal(t, string(data), string(again))
		assert.Equal(t, r.Revision(), back.Revision())
		assert.Equal(t, r.Status(), back.Status())
		assert.Equal(t, slices.Collect(r.Acts()), slices.Collect(back.Acts()))
	}
}

// TestRecordShape puts one defect at a time into the stored form.
func TestRecordShape(t *testing.T) {
	data, err := json.Marshal(prepared(t, newSample().register(t)))
	require.NoError(t, err)
	for _, c := range []struct {
		name, old, new string
		path           string
	}{
		{"no service", `"service":"mail",`, ``, "service"},
		{"unknown field", `"service":"mail"`, `"service":"mail","colour":"red"`, "colour"},
		{"gap", `"revision":2`, `"revision":7`, "acts[1].revision"},
		{"no command", `"command":"confirmed"`, `"command":""`, "acts[2].command"},
		{"unknown command", `"command":"confirmed"`, `"command":"danced"`, "acts[2].command"},
		{"foreign command", `"command":"confirmed"`, `"command":"voted"`, "acts[2].command"},
		{"begins twice", `"command":"defined"`, `"command":"proposed"`, "acts[1].command"},
		{"begins wrongly", `"command":"proposed"`, `"command":"moved"`, "acts[0].command"},
		{"without a version", `"version":1`, `"version":0`, "acts[2].version"},
		{"version to come", `"version":1`, `"version":2`, "acts[2].version"},
		{"without a status", `"to":"requirements"`, `"to":""`, "acts[0].move.to"},
		{"event at the beginning", `"to":"requirements"`, `"event":"forward","to":"requirements"`, "acts[0].move.event"},
		{"out of order", `2026-01-03T09:00:00Z`, `2027-01-03T09:00:00Z`, "acts[2].at"},
		{"proof of another instant", `"matrix"`, `"at":"2026-01-01T09:00:00Z","matrix"`, "acts[0].proof.at"},
		{"proof of nobody", `"by":"eve"`, `"by":""`, "acts[2].proof.by"},
		{"with a source", `"command":"confirmed"`, `"command":"confirmed","source":"cmdb"`, "acts[2].source"},
		{"with an entry", `"command":"confirmed"`, `"command":"confirmed","entry":{"name":"x","text":"y"}`, "acts[2].entry"},
		{"without an entry", `"command":"described"`, `"command":"confirmed","version":1`, "acts[4].entry"},
		{"bad unit", `"unit":"EUR/year"`, `"unit":""`, "acts[1].definition.cost.figures[0].unit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, string(data), c.old)
			back := proposed(t, newSample().register(t))
			before := back
			err := json.Unmarshal([]byte(strings.Replace(string(data), c.old, c.new, 1)), &back)
			require.ErrorIs(t, err, ownership.ErrInvalid)
			assert.Contains(t, err.Error(), c.path+":")
			assert.Equal(t, before, back, "left as it was")
		})
	}
	for _, bad := range []string{`null`, `[]`, `{"acts":[]}`, `{"service":"x"}`, `{"service":""}`, `{"acts":[{}]}`, `{`} {
		var r lifecycle.Record
		if err := r.UnmarshalJSON([]byte(bad)); err == nil {
			assert.True(t, r.IsZero(), bad)
		}
	}
}

func TestStays(t *testing.T) {
	adopted, err := lifecycle.AdoptRecord("mail", "cmdb", day(0), lifecycle.Operational)
	require.NoError(t, err)
	stays := slices.Collect(adopted.Stays())
	if diff := cmp.Diff([]lifecycle.Stay{{Status: "operational", Period: ownership.Period{From: day(0)}}}, stays); diff != "" {
		t.Error(diff)
	}
	assert.Equal(t, map[lifecycle.Status]time.Duration{"operational": 48 * time.Hour}, adopted.Spent(day(2)))
	assert.Empty(t, adopted.Spent(day(-1)))
	assert.Empty(t, lifecycle.Record{}.Spent(day(2)))
	assert.Equal(t, day(0), adopted.Since())
	assert.True(t, lifecycle.Record{}.Since().IsZero())
	assert.Empty(t, lifecycle.Record{}.Status())
	_, ok := lifecycle.Record{}.Definition()
	assert.False(t, ok)
}
