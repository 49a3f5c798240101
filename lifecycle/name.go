package lifecycle

import (
	"cmp"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/ident"
)

// Like the identifiers of package ownership these are defined strings: callers
// add their own as further constants, literals read well, and the empty string
// is nothing. All obey the same spelling.

// Status is where a service stands: the one thing that is stored. Stage and
// section follow from it.
type Status string

// Event names what moves a service from one status to another.
type Event string

// Stage names a stage of a lifecycle.
type Stage string

// Gate names what a move has to pass. A move without a gate leads back or out:
// nothing but the deciding activity stands in its way, because a service must
// never be held in a status whose demands it fails.
type Gate string

// ParseStatus checks the spelling of s; whether there is such a status is the
// model's business.
func ParseStatus(s string) (Status, error) { return ident.Parse[Status]("status", s) }

// ParseEvent checks the spelling of s.
func ParseEvent(s string) (Event, error) { return ident.Parse[Event]("event", s) }

// ParseStage checks the spelling of s.
func ParseStage(s string) (Stage, error) { return ident.Parse[Stage]("stage", s) }

// ParseGate checks the spelling of s.
func ParseGate(s string) (Gate, error) { return ident.Parse[Gate]("gate", s) }

// String returns id as it is.
func (id Status) String() string { return string(id) }

// IsZero reports whether id names nothing.
func (id Status) IsZero() bool { return id == "" }

// Compare orders bytewise: -1, 0 or +1.
func (id Status) Compare(other Status) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id Status) MarshalText() ([]byte, error) { return ident.Marshal("status", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *Status) UnmarshalText(text []byte) error { return ident.Unmarshal("status", id, text) }

// String returns id as it is.
func (id Event) String() string { return string(id) }

// IsZero reports whether id names nothing.
func (id Event) IsZero() bool { return id == "" }

// Compare orders bytewise: -1, 0 or +1.
func (id Event) Compare(other Event) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id Event) MarshalText() ([]byte, error) { return ident.Marshal("event", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *Event) UnmarshalText(text []byte) error { return ident.Unmarshal("event", id, text) }

// String returns id as it is.
func (id Stage) String() string { return string(id) }

// IsZero reports whether id names nothing.
func (id Stage) IsZero() bool { return id == "" }

// Compare orders bytewise: -1, 0 or +1.
func (id Stage) Compare(other Stage) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id Stage) MarshalText() ([]byte, error) { return ident.Marshal("stage", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *Stage) UnmarshalText(text []byte) error { return ident.Unmarshal("stage", id, text) }

// String returns id as it is.
func (id Gate) String() string { return string(id) }

// IsZero reports whether id names nothing.
func (id Gate) IsZero() bool { return id == "" }

// Compare orders bytewise: -1, 0 or +1.
func (id Gate) Compare(other Gate) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id Gate) MarshalText() ([]byte, error) { return ident.Marshal("gate", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *Gate) UnmarshalText(text []byte) error { return ident.Unmarshal("gate", id, text) }

// Section is the part of the service portfolio that a service belongs to.
type Section uint8

// The sections.
const (
	Pipeline  Section = iota + 1 // in preparation
	Catalogue                    // on offer, in operation or available for it
	Retirees                     // withdrawn
)

var sections = enum.Of[Section]("Section", "pipeline", "catalogue", "retired")

// String returns the name, "unset", or Section(n) for an unknown value.
func (s Section) String() string { return sections.String(s) }

// MarshalText refuses unknown values.
func (s Section) MarshalText() ([]byte, error) { return sections.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *Section) UnmarshalText(text []byte) (err error) {
	*s, err = sections.Parse(string(text))
	return err
}
