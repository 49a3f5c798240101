package risk

import "github.com/serviceowner/itsm/internal/enum"

// Exposure says which state of affairs an [Assessment] judges.
type Exposure uint8

// The exposures.
const (
	Inherent Exposure = iota + 1 // as if there were no controls
	Current                      // with the controls that there are
	Residual                     // with the treatments that are planned, once they are done
)

var exposures = enum.Of[Exposure]("Exposure", "inherent", "current", "residual")

// String returns the name, "unset", or Exposure(n) for an unknown value.
func (e Exposure) String() string { return exposures.String(e) }

// MarshalText refuses unknown values.
func (e Exposure) MarshalText() ([]byte, error) { return exposures.MarshalText(e) }

// UnmarshalText refuses unknown names.
func (e *Exposure) UnmarshalText(text []byte) (err error) {
	*e, err = exposures.Parse(string(text))
	return err
}

// An Assessment is how likely and how bad somebody judged a risk to be. Who, when
// and why are those of its [Act]. It keeps the steps and the grid that they were
// read from; what they amount to under another grid is asked of that grid.
type Assessment struct {
	Of         Exposure `json:"of"`
	Likelihood StepID   `json:"likelihood"`
	Impact     StepID   `json:"impact"`

	Grid        GridID  `json:"grid"`
	GridVersion string  `json:"gridVersion"`
	Level       LevelID `json:"level"` // under that grid

	// Expected is the loss that is expected in a year: the mean of Model, or an
	// estimate without one. The zero Money is no estimate.
	Expected Money  `json:"expected,omitzero"`
	Model    *Model `json:"model,omitempty"`
}
