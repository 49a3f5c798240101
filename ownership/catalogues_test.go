package ownership

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/shareddata"
)

// A catalogue is one published catalogue at one date, loaded as it is: owners
// that are teams, none or several, deputies who are owners, dependencies on
// nothing and on what is not there. The claims are imported, never judged.
type catalogue struct {
	Dataset string // the name that the expected findings have it under
	Date    string

	published shareddata.Catalogue

	At      time.Time
	Facts   Facts
	Ledgers []Ledger

	Owners   map[ServiceID][]PartyID // as listed, in the order of the file
	Deputies map[ServiceID][]PartyID
}

// publishedCatalogues lists the snapshots by dataset and date.
func publishedCatalogues() (out []catalogue) {
	for _, c := range shareddata.Catalogues() {
		out = append(out, catalogue{Dataset: c.Dataset, Date: c.Date, published: c})
	}
	return out
}

// load reads the file of c and makes facts of it.
func (c catalogue) load(t testing.TB) catalogue {
	t.Helper()
	data := c.published.Load(t)
	c.At, c.Owners, c.Deputies = data.At, map[ServiceID][]PartyID{}, map[ServiceID][]PartyID{}

	kinds := map[PartyID]Party{}
	declare := func(p Party) {
		if _, ok := kinds[p.ID]; !ok && p.ID != "" {
			kinds[p.ID] = p
		}
	}
	for _, team := range data.Teams {
		declare(Party{ID: PartyID(team.ID), Kind: Group, Lead: PartyID(team.Manager)})
	}
	for _, p := range data.People {
		declare(Party{ID: PartyID(p), Kind: Person})
	}
	for _, s := range data.Services {
		v := Service{ID: ServiceID(s.ID), Name: s.Name}
		for _, on := range s.DependsOn {
			v.Dependencies = append(v.Dependencies, Dependency{On: ServiceID(on)})
		}
		if s.Retired {
			v.Labels = Labels{"retired": "true"}
		}
		c.Facts.Services = append(c.Facts.Services, v)
		for _, owner := range s.Owners {
			c.Owners[v.ID] = append(c.Owners[v.ID], PartyID(owner))
		}
		for _, deputy := range s.Deputies {
			c.Deputies[v.ID] = append(c.Deputies[v.ID], PartyID(deputy))
		}
	}
	for _, p := range kinds {
		c.Facts.Parties = append(c.Facts.Parties, p)
	}
	slices.SortFunc(c.Facts.Parties, func(a, b Party) int { return a.ID.Compare(b.ID) })
	for _, v := range c.Facts.Services {
		if l := c.ledger(t, v.ID); !l.IsZero() {
			c.Ledgers = append(c.Ledgers, l)
		}
	}
	return c
}

// ledger adopts what the catalogue claims about the service; the zero Ledger if
// it claims nothing.
func (c catalogue) ledger(t testing.TB, id ServiceID) Ledger {
	var claims []Claim
	for _, owner := range c.Owners[id] {
		claims = append(claims, Claim{Role: ServiceOwner, Holder: owner, Period: Period{From: c.At}})
	}
	for i, deputy := range c.Deputies[id] {
		claims = append(claims, Claim{Role: ServiceOwnerDeputy, Holder: deputy, Rank: i + 1, Period: Period{From: c.At}})
	}
	if len(claims) == 0 {
		return Ledger{}
	}
	l, err := Adopt(ServiceScope(id), c.Dataset, c.At, claims...)
	require.NoError(t, err)
	return l
}

// register builds the register of the catalogue.
func (c catalogue) register(t testing.TB) *Register {
	t.Helper()
	r, err := NewRegister(c.Facts, slices.Values(c.Ledgers))
	require.NoError(t, err)
	return r
}

// The loader drops nothing: every service with an owner or deputy has a ledger
// that believes all of them.
func TestSharedCataloguesLoad(t *testing.T) {
	for _, c := range publishedCatalogues() {
		c = c.load(t)
		r := c.register(t)
		require.NotEmpty(t, c.Facts.Services, c.Date)
		for _, s := range c.Facts.Services {
			n, ok := r.scopeNo(ServiceScope(s.ID))
			require.True(t, ok)
			current, superseded := r.cells(n)
			require.Len(t, current, len(c.Owners[s.ID])+len(c.Deputies[s.ID]), "%s %s", c.Date, s.ID)
			require.Empty(t, superseded)
		}
	}
}

// An answer is what the data shows is the state for every service and date.
func TestSharedCataloguesAnswers(t *testing.T) {
	for _, c := range publishedCatalogues() {
		t.Run(c.Dataset+" "+c.Date, func(t *testing.T) {
			c = c.load(t)
			r := c.register(t)
			kind := map[PartyID]PartyKind{}
			for _, p := range c.Facts.Parties {
				kind[p.ID] = p.Kind
			}
			require.NotEmpty(t, c.Facts.Services)
			for _, s := range c.Facts.Services {
				owners := slices.Compact(slices.Sorted(slices.Values(c.Owners[s.ID])))
				want := Contested
				switch {
				case len(owners) == 0:
					want = Vacant
				case len(owners) == 1 && kind[owners[0]] == Person:
					want = Held
				case len(owners) == 1:
					want = NoPerson
				}
				got := r.Owner(s.ID, c.At)
				require.Equal(t, want, got.State, "%s", s.ID)
				require.Equal(t, owners, slices.Collect(got.Claimants()), "%s", s.ID)
				if want == Held {
					require.Equal(t, owners[0], got.Holder, "%s", s.ID)
				} else {
					require.Empty(t, got.Holder, "%s", s.ID)
				}
				before := r.Owner(s.ID, c.At.Add(-time.Microsecond))
				require.Equal(t, Vacant, before.State, "%s: nothing is claimed before the snapshot", s.ID)
			}
		})
	}
}

// expectedSnapshot is one snapshot of the expected findings.
type expectedSnapshot struct {
	Services          int
	NoOwner           []string            `json:"no_owner"`
	MultipleOwners    map[string][]string `json:"multiple_owners"`
	ExactlyOneOwner   int                 `json:"exactly_one_owner"`
	TeamOwner         []string            `json:"team_owner"`
	NoDeputy          []string            `json:"no_deputy"`
	OwnerSpan         map[string]int      `json:"owner_span"`
	Dependencies      int
	Dangling          [][2]string
	SelfDependency    []string `json:"self_dependency"`
	Cycles            [][]string
	Depth             int
	Dependents        map[string]int `json:"transitive_dependents"`
	Retired           []string
	RetiredWithOwner  []string            `json:"retired_with_owner"`
	LiveWithoutOwner  []string            `json:"live_without_owner"`
	NullDependencies  *int                `json:"null_dependency_entries"`
	Duplicates        []string            `json:"duplicate_dependency_entries"`
	UnknownTeams      map[string][]string `json:"owner_team_not_in_team_register"`
	ThroughManager    []string            `json:"accountable_person_resolvable_through_team_manager"`
	OwnerAlsoAsDeputy map[string][]string `json:"owner_listed_also_as_deputy"`
	Split             string
}

// audit reads the lists off a report and the answers, nothing else.
func (c catalogue) audit(r *Register, report Report) expectedSnapshot {
	got := expectedSnapshot{
		MultipleOwners: map[string][]string{}, OwnerSpan: map[string]int{}, Dependents: map[string]int{},
		UnknownTeams: map[string][]string{}, OwnerAlsoAsDeputy: map[string][]string{},
	}
	subjects := func(code Code) (out []string) {
		for _, f := range report.Of(code) {
			out = append(out, f.Subject.ID)
		}
		return slices.Compact(slices.Sorted(slices.Values(out)))
	}
	noPerson := map[string]int{} // claimants that are no persons, by service
	for _, code := range []Code{"owner.not-person", "holder.unknown"} {
		for _, f := range report.Of(code) {
			if strings.HasPrefix(f.Path, string(ServiceOwner)+"[") {
				noPerson[f.Subject.ID]++
			}
		}
	}
	vacant := subjects("owner.vacant")
	graph := r.Dependencies(c.At)
	for _, s := range c.Facts.Services {
		id := string(s.ID)
		got.Services++
		answer := r.Owner(s.ID, c.At)
		var claimants []string
		for p := range answer.Claimants() {
			claimants = append(claimants, string(p))
		}
		if len(claimants) > 0 && noPerson[id] == len(claimants) {
			got.TeamOwner = append(got.TeamOwner, id)
		}
		if len(claimants) == 1 {
			got.ExactlyOneOwner++
		}
		if s.Labels["retired"] == "true" {
			got.Retired = append(got.Retired, id)
			if !slices.Contains(vacant, id) {
				got.RetiredWithOwner = append(got.RetiredWithOwner, id)
			}
		} else if slices.Contains(vacant, id) {
			got.LiveWithoutOwner = append(got.LiveWithoutOwner, id)
		}
		if n := len(graph.Dependents(s.ID)); n > 0 {
			got.Dependents[id] = n
		}
		for _, d := range s.Dependencies {
			if d.On != "" {
				got.Dependencies++
			}
		}
	}
	got.NoOwner, got.NoDeputy, got.SelfDependency = vacant, subjects("deputy.missing"), subjects("dependency.self")
	got.Duplicates = subjects("dependency.duplicate")
	for _, f := range report.Of("owner.contested") {
		got.MultipleOwners[f.Subject.ID] = strings.Split(f.Arg("claimants"), ", ")
	}
	for _, f := range report.Of("owner.overloaded") {
		got.OwnerSpan[f.Subject.ID], _ = strconv.Atoi(f.Arg("count"))
	}
	for _, f := range report.Of("dependency.dangling") {
		got.Dangling = append(got.Dangling, [2]string{f.Subject.ID, f.Arg("on")})
	}
	slices.SortFunc(got.Dangling, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, f := range report.Of("dependency.cycle") {
		got.Cycles = append(got.Cycles, strings.Split(f.Arg("members"), ", "))
	}
	for _, id := range got.SelfDependency { // a loop of one is a cycle in the lists, and a rule of its own here
		if !slices.ContainsFunc(got.Cycles, func(c []string) bool { return slices.Contains(c, id) }) {
			got.Cycles = append(got.Cycles, []string{id})
		}
	}
	slices.SortFunc(got.Cycles, slices.Compare[[]string])
	got.Depth = graph.Depth()
	nulls := len(report.Of("dependency.empty"))
	got.NullDependencies = &nulls
	for _, f := range report.Of("holder.unknown") {
		got.UnknownTeams[f.Subject.ID] = append(got.UnknownTeams[f.Subject.ID], f.Arg("holder"))
	}
	leads := map[string][]string{} // the persons who could be asked, by service
	for _, f := range report.Of("owner.not-person") {
		if lead, ok := r.partyNo(PartyID(f.Arg("ask"))); ok && r.party(lead).isPerson() {
			leads[f.Subject.ID] = append(leads[f.Subject.ID], f.Arg("ask"))
		}
	}
	for id, asked := range leads {
		if slices.Sort(asked); len(slices.Compact(asked)) == 1 {
			got.ThroughManager = append(got.ThroughManager, id)
		}
	}
	for _, list := range [][]string{got.TeamOwner, got.Retired, got.RetiredWithOwner, got.LiveWithoutOwner, got.ThroughManager} {
		slices.Sort(list)
	}
	for _, f := range report.Of("deputy.own") {
		got.OwnerAlsoAsDeputy[f.Subject.ID] = append(got.OwnerAlsoAsDeputy[f.Subject.ID], f.Arg("holder"))
	}
	return got
}

// Every list of the expected findings is what the review finds.
func TestSharedCatalogues(t *testing.T) {
	text, err := os.ReadFile(shareddata.Path(t, "audit-expected.json"))
	require.NoError(t, err)
	var expected struct {
		Datasets map[string]struct {
			Snapshots map[string]json.RawMessage
		}
	}
	require.NoError(t, json.Unmarshal(text, &expected))
	compared := 0
	for _, c := range publishedCatalogues() {
		t.Run(c.Dataset+" "+c.Date, func(t *testing.T) {
			raw := expected.Datasets[c.Dataset].Snapshots[c.Date]
			var want expectedSnapshot
			d := json.NewDecoder(bytes.NewReader(raw))
			d.DisallowUnknownFields() // no list is overlooked
			require.NoError(t, d.Decode(&want))
			compared++

			c := c.load(t)
			// A limit of no service at all makes the rule tell the span of every owner.
			c.Facts.Policies = []Policy{{Version: "spans", Thresholds: map[Threshold]int64{ServicesPerOwner: 0}}}
			require.NoError(t, c.Facts.Policies[0].Validate())
			r := c.register(t)
			got := c.audit(r, r.Review(c.At, Selection{}))
			want.Split = ""
			if want.NullDependencies == nil { // the data of the catalogue has no such thing
				require.Zero(t, *got.NullDependencies)
				got.NullDependencies = nil
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	snapshots := 0
	for _, d := range expected.Datasets {
		snapshots += len(d.Snapshots)
	}
	require.Equal(t, snapshots, compared)
}
