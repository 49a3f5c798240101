package risk

import (
	"cmp"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/ownership"
)

// Occasion says why a risk is in the calendar.
type Occasion uint8

// The occasions.
const (
	ReviewDue      Occasion = iota + 1 // the entry is to be looked at
	TreatmentDue                       // a treatment is to be done
	AcceptanceEnds                     // somebody has to decide again
	DecisionDue                        // senior management has to decide on an escalation
)

var occasions = enum.Of[Occasion]("Occasion", "review", "treatment", "acceptance-ends", "decision")

// String returns the name, "unset", or Occasion(n) for an unknown value.
func (o Occasion) String() string { return occasions.String(o) }

// MarshalText refuses unknown values.
func (o Occasion) MarshalText() ([]byte, error) { return occasions.MarshalText(o) }

// UnmarshalText refuses unknown names.
func (o *Occasion) UnmarshalText(text []byte) (err error) {
	*o, err = occasions.Parse(string(text))
	return err
}

// A Date is one line of the calendar of risks.
type Date struct {
	When      time.Time   `json:"when"`
	Occasion  Occasion    `json:"occasion"`
	Risk      RiskID      `json:"risk"`
	Treatment TreatmentID `json:"treatment,omitempty"` // of TreatmentDue
}

// Calendar returns what is due for the open risks within the scopes, or for all
// without any, before the instant until: reviews, treatments, ends of acceptances
// and decisions on escalations, in the order of their dates. What is overdue at the
// instant at is in it. Reviews are due when somebody said or, if that is earlier,
// when the criteria in force want them; decisions by the policy in force.
func (r *Register) Calendar(at, until time.Time, within ...ownership.Scope) []Date {
	r = r.use()
	c := r.criteriaAt(at)
	patience := limitOf(EscalationDays, r.reg.Setting(at).Policy)
	var out []Date
	add := func(when time.Time, o Occasion, k *Risk, t TreatmentID) {
		if !when.IsZero() && when.Before(until) {
			out = append(out, Date{when, o, k.id, t})
		}
	}
	for k := range r.Open(at, within...) {
		add(reviewDue(&k, r.yardstick(&k, c, at)), ReviewDue, &k, "")
		for t := range k.openTreatments() {
			add(t.Due, TreatmentDue, &k, t.ID)
		}
		if a := k.acceptance(); a != nil && acceptedAt(&k, at, r.reg, r).standing().Accepted() {
			add(a.Acceptance.Until, AcceptanceEnds, &k, "")
		}
		for _, a := range k.Undecided() {
			add(a.At.AddDate(0, 0, int(min(patience, maxReviewDays))), DecisionDue, &k, "")
		}
	}
	slices.SortFunc(out, func(a, b Date) int {
		return cmp.Or(a.When.Compare(b.When), cmp.Compare(a.Occasion, b.Occasion), a.Risk.Compare(b.Risk), a.Treatment.Compare(b.Treatment))
	})
	return out
}

// reviewDue is when the risk is to be looked at next: what was said at the last
// review, or earlier if the criteria want one sooner.
func reviewDue(k *Risk, y Yardstick) time.Time {
	last := k.last(func(a *Act) bool { return a.Review != nil })
	if last == nil {
		return time.Time{}
	}
	due := last.Review.Next
	for _, l := range y.Limits {
		if l.ReviewDays > 0 {
			due = earliest(due, last.At.AddDate(0, 0, l.ReviewDays))
		}
	}
	return due
}

func (v *Subject) reviewDue() time.Time { return reviewDue(v.risk, v.yardstick()) }
