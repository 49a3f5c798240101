package sla

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/machine"
	"github.com/serviceowner/itsm/ownership"
)

// A Breach is a promise that was broken and what is done about it: its cause, and what
// keeps it from coming back, by whom and until when (R26, R71). It is an immutable
// value; the zero Breach is absence.
type Breach struct {
	about   Broken
	status  BreachStatus
	causes  []Cause
	actions []Action
	acts    []Act[BreachCommand]
}

// Broken says which promise was broken, and when.
type Broken struct {
	ID        BreachID            `json:"id"`
	Agreement AgreementID         `json:"agreement"`
	Target    TargetID            `json:"target"`
	Service   ownership.ServiceID `json:"service"`
	// Period is the stretch in which it was, that of an [Attainment]; both ends are
	// required.
	Period ownership.Period `json:"period"`
	// Note is what people should know of it.
	Note string `json:"note,omitempty"`
}

// A Cause is why a promise was broken, as far as was known. The last one counts.
type Cause struct {
	Text string `json:"text"`
	Act  int    `json:"act"` // the revision that recorded it
}

// Key returns the name of the breach.
func (b Breach) Key() BreachID { return b.about.ID }

// IsZero reports whether b is absence.
func (b Breach) IsZero() bool { return b.about.ID.IsZero() }

// About says which promise was broken.
func (b Breach) About() Broken { return b.about }

// Status says how far it has been dealt with.
func (b Breach) Status() BreachStatus { return b.status }

// Revision returns the number of acts.
func (b Breach) Revision() int { return len(b.acts) }

// Acts yields every act in the order of the revisions.
func (b Breach) Acts() iter.Seq[Act[BreachCommand]] { return each(b.acts) }

// Cause returns the cause as known last, empty if nobody found one.
func (b Breach) Cause() string {
	if n := len(b.causes); n > 0 {
		return b.causes[n-1].Text
	}
	return ""
}

// Causes yields what was thought to be the cause, the oldest first.
func (b Breach) Causes() iter.Seq[Cause] { return each(b.causes) }

// Actions yields everything that was to be done, in the order in which it was planned.
func (b Breach) Actions() iter.Seq[Action] { return each(b.actions) }

// NoticedAt returns when the breach was recorded.
func (b Breach) NoticedAt() time.Time {
	if b.IsZero() {
		return time.Time{}
	}
	return b.acts[0].At
}

// Answers reports whether b is about the promise of the attainment and what broke it. A
// stretch of a civil cycle is another one where terms end within it, and still the same
// matter; of a rolling cycle every day ends one, and as long as they share time they do.
func (b Breach) Answers(a Attainment) bool {
	return b.about.Agreement == a.Agreement && b.about.Target == a.Target.ID && b.about.Service == a.Service &&
		b.about.Period.Overlaps(a.Period) && (a.Target.Cycle.Days > 0 || !b.about.Period.From.Before(a.Cycle.From) && !b.about.Period.Until.After(a.Cycle.Until))
}

// BrokenBy returns the breach of the promise under the given name, as [Breach.Notice]
// takes it.
func (a Attainment) BrokenBy(id BreachID, note string) Broken {
	return Broken{ID: id, Agreement: a.Agreement, Target: a.Target.ID, Service: a.Service, Period: a.Period, Note: note}
}

// Notice records that a promise was broken. It asks for the activity
// [ownership.MonitorLevels] over the agreement. A breach that is there already is
// refused.
func (b Breach) Notice(a ownership.Authority, who ownership.Who, of Broken) (Breach, error) {
	x := newOrder("notice breach", of.ID.Subject(), a, who)
	of.check(x)
	if err := begin(x, b.acts, Noticed); err != nil {
		return b, err
	}
	if !b.IsZero() {
		x.refuse(breachPresent, "")
	}
	x.authorize(ownership.MonitorLevels, of.Agreement.Scope(), ownership.Quantity{})
	acts, err := finish(x, b.acts, Noticed, "")
	if err != nil {
		return b, err
	}
	return Breach{about: of, status: BreachNoticed, acts: acts}, nil
}

// TakeOver is Notice for what another system, named by source, has recorded. Nobody's
// authority is asked: the act says so.
func (b Breach) TakeOver(source string, at time.Time, of Broken) (Breach, error) {
	x := &order{op: "take over breach", subject: of.ID.Subject()}
	x.who.At = x.instant("at", at)
	x.id("source", "source", source)
	of.check(x)
	if err := begin(x, b.acts, BreachTakenOver); err != nil {
		return b, err
	}
	if !b.IsZero() {
		x.refuse(breachPresent, "")
		return b, x.refusal()
	}
	act := Act[BreachCommand]{Revision: 1, Command: BreachTakenOver, At: x.who.At, Source: source}
	return Breach{about: of, status: BreachNoticed, acts: []Act[BreachCommand]{act}}, nil
}

func (of *Broken) check(x *order) {
	x.id("breach.id", "breach", string(of.ID))
	x.id("breach.agreement", "agreement", string(of.Agreement))
	x.id("breach.target", "target", string(of.Target))
	x.id("breach.service", "service", string(of.Service))
	x.text("breach.note", of.Note)
	of.Period.From = x.instant("breach.period.from", of.Period.From)
	of.Period.Until = x.instant("breach.period.until", of.Period.Until)
	if of.Period.IsReversed() {
		x.bad("breach.period", "reversed: it ends before or when it begins")
	}
}

// Explain records the cause, or a better one (R71). It asks for the activity
// [ownership.InvestigateBreach] over the service.
func (b Breach) Explain(a ownership.Authority, who ownership.Who, cause string) (Breach, error) {
	x := b.order("explain breach", a, who)
	x.required("cause", cause)
	return b.take(x, CauseFound, "", func(next *Breach) {
		next.causes = append(b.causes[:len(b.causes):len(b.causes)], Cause{cause, len(next.acts)})
	})
}

// Plan records an action (R71). It asks for the activity
// [ownership.TakeCorrectiveAction] over the service.
func (b Breach) Plan(a ownership.Authority, who ownership.Who, action PlanAction) (Breach, error) {
	x := b.order("plan action", a, who)
	action.check(x, "")
	return b.take(x, ActionPlanned, "", func(next *Breach) { next.actions = planned(b.actions, len(next.acts), action) })
}

// Complete records that the action with the number was done. It asks for the activity
// [ownership.TakeCorrectiveAction] over the service.
func (b Breach) Complete(a ownership.Authority, who ownership.Who, no int) (Breach, error) {
	x := b.order("complete action", a, who)
	if !repeated(x, b.acts) { // an action that was done by this very command is no mistake
		x.openAction(b.actions, no)
	}
	return b.take(x, ActionDone, "", func(next *Breach) { next.actions = completed(b.actions, no, len(next.acts)) })
}

// Close ends the matter. Without a cause, and an action with owner and date, it is
// refused (R71). It asks for the activity [ownership.CloseBreach] over the agreement.
func (b Breach) Close(a ownership.Authority, who ownership.Who, reason string) (Breach, error) {
	x := b.order("close breach", a, who)
	x.text("reason", reason)
	return b.take(x, BreachEnded, reason, func(*Breach) {})
}

// Reopen takes a closed breach up again, for a reason. It asks for the activity
// [ownership.CloseBreach] over the agreement.
func (b Breach) Reopen(a ownership.Authority, who ownership.Who, reason string) (Breach, error) {
	x := b.order("reopen breach", a, who)
	x.required("reason", reason)
	return b.take(x, BreachReopened, reason, func(*Breach) {})
}

func (b Breach) order(op string, a ownership.Authority, who ownership.Who) *order {
	x := newOrder(op, b.about.ID.Subject(), a, who)
	if b.IsZero() {
		x.bad("breach", "there is none")
	}
	return x
}

// take makes the move of the status table.
func (b Breach) take(x *order, command BreachCommand, reason string, change func(*Breach)) (Breach, error) {
	if err := begin(x, b.acts, command); err != nil {
		return b, err
	}
	move, ok := breachMachine.Move(b.status, command)
	if !ok {
		x.refuse(breachStatus, "", b.status.String(), command.String())
		return b, x.refusal()
	}
	for _, c := range b.unmet(move.If) {
		x.refuse(c, "", string(b.about.ID), string(b.about.Target))
	}
	scope := ownership.ServiceScope(b.about.Service)
	if move.Data == ownership.CloseBreach {
		scope = b.about.Agreement.Scope()
	}
	x.authorize(move.Data, scope, ownership.Quantity{})
	acts, err := finish(x, b.acts, command, reason)
	if err != nil {
		return b, err
	}
	next := b
	next.acts, next.status = acts, move.To
	change(&next)
	return next, nil
}

// unmet returns the rules that stand for those of the conditions which b does not meet.
func (b *Breach) unmet(conditions []machine.Condition) (out []*ownership.Rule) {
	if slices.Contains(conditions, ifCauseKnown) && b.Cause() == "" {
		out = append(out, breachCauseMissing)
	}
	if slices.Contains(conditions, ifActionTaken) && len(b.actions) == 0 {
		out = append(out, breachActionMissing)
	}
	return out
}

// What stands in the way of the commands of a breach alone.
var (
	breachPresent = ofKind(kindBreach, refusal("breach.present",
		"{subject} has been noticed before", "Take another name, or work on the one that is there.", nil, "R71"))
	breachStatus = ofKind(kindBreach, refusal("breach.status",
		"a breach that is {status} cannot become \"{command}\"", "See the status table for what comes first.", []string{"status", "command"}, "R71"))
)

const kindBreach = "breach"

func ofKind(kind string, rule *ownership.Rule) *ownership.Rule {
	rule.Subject = kind
	return rule
}
