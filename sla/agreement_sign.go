package sla

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Sign signs the newest version for one side. With the second signature it is
// agreed. Nobody signs for both sides, neither as the one who acts nor as the one
// on whose behalf. What is signed has to be feasible, or settled (R62); see
// [Agreement.Assess].
//
// For the provider it asks for [ownership.SignAgreementForProvider],
// [ownership.SignOLAForProvider] or [ownership.SignUCForProvider], for the
// counterparty for [ownership.SignAgreementForCustomer],
// [ownership.SignOLAForSupportingParty] or [ownership.SignUCForSupplier].
func (a Agreement) Sign(auth ownership.Authority, who ownership.Who, side Side) (Agreement, error) {
	command := Signed
	if old, ok := a.ByRef(who.Ref); ok && old.Side == side && old.Command == Countersigned || !ok && a.signature(len(a.versions), other(side)) != nil {
		command = Countersigned
	}
	x := a.deal("sign", auth, who, command)
	x.side(side)
	if err := x.ready(); err != nil {
		return a, err
	}
	x.move(a.id.Scope(), ownership.Quantity{})
	if a.signature(len(a.versions), side) != nil {
		x.refuse(agreementSigned, "side", side.String())
	}
	return x.seal("", agreementKindCode, agreementPlacelessCode, agreementUnassessedCode, agreementUnsettledCode, agreementLapsedCode,
		agreementBothSidesCode, agreementOnePersonCode, agreementNoTargetsCode)
}

func (x *dealing) side(side Side) {
	if !sides.Known(side) {
		x.problem("side", "missing")
	}
	x.act.Side = side
}

func other(s Side) Side {
	if s == ForProvider {
		return ForCounterparty
	}
	return ForProvider
}

// Activate puts the agreed version into force, from now on or from the beginning
// of its validity. It asks for [ownership.ActivateAgreement],
// [ownership.MaintainOLA] or [ownership.MaintainUC].
func (a Agreement) Activate(auth ownership.Authority, who ownership.Who) (Agreement, error) {
	x := a.deal("activate", auth, who, Activated)
	if err := x.ready(); err != nil {
		return a, err
	}
	x.move(a.id.Scope(), ownership.Quantity{})
	if until := a.versions[len(a.versions)-1].Terms.Validity.Until; !until.IsZero() && !until.After(x.who.At) {
		x.refuse(agreementOver, "terms.validity", until.Format(time.RFC3339))
	}
	return x.seal("", agreementKindCode, agreementUnsignedCode, agreementUncommittedCode, agreementUnassessedCode, agreementUnsettledCode,
		agreementLapsedCode, agreementBothSidesCode, agreementOnePersonCode, agreementNoTargetsCode)
}

// Withdraw gives up terms that are not in force yet: those of a revision, after
// which what was in force before goes on, or the whole agreement, which is
// terminated. It asks for the activity of [Agreement.Negotiate].
func (a Agreement) Withdraw(auth ownership.Authority, who ownership.Who, reason string) (Agreement, error) {
	command := Withdrawn
	old, ok := a.ByRef(who.Ref)
	if ok && old.Command == RevisionWithdrawn || !ok && len(effectsOf(a.acts, a.versions)) > 0 {
		command = RevisionWithdrawn
	}
	x := a.deal("withdraw", auth, who, command)
	x.required("reason", reason)
	if err := x.ready(); err != nil {
		return a, err
	}
	x.move(a.id.Scope(), ownership.Quantity{})
	return x.seal(reason)
}

// A Notice ends an agreement that is in force.
type Notice struct {
	Side Side
	// At is when it ends; zero means as soon as the period of notice allows.
	At     time.Time
	Reason string // required
}

// GiveNotice ends the agreement at an instant, not before the period of notice in
// its terms is over; what is being negotiated falls at once. It asks for
// [ownership.TerminateAgreement], [ownership.TerminateForCustomer],
// [ownership.TerminateOLA] or [ownership.TerminateUC].
func (a Agreement) GiveNotice(auth ownership.Authority, who ownership.Who, n Notice) (Agreement, error) {
	x := a.deal("give notice", auth, who, NoticeGiven)
	x.side(n.Side)
	x.required("reason", n.Reason)
	x.act.Until = a.noticeEnds(x.who.At)
	if !n.At.IsZero() {
		if x.act.Until = x.instant("at", n.At); x.act.Until.Before(x.who.At) {
			x.problem("at", "before the command")
		}
	}
	if err := x.ready(); err != nil {
		return a, err
	}
	x.move(a.id.Scope(), ownership.Quantity{})
	return x.seal(n.Reason, agreementNoticeCode)
}

// noticeEnds returns the earliest end of the agreement by a notice of the
// instant.
func (a *Agreement) noticeEnds(at time.Time) time.Time {
	if v := a.noticed(at); v != nil {
		return normalTime(at.AddDate(0, 0, v.Terms.NoticeDays)) // of UTC: 24 hours each
	}
	return at
}

// noticed returns the version by whose terms notice is given at the instant: the
// one in force, or the first that will be.
func (a *Agreement) noticed(at time.Time) *Version {
	for _, e := range effectsOf(a.actsBy(at), a.versions) {
		if e.period.IsOpen() || at.Before(e.period.Until) {
			return &a.versions[e.version-1]
		}
	}
	return nil
}

// signature returns the act by which the version was signed for the side, or nil.
func (a *Agreement) signature(version int, side Side) *AgreementAct {
	i := slices.IndexFunc(a.acts, func(x AgreementAct) bool {
		return x.Version == version && x.Side == side && (x.Command == Signed || x.Command == Countersigned)
	})
	if i < 0 {
		return nil
	}
	return &a.acts[i]
}
