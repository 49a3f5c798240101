package lifecycle_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

// day is the n-th day of the sample's calendar.
func day(n int) time.Time { return time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, n) }

// claim says who has a role over which scope in the sample.
type claim struct {
	scope  ownership.Scope
	role   ownership.Role
	holder ownership.PartyID
	rank   int
	period ownership.Period
}

var (
	office   = ownership.Scope{Level: ownership.LevelPortfolio, ID: "office"}
	northern = ownership.OrganisationScope("northern")
	mail     = ownership.ServiceScope("mail")
)

// sample is the fixture of this package's tests: a small organisation with one
// service, mail, in one portfolio, and somebody in every role that matters.
type sample struct {
	facts  ownership.Facts
	claims []claim
}

func newSample() *sample {
	s := &sample{}
	for _, id := range []ownership.PartyID{"ada", "ben", "cleo", "dora", "eve", "finn", "gus", "hal", "ivo", "kim"} {
		s.facts.Parties = append(s.facts.Parties, ownership.Party{ID: id, Kind: ownership.Person})
	}
	s.facts.Parties = append(s.facts.Parties, ownership.Party{ID: "northern", Kind: ownership.Organisation})
	s.facts.Areas = []ownership.Area{{Scope: office, Parents: []ownership.Parent{{Scope: northern}}}}
	s.facts.Services = []ownership.Service{{
		ID: "mail", Name: "Mail", Kind: ownership.Application, Parents: []ownership.Parent{{Scope: office}},
		Providers: []ownership.Provider{{By: "northern"}},
	}}
	s.claims = []claim{
		{scope: northern, role: ownership.SeniorManagement, holder: "ada"},
		{scope: office, role: ownership.ServiceDeliveryManager, holder: "ben"},
		{scope: northern, role: ownership.CSIManager, holder: "kim"},
		{scope: mail, role: ownership.ServiceOwner, holder: "cleo"},
		{scope: mail, role: ownership.ServiceOwnerDeputy, holder: "dora", rank: 1},
		{scope: mail, role: ownership.Customer, holder: "eve"},
		{scope: mail, role: ownership.ServiceLevelManager, holder: "finn"},
		{scope: mail, role: ownership.ReleaseManager, holder: "gus"},
		{scope: mail, role: ownership.ChangeAuthority, holder: "hal"},
		{scope: mail, role: ownership.FunctionalServiceManager, holder: "ivo"},
	}
	return s
}

// away notes an absence.
func (s *sample) away(id ownership.PartyID, from, until time.Time) {
	for i := range s.facts.Parties {
		if p := &s.facts.Parties[i]; p.ID == id {
			p.Absences = append(p.Absences, ownership.Absence{Period: ownership.Period{From: from, Until: until}})
		}
	}
}

// drop takes the role from everybody.
func (s *sample) drop(role ownership.Role) {
	s.claims = slices.DeleteFunc(s.claims, func(c claim) bool { return c.role == role })
}

func (s *sample) register(t testing.TB) *ownership.Register {
	t.Helper()
	byScope := map[ownership.Scope][]ownership.Claim{}
	for _, c := range s.claims {
		byScope[c.scope] = append(byScope[c.scope], ownership.Claim{Role: c.role, Holder: c.holder, Rank: c.rank, Period: c.period})
	}
	var ledgers []ownership.Ledger
	for scope, claims := range byScope {
		l, err := ownership.Adopt(scope, "sample", day(0).AddDate(-1, 0, 0), claims...)
		require.NoError(t, err)
		ledgers = append(ledgers, l)
	}
	reg, err := ownership.NewRegister(s.facts, slices.Values(ledgers))
	require.NoError(t, err)
	return reg
}

// by is somebody who acts on the n-th day.
func by(who ownership.PartyID, n int) ownership.Who { return ownership.Who{By: who, At: day(n)} }

// complete is a definition in which nothing is missing.
func complete() lifecycle.Definition {
	return lifecycle.Definition{
		Functionality: lifecycle.Aspect{Text: "Sends and receives mail."},
		Scope:         lifecycle.Aspect{Text: "Mailboxes of the staff; no mailing lists."},
		Capacity:      lifecycle.Aspect{Figures: []ownership.Quantity{{Value: 5000, Unit: "mailboxes"}}},
		Quality:       lifecycle.Aspect{Text: "As agreed with the offices."},
		Cost:          lifecycle.Aspect{Figures: []ownership.Quantity{{Value: 120_000, Unit: "EUR/year"}}},
	}
}

var entry = lifecycle.Entry{Name: "Mail", Text: "A mailbox for everybody.", Request: "Ask the service desk.", Tags: []string{"office"}}

// codes lists the codes of the findings of a refused command.
func codes(err error) (out []string) {
	if e := refused(err); e != nil {
		for _, f := range e.Findings {
			out = append(out, string(f.Code))
		}
	}
	return out
}
