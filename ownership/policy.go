package ownership

import (
	"time"

	"github.com/serviceowner/itsm/internal/enum"
)

// A Policy is what the caller may set: severities, thresholds, combinations of
// roles, waivers. Hard rules ignore it. Policies are dated: the one in force at
// the instant of a question applies. The zero Policy is the default one.
type Policy struct {
	Version string    `json:"version,omitempty"`
	From    time.Time `json:"from,omitzero"`

	// Severities replaces the severity of adjustable rules and recommendations.
	Severities map[Code]Severity `json:"severities,omitempty"`

	// Thresholds replaces the thresholds of rules; see Thresholds.
	Thresholds map[Threshold]int64 `json:"thresholds,omitempty"`

	// Combinations says which roles one person may hold together (R73, C1). A
	// pair that is not listed has its default, see StandardCombinations.
	Combinations []Combination `json:"combinations,omitempty"`

	Waivers []Waiver `json:"waivers,omitempty"`
}

// A Threshold names a number that a rule compares with.
type Threshold string

// Verdict says what is thought of a combination of roles.
type Verdict uint8

// The verdicts.
const (
	Allow Verdict = iota + 1
	Warn
	Forbid
)

var verdicts = enum.Of[Verdict]("Verdict", "allow", "warn", "forbid")

// String returns the name, "unset", or Verdict(n) for an unknown value.
func (v Verdict) String() string { return verdicts.String(v) }

// MarshalText refuses unknown values.
func (v Verdict) MarshalText() ([]byte, error) { return verdicts.MarshalText(v) }

// UnmarshalText refuses unknown names.
func (v *Verdict) UnmarshalText(text []byte) (err error) {
	*v, err = verdicts.Parse(string(text))
	return err
}

// A Combination rates one person holding both roles over one scope. The order
// of the two does not matter.
type Combination struct {
	One     Role    `json:"one"`
	Other   Role    `json:"other"`
	Verdict Verdict `json:"verdict"`
}
