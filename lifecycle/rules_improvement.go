package lifecycle

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

const improvementUnconsulted ownership.Code = "improvement.unconsulted"

// improvementRules look at one entry of the register of improvements.
var improvementRules = []ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: improvementUnconsulted, Kind: ownership.Recommendation, Severity: ownership.SeverityWarning, Subject: kindImprovement,
		Sources: []ownership.Source{"R55", "C12"}, Args: []string{"consulted"},
		Text: "{subject} was decided without the CSI manager; consulted: {consulted}", Remedy: "Decide together with the CSI manager.",
	}, func(v *Subject, f *ownership.Finder) {
		a := v.improvement.latest(Decided)
		if a == nil {
			return
		}
		scope := ownership.ServiceScope(v.improvement.aim().Service)
		for h := range v.reg.Holders(ownership.CSIManager, scope, a.At) {
			if slices.Contains(a.Consulted, h.Party) || a.Proof.By == h.Party {
				return
			}
		}
		names := make([]string, len(a.Consulted))
		for i, p := range a.Consulted {
			names[i] = string(p)
		}
		f.Found("consulted", listed(names))
	}),
	ownership.Local(ownership.Rule{
		Code: "improvement.overdue", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindImprovement,
		Sources: []ownership.Source{"R26", "R55"}, Args: []string{"due", "progress"},
		Text: "{subject} was to be done by {due} and is {progress}", Remedy: "Carry it out and measure its effect, plan it anew, or drop it.",
	}, func(v *Subject, f *ownership.Finder) {
		plan, ok := v.improvement.Intent()
		if p := v.improvement.Progress(); ok && v.improvement.IsActive() && p != ProgressMeasured && plan.Due.Before(v.at) {
			f.Found("plan.due", plan.Due.Format(time.DateOnly), p.String())
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "improvement.ineffective", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: kindImprovement,
		Sources: []ownership.Source{"R26", "R27"}, Args: []string{"value", "direction", "want"},
		Text: "{subject} was closed with {value}, and {direction} {want} was the goal", Remedy: "Reopen it, or open another one.",
	}, func(v *Subject, f *ownership.Finder) {
		goal := v.improvement.aim().Goal
		effect, _, met, ok := v.improvement.Effect()
		if v.improvement.Progress() == ProgressClosed && ok && !met && !goal.IsZero() {
			f.Found("effect", effect.Value.String(), goal.Direction.String(), goal.Want.String())
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "improvement.aimless", Kind: ownership.Recommendation, Severity: ownership.SeverityInfo, Subject: kindImprovement,
		Sources: []ownership.Source{"R27", "R77"},
		Text:    "nobody said what {subject} is measured against", Remedy: "State a goal, so that its effect can be told.",
	}, func(v *Subject, f *ownership.Finder) {
		if aim := v.improvement.aim(); aim.Goal.IsZero() && !aim.Informal {
			f.Found("aim.goal")
		}
	}),
	ownership.Local(ownership.Rule{
		Code: "improvement.unauthorised", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindImprovement,
		Sources: []ownership.Source{"R14", "R97"}, Args: []string{"command", "by", "activity"},
		Text: "{by} had no authority for what was {command}, as far as is known now: {activity}", Remedy: "Let somebody who has it do it again, or correct the ledgers.",
	}, func(v *Subject, f *ownership.Finder) { v.unauthorised(v.improvement.Acts(), f) }),
	ownership.Local(ownership.Rule{
		Code: "improvement.service-unknown", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindImprovement,
		Sources: []ownership.Source{"R91"}, Args: []string{"service"},
		Text: "{subject} is about {service}, which is no known service", Remedy: "Declare {service}, or correct the name.",
	}, func(v *Subject, f *ownership.Finder) {
		s := v.improvement.aim().Service
		if !v.reg.Service(s).Declared() {
			f.Found("aim.service", string(s))
		}
	}),
}

// unauthorised finds acts whose proof is not borne out by what is known now.
func (v *Subject) unauthorised(acts iter.Seq[Act], f *ownership.Finder) {
	for a := range acts {
		if a.Command == Adopted || v.reg.Upholds(a.Proof) {
			continue
		}
		f.Found(indexed("acts", a.Revision-1), a.Command.String(), string(a.Proof.By), string(a.Proof.Activity))
	}
}
