package risk

import (
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Propose asks that a risk be accepted.
type Propose struct {
	Assessment int       // the revision of the act that made it
	Until      time.Time // until when it is to be carried
	Reason     string    // required
}

// Propose records that somebody asks for an acceptance; whoever accepts names the
// proposal. It is needed where two people are to look at every acceptance. To ask
// is to plan how the risk is treated, so it asks for [ownership.TreatRisk].
func (r Risk) Propose(a ownership.Authority, w ownership.Who, c Propose) (Risk, error) {
	x := newCommand(r, "propose acceptance", ActProposed, a, w)
	x.acceptable(c.Assessment)
	c.Until = x.later("until", c.Until)
	x.because("reason", c.Reason)
	if err := x.begin(); err != nil {
		return r, err
	}
	x.act.Proposal = &Proposal{c.Assessment, c.Until}
	x.authorize(Money{}, ownership.TreatRisk)
	x.open()
	x.newest(c.Assessment)
	return x.finish()
}

// Accept decides to carry a risk.
type Accept struct {
	// Assessment is the revision of the act with the assessment that is accepted,
	// the newest of its exposure: current or residual.
	Assessment int

	// Until is the first instant at which the acceptance no longer holds.
	Until time.Time

	// Request is the revision of the proposal or escalation that is answered; 0 if
	// nobody asked.
	Request int

	Reason string // required
}

// Accept records that the risk is carried as it was assessed, until an instant.
// Whether the level is within tolerance and the expected loss within the threshold
// is read from the criteria in force, for every scope of the risk. Within both it
// asks for [ownership.AcceptRisk], which the service owner has, or else for
// [ownership.AcceptRiskBeyondTolerance]; above either only for the latter, which
// senior management has (R86). The expected loss is what a mandate's limit is held
// against.
//
// A later acceptance replaces an earlier one, which is how somebody confirms an
// acceptance that asks for it. Everything that would make the acceptance void
// refuses it.
func (r Risk) Accept(a ownership.Authority, w ownership.Who, criteria []Criteria, c Accept) (Risk, error) {
	x := newCommand(r, "accept", ActAccepted, a, w)
	assessment := x.acceptable(c.Assessment)
	c.Until = x.later("until", c.Until)
	x.because("reason", c.Reason)
	if c.Request != 0 {
		request := x.revision("request", c.Request, "proposal or escalation", func(a *Act) bool { return a.Proposal != nil || a.Escalation != nil })
		x.must(request == nil || request.Proposal == nil || request.Proposal.Assessment == c.Assessment,
			"request", "%d is about another assessment", c.Request)
		x.fits(request == nil || r.lasts(c.Request), "request", "%d is from before the risk was closed", c.Request)
	}
	if err := x.begin(); err != nil {
		return r, err
	}
	x.move(accepted)
	x.newest(c.Assessment)
	in, ok := CriteriaAt(criteria, x.who.At)
	if !ok {
		x.refuse(riskCriteria, "criteria")
		return x.finish()
	}
	stands := position(listed{criteria, x.reg}, &r, x.who.At, assessment)
	if stands.Level == "" {
		x.refuse(riskOffGrid, "assessment", string(assessment.Likelihood), string(assessment.Impact), string(in.Grid.ID()), in.Grid.Version())
	}
	x.act.Acceptance = &Acceptance{
		Assessment: c.Assessment, Until: c.Until, Request: c.Request,
		Grid: in.Grid.ID(), GridVersion: in.Grid.Version(), Level: stands.Level,
		Expected: assessment.Expected,
	}
	x.authorize(assessment.Expected, entitling(stands)...)
	x.judge(criteria)
	return x.finish()
}

// entitling are the activities of which one entitles to accept what has the
// position, the one that is meant for it first.
func entitling(p Position) []ownership.Activity {
	if p.ForSeniorManagement() {
		return []ownership.Activity{ownership.AcceptRiskBeyondTolerance}
	}
	return []ownership.Activity{ownership.AcceptRisk, ownership.AcceptRiskBeyondTolerance}
}

// position is where the assessment of the risk stands at the instant.
func position(by measures, k *Risk, at time.Time, a *Assessment) Position {
	return by.yardstickOn(k, at).Position(a.Likelihood, a.Impact, a.Expected)
}

// acceptable checks that the act is an assessment of what can be carried. An
// inherent risk is one that nobody has: there are controls.
func (x *command) acceptable(revision int) *Assessment {
	a := x.revision("assessment", revision, "assessment", func(a *Act) bool { return a.Assessment != nil })
	if a == nil {
		return &Assessment{}
	}
	x.must(a.Assessment.Of != Inherent, "assessment", "%d is of the inherent risk, which nobody carries", revision)
	return a.Assessment
}

// newest refuses an assessment that was overtaken, by another of its exposure or by
// the risk's being closed.
func (x *command) newest(revision int) {
	a := x.before.act(revision)
	if x.before.assessed(a.Assessment.Of) != a || !x.before.lasts(revision) {
		x.refuse(riskOutdated, "assessment", digits(revision))
	}
}

// lasts reports whether the risk was not closed since the act.
func (r *Risk) lasts(revision int) bool {
	end := r.last(func(a *Act) bool { return a.Kind == ActClosed })
	return end == nil || end.Revision < revision
}

// judge refuses an acceptance that would be void from its beginning.
func (x *command) judge(criteria []Criteria) {
	next := x.after()
	v := acceptedAt(&next, x.who.At, x.reg, listed{criteria, x.reg})
	for i := range acceptanceRules {
		row := &acceptanceRules[i]
		if row.effect == voids && (x.granted() || !row.reproves) {
			row.check(v, func(path string, args ...string) { x.refuse(&row.rule, path, args...) })
		}
	}
}

// Revoke takes an acceptance back.
type Revoke struct {
	// Acceptance is the revision of the act that made it; it guards against revoking
	// one that has been replaced meanwhile.
	Acceptance int
	Reason     string // required
}

// Revoke ends the acceptance at the instant of the command. It asks for
// [ownership.RevokeRiskAcceptance].
func (r Risk) Revoke(a ownership.Authority, w ownership.Who, c Revoke) (Risk, error) {
	x := newCommand(r, "revoke", ActRevoked, a, w)
	in := r.acceptance()
	x.fits(in != nil && in.Revision == c.Acceptance, "acceptance", "%d is not the revision of the newest acceptance", c.Acceptance)
	x.because("reason", c.Reason)
	if err := x.begin(); err != nil {
		return r, err
	}
	x.act.Revokes = c.Acceptance
	x.authorize(Money{}, ownership.RevokeRiskAcceptance)
	x.move(revoked)
	if x.act.Status == StatusAssessed && len(r.Treatments()) > 0 {
		x.move(r.treated())
	}
	return x.finish()
}
