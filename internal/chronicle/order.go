package chronicle

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// Every command runs alike:
//
//  1. what is malformed is collected, all of it: [CheckWho], [Defect],
//  2. a repeated Ref ends it without a change: [History.Repetition], [History.Follow],
//  3. the authority is asked, and what stands in the way is collected: [Obstacle], [Obstacles],
//  4. the act is added, or everything that was found is returned: [Refusal].
//
// From 3 on nothing stops at the first obstacle: somebody who may not do
// something learns at once what else would have stood in the way.

// CheckWho tells defect what is malformed in who gives a command, with nil for
// what is not, and returns it with its instant in normal form. The instant has no
// default.
func CheckWho(who ownership.Who, defect func(path string, err error)) ownership.Who {
	CheckNames(who, defect)
	defect("who.at", RequiredInstant(who.At))
	who.At = instant.Normal(who.At)
	return who
}

// CheckNames is CheckWho without the instant.
func CheckNames(who ownership.Who, defect func(path string, err error)) {
	defect("who.by", ident.Check("party", string(who.By)))
	if who.For != "" {
		defect("who.for", ident.Check("party", string(who.For)))
	}
	if who.Ref != "" {
		defect("who.ref", ident.Check("ref", string(who.Ref)))
	}
}

// Snapshot returns the authority of one command and its register, nil without one:
// all that a command asks is answered from one snapshot.
func Snapshot(a ownership.Authority) (ownership.Authority, *ownership.Register) {
	reg := ownership.RegisterOf(a)
	if _, live := a.(*ownership.Live); live {
		return reg, reg
	}
	return a, reg
}

// Defect is the error that something is malformed, whatever the circumstances.
func Defect(op string, subject ownership.Subject, path string, err error) error {
	if !errors.Is(err, ownership.ErrInvalid) {
		err = fmt.Errorf("%w: %w", ownership.ErrInvalid, err)
	}
	return &ownership.Error{Op: op, Subject: subject, Path: path, Err: err}
}

// Fail is the error that ends a command at once.
func Fail(op string, subject ownership.Subject, path string, sentinel error, format string, args ...any) error {
	return &ownership.Error{Op: op, Subject: subject, Path: path, Err: fmt.Errorf("%w: %s", sentinel, fmt.Sprintf(format, args...))}
}

// Repetition returns an error if the history has an act with the reference of who:
// over [ownership.ErrRepeated] if it is this command of the same party, and over
// [ownership.ErrInvalid] if it is another.
func (h History) Repetition(op string, subject ownership.Subject, command any, who ownership.Who) error {
	i := h.Find(who.Ref)
	if i < 0 {
		return nil
	}
	was := h.act(i)
	if was.Command != command || was.Proof.By != who.By {
		return Fail(op, subject, "who.ref", ownership.ErrInvalid, "%q is the reference of another command, %v by %s", was.Ref, was.Command, was.Proof.By)
	}
	return Fail(op, subject, "who.ref", ownership.ErrRepeated, "%q, as revision %d", was.Ref, was.Revision)
}

// Follow returns an error if the command cannot be the next act: it is a
// repetition, or from before the last act.
func (h History) Follow(op string, subject ownership.Subject, command any, who ownership.Who) error {
	if err := h.Repetition(op, subject, command, who); err != nil {
		return err
	}
	if last := h.Last(); who.At.Before(last) {
		return Fail(op, subject, "who.at", ownership.ErrInvalid, "before the last recorded act, %s", last.Format(time.RFC3339Nano))
	}
	return nil
}

// Obstacle is the finding that something stands in the way of a command, with the
// values of the arguments that the rule names.
func Obstacle(rule *ownership.Rule, subject ownership.Subject, path string, values ...string) ownership.Finding {
	f := rule.NewFinding(subject, path)
	f.Severity = ownership.SeverityError // of a command, whatever it is of a record
	for i, value := range values[:min(len(values), len(rule.Args))] {
		f.Args = append(f.Args, ownership.Arg{Name: rule.Args[i], Value: value})
	}
	return f
}

// Obstacles returns what an authority found that refused, and err itself of one
// that could not judge.
func Obstacles(err error) ([]ownership.Finding, error) {
	var refused *ownership.Error
	if errors.As(err, &refused) && errors.Is(err, ownership.ErrRefused) && len(refused.Findings) > 0 {
		return refused.Findings, nil
	}
	return nil, err
}

// Refusal is the error of everything that stands in the way, sorted, each finding
// once. It sorts found itself.
func Refusal(op string, subject ownership.Subject, found []ownership.Finding) error {
	slices.SortFunc(found, ownership.Finding.Compare)
	found = slices.CompactFunc(found, func(a, b ownership.Finding) bool { return a.Compare(b) == 0 })
	return &ownership.Error{Op: op, Subject: subject, Findings: found, Err: ownership.ErrRefused}
}
