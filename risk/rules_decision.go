package risk

import (
	"strconv"

	"github.com/serviceowner/itsm/ownership"
)

// decisionRules look for decisions that are missing (R31, R86).
var decisionRules = []ownership.RuleRow[*Subject]{
	openRisk(ownership.Rule{
		Code: "risk.above-appetite", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R49", "R86"}, Args: []string{"level"},
		Text:   "{subject} is {level}, above appetite, and nobody has decided what to do about it",
		Remedy: "Have the service owner accept it until a date, or plan a treatment.",
	}, func(v *Subject, f *ownership.Finder) {
		a, p := v.position()
		if a == nil || !p.AboveAppetite || p.ForSeniorManagement() || v.accepted() {
			return
		}
		for range v.risk.openTreatments() {
			return
		}
		f.Found(assessmentPath(a.Of), levelOrNone(p.Level))
	}),
	openRisk(ownership.Rule{
		Code: "risk.above-tolerance", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R86"}, Args: []string{"level", "loss", "beyond"},
		Text:   "{subject} is {level} with an expected annual loss of {loss}, beyond {beyond}, and senior management has not decided",
		Remedy: "Escalate the risk to senior management, and have it accept the risk or decide what is done.",
	}, func(v *Subject, f *ownership.Finder) {
		a, p := v.position()
		if a == nil || !p.ForSeniorManagement() || v.accepted() || v.decided(a) {
			return
		}
		loss := "nothing that anybody estimated"
		if !a.Expected.IsZero() {
			loss = a.Expected.String()
		}
		f.Found(assessmentPath(a.Of), levelOrNone(p.Level), loss, p.beyond())
	}),
	openRisk(ownership.Rule{
		Code: "escalation.undecided", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R31", "R86"}, Args: []string{"amount", "since"}, Threshold: EscalationDays,
		Text:   "{subject} was escalated on {since} because of {amount}, and senior management has not decided",
		Remedy: "Have senior management decide.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, a := range v.risk.Undecided() {
			if days(a.At, v.at) >= f.Limit() {
				f.Found(actPath(&a), a.Escalation.Amount.String(), day(a.At))
			}
		}
	}),
	openRisk(ownership.Rule{
		Code: "decision.not-followed", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R49", "R86"}, Args: []string{"response", "on"}, Threshold: DecisionDays,
		Text:   "senior management decided on {on} to {response} {subject}, and nothing of the kind is recorded",
		Remedy: "Record the treatment or the acceptance that was decided.",
	}, func(v *Subject, f *ownership.Finder) {
		d := v.risk.last(func(a *Act) bool { return a.Decision != nil })
		if d != nil && days(d.At, v.at) >= f.Limit() && !v.risk.follows(d.Decision.Response, d.Revision) {
			f.Found(actPath(d), d.Decision.Response.String(), day(d.At))
		}
	}),
}

// accepted reports whether somebody carries the risk by a decision that holds.
func (v *Subject) accepted() bool {
	return acceptedAt(v.risk, v.at, v.r.reg, v.r).standing().Accepted()
}

// decided reports whether senior management has answered to what the assessment
// says: its newest decision is not to retain, which takes an acceptance, and was
// made on a risk that was no less.
func (v *Subject) decided(now *Assessment) bool {
	d := v.risk.last(func(a *Act) bool { return a.Decision != nil })
	if d == nil || d.Decision.Response == Retain {
		return false
	}
	before := Risk{v.risk.id, v.risk.scope, v.risk.acts[:d.Revision]}
	then := before.judgedBy()
	if then == nil {
		return false
	}
	is, known := rankIn(&v.criteria.Grid, now)
	was, too := rankIn(&v.criteria.Grid, then.Assessment)
	if known && (!too || is > was) {
		return false
	}
	order, err := now.Expected.CompareAmount(then.Assessment.Expected)
	return err == nil && order <= 0
}

// follows reports whether what was decided is recorded: for retaining an acceptance
// since the decision, otherwise a treatment of the kind that was not dropped.
func (r *Risk) follows(response Response, decision int) bool {
	for i := range r.acts {
		a := &r.acts[i]
		if response == Retain && a.Acceptance != nil && a.Revision > decision {
			return true
		}
		if t := a.Treatment; t != nil && t.Response == response && t.Progress != Dropped && !r.saidAgain(t.ID, i) {
			return true
		}
	}
	return false
}

// beyond says what the position is beyond.
func (p Position) beyond() string {
	switch {
	case p.AboveTolerance && p.AboveThreshold:
		return "tolerance and threshold"
	case p.AboveThreshold:
		return "threshold"
	}
	return "tolerance"
}

func actPath(a *Act) string { return "acts[" + strconv.Itoa(a.Revision-1) + "]" }
