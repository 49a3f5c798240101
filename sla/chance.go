package sla

import "math"

// A Chance is the probability that something works at some instant, as far as it
// is known: it lies from Low to High. A known one has both alike.
//
// It is a binary fraction, other than a [Share]: what is computed from thousands
// of promises has no exact decimal form. The error of a computed chance stays
// below [ChanceError], which tests hold against exact arithmetic.
type Chance struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// ChanceError bounds the error of a computed chance. It is a thousandth of the
// finest [Share]: 30 microseconds of a year.
const ChanceError = 1e-12

// ChanceOf returns the chance that is known to be s. What is no share is nearest
// to 0% or 100%.
func ChanceOf(s Share) Chance {
	p := float64(min(max(s, 0), Whole)) / float64(Whole)
	return Chance{Low: p, High: p}
}

// Anything is the chance of what nobody has said anything about.
func Anything() Chance { return Chance{High: 1} }

// Exact reports whether c is one number.
func (c Chance) Exact() bool { return c.Low == c.High }

// Shares returns c in parts per billion, Low rounded down and High up, each after
// allowing for the [ChanceError]: four nines that a computation missed by its own
// error are four nines.
func (c Chance) Shares() (low, high Share) {
	part := func(p float64) Share { return Share(math.Min(math.Max(p, 0), float64(Whole))) }
	return part(math.Floor((c.Low + ChanceError) * float64(Whole))),
		part(math.Ceil((c.High - ChanceError) * float64(Whole)))
}

// Carries reports whether something with this chance is sure to reach the share:
// the lower bound decides.
func (c Chance) Carries(s Share) bool {
	low, _ := c.Shares()
	return low >= s
}

// String is "99.9%", or "99.8% to 99.9%".
func (c Chance) String() string {
	low, high := c.Shares()
	if c.Exact() || low == high {
		return low.String()
	}
	return low.String() + " to " + high.String()
}

func (c Chance) known() bool { return c.Low >= 0 && c.Low <= c.High && c.High <= 1 }
