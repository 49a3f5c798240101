package risk

import (
	"iter"

	"github.com/serviceowner/itsm/ownership"
)

// treatmentRules look at what was planned and is not done yet (R49).
var treatmentRules = []ownership.RuleRow[*Subject]{
	openTreatment(ownership.Rule{
		Code: "treatment.overdue", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R49"}, Args: []string{"treatment", "due"},
		Text:   "treatment {treatment} of {subject} was due on {due}",
		Remedy: "Finish it, or decide anew what is done and until when.",
	}, func(v *Subject, t *Treatment, f *ownership.Finder) {
		if !t.Due.IsZero() && !v.at.Before(t.Due) {
			f.Found(treatmentPath(t, "due"), string(t.ID), day(t.Due))
		}
	}),
	openTreatment(ownership.Rule{
		Code: "treatment.undated", Kind: ownership.Recommendation, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R49"}, Args: []string{"treatment"},
		Text:   "treatment {treatment} of {subject} has no date",
		Remedy: "Say until when it is done.",
	}, func(_ *Subject, t *Treatment, f *ownership.Finder) {
		if t.Due.IsZero() {
			f.Found(treatmentPath(t, "due"), string(t.ID))
		}
	}),
	openTreatment(ownership.Rule{
		Code: "treatment.no-owner", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R49"}, Args: []string{"treatment"},
		Text:   "nobody is named to do treatment {treatment} of {subject}",
		Remedy: "Name who does it.",
	}, func(_ *Subject, t *Treatment, f *ownership.Finder) {
		if t.Owner.IsZero() {
			f.Found(treatmentPath(t, "owner"), string(t.ID))
		}
	}),
	openTreatment(ownership.Rule{
		Code: "treatment.owner-gone", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R49", "R90"}, Args: []string{"treatment", "owner", "state"},
		Text:   "{owner}, who is to do treatment {treatment} of {subject}, is {state}",
		Remedy: "Name somebody who is there to do it.",
	}, func(v *Subject, t *Treatment, f *ownership.Finder) {
		if t.Owner.IsZero() {
			return
		}
		if _, state := t.Owner.Person(v.r.reg, v.risk.scope, v.at); state != ownership.Held {
			f.Found(treatmentPath(t, "owner"), string(t.ID), t.Owner.String(), state.String())
		}
	}),
}

// openTreatment makes a row about every open treatment of an open risk.
func openTreatment(rule ownership.Rule, check func(*Subject, *Treatment, *ownership.Finder)) ownership.RuleRow[*Subject] {
	return openRisk(rule, func(v *Subject, f *ownership.Finder) {
		for t := range v.risk.openTreatments() {
			check(v, t, f)
		}
	})
}

// openTreatments yields the treatments that are still to be done.
func (r *Risk) openTreatments() iter.Seq[*Treatment] {
	return func(yield func(*Treatment) bool) {
		for i := range r.acts {
			t := r.acts[i].Treatment
			if t == nil || !t.IsOpen() || r.saidAgain(t.ID, i) {
				continue
			}
			if !yield(t) {
				return
			}
		}
	}
}

// saidAgain reports whether a later act than the one at i speaks of the treatment.
func (r *Risk) saidAgain(id TreatmentID, i int) bool {
	for j := i + 1; j < len(r.acts); j++ {
		if t := r.acts[j].Treatment; t != nil && t.ID == id {
			return true
		}
	}
	return false
}

func treatmentPath(t *Treatment, field string) string {
	return "treatments[" + string(t.ID) + "]." + field
}
