package lifecycle

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

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
	x := &order{op: op, command: command, subject: subject, who: who, a: a}
	x.id("who.by", "party", string(who.By))
	if who.For != "" {
		x.id("who.for", "party", string(who.For))
	}
	if who.Ref != "" {
		x.id("who.ref", "ref", string(who.Ref))
	}
	x.who.At = x.instant("who.at", who.At)
	x.reg = ownership.RegisterOf(a)
	if _, live := a.(*ownership.Live); live {
		x.a = x.reg // one snapshot for all that the command asks
	}
	return x
}

func (x *order) bad(path, format string, args ...any) {
	err := fmt.Errorf(format, args...)
	if !errors.Is(err, ownership.ErrInvalid) {
		err = fmt.Errorf("%w: %w", ownership.ErrInvalid, err)
	}
	x.defects = append(x.defects, &ownership.Error{Op: x.op, Subject: x.subject, Path: path, Err: err})
}

func (x *order) id(path, kind, id string) {
	if err := ident.Check(kind, id); err != nil {
		x.bad(path, "%w", err)
	}
}

// instant checks a required instant and returns its normal form.
func (x *order) instant(path string, at time.Time) time.Time {
	if err := requiredInstant(at); err != nil {
		x.bad(path, "%w", err)
	}
	return instant.Normal(at)
}

func (x *order) text(path, text string) {
	if err := checkText(text); err != nil {
		x.bad(path, "%w", err)
	}
}

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
	if was, ok := h.byRef(x.who.Ref); ok {
		if was.Command != x.command || was.Proof.By != x.who.By {
			return x.fail("who.ref", ownership.ErrInvalid, "%q is the reference of another command, %s by %s", was.Ref, was.Command, was.Proof.By)
		}
		return x.fail("who.ref", ownership.ErrRepeated, "%q, as revision %d", was.Ref, was.Revision)
	}
	if last := h.last(); x.who.At.Before(last) {
		return x.fail("who.at", ownership.ErrInvalid, "before the last recorded act, %s", last.Format(time.RFC3339Nano))
	}
	if x.reg == nil {
		return x.fail("authority", ownership.ErrInvalid, "none given, or one that knows nothing")
	}
	return nil
}

func (x *order) fail(path string, sentinel error, format string, args ...any) error {
	return &ownership.Error{Op: x.op, Subject: x.subject, Path: path, Err: fmt.Errorf("%w: %s", sentinel, fmt.Sprintf(format, args...))}
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

// authorize asks for the activity. The proof of the first that is granted is what
// the act rests on.
func (x *order) authorize(activity ownership.Activity, scope ownership.Scope) {
	auth, err := ownership.Authorize(x.a, ownership.Request{By: x.who.By, For: x.who.For, Activity: activity, Scope: scope, At: x.who.At})
	var refused *ownership.Error
	switch {
	case err == nil && x.proof == ownership.Proof{}:
		x.proof = auth.Proof()
	case err == nil:
	case errors.As(err, &refused) && errors.Is(err, ownership.ErrRefused) && len(refused.Findings) > 0:
		x.found = append(x.found, refused.Findings...)
	default:
		x.failed = err
	}
}

// finish returns the act that is to be recorded as the next one, or everything
// that stands in the way, sorted.
func (x *order) finish(revision int) (Act, error) {
	if x.failed != nil {
		return Act{}, x.failed
	}
	if len(x.found) > 0 {
		slices.SortFunc(x.found, ownership.Finding.Compare)
		found := slices.CompactFunc(x.found, func(a, b ownership.Finding) bool { return a.Compare(b) == 0 })
		return Act{}, &ownership.Error{Op: x.op, Subject: x.subject, Findings: found, Err: ownership.ErrRefused}
	}
	return Act{Revision: revision, Command: x.command, At: x.who.At, Ref: x.who.Ref, Reason: x.reason, Proof: x.proof}, nil
}

// requiredInstant refuses the zero time, which is what a forgotten one looks like,
// and instants that records cannot keep.
func requiredInstant(at time.Time) error {
	if instant.Normal(at).IsZero() {
		return errors.New("no instant given")
	}
	return instant.Check(at)
}

// checkText keeps what could not be written and read back unchanged out of
// records.
func checkText(text string) error {
	if len(text) > maxText {
		return fmt.Errorf("%d bytes, at most %d", len(text), maxText)
	}
	if !utf8.ValidString(text) {
		return errors.New("not valid UTF-8")
	}
	return nil
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
