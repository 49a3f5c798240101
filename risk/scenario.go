package risk

import (
	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/ownership"
)

// A Scenario is one thing that may happen, with one cause: how often, and what it
// costs each time. What several services suffer from the same cause is one scenario
// with several losses, so that the event counts once and strikes all of them in the
// same year.
type Scenario struct {
	ID ScenarioID `json:"id"`
	// PerYear is how many events are expected in a year, 0.1 for one in ten years.
	// Events come independently of each other, at this rate (a Poisson process). From
	// 0 to 1,000.
	PerYear float64 `json:"perYear"`
	// Losses are drawn anew for every event, each by itself.
	Losses []Loss `json:"losses"`
}

// A Loss is a range of what one event costs, and who bears it.
type Loss struct {
	// Services bear the loss together. It is drawn once and counted once, whether one
	// of them is looked at or all. None stands for the organisation as a whole: the
	// loss counts there and for no service.
	Services []ownership.ServiceID `json:"services,omitempty"`

	Shape  Shape `json:"shape"`
	Low    Money `json:"low"`
	Likely Money `json:"likely,omitzero"` // of PERT only
	High   Money `json:"high"`
}

// Shape is how likely amounts within a range are.
type Shape uint8

// The shapes.
const (
	// PERT: Low is the least, High the greatest that can be, Likely the likeliest; the
	// mean is (Low + 4 Likely + High) / 6. For what people estimate.
	PERT Shape = iota + 1
	// Lognormal: nine of ten amounts lie between Low and High, one in twenty is below
	// and one in twenty above, without limit. For what has rare, very large losses.
	Lognormal
)

var shapes = enum.Of[Shape]("Shape", "pert", "lognormal")

// String returns the name, "unset", or Shape(n) for an unknown value.
func (s Shape) String() string { return shapes.String(s) }

// MarshalText refuses unknown values.
func (s Shape) MarshalText() ([]byte, error) { return shapes.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *Shape) UnmarshalText(text []byte) (err error) {
	*s, err = shapes.Parse(string(text))
	return err
}
