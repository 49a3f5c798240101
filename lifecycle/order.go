package lifecycle

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/serviceowner/itsm/internal/chronicle"
	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// The bounds of what a command records. They are far beyond what anybody writes
// and keep a careless program from filling a record.
const (
	maxText = 1 << 14 // bytes
	maxList = 1000
)

// An order is a command on a record while it runs, in the steps of package
// chronicle.
type order struct {
	op      string
	subject ownership.Subject
	command Command
	who     ownership.Who
	reg     *ownership.Register
	reason  string
	defects []error
	found   []ownership.Finding
	failed  error // an authority that could not judge
	proof   ownership.Proof
	a       ownership.Authority
}

// newOrder checks who gives the command. Its instant has no default.
func newOrder(op string, command Command, subject ownership.Subject, a ownership.Authority, who ownership.Who) *order {
	x := &order{op: op, command: command, subject: subject}
	x.who = chronicle.CheckWho(who, x.defect)
	x.a, x.reg = chronicle.Snapshot(a)
	return x
}

// defect records that the input is malformed, whatever the circumstances.
func (x *order) defect(path string, err error) {
	if err != nil {
		x.defects = append(x.defects, chronicle.Defect(x.op, x.subject, path, err))
	}
}

func (x *order) bad(path, format string, args ...any) { x.defect(path, fmt.Errorf(format, args...)) }

func (x *order) id(path, kind, id string) { x.defect(path, ident.Check(kind, id)) }

// instant checks a required instant and returns its normal form.
func (x *order) instant(path string, at time.Time) time.Time {
	x.defect(path, chronicle.RequiredInstant(at))
	return instant.Normal(at)
}

func (x *order) text(path, text string) { x.defect(path, checkText(text)) }

func (x *order) required(path, text string) {
	if text == "" {
		x.bad(path, "required")
	}
	x.text(path, text)
}

func (x *order) because(reason string) {
	x.text("reason", reason)
	x.reason = reason
}

// begin ends the collection of defects; an error is what the command returns.
func begin[T any, P acting[T]](x *order, h history[T, P]) error {
	if x.defects != nil {
		return errors.Join(x.defects...)
	}
	if err := h.shown().Follow(x.op, x.subject, x.command, x.who); err != nil {
		return err
	}
	if x.reg == nil {
		return chronicle.Fail(x.op, x.subject, "authority", ownership.ErrInvalid, "none given, or one that knows nothing")
	}
	return nil
}

// refuse records that something stands in the way.
func (x *order) refuse(rule *ownership.Rule, path string, args ...string) {
	x.found = append(x.found, chronicle.Obstacle(rule, x.subject, path, args...))
}

// authorize asks for the activity. The proof of the first that is granted is what
// the act rests on.
func (x *order) authorize(activity ownership.Activity, scope ownership.Scope) {
	auth, err := ownership.Authorize(x.a, ownership.Request{By: x.who.By, For: x.who.For, Activity: activity, Scope: scope, At: x.who.At})
	if err == nil {
		if x.proof == (ownership.Proof{}) {
			x.proof = auth.Proof()
		}
		return
	}
	found, failed := chronicle.Obstacles(err)
	x.found = append(x.found, found...)
	if failed != nil {
		x.failed = failed
	}
}

// finish returns the act that is to be recorded as the next one, or everything
// that stands in the way, sorted.
func (x *order) finish(revision int) (Act, error) {
	if x.failed != nil {
		return Act{}, x.failed
	}
	if len(x.found) > 0 {
		return Act{}, chronicle.Refusal(x.op, x.subject, x.found)
	}
	return Act{Revision: revision, Command: x.command, At: x.who.At, Ref: x.who.Ref, Reason: x.reason, Proof: x.proof}, nil
}

// checkText keeps what could not be written and read back unchanged out of
// records.
func checkText(text string) error {
	if len(text) > maxText {
		return fmt.Errorf("%d bytes, at most %d", len(text), maxText)
	}
	return chronicle.CheckText(text)
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
