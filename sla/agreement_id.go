package sla

import (
	"cmp"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// An AgreementID names an [Agreement]. It is the identifier of the scope over
// which its activities are done; see [AgreementID.Scope].
type AgreementID string

// ParseAgreementID checks the spelling of s.
func ParseAgreementID(s string) (AgreementID, error) {
	return ident.Parse[AgreementID]("agreement", s)
}

// Scope returns the scope of the agreement, over which roles are held.
func (id AgreementID) Scope() ownership.Scope {
	return ownership.Scope{Level: ownership.LevelAgreement, ID: string(id)}
}

// Subject returns the agreement as the subject of a finding or an error.
func (id AgreementID) Subject() ownership.Subject {
	if id == "" {
		return ownership.Subject{}
	}
	return id.Scope().Subject()
}

// IsZero reports whether id names nothing.
func (id AgreementID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id AgreementID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id AgreementID) Compare(o AgreementID) int { return cmp.Compare(id, o) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id AgreementID) MarshalText() ([]byte, error) { return ident.Marshal("agreement", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *AgreementID) UnmarshalText(text []byte) error {
	return ident.Unmarshal("agreement", id, text)
}
