package risktest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
	"github.com/serviceowner/itsm/risk"
)

func TestInvariants(t *testing.T) {
	footings := map[risk.Footing]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := Worlds().Draw(t, "world")
		reg := Must(w.Register())
		for _, r := range w.Risks {
			CheckInvariants(t, reg, w.Criteria, r, w.Instants...)
			for a := range r.Acts() {
				if !reg.Upholds(a.Proof) {
					t.Errorf("act %d of %s is not borne out", a.Revision, r.ID())
				}
			}
			for _, at := range w.Instants {
				footings[r.Standing(at, reg, w.Criteria).Footing]++
			}
		}
	})
	for _, f := range []risk.Footing{risk.Unaccepted, risk.Stands, risk.Void} { // Unconfirmed is rare
		if footings[f] == 0 {
			t.Errorf("no risk is %s", f)
		}
	}
	t.Log(footings)
}

// TestHostileInvariants: no record is so faulty that a question breaks down over it.
func TestHostileInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Worlds().Draw(t, "world")
		reg := Must(w.Register())
		r := HostileRisks().Draw(t, "risk")
		CheckInvariants(t, reg, w.Criteria, r, w.Instants...)
		CheckInvariants(t, reg, nil, r, ownershiptest.Day(3))
		snapshot := Must(risk.NewRegister(reg, risk.Facts{Criteria: w.Criteria}, nil)).With(r)
		for _, at := range w.Instants {
			snapshot.Review(at, ownership.Selection{})
			if s, list := snapshot.Standing(r, at), r.Standing(at, reg, w.Criteria); s.Footing != list.Footing {
				t.Errorf("%s by the snapshot, %s by the list", s.Footing, list.Footing)
			}
		}
	})
}

// A recorder takes the place of a test.
type recorder struct {
	rapid.TB
	said []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

// TestInvariantsBite: an answer that is wrong breaks the rule that forbids it.
func TestInvariantsBite(t *testing.T) {
	var w World
	var r risk.Risk
	for seed := 0; r.IsZero() && seed < 5000; seed++ { // the first world whose owner accepted what he had asked for
		drawn := Worlds().Example(seed)
		for _, x := range drawn.Risks {
			a, ok := x.Acceptance()
			if !ok || a.Acceptance.Request == 0 || a.Proof.Activity != ownership.AcceptRisk || x.AsOf(a.At).Revision() != a.Revision {
				continue
			}
			request, _ := x.Act(a.Acceptance.Request)
			if request.Proof.By == a.Proof.By && x.Standing(a.At, Must(drawn.Register()), drawn.Criteria).Footing == risk.Stands {
				w, r = drawn, x
			}
		}
	}
	if r.IsZero() {
		t.Fatal("no accepted risk was drawn")
	}
	reg := Must(w.Register())
	act, _ := r.Acceptance()
	strict, _ := risk.CriteriaAt(w.Criteria, act.At)
	strict.FourEyes, strict.Limits = true, nil
	good := func() *visit {
		return &visit{reg: reg, criteria: w.Criteria, r: r, at: act.At, known: r.AsOf(act.At), standing: risk.Standing{Footing: risk.Stands, Acceptance: act.Revision}}
	}
	for name, row := range map[string]struct {
		spoil func(*visit)
		check func(*visit) error
		want  string
	}{
		"another answer":      {func(v *visit) { v.standing.Footing = risk.Void }, (*visit).historyStays, "with the later acts"},
		"later acts":          {func(v *visit) { v.at = act.At.Add(-1) }, (*visit).historyStays, "act"},
		"no acceptance":       {func(v *visit) { v.standing.Acceptance = 1 }, (*visit).holdsOnlyIf, "is no acceptance"},
		"expired":             {func(v *visit) { v.at = act.Acceptance.Until }, (*visit).holdsOnlyIf, "it was until"},
		"nobody known":        {func(v *visit) { v.reg = nil }, (*visit).borneOut, "had no authority"},
		"four eyes":           {func(v *visit) { v.criteria = []risk.Criteria{strict} }, (*visit).fourEyes, "asked and accepted"},
		"beyond":              {func(v *visit) { v.criteria = []risk.Criteria{strict} }, (*visit).seniorDecides, "decided by"},
		"reason without need": {func(v *visit) { v.standing.Findings = make([]ownership.Finding, 1) }, (*visit).reasonsTold, "with 1 findings"},
		"void without reason": {func(v *visit) { v.standing.Footing = risk.Void }, (*visit).reasonsTold, "with 0 findings"},
		"code of another rule": {func(v *visit) {
			v.standing = risk.Standing{Footing: risk.Void, Acceptance: 1, Findings: make([]ownership.Finding, 1)}
		}, (*visit).reasonsTold, "in no table"},
	} {
		v := good()
		row.spoil(v)
		err := row.check(v)
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err := row.check(good()); err != nil {
			t.Errorf("%s, unspoilt: %v", name, err)
		}
	}
	said := &recorder{}
	CheckInvariants(said, reg, w.Criteria, r, time.Time{}, ownershiptest.Day(3))
	if len(said.said) > 0 {
		t.Errorf("a sound risk breaks %q", said.said)
	}
}
