package sla

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Meeting is a review: of an agreement with its other side (R68), or of a service
// with its users (R28). It compares every promise that was in force in the period under
// review with what was reached (R70). It is an immutable value; the zero Meeting is
// absence. Each meeting is a record of its own; when the next one is due is for the
// [Book] to say.
type Meeting struct {
	call    Call
	status  MeetingStatus
	heldAt  time.Time
	present []Attendee
	rows    []MeetingRow
	notes   string
	actions []Action
	acts    []Act[MeetingCommand]
}

// A Call says what is to be reviewed, and when people meet.
type Call struct {
	ID   MeetingID   `json:"id"`
	Kind MeetingKind `json:"kind"`

	// Agreement is what is reviewed; empty if it is a service.
	Agreement AgreementID `json:"agreement,omitempty"`
	// Service is what is reviewed; empty if it is an agreement, with all its services.
	Service ownership.ServiceID `json:"service,omitempty"`

	// Period is the time under review; both ends are required.
	Period ownership.Period `json:"period"`
	// At is when people meet.
	At time.Time `json:"at"`
	// Invited are the parties who are asked to come.
	Invited []ownership.PartyID `json:"invited,omitempty"`
}

// An Attendee is somebody who was there, and as what: a customer, a user, the service
// owner.
type Attendee struct {
	Party ownership.PartyID `json:"party"`
	As    ownership.Role    `json:"as"`
}

// A MeetingRow is one promise as the meeting looked at it. It is what was known then,
// and stays so when measurements are restated.
type MeetingRow struct {
	Service   ownership.ServiceID `json:"service"`
	Agreement AgreementID         `json:"agreement"`
	Version   int                 `json:"version"`
	Target    TargetID            `json:"target"`
	Period    ownership.Period    `json:"period"`
	Promised  string              `json:"promised"` // as people read it
	Actual    string              `json:"actual"`
	Verdict   Verdict             `json:"verdict"`
	Credit    int                 `json:"credit,omitempty"` // hundredths of a percent
	// Breaches are the records about it.
	Breaches []BreachID `json:"breaches,omitempty"`
}

// Minutes are what came of a meeting besides the figures.
type Minutes struct {
	Present []Attendee
	Notes   string
	Actions []PlanAction
}

// Key returns the name of the meeting.
func (m Meeting) Key() MeetingID { return m.call.ID }

// IsZero reports whether m is absence.
func (m Meeting) IsZero() bool { return m.call.ID.IsZero() }

// Call returns what is reviewed, and when.
func (m Meeting) Call() Call {
	c := m.call
	c.Invited = cloneList(c.Invited)
	return c
}

// Status says where the meeting stands.
func (m Meeting) Status() MeetingStatus { return m.status }

// HeldAt returns when people met; zero if they have not.
func (m Meeting) HeldAt() time.Time { return m.heldAt }

// Present yields who was there, by party.
func (m Meeting) Present() iter.Seq[Attendee] { return each(m.present) }

// Rows yields the promises that were looked at, in the order of [Book.Attained].
func (m Meeting) Rows() iter.Seq[MeetingRow] {
	return func(yield func(MeetingRow) bool) {
		for _, r := range m.rows {
			r.Breaches = cloneList(r.Breaches)
			if !yield(r) {
				return
			}
		}
	}
}

// Notes returns what was written down.
func (m Meeting) Notes() string { return m.notes }

// Actions yields what was decided, in the order in which it was.
func (m Meeting) Actions() iter.Seq[Action] { return each(m.actions) }

// Revision returns the number of acts.
func (m Meeting) Revision() int { return len(m.acts) }

// Acts yields every act in the order of the revisions.
func (m Meeting) Acts() iter.Seq[Act[MeetingCommand]] { return each(m.acts) }

// CallMeeting plans a meeting (R68, R69). It asks for the activity
// [ownership.OrganiseMeeting] over the agreement, of a service's own review for
// [ownership.ReviewService] over the service. A meeting that is there already is
// refused.
func (m Meeting) CallMeeting(a ownership.Authority, who ownership.Who, call Call) (Meeting, error) {
	x := newOrder("call meeting", call.ID.Subject(), a, who)
	call.check(x)
	if err := begin(x, m.acts, Called); err != nil {
		return m, err
	}
	if !m.IsZero() {
		x.refuse(meetingPresent, "")
	}
	x.authorize(call.activity(true), call.scope(), ownership.Quantity{})
	acts, err := finish(x, m.acts, Called, "")
	if err != nil {
		return m, err
	}
	return Meeting{call: call, status: MeetingPlanned, acts: acts}, nil
}

func (c *Call) check(x *order) {
	x.id("call.id", "meeting", string(c.ID))
	if !meetingKinds.Known(c.Kind) {
		x.bad("call.kind", "missing")
	}
	switch {
	case c.Agreement == "" && c.Service == "":
		x.bad("call.agreement", "missing: neither an agreement nor a service")
	case c.Agreement != "" && c.Service != "":
		x.bad("call.service", "given with an agreement")
	case c.Agreement != "":
		x.id("call.agreement", "agreement", string(c.Agreement))
	default:
		x.id("call.service", "service", string(c.Service))
	}
	c.Period.From = x.instant("call.period.from", c.Period.From)
	c.Period.Until = x.instant("call.period.until", c.Period.Until)
	if c.Period.IsReversed() {
		x.bad("call.period", "reversed: it ends before or when it begins")
	}
	c.At = x.instant("call.at", c.At)
	c.Invited = slices.Clone(c.Invited)
	for i, p := range c.Invited {
		x.id(indexed("call.invited", i), "party", string(p))
	}
	slices.Sort(c.Invited)
	c.Invited = cloneList(slices.Compact(c.Invited))
}

func (c *Call) scope() ownership.Scope {
	if c.Agreement == "" {
		return ownership.ServiceScope(c.Service)
	}
	return c.Agreement.Scope()
}

func (c *Call) activity(organise calls) ownership.Activity {
	switch {
	case c.Agreement == "":
		return ownership.ReviewService
	case bool(organise):
		return ownership.OrganiseMeeting
	}
	return ownership.HoldMeeting
}

// Move plans the meeting for another instant. It asks for what [Meeting.CallMeeting]
// asks for.
func (m Meeting) Move(a ownership.Authority, who ownership.Who, to time.Time) (Meeting, error) {
	x := m.order("move meeting", a, who)
	to = x.instant("to", to)
	return m.take(x, Moved, "", func(next *Meeting) { next.call.At = to })
}

// CallOff cancels the meeting, for a reason. It asks for what [Meeting.CallMeeting] asks
// for.
func (m Meeting) CallOff(a ownership.Authority, who ownership.Who, reason string) (Meeting, error) {
	x := m.order("call off meeting", a, who)
	x.required("reason", reason)
	return m.take(x, CalledOff, reason, func(*Meeting) {})
}

// Hold records that people met, at the instant of the command. The rows are not for the
// caller to choose: they are every promise that was in force in the period under review,
// as the book knows it then (R70). It asks for the activity [ownership.HoldMeeting] over
// the agreement, of a service's own review for [ownership.ReviewService].
func (m Meeting) Hold(a ownership.Authority, who ownership.Who, book *Book, minutes Minutes) (Meeting, error) {
	x := m.order("hold meeting", a, who)
	present := minutes.check(x)
	return m.take(x, Held, "", func(next *Meeting) {
		next.heldAt, next.present, next.notes = x.who.At, present, minutes.Notes
		next.rows = book.rowsFor(&m.call, x.who.At)
		next.actions = planned(nil, len(next.acts), minutes.Actions...)
	})
}

// check returns who was there, by party.
func (c *Minutes) check(x *order) []Attendee {
	x.text("minutes.notes", c.Notes)
	if len(c.Present) == 0 {
		x.bad("minutes.present", "nobody: a meeting needs somebody")
	}
	for i, p := range c.Present {
		x.id(indexed("minutes.present", i)+".party", "party", string(p.Party))
		x.id(indexed("minutes.present", i)+".as", "role", string(p.As))
	}
	c.Actions = slices.Clone(c.Actions)
	for i := range c.Actions {
		c.Actions[i].check(x, indexed("minutes.actions", i)+".")
	}
	return ordered(slices.Clone(c.Present), compareAttendees)
}

// FollowUp records that the action with the number was done. It asks for what
// [Meeting.Hold] asks for.
func (m Meeting) FollowUp(a ownership.Authority, who ownership.Who, no int) (Meeting, error) {
	x := m.order("follow up meeting", a, who)
	if !repeated(x, m.acts) {
		x.openAction(m.actions, no)
	}
	return m.take(x, FollowedUp, "", func(next *Meeting) { next.actions = completed(m.actions, no, len(next.acts)) })
}

func (m Meeting) order(op string, a ownership.Authority, who ownership.Who) *order {
	x := newOrder(op, m.call.ID.Subject(), a, who)
	if m.IsZero() {
		x.bad("meeting", "there is none")
	}
	return x
}

// take makes the move of the status table.
func (m Meeting) take(x *order, command MeetingCommand, reason string, change func(*Meeting)) (Meeting, error) {
	if err := begin(x, m.acts, command); err != nil {
		return m, err
	}
	move, ok := meetingMachine.Move(m.status, command)
	if !ok {
		x.refuse(meetingStatus, "", m.status.String(), command.String())
		return m, x.refusal()
	}
	x.authorize(m.call.activity(move.Data), m.call.scope(), ownership.Quantity{})
	acts, err := finish(x, m.acts, command, reason)
	if err != nil {
		return m, err
	}
	next := m
	next.acts, next.status = acts, move.To
	change(&next)
	return next, nil
}

// repeated reports whether the command's reference is in the history. What is done by
// this very command already is no mistake then.
func repeated[C any](x *order, acts []Act[C]) bool {
	return x.who.Ref != "" && slices.ContainsFunc(acts, func(a Act[C]) bool { return a.Ref == x.who.Ref })
}

// rowsFor returns what a meeting of the call has to look at.
func (b *Book) rowsFor(c *Call, now time.Time) (rows []MeetingRow) {
	services := []ownership.ServiceID{c.Service}
	if c.Agreement != "" {
		a, _ := b.Agreement(c.Agreement)
		services = a.promised()
	}
	for _, service := range services {
		for _, a := range b.Attained(service, c.Period, now) {
			if c.Agreement == "" || a.Agreement == c.Agreement {
				rows = append(rows, b.row(&a))
			}
		}
	}
	return rows
}

func (b *Book) row(a *Attainment) MeetingRow {
	r := MeetingRow{
		Service: a.Service, Agreement: a.Agreement, Version: a.Version, Target: a.Target.ID, Period: a.Period,
		Promised: a.PromisedText(), Actual: a.ActualText(), Verdict: a.Verdict, Credit: a.Credit,
	}
	for _, br := range b.track(a.Service).breaches {
		if br.Answers(*a) {
			r.Breaches = append(r.Breaches, br.about.ID)
		}
	}
	return r
}

// What stands in the way of the commands of a meeting.
var (
	meetingPresent = ofKind(kindMeeting, refusal("meeting.present",
		"{subject} has been called before", "Take another name, or move the one that is there.", nil, "R68"))
	meetingStatus = ofKind(kindMeeting, refusal("meeting.status",
		"a meeting that is {status} cannot become \"{command}\"", "See the status table for what comes first.", []string{"status", "command"}, "R68"))
)
