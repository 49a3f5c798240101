package sla

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/serviceowner/itsm/internal/machine"
	"github.com/serviceowner/itsm/ownership"
)

// A dealing is a command on an agreement while it runs: an [order] with the
// status table, the version that it changes and the rules that it has to pass.
type dealing struct {
	*order
	reg    *ownership.Register
	before Agreement
	act    AgreementAct // without what finish fills in
	terms  *Terms       // a new version, or nil
}

// deal begins a command; what is malformed is collected until [dealing.ready].
func (a Agreement) deal(op string, auth ownership.Authority, who ownership.Who, command AgreementCommand) *dealing {
	x := &dealing{order: newOrder(op, a.id.Subject(), auth, who), before: a}
	x.act.Command = command
	if x.reg = ownership.RegisterOf(x.a); x.reg == nil {
		x.problem("authority", "none given, or never issued")
	}
	return x
}

// service checks the name of one of the services that are promised.
func (x *dealing) service(id ownership.ServiceID) {
	x.id("service", "service", string(id))
	if !x.before.IsZero() && !slices.Contains(x.before.promised(), id) {
		x.bad("service", "the agreement does not promise %.60q", id)
	}
	x.act.Service = id
}

// ready ends the collection of defects and looks whether the command can be
// given as things stand. An error is what the command returns.
func (x *dealing) ready() error {
	if x.defects == nil && x.before.IsZero() && x.act.Command != Drafted {
		x.refuse(agreementAbsent, "")
		return x.refusal()
	}
	if err := begin(x.order, x.before.history(), x.act.Command); err != nil {
		if old, ok := x.before.ByRef(x.who.Ref); ok && errors.Is(err, ownership.ErrRepeated) && !old.repeats(&x.act) {
			return &ownership.Error{
				Op: x.op, Subject: x.subject, Path: "who.ref",
				Err: fmt.Errorf("%w: %q is the reference of another command, on something else", ownership.ErrInvalid, old.Ref),
			}
		}
		return err
	}
	return nil
}

// repeats reports whether a command with the reference of x is that command
// again.
func (x *AgreementAct) repeats(y *AgreementAct) bool {
	return x.Side == y.Side && x.Service == y.Service && x.Target == y.Target
}

// history returns the acts as every record has them.
func (a *Agreement) history() []Act[AgreementCommand] {
	out := make([]Act[AgreementCommand], len(a.acts))
	for i := range a.acts {
		out[i] = a.acts[i].Act
	}
	return out
}

// move asks the status table where the command leads, and the authority whether
// it may be given.
func (x *dealing) move(scope ownership.Scope, amount ownership.Quantity) {
	status := x.before.NewestStatus(x.who.At)
	var unmet []machine.Condition
	switch begun := len(effectsOf(x.before.acts, x.before.versions)) > 0; {
	case !begun:
		unmet = []machine.Condition{ifForceBefore, ifStillInForce}
	case !x.before.running(x.who.At):
		unmet = []machine.Condition{ifNoForceBefore, ifStillInForce}
	default:
		unmet = []machine.Condition{ifNoForceBefore}
	}
	var refusal *machine.Refusal
	if err := agreementMachine.Explain(status, x.act.Command, unmet...); errors.As(err, &refusal) {
		x.refuse(agreementStatus, "", status.String(), x.act.Command.String())
	}
	x.act.Status = status
	if next, err := agreementMachine.Next(status, x.act.Command, unmet...); err == nil {
		x.act.Status = next
	}
	x.authorize(activityOf(x.act.Command, x.act.Side, x.before.kind), scope, amount)
}

// running reports whether something is in force at the instant, or will be.
func (a *Agreement) running(at time.Time) bool {
	ends, ok := a.Ends()
	return ok && (ends.IsZero() || at.Before(ends))
}

// activityOf returns the activity of a command; it is the same in all rows of the
// table.
func activityOf(c AgreementCommand, side Side, kind Kind) ownership.Activity {
	asks := asksDraft
	for i := range agreementRows {
		if agreementRows[i].On == c {
			asks = agreementRows[i].Data
			break
		}
	}
	if side == ForCounterparty {
		return asks.counterparty.of(kind)
	}
	return asks.provider.of(kind)
}

// propose puts other terms on the table.
func (x *dealing) propose(t Terms) {
	x.terms = &t
}

// seal makes the next agreement, judges it by the rules with the codes and
// returns it, or everything that stands in the way.
func (x *dealing) seal(reason string, codes ...ownership.Code) (Agreement, error) {
	next := x.before
	x.act.Version = len(next.versions)
	if x.terms != nil {
		x.act.Version++
		next.versions = append(slices.Clip(next.versions), Version{No: x.act.Version, Act: len(next.acts) + 1, Terms: x.terms.clone()})
	}
	draft := x.act
	draft.Act = Act[AgreementCommand]{
		Revision: len(next.acts) + 1, Command: x.act.Command, At: x.who.At, Ref: x.who.Ref, Reason: reason, Proof: x.proof,
	}
	next.acts = append(slices.Clip(next.acts), draft)
	x.admit(&next, codes)
	switch {
	case x.failed != nil:
		return x.before, x.failed
	case len(x.found) > 0:
		return x.before, x.refusal()
	}
	return next, nil
}

// admit judges what the agreement would be by rows of the table of reviews, under
// the policy in force: what policy softens, or a waiver lifts, does not block. Nor
// does what is wrong with a version before the newest: the command may be about to
// put it right.
func (x *dealing) admit(next *Agreement, codes []ownership.Code) {
	if len(codes) == 0 {
		return
	}
	book := NewBook(x.reg).With(*next)
	report := book.Review(x.who.At, ownership.Selection{Codes: codes, Subjects: []ownership.Subject{next.id.Subject()}})
	newest := versionPath(&next.versions[len(next.versions)-1])
	for _, f := range report.Blocking() {
		if !strings.HasPrefix(f.Path, versionsPath) || strings.HasPrefix(f.Path, newest) {
			x.found = append(x.found, f)
		}
	}
}
