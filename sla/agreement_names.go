package sla

import "github.com/serviceowner/itsm/internal/enum"

// A Kind says what sort of agreement it is. The counterparty's place decides it
// (R66): who receives the service has an SLA; who contributes to it has an OLA
// inside the provider's topmost organisation and a contract outside it.
type Kind uint8

// The kinds of agreement.
const (
	SLA Kind = iota + 1 // service level agreement, with a customer
	OLA                 // operational level agreement, with a part of the own organisation
	UC                  // underpinning contract, with a supplier
)

var kinds = enum.Of[Kind]("Kind", "SLA", "OLA", "UC")

// String returns the name, "unset", or Kind(n) for an unknown value.
func (k Kind) String() string { return kinds.String(k) }

// MarshalText refuses unknown values.
func (k Kind) MarshalText() ([]byte, error) { return kinds.MarshalText(k) }

// UnmarshalText refuses unknown names.
func (k *Kind) UnmarshalText(text []byte) (err error) {
	*k, err = kinds.Parse(string(text))
	return err
}

// An AgreementStatus says where an agreement stands.
type AgreementStatus uint8

// The statuses. Expired is never recorded: it is what an agreement becomes when
// its validity is over.
const (
	Draft       AgreementStatus = iota + 1 // being written
	Negotiating                            // terms are on the table
	Agreed                                 // signed by both sides
	Active                                 // in force
	Expired                                // was in force, and its validity is over
	Terminated                             // ended by one side, or given up
)

var agreementStatuses = enum.Of[AgreementStatus]("AgreementStatus",
	"draft", "negotiating", "agreed", "active", "expired", "terminated")

// String returns the name, "unset", or AgreementStatus(n) for an unknown value.
func (s AgreementStatus) String() string { return agreementStatuses.String(s) }

// MarshalText refuses unknown values.
func (s AgreementStatus) MarshalText() ([]byte, error) { return agreementStatuses.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *AgreementStatus) UnmarshalText(text []byte) (err error) {
	*s, err = agreementStatuses.Parse(string(text))
	return err
}

// A Side is one of the two sides of an agreement.
type Side uint8

// The sides.
const (
	ForProvider     Side = iota + 1 // of the service that the agreement is for
	ForCounterparty                 // the customer, the supporting party or the supplier
)

var sides = enum.Of[Side]("Side", "provider", "counterparty")

// String returns the name, "unset", or Side(n) for an unknown value.
func (s Side) String() string { return sides.String(s) }

// MarshalText refuses unknown values.
func (s Side) MarshalText() ([]byte, error) { return sides.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *Side) UnmarshalText(text []byte) (err error) {
	*s, err = sides.Parse(string(text))
	return err
}

// An AgreementCommand is what an act did to an agreement: the event of its status
// table.
type AgreementCommand uint8

// The commands, in the order in which they are usually taken.
const (
	Adopted            AgreementCommand = iota + 1 // taken over from another catalogue, unjudged
	Drafted                                        // begun
	RequirementsStated                             // the customer's level requirements were gathered
	TargetsSet                                     // requirements were turned into targets
	Negotiated                                     // other terms were put on the table
	Assessed                                       // targets were held against capability
	CapabilityImproved                             // R62: a capability was raised
	TargetLowered                                  // R62: the customer lowered a target
	ShortfallAccepted                              // R62: somebody answers for a shortfall until a date
	ResourcesCommitted                             // R32
	Signed                                         // by one side
	Countersigned                                  // by the other: it is agreed
	Activated                                      // put into force
	Revised                                        // new terms for what was put into force before
	RevisionWithdrawn                              // those were given up; what was in force stays
	Withdrawn                                      // terms were given up, and none were ever in force
	NoticeGiven                                    // it ends
)

var agreementCommands = enum.Of[AgreementCommand]("AgreementCommand",
	"adopted", "drafted", "requirements stated", "targets set", "negotiated", "assessed", "capability improved",
	"target lowered", "shortfall accepted", "resources committed", "signed", "countersigned",
	"activated", "revised", "revision withdrawn", "withdrawn", "notice given")

// String returns the name, "unset", or AgreementCommand(n) for an unknown value.
func (s AgreementCommand) String() string { return agreementCommands.String(s) }

// MarshalText refuses unknown values.
func (s AgreementCommand) MarshalText() ([]byte, error) { return agreementCommands.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *AgreementCommand) UnmarshalText(text []byte) (err error) {
	*s, err = agreementCommands.Parse(string(text))
	return err
}
