package risk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// wholeRisk has an act of every kind, with every field in use.
func wholeRisk(t testing.TB) risk.Risk {
	reg, c := world(t), criteria(t)
	model, err := risk.NewModel(risk.Scenario{ID: "disks", PerYear: 0.5, Losses: []risk.Loss{
		{Services: []ownership.ServiceID{mail}, Shape: risk.PERT, Low: euro(100), Likely: euro(400), High: euro(700)},
	}})
	require.NoError(t, err)
	r := identified(t)
	n := 1
	do := func(next risk.Risk, err error) {
		require.NoError(t, err)
		r = next
		n++
	}
	at := func(p ownership.PartyID) ownership.Who {
		return ownership.Who{By: p, For: p, At: day(n), Ref: ownership.Ref("ref " + day(n).String())}
	}
	do(r.Revise(reg, at(ada), risk.Revise{Entry: entry(), Reason: "spelling"}))
	do(r.Assess(reg, at(ada), c, risk.Assess{Of: risk.Residual, Likelihood: "rare", Impact: "severe", Model: model, Reason: "with a third disk"}))
	do(r.Treat(reg, at(dan), risk.Treat{Treatment: risk.Treatment{ID: "disk", Response: risk.Share, Text: "a third disk", Owner: risk.Bearer{Role: ownership.RiskOwner}, Due: day(90), Progress: risk.Underway}, Reason: "ordered"}))
	do(r.Propose(reg, at(dan), risk.Propose{Assessment: 3, Until: day(90), Reason: "cheap"}))
	do(r.Accept(reg, at(ada), c, risk.Accept{Assessment: 3, Until: day(90), Request: 5, Reason: "yes"}))
	do(r.Revoke(reg, at(ada), risk.Revoke{Acceptance: 6, Reason: "no"}))
	do(r.Escalate(reg, at(ada), c, risk.Escalate{Amount: euro(5), Reason: "help"}))
	do(r.Decide(reg, at(eve), risk.Decide{Escalation: 8, Response: risk.Avoid, Reason: "switch it off"}))
	do(r.ReviewEntry(reg, at(dan), risk.ReviewEntry{Next: day(200), Reason: "as it was"}))
	do(r.Treat(reg, at(dan), risk.Treat{Treatment: risk.Treatment{ID: "disk", Response: risk.Share, Progress: risk.Done}}))
	do(r.Close(reg, at(ada), risk.Close{Reason: "off"}))
	do(r.Reopen(reg, at(ada), risk.Reopen{Review: day(300), Reason: "on"}))
	return r
}

func TestRiskJSON(t *testing.T) {
	for name, r := range map[string]risk.Risk{"zero": {}, "identified": identified(t), "accepted": accepted(t), "whole": wholeRisk(t)} {
		text, err := json.Marshal(r)
		require.NoError(t, err, name)
		var again risk.Risk
		require.NoError(t, json.Unmarshal(text, &again), name)
		require.Empty(t, cmp.Diff(r, again, cmp.AllowUnexported(risk.Risk{}, risk.Money{}), cmp.Comparer(func(a, b risk.Model) bool {
			x, _ := json.Marshal(a)
			y, _ := json.Marshal(b)
			return bytes.Equal(x, y)
		})), name)
		second, err := json.Marshal(again)
		require.NoError(t, err, name)
		require.Equal(t, string(text), string(second), name)
	}
	kinds := map[risk.ActKind]bool{}
	for a := range wholeRisk(t).Acts() {
		kinds[a.Kind] = true
	}
	assert.Len(t, kinds, len(actKindNames), "the fixture has every kind")
}

// TestRiskJSONIsStrict makes one change to a stored risk that is whole, and names
// the place that has to be complained of.
func TestRiskJSONIsStrict(t *testing.T) {
	for _, c := range []struct{ name, from, to, path string }{
		{"no id", `"id":"mail-1","scope"`, `"scope"`, "id"},
		{"no scope", `"scope":"service:mail","acts"`, `"acts"`, "scope"},
		{"unknown field", `"id":"mail-1"`, `"id":"mail-1","ID":"x"`, "ID"},
		{"unknown field of an act", `"kind":"identified"`, `"kind":"identified","note":"x"`, "acts[0].note"},
		{"repeated key", `"kind":"revised"`, `"kind":"revised","kind":"revised"`, "acts[1].kind"},
		{"unknown kind", `"kind":"revised"`, `"kind":"rewritten"`, "acts[1].kind"},
		{"no kind", `"kind":"revised"`, `"kind":""`, "acts[1].kind"},
		{"another kind", `"kind":"revised"`, `"kind":"reviewed"`, "acts[1].entry"},
		{"identified twice", `"kind":"revised"`, `"kind":"identified"`, "acts[1].kind"},
		{"revision", `"revision":2,"kind"`, `"revision":7,"kind"`, "acts[1].revision"},
		{"no status", `"status":"accepted"`, `"status":""`, "acts[5].status"},
		{"runs backwards", `"at":"2026-01-03T00:00:00Z","ref"`, `"at":"2026-01-01T00:00:00Z","ref"`, "acts[2].at"},
		{"proof of another instant", `"at":"2026-01-03T00:00:00Z","revision"`, `"at":"2026-01-03T00:00:01Z","revision"`, "acts[2].proof.at"},
		{"no instant", `"at":"2026-01-03T00:00:00Z","ref"`, `"at":"0001-01-01T00:00:00Z","ref"`, "acts[2].at"},
		{"same reference", `"ref":"ref 2026-01-03 00:00:00 +0000 UTC"`, `"ref":"ref 2026-01-02 00:00:00 +0000 UTC"`, "acts[2].ref"},
		{"proof of another scope", `"activity":"revoke-risk-acceptance","scope":"service:mail"`, `"activity":"revoke-risk-acceptance","scope":"service:chat"`, "acts[6].proof.scope"},
		{"proof of nobody", `"by":"eve"`, `"by":""`, "acts[8].proof.by"},
		{"unknown exposure", `"of":"residual"`, `"of":"rest"`, "acts[2].assessment.of"},
		{"no level", `"level":"medium","expected":"EUR 2.00","model"`, `"level":"","expected":"EUR 2.00","model"`, "acts[2].assessment.level"},
		{"negative loss", `"level":"medium","expected":"EUR 2.00","model"`, `"level":"medium","expected":"EUR -2.00","model"`, "acts[2].assessment.expected"},
		{"malformed money", `"expected":"EUR 2.00","model"`, `"expected":"EUR 2","model"`, "acts[2].assessment.expected"},
		{"malformed model", `"shape":"pert"`, `"shape":"curved"`, "acts[2].assessment.model.scenarios[0].losses[0].shape"},
		{"assessment of nothing", `"acceptance":{"assessment":3`, `"acceptance":{"assessment":2`, "acts[5].acceptance.assessment"},
		{"assessment to come", `"acceptance":{"assessment":3`, `"acceptance":{"assessment":99`, "acts[5].acceptance.assessment"},
		{"assessment number 0", `"proposal":{"assessment":3`, `"proposal":{"assessment":0`, "acts[4].proposal.assessment"},
		{"negative number", `"proposal":{"assessment":3`, `"proposal":{"assessment":-3`, "acts[4].proposal.assessment"},
		{"request of nothing", `"request":5`, `"request":4`, "acts[5].acceptance.request"},
		{"revokes nothing", `"revokes":6`, `"revokes":3`, "acts[6].revokes"},
		{"revokes not", `"revokes":6`, `"reason":"x"`, "acts[6].revokes"},
		{"decides on nothing", `"escalation":8`, `"escalation":7`, "acts[8].decision.escalation"},
		{"no response", `"escalation":8,"response":"avoid"`, `"escalation":8,"response":""`, "acts[8].decision.response"},
		{"nothing escalated", `"escalation":{"amount":"EUR 0.05"`, `"escalation":{"amount":""`, "acts[7].escalation.amount"},
		{"treatment without id", `"id":"disk","response":"share","text"`, `"id":"","response":"share","text"`, "acts[3].treatment.id"},
		{"treatment of a role and a party", `"owner":{"role":"risk-owner"}`, `"owner":{"role":"risk-owner","party":"dan"}`, "acts[3].treatment.owner"},
		{"instant before the year 1", `"due":"2026-04-01T00:00:00Z"`, `"due":"0000-04-01T00:00:00Z"`, "acts[3].treatment.due"},
		{"no next review", `"review":{"next":"2026-07-20T00:00:00Z"}`, `"review":{"next":"0001-01-01T00:00:00Z"}`, "acts[9].review.next"},
		{"no review", `"review":{"next":"2026-07-20T00:00:00Z"}`, `"reason":"x"`, "acts[9].review"},
		{"malformed cover", `"code":"owner.vacant"`, `"code":""`, "acts[0].entry.covers[0].code"},
		{"control without text", `"text":"nightly copies"`, `"text":""`, "acts[0].entry.controls[0].text"},
		{"null entry", `"kind":"closed"`, `"kind":"closed","entry":null`, "acts[11].entry"},
		{"no acts", `"acts":[`, `"acts":[],"x":[`, "acts"},
	} {
		text, err := json.Marshal(wholeRisk(t))
		require.NoError(t, err)
		require.Equal(t, 1, min(1, strings.Count(string(text), c.from)), "%s: %s is not in %s", c.name, c.from, text)
		broken := strings.Replace(string(text), c.from, c.to, 1)
		r := accepted(t)
		err = r.UnmarshalJSON([]byte(broken))
		require.ErrorIs(t, err, ownership.ErrInvalid, c.name)
		var list *strictjson.Error
		require.True(t, errors.As(err, &list), c.name)
		var found []string
		for _, p := range list.Problems {
			found = append(found, p.Path)
		}
		assert.Contains(t, found, c.path, c.name)
		assert.Equal(t, accepted(t), r, "%s: left as it was", c.name)
	}
}

// FuzzRiskJSON: what is read is written the same way again, and nothing that can be
// read keeps a question or a command from answering.
func FuzzRiskJSON(f *testing.F) {
	for _, r := range []risk.Risk{{}, identified(f), accepted(f), wholeRisk(f)} {
		text, err := json.Marshal(r)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(`{"id":"a","acts":[{}]}`))
	reg, c := world(f), criteria(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		var r risk.Risk
		if err := json.Unmarshal(data, &r); err != nil {
			return
		}
		text, err := json.Marshal(r)
		require.NoError(t, err)
		var again risk.Risk
		require.NoError(t, json.Unmarshal(text, &again))
		second, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(text), string(second))

		at := day(5)
		if a, ok := r.Act(r.Revision()); ok {
			at = a.At
		}
		for _, reg := range []*ownership.Register{nil, reg} {
			s := r.Standing(at, reg, c)
			require.Equal(t, s.Footing > risk.Stands, len(s.Findings) > 0)
			snapshot, err := risk.NewRegister(reg, risk.Facts{Criteria: c}, nil)
			require.NoError(t, err)
			snapshot.With(r).Review(at, ownership.Selection{})
		}
		who := ownership.Who{By: ada, At: at}
		for n := range r.Revision() + 2 {
			_, _ = r.Accept(reg, who, c, risk.Accept{Assessment: n, Until: at.AddDate(1, 0, 0), Request: r.Revision() - n, Reason: "x"})
			_, _ = r.Revoke(reg, who, risk.Revoke{Acceptance: n, Reason: "x"})
		}
		_, _ = r.Close(reg, who, risk.Close{Reason: "x"})
		r.Treatments()
		r.Undecided()
	})
}
