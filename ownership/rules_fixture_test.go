package ownership

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An organisationFixture is a small organisation in which no rule finds
// anything. Each test of a rule changes one thing in a copy of it.
type organisationFixture struct {
	facts   Facts
	ledgers map[Scope]*Ledger
}

var (
	fixtureAt   = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	fixtureMail = ServiceScope("mail")
	fixtureDisk = ServiceScope("disk")
	fixtureAcme = OrganisationScope("acme")
)

func fixtureDay(d int) time.Time { return fixtureAt.AddDate(0, 0, d) }

// newFixture makes the organisation: acme with a portfolio, two services, a
// system, a component and a process, and for every role of the standard matrix
// that answers for something a person called after the role.
func newFixture(t testing.TB) *organisationFixture {
	t.Helper()
	o := &organisationFixture{ledgers: map[Scope]*Ledger{}}
	acme := []Membership{{Of: "acme"}}
	o.facts.Parties = []Party{
		{ID: "acme", Kind: Organisation},
		{ID: "crew", Kind: Group, Within: acme},
		{ID: "vera", Kind: Person, Within: acme},
		{ID: "walt", Kind: Person, Within: acme},
	}
	portfolio, system, component, process := Scope{LevelPortfolio, "shop"}, Scope{LevelSystem, "ledger"}, Scope{LevelComponent, "disk-1"}, Scope{LevelProcess, "incidents"}
	o.facts.Services = []Service{
		{
			ID: "disk", Kind: Infrastructure, Parents: []Parent{{Scope: portfolio}}, Providers: []Provider{{By: "acme"}},
		},
		{
			ID: "mail", Kind: Application, Parents: []Parent{{Scope: portfolio}}, Providers: []Provider{{By: "acme"}},
			Dependencies: []Dependency{{On: "disk"}},
		},
	}
	o.facts.Areas = []Area{
		{Scope: fixtureAcme},
		{Scope: portfolio, Parents: []Parent{{Scope: fixtureAcme}}},
		{Scope: process, Parents: []Parent{{Scope: fixtureAcme}}},
		{Scope: system, Parents: []Parent{{Scope: fixtureMail}}},
		{Scope: component, Parents: []Parent{{Scope: system}}},
	}
	for card := range Standard().Cards() {
		person := PartyID(card.Role)
		o.facts.Parties = append(o.facts.Parties, Party{ID: person, Kind: Person, Within: acme, Skills: card.Skills})
		mandate := &Mandate{GrantedBy: "vera"}
		for _, scope := range []Scope{fixtureAcme, portfolio, process, fixtureDisk, fixtureMail, system, component} {
			rank := 0
			if card.DeputyOf != "" {
				rank = 1
			}
			if slices.Contains(card.Levels, scope.Level) {
				o.add(scope, Entry{Role: card.Role, Holder: person, Rank: rank, Mandate: mandate})
			}
		}
	}
	return o
}

// add puts an entry into the ledger of the scope, as part of the one import that
// made it.
func (o *organisationFixture) add(scope Scope, entries ...Entry) {
	l := o.ledgers[scope]
	if l == nil {
		past := fixtureDay(-100)
		l = &Ledger{scope: scope, acts: []Act{{Revision: 1, Kind: Imported, At: past, Proof: Proof{Activity: ImportRecords, Scope: scope, At: past}}}}
		o.ledgers[scope] = l
	}
	for _, e := range entries {
		e.No = len(l.entries) + 1
		if e.Act == 0 {
			e.Act = 1
		}
		l.entries = append(l.entries, e)
	}
}

// entry returns the entry of the role over the scope.
func (o *organisationFixture) entry(scope Scope, role Role) *Entry {
	for i := range o.ledgers[scope].entries {
		if e := &o.ledgers[scope].entries[i]; e.Role == role {
			return e
		}
	}
	return &Entry{}
}

// drop takes the entries of the role out of the ledger of the scope.
func (o *organisationFixture) drop(scope Scope, role Role) {
	l := o.ledgers[scope]
	l.entries = slices.DeleteFunc(l.entries, func(e Entry) bool { return e.Role == role })
}

func (o *organisationFixture) act(scope Scope, a Act) {
	l := o.ledgers[scope]
	a.Revision = len(l.acts) + 1
	l.acts = append(l.acts, a)
}

func (o *organisationFixture) party(id PartyID) *Party {
	i := slices.IndexFunc(o.facts.Parties, func(p Party) bool { return p.ID == id })
	return &o.facts.Parties[i]
}

func (o *organisationFixture) service(id ServiceID) *Service {
	i := slices.IndexFunc(o.facts.Services, func(s Service) bool { return s.ID == id })
	return &o.facts.Services[i]
}

func (o *organisationFixture) area(s Scope) *Area {
	i := slices.IndexFunc(o.facts.Areas, func(a Area) bool { return a.Scope == s })
	return &o.facts.Areas[i]
}

func (o *organisationFixture) policy(p Policy) {
	p.Version = "own"
	o.facts.Policies = []Policy{p}
}

func (o *organisationFixture) register(t testing.TB) *Register {
	t.Helper()
	var ledgers []Ledger
	for _, l := range o.ledgers {
		ledgers = append(ledgers, *l)
	}
	slices.SortFunc(ledgers, func(a, b Ledger) int { return a.scope.Compare(b.scope) })
	r, err := NewRegister(o.facts, slices.Values(ledgers))
	require.NoError(t, err)
	return r
}

func TestFixtureIsSound(t *testing.T) {
	report := newFixture(t).register(t).Review(fixtureAt, Selection{})
	for f := range report.All() {
		t.Errorf("%s at %q", f, f.Path)
	}
}
