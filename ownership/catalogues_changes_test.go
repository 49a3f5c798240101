package ownership

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/shareddata"
)

// catalogueChanges are the published differences between two snapshots.
type catalogueChanges struct {
	From, To       string
	Added, Removed []ServiceID
	OwnerChanged   map[ServiceID]ownersChanged `json:"owner_changed"`
}

type ownersChanged struct{ From, To []PartyID }

func expectedChanges(t testing.TB) map[string][]catalogueChanges {
	t.Helper()
	text, err := os.ReadFile(shareddata.Path(t, "audit-expected.json"))
	require.NoError(t, err)
	var doc struct {
		Datasets map[string]struct{ Changes []catalogueChanges }
	}
	require.NoError(t, json.Unmarshal(text, &doc))
	out := map[string][]catalogueChanges{}
	for name, d := range doc.Datasets {
		out[name] = d.Changes
	}
	return out
}

// together is the register of one snapshot that knows the services and parties
// of the next one, and a clerk who may give every command over all of them.
func (c catalogue) together(t testing.TB, next catalogue) (*Memory, *Live) {
	t.Helper()
	facts := Facts{
		Parties:  append(slices.Clone(c.Facts.Parties), Party{ID: "the clerk", Kind: Person}),
		Policies: []Policy{{Severities: map[Code]Severity{"owner.not-person": SeverityWarning}}},
	}
	for _, p := range next.Facts.Parties {
		if !slices.ContainsFunc(facts.Parties, func(o Party) bool { return o.ID == p.ID }) {
			facts.Parties = append(facts.Parties, p)
		}
	}
	all := OrganisationScope("all services")
	for _, v := range slices.Concat(c.Facts.Services, next.Facts.Services) {
		if !slices.ContainsFunc(facts.Services, func(o Service) bool { return o.ID == v.ID }) {
			facts.Services = append(facts.Services, Service{ID: v.ID, Parents: []Parent{{Scope: all}}})
		}
	}
	head, err := Adopt(all, "charter", c.At, Claim{Role: SeniorManagement, Holder: "the clerk"}, Claim{Role: ConfigurationManager, Holder: "the clerk"})
	require.NoError(t, err)
	store := &Memory{}
	for _, l := range append(slices.Clone(c.Ledgers), head) {
		_, err := store.Update(context.Background(), l.Scope(), func(Ledger) (Ledger, error) { return l, nil })
		require.NoError(t, err)
	}
	reg, err := Load(context.Background(), store, facts)
	require.NoError(t, err)
	return store, NewLive(reg)
}

func (c catalogue) observed() Observed {
	seen := Observed{Source: c.Dataset, At: c.At, Complete: []Role{ServiceOwner}}
	for _, v := range c.Facts.Services {
		if len(c.Owners[v.ID]) == 0 {
			seen.Assignments = append(seen.Assignments, Observation{Scope: ServiceScope(v.ID), Role: ServiceOwner})
		}
		for _, o := range c.Owners[v.ID] {
			seen.Assignments = append(seen.Assignments, Observation{Scope: ServiceScope(v.ID), Role: ServiceOwner, Holder: o})
		}
	}
	return seen
}

func (c catalogue) has(id ServiceID) bool {
	return slices.ContainsFunc(c.Facts.Services, func(v Service) bool { return v.ID == id })
}

// undeclared reports whether the snapshot names a party without declaring it.
func (c catalogue) undeclared(id PartyID) bool {
	return !slices.ContainsFunc(c.Facts.Parties, func(p Party) bool { return p.ID == id })
}

// claimants returns who is listed as owner, distinct and in order.
func (c catalogue) claimants(id ServiceID) []PartyID {
	ids := slices.Sorted(slices.Values(c.Owners[id]))
	return slices.Compact(ids)
}

// state is what the snapshot shows, said without the library.
func (c catalogue) state(id ServiceID) State {
	switch owners := c.claimants(id); len(owners) {
	case 0:
		return Vacant
	case 1:
		i := slices.IndexFunc(c.Facts.Parties, func(p Party) bool { return p.ID == owners[0] })
		if i >= 0 && c.Facts.Parties[i].Kind == Person {
			return Held
		}
		return NoPerson
	}
	return Contested
}

// What is proposed between two snapshots of a published catalogue is what has
// changed between them. Once it is applied, the register answers as the
// snapshots do at both dates; only a correction, which is about the past, and
// what no command can settle are left out.
func TestSharedCataloguesReconcile(t *testing.T) {
	expected := expectedChanges(t)
	pairs, handovers := 0, 0
	snapshots := publishedCatalogues()
	for i, next := range snapshots[1:] {
		before := snapshots[i]
		if before.Dataset != next.Dataset {
			continue
		}
		j := slices.IndexFunc(expected[next.Dataset], func(c catalogueChanges) bool { return c.From == before.Date && c.To == next.Date })
		require.GreaterOrEqual(t, j, 0)
		pairs++
		t.Run(next.Dataset+" "+next.Date, func(t *testing.T) {
			handovers += reconciled(t, before.load(t), next.load(t), expected[next.Dataset][j])
		})
	}
	assert.Equal(t, 4, pairs)
	assert.Positive(t, handovers)
}

func reconciled(t *testing.T, before, next catalogue, want catalogueChanges) (handovers int) {
	store, live := before.together(t, next)
	plan, err := live.Register().Reconcile(next.observed())
	require.NoError(t, err)

	changed := map[ServiceID]ownersChanged{}
	var added, removed []ServiceID
	for s := range plan.Steps() {
		if s.Finding.Code == "sync.same" {
			continue
		}
		switch id := s.Scope.Service(); {
		case !before.has(id):
			added = append(added, id)
		case !next.has(id):
			removed = append(removed, id)
		default:
			changed[id] = ownersChanged{append([]PartyID{}, s.Believed...), append([]PartyID{}, s.Observed...)}
		}
	}
	owned := func(ids []ServiceID, in catalogue) []ServiceID {
		return slices.DeleteFunc(slices.Clone(ids), func(id ServiceID) bool { return len(in.Owners[id]) == 0 })
	}
	assert.Equal(t, want.OwnerChanged, changed)
	assert.ElementsMatch(t, owned(want.Added, next), added)
	assert.ElementsMatch(t, owned(want.Removed, before), removed)

	outcomes, err := plan.Apply(context.Background(), store, live, Who{By: "the clerk", At: next.At, Ref: "sync"})
	done, unclear := map[ServiceID]ActKind{}, map[ServiceID]bool{}
	for _, o := range outcomes {
		if slices.ContainsFunc(o.Step.Observed, next.undeclared) {
			// The catalogue names an owner that its own list of teams lacks.
			require.ErrorIs(t, o.Err, ErrRefused)
			require.ErrorIs(t, err, o.Err)
			unclear[o.Step.Scope.Service()] = true
			continue
		}
		require.NoError(t, o.Err, "under a policy that rates a team as a warning nothing else is refused")
		done[o.Step.Scope.Service()] = o.Step.Kind
		one := len(before.claimants(o.Step.Scope.Service())) == 1 && len(next.claimants(o.Step.Scope.Service())) == 1
		assert.Equal(t, one, o.Step.Kind == HandedOver, "%s", o.Step.Scope)
		if one {
			handovers++
		}
	}
	for s := range plan.Steps() {
		if s.Finding.Code == "sync.unclear" {
			unclear[s.Scope.Service()] = true
			assert.Zero(t, s.Kind)
			assert.True(t, len(s.Observed) > 1 || len(s.Believed) > 1, "%s", s.Scope)
		}
	}

	reg := live.Register()
	services := map[ServiceID]bool{}
	for _, v := range slices.Concat(before.Facts.Services, next.Facts.Services) {
		services[v.ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(services)) {
		if done[id] != Corrected {
			a := reg.Owner(id, before.At)
			assert.Equal(t, before.state(id), a.State, "%s at %s", id, before.Date)
			assert.Equal(t, before.claimants(id), slices.Collect(a.Claimants()), "%s at %s", id, before.Date)
		}
		known := reg.KnownAt(before.At).Owner(id, before.At)
		assert.Equal(t, before.state(id), known.State, "%s at %s as known then", id, before.Date)
		if !unclear[id] {
			a := reg.Owner(id, next.At)
			assert.Equal(t, next.state(id), a.State, "%s at %s", id, next.Date)
			assert.Equal(t, next.claimants(id), slices.Collect(a.Claimants()), "%s at %s", id, next.Date)
		}
	}
	again, err := reg.Reconcile(next.observed())
	require.NoError(t, err)
	for s := range again.Commands() {
		assert.True(t, slices.ContainsFunc(s.Observed, next.undeclared), "%s: nothing is left that a command could settle", s.Scope)
	}
	return handovers
}
