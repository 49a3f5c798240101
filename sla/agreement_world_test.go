package sla_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// The world of the agreements: acme provides mail and, by its unit infra, the
// network; the relay comes from farlink, another organisation.
//
//	mail      olga owns it, dora is her deputy, sam is its service level manager,
//	          sue its supplier manager, cara its customer
//	network   nora owns it
//	relay     nobody of acme owns it
//	net-ola   liam leads those who run the network
//	relay-uc  vic signs for farlink

const (
	mailSLA  sla.AgreementID = "mail-sla"
	netOLA   sla.AgreementID = "net-ola"
	relayUC  sla.AgreementID = "relay-uc"
	mail                     = ownership.ServiceID("mail")
	network                  = ownership.ServiceID("network")
	relay                    = ownership.ServiceID("relay")
	theWorld                 = "test world"
)

// day is the start of a day of 2026 counted from 1 January.
func day(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }

func by(person ownership.PartyID, at time.Time) ownership.Who {
	return ownership.Who{By: person, At: at}
}

func utcZones(name string) (*time.Location, error) {
	if name != "UTC" {
		return nil, errors.New("no such zone here")
	}
	return time.UTC, nil
}

type worldChange func(*ownership.Facts, map[ownership.Scope][]ownership.Claim)

func world(t testing.TB, changes ...worldChange) *ownership.Register {
	t.Helper()
	within := func(of ownership.PartyID) []ownership.Membership { return []ownership.Membership{{Of: of}} }
	facts := ownership.Facts{
		Parties: []ownership.Party{
			{ID: "acme", Kind: ownership.Organisation},
			{ID: "infra", Kind: ownership.Unit, Within: within("acme")},
			{ID: "sales", Kind: ownership.Unit, Within: within("acme")},
			{ID: "farlink", Kind: ownership.Organisation},
		},
		Services: []ownership.Service{
			{
				ID: mail, Providers: []ownership.Provider{{By: "acme"}}, Parents: []ownership.Parent{{Scope: ownership.OrganisationScope("acme")}},
				Dependencies: []ownership.Dependency{{On: network}, {On: relay}},
			},
			{ID: network, Providers: []ownership.Provider{{By: "infra"}}},
			{ID: relay, Providers: []ownership.Provider{{By: "farlink"}}},
		},
	}
	for party, of := range map[ownership.PartyID]ownership.PartyID{
		"sam": "acme", "olga": "acme", "dora": "acme", "sue": "acme", "nora": "infra", "liam": "infra", "cara": "sales", "carl": "sales", "vic": "farlink", "nick": "acme",
	} {
		facts.Parties = append(facts.Parties, ownership.Party{ID: party, Kind: ownership.Person, Within: within(of)})
	}
	slices.SortFunc(facts.Parties, func(a, b ownership.Party) int { return a.ID.Compare(b.ID) })
	for _, id := range []sla.AgreementID{mailSLA, netOLA, relayUC} {
		facts.Areas = append(facts.Areas, ownership.Area{Scope: id.Scope(), Parents: []ownership.Parent{{Scope: ownership.ServiceScope(mail)}}})
	}
	claims := map[ownership.Scope][]ownership.Claim{
		ownership.ServiceScope(mail): {
			{Role: ownership.ServiceOwner, Holder: "olga"},
			{Role: ownership.ServiceOwnerDeputy, Holder: "dora", Rank: 1},
			{Role: ownership.ServiceLevelManager, Holder: "sam"},
			{Role: ownership.SupplierManager, Holder: "sue"},
			{Role: ownership.Customer, Holder: "cara"},
		},
		ownership.ServiceScope(network): {{Role: ownership.ServiceOwner, Holder: "nora"}},
		netOLA.Scope():                  {{Role: ownership.LineManager, Holder: "liam"}},
		relayUC.Scope():                 {{Role: ownership.Supplier, Holder: "vic"}},
	}
	for _, c := range changes {
		c(&facts, claims)
	}
	var ledgers []ownership.Ledger
	for scope, list := range claims {
		l, err := ownership.Adopt(scope, theWorld, day(1), list...)
		require.NoError(t, err)
		ledgers = append(ledgers, l)
	}
	slices.SortFunc(ledgers, func(a, b ownership.Ledger) int { return a.Scope().Compare(b.Scope()) })
	reg, err := ownership.NewRegister(facts, slices.Values(ledgers))
	require.NoError(t, err)
	return reg
}

// claimed gives somebody a role, in place of whoever has it.
func claimed(over ownership.Scope, role ownership.Role, holder ownership.PartyID) worldChange {
	return func(_ *ownership.Facts, claims map[ownership.Scope][]ownership.Claim) {
		claims[over] = append(slices.DeleteFunc(claims[over], func(c ownership.Claim) bool { return c.Role == role }),
			ownership.Claim{Role: role, Holder: holder})
	}
}

// under has the policy in force.
func under(p ownership.Policy) worldChange {
	return func(f *ownership.Facts, _ map[ownership.Scope][]ownership.Claim) { f.Policies = []ownership.Policy{p} }
}

// availability is a target of so many basis points of a percent.
func availability(share sla.Share) sla.LevelTarget {
	return sla.LevelTarget{ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: share}, Cycle: sla.MonthlyIn("UTC")}
}

func terms(targets ...sla.LevelTarget) sla.Terms { return sla.Terms{Targets: targets, NoticeDays: 30} }

// proposalOf is the proposal for each of the three kinds.
func proposalOf(kind sla.Kind) sla.Proposal {
	switch kind {
	case sla.OLA:
		return sla.Proposal{ID: netOLA, Counterparty: "infra", Services: []ownership.ServiceID{mail}, Through: []ownership.ServiceID{network}, Terms: terms(availability(99 * sla.Percent))}
	case sla.UC:
		return sla.Proposal{ID: relayUC, Counterparty: "farlink", Services: []ownership.ServiceID{mail}, Through: []ownership.ServiceID{relay}, Terms: terms(availability(99 * sla.Percent))}
	}
	return sla.Proposal{ID: mailSLA, Counterparty: "sales", Services: []ownership.ServiceID{mail}, Terms: terms(availability(99 * sla.Percent))}
}

// Who may do what about each kind.
var cast = map[sla.Kind]struct{ provider, counterparty, owner ownership.PartyID }{
	sla.SLA: {"sam", "cara", "olga"},
	sla.OLA: {"sam", "liam", "nora"},
	sla.UC:  {"sue", "vic", ""},
}

func able(service ownership.ServiceID, share sla.Share) sla.Capability {
	return sla.Capability{Service: service, Measure: sla.Availability, Objective: sla.Objective{Share: share}}
}

// A stage is how far an agreement has come.
type stage int

const (
	drafted stage = iota
	negotiating
	assessed
	committed
	signedOnce
	agreed
	active
)

// agreementAt brings an agreement to a stage, one act a day from day 2 on.
func agreementAt(t testing.TB, reg *ownership.Register, kind sla.Kind, to stage) sla.Agreement {
	t.Helper()
	p, who := proposalOf(kind), cast[kind]
	var a sla.Agreement
	steps := []func(at time.Time) (sla.Agreement, error){
		func(at time.Time) (sla.Agreement, error) { return a.Draft(reg, by(who.provider, at), p) },
		func(at time.Time) (sla.Agreement, error) {
			return a.Negotiate(reg, by(who.provider, at), p.Terms, "first offer")
		},
		func(at time.Time) (sla.Agreement, error) {
			return a.Assess(reg, by("sam", at), []sla.Capability{able(a.Promised()[0], sla.Whole)}, utcZones)
		},
		func(at time.Time) (sla.Agreement, error) {
			if who.owner == "" {
				return a, nil
			}
			return a.Commit(reg, by(who.owner, at), a.Promised()[0], ownership.Quantity{})
		},
		func(at time.Time) (sla.Agreement, error) {
			return a.Sign(reg, by(who.provider, at), sla.ForProvider)
		},
		func(at time.Time) (sla.Agreement, error) {
			return a.Sign(reg, by(who.counterparty, at), sla.ForCounterparty)
		},
		func(at time.Time) (sla.Agreement, error) { return a.Activate(reg, by(who.provider, at)) },
	}
	for i := range steps[:to+1] {
		next, err := steps[i](day(2 + i))
		require.NoError(t, err, "step %d of %s", i, kind)
		a = next
	}
	return a
}
