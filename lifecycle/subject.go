package lifecycle

import (
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Subject is what the rules of this package see: one service, change or
// improvement at an instant, and the register around it.
type Subject struct {
	reg *ownership.Register
	at  time.Time

	change      *Change      // of a change, otherwise nil
	improvement *Improvement // of an improvement, otherwise nil
}

// judge asks rules of this package about a record as the command would leave it,
// under the policy in force: what blocks a review blocks the command.
func (x *order) judge(v *Subject, codes ...ownership.Code) {
	under := x.reg.Setting(x.who.At)
	only := ownership.Selection{Codes: codes, Subjects: []ownership.Subject{x.subject}}
	part := roomRules.Read(under, only, func(yield func(ownership.Subject, *Subject) bool) { yield(x.subject, v) })
	report, err := roomRules.Finish(under, part)
	if err != nil {
		x.failed = err
		return
	}
	x.found = append(x.found, report.Blocking()...)
}
