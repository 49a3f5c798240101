package ownershiptest

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
)

// An Organisation is what a register is built from.
type Organisation struct {
	Facts   ownership.Facts
	Ledgers []ownership.Ledger

	// Instants are worth asking about: before, within and after everything, and
	// where something changes.
	Instants []time.Time
}

// Register builds the register of the organisation.
func (o Organisation) Register() (*ownership.Register, error) {
	return ownership.NewRegister(o.Facts, slices.Values(o.Ledgers))
}

// Day returns an instant of the drawn organisations: midnight, UTC, so many days
// after the beginning of 2025.
func Day(n int) time.Time { return time.Date(2025, time.January, 1+n, 0, 0, 0, 0, time.UTC) }

const (
	days   = 10 // on which something changes
	people = 5
)

func person(n int) ownership.PartyID { return ownership.PartyID(fmt.Sprintf("person %d", n)) }

// Organisations draws small organisations in which nothing is wrong: every
// service has one owner at a time, a living person, with ranked deputies who are
// somebody else; owners hand over, deputies take holidays, portfolios lie within
// the organisation and services within portfolios.
func Organisations() *rapid.Generator[Organisation] { return rapid.Custom(organisation) }

func organisation(t *rapid.T) Organisation {
	o := Organisation{Instants: instants()}
	acme := ownership.OrganisationScope("acme")
	o.Facts.Parties = append(o.Facts.Parties, ownership.Party{ID: "acme", Kind: ownership.Organisation}, ownership.Party{ID: "the board", Kind: ownership.Person})
	for n := range people {
		p := ownership.Party{ID: person(n), Kind: ownership.Person, Within: []ownership.Membership{{Of: "acme"}}}
		if rapid.Bool().Draw(t, "holiday") {
			p.Absences = []ownership.Absence{{Period: stretch(t, "holiday")}}
		}
		o.Facts.Parties = append(o.Facts.Parties, p)
	}
	o.keep(acme, ownership.Claim{Role: ownership.SeniorManagement, Holder: "the board"})
	inner := ownership.Scope{Level: ownership.LevelPortfolio, ID: "inner"}
	o.Facts.Areas = append(o.Facts.Areas, ownership.Area{Scope: inner, Parents: []ownership.Parent{{Scope: acme}}})
	for n := range rapid.IntRange(1, 4).Draw(t, "services") {
		id := ownership.ServiceID(fmt.Sprintf("service %d", n))
		parent := rapid.SampledFrom([]ownership.Scope{acme, inner}).Draw(t, "parent")
		o.Facts.Services = append(o.Facts.Services, ownership.Service{
			ID: id, Parents: []ownership.Parent{{Scope: parent}}, Providers: []ownership.Provider{{By: "acme"}},
		})
		order := rapid.Permutation([]int{0, 1, 2, 3, 4}).Draw(t, "order")
		// The first two of the order hand the service to each other, the others
		// may be deputies, so that nobody is both.
		change := rapid.IntRange(1, days-1).Draw(t, "handover")
		claims := []ownership.Claim{
			{Role: ownership.ServiceOwner, Holder: person(order[0]), Period: ownership.Period{Until: Day(change)}},
			{Role: ownership.ServiceOwner, Holder: person(order[1]), Period: ownership.Period{From: Day(change)}},
		}
		for rank := range rapid.IntRange(0, 3).Draw(t, "deputies") {
			claims = append(claims, ownership.Claim{Role: ownership.ServiceOwnerDeputy, Holder: person(order[2+rank]), Rank: rank + 1})
		}
		o.keep(ownership.ServiceScope(id), claims...)
	}
	return o
}

// HostileOrganisations draws small organisations in which everything can be
// wrong that can be loaded: several owners, groups and placeholders as owners,
// owners who have left or whom nobody knows, deputies of themselves, reversed
// and overlapping periods, containment in circles, dependencies on nothing,
// delegations of what nobody holds, awkward names.
func HostileOrganisations() *rapid.Generator[Organisation] { return rapid.Custom(hostile) }

func hostile(t *rapid.T) Organisation {
	o := Organisation{Instants: instants()}
	ids := []ownership.PartyID{"ada", "Ada", "a:b", "\u00e9", "e\u0301", `"`, "nobody knows"}
	for _, id := range ids[:len(ids)-1] {
		p := ownership.Party{
			ID: id, Kind: ownership.PartyKind(rapid.IntRange(0, 4).Draw(t, "kind")), // 0 is no kind
			Placeholder: rapid.Bool().Draw(t, "placeholder"), Lead: rapid.SampledFrom(ids).Draw(t, "lead"),
		}
		if rapid.Bool().Draw(t, "mostly persons") {
			p.Kind, p.Placeholder = ownership.Person, false
		}
		if rapid.Bool().Draw(t, "limited") {
			p.Active = []ownership.Period{stretch(t, "active")}
		}
		if rapid.Bool().Draw(t, "away") {
			p.Absences = []ownership.Absence{{Period: stretch(t, "absence")}}
		}
		o.Facts.Parties = append(o.Facts.Parties, p)
	}
	scopes := []ownership.Scope{
		ownership.OrganisationScope("acme"),
		{Level: ownership.LevelPortfolio, ID: "inner"},
		{Level: ownership.LevelSystem, ID: "disk"},
		ownership.ServiceScope("mail"), ownership.ServiceScope("Mail"),
		{Level: ownership.LevelAgreement, ID: "mail:1"},
	}
	for _, s := range scopes {
		var parents []ownership.Parent
		for range rapid.IntRange(0, 2).Draw(t, "parents") {
			parents = append(parents, ownership.Parent{Scope: rapid.SampledFrom(scopes).Draw(t, "parent"), Period: stretch(t, "within")})
		}
		switch {
		case s.Service() != "":
			o.Facts.Services = append(o.Facts.Services, ownership.Service{
				ID: s.Service(), Parents: parents, Dependencies: []ownership.Dependency{{On: "nothing"}, {On: s.Service()}, {}},
			})
		case rapid.Bool().Draw(t, "declared"):
			o.Facts.Areas = append(o.Facts.Areas, ownership.Area{Scope: s, Parents: parents})
		}
		o.keep(s, rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ownership.Claim { return hostileClaim(t, ids) }), 0, 6).Draw(t, "claims")...)
	}
	return o
}

func hostileClaim(t *rapid.T, ids []ownership.PartyID) ownership.Claim {
	c := ownership.Claim{
		Role: rapid.SampledFrom([]ownership.Role{
			ownership.ServiceOwner, ownership.ServiceOwner, ownership.ServiceOwnerDeputy, ownership.SeniorManagement,
			ownership.ServiceLevelManager, ownership.Customer, ownership.ConfigurationManager, "wizard",
		}).Draw(t, "role"),
		Holder: rapid.SampledFrom(ids).Draw(t, "holder"), Rank: rapid.IntRange(0, 2).Draw(t, "rank"), Period: stretch(t, "period"),
	}
	if rapid.IntRange(0, 3).Draw(t, "delegated") == 0 {
		c.Delegation = &ownership.Delegation{From: rapid.SampledFrom(ids).Draw(t, "from"), Reason: "leave"}
		if rapid.Bool().Draw(t, "in part") {
			c.Delegation.Activities = []ownership.Activity{ownership.ApproveChange, ownership.CommitResources}
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "mandated") == 0 {
		c.Mandate = &ownership.Mandate{GrantedBy: rapid.SampledFrom(ids).Draw(t, "granted by")}
	}
	return c
}

// stretch draws a period that may be open at either end, or reversed.
func stretch(t *rapid.T, label string) ownership.Period {
	var p ownership.Period
	if n := rapid.IntRange(-1, days).Draw(t, label+" from"); n >= 0 {
		p.From = Day(n)
	}
	if n := rapid.IntRange(-1, days).Draw(t, label+" until"); n >= 0 {
		p.Until = Day(n)
	}
	return p
}

// keep adds the ledger that adopts the claims, if there are any. The claims are
// well-formed, so adopting them cannot fail.
func (o *Organisation) keep(scope ownership.Scope, claims ...ownership.Claim) {
	if len(claims) > 0 {
		o.Ledgers = append(o.Ledgers, Must(ownership.Adopt(scope, "drawn", Day(0), claims...)))
	}
}

func instants() []time.Time {
	out := []time.Time{Day(-400)}
	for n := 0; n <= days; n += 3 {
		out = append(out, Day(n))
	}
	return append(out, Day(4000))
}
