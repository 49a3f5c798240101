package ownership

import (
	"time"

	"github.com/serviceowner/itsm/internal/enum"
)

// An Actor is who acts in a role now. Accountability does not move: Answer says
// who has it (C15).
type Actor struct {
	// Person acts; empty if nobody does.
	Person PartyID

	// Capacity is OwnRight or AsDeputy; unset if nobody acts.
	Capacity Capacity

	// Answer is that to "who has the role".
	Answer Answer
}

// ActingOwner returns who acts as owner of the service at the instant.
func (r *Register) ActingOwner(service ServiceID, at time.Time) Actor {
	return r.Acting(ServiceOwner, ServiceScope(service), at)
}

// Acting returns who acts in the role over the scope at the instant: the holder,
// or while the holder is absent, inactive, missing or no person, the first
// ranked deputy who is a living person and not away (R07, C15): one over the
// scope where the role is held or, if nobody has it and it reaches down, over the
// nearest scope that has such a deputy. Nobody acts in a contested role. What is done by a delegate is no part of it: see
// [Register.May].
func (r *Register) Acting(role Role, scope Scope, at time.Time) Actor {
	r = r.use()
	a := r.Holder(role, scope, at)
	out := Actor{Answer: a}
	if a.r == nil || a.State == Contested {
		return out
	}
	m := r.matrixAt(a.at)
	if a.State == Held && a.Holder == "" {
		return out // several share the role
	}
	if a.State == Held {
		if n, ok := r.partyNo(a.Holder); ok && !r.party(n).absentAt(a.at) {
			out.Person, out.Capacity = a.Holder, OwnRight
			return out
		}
	}
	if d, ok := r.standIn(m, a); ok {
		out.Person, out.Capacity = r.partyOf(d), AsDeputy
	}
	return out
}

// standIn returns the deputy who acts: of those over the scope where the role is
// held or, if nobody has it anywhere and it reaches down, over the nearest scope
// that has one. judge lets them act.
func (r *Register) standIn(m *compiledMatrix, a Answer) (first partyNo, found bool) {
	first, found = r.firstDeputy(m, a.role, a.claim.via.scope, a.at)
	if found || a.claim.distinct > 0 || !m.reaches.has(a.role) {
		return first, found
	}
	var buf ancestry
	var nearest ancestor
	for up := range r.above(&buf, a.asked, a.at) {
		if found && nearest.compare(up) <= 0 {
			continue
		}
		if d, ok := r.firstDeputy(m, a.role, up.scope, a.at); ok {
			first, nearest, found = d, up, true
		}
	}
	return first, found
}

// Purpose is what somebody wants to be in touch about (C4).
type Purpose uint8

// The purposes. Each has one contact.
const (
	// ServiceRequests: requests and escalations about the service go to the
	// service owner (R33).
	ServiceRequests Purpose = iota + 1
	// Agreements: levels and agreements go to the service level manager (R74).
	Agreements
	// Commercial: the customer's business goes to the client relationship manager (R75).
	Commercial
)

var purposes = enum.Of[Purpose]("Purpose", "service requests", "agreements", "commercial")

// String returns the name, "unset", or Purpose(n) for an unknown value.
func (p Purpose) String() string { return purposes.String(p) }

// MarshalText refuses unknown values.
func (p Purpose) MarshalText() ([]byte, error) { return purposes.MarshalText(p) }

// UnmarshalText refuses unknown names.
func (p *Purpose) UnmarshalText(text []byte) (err error) {
	*p, err = purposes.Parse(string(text))
	return err
}

// contacts is the table of C4: being the contact for a purpose is an activity,
// and the role that is accountable for it the contact, so that profiles and
// overlays move it. The role given here is taken where the matrix has no such row.
var contacts = [...]struct {
	activity Activity
	role     Role
}{
	ServiceRequests: {AnswerRequests, ServiceOwner},
	Agreements:      {AnswerAgreementQuestions, ServiceLevelManager},
	Commercial:      {AnswerCommercialQuestions, ClientRelationshipManager},
}

// Contact returns the single contact of the service for the purpose: the holder
// of the role that the matrix makes accountable for it, or whoever acts for
// them, or explicitly nobody (R33, C4).
func (r *Register) Contact(service ServiceID, purpose Purpose, at time.Time) Actor {
	if int(purpose) >= len(contacts) || purpose == 0 {
		return Actor{Answer: Answer{State: Vacant, Via: ServiceScope(service)}}
	}
	r = r.use()
	role := contacts[purpose].role
	if row := r.matrixAt(instantOf(at)).row(contacts[purpose].activity); row != nil && row.hasA {
		role = r.roleOf(row.accountable)
	}
	return r.Acting(role, ServiceScope(service), at)
}
