package ownership

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/shareddata"
)

// A catalogue is one published catalogue at one date, loaded as it is: owners
// that are teams, none or several, deputies who are owners, dependencies on
// nothing and on what is not there. The claims are imported, never judged.
type catalogue struct {
	Dataset string // the name that the expected findings have it under
	Date    string
	File    string

	At      time.Time
	Facts   Facts
	Ledgers []Ledger

	Owners   map[ServiceID][]PartyID // as listed, in the order of the file
	Deputies map[ServiceID][]PartyID
}

// publishedCatalogues lists the snapshots by dataset and date.
func publishedCatalogues() []catalogue {
	return []catalogue{
		{Dataset: "gitlab-teams", Date: "2019-06-30", File: "gitlab-2019-06-30.json"},
		{Dataset: "gitlab-teams", Date: "2020-06-30", File: "gitlab-2020-06-30.json"},
		{Dataset: "gitlab-teams", Date: "2021-06-30", File: "gitlab-2021-06-30.json"},
		{Dataset: "govuk", Date: "2018-06-30", File: "govuk-2018-06-30.json"},
		{Dataset: "govuk", Date: "2019-06-30", File: "govuk-2019-06-30.json"},
		{Dataset: "k8s", Date: "2020-06-30", File: "k8s-sigs-2020-06-30.json"},
		{Dataset: "k8s", Date: "2021-06-30", File: "k8s-sigs-2021-06-30.json"},
	}
}

// load reads the file of c.
func (c catalogue) load(t testing.TB) catalogue {
	t.Helper()
	text, err := os.ReadFile(shareddata.Path(t, "catalogues", c.File))
	require.NoError(t, err)
	var file struct {
		Services []struct {
			ID               ServiceID
			Owner            PartyID
			Teams            []PartyID
			Team             PartyID
			DependsOn        []ServiceID `json:"depends_on"`
			NullDependencies int         `json:"null_dependencies"`
			Retired          bool
		}
		Teams []struct {
			ID      PartyID
			Manager PartyID
		}
		Groups []struct {
			ID          ServiceID
			Name        string
			Chairs      []struct{ ID PartyID }
			TechLeads   []struct{ ID PartyID } `json:"tech_leads"`
			Stakeholder []string               `json:"stakeholder_groups"`
		}
	}
	require.NoError(t, json.Unmarshal(text, &file))
	c.At, err = time.Parse(time.DateOnly, c.Date)
	require.NoError(t, err)
	c.Owners, c.Deputies = map[ServiceID][]PartyID{}, map[ServiceID][]PartyID{}

	kinds := map[PartyID]Party{}
	declare := func(p Party) {
		if _, ok := kinds[p.ID]; !ok && p.ID != "" {
			kinds[p.ID] = p
		}
	}
	for _, team := range file.Teams {
		declare(Party{ID: team.ID, Kind: Group, Lead: team.Manager})
	}
	for _, team := range file.Teams {
		declare(Party{ID: team.Manager, Kind: Person})
	}
	for _, s := range file.Services {
		v := Service{ID: s.ID}
		for _, on := range s.DependsOn {
			v.Dependencies = append(v.Dependencies, Dependency{On: on})
		}
		v.Dependencies = append(v.Dependencies, make([]Dependency, s.NullDependencies)...)
		if s.Retired {
			v.Labels = Labels{"retired": "true"}
		}
		c.Facts.Services = append(c.Facts.Services, v)
		c.Owners[s.ID] = slices.DeleteFunc(append(s.Teams, s.Owner, s.Team), PartyID.IsZero)
		if s.Team != "" {
			declare(Party{ID: s.Team, Kind: Group}) // this catalogue has no register of teams
		}
	}
	named := map[string]ServiceID{}
	for _, g := range file.Groups {
		named[g.Name] = g.ID
	}
	for _, g := range file.Groups {
		v := Service{ID: g.ID, Name: g.Name}
		for _, name := range g.Stakeholder {
			v.Dependencies = append(v.Dependencies, Dependency{On: named[name]})
		}
		c.Facts.Services = append(c.Facts.Services, v)
		for _, p := range g.Chairs {
			declare(Party{ID: p.ID, Kind: Person})
			c.Owners[g.ID] = append(c.Owners[g.ID], p.ID)
		}
		for _, p := range g.TechLeads {
			declare(Party{ID: p.ID, Kind: Person})
			c.Deputies[g.ID] = append(c.Deputies[g.ID], p.ID)
		}
	}
	for _, p := range kinds {
		c.Facts.Parties = append(c.Facts.Parties, p)
	}
	slices.SortFunc(c.Facts.Parties, func(a, b Party) int { return a.ID.Compare(b.ID) })
	for _, v := range c.Facts.Services {
		if l := c.ledger(v.ID); !l.IsZero() {
			c.Ledgers = append(c.Ledgers, l)
		}
	}
	return c
}

// ledger adopts what the catalogue claims about the service; the zero Ledger if
// it claims nothing.
func (c catalogue) ledger(id ServiceID) Ledger {
	var entries []Entry
	for _, owner := range c.Owners[id] {
		entries = append(entries, Entry{Role: ServiceOwner, Holder: owner})
	}
	for i, deputy := range c.Deputies[id] {
		entries = append(entries, Entry{Role: ServiceOwnerDeputy, Holder: deputy, Rank: i + 1})
	}
	return adopted(ServiceScope(id), c.Dataset, c.At, entries...)
}

// adopted makes a ledger of one import.
func adopted(scope Scope, source string, at time.Time, entries ...Entry) Ledger {
	if len(entries) == 0 {
		return Ledger{}
	}
	for i := range entries {
		entries[i].No, entries[i].Act, entries[i].Claim = i+1, 1, source
		entries[i].Period.From, entries[i].Recorded.From = at, at
	}
	return Ledger{
		scope: scope, entries: entries,
		acts: []Act{{Revision: 1, Kind: Imported, At: at, Proof: Proof{Activity: ImportRecords, Scope: scope, At: at}}},
	}
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
		require.NotEmpty(t, c.Facts.Services, c.File)
		for _, s := range c.Facts.Services {
			n, ok := r.scopeNo(ServiceScope(s.ID))
			require.True(t, ok)
			current, superseded := r.cells(n)
			require.Len(t, current, len(c.Owners[s.ID])+len(c.Deputies[s.ID]), "%s %s", c.File, s.ID)
			require.Empty(t, superseded)
		}
	}
}
