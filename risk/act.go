package risk

import (
	"time"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/ownership"
)

// ActKind names the command that an act was.
type ActKind uint8

// The commands of a risk.
const (
	ActIdentified ActKind = iota + 1 // with Entry and Review
	ActRevised                       // with Entry
	ActAssessed                      // with Assessment
	ActTreated                       // with Treatment
	ActProposed                      // with Proposal
	ActAccepted                      // with Acceptance
	ActRevoked                       // with Revokes
	ActEscalated                     // with Escalation
	ActDecided                       // with Decision
	ActReviewed                      // with Review
	ActClosed
	ActReopened // with Review
)

var actKinds = enum.Of[ActKind]("ActKind", "identified", "revised", "assessed", "treated", "proposed", "accepted",
	"revoked", "escalated", "decided", "reviewed", "closed", "reopened")

// String returns the name, "unset", or ActKind(n) for an unknown value.
func (k ActKind) String() string { return actKinds.String(k) }

// MarshalText refuses unknown values.
func (k ActKind) MarshalText() ([]byte, error) { return actKinds.MarshalText(k) }

// UnmarshalText refuses unknown names.
func (k *ActKind) UnmarshalText(text []byte) (err error) {
	*k, err = actKinds.Parse(string(text))
	return err
}

// An Act is one command recorded in a risk: who, when, why and on what authority,
// with what it brought. Of the fields below Proof those are set that the kind
// names.
type Act struct {
	// Revision is the position in the history, counted from 1.
	Revision int             `json:"revision"`
	Kind     ActKind         `json:"kind"`
	Status   Status          `json:"status"` // that the act led to
	At       time.Time       `json:"at"`
	Ref      ownership.Ref   `json:"ref,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Proof    ownership.Proof `json:"proof"`

	Entry      *Entry      `json:"entry,omitempty"`
	Assessment *Assessment `json:"assessment,omitempty"`
	Treatment  *Treatment  `json:"treatment,omitempty"`
	Proposal   *Proposal   `json:"proposal,omitempty"`
	Acceptance *Acceptance `json:"acceptance,omitempty"`
	Revokes    int         `json:"revokes,omitempty"` // the revision of the acceptance
	Escalation *Escalation `json:"escalation,omitempty"`
	Decision   *Decision   `json:"decision,omitempty"`
	Review     *Review     `json:"review,omitempty"`
}

// clone returns a with memory of its own, but for the model, which is immutable.
func (a Act) clone() Act {
	if a.Entry != nil {
		e := a.Entry.clone()
		a.Entry = &e
	}
	a.Assessment = copied(a.Assessment)
	a.Treatment = copied(a.Treatment)
	a.Proposal = copied(a.Proposal)
	a.Acceptance = copied(a.Acceptance)
	a.Escalation = copied(a.Escalation)
	a.Decision = copied(a.Decision)
	a.Review = copied(a.Review)
	return a
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
