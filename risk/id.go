package risk

import (
	"cmp"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// Identifiers are defined strings with the one spelling of the library: 1 to 256
// bytes of valid UTF-8, no control characters, no white space at either end. They
// compare bytewise; the empty string is nothing. Parse and UnmarshalText check the
// spelling; a conversion from a literal does not, which is why constructors do.

// GridID names a [Grid], whatever its version.
type GridID string

// StepID names a step of a [Scale]. It is what an assessment keeps, so it stays
// when the step is renamed.
type StepID string

// LevelID names a [Level]. It is what decisions refer to, so it stays when the
// level is renamed.
type LevelID string

// ScenarioID names a [Scenario] and with it the stream of its random numbers.
type ScenarioID string

// ParseGridID checks the spelling of s.
func ParseGridID(s string) (GridID, error) { return ident.Parse[GridID]("grid", s) }

// ParseStepID checks the spelling of s.
func ParseStepID(s string) (StepID, error) { return ident.Parse[StepID]("step", s) }

// ParseLevelID checks the spelling of s.
func ParseLevelID(s string) (LevelID, error) { return ident.Parse[LevelID]("level", s) }

// ParseScenarioID checks the spelling of s.
func ParseScenarioID(s string) (ScenarioID, error) { return ident.Parse[ScenarioID]("scenario", s) }

// IsZero reports whether id names nothing.
func (id GridID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id GridID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id GridID) Compare(other GridID) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id GridID) MarshalText() ([]byte, error) { return ident.Marshal("grid", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *GridID) UnmarshalText(text []byte) error { return ident.Unmarshal("grid", id, text) }

// IsZero reports whether id names nothing.
func (id StepID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id StepID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id StepID) Compare(other StepID) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id StepID) MarshalText() ([]byte, error) { return ident.Marshal("step", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *StepID) UnmarshalText(text []byte) error { return ident.Unmarshal("step", id, text) }

// IsZero reports whether id names nothing.
func (id LevelID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id LevelID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id LevelID) Compare(other LevelID) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id LevelID) MarshalText() ([]byte, error) { return ident.Marshal("level", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *LevelID) UnmarshalText(text []byte) error { return ident.Unmarshal("level", id, text) }

// IsZero reports whether id names nothing.
func (id ScenarioID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id ScenarioID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id ScenarioID) Compare(other ScenarioID) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id ScenarioID) MarshalText() ([]byte, error) { return ident.Marshal("scenario", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *ScenarioID) UnmarshalText(text []byte) error { return ident.Unmarshal("scenario", id, text) }

// RiskID names a [Risk], and is the key under which it is stored.
type RiskID string

// TreatmentID names a [Treatment] within its risk.
type TreatmentID string

// ParseRiskID checks the spelling of s.
func ParseRiskID(s string) (RiskID, error) { return ident.Parse[RiskID]("risk", s) }

// ParseTreatmentID checks the spelling of s.
func ParseTreatmentID(s string) (TreatmentID, error) {
	return ident.Parse[TreatmentID]("treatment", s)
}

// IsZero reports whether id names nothing.
func (id RiskID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id RiskID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id RiskID) Compare(other RiskID) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id RiskID) MarshalText() ([]byte, error) { return ident.Marshal("risk", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *RiskID) UnmarshalText(text []byte) error { return ident.Unmarshal("risk", id, text) }

// Subject returns the risk as the subject of a finding.
func (id RiskID) Subject() ownership.Subject { return ownership.Subject{Kind: "risk", ID: string(id)} }

// IsZero reports whether id names nothing.
func (id TreatmentID) IsZero() bool { return id == "" }

// String returns id as it is.
func (id TreatmentID) String() string { return string(id) }

// Compare orders bytewise: -1, 0 or +1.
func (id TreatmentID) Compare(other TreatmentID) int { return cmp.Compare(id, other) }

// MarshalText refuses a malformed id; nothing is the empty text.
func (id TreatmentID) MarshalText() ([]byte, error) { return ident.Marshal("treatment", id) }

// UnmarshalText refuses a malformed id; the empty text is nothing.
func (id *TreatmentID) UnmarshalText(text []byte) error {
	return ident.Unmarshal("treatment", id, text)
}
