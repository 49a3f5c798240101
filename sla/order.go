package sla

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// An order is a command on a record while it runs:
//
//  1. what is malformed is collected, all of it,
//  2. a repeated Ref ends it without a change,
//  3. the authority is asked, and what stands in the way is collected,
//  4. the act is added, or everything that was found is returned.
//
// From 3 on nothing stops at the first obstacle: somebody who may not do
// something learns at once what else would have stood in the way.
type order struct {
	op      string
	subject ownership.Subject
	who     ownership.Who
	a       ownership.Authority
	defects []error
	found   []ownership.Finding
	failed  error // an authority that could not judge
	proof   ownership.Proof
}

// newOrder checks who gives the command. Its instant has no default.
func newOrder(op string, subject ownership.Subject, a ownership.Authority, who ownership.Who) *order {
	x := &order{op: op, subject: subject, who: who, a: a}
	x.id("who.by", "party", string(who.By))
	if who.For != "" {
		x.id("who.for", "party", string(who.For))
	}
	if who.Ref != "" {
		x.id("who.ref", "ref", string(who.Ref))
	}
	x.who.At = x.instant("who.at", who.At)
	if live, ok := a.(*ownership.Live); ok {
		x.a = live.Register() // one snapshot for all that the command asks
	}
	return x
}

// defect records that the input is malformed, whatever the circumstances.
func (x *order) defect(path string, err error) {
	if err != nil {
		x.defects = append(x.defects, &ownership.Error{Op: x.op, Subject: x.subject, Path: path, Err: asInvalid(err)})
	}
}

func (x *order) bad(path, format string, args ...any) {
	x.defect(path, fmt.Errorf(format, args...))
}

// problem is bad for what is said already.
func (x *order) problem(path, text string) { x.defect(path, errors.New(text)) }

func (x *order) id(path, kind, id string) { x.defect(path, ident.Check(kind, id)) }

// instant checks a required instant and returns its normal form.
func (x *order) instant(path string, at time.Time) time.Time {
	x.defect(path, requiredInstant(at))
	return instant.Normal(at)
}

func (x *order) text(path, text string) { x.defect(path, checkText(text)) }

func (x *order) required(path, text string) {
	if text == "" {
		x.bad(path, "required")
	}
	x.text(path, text)
}

// begin ends the collection of defects; an error is what the command returns.
func begin[C comparable](x *order, history []Act[C], command C) error {
	if x.defects != nil {
		return errors.Join(x.defects...)
	}
	fail := func(path string, sentinel error, format string, args ...any) error {
		return &ownership.Error{Op: x.op, Subject: x.subject, Path: path, Err: fmt.Errorf("%w: %s", sentinel, fmt.Sprintf(format, args...))}
	}
	for i := range history {
		act := &history[i]
		if x.who.Ref == "" || act.Ref != x.who.Ref {
			continue
		}
		if act.Command != command || act.Proof.By != x.who.By {
			return fail("who.ref", ownership.ErrInvalid, "%q is the reference of another command, %v by %s", act.Ref, act.Command, act.Proof.By)
		}
		return fail("who.ref", ownership.ErrRepeated, "%q, as revision %d", act.Ref, act.Revision)
	}
	if n := len(history); n > 0 && x.who.At.Before(history[n-1].At) {
		return fail("who.at", ownership.ErrInvalid, "before the last recorded act, %s", history[n-1].At.Format(time.RFC3339Nano))
	}
	return nil
}

// refuse records that something stands in the way.
func (x *order) refuse(rule *ownership.Rule, path string, args ...string) {
	f := rule.NewFinding(x.subject, path)
	f.Severity = ownership.SeverityError // of a command, whatever it is of a record
	for i, value := range args[:min(len(args), len(rule.Args))] {
		f.Args = append(f.Args, ownership.Arg{Name: rule.Args[i], Value: value})
	}
	x.found = append(x.found, f)
}

// authorize asks for the activity.
func (x *order) authorize(activity ownership.Activity, scope ownership.Scope, amount ownership.Quantity) {
	auth, err := ownership.Authorize(x.a, ownership.Request{
		By: x.who.By, For: x.who.For, Activity: activity, Scope: scope, At: x.who.At, Amount: amount,
	})
	if err == nil {
		x.proof = auth.Proof()
		return
	}
	if refused := asError(err); refused != nil && len(refused.Findings) > 0 {
		x.found = append(x.found, refused.Findings...)
		return
	}
	x.failed = err
}

// finish returns the history with the act, or everything that stands in the way.
func finish[C comparable](x *order, history []Act[C], command C, reason string) ([]Act[C], error) {
	if x.failed != nil {
		return nil, x.failed
	}
	if len(x.found) > 0 {
		return nil, x.refusal()
	}
	act := Act[C]{Revision: len(history) + 1, Command: command, At: x.who.At, Ref: x.who.Ref, Reason: reason, Proof: x.proof}
	return append(history[:len(history):len(history)], act), nil
}

// refusal returns everything that stands in the way, sorted.
func (x *order) refusal() error {
	slices.SortFunc(x.found, ownership.Finding.Compare)
	found := slices.CompactFunc(x.found, func(a, b ownership.Finding) bool { return a.Compare(b) == 0 })
	return &ownership.Error{Op: x.op, Subject: x.subject, Findings: found, Err: ownership.ErrRefused}
}
