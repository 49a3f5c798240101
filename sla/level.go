package sla

import (
	"cmp"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// A TargetID names a [LevelTarget] within its agreement, for example
// "availability" or "response-p1". A new version of the terms keeps it where it
// promises the same thing anew.
type TargetID string

// ParseTargetID checks the spelling of s.
func ParseTargetID(s string) (TargetID, error) { return ident.Parse[TargetID]("target", s) }

// IsZero reports whether id names nothing.
func (id TargetID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id TargetID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id TargetID) Compare(o TargetID) int { return cmp.Compare(id, o) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id TargetID) MarshalText() ([]byte, error) { return ident.Marshal("target", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *TargetID) UnmarshalText(text []byte) error { return ident.Unmarshal("target", id, text) }

// A LevelRequirement is what a customer asks for, before anybody has said
// whether it can be had. The target of the same service, measure and class
// answers it.
type LevelRequirement struct {
	Service   ownership.ServiceID `json:"service,omitempty"` // empty: every service of the agreement
	Measure   Measure             `json:"measure"`
	Class     string              `json:"class,omitempty"`
	Objective Objective           `json:"objective"`
	Why       string              `json:"why,omitempty"` // what the business needs it for
}

// A LevelTarget is one promise that can be measured.
type LevelTarget struct {
	ID TargetID `json:"id"`

	// Service is the service that the promise is about; empty means each service
	// that the agreement promises, see [Agreement.Promised].
	Service ownership.ServiceID `json:"service,omitempty"`

	Measure Measure `json:"measure"`

	// Class is the class of cases that it is about, for example a priority;
	// empty means all.
	Class string `json:"class,omitempty"`

	Objective Objective `json:"objective"`

	// Cycle is the stretch of time over which it is judged.
	Cycle Cycle `json:"cycle"`

	// Calendar names the calendar of the terms in whose hours it holds; empty
	// means around the clock, in UTC.
	Calendar string `json:"calendar,omitempty"`
}

// about reports whether the target is a promise about the service.
func (t *LevelTarget) about(service ownership.ServiceID) bool {
	return t.Service == "" || t.Service == service
}
