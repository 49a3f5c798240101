package sla

import (
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// An effect is the period in which a version is in force.
type effect struct {
	version int
	period  ownership.Period
}

// effectsOf returns the periods in which versions are in force by the acts, in
// the order of time. They do not overlap: each gives way to what was put into
// force after it.
func effectsOf(acts []AgreementAct, versions []Version) []effect {
	var out []effect
	for i := range acts {
		act := &acts[i]
		if act.Command != Activated && act.Command != Adopted && act.Command != NoticeGiven {
			continue
		}
		if act.Command == NoticeGiven {
			out = cutFrom(out, act.Until)
			continue
		}
		p := versions[act.Version-1].Terms.Validity
		if act.Command == Activated && act.At.After(p.From) {
			p.From = act.At
		}
		out = cutFrom(out, p.From)
		if p.Until.IsZero() || p.From.Before(p.Until) {
			out = append(out, effect{act.Version, p})
		}
	}
	return out
}

// cutFrom ends everything at the instant; what begins then or later falls.
func cutFrom(effects []effect, at time.Time) []effect {
	for i, e := range effects {
		if !e.period.From.Before(at) {
			return effects[:i]
		}
		if e.period.Until.IsZero() || e.period.Until.After(at) {
			effects[i].period.Until = at
		}
	}
	return effects
}

// meet returns what two periods share, and whether that is anything.
func meet(p, q ownership.Period) (ownership.Period, bool) {
	if p.From.Before(q.From) {
		p.From = q.From
	}
	if p.Until.IsZero() || !q.Until.IsZero() && q.Until.Before(p.Until) {
		p.Until = q.Until
	}
	return p, p.Until.IsZero() || p.From.Before(p.Until)
}
