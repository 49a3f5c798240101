package lifecycle

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// concerned returns the services that a finding about the subject is about, by
// name: the service itself, those that an agreement is for, that a risk or a
// change touches or an improvement is made of, and the one that a system,
// component or area lies within. There is none for what belongs to no service,
// such as a party or a matrix.
func (p *Portfolio) concerned(s ownership.Subject, at time.Time) []ownership.ServiceID {
	var out []ownership.ServiceID
	switch s.Kind {
	case kindService:
		return []ownership.ServiceID{ownership.ServiceID(s.ID)}
	case kindChange:
		c, _ := p.Change(ChangeID(s.ID), at)
		out = append(out, c.services()...)
	case kindImprovement:
		if m, ok := p.Improvement(ImprovementID(s.ID), at); ok {
			out = append(out, m.Aim().Service)
		}
	case kindRisk:
		k, _ := p.risks.Risk(risk.RiskID(s.ID))
		for _, scope := range k.AsOf(p.asOf(at)).Scopes() {
			out = append(out, p.around(scope, at)...)
		}
	default:
		scope, err := ownership.ParseScope(s.String())
		if err != nil {
			return nil
		}
		if scope.Level == ownership.LevelAgreement {
			a, _ := p.book.Agreement(sla.AgreementID(s.ID))
			out = a.Services()
		}
		if len(out) == 0 {
			out = p.around(scope, at)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const kindRisk = "risk"

// around returns the scope if it is a service, and otherwise the nearest service
// that contains it.
func (p *Portfolio) around(scope ownership.Scope, at time.Time) []ownership.ServiceID {
	if scope.Level == ownership.LevelService {
		return []ownership.ServiceID{ownership.ServiceID(scope.ID)}
	}
	for outer := range p.reg.Scope(scope).Within(at) {
		if outer.Level == ownership.LevelService {
			return []ownership.ServiceID{ownership.ServiceID(outer.ID)}
		}
	}
	return nil
}
