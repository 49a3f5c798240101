package risk

import "github.com/serviceowner/itsm/internal/enum"

// Rounding says what becomes of a fraction of a minor unit. There is no default:
// the zero value is refused, because whoever divides money decides.
type Rounding uint8

// The modes. With 2.5 and -2.5: half-even gives 2 and -2, half-away 3 and -3, down
// 2 and -2, up 3 and -3, floor 2 and -3, ceiling 3 and -2.
const (
	HalfEven Rounding = iota + 1 // to the nearest; a half to the even one, which favours nobody
	HalfAway                     // to the nearest; a half away from zero, as is usual in commerce
	Down                         // towards zero
	Up                           // away from zero
	Floor                        // to the lesser
	Ceiling                      // to the greater
)

var roundings = enum.Of[Rounding]("Rounding", "half-even", "half-away", "down", "up", "floor", "ceiling")

// String returns the name, "unset", or Rounding(n) for an unknown value.
func (r Rounding) String() string { return roundings.String(r) }

// MarshalText refuses unknown values.
func (r Rounding) MarshalText() ([]byte, error) { return roundings.MarshalText(r) }

// UnmarshalText refuses unknown names.
func (r *Rounding) UnmarshalText(text []byte) (err error) {
	*r, err = roundings.Parse(string(text))
	return err
}

// away reports whether a quotient with rest / den left over is rounded away from
// zero.
func (r Rounding) away(negative bool, quotient, rest, den uint64) bool {
	if rest == 0 {
		return false
	}
	below, half := rest < den-rest, rest == den-rest
	switch r {
	case HalfEven:
		return !below && (!half || quotient%2 == 1)
	case HalfAway:
		return !below
	case Up:
		return true
	case Floor:
		return negative
	case Ceiling:
		return !negative
	default: // Down
		return false
	}
}
