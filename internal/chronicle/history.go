// Package chronicle is what all records that keep their history have in common,
// whatever room they lie in: the parts of a recorded act, the course of a command,
// and the shape of what was stored. It knows no record, no status and no rule;
// what a command is refused for is said by the rows of its room.
package chronicle

import (
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// An Act shows the parts that every recorded act has. At and Proof point into the
// act itself, so that a check of its shape can bring its instants into their
// normal form.
type Act struct {
	Revision int
	Command  any // comparable, and printed in errors
	At       *time.Time
	Ref      ownership.Ref
	Proof    *ownership.Proof
}

// A History shows the acts of a record, the oldest first.
type History struct {
	n   int
	act func(i int) Act
}

// Of returns the history of n acts.
func Of(n int, act func(i int) Act) History { return History{n, act} }

// Find returns the index of the act with the reference, or -1. None has the empty
// one.
func (h History) Find(ref ownership.Ref) int {
	for i := range h.n {
		if ref != "" && h.act(i).Ref == ref {
			return i
		}
	}
	return -1
}

// Last returns the instant of the last act, zero without one.
func (h History) Last() time.Time {
	if h.n == 0 {
		return time.Time{}
	}
	return *h.act(h.n - 1).At
}
