package sla

import (
	"cmp"
	"slices"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/ident"
)

// A Measure names what is measured. Callers bring their own, each with a
// [MeasureCard] in the [Terms] that use it.
type Measure string

// The measures that everybody knows. Their cards are [StandardMeasures].
const (
	// Availability is the share of the time of a cycle, within the hours of the
	// target, in which the service worked.
	Availability Measure = "availability"
	// Response is the time until somebody takes up a case.
	Response Measure = "response"
	// Resolution is the time until a case is solved.
	Resolution Measure = "resolution"
)

// ParseMeasure checks the spelling of s.
func ParseMeasure(s string) (Measure, error) { return ident.Parse[Measure]("measure", s) }

// IsZero reports whether m names nothing.
func (m Measure) IsZero() bool { return m == "" }

// String returns m as it is.
func (m Measure) String() string { return string(m) }

// Compare orders bytewise: -1, 0 or +1.
func (m Measure) Compare(o Measure) int { return cmp.Compare(m, o) }

// MarshalText refuses a malformed name; nothing is the empty text.
func (m Measure) MarshalText() ([]byte, error) { return ident.Marshal("measure", m) }

// UnmarshalText refuses a malformed name; the empty text is nothing.
func (m *Measure) UnmarshalText(text []byte) error { return ident.Unmarshal("measure", m, text) }

// Direction says which way is better.
type Direction uint8

// The directions.
const (
	AtLeast Direction = iota + 1 // more is better: the objective is a floor
	AtMost                       // less is better: the objective is a ceiling
)

var directions = enum.Of[Direction]("Direction", "at least", "at most")

// String returns the name, "unset", or Direction(n) for an unknown value.
func (d Direction) String() string { return directions.String(d) }

// MarshalText refuses unknown values.
func (d Direction) MarshalText() ([]byte, error) { return directions.MarshalText(d) }

// UnmarshalText refuses unknown names.
func (d *Direction) UnmarshalText(text []byte) (err error) {
	*d, err = directions.Parse(string(text))
	return err
}

// The units that decide which part of an [Objective] counts. Any other unit is
// counted in whole numbers: choose it fine enough, milliseconds rather than
// seconds.
const (
	UnitShare = "share" // Objective.Share
	UnitTime  = "time"  // Objective.Within, for a share of the cases
)

// A MeasureCard says how a measure is counted.
type MeasureCard struct {
	Measure   Measure   `json:"measure"`
	Unit      string    `json:"unit"` // [UnitShare], [UnitTime] or one of the caller's
	Direction Direction `json:"direction"`
}

// StandardMeasures returns the cards of the measures named here.
func StandardMeasures() []MeasureCard { return slices.Clone(standardMeasures) }

var standardMeasures = []MeasureCard{
	{Availability, UnitShare, AtLeast},
	{Response, UnitTime, AtMost},
	{Resolution, UnitTime, AtMost},
}

// An Objective is the level that is asked for, promised or able to be kept. The
// unit of the measure decides what counts:
//
//   - [UnitShare]: Share, at least or at most so much of the whole.
//   - [UnitTime]: Within, the time that a case may take, for at least Share of
//     the cases. All cases are [Whole].
//   - any other unit: Amount, in that unit.
type Objective struct {
	Share  Share  `json:"share,omitzero"`
	Within Target `json:"within,omitzero"`
	Amount int64  `json:"amount,omitzero"`
}

// problems reports what makes no sense under the card.
func (o Objective) problems(card MeasureCard, path string, add func(path, text string)) {
	if !o.Share.known() {
		add(path+".share", "outside 0% to 100%")
	}
	if err := o.Within.check(nil, "", ""); err != nil {
		add(path+".within", reason(err))
	}
	time, share := card.Unit == UnitTime, card.Unit == UnitShare
	switch {
	case time && o.Share == 0:
		add(path+".share", "missing: of how many cases?")
	case share && card.Direction == AtLeast && o.Share == 0:
		add(path+".share", "missing")
	case !time && !share && o.Share != 0:
		add(path+".share", "given for "+string(card.Measure)+", which is counted in "+card.Unit)
	}
	if !time && o.Within != (Target{}) {
		add(path+".within", "given for "+string(card.Measure)+", which is counted in "+card.Unit)
	}
	if (time || share) && o.Amount != 0 {
		add(path+".amount", "given for "+string(card.Measure)+", which is counted in "+card.Unit)
	}
	if o.Amount < 0 {
		add(path+".amount", "negative")
	}
}
