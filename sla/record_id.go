package sla

import (
	"cmp"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// A BreachID names a [Breach].
type BreachID string

// ParseBreachID checks the spelling of s.
func ParseBreachID(s string) (BreachID, error) { return ident.Parse[BreachID]("breach", s) }

// IsZero reports whether id names nothing.
func (id BreachID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id BreachID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id BreachID) Compare(o BreachID) int { return cmp.Compare(id, o) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id BreachID) MarshalText() ([]byte, error) { return ident.Marshal("breach", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *BreachID) UnmarshalText(text []byte) error { return ident.Unmarshal("breach", id, text) }

// Subject returns the breach as the subject of an error.
func (id BreachID) Subject() ownership.Subject { return recordSubject("breach", string(id)) }

// A MeetingID names a [Meeting].
type MeetingID string

// ParseMeetingID checks the spelling of s.
func ParseMeetingID(s string) (MeetingID, error) { return ident.Parse[MeetingID]("meeting", s) }

// IsZero reports whether id names nothing.
func (id MeetingID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id MeetingID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id MeetingID) Compare(o MeetingID) int { return cmp.Compare(id, o) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id MeetingID) MarshalText() ([]byte, error) { return ident.Marshal("meeting", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *MeetingID) UnmarshalText(text []byte) error { return ident.Unmarshal("meeting", id, text) }

// Subject returns the meeting as the subject of an error.
func (id MeetingID) Subject() ownership.Subject { return recordSubject("meeting", string(id)) }

func recordSubject(kind, id string) ownership.Subject {
	if id == "" {
		return ownership.Subject{}
	}
	return ownership.Subject{Kind: kind, ID: id}
}
