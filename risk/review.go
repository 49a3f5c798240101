package risk

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Review runs the rules over the risks, services and criteria as they are at the
// instant and as known to the register. It never refuses to look at bad data: what
// is wrong is in the report. The criteria, the policy and the matrix in force at
// the instant apply.
func (r *Register) Review(at time.Time, only ownership.Selection) ownership.Report {
	r = r.use()
	subjects := r.Subjects(at)
	if len(only.Subjects) > 0 {
		subjects = slices.Values(slices.Compact(slices.SortedFunc(slices.Values(only.Subjects), ownership.Subject.Compare)))
	}
	under := r.reg.Setting(at)
	report, _ := riskRules.Finish(under, riskRules.Read(under, only, r.views(at, subjects)))
	return report
}

// views shows the rules the subjects that r knows.
func (r *Register) views(at time.Time, subjects iter.Seq[ownership.Subject]) iter.Seq2[ownership.Subject, *Subject] {
	return func(yield func(ownership.Subject, *Subject) bool) {
		for subject := range subjects {
			if v, ok := r.Subject(subject, at); ok && !yield(subject, v) {
				return
			}
		}
	}
}
