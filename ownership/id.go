package ownership

import (
	"cmp"

	"github.com/serviceowner/itsm/internal/ident"
)

// Identifiers are defined strings: literals read well and callers bring their
// own. All obey one spelling (1 to 256 bytes of valid UTF-8, no control
// characters, no white space at either end), compare bytewise, and treat the
// empty string as "nobody" or "nothing". Parse and UnmarshalText check the
// spelling; a conversion from a literal does not, which is why every record is
// checked again at the border.

// PartyID names a [Party].
type PartyID string

// ServiceID names a [Service].
type ServiceID string

// Role names a role that a party can hold; see [RoleCard].
type Role string

// Activity names something that is done for a scope; see [Row].
type Activity string

// Ref is the caller's own reference for a command. Repeating a command with the
// same Ref changes nothing; see [Who].
type Ref string

// Skill names something that a person knows or can do (R30, R50).
type Skill string

// Code names a rule and so the findings that it makes, for example
// "owner.vacant".
type Code string

// Source names the requirement or contradiction that a rule, a matrix row or a
// role stands for, for example "R01" or "C11".
type Source string

// ParsePartyID checks the spelling of s.
func ParsePartyID(s string) (PartyID, error) { return ident.Parse[PartyID]("party", s) }

// ParseServiceID checks the spelling of s.
func ParseServiceID(s string) (ServiceID, error) { return ident.Parse[ServiceID]("service", s) }

// ParseRole checks the spelling of s; whether the role is known is the matrix's
// business.
func ParseRole(s string) (Role, error) { return ident.Parse[Role]("role", s) }

// ParseActivity checks the spelling of s; whether the activity is known is the
// matrix's business.
func ParseActivity(s string) (Activity, error) { return ident.Parse[Activity]("activity", s) }

// ParseRef checks the spelling of s.
func ParseRef(s string) (Ref, error) { return ident.Parse[Ref]("ref", s) }

// ParseSkill checks the spelling of s.
func ParseSkill(s string) (Skill, error) { return ident.Parse[Skill]("skill", s) }

// ParseCode checks the spelling of s.
func ParseCode(s string) (Code, error) { return ident.Parse[Code]("code", s) }

// ParseSource checks the spelling of s.
func ParseSource(s string) (Source, error) { return ident.Parse[Source]("source", s) }

// IsZero reports whether id names nothing.
func (id PartyID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id PartyID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id PartyID) Compare(other PartyID) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id PartyID) MarshalText() ([]byte, error) { return ident.Marshal("party", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *PartyID) UnmarshalText(text []byte) error { return ident.Unmarshal("party", id, text) }

// IsZero reports whether id names nothing.
func (id ServiceID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id ServiceID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id ServiceID) Compare(other ServiceID) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id ServiceID) MarshalText() ([]byte, error) { return ident.Marshal("service", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *ServiceID) UnmarshalText(text []byte) error { return ident.Unmarshal("service", id, text) }

// IsZero reports whether id names nothing.
func (id Role) IsZero() bool { return id == "" }

// String returns id as it is.
func (id Role) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id Role) Compare(other Role) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id Role) MarshalText() ([]byte, error) { return ident.Marshal("role", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *Role) UnmarshalText(text []byte) error { return ident.Unmarshal("role", id, text) }

// IsZero reports whether id names nothing.
func (id Activity) IsZero() bool { return id == "" }

// String returns id as it is.
func (id Activity) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id Activity) Compare(other Activity) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id Activity) MarshalText() ([]byte, error) { return ident.Marshal("activity", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *Activity) UnmarshalText(text []byte) error { return ident.Unmarshal("activity", id, text) }

// IsZero reports whether id names nothing.
func (id Ref) IsZero() bool { return id == "" }

// String returns id as it is.
func (id Ref) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id Ref) Compare(other Ref) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id Ref) MarshalText() ([]byte, error) { return ident.Marshal("ref", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *Ref) UnmarshalText(text []byte) error { return ident.Unmarshal("ref", id, text) }

// IsZero reports whether id names nothing.
func (id Skill) IsZero() bool { return id == "" }

// String returns id as it is.
func (id Skill) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id Skill) Compare(other Skill) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id Skill) MarshalText() ([]byte, error) { return ident.Marshal("skill", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *Skill) UnmarshalText(text []byte) error { return ident.Unmarshal("skill", id, text) }

// IsZero reports whether id names nothing.
func (id Code) IsZero() bool { return id == "" }

// String returns id as it is.
func (id Code) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id Code) Compare(other Code) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id Code) MarshalText() ([]byte, error) { return ident.Marshal("code", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *Code) UnmarshalText(text []byte) error { return ident.Unmarshal("code", id, text) }

// IsZero reports whether id names nothing.
func (id Source) IsZero() bool { return id == "" }

// String returns id as it is.
func (id Source) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id Source) Compare(other Source) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id Source) MarshalText() ([]byte, error) { return ident.Marshal("source", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *Source) UnmarshalText(text []byte) error { return ident.Unmarshal("source", id, text) }
