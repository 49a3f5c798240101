package sla_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// The instant of the tests of underpinning, and the beginning of every agreement.
var (
	underAt   = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	underFrom = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
)

// stands is a service with what it depends on: a name, or a name in a group as
// "group/name".
func stands(id ownership.ServiceID, on ...string) ownership.Service {
	s := ownership.Service{ID: id}
	for _, d := range on {
		group, name := "", d
		for i := range d {
			if d[i] == '/' {
				group, name = d[:i], d[i+1:]
			}
		}
		s.Dependencies = append(s.Dependencies, ownership.Dependency{On: ownership.ServiceID(name), Group: group})
	}
	return s
}

// suffices says how many of a group do.
func suffices(s ownership.Service, group string, need int) ownership.Service {
	s.Redundancy = append(s.Redundancy, ownership.Redundancy{Group: group, Need: need})
	return s
}

// registerOf are services and nothing else; all of acme, but those whose name
// begins with far, which farlink provides.
func registerOf(t testing.TB, services ...ownership.Service) *ownership.Register {
	t.Helper()
	for i := range services {
		by := ownership.PartyID("acme")
		if len(services[i].ID) > 3 && services[i].ID[:3] == "far" {
			by = "farlink"
		}
		services[i].Providers = []ownership.Provider{{By: by}}
	}
	reg, err := ownership.NewRegister(ownership.Facts{
		Parties: []ownership.Party{
			{ID: "acme", Kind: ownership.Organisation}, {ID: "farlink", Kind: ownership.Organisation}, {ID: "cara", Kind: ownership.Person},
		},
		Services: services,
	}, slices.Values([]ownership.Ledger(nil)))
	require.NoError(t, err)
	return reg
}

// upTo is an availability of so much a month.
func upTo(t testing.TB, text string) sla.LevelTarget {
	return sla.LevelTarget{
		ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: share(t, text)}, Cycle: sla.MonthlyIn("UTC"),
	}
}

// within is a time within which nine cases of ten are to be dealt with.
func within(m sla.Measure, d time.Duration) sla.LevelTarget {
	return sla.LevelTarget{
		ID: sla.TargetID(m), Measure: m, Cycle: sla.MonthlyIn("UTC"),
		Objective: sla.Objective{Share: 90 * sla.Percent, Within: sla.Target{Time: d}},
	}
}

// promised is an SLA about the service, and supported an OLA by which on is
// contributed to it.
func promised(t testing.TB, service ownership.ServiceID, targets ...sla.LevelTarget) sla.Agreement {
	return struck(t, sla.Proposal{
		ID: sla.AgreementID(service + "-sla"), Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{service},
		Terms: sla.Terms{Targets: targets},
	})
}

func supported(t testing.TB, service, on ownership.ServiceID, targets ...sla.LevelTarget) sla.Agreement {
	return struck(t, sla.Proposal{
		ID: sla.AgreementID(service + "-" + on), Kind: sla.OLA, Counterparty: "acme", Services: []ownership.ServiceID{service},
		Through: []ownership.ServiceID{on}, Terms: sla.Terms{Targets: targets},
	})
}

// struck adopts an agreement that is in force, changed.
func struck(t testing.TB, p sla.Proposal, changes ...func(*sla.Proposal)) sla.Agreement {
	t.Helper()
	p.Terms.Validity.From = underFrom
	for _, change := range changes {
		change(&p)
	}
	a, err := sla.Adopt("test", underFrom, p)
	require.NoError(t, err)
	return a
}

// over is an agreement like a that ended before the instant.
func over(t testing.TB, a sla.Agreement) sla.Agreement {
	t.Helper()
	terms := a.Newest().Terms
	terms.Validity.Until = underAt
	return struck(t, sla.Proposal{
		ID: a.ID(), Kind: a.Kind(), Counterparty: a.Counterparty(), Services: a.Services(), Through: a.Through(), Terms: terms,
	}, func(p *sla.Proposal) { p.Terms.Validity.Until = underAt })
}
