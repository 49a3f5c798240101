package sla

import (
	"math/bits"
	"strconv"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/ownership"
)

// A Verdict says whether a promise was kept.
type Verdict uint8

// The verdicts. A verdict is exact: it compares whole numbers, and nothing is
// rounded on the way. It holds whatever was not seen.
const (
	// Met: the promise was kept, even if everything that nobody watched was bad.
	Met Verdict = iota + 1
	// Missed: the promise was not kept, even if everything that nobody watched was
	// good. This may be certain before the cycle has ended.
	Missed
	// Pending: the cycle, or a case of it, has not ended and can still go either way.
	Pending
	// NoData: too little was watched to tell, or nothing was promised in that time.
	NoData
)

var attainmentVerdicts = enum.Of[Verdict]("Verdict", "met", "missed", "pending", "no data")

// String returns the name, "unset", or Verdict(n) for an unknown value.
func (v Verdict) String() string { return attainmentVerdicts.String(v) }

// MarshalText refuses unknown values.
func (v Verdict) MarshalText() ([]byte, error) { return attainmentVerdicts.MarshalText(v) }

// UnmarshalText refuses unknown names.
func (v *Verdict) UnmarshalText(text []byte) (err error) {
	*v, err = attainmentVerdicts.Parse(string(text))
	return err
}

// A Count is what came of single things: cases, events, readings.
type Count struct {
	Total int64 // all of them
	Part  int64 // those in time, those that the measure counts, or those within the amount
	Open  int64 // cases that are neither in time nor late yet
}

// An Attainment is one promise and what became of it in one cycle.
type Attainment struct {
	Service   ownership.ServiceID
	Agreement AgreementID
	Version   int // of the terms
	Target    LevelTarget
	Card      MeasureCard // zero if the terms have none for the measure

	// Cycle is the stretch over which the target is judged, Period the part of it in
	// which this promise was in force. They differ where terms change within.
	Cycle  ownership.Period
	Period ownership.Period

	Verdict Verdict

	// Uptime is what was seen of an availability.
	Uptime Uptime
	// Count is what was seen of any other measure.
	Count Count
	// Worst is the worst reading of a measure that is counted in a unit of its own.
	Worst int64

	// Credit is what the provider owes for the cycle, in hundredths of a percent of
	// the charge for it; see [CreditTier]. It is owed for a promise that was missed,
	// once the stretch has ended, and by what is certain: what nobody watched costs
	// nothing.
	Credit int

	// Problem says why nothing could be measured at all: a zone that is not known, a
	// calendar that is none. Empty otherwise.
	Problem string
}

// path says where the promise stands.
func (a *Attainment) path() string {
	return "agreements[" + string(a.Agreement) + "].targets[" + string(a.Target.ID) + "]"
}

// Actual returns the level that was reached, as far as it was watched: the share of
// the service time, of the cases or of the events, rounded to the next billionth
// against the provider, or the worst reading. False means that there is nothing to
// tell it from.
func (a *Attainment) Actual() (Objective, bool) {
	switch a.kind() {
	case byTime:
		return Objective{Share: shareDown(int64(a.Uptime.Watched-a.Uptime.Down), int64(a.Uptime.Watched))}, a.Uptime.Watched > 0
	case byReading:
		return Objective{Amount: a.Worst}, a.Count.Total > 0
	case byEvent:
		if a.Card.Direction == AtMost {
			return Objective{Share: shareUp(a.Count.Part, a.Count.Total)}, a.Count.Total > 0
		}
	case byCase:
		decided := a.Count.Total - a.Count.Open
		return Objective{Share: shareDown(a.Count.Part, decided)}, decided > 0
	}
	return Objective{Share: shareDown(a.Count.Part, a.Count.Total)}, a.Count.Total > 0
}

// ActualText is Actual as people read it: "99.93%", "250 ms", "no data".
func (a *Attainment) ActualText() string {
	o, ok := a.Actual()
	switch {
	case !ok:
		return NoData.String()
	case a.kind() == byReading:
		return strconv.FormatInt(o.Amount, 10) + " " + a.Card.Unit
	}
	return o.Share.String()
}

// PromisedText is the objective as people read it: "at least 99.95%",
// "95% within 4h", "at most 250 ms".
func (a *Attainment) PromisedText() string {
	o := a.Target.Objective
	switch a.kind() {
	case byCase:
		return o.Share.String() + " within " + withinText(o.Within)
	case byReading:
		return a.Card.Direction.String() + " " + strconv.FormatInt(o.Amount, 10) + " " + a.Card.Unit
	default:
		return a.Card.Direction.String() + " " + o.Share.String()
	}
}

func withinText(t Target) string {
	var text string
	switch {
	case t.Days == 0 && t.EndOfDay:
		text = "the same working day"
	case t.Days == 0:
		text = duration(t.Time).String()
	case t.DayOf > 0:
		text = strconv.Itoa(t.Days) + " days of " + duration(t.DayOf).String()
	default:
		text = strconv.Itoa(t.Days) + " working days"
	}
	if t.ThroughHolds {
		text += ", holds included"
	}
	return text
}

// ended reports whether the whole stretch had passed by what was known.
func (a *Attainment) ended(now int64) bool { return micros(a.Period.Until) <= now }

// A manner is how a measure is counted.
type manner uint8

const (
	byTime    manner = iota + 1 // availability: the time in which the service was there
	byCase                      // the share of cases in time
	byEvent                     // the share of events
	byReading                   // single values in a unit
)

func (a *Attainment) kind() manner { return mannerOf(a.Card) }

func mannerOf(card MeasureCard) manner {
	switch {
	case card.Measure == Availability:
		return byTime
	case card.Unit == UnitTime:
		return byCase
	case card.Unit == UnitShare:
		return byEvent
	}
	return byReading
}

// shareDown returns part of whole rounded down; nothing of nothing is 100%, since
// nothing is missing of it.
func shareDown(part, whole int64) Share {
	if whole <= 0 {
		return Whole
	}
	return ShareOf(part, whole)
}

// shareUp rounds up.
func shareUp(part, whole int64) Share {
	down := ShareOf(part, whole)
	if down < Whole && !atMost(part, whole, int64(down), int64(Whole)) {
		down++
	}
	return down
}

// atLeast reports whether part/whole >= share/unit, exactly. None is negative; of
// nothing everything is at least as much.
func atLeast(part, whole, share, unit int64) bool {
	hi, lo := bits.Mul64(uint64(part), uint64(unit))
	hi2, lo2 := bits.Mul64(uint64(share), uint64(whole))
	return hi > hi2 || hi == hi2 && lo >= lo2
}

// atMost reports whether part/whole <= share/unit, exactly.
func atMost(part, whole, share, unit int64) bool { return atLeast(share, unit, part, whole) }
