package sla

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Proposal is what an agreement begins with. What it says besides the terms
// stays as it is: another counterparty or other services are another agreement.
type Proposal struct {
	ID   AgreementID `json:"id"`
	Name string      `json:"name,omitempty"`

	// Kind is what the proposer takes it for. Facts decide it (R66), so it may be
	// left unset; what contradicts the facts is refused. What is adopted is not
	// judged and has to say it.
	Kind Kind `json:"kind,omitzero"`

	Counterparty ownership.PartyID     `json:"counterparty"`
	Services     []ownership.ServiceID `json:"services"`
	Through      []ownership.ServiceID `json:"through,omitempty"`

	Terms Terms `json:"terms,omitzero"`
}

// maxServices bounds how many services one agreement is for.
const maxServices = 10_000

// Adopt takes over an agreement that another catalogue claims to be in force,
// during the validity of its terms. Nobody judges it, and nobody has signed it
// here, which a review finds. The error joins everything that is malformed, over
// [ownership.ErrInvalid].
func Adopt(source string, at time.Time, p Proposal) (Agreement, error) {
	x := order{op: "adopt agreement", subject: p.ID.Subject()}
	x.id("source", "source", source)
	at = x.instant("at", at)
	p.problems(x.problem)
	if !kinds.Known(p.Kind) {
		x.problem("kind", "missing")
	}
	if x.defects != nil {
		return Agreement{}, errors.Join(x.defects...)
	}
	a := p.agreement(p.Kind)
	a.versions = []Version{{No: 1, Act: 1, Terms: p.Terms.clone()}}
	a.acts = []AgreementAct{{
		Act:     Act[AgreementCommand]{Revision: 1, Command: Adopted, At: at, Source: source},
		Version: 1, Status: Active,
	}}
	return a, nil
}

// agreement returns what p says besides the terms.
func (p *Proposal) agreement(kind Kind) Agreement {
	return Agreement{
		id: p.ID, name: p.Name, kind: kind, counterparty: p.Counterparty,
		services: sortedServices(p.Services), through: sortedServices(p.Through),
	}
}

func sortedServices(list []ownership.ServiceID) []ownership.ServiceID {
	return slices.Sorted(slices.Values(list))
}

func (p *Proposal) problems(add func(path, text string)) {
	identProblem("agreement", string(p.ID), "id", add)
	textProblem(p.Name, "name", add)
	identProblem("party", string(p.Counterparty), "counterparty", add)
	if len(p.Services) == 0 {
		add("services", "none")
	}
	servicesProblems(p.Services, "services", add)
	servicesProblems(p.Through, "through", add)
	switch {
	case p.Kind == SLA && len(p.Through) > 0:
		add("through", "given for an SLA: a customer contributes nothing")
	case (p.Kind == OLA || p.Kind == UC) && len(p.Through) == 0:
		add("through", "none: what does the counterparty contribute?")
	}
	p.Terms.problems("terms", add)
	servicesOfTargets(&p.Terms, p.promised(), "terms.targets", add)
}

// promised is [Agreement.Promised] before the kind is known.
func (p *Proposal) promised() []ownership.ServiceID {
	if len(p.Through) > 0 {
		return p.Through
	}
	return p.Services
}

func servicesProblems(list []ownership.ServiceID, path string, add func(path, text string)) {
	if len(list) > maxServices {
		add(path, fmt.Sprintf("%d services, at most %d", len(list), maxServices))
		return
	}
	seen := make(map[ownership.ServiceID]bool, len(list))
	for i, id := range list {
		identProblem("service", string(id), indexed(path, i), add)
		if seen[id] {
			add(indexed(path, i), "repeated")
		}
		seen[id] = true
	}
}
