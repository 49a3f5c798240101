package shareddata

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"
)

// A Catalogue is one published catalogue at one date as it is: owners that are
// teams, none or several, deputies who are owners, dependencies on nothing and on
// what is not there. It holds names alone, so that tests of every package can make
// of them what they need.
type Catalogue struct {
	Dataset string // the name that the expected findings have it under
	Date    string
	File    string

	At       time.Time
	Services []CatalogueService // in the order of the file
	People   []string           // in the order in which they are named
	Teams    []CatalogueTeam
}

// A CatalogueService is one service as listed.
type CatalogueService struct {
	ID, Name  string
	Owners    []string
	Deputies  []string
	DependsOn []string // an empty name for an entry without one
	Retired   bool
}

// A CatalogueTeam is a team with its manager, if it has one.
type CatalogueTeam struct{ ID, Manager string }

// Catalogues lists the published catalogues by dataset and date.
func Catalogues() []Catalogue {
	return []Catalogue{
		{Dataset: "gitlab-teams", Date: "2019-06-30", File: "gitlab-2019-06-30.json"},
		{Dataset: "gitlab-teams", Date: "2020-06-30", File: "gitlab-2020-06-30.json"},
		{Dataset: "gitlab-teams", Date: "2021-06-30", File: "gitlab-2021-06-30.json"},
		{Dataset: "govuk", Date: "2018-06-30", File: "govuk-2018-06-30.json"},
		{Dataset: "govuk", Date: "2019-06-30", File: "govuk-2019-06-30.json"},
		{Dataset: "k8s", Date: "2020-06-30", File: "k8s-sigs-2020-06-30.json"},
		{Dataset: "k8s", Date: "2021-06-30", File: "k8s-sigs-2021-06-30.json"},
	}
}

// catalogueFile is what the files have in common.
type catalogueFile struct {
	Services []struct {
		ID               string
		AppName          string `json:"app_name"`
		Owner            string
		Teams            []string
		Team             string
		DependsOn        []string `json:"depends_on"`
		NullDependencies int      `json:"null_dependencies"`
		Retired          bool
	}
	Teams  []struct{ ID, Manager string }
	Groups []struct {
		ID, Name    string
		Chairs      []struct{ ID string }
		TechLeads   []struct{ ID string } `json:"tech_leads"`
		Stakeholder []string              `json:"stakeholder_groups"`
	}
}

// Load reads the file of c; see [Path] for when it is not there.
func (c Catalogue) Load(t testing.TB) Catalogue {
	t.Helper()
	text, err := os.ReadFile(Path(t, "catalogues", c.File))
	if err != nil {
		t.Fatal(err)
	}
	var file catalogueFile
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if c.At, err = time.Parse(time.DateOnly, c.Date); err != nil {
		t.Fatal(err)
	}
	for _, team := range file.Teams {
		c.Teams = append(c.Teams, CatalogueTeam(team))
		c.People = append(c.People, team.Manager)
	}
	c.loadServices(&file)
	c.loadGroups(&file)
	c.People = slices.DeleteFunc(c.People, func(p string) bool { return p == "" })
	return c
}

func (c *Catalogue) loadServices(file *catalogueFile) {
	for _, s := range file.Services {
		if s.AppName != "" && s.AppName != s.ID {
			s.ID += "/" + s.AppName // several applications of one repository
		}
		c.Services = append(c.Services, CatalogueService{
			ID:        s.ID,
			Owners:    slices.DeleteFunc(append(s.Teams, s.Owner, s.Team), func(owner string) bool { return owner == "" }),
			DependsOn: append(s.DependsOn, make([]string, s.NullDependencies)...),
			Retired:   s.Retired,
		})
		if s.Team != "" {
			c.Teams = append(c.Teams, CatalogueTeam{ID: s.Team}) // this catalogue has no register of teams
		}
	}
}

func (c *Catalogue) loadGroups(file *catalogueFile) {
	named := map[string]string{}
	for _, g := range file.Groups {
		named[g.Name] = g.ID
	}
	for _, g := range file.Groups {
		v := CatalogueService{ID: g.ID, Name: g.Name}
		for _, name := range g.Stakeholder {
			v.DependsOn = append(v.DependsOn, named[name])
		}
		for _, p := range g.Chairs {
			v.Owners = append(v.Owners, p.ID)
		}
		for _, p := range g.TechLeads {
			v.Deputies = append(v.Deputies, p.ID)
		}
		c.People = slices.Concat(c.People, v.Owners, v.Deputies)
		c.Services = append(c.Services, v)
	}
}
