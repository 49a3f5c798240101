package ownership

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/serviceowner/itsm/internal/ident"
)

// A command is the one way in which every command of a ledger runs:
//
//  1. what is malformed is collected, all of it,
//  2. a repeated Ref ends it without a change,
//  3. the authority is asked, and what stands in the way is collected,
//  4. the change is written to a draft and what it adds is judged,
//  5. the draft is signed with the act, or everything that was found is returned.
//
// The steps from 3 on never stop at the first obstacle: somebody who may not do
// something learns at once what else would have stood in the way.
type command struct {
	*draft
	op     string
	kind   ActKind
	before Ledger
	who    Who
	now    instant
	reason string
	role   Role   // what the act is about, if one role
	list   string // the field with the claims, if the command takes several

	a        Authority
	reg      *Register
	matrix   *compiledMatrix
	defects  []error
	found    []Finding
	contests bool
	failed   error // an authority that could not judge
	proof    Proof
}

func newCommand(l Ledger, op string, kind ActKind, a Authority) *command {
	return &command{op: op, kind: kind, before: l, a: a}
}

func (x *command) checkWho(w Who) {
	x.who = w
	x.id("who.by", "party", string(w.By))
	if w.For != "" {
		x.id("who.for", "party", string(w.For))
	}
	if w.Ref != "" {
		x.id("who.ref", "ref", string(w.Ref))
	}
	x.recordedAt("who.at", w.At)
}

// recordedAt checks the instant of the command, which has no default.
func (x *command) recordedAt(path string, at time.Time) {
	if normalTime(at).IsZero() {
		x.defect(path, fmt.Errorf("%w: no instant given", ErrInvalid))
	}
	x.time(path, at)
	x.who.At, x.now = normalTime(at), instantOf(at)
}

// checkScope is for the commands that may begin a ledger.
func (x *command) checkScope(path string, s Scope) {
	x.defect(path, s.check())
	if l := x.before; !l.IsZero() && s != l.scope {
		x.defect(path, fmt.Errorf("%w: %s, and the ledger is that of %s", ErrInvalid, s, l.scope))
	}
}

func (x *command) because(path, reason string) {
	x.text(path, reason)
	x.reason = reason
}

// defect records that the input is malformed, whatever the circumstances.
func (x *command) defect(path string, err error) {
	if err == nil {
		return
	}
	if !errors.Is(err, ErrInvalid) {
		err = fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	x.defects = append(x.defects, &Error{Op: x.op, Subject: x.before.scope.Subject(), Path: path, Err: err})
}

func (x *command) id(path, kind, id string) { x.defect(path, ident.Check(kind, id)) }

func (x *command) time(path string, t time.Time) { x.defect(path, checkTime(t)) }

// text keeps what could not be written and read back unchanged out of the record.
func (x *command) text(path, s string) {
	if !utf8.ValidString(s) {
		x.defect(path, fmt.Errorf("%w: not valid UTF-8", ErrInvalid))
	}
}

func (x *command) required(path, s string) {
	if s == "" {
		x.defect(path, fmt.Errorf("%w: required", ErrInvalid))
	}
	x.text(path, s)
}

// instant checks an instant whose zero value means the instant of the command.
func (x *command) instant(path string, t time.Time) instant {
	if t.IsZero() {
		return x.now
	}
	x.time(path, t)
	return instantOf(t)
}

func (x *command) mandate(path string, m *Mandate) {
	if m == nil {
		return
	}
	x.id(path+".grantedBy", "party", string(m.GrantedBy))
	x.text(path+".text", m.Text)
	for i, limit := range m.Limits {
		at := path + ".limits[" + strconv.Itoa(i) + "]"
		x.id(at+".activity", "activity", string(limit.Activity))
		x.id(at+".max.unit", "unit", limit.Max.Unit)
		if limit.Max.Value < 0 {
			x.defect(at+".max.value", fmt.Errorf("%w: %d is negative", ErrInvalid, limit.Max.Value))
		}
	}
}

func (x *command) activities(path string, activities []Activity) {
	for i, a := range activities {
		x.id(path+"["+strconv.Itoa(i)+"]", "activity", string(a))
	}
}

// begin ends the collection of defects. An error is what the command returns.
func (x *command) begin(scope Scope) error {
	fail := func(path string, err error) error {
		return &Error{Op: x.op, Subject: scope.Subject(), Path: path, Err: err}
	}
	if x.defects != nil {
		return errors.Join(x.defects...)
	}
	if act, ok := x.before.ByRef(x.who.Ref); ok {
		if act.Kind != x.kind || act.Proof.By != x.who.By || x.role != "" && act.Role != x.role {
			return fail("who.ref", fmt.Errorf("%w: %q is the reference of another command, %s by %s", ErrInvalid, act.Ref, act.Kind, act.Proof.By))
		}
		return fail("who.ref", fmt.Errorf("%w: %q, as revision %d", ErrRepeated, act.Ref, act.Revision))
	}
	if n := len(x.before.acts); n > 0 && x.who.At.Before(x.before.acts[n-1].At) {
		return fail("who.at", fmt.Errorf("%w: %s is before the last recorded act, %s", ErrInvalid, x.now, instantOf(x.before.acts[n-1].At)))
	}
	if x.a == nil {
		return fail("authority", fmt.Errorf("%w: none given", ErrInvalid))
	}
	if live, ok := x.a.(*Live); ok {
		x.a = live.Register() // one snapshot for all that the command asks
	}
	if x.reg = x.a.register(); x.reg == nil || x.reg.snapshot == nil {
		return fail("authority", fmt.Errorf("%w: it was never issued, or knows nothing", ErrInvalid))
	}
	x.matrix = x.reg.matrixAt(x.now)
	x.draft = x.before.draft(x.who.At)
	x.draft.scope = scope
	if x.before.IsZero() && x.kind != Established && x.kind != Imported {
		x.refuse(ledgerAbsent, "", "command", x.op)
		return x.refusal()
	}
	return nil
}

// card returns the card of the role that is in force, or nil after a finding.
func (x *command) card(path string, role Role, holder string) *RoleCard {
	if n, ok := x.reg.roleNo(role); ok {
		if card := x.matrix.card(n); card != nil {
			return card
		}
	}
	x.refuseAs(roleUnknown, path, "role", string(role), "holder", holder, "matrix", x.matrix.version)
	return nil
}

// standIns returns the roles whose holders stand in for the role.
func (x *command) standIns(role Role) (out []Role) {
	for _, card := range x.matrix.cards {
		if card != nil && card.DeputyOf != "" && card.DeputyOf == role {
			out = append(out, card.Role)
		}
	}
	return out
}

// refuse records a finding that stands in the way.
func (x *command) refuse(rule *Rule, path string, args ...string) {
	f := rule.NewFinding(x.draft.scope.Subject(), path, args...)
	f.Severity = SeverityError // of a command, whatever it is of a record
	x.found = append(x.found, f)
}

// refuseAs records a finding of a row of the table of reviews.
func (x *command) refuseAs(code Code, path string, args ...string) {
	if i, ok := ownershipRules.at[code]; ok {
		x.refuse(&ownershipRules.rows[i].rule, path, args...)
	}
}

// appoint asks for the activity by which the role is given. A card without one
// is no malformed command: nobody can give the role by any.
func (x *command) appoint(card *RoleCard) {
	if card.AppointedBy == "" {
		rule, _ := ownershipRules.Rule("matrix.appointment-none")
		x.found = append(x.found, rule.NewFinding(x.draft.scope.Subject(), "role", "role", string(card.Role)))
		return
	}
	x.authorize(card.AppointedBy)
}

// authorize asks for the activity over the scope of the ledger.
func (x *command) authorize(activity Activity) {
	auth, err := x.a.authorize(Request{By: x.who.By, For: x.who.For, Activity: activity, Scope: x.draft.scope, At: x.who.At}, &x.before)
	if err == nil {
		x.proof = auth.proof
		return
	}
	var refused *Error
	if errors.As(err, &refused) && errors.Is(err, ErrRefused) && len(refused.Findings) > 0 {
		x.found = append(x.found, refused.Findings...)
		return
	}
	x.failed = err
}

// uncontested refuses to go on while several parties claim, now or later, what
// one may hold. Whoever is let in then would only add to the quarrel; a
// correction has to settle it.
func (x *command) uncontested() {
	for _, c := range x.before.contests(x.matrix, x.reg, span{x.now, unended}) {
		x.contests = true
		x.refuseAs(c.code, string(c.role), "role", string(c.role), "claimants", joinIDs(c.claimants))
	}
}

// notPast refuses an instant before the command.
func (x *command) notPast(path string, at instant) {
	if at < x.now {
		x.refuse(ledgerPast, path, "instant", at.String(), "now", x.now.String())
	}
}

// finish judges what the draft adds and signs it. A draft without a change is
// the ledger that it was begun on.
func (x *command) finish() (Ledger, error) {
	if x.failed != nil {
		return x.before, x.failed
	}
	out := x.before
	if x.draft.changed {
		x.judgeAdded()
		out = x.draft.sign(Act{Kind: x.kind, Role: x.role, Ref: x.who.Ref, Reason: x.reason, Proof: x.proof})
		x.admit(out)
	}
	if len(x.found) > 0 {
		return x.before, x.refusal()
	}
	return out, nil
}

func (x *command) refusal() error {
	slices.SortFunc(x.found, Finding.Compare)
	found := slices.CompactFunc(x.found, func(a, b Finding) bool { return a.Compare(b) == 0 })
	err := ErrRefused
	if x.contests {
		err = ErrContested
	}
	return &Error{Op: x.op, Subject: x.draft.scope.Subject(), Findings: found, Err: err}
}
