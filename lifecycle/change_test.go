package lifecycle_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

// withFiles adds a second service with an owner of its own.
func (s *sample) withFiles() *sample {
	files := ownership.ServiceScope("files")
	s.facts.Services = append(s.facts.Services, ownership.Service{ID: "files", Parents: []ownership.Parent{{Scope: office}}})
	s.claims = append(s.claims, claim{scope: files, role: ownership.ServiceOwner, holder: "ivo"})
	return s
}

func raised(t testing.TB, a ownership.Authority, kind lifecycle.ChangeKind, services ...ownership.ServiceID) lifecycle.Change {
	t.Helper()
	who := by("hal", 1)
	if kind == lifecycle.Release {
		who.By = "gus"
	}
	c, err := lifecycle.Change{}.Raise(a, who, lifecycle.Raise{ID: "c-1", Ballot: lifecycle.Ballot{Kind: kind, Title: "New filters", Services: services}})
	require.NoError(t, err)
	return c
}

func vote(service ownership.ServiceID, approve bool) lifecycle.CastVote {
	return lifecycle.CastVote{Vote: lifecycle.Vote{Service: service, Approve: approve}}
}

// TestChangeNeedsEveryOwner: the approval of each owner is required and is not
// the whole decision (C14).
func TestChangeNeedsEveryOwner(t *testing.T) {
	reg := newSample().withFiles().register(t)
	c := raised(t, reg, lifecycle.Alteration, "mail", "files")
	yes := lifecycle.Settle{Approve: true}

	_, err := c.Settle(reg, by("hal", 2), yes)
	require.ErrorIs(t, err, ownership.ErrRefused)
	assert.Equal(t, []string{"vote.missing", "vote.missing"}, codes(err), "all of them at once")
	_, err = c.Settle(reg, by("cleo", 2), yes)
	assert.Equal(t, []string{"authority.not-held", "vote.missing", "vote.missing"}, codes(err), "the owner does not decide")

	c, err = c.Vote(reg, by("cleo", 2), vote("mail", true))
	require.NoError(t, err)
	_, err = c.Vote(reg, by("cleo", 2), vote("files", true))
	assert.Contains(t, codes(err), "authority.not-held", "not for another's service (R14)")
	c, err = c.Vote(reg, by("ivo", 3), vote("files", false))
	require.NoError(t, err)
	_, err = c.Settle(reg, by("hal", 4), yes)
	assert.Equal(t, []string{"vote.against"}, codes(err))
	assert.Equal(t, "ivo", refused(err).Findings[0].Arg("by"))

	no, err := c.Settle(reg, by("hal", 4), lifecycle.Settle{Reason: "files is not ready"})
	require.NoError(t, err, "to say no needs no votes")
	approved, settled := no.Outcome()
	assert.True(t, settled && !approved)

	c, err = c.Vote(reg, by("ivo", 5), vote("files", true))
	require.NoError(t, err)
	c, err = c.Settle(reg, by("hal", 6), yes)
	require.NoError(t, err)
	approved, settled = c.Outcome()
	assert.True(t, settled && approved)
	assert.Len(t, slices.Collect(c.Votes()), 3, "votes that were replaced stay readable")
	cast, ok := c.VoteOf("files")
	assert.True(t, ok && cast.Approve)
	assert.Equal(t, ownership.ServiceOwner, cast.Proof.Role)
	_, err = c.Vote(reg, by("ivo", 7), vote("files", false))
	assert.Equal(t, []string{"change.settled"}, codes(err))
	_, settled = c.At(day(5)).Outcome()
	assert.False(t, settled)
	assert.True(t, c.At(day(0)).IsZero())
}

// TestVoteByDeputy: the deputy votes in the owner's absence, on the owner's
// behalf, and not otherwise (C15).
func TestVoteByDeputy(t *testing.T) {
	s := newSample()
	s.away("cleo", day(5), day(9))
	reg := s.register(t)
	c := raised(t, reg, lifecycle.Release, "mail")
	_, err := c.Vote(reg, by("dora", 3), vote("mail", true))
	require.ErrorIs(t, err, ownership.ErrRefused)
	c, err = c.Vote(reg, by("dora", 6), vote("mail", true))
	require.NoError(t, err)
	cast, _ := c.VoteOf("mail")
	assert.Equal(t, [2]ownership.PartyID{"dora", "cleo"}, [2]ownership.PartyID{cast.Proof.By, cast.Proof.For})
	assert.Equal(t, ownership.ApproveRelease, cast.Proof.Activity)
	c, err = c.Settle(reg, by("gus", 7), lifecycle.Settle{Approve: true})
	require.NoError(t, err)
	assert.Equal(t, 3, c.Revision())
}

// TestVotesUnderPolicy: a caller may let changes pass without the owners.
func TestVotesUnderPolicy(t *testing.T) {
	s := newSample()
	s.facts.Policies = []ownership.Policy{{Version: "lax", Severities: map[ownership.Code]ownership.Severity{"vote.missing": ownership.SeverityWarning}}}
	reg := s.register(t)
	c := raised(t, reg, lifecycle.Alteration, "mail")
	_, err := c.Settle(reg, by("hal", 2), lifecycle.Settle{Approve: true})
	assert.NoError(t, err)
	c, err = c.Vote(reg, by("cleo", 2), vote("mail", false))
	require.NoError(t, err)
	_, err = c.Settle(reg, by("hal", 3), lifecycle.Settle{Approve: true})
	assert.Equal(t, []string{"vote.against"}, codes(err), "silence is let pass, not a no")
}

func TestChangeRefuses(t *testing.T) {
	reg := newSample().withFiles().register(t)
	c := raised(t, reg, lifecycle.Alteration, "mail")
	for _, row := range []struct {
		name string
		try  func() (lifecycle.Change, error)
		is   error
		want []string
	}{
		{"vote on nothing", func() (lifecycle.Change, error) {
			return lifecycle.Change{}.Vote(reg, by("cleo", 2), vote("mail", true))
		}, ownership.ErrRefused, []string{"change.absent"}},
		{"vote untouched", func() (lifecycle.Change, error) { return c.Vote(reg, by("ivo", 2), vote("files", true)) }, ownership.ErrRefused, []string{"change.untouched"}},
		{"vote by the manager of the release", func() (lifecycle.Change, error) { return c.Vote(reg, by("gus", 2), vote("mail", true)) }, ownership.ErrRefused, []string{"authority.not-held"}},
		{"raise twice", func() (lifecycle.Change, error) {
			return c.Raise(reg, by("hal", 2), lifecycle.Raise{ID: "c-1", Ballot: lifecycle.Ballot{Kind: lifecycle.Alteration, Title: "x", Services: []ownership.ServiceID{"mail"}}})
		}, ownership.ErrRefused, []string{"change.present"}},
		{"raise another", func() (lifecycle.Change, error) {
			return c.Raise(reg, by("hal", 2), lifecycle.Raise{ID: "c-2", Ballot: lifecycle.Ballot{Kind: lifecycle.Alteration, Title: "x", Services: []ownership.ServiceID{"mail"}}})
		}, ownership.ErrInvalid, []string{"id"}},
		{"malformed", func() (lifecycle.Change, error) {
			return lifecycle.Change{}.Raise(reg, by("hal", 2), lifecycle.Raise{Ballot: lifecycle.Ballot{Kind: 9, Services: []ownership.ServiceID{"mail", "", "mail"}}})
		}, ownership.ErrInvalid, []string{"ballot.kind", "ballot.services[1]", "ballot.services[2]", "ballot.title", "id"}},
		{"about nothing", func() (lifecycle.Change, error) {
			return lifecycle.Change{}.Raise(reg, by("hal", 2), lifecycle.Raise{ID: "c", Ballot: lifecycle.Ballot{Kind: lifecycle.Release, Title: "x"}})
		}, ownership.ErrInvalid, []string{"ballot.services"}},
		{"before the last act", func() (lifecycle.Change, error) { return c.Vote(reg, by("cleo", 0), vote("mail", true)) }, ownership.ErrInvalid, []string{"who.at"}},
		{"by no authority", func() (lifecycle.Change, error) { return c.Settle(nil, by("hal", 2), lifecycle.Settle{}) }, ownership.ErrInvalid, []string{"authority"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := row.try()
			require.ErrorIs(t, err, row.is)
			got := codes(err)
			if row.is == ownership.ErrInvalid {
				got = paths(err)
			}
			slices.Sort(got)
			assert.Equal(t, row.want, got, "%v", err)
		})
	}
}

func TestChangeJSON(t *testing.T) {
	reg := newSample().register(t)
	c := raised(t, reg, lifecycle.Alteration, "mail")
	c, err := c.Vote(reg, by("cleo", 2), vote("mail", true))
	require.NoError(t, err)
	c, err = c.Settle(reg, by("hal", 3), lifecycle.Settle{Approve: true})
	require.NoError(t, err)
	data, err := json.Marshal(c)
	require.NoError(t, err)
	for _, v := range []lifecycle.Change{{}, c, c.At(day(1))} {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		var back lifecycle.Change
		require.NoError(t, json.Unmarshal(text, &back))
		assert.Equal(t, v, back)
	}
	for _, row := range []struct{ name, old, new, path string }{
		{"no id", `"id":"c-1",`, ``, "id"},
		{"no ballot", `"raise":{"kind":"change","title":"New filters","services":["mail"]}`, `"reason":"x"`, "acts[0].raise"},
		{"bad service", `"services":["mail"]`, `"services":["mail","mail"]`, "acts[0].raise.services[1]"},
		{"vote of nothing", `"vote":{"service":"mail"`, `"vote":{"service":""`, "acts[1].vote.service"},
		{"two at once", `"approved":true`, `"approved":true,"vote":{"service":"mail","approve":true}`, "acts[2].vote"},
		{"decided without a decision", `"approved":true,`, ``, "acts[2].approved"},
		{"decided early", `"command":"voted"`, `"command":"settled"`, "acts[1].command"},
	} {
		t.Run(row.name, func(t *testing.T) {
			text := strings.Replace(string(data), row.old, row.new, 1)
			if row.name == "decided without a decision" {
				text = strings.Replace(string(data), `,"approved":true`, ``, 1)
			}
			require.NotEqual(t, string(data), text)
			var back lifecycle.Change
			err := json.Unmarshal([]byte(text), &back)
			require.ErrorIs(t, err, ownership.ErrInvalid)
			assert.Contains(t, err.Error(), row.path+":")
			assert.True(t, back.IsZero())
		})
	}
}
