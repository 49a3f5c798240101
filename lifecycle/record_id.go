package lifecycle

import (
	"cmp"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// The kinds of subject that this package's rules read.
const (
	kindService     = "service"
	kindChange      = "change"
	kindImprovement = "improvement"
)

// ChangeID names a [Change].
type ChangeID string

// ParseChangeID checks the spelling of s.
func ParseChangeID(s string) (ChangeID, error) { return ident.Parse[ChangeID]("change", s) }

// String returns id as it is.
func (id ChangeID) String() string { return string(id) }

// IsZero reports whether id names nothing.
func (id ChangeID) IsZero() bool { return id == "" }

// Compare orders bytewise: -1, 0 or +1.
func (id ChangeID) Compare(other ChangeID) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id ChangeID) MarshalText() ([]byte, error) { return ident.Marshal("change", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *ChangeID) UnmarshalText(text []byte) error { return ident.Unmarshal("change", id, text) }

// Subject returns id as the subject of a finding.
func (id ChangeID) Subject() ownership.Subject {
	return ownership.Subject{Kind: kindChange, ID: string(id)}
}

// ImprovementID names an [Improvement].
type ImprovementID string

// ParseImprovementID checks the spelling of s.
func ParseImprovementID(s string) (ImprovementID, error) {
	return ident.Parse[ImprovementID]("improvement", s)
}

// String returns id as it is.
func (id ImprovementID) String() string { return string(id) }

// IsZero reports whether id names nothing.
func (id ImprovementID) IsZero() bool { return id == "" }

// Compare orders bytewise: -1, 0 or +1.
func (id ImprovementID) Compare(other ImprovementID) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id ImprovementID) MarshalText() ([]byte, error) { return ident.Marshal("improvement", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *ImprovementID) UnmarshalText(text []byte) error {
	return ident.Unmarshal("improvement", id, text)
}

// Subject returns id as the subject of a finding.
func (id ImprovementID) Subject() ownership.Subject {
	return ownership.Subject{Kind: kindImprovement, ID: string(id)}
}

// ChangeKind says what is put to the vote.
type ChangeKind uint8

// The kinds of change.
const (
	Alteration ChangeKind = iota + 1 // something about a service is changed (R40)
	Release                          // something goes into production (R39)
)

var changeKinds = enum.Of[ChangeKind]("ChangeKind", "change", "release")

// String returns the name, "unset", or ChangeKind(n) for an unknown value.
func (v ChangeKind) String() string { return changeKinds.String(v) }

// MarshalText refuses unknown values.
func (v ChangeKind) MarshalText() ([]byte, error) { return changeKinds.MarshalText(v) }

// UnmarshalText refuses unknown names.
func (v *ChangeKind) UnmarshalText(text []byte) (err error) {
	*v, err = changeKinds.Parse(string(text))
	return err
}

// Origin says what an improvement came from.
type Origin uint8

// The origins.
const (
	FromBreach       Origin = iota + 1 // a level target was missed (R26)
	FromMeeting                        // a service review asked for it (R28)
	FromSatisfaction                   // users or customers are less satisfied (R29)
	FromRisk                           // a risk is to be made smaller
	FromFinding                        // a review of this library found something
	FromIdea                           // somebody thought of it
)

var origins = enum.Of[Origin]("Origin", "breach", "meeting", "satisfaction", "risk", "finding", "idea")

// String returns the name, "unset", or Origin(n) for an unknown value.
func (v Origin) String() string { return origins.String(v) }

// MarshalText refuses unknown values.
func (v Origin) MarshalText() ([]byte, error) { return origins.MarshalText(v) }

// UnmarshalText refuses unknown names.
func (v *Origin) UnmarshalText(text []byte) (err error) {
	*v, err = origins.Parse(string(text))
	return err
}

// Progress is how far an [Improvement] has come.
type Progress uint8

// How far an improvement has come.
const (
	ProgressOpen Progress = iota + 1
	ProgressPlanned
	ProgressDecided
	ProgressRunning
	ProgressMeasured
	ProgressClosed
	ProgressDropped
)

var progresses = enum.Of[Progress]("Progress", "open", "planned", "decided", "running", "measured", "closed", "dropped")

// String returns the name, "unset", or Progress(n) for an unknown value.
func (v Progress) String() string { return progresses.String(v) }

// MarshalText refuses unknown values.
func (v Progress) MarshalText() ([]byte, error) { return progresses.MarshalText(v) }

// UnmarshalText refuses unknown names.
func (v *Progress) UnmarshalText(text []byte) (err error) {
	*v, err = progresses.Parse(string(text))
	return err
}
