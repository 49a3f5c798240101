package sla

import (
	"errors"
	"fmt"
	"time"

	"github.com/serviceowner/itsm/internal/chronicle"
	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// An order is a command on a record while it runs, in the steps of package
// chronicle.
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
	x := &order{op: op, subject: subject}
	x.who = chronicle.CheckWho(who, x.defect)
	x.a, _ = chronicle.Snapshot(a)
	return x
}

// defect records that the input is malformed, whatever the circumstances.
func (x *order) defect(path string, err error) {
	if err != nil {
		x.defects = append(x.defects, chronicle.Defect(x.op, x.subject, path, err))
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
	x.defect(path, chronicle.RequiredInstant(at))
	return instant.Normal(at)
}

func (x *order) text(path, text string) { x.defect(path, chronicle.CheckText(text)) }

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
	past := chronicle.Of(len(history), func(i int) chronicle.Act { return history[i].shown() })
	return past.Follow(x.op, x.subject, command, x.who)
}

// refuse records that something stands in the way.
func (x *order) refuse(rule *ownership.Rule, path string, args ...string) {
	x.found = append(x.found, chronicle.Obstacle(rule, x.subject, path, args...))
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
	found, failed := chronicle.Obstacles(err)
	x.found = append(x.found, found...)
	if failed != nil {
		x.failed = failed
	}
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
func (x *order) refusal() error { return chronicle.Refusal(x.op, x.subject, x.found) }
