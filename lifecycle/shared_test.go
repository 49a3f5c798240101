package lifecycle_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/shareddata"
	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

// TestSharedPortfolios puts every service of the published catalogues into
// operation, from the status before it and decided by somebody who may: each is
// refused for exactly the reasons that the listing shows, which are told here from
// the listing alone.
func TestSharedPortfolios(t *testing.T) {
	seen := map[ownership.Code]int{}
	for _, c := range shareddata.Catalogues() {
		t.Run(c.Dataset+" "+c.Date, func(t *testing.T) {
			c := c.Load(t)
			require.NotEmpty(t, c.Services)
			p := publishedPortfolio(t, c)
			for _, s := range c.Services {
				r, _ := p.Record(ownership.ServiceID(s.ID), c.At)
				_, err := p.Advance(r, ownership.Who{By: "the release manager", At: c.At}, lifecycle.Advance{On: lifecycle.Forward})
				var blocked *lifecycle.Blocked
				require.True(t, errors.As(err, &blocked), "%s: %v", s.ID, err)
				var got []string
				for _, o := range blocked.Obstacles {
					got = append(got, string(o.Code)+" "+o.Path)
					seen[o.Code]++
				}
				slices.Sort(got)
				require.Equal(t, shown(c, s), got, s.ID)
			}
		})
	}
	for _, code := range []ownership.Code{"owner.vacant", "owner.contested", "owner.not-person", "owner.nobody", "deputy.own", "underpinning.missing", "release.unvoted"} {
		assert.NotZero(t, seen[code], code)
	}
	t.Log(seen)
}

// publishedPortfolio makes a portfolio of a catalogue: who is listed as owner or
// deputy is claimed to be, every service is claimed to be released, and one person
// may put all of them into operation.
func publishedPortfolio(t testing.TB, c shareddata.Catalogue) *lifecycle.Portfolio {
	facts := ownership.Facts{Parties: []ownership.Party{{ID: "the release manager", Kind: ownership.Person}}}
	declared := map[string]bool{"": true}
	declare := func(id string, kind ownership.PartyKind) {
		if !declared[id] {
			facts.Parties = append(facts.Parties, ownership.Party{ID: ownership.PartyID(id), Kind: kind})
			declared[id] = true
		}
	}
	for _, team := range c.Teams {
		declare(team.ID, ownership.Group)
	}
	for _, person := range c.People {
		declare(person, ownership.Person)
	}
	matrix, err := ownership.Standard().With(ownership.Overlay{Name: "release managers decide", Changes: []ownership.RowChange{{
		Activity: ownership.PutIntoOperation, Cells: map[ownership.Role]ownership.RACI{ownership.ReleaseManager: ownership.R},
	}}})
	require.NoError(t, err)
	facts.Matrices = []ownership.Matrix{*matrix}

	var ledgers []ownership.Ledger
	var records []lifecycle.Record
	for _, s := range c.Services {
		v := ownership.Service{ID: ownership.ServiceID(s.ID), Name: s.Name}
		for _, on := range s.DependsOn {
			v.Dependencies = append(v.Dependencies, ownership.Dependency{On: ownership.ServiceID(on)})
		}
		facts.Services = append(facts.Services, v)
		claims := []ownership.Claim{{Role: ownership.ReleaseManager, Holder: "the release manager"}}
		for _, owner := range s.Owners {
			claims = append(claims, ownership.Claim{Role: ownership.ServiceOwner, Holder: ownership.PartyID(owner)})
		}
		for i, deputy := range s.Deputies {
			claims = append(claims, ownership.Claim{Role: ownership.ServiceOwnerDeputy, Holder: ownership.PartyID(deputy), Rank: i + 1})
		}
		ledgers = append(ledgers, must(ownership.Adopt(ownership.ServiceScope(v.ID), c.Dataset, c.At, claims...)))
		records = append(records, must(lifecycle.AdoptRecord(v.ID, c.Dataset, c.At, lifecycle.Released)))
	}
	reg, err := ownership.NewRegister(facts, slices.Values(ledgers))
	require.NoError(t, err)
	return lifecycle.NewPortfolio(lifecycle.Rooms{Register: reg}, slices.Values(records), nil, nil)
}

// shown is what the listing of a service shows to stand in the way. That nothing is
// known of its restore and that it has no deputy are warnings, which do not.
func shown(c shareddata.Catalogue, s shareddata.CatalogueService) []string {
	// No catalogue defines its services, nor says what may go wrong with them, or who
	// agreed to release them.
	out := []string{"definition.missing definition", "risk.none ", "entry.missing entry", "release.unvoted release"}
	isTeam := func(id string) bool {
		return slices.ContainsFunc(c.Teams, func(team shareddata.CatalogueTeam) bool { return team.ID == id })
	}
	owners := slices.Compact(slices.Sorted(slices.Values(s.Owners)))
	switch {
	case len(owners) == 0:
		out = append(out, "owner.vacant service-owner")
	case len(owners) > 1:
		out = append(out, "owner.contested service-owner")
	case !isTeam(owners[0]) && !slices.Contains(c.People, owners[0]): // the list of teams does not have it
		out = append(out, "owner.nobody service-owner")
	}
	for _, owner := range owners {
		if isTeam(owner) {
			out = append(out, "owner.not-person service-owner["+owner+"]")
		}
	}
	for _, deputy := range s.Deputies {
		if slices.Contains(owners, deputy) {
			out = append(out, "deputy.own service-owner-deputy["+deputy+"]")
		}
	}
	for i, on := range s.DependsOn { // nobody promises anything about what it depends on, besides itself
		if on != "" && on != s.ID {
			out = append(out, "underpinning.missing dependencies["+strconv.Itoa(i)+"]")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
