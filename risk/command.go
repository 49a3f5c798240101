package risk

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/serviceowner/itsm/internal/chronicle"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/internal/machine"
	"github.com/serviceowner/itsm/ownership"
)

// The bounds of what a command records. They are far beyond what anybody writes
// and keep a careless program from filling the register.
const (
	maxText = 1 << 14 // bytes
	maxList = 1000
)

// A command is the one way in which every command of a risk runs, in the steps of
// package chronicle.
type command struct {
	defects
	before Risk
	who    ownership.Who
	a      ownership.Authority
	reg    *ownership.Register
	act    Act // as it will be recorded
	found  []ownership.Finding
	failed error // an authority that could not judge
}

// newCommand checks who gives the command. Its instant has no default.
func newCommand(r Risk, op string, kind ActKind, a ownership.Authority, w ownership.Who) *command {
	x := &command{defects: defects{op: op, subject: r.id.Subject()}, before: r, who: w, a: a}
	chronicle.CheckNames(w, x.invalid)
	x.who.At = x.required("who.at", w.At)
	x.act = Act{Revision: len(r.acts) + 1, Kind: kind, Status: r.Status(), At: x.who.At, Ref: w.Ref}
	x.a, x.reg = chronicle.Snapshot(a)
	return x
}

// required checks an instant that has to be given and returns its normal form.
func (x *command) required(path string, at time.Time) time.Time {
	n := instant.Normal(at)
	x.must(!n.IsZero(), path, "no instant given")
	x.instant(path, at)
	return n
}

// later is required for an instant that has to come after the command.
func (x *command) later(path string, at time.Time) time.Time {
	n := x.required(path, at)
	x.must(n.IsZero() || n.After(x.who.At), path, "%s is not after the command", n.Format(time.RFC3339Nano))
	return n
}

// optional is required for an instant that may be left out.
func (x *command) optional(path string, at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return x.required(path, at)
}

// text keeps what could not be written and read back unchanged out of the record.
func (x *command) text(path, text string) {
	x.must(utf8.ValidString(text), path, "not valid UTF-8")
	x.must(len(text) <= maxText, path, "%d bytes, at most %d", len(text), maxText)
}

// because records why, where that has to be said.
func (x *command) because(path, reason string) {
	x.must(reason != "", path, "required")
	x.reason(path, reason)
}

func (x *command) reason(path, reason string) {
	x.text(path, reason)
	x.act.Reason = reason
}

func (x *command) bearer(path string, b Bearer) {
	if b.Role != "" {
		x.name(path+".role", "role", string(b.Role))
	}
	if b.Party != "" {
		x.name(path+".party", "party", string(b.Party))
	}
	x.must(b.Role == "" || b.Party == "", path, "both a role and a party")
}

// past is what all histories have in common.
func (x *command) past() chronicle.History {
	return chronicle.Of(len(x.before.acts), func(i int) chronicle.Act {
		a := &x.before.acts[i]
		return chronicle.Act{Revision: a.Revision, Command: a.Kind, At: &a.At, Ref: a.Ref, Proof: &a.Proof}
	})
}

// repeated reports whether the record has a command with the reference already.
func (x *command) repeated() bool { return x.past().Find(x.who.Ref) >= 0 }

// fits is must for what depends on the record. A repeated command is not judged by
// what came after it.
func (x *command) fits(ok bool, path, format string, args ...any) {
	x.must(ok || x.repeated(), path, format, args...)
}

// revision checks the number of an act and returns the act, if it is one of those
// that are wanted.
func (x *command) revision(path string, n int, what string, wanted func(*Act) bool) *Act {
	a := x.before.act(n)
	if a == nil || !wanted(a) {
		x.must(false, path, "%d is the revision of no %s", n, what)
		return nil
	}
	return a
}

// begin ends the collection of defects; an error is what the command returns.
func (x *command) begin() error {
	if x.list != nil {
		return x.err()
	}
	past := x.past()
	if err := past.Repetition(x.op, x.subject, x.act.Kind, x.who); err != nil {
		return err
	}
	if last := past.Last(); x.who.At.Before(last) {
		return chronicle.Fail(x.op, x.subject, "who.at", ownership.ErrInvalid, "%s is before the last recorded act, %s", x.who.At.Format(time.RFC3339Nano), last.Format(time.RFC3339Nano))
	}
	if x.reg == nil {
		return chronicle.Fail(x.op, x.subject, "authority", ownership.ErrInvalid, "none given, or one that knows nothing")
	}
	switch absent := x.before.IsZero(); {
	case absent && x.act.Kind != ActIdentified:
		x.refuse(riskAbsent, "", x.op)
		return x.refusal()
	case !absent && x.act.Kind == ActIdentified:
		x.refuse(riskPresent, "")
		return x.refusal()
	}
	return nil
}

// refuse records that something stands in the way.
func (x *command) refuse(rule *ownership.Rule, path string, args ...string) {
	x.found = append(x.found, chronicle.Obstacle(rule, x.subject, path, args...))
}

// authorize asks for the activities in turn until one is granted. What is missing
// is told of the first alone: it is the one that is meant for such cases.
func (x *command) authorize(amount Money, activities ...ownership.Activity) {
	var first error
	for _, activity := range activities {
		req := ownership.Request{By: x.who.By, For: x.who.For, Activity: activity, Scope: x.before.scope, At: x.who.At}
		if !amount.IsZero() {
			req.Amount = ownership.Quantity{Value: amount.Minor(), Unit: amount.Currency().String()}
		}
		auth, err := ownership.Authorize(x.a, req)
		if err == nil {
			x.act.Proof = auth.Proof()
			return
		}
		if first == nil {
			first = err
		}
	}
	found, failed := chronicle.Obstacles(first)
	x.found = append(x.found, found...)
	if failed != nil {
		x.failed = failed
	}
}

// granted reports whether an activity that was asked for may be done.
func (x *command) granted() bool { return x.act.Proof.By != "" }

// move takes the status along the event.
func (x *command) move(e event, unmet ...machine.Condition) {
	next, err := statusMachine.Next(x.act.Status, e, unmet...)
	if err == nil {
		x.act.Status = next
		return
	}
	move, possible := statusMachine.Move(x.act.Status, e)
	if !possible {
		x.refuse(riskStatus, "", x.act.Status.String(), string(e))
	}
	for _, c := range move.If {
		if slices.Contains(unmet, c) {
			x.refuse(conditionRules[c], "")
		}
	}
}

// open refuses what moves no status and makes no sense of a closed risk.
func (x *command) open() {
	if x.before.Status() == StatusClosed {
		x.refuse(riskStatus, "", StatusClosed.String(), x.op)
	}
}

// finish returns the risk with the act, or everything that stands in the way.
func (x *command) finish() (Risk, error) {
	if x.failed != nil {
		return x.before, x.failed
	}
	if len(x.found) > 0 {
		return x.before, x.refusal()
	}
	return x.after(), nil
}

// after is the risk with the act.
func (x *command) after() Risk {
	acts := x.before.acts
	return Risk{x.before.id, x.before.scope, append(acts[:len(acts):len(acts)], x.act)}
}

// refusal returns everything that stands in the way, sorted.
func (x *command) refusal() error { return chronicle.Refusal(x.op, x.subject, x.found) }
