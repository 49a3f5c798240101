package risk

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/internal/persist"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// Facts are what a [Register] is built from besides risks: plain data of the
// caller's, taken as they are. Refused is only what cannot be used at all.
type Facts struct {
	// Criteria are the versions of the criteria, each from its own date.
	Criteria []Criteria `json:"criteria,omitempty"`

	// Continuity is one record for every service that has any.
	Continuity []Continuity `json:"continuity,omitempty"`
}

// Validate returns everything that [NewRegister] would refuse, joined, each an
// [*ownership.Error] with a path such as "criteria[1].limits[0].tolerance": what is
// malformed by itself, two criteria from the same instant or of one version, and
// two continuity records of one service.
func (f Facts) Validate() error { return f.check().err() }

func (f *Facts) check() *defects {
	d := &defects{op: "risk register"}
	starts, versions, services := map[int64]int{}, map[string]int{}, map[ownership.ServiceID]int{}
	for i := range f.Criteria {
		c, at := &f.Criteria[i], strictjson.Index("criteria", i)
		d.within(at, c.check())
		once(d, at+".from", "criteria", starts, instant.Normal(c.From).UnixMicro(), i)
		once(d, at+".version", "criteria", versions, c.Version, i)
	}
	for i := range f.Continuity {
		c, at := &f.Continuity[i], strictjson.Index("continuity", i)
		d.within(at, c.check())
		once(d, at+".service", "continuity", services, c.Service, i)
	}
	return d
}

// once reports a key of the list that an earlier element has.
func once[K comparable](d *defects, path, list string, seen map[K]int, key K, i int) {
	n, again := seen[key]
	d.must(!again, path, "the same as that of %s[%d]", list, n)
	if !again {
		seen[key] = i
	}
}

// compiled is criteria made ready for asking.
type compiled struct {
	Criteria
	from   time.Time
	limits map[place]*Limit
}

type place struct {
	scope    ownership.Scope
	category Category
}

func compile(c Criteria) *compiled {
	c.Limits, c.Restore = slices.Clone(c.Limits), slices.Clone(c.Restore)
	out := &compiled{c, instant.Normal(c.From), make(map[place]*Limit, len(c.Limits))}
	for i := range c.Limits {
		out.limits[place{c.Limits[i].Scope, c.Limits[i].Category}] = &c.Limits[i]
	}
	return out
}

func (c *compiled) limit(category Category, scopes []ownership.Scope) Limit {
	return resolve(category, scopes, func(p place) *Limit { return c.limits[p] })
}

// compileAll returns the criteria by their dates.
func compileAll(list []Criteria) []*compiled {
	out := make([]*compiled, len(list))
	for i, c := range list {
		out[i] = compile(c)
	}
	slices.SortFunc(out, func(a, b *compiled) int { return a.from.Compare(b.from) })
	return out
}

// A gridVersion names one version of a grid.
type gridVersion struct {
	id      GridID
	version string
}

// gridsOf returns every grid of the criteria; where two share a version, the later.
func gridsOf(list []*compiled) map[gridVersion]*Grid {
	out := make(map[gridVersion]*Grid, len(list))
	for _, c := range list {
		out[gridVersion{c.Grid.ID(), c.Grid.Version()}] = &c.Grid
	}
	return out
}

func serviceName(id ownership.ServiceID) persist.Name { return persist.Name{Text: string(id)} }

// shelve puts copies of the records under their services.
func shelve(list []Continuity) shelf[*Continuity] {
	items := make([]*Continuity, len(list))
	for i := range list {
		own := list[i].clone()
		items[i] = &own
	}
	return shelfOf(items, func(c *Continuity) persist.Name { return serviceName(c.Service) })
}

// within takes down the defects of a part of the value at path.
func (d *defects) within(path string, part *defects) {
	for _, e := range part.list {
		d.bad(strictjson.Join(path, e.Path), e.Err)
	}
}
