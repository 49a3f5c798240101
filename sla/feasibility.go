package sla

import (
	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/ownership"
)

// A Capability is what a service can keep, as far as anybody can tell: from
// experience, from its design, or from what its own suppliers promise. It is
// meant for the cycle of the target that it is held against.
type Capability struct {
	Service   ownership.ServiceID `json:"service"`
	Measure   Measure             `json:"measure"`
	Class     string              `json:"class,omitempty"` // empty: every class that has no capability of its own
	Objective Objective           `json:"objective"`
	// Hours are those in which the service is staffed and supported; none means
	// around the clock.
	Hours *Definition `json:"hours,omitempty"`
}

// A Gap is one way in which a capability falls short of a target.
type Gap uint8

// The gaps.
const (
	GapUnknown Gap = iota + 1 // nobody has said what can be kept
	GapLevel                  // the share, time or amount is worse
	GapCases                  // fewer cases are in time
	GapHolds                  // it honours holds, and the target goes through them
	GapForm                   // working days against hours: nobody can say which is more
	GapHours                  // the target's hours reach beyond those of the capability
	GapCycle                  // it is judged over a longer stretch; see [Underpinning]
)

var gaps = enum.Of[Gap]("Gap", "unknown", "level", "cases", "holds", "form", "hours", "cycle")

// String returns the name, "unset", or Gap(n) for an unknown value.
func (g Gap) String() string { return gaps.String(g) }

// MarshalText refuses unknown values.
func (g Gap) MarshalText() ([]byte, error) { return gaps.MarshalText(g) }

// UnmarshalText refuses unknown names.
func (g *Gap) UnmarshalText(text []byte) (err error) {
	*g, err = gaps.Parse(string(text))
	return err
}

// Judged is one target held against the capability of one service.
type Judged struct {
	Target  TargetID            `json:"target"`
	Service ownership.ServiceID `json:"service"`
	// Able is the capability's objective; zero if there is none.
	Able Objective `json:"able,omitzero"`
	// Gaps are all ways in which it falls short, in the order of the gaps; none
	// means that the target can be kept.
	Gaps []Gap `json:"gaps,omitempty"`
}

// Feasible reports whether the target can be kept.
func (j Judged) Feasible() bool { return len(j.Gaps) == 0 }
