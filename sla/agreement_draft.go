package sla

import (
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

// Draft begins an agreement. Where the counterparty stands decides its kind
// (R66): without Through it has to be recorded as customer, of the agreement or
// of one of its services; with Through it has to provide or supply them, and the
// agreement is an OLA if it shares a topmost organisation with the provider and a
// contract otherwise. A Kind that contradicts this is refused.
//
// It asks for [ownership.DraftAgreement], [ownership.NegotiateOLA] or
// [ownership.NegotiateUC] over the scope of the agreement, which has to be
// declared as an area within a service, portfolio or organisation, so that those
// who hold roles there can act.
func (a Agreement) Draft(auth ownership.Authority, who ownership.Who, p Proposal) (Agreement, error) {
	x := Agreement{id: p.ID}.deal("draft agreement", auth, who, Drafted)
	p.problems(x.problem)
	if x.before = a; !a.IsZero() {
		if p.ID != a.id {
			x.bad("id", "%.60q, and there is %.60q already", p.ID, a.id)
		}
	}
	if err := x.ready(); err != nil {
		return a, err
	}
	if !a.IsZero() {
		x.refuse(agreementPresent, "")
		return a, x.refusal()
	}
	x.before = p.agreement(p.Kind)
	kind := standingOf(x.reg, &x.before, who.At).kind(len(x.before.through))
	if x.before.kind == 0 {
		x.before.kind = kind
	}
	if x.before.kind == 0 {
		x.refuse(agreementUnplaced, "counterparty", string(p.Counterparty))
		return a, x.refusal()
	}
	x.act.Status = Draft
	x.authorize(activityOf(Drafted, 0, x.before.kind), p.ID.Scope(), ownership.Quantity{})
	x.propose(p.Terms)
	next, err := x.seal("", agreementKindCode, agreementPlacelessCode)
	if err != nil {
		return a, err
	}
	return next, nil
}

// StateRequirements records, in a draft, what the customer asks for, in place of
// what was recorded before. It asks for [ownership.GatherLevelRequirements], or
// for the negotiation of the OLA or contract.
func (a Agreement) StateRequirements(auth ownership.Authority, who ownership.Who, list []LevelRequirement) (Agreement, error) {
	x := a.deal("state requirements", auth, who, RequirementsStated)
	terms := a.Newest().Terms
	terms.Requirements = slices.Clone(list)
	return x.change(terms, "")
}

// SetTargets turns requirements into targets, in a draft, in place of those that
// were set before. It asks for [ownership.SetLevelTargets], or for the
// negotiation of the OLA or contract.
func (a Agreement) SetTargets(auth ownership.Authority, who ownership.Who, list []LevelTarget) (Agreement, error) {
	x := a.deal("set targets", auth, who, TargetsSet)
	terms := a.Newest().Terms
	terms.Targets = slices.Clone(list)
	return x.change(terms, "")
}

// Negotiate puts terms on the table, as a new version. What was signed, committed
// and assessed for the version before does not count for this one. It asks for
// [ownership.NegotiateAgreement], [ownership.NegotiateOLA] or
// [ownership.NegotiateUC].
func (a Agreement) Negotiate(auth ownership.Authority, who ownership.Who, t Terms, reason string) (Agreement, error) {
	return a.deal("negotiate", auth, who, Negotiated).change(t, reason)
}

// Revise puts new terms on the table for an agreement that is in force or has
// expired. The version in force stays so until another is activated. It asks for
// [ownership.MaintainAgreement], [ownership.MaintainOLA] or
// [ownership.MaintainUC].
func (a Agreement) Revise(auth ownership.Authority, who ownership.Who, t Terms, reason string) (Agreement, error) {
	return a.deal("revise", auth, who, Revised).change(t, reason)
}

// change is what commands with new terms have in common.
func (x *dealing) change(t Terms, reason string) (Agreement, error) {
	a := x.before
	x.text("reason", reason)
	t.problems("terms", x.problem)
	if !a.IsZero() {
		servicesOfTargets(&t, a.promised(), "terms.targets", x.problem)
	}
	if err := x.ready(); err != nil {
		return a, err
	}
	x.propose(t)
	x.move(a.id.Scope(), ownership.Quantity{})
	return x.seal(reason)
}

// servicesOfTargets refuses targets about services that are not promised.
func servicesOfTargets(t *Terms, promised []ownership.ServiceID, path string, add func(path, text string)) {
	for i := range t.Targets {
		if s := t.Targets[i].Service; s != "" && !slices.Contains(promised, s) {
			add(indexed(path, i)+".service", "is not among the services that the agreement promises")
		}
	}
}
