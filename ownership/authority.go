package ownership

import (
	"fmt"
	"time"
)

// A Request asks whether By may do Activity to Scope at the instant At.
type Request struct {
	By       PartyID
	For      PartyID // on whose behalf; empty: by own right or for whomever By stands in for
	Activity Activity
	Scope    Scope
	At       time.Time
	Amount   Quantity // what a limited activity commits; zero otherwise
}

func (q Request) normal() Request { q.At = normalTime(q.At); return q }

// An Authority decides whether something may be done. Only a [Register], a
// [Live] register and an [Authorization] are authorities, so that no answer can
// be made up outside this package. This guards against forgetting to ask and
// against mixing up answers; it does not guard against a program that invents
// its facts.
type Authority interface {
	// authorize judges the request as if the authority already knew the ledger
	// in hand; nil means that there is none, and a register judges by what it
	// knows for the zero Ledger, too.
	authorize(req Request, inHand *Ledger) (Authorization, error)

	// register returns the register that would judge, or nil.
	register() *Register
}

// An Authorization is the answer "yes" to one [Request]. It is issued by a
// register, valid for exactly that request, and for a command on a ledger only
// on the revision of the ledger that it was issued for. The zero Authorization
// is refused everywhere.
type Authorization struct {
	req      Request
	proof    Proof
	revision int       // of the ledger of req.Scope when issued
	by       *Register // nil in the zero Authorization
}

// Authorize asks the authority and returns its Authorization, or an *Error over
// [ErrRefused] that lists everything that is missing. Commands ask by
// themselves; this is for the commands of other packages and for acts that are
// no command of this library.
func Authorize(a Authority, req Request) (Authorization, error) {
	if a == nil {
		return Authorization{}, &Error{Op: string(req.Activity), Subject: req.Scope.Subject(), Path: "authority", Err: fmt.Errorf("%w: no authority", ErrInvalid)}
	}
	return a.authorize(req, nil)
}

// RegisterOf returns the register by which the authority judges at this moment, or
// nil if there is none: for the commands of other packages that read facts as
// well. A command that asks a [Live] register several things asks the register
// that this returns, so that all answers are of one snapshot.
func RegisterOf(a Authority) *Register {
	if a == nil {
		return nil
	}
	if r := a.register(); r != nil && r.snapshot != nil {
		return r
	}
	return nil
}

// Proof returns on what the authorization rests, for the record; the zero Proof
// for the zero Authorization.
func (a Authorization) Proof() Proof { return a.proof }

// Check returns nil if a was issued for exactly this request, and otherwise an
// *Error over [ErrStale].
func (a Authorization) Check(req Request) error {
	_, err := a.authorize(req, nil)
	return err
}

// IsZero reports whether a was never issued.
func (a Authorization) IsZero() bool { return a.by == nil }

func (a Authorization) register() *Register { return a.by }

func (a Authorization) authorize(req Request, inHand *Ledger) (Authorization, error) {
	stale := func(why string) (Authorization, error) {
		return Authorization{}, &Error{Op: string(req.Activity), Subject: req.Scope.Subject(), Path: "authorization", Err: fmt.Errorf("%w: %s", ErrStale, why)}
	}
	switch {
	case a.by == nil:
		return stale("never issued")
	case a.req != req.normal():
		return stale("issued for another request")
	case inHand != nil && !inHand.IsZero() && inHand.scope != req.Scope:
		return stale("issued for another scope than the ledger's")
	case inHand != nil && inHand.Revision() != a.revision:
		return stale(fmt.Sprintf("issued on revision %d of the ledger, which is at %d", a.revision, inHand.Revision()))
	}
	return a, nil
}

// Authorize returns an Authorization for the request, or an *Error over
// [ErrRefused] that lists everything that is missing. May, Why and Authorize are
// three readings of one judgement.
func (r *Register) Authorize(req Request) (Authorization, error) { return r.authorize(req, nil) }

// May reports whether the request would be authorised: whether Why is nil.
func (r *Register) May(req Request) bool {
	r = r.use()
	s, okS := r.scopeNo(req.Scope)
	p, okP := r.partyNo(req.By)
	if !okS || !okP || req.Activity == EstablishOwnership {
		return r.Why(req) == nil // it may be a founding act
	}
	at := instantOf(req.At)
	m := r.matrixAt(at)
	row := m.row(req.Activity)
	return row != nil && req.plausible() && r.judge(m, row, p, s, at, req).ok()
}

// Why returns nil if the request would be authorised, and otherwise an *Error
// over [ErrRefused], or over [ErrInvalid] for a malformed request, that lists
// everything that is missing.
func (r *Register) Why(req Request) error {
	_, err := r.authorize(req, nil)
	return err
}

func (r *Register) register() *Register { return r }

func (r *Register) authorize(req Request, inHand *Ledger) (Authorization, error) {
	r = r.use()
	if err := req.check(); err != nil {
		return Authorization{}, err
	}
	req = req.normal()
	known := r
	if inHand != nil && !inHand.IsZero() {
		known = r.With(*inHand)
	}
	return known.decide(req)
}
