package lifecycle

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Plainly is what a gate to the status finds if the rules are read as a review
// reads them.
func (p *Portfolio) Plainly(id ownership.ServiceID, codes []ownership.Code, to Status, at time.Time) ownership.Report {
	only := ownership.Selection{Codes: codes, Subjects: []ownership.Subject{ownership.ServiceScope(id).Subject()}}
	return p.read(at, only, slices.Values(only.Subjects)).Rerated(func(f *ownership.Finding) { p.rerate(f, to) })
}
