package ownership

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
)

// An Outcome is what became of one step.
type Outcome struct {
	Step Step

	// Ref is the reference under which the command was given; empty if the Who of
	// the run had none.
	Ref Ref

	// Ledger is what is stored now; the zero Ledger if Err is not nil or nothing
	// had to be written.
	Ledger Ledger

	// Already is true if somebody else, or an earlier run, had done it before.
	Already bool

	// Err is nil, or why the step was not done.
	Err error
}

// unknownTries is how often a step is given again after an unknown outcome.
const unknownTries = 3

// errAlready leaves the closure of a step for which there is nothing left to do.
var errAlready = errors.New("already so")

// Apply gives the commands of the steps, one update of the store each, and
// returns what became of every one of them, in order. Nothing bypasses the
// rules: each step is an ordinary command by w, for which w.By needs a standing
// mandate like anybody else, and one that is refused is reported and leaves the
// others alone. The error joins those of the outcomes, in order; it is nil if
// everything is done.
//
// The commands take effect at the instant of the comparison, or at w.At if that
// is later, because only a correction changes the past. A step whose ledger is no
// longer as it was compared ends in [ErrConflict]; compare again. A correction
// retracts the claims that the source does not show, for the past as well.
//
// Each step has a Ref of its own, made of w.Ref and what the step says: a run
// that is repeated with the same w changes nothing that is done already. A step
// whose outcome is unknown is given again. If a is a [Live], it takes over every
// ledger that is stored.
func (r *Reconciliation) Apply(ctx context.Context, store Store, a Authority, w Who) ([]Outcome, error) {
	if store == nil {
		return nil, &Error{Op: "reconcile", Path: "store", Err: fmt.Errorf("%w: none given", ErrInvalid)}
	}
	var outcomes []Outcome
	var errs []error
	for step := range r.Commands() {
		o := r.apply(ctx, store, a, w, step)
		outcomes = append(outcomes, o)
		errs = append(errs, o.Err)
	}
	return outcomes, errors.Join(errs...)
}

func (r *Reconciliation) apply(ctx context.Context, store Store, a Authority, w Who, s Step) Outcome {
	o := Outcome{Step: s, Ref: s.ref(w.Ref)}
	w.Ref = o.Ref
	at := r.at
	if w.At.After(at) {
		at = w.At
	}
	for range unknownTries {
		o.Ledger, o.Err = store.Update(ctx, s.Scope, func(l Ledger) (Ledger, error) {
			return s.command(l, a, w, r.source, at)
		})
		if !errors.Is(o.Err, ErrOutcomeUnknown) {
			break
		}
	}
	if errors.Is(o.Err, errAlready) {
		o.Ledger, o.Err, o.Already = Ledger{}, nil, true
	}
	if o.Err != nil {
		o.Ledger = Ledger{}
		return o
	}
	if live, ok := a.(*Live); ok {
		live.Apply(o.Ledger)
	}
	return o
}

// command gives the command of the step to the ledger that is stored now.
func (s Step) command(l Ledger, a Authority, w Who, source string, at time.Time) (Ledger, error) {
	if _, done := l.ByRef(w.Ref); done {
		return l, errAlready
	}
	reason := "reconciled with " + source
	if s.Kind == Established || s.Kind == Imported {
		switch {
		case l.IsZero():
		case !slices.ContainsFunc(s.claims, func(k Claim) bool { return !l.has(k, at) }):
			return l, errAlready
		default:
			return l, s.moved()
		}
		claims := slices.Clone(s.claims)
		for i := range claims {
			claims[i].Period.From = at
		}
		if s.Kind == Imported {
			return l.Import(a, w, Import{Scope: s.Scope, Source: source, Claims: claims, Reason: reason})
		}
		return l.Establish(a, w, Establish{Scope: s.Scope, Claims: claims, Reason: reason})
	}
	now, k := l.holdersAt(s.Role, at), s.claims[0]
	switch {
	case s.each && l.has(k, at) == (s.Kind == Assigned), !s.each && slices.Equal(now, s.Observed):
		return l, errAlready
	case !s.each && !slices.Equal(now, s.Believed):
		return l, s.moved()
	}
	switch s.Kind {
	case Assigned:
		return l.Assign(a, w, Assign{Role: s.Role, To: k.Holder, Rank: k.Rank, Period: Period{From: at, Until: s.nextAfter(l, at)}, Mandate: k.Mandate, Reason: reason})
	case HandedOver:
		return l.Handover(a, w, Handover{Role: s.Role, From: s.Believed[0], To: k.Holder, At: at, Mandate: k.Mandate, Reason: reason})
	case Ended:
		return l.End(a, w, End{Role: s.Role, Holder: k.Holder, At: at, Reason: reason})
	default:
		return l.Correct(a, w, s.correction(l, k, reason, at))
	}
}

// correction leaves the observed holder alone in the role.
func (s Step) correction(l Ledger, k Claim, reason string, at time.Time) Correct {
	c := Correct{Reason: reason}
	stays := false
	for e := range l.At(at, time.Time{}) {
		switch {
		case e.Role != s.Role || e.Delegation != nil:
		case e.Holder == k.Holder:
			stays = true
		default:
			c.Retract = append(c.Retract, e.No)
		}
	}
	if !stays {
		k.Period = Period{From: at, Until: s.nextAfter(l, at)}
		c.Add = []Claim{k}
	}
	return c
}

func (s Step) moved() error {
	return &Error{Op: "reconcile", Subject: s.Scope.Subject(), Path: string(s.Role), Err: fmt.Errorf("%w: the ledger has changed since it was compared", ErrConflict)}
}

// ref is different for every step of a run and the same in every run.
func (s Step) ref(run Ref) Ref {
	if run == "" {
		return ""
	}
	text := string(run) + "/" + s.Kind.String() + "/" + string(s.Role)
	for _, k := range s.claims {
		text += "/" + string(k.Holder) + "/" + strconv.Itoa(k.Rank)
	}
	if len(text) > ident.Max {
		h := fnv.New128a()
		_, _ = h.Write([]byte(text)) // a hash never fails to be written to
		text = fmt.Sprintf("%s/%x", s.Kind, h.Sum(nil))
	}
	return Ref(text)
}

// holdersAt returns who has the role at the instant, distinct and in order.
func (l Ledger) holdersAt(role Role, at time.Time) []PartyID {
	var claims []Claim
	for e := range l.At(at, time.Time{}) {
		if e.Role == role && e.Delegation == nil {
			claims = append(claims, Claim{Holder: e.Holder})
		}
	}
	return holdersOf(claims)
}

// has reports whether the claim's holder has its role, with its rank, at the instant.
func (l Ledger) has(k Claim, at time.Time) bool {
	for e := range l.At(at, time.Time{}) {
		if e.Role == k.Role && e.Holder == k.Holder && e.Rank == k.Rank && e.Delegation == nil {
			return true
		}
	}
	return false
}

// nextAfter returns when the next schedule begins that an open assignment would
// run into, or the zero time.
func (s Step) nextAfter(l Ledger, at time.Time) time.Time {
	k, next := s.claims[0], unended
	for _, e := range l.believed() {
		from := spanOf(e.Period).from
		if e.Role != s.Role || !e.own() || from <= instantOf(at) || from >= next {
			continue
		}
		if !s.each || e.Holder == k.Holder || k.Rank != 0 && e.Rank == k.Rank {
			next = from
		}
	}
	return next.time()
}
