package risk

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// An Entry is what the register says about a risk: what may happen, why, and what
// then. It is complete once it names cause, event and consequence; until then the
// risk is a draft.
type Entry struct {
	Title    string   `json:"title,omitempty"`
	Category Category `json:"category,omitempty"`

	// Cause, Event and Consequence are the risk: other ones are another risk, and an
	// acceptance of the old one does not cover it.
	Cause       string `json:"cause,omitempty"`
	Event       string `json:"event,omitempty"`
	Consequence string `json:"consequence,omitempty"`

	// Affects are the scopes that suffer beside the one that keeps the entry.
	Affects []ownership.Scope `json:"affects,omitempty"`

	// Owner carries the risk; see [Risk.Owner] for when nobody is named.
	Owner Bearer `json:"owner,omitzero"`

	Controls []Control `json:"controls,omitempty"`

	// Covers are the causes found elsewhere that the entry stands for, so that no
	// second entry is suggested for them.
	Covers []Cover `json:"covers,omitempty"`
}

// A Control is what already keeps the risk down, and who sees to it.
type Control struct {
	Text  string `json:"text"`
	Owner Bearer `json:"owner,omitzero"`
}

// IsComplete reports whether cause, event and consequence are named.
func (e Entry) IsComplete() bool { return e.Cause != "" && e.Event != "" && e.Consequence != "" }

// sameRisk reports whether o is the same risk, however else the entry changed.
func (e *Entry) sameRisk(o *Entry) bool {
	return e.Cause == o.Cause && e.Event == o.Event && e.Consequence == o.Consequence
}

func (e Entry) clone() Entry {
	e.Affects, e.Controls, e.Covers = slices.Clone(e.Affects), slices.Clone(e.Controls), slices.Clone(e.Covers)
	return e
}

// A Bearer is who carries something about a risk: the holder of a role over the
// risk's scope, which a handover does not disturb, or a party by name. The zero
// Bearer is nobody; one of the two fields is set.
type Bearer struct {
	Role  ownership.Role    `json:"role,omitempty"`
	Party ownership.PartyID `json:"party,omitempty"`
}

// IsZero reports whether b is nobody.
func (b Bearer) IsZero() bool { return b == Bearer{} }

// String is "service-owner" for a role and "party:dora" for a party.
func (b Bearer) String() string {
	if b.Party != "" {
		return ownership.PartySubject(b.Party).String()
	}
	return string(b.Role)
}

// Person returns the living person who bears what b bears for the scope at the
// instant, as known to the register, or the state that keeps it from naming one.
// Several holders of a role that several may hold are Held by nobody in
// particular: the person is empty.
func (b Bearer) Person(reg *ownership.Register, scope ownership.Scope, at time.Time) (ownership.PartyID, ownership.State) {
	if b.Party == "" {
		answer := reg.Holder(b.Role, scope, at)
		return answer.Holder, answer.State
	}
	switch p, known := reg.Party(b.Party).Party(); {
	case !known, p.Kind != ownership.Person, p.Placeholder:
		return "", ownership.NoPerson
	case !activeAt(&p, at):
		return "", ownership.Vacant
	}
	return b.Party, ownership.Held
}

// activeAt reports whether the party exists or is employed at the instant.
func activeAt(p *ownership.Party, at time.Time) bool {
	return len(p.Active) == 0 || slices.ContainsFunc(p.Active, func(q ownership.Period) bool { return q.Contains(at) })
}
