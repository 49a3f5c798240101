package lifecycle

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// An Improvement is one entry of the register of improvements: what is to become
// better about a service, why, how, and whether it did. It belongs to the owner
// of the service, whoever that is at the time; the CSI manager is consulted (R55,
// C12). It is an immutable value; the zero Improvement is absence.
type Improvement struct {
	id   ImprovementID
	acts history[improvementAct, *improvementAct]
}

type improvementAct struct {
	Act
	Aim       *Aim                `json:"aim,omitempty"`
	Plan      *Intent             `json:"plan,omitempty"`
	Consulted []ownership.PartyID `json:"consulted,omitempty"`
	Effect    *Effect             `json:"effect,omitempty"`
}

// An Aim says what is to become better.
type Aim struct {
	Service ownership.ServiceID `json:"service"`
	Title   string              `json:"title"`
	Origin  Origin              `json:"origin"`

	// Cause names what it came from, such as the breach or the risk; empty for an
	// idea.
	Cause string `json:"cause,omitempty"`

	// Informal improvements may be decided without a plan (R85).
	Informal bool `json:"informal,omitempty"`

	// Goal is what the effect is measured against; a goal that says nothing is met
	// by nothing.
	Goal Goal `json:"goal,omitzero"`
}

// A Goal is a number to be reached. Where an improvement is to mend a level
// target, it says which.
type Goal struct {
	Agreement sla.AgreementID    `json:"agreement,omitempty"`
	Target    sla.TargetID       `json:"target,omitempty"`
	Direction sla.Direction      `json:"direction,omitempty"`
	Want      ownership.Quantity `json:"want,omitzero"`
}

// IsZero reports whether no goal is set.
func (g Goal) IsZero() bool { return g == Goal{} }

// MetBy reports whether the value reaches the goal. Another unit does not.
func (g Goal) MetBy(q ownership.Quantity) bool {
	switch {
	case g.IsZero() || q.Unit != g.Want.Unit:
		return false
	case g.Direction == sla.AtLeast:
		return q.Value >= g.Want.Value
	}
	return g.Direction == sla.AtMost && q.Value <= g.Want.Value
}

func (m Aim) check(path string, bad func(path, format string, args ...any)) {
	if err := ident.Check("service", string(m.Service)); err != nil {
		bad(path+".service", "%v", err)
	}
	if m.Title == "" {
		bad(path+".title", "required")
	}
	if err := checkText(m.Title); err != nil {
		bad(path+".title", "%v", err)
	}
	if !origins.Known(m.Origin) {
		bad(path+".origin", "missing")
	}
	if err := ident.Check("cause", m.Cause); err != nil && (m.Cause != "" || m.Origin != FromIdea) {
		bad(path+".cause", "%v", err)
	}
	if g := m.Goal; !g.IsZero() {
		if err := ident.Check("unit", g.Want.Unit); err != nil {
			bad(path+".goal.want.unit", "%v", err)
		}
		if g.Direction != sla.AtLeast && g.Direction != sla.AtMost {
			bad(path+".goal.direction", "missing")
		}
		for _, f := range []struct{ name, id string }{{"agreement", string(g.Agreement)}, {"target", string(g.Target)}} {
			if err := ident.Check(f.name, f.id); err != nil && f.id != "" {
				bad(path+".goal."+f.name, "%v", err)
			}
		}
	}
}

// An Intent is how an improvement is to be made, and until when.
type Intent struct {
	Text string    `json:"text"`
	Due  time.Time `json:"due"`
}

// An Effect is what was measured after an improvement.
type Effect struct {
	Value ownership.Quantity `json:"value"`
	Note  string             `json:"note,omitempty"`
}

// Open opens an improvement.
type Open struct {
	ID ImprovementID
	Aim
	Reason string
}

// Open begins the record.
func (m Improvement) Open(a ownership.Authority, w ownership.Who, c Open) (Improvement, error) {
	x := newOrder("open", Opened, c.ID.Subject(), a, w)
	x.id("id", "improvement", string(c.ID))
	x.because(c.Reason)
	c.check("aim", x.bad)
	if !m.IsZero() && m.id != c.ID {
		x.bad("id", "%s, and the record is that of %s", c.ID, m.id)
	}
	if err := begin(x, m.acts); err != nil {
		return m, err
	}
	if !m.IsZero() {
		x.refuse(improvementPresent, "")
	}
	x.authorize(ownership.OpenImprovement, ownership.ServiceScope(c.Service))
	act, err := x.finish(1)
	if err != nil {
		return m, err
	}
	return Improvement{c.ID, m.acts.with(improvementAct{Act: act, Aim: &c.Aim})}, nil
}

// Draft writes the plan of an improvement.
type Draft struct {
	Text   string
	Due    time.Time
	Reason string
}

// Plan writes down how the improvement is to be made, and until when.
func (m Improvement) Plan(a ownership.Authority, w ownership.Who, c Draft) (Improvement, error) {
	x := newOrder("plan", Planned, m.id.Subject(), a, w)
	x.required("text", c.Text)
	c.Due = x.instant("due", c.Due)
	return m.take(x, c.Reason, improvementAct{Plan: &Intent{c.Text, c.Due}})
}

// Decide decides that the improvement is made.
type Decide struct {
	// Consulted are those who were asked before; the CSI manager should be among
	// them (R55).
	Consulted []ownership.PartyID
	Reason    string
}

// Decide decides that the improvement is made. A formal one needs a plan.
func (m Improvement) Decide(a ownership.Authority, w ownership.Who, c Decide) (Improvement, error) {
	x := newOrder("decide", Decided, m.id.Subject(), a, w)
	if len(c.Consulted) > maxList {
		x.bad("consulted", "%d, at most %d", len(c.Consulted), maxList)
	}
	for i, p := range c.Consulted[:min(len(c.Consulted), maxList)] {
		x.id(indexed("consulted", i), "party", string(p))
	}
	return m.take(x, c.Reason, improvementAct{Consulted: slices.Clone(c.Consulted)})
}

// Begin says that the improvement is being made.
func (m Improvement) Begin(a ownership.Authority, w ownership.Who, reason string) (Improvement, error) {
	return m.take(newOrder("begin", Begun, m.id.Subject(), a, w), reason, improvementAct{})
}

// Gauge says what was measured.
type Gauge struct {
	Effect
	Reason string
}

// Measure records the effect. Measuring again replaces nothing: the latest
// counts.
func (m Improvement) Measure(a ownership.Authority, w ownership.Who, c Gauge) (Improvement, error) {
	x := newOrder("measure", Measured, m.id.Subject(), a, w)
	x.id("effect.value.unit", "unit", c.Value.Unit)
	x.text("effect.note", c.Note)
	return m.take(x, c.Reason, improvementAct{Effect: &c.Effect})
}

// Close ends the improvement after its effect was measured, whether or not it
// reached the goal.
func (m Improvement) Close(a ownership.Authority, w ownership.Who, reason string) (Improvement, error) {
	return m.take(newOrder("close", Closed, m.id.Subject(), a, w), reason, improvementAct{})
}

// Drop ends the improvement without having made it; why has to be said.
func (m Improvement) Drop(a ownership.Authority, w ownership.Who, reason string) (Improvement, error) {
	x := newOrder("drop", Dropped, m.id.Subject(), a, w)
	x.required("reason", reason)
	return m.take(x, reason, improvementAct{})
}

// Reopen takes up again what was closed or dropped; why has to be said.
func (m Improvement) Reopen(a ownership.Authority, w ownership.Who, reason string) (Improvement, error) {
	x := newOrder("reopen", Reopened, m.id.Subject(), a, w)
	x.required("reason", reason)
	return m.take(x, reason, improvementAct{})
}

// take runs every command but the first: where it may be given and which activity
// it needs stands in the table.
func (m Improvement) take(x *order, reason string, one improvementAct) (Improvement, error) {
	if x.reason = reason; reason != "" {
		x.text("reason", reason)
	}
	if err := begin(x, m.acts); err != nil {
		return m, err
	}
	if m.IsZero() {
		x.refuse(improvementAbsent, "")
		_, err := x.finish(0)
		return m, err
	}
	aim := m.aim()
	var unmet []ownership.Code
	if !aim.Informal {
		unmet = append(unmet, improvementUnplanned.Code)
	}
	progress := m.Progress()
	switch _, err := improvementMoves.Next(progress, x.command, unmet...); err { //nolint:errorlint // Next returns them as they are
	case nil:
	case ErrUnmet:
		x.refuse(improvementUnplanned, "")
	default:
		x.refuse(improvementMove, "", x.op, progress.String())
	}
	x.authorize(improvementEffects[x.command].decides, ownership.ServiceScope(aim.Service))
	one.Act = Act{Revision: len(m.acts) + 1, Command: x.command, At: x.who.At}
	next := m.with(one)
	x.judge(&Subject{reg: x.reg, at: x.who.At, improvement: &next}, improvementUnconsulted)
	act, err := x.finish(len(m.acts) + 1)
	if err != nil {
		return m, err
	}
	one.Act = act
	return m.with(one), nil
}

func (m Improvement) with(one improvementAct) Improvement { m.acts = m.acts.with(one); return m }

// IsZero reports whether m is absence.
func (m Improvement) IsZero() bool { return m.id == "" && len(m.acts) == 0 }

// Key returns the identifier.
func (m Improvement) Key() ImprovementID { return m.id }

// Revision returns the number of acts.
func (m Improvement) Revision() int { return len(m.acts) }

// Acts yields what was done, in order.
func (m Improvement) Acts() iter.Seq[Act] {
	return func(yield func(Act) bool) {
		for i := range m.acts {
			if !yield(m.acts[i].Act) {
				return
			}
		}
	}
}

// ByRef returns the act with the reference, if there is one.
func (m Improvement) ByRef(ref ownership.Ref) (Act, bool) {
	a, ok := m.acts.byRef(ref)
	if !ok {
		return Act{}, false
	}
	return *a, true
}

// At returns the record as it was at the instant; before the first act it is the
// zero Improvement.
func (m Improvement) At(at time.Time) Improvement {
	n := m.acts.until(instant.Normal(at))
	if n == 0 {
		return Improvement{}
	}
	m.acts = m.acts[:n:n]
	return m
}

// Aim returns what is to become better.
func (m Improvement) Aim() Aim { return m.aim() }

func (m *Improvement) aim() Aim {
	if len(m.acts) == 0 {
		return Aim{}
	}
	return *m.acts[0].Aim
}

// Progress returns how far it has come; 0 for the zero Improvement.
func (m Improvement) Progress() (p Progress) {
	if len(m.acts) == 0 {
		return 0
	}
	return improvementEffects[m.acts[len(m.acts)-1].Command].to
}

// Intent returns the latest plan, if there is one.
func (m Improvement) Intent() (Intent, bool) {
	if a := m.latest(Planned); a != nil {
		return *a.Plan, true
	}
	return Intent{}, false
}

// Effect returns what was measured last, when, and whether it reaches the goal.
func (m Improvement) Effect() (effect Effect, act Act, met, ok bool) {
	a := m.latest(Measured)
	if a == nil {
		return Effect{}, Act{}, false, false
	}
	return *a.Effect, a.Act, m.aim().Goal.MetBy(a.Effect.Value), true
}

// Consulted returns who was asked before the latest decision.
func (m Improvement) Consulted() []ownership.PartyID {
	if a := m.latest(Decided); a != nil {
		return slices.Clone(a.Consulted)
	}
	return nil
}

func (m *Improvement) latest(c Command) *improvementAct {
	for i := len(m.acts) - 1; i >= 0; i-- {
		if m.acts[i].Command == c {
			return &m.acts[i]
		}
	}
	return nil
}

// IsActive reports whether the improvement is neither closed nor dropped.
func (m Improvement) IsActive() bool {
	p := m.Progress()
	return p != 0 && p != ProgressClosed && p != ProgressDropped
}
