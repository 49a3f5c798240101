package sla

import (
	"math/bits"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Budget is how much may go wrong in a cycle before the promise is missed, and how
// much did: nanoseconds of service time for an availability, cases, events or readings
// for other measures. What may go wrong of single things grows with their number.
type Budget struct {
	Allowed int64
	Spent   int64
}

// Left is what may still go wrong; it is negative when the promise is missed.
func (b Budget) Left() int64 { return b.Allowed - b.Spent }

// Budget returns the budget of the stretch: for an availability that of the whole of
// it, also while it runs.
func (a *Attainment) Budget() Budget {
	o := a.Target.Objective.Share
	switch a.kind() {
	case byTime:
		return Budget{portionOf(int64(a.Uptime.Agreed), Whole-o), int64(a.Uptime.Down)}
	case byCase:
		return Budget{portionOf(a.Count.Total, Whole-o), a.Count.Total - a.Count.Part - a.Count.Open}
	case byReading:
		return Budget{0, a.Count.Total - a.Count.Part}
	case byEvent:
	}
	if a.Card.Direction == AtMost {
		return Budget{portionOf(a.Count.Total, o), a.Count.Part}
	}
	return Budget{portionOf(a.Count.Total, Whole-o), a.Count.Total - a.Count.Part}
}

// portionOf returns the share of whole, rounded down: the greatest whole number that
// keeps the promise.
func portionOf(whole int64, share Share) int64 {
	if whole <= 0 || !share.known() {
		return 0
	}
	return int64(mulDiv(uint64(whole), uint64(share), uint64(Whole)))
}

// credit returns the credit that is owed by the tiers.
func (a *Attainment) credit(tiers []CreditTier, now time.Time) (owed int) {
	if a.Verdict != Missed || !a.ended(micros(now)) {
		return 0
	}
	for i := range tiers {
		if c := &tiers[i]; c.Target == a.Target.ID && a.worseThan(c) {
			owed = max(owed, c.BasisPoints)
		}
	}
	return owed
}

// worseThan reports whether the level that was reached is certain to be worse than that
// of the tier.
func (a *Attainment) worseThan(c *CreditTier) bool {
	tier := int64(c.Share)
	switch a.kind() {
	case byTime:
		return !atLeast(int64(a.Uptime.Agreed-a.Uptime.Down), int64(a.Uptime.Agreed), tier, int64(Whole))
	case byReading:
		return worse(a.Worst, c.Amount, a.Card.Direction == AtLeast)
	case byEvent:
		if a.Card.Direction == AtMost {
			return !atMost(a.Count.Part, a.Count.Total, tier, int64(Whole))
		}
	case byCase:
	}
	return !atLeast(a.Count.Part+a.Count.Open, a.Count.Total, tier, int64(Whole))
}

// A Rate is the speed at which a budget is spent, in thousandths: 1000 spends just the
// whole of it in a cycle, 14400 spends that of 30 days in some two days.
type Rate int64

// MaxRate is the rate of whatever goes wrong where nothing may.
const MaxRate Rate = 1_000_000_000

// String writes "14.4x".
func (r Rate) String() string {
	whole, rest := strconv.FormatInt(int64(r/1000), 10), int64(r%1000)
	if rest <= 0 {
		return whole + "x"
	}
	return whole + "." + strings.TrimRight(strconv.FormatInt(1000+rest, 10)[1:], "0") + "x"
}

// rateOf returns the rate at which bad of total spends a budget of that share, rounded
// down.
func rateOf(bad, total int64, budget Share) Rate {
	if bad <= 0 || total <= 0 {
		return 0
	}
	// bad/total >= rate/1000 * budget/Whole falls as the rate grows.
	return Rate(sort.Search(int(MaxRate), func(r int) bool {
		return !atLeast(bad, total, int64(r+1)*int64(budget), 1000*int64(Whole))
	}))
}

// A BurnAlert fires when a budget is spent at the rate or faster over both windows:
// the long one says that it matters, the short one that it still goes on.
type BurnAlert struct {
	Long, Short time.Duration
	Rate        Rate
}

// StandardBurnAlerts are for cycles of about a month: a fiftieth of the budget within
// an hour, a twentieth within six hours, a tenth within three days.
func StandardBurnAlerts() []BurnAlert { return slices.Clone(standardBurnAlerts) }

var standardBurnAlerts = []BurnAlert{
	{time.Hour, 5 * time.Minute, 14_400},
	{6 * time.Hour, 30 * time.Minute, 6_000},
	{3 * 24 * time.Hour, 6 * time.Hour, 1_000},
}

// A Burn is an alert that fires for a promise.
type Burn struct {
	Agreement   AgreementID
	Target      LevelTarget
	Alert       BurnAlert
	Long, Short Rate
}

// Burning returns the alerts that fire at the instant for the promises about the
// service that are in force then: for each promise the first of the alerts. Only
// availabilities and shares of events are spent evenly enough to have a rate. What
// nobody watched is left out of both windows.
func (b *Book) Burning(service ownership.ServiceID, at time.Time, alerts ...BurnAlert) []Burn {
	return b.judge(service, at).burning(b.termsOf(service), alerts)
}

func (j *judge) burning(terms []term, alerts []BurnAlert) (out []Burn) {
	for _, t := range terms {
		if !t.period.Contains(j.now) {
			continue
		}
		for _, alert := range alerts {
			long := j.rate(&t, alert.Long)
			if long == 0 || long < alert.Rate {
				continue
			}
			if short := j.rate(&t, alert.Short); short > 0 && short >= alert.Rate {
				out = append(out, Burn{t.agreement.id, *t.target, alert, long, short})
				break
			}
		}
	}
	return out
}

// rate is how fast the budget of the promise was spent over the last stretch of time.
func (j *judge) rate(t *term, over time.Duration) Rate {
	a, ok := j.judged(t, ownership.Period{From: j.now.Add(-max(over, 0)), Until: j.now})
	if !ok || a.Problem != "" {
		return 0
	}
	budget := Whole - a.Target.Objective.Share
	switch a.kind() {
	case byTime:
		return rateOf(int64(a.Uptime.Down), int64(a.Uptime.Watched), budget)
	case byEvent:
		if a.Card.Direction == AtMost {
			return rateOf(a.Count.Part, a.Count.Total, a.Target.Objective.Share)
		}
		return rateOf(a.Count.Total-a.Count.Part, a.Count.Total, budget)
	case byCase, byReading:
	}
	return 0
}

// A Projection says where an availability will be at the end of its cycle if it goes
// on as it did.
type Projection struct {
	Attainment
	// Down is the downtime to expect by the end, in the same measure as the budget.
	Down time.Duration
	// Keeps says whether the promise will be kept.
	Keeps bool
	// Exhausted is the first instant at which the promise will be missed; zero if it
	// will not be within the cycle, or is already.
	Exhausted time.Time
}

// Projected returns a projection for each availability that is promised of the
// service at the instant and of which something was watched in its cycle, in the
// order of [Book.SoFar].
func (b *Book) Projected(service ownership.ServiceID, at time.Time) (out []Projection) {
	j := b.judge(service, at)
	for _, t := range b.termsOf(service) {
		loc, err := j.zone(t.target.Cycle.Zone)
		if err != nil || !t.period.Contains(j.now) {
			continue
		}
		a, ok := j.judged(&t, t.target.Cycle.Running(j.now, loc))
		if ok && a.Problem == "" && a.kind() == byTime && a.Uptime.Watched > 0 {
			out = append(out, j.projected(&t, a))
		}
	}
	return out
}

func (j *judge) projected(t *term, a Attainment) Projection {
	budget := a.Budget()
	down, watched := uint64(a.Uptime.Down), uint64(a.Uptime.Watched)
	// Down <= Watched, so the quotient is at most Agreed.
	hi, lo := bits.Mul64(down, uint64(a.Uptime.Agreed))
	expected, rest := bits.Div64(hi, lo, watched)
	if rest > 0 {
		expected++
	}
	p := Projection{Attainment: a, Down: time.Duration(expected), Keeps: int64(expected) <= budget.Allowed}
	past, ok := j.judged(t, ownership.Period{From: a.Cycle.From, Until: j.now})
	if !ok || p.Keeps || budget.Left() < 0 {
		return p
	}
	left, ahead := budget.Left(), int64(a.Uptime.Agreed-past.Uptime.Agreed)
	if atLeast(left, int64(down), ahead, int64(watched)) {
		return p
	}
	// So much open time more, and one nanosecond, brings the downtime above it.
	more := time.Duration(mulDiv(uint64(left), watched, down)) + 1
	cal, err := j.calendar(t)
	if err != nil {
		return p
	}
	var planned []ownership.Period
	for _, r := range j.track.measuredIn(a.Period.From, a.Period.Until) {
		planned = append(planned, r.figures.Maintenance...)
	}
	if at, err := cal.Due(j.now, more, planned...); err == nil && at.Before(a.Period.Until) {
		p.Exhausted = at
	}
	return p
}
