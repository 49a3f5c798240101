package risktest

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// CheckInvariants holds the risk at the instants to what must be true of every
// risk, however faulty its record: for tests of one's own stores, importers and
// criteria. Each breach names the rule with its requirement.
func CheckInvariants(t rapid.TB, reg *ownership.Register, criteria []risk.Criteria, r risk.Risk, at ...time.Time) {
	t.Helper()
	for _, instant := range at {
		v := &visit{reg: reg, criteria: criteria, r: r, at: instant, known: r.AsOf(instant), standing: r.Standing(instant, reg, criteria)}
		for _, inv := range invariants {
			if err := inv.check(v); err != nil {
				t.Errorf("risk %s at %s: %v\nthe rule: %s [%s]", r.ID(), instant.UTC().Format(time.RFC3339), err, inv.rule, inv.source)
			}
		}
	}
}

// A visit looks at one risk at one instant.
type visit struct {
	reg      *ownership.Register
	criteria []risk.Criteria
	r        risk.Risk
	at       time.Time
	known    risk.Risk // as recorded by the instant
	standing risk.Standing
}

// An invariant is one rule that no record breaks.
type invariant struct {
	source string
	rule   string
	check  func(*visit) error
}

var invariants = []invariant{
	{"R49", "what was recorded by an instant is not changed by what was recorded after it", (*visit).historyStays},
	{"R86", "an acceptance holds only if it was made and is neither expired nor revoked nor of a risk that was closed since", (*visit).holdsOnlyIf},
	{"R86", "an acceptance holds only if it is borne out by what is known", (*visit).borneOut},
	{"R86", "what is beyond tolerance or threshold is carried by a decision of senior management alone", (*visit).seniorDecides},
	{"R86", "where four eyes are asked for, nobody who asked for an acceptance took part in making it", (*visit).fourEyes},
	{"R86", "what keeps an acceptance from standing is told, sorted, by a rule of the table", (*visit).reasonsTold},
	{"R49", "a risk survives its stored form", (*visit).survives},
}

func (v *visit) historyStays() error {
	again := v.known.Standing(v.at, v.reg, v.criteria)
	if again.Footing != v.standing.Footing || again.Acceptance != v.standing.Acceptance || len(again.Findings) != len(v.standing.Findings) {
		return fmt.Errorf("it is %s with the later acts and %s without", v.standing.Footing, again.Footing)
	}
	for a := range v.known.Acts() {
		if a.At.After(v.at) {
			return fmt.Errorf("act %d is of %s", a.Revision, a.At)
		}
	}
	return nil
}

// act is the act that made the acceptance, if the risk counts as accepted.
func (v *visit) act() (risk.Act, bool) {
	if !v.standing.Accepted() {
		return risk.Act{}, false
	}
	return v.known.Act(v.standing.Acceptance)
}

func (v *visit) holdsOnlyIf() error {
	if !v.standing.Accepted() {
		return nil
	}
	act, ok := v.act()
	switch {
	case !ok || act.Acceptance == nil:
		return fmt.Errorf("act %d is no acceptance", v.standing.Acceptance)
	case !v.at.Before(act.Acceptance.Until):
		return fmt.Errorf("it was until %s", act.Acceptance.Until)
	}
	for a := range v.known.Acts() {
		switch {
		case a.Revokes == act.Revision:
			return fmt.Errorf("act %d revoked it", a.Revision)
		case a.Revision > act.Revision && a.Kind == risk.ActClosed:
			return fmt.Errorf("act %d closed the risk", a.Revision)
		case a.Revision > act.Revision && a.Acceptance != nil:
			return fmt.Errorf("act %d replaced it", a.Revision)
		}
	}
	return nil
}

func (v *visit) borneOut() error {
	if act, ok := v.act(); ok && !v.reg.Upholds(act.Proof) {
		return fmt.Errorf("%s had no authority to %s", act.Proof.By, act.Proof.Activity)
	}
	return nil
}

func (v *visit) seniorDecides() error {
	act, ok := v.act()
	if !ok {
		return nil
	}
	then := v.r.AsOf(act.At)
	in, ok := risk.CriteriaAt(v.criteria, act.At)
	a, found := v.r.Act(act.Acceptance.Assessment)
	if !ok || !found || a.Assessment == nil {
		return nil
	}
	// Several acts may bear the instant; what was revised after the acceptance is of no
	// concern, so the scopes are compared with those of the acceptance itself.
	if then.Revision() != act.Revision {
		return nil
	}
	p := in.Yardstick(v.reg, act.At, then.Entry().Category, then.Scopes()...).Position(a.Assessment.Likelihood, a.Assessment.Impact, a.Assessment.Expected)
	if p.ForSeniorManagement() && act.Proof.Activity != ownership.AcceptRiskBeyondTolerance {
		return fmt.Errorf("%s decided by %s", act.Proof.By, act.Proof.Activity)
	}
	return nil
}

func (v *visit) fourEyes() error {
	act, ok := v.act()
	in, measured := risk.CriteriaAt(v.criteria, act.At)
	if !ok || !measured || !in.FourEyes {
		return nil
	}
	request, ok := v.known.Act(act.Acceptance.Request)
	if !ok {
		return fmt.Errorf("nobody asked for it")
	}
	for _, p := range []ownership.PartyID{act.Proof.By, act.Proof.For} {
		if p != "" && (p == request.Proof.By || p == request.Proof.For) {
			return fmt.Errorf("%s asked and accepted", p)
		}
	}
	return nil
}

func (v *visit) reasonsTold() error {
	s := v.standing
	if (len(s.Findings) > 0) != (s.Footing == risk.Void || s.Footing == risk.Unconfirmed) || (s.Acceptance == 0) != (s.Footing == risk.Unaccepted) {
		return fmt.Errorf("%s with %d findings about act %d", s.Footing, len(s.Findings), s.Acceptance)
	}
	if !slices.IsSortedFunc(s.Findings, ownership.Finding.Compare) {
		return fmt.Errorf("the findings are in no order")
	}
	for _, f := range s.Findings {
		if !slices.ContainsFunc(risk.AcceptanceRules(), func(r ownership.Rule) bool { return r.Code == f.Code }) {
			return fmt.Errorf("%s is in no table", f.Code)
		}
		if f.Subject != v.r.ID().Subject() || f.Text() == "" || f.Remedy() == "" {
			return fmt.Errorf("%s says nothing of the risk", f.Code)
		}
	}
	return nil
}

func (v *visit) survives() error {
	text, err := json.Marshal(v.r)
	if err != nil {
		return err
	}
	var again risk.Risk
	if err := json.Unmarshal(text, &again); err != nil {
		return err
	}
	if !sameRisk(v.r, again) {
		return fmt.Errorf("it comes back as another one")
	}
	return nil
}
