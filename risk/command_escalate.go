package risk

import (
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

// Escalate puts a risk before senior management.
type Escalate struct {
	Amount Money  // the damage that threatens, more than nothing
	Reason string // required
}

// Escalate records that the service owner escalates (R31), with the amount and the
// threshold that is in force for it, if there is one. Nothing is too little to be
// escalated. It asks for [ownership.EscalateRisk].
func (r Risk) Escalate(a ownership.Authority, w ownership.Who, criteria []Criteria, c Escalate) (Risk, error) {
	x := newCommand(r, "escalate", ActEscalated, a, w)
	x.must(c.Amount.Sign() > 0, "amount", "%q, want more than nothing", c.Amount.String())
	x.because("reason", c.Reason)
	if err := x.begin(); err != nil {
		return r, err
	}
	x.act.Escalation = &Escalation{Amount: c.Amount}
	x.act.Escalation.Threshold = listed{criteria, x.reg}.yardstickOn(&r, x.who.At).threshold(c.Amount.Currency())
	x.authorize(Money{}, ownership.EscalateRisk)
	x.open()
	return x.finish()
}

// threshold is the strictest of the thresholds in the currency, or one in another
// if there is none; the zero Money if none is set.
func (y Yardstick) threshold(c Currency) (out Money) {
	for i := range y.Limits {
		t := y.Limits[i].Threshold
		switch {
		case t.IsZero():
		case out.IsZero(), t.currency == c && out.currency != c, t.currency == out.currency && t.minor < out.minor:
			out = t
		}
	}
	return out
}

// Decide answers an escalation.
type Decide struct {
	Escalation int // the revision of the act that made it
	Response   Response
	Reason     string // required
}

// Decide records what senior management wants to be done. To retain a risk it also
// has to accept it. It asks for [ownership.DecideEscalation].
func (r Risk) Decide(a ownership.Authority, w ownership.Who, c Decide) (Risk, error) {
	x := newCommand(r, "decide", ActDecided, a, w)
	waits := slices.ContainsFunc(r.Undecided(), func(a Act) bool { return a.Revision == c.Escalation })
	x.fits(waits, "escalation", "%d is the revision of no escalation that waits for an answer", c.Escalation)
	x.must(responses.Known(c.Response), "response", "%s, want one of avoid, modify, share, retain, take", c.Response)
	x.because("reason", c.Reason)
	if err := x.begin(); err != nil {
		return r, err
	}
	x.act.Decision = &Decision{c.Escalation, c.Response}
	x.authorize(Money{}, ownership.DecideEscalation)
	x.open()
	return x.finish()
}
