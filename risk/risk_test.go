package risk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// TestHistory takes a risk through everything that can happen to it.
func TestHistory(t *testing.T) {
	reg, c := world(t), criteria(t)
	r := identified(t)
	assert.Equal(t, risk.StatusIdentified, r.Status())
	assert.Equal(t, day(100), r.NextReview())
	assert.Equal(t, risk.Bearer{Party: dan}, r.Owner())
	assert.Equal(t, []ownership.Scope{mailScope, {Level: ownership.LevelSystem, ID: "imap"}}, r.Scopes())

	r = assessed(t)
	assert.Equal(t, risk.StatusAssessed, r.Status())
	a, ok := r.Assessed(risk.Current)
	require.True(t, ok)
	assert.Equal(t, &risk.Assessment{
		Of: risk.Current, Likelihood: "possible", Impact: "major", Grid: "house", GridVersion: "1", Level: "medium", Expected: euro(50_000_00),
	}, a.Assessment)
	assert.Equal(t, "last year's failures", a.Reason)
	assert.Equal(t, ada, a.Proof.By)
	_, ok = r.Assessed(risk.Residual)
	assert.False(t, ok)

	treat := func(id risk.TreatmentID, p risk.Progress, n int) {
		next, err := r.Treat(reg, by(dan, n), risk.Treat{Treatment: risk.Treatment{ID: id, Response: risk.Modify, Text: "a third disk", Owner: risk.Bearer{Party: dan}, Due: day(50), Progress: p}})
		require.NoError(t, err)
		r = next
	}
	treat("disk", risk.Planned, 3)
	assert.Equal(t, risk.StatusTreatmentPlanned, r.Status())
	treat("site", risk.Planned, 4)
	treat("disk", risk.Underway, 5)
	assert.Equal(t, risk.StatusInTreatment, r.Status())
	treat("disk", risk.Done, 6)
	assert.Equal(t, risk.StatusTreatmentPlanned, r.Status(), "the other is still planned")
	treat("site", risk.Dropped, 7)
	assert.Equal(t, risk.StatusMitigated, r.Status())
	var said []string
	for _, a := range r.Treatments() {
		said = append(said, string(a.Treatment.ID)+" "+a.Treatment.Progress.String())
	}
	assert.Equal(t, []string{"disk done", "site dropped"}, said)

	r, err := r.Escalate(reg, by(ada, 8), c, risk.Escalate{Amount: euro(250_000_00), Reason: "the whole site is at stake"})
	require.NoError(t, err)
	assert.Equal(t, &risk.Escalation{Amount: euro(250_000_00), Threshold: euro(100_000_00)}, lastAct(r).Escalation)
	require.Len(t, r.Undecided(), 1)
	_, err = r.Close(reg, by(ada, 9), risk.Close{Reason: "gone"})
	assert.Equal(t, []string{"risk.escalation-undecided"}, codes(err))
	r, err = r.Decide(reg, by(eve, 9), risk.Decide{Escalation: r.Revision(), Response: risk.Retain, Reason: "we carry it"})
	require.NoError(t, err)
	assert.Empty(t, r.Undecided())

	r, err = r.Accept(reg, by(eve, 10), c, risk.Accept{Assessment: 2, Until: day(100), Request: 8, Reason: "as decided"})
	require.NoError(t, err)
	assert.Equal(t, risk.StatusAccepted, r.Status())
	assert.Equal(t, ownership.AcceptRiskBeyondTolerance, lastAct(r).Proof.Activity)
	treat("site", risk.Planned, 11)
	assert.Equal(t, risk.StatusAccepted, r.Status(), "what is left is carried, whatever else is done")
	_, err = r.Close(reg, by(ada, 12), risk.Close{Reason: "gone"})
	assert.Equal(t, []string{"risk.treatment-open"}, codes(err))
	r, err = r.Revoke(reg, by(ada, 12), risk.Revoke{Acceptance: 10, Reason: "a new site is too dear after all"})
	require.NoError(t, err)
	assert.Equal(t, risk.StatusTreatmentPlanned, r.Status())
	treat("site", risk.Dropped, 13)

	r, err = r.ReviewEntry(reg, by(dan, 14), risk.ReviewEntry{Next: day(300)})
	require.NoError(t, err)
	assert.Equal(t, day(300), r.NextReview())
	r, err = r.Close(reg, by(ada, 15), risk.Close{Reason: "mail was moved"})
	require.NoError(t, err)
	assert.Equal(t, risk.StatusClosed, r.Status())
	_, ok = r.Acceptance()
	assert.False(t, ok)
	r, err = r.Reopen(reg, by(dan, 16), risk.Reopen{Review: day(20), Reason: "mail came back"})
	require.NoError(t, err)
	assert.Equal(t, risk.StatusReopened, r.Status())
	_, err = r.Accept(reg, by(ada, 17), c, risk.Accept{Assessment: 2, Until: day(100), Reason: "as before"})
	assert.Equal(t, []string{"risk.outdated", "risk.status"}, codes(err))

	for a := range r.Acts() {
		assert.True(t, reg.Upholds(a.Proof), "%d", a.Revision)
		assert.Equal(t, r.AsOf(a.At).Revision(), a.Revision)
		assert.Equal(t, r.AsOf(a.At).Status(), a.Status)
	}
	assert.True(t, r.AsOf(day(0).Add(-time.Microsecond)).IsZero())
	assert.Equal(t, r.Revision(), len(slices.Collect(r.Acts())))
}

// TestZeroRisk: absence answers everything and takes no command but the first.
func TestZeroRisk(t *testing.T) {
	var r risk.Risk
	assert.True(t, r.IsZero())
	assert.Zero(t, r.Status())
	assert.Zero(t, r.Revision())
	assert.Empty(t, r.Scopes())
	assert.Empty(t, r.Treatments())
	assert.Empty(t, r.Undecided())
	assert.Zero(t, r.NextReview())
	assert.Equal(t, risk.Entry{}, r.Entry())
	assert.Equal(t, risk.Unaccepted, r.Standing(day(0), nil, nil).Footing)
	_, ok := r.Act(0)
	assert.False(t, ok)
	_, err := r.Revise(world(t), by(ada, 1), risk.Revise{Entry: entry()})
	require.ErrorIs(t, err, ownership.ErrRefused)
	assert.Equal(t, []string{"risk.absent"}, codes(err))
}

// TestImmutable: nothing that goes in or comes out shares memory with the risk.
func TestImmutable(t *testing.T) {
	e := entry()
	r, err := risk.Risk{}.Identify(world(t), by(ada, 0), risk.Identify{ID: "mail-1", Scope: mailScope, Entry: e, Review: day(100)})
	require.NoError(t, err)
	e.Affects[0].ID, e.Controls[0].Text, e.Covers[0].Code = "scribbled", "scribbled", "scribbled"
	out := r.Entry()
	assert.Equal(t, entry(), out)
	out.Affects[0].ID, out.Controls[0].Text, out.Covers[0].Code = "scribbled", "scribbled", "scribbled"
	for a := range r.Acts() {
		a.Entry.Title, a.Review.Next = "scribbled", day(7)
	}
	assert.Equal(t, entry(), r.Entry())
	assert.Equal(t, day(100), r.NextReview())

	// Two commands on one value do not write over each other, however much room its
	// history has.
	reg := world(t)
	for range 9 {
		one, err := r.ReviewEntry(reg, by(ada, 1), risk.ReviewEntry{Next: day(2)})
		require.NoError(t, err)
		other, err := r.ReviewEntry(reg, by(ada, 1), risk.ReviewEntry{Next: day(3)})
		require.NoError(t, err)
		assert.Equal(t, day(2), one.NextReview())
		assert.Equal(t, day(3), other.NextReview())
		assert.Equal(t, r.Revision()+1, one.Revision())
		r = one
	}
}
