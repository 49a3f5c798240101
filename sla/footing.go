package sla

import (
	"slices"
	"strings"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/reliability"
	"github.com/serviceowner/itsm/ownership"
)

// A Cover says whether a dependency is under an agreement.
type Cover uint8

// The covers.
const (
	Uncovered Cover = iota + 1 // there is no agreement
	Inactive                   // there is one, and it is not in force
	InForce
)

var covers = enum.Of[Cover]("Cover", "uncovered", "inactive", "in force")

// String returns the name, "unset", or Cover(n) for an unknown value.
func (c Cover) String() string { return covers.String(c) }

// MarshalText refuses unknown values.
func (c Cover) MarshalText() ([]byte, error) { return covers.MarshalText(c) }

// UnmarshalText refuses unknown names.
func (c *Cover) UnmarshalText(text []byte) (err error) {
	*c, err = covers.Parse(string(text))
	return err
}

// A Link is a service depending on another, with the agreements under which the
// other one is contributed to it.
type Link struct {
	Service ownership.ServiceID `json:"service"`
	On      ownership.ServiceID `json:"on"`
	Path    string              `json:"path"` // of the dependency in the service
	Cover   Cover               `json:"cover"`

	// Agreements are those in force; if none is, those that are not. By name.
	Agreements []AgreementID `json:"agreements,omitempty"`

	// Availability is the most that those in force promise of it, by Best. Without
	// Best they promise none.
	Availability Share       `json:"availability,omitzero"`
	Best         AgreementID `json:"best,omitempty"`
}

// String is "auth (99.9% by auth-ola)".
func (l Link) String() string {
	switch {
	case l.Cover == Uncovered:
		return string(l.On) + " (under no agreement)"
	case l.Cover == Inactive:
		return string(l.On) + " (" + string(l.Agreements[0]) + " is not in force)"
	case l.Best == "":
		return string(l.On) + " (" + string(l.Agreements[0]) + " promises no availability)"
	}
	return string(l.On) + " (" + l.Availability.String() + " by " + string(l.Best) + ")"
}

// A footing is what one service stands on.
type footing struct {
	links  []Link
	to     []int32 // the numbers of what the links are on
	groups []choice
	acts   []covering // the agreements that are for the service, in force
}

// A choice is a group of links of which some suffice.
type choice struct {
	enough int
	links  []int
}

// A covering is an agreement in force by which something is contributed.
type covering struct {
	agreement *Agreement
	version   *Version
}

// footings are what services stand on at one instant. They are read as they are
// asked for: a question about one service reads what that service needs, and a
// review reads everything once.
type footings struct {
	book   *Book
	at     time.Time
	solver *reliability.Solver
	number map[ownership.ServiceID]int32
	ids    []ownership.ServiceID
	read   []*footing // nil: not read yet
	hours  map[hoursKey]bool
}

func (b *Book) footings(at time.Time) *footings {
	return &footings{
		book: b.copy(), at: at, solver: reliability.NewSolver(),
		number: map[ownership.ServiceID]int32{}, hours: map[hoursKey]bool{},
	}
}

func (f *footings) add(id ownership.ServiceID) int32 {
	n, ok := f.number[id]
	if !ok {
		n = f.solver.Add()
		f.number[id] = n
		f.ids = append(f.ids, id)
		f.read = append(f.read, nil)
	}
	return n
}

// of returns what the service stands on.
func (f *footings) of(n int32) *footing {
	if f.read[n] == nil {
		out := f.reads(f.ids[n]) // makes the list longer
		f.read[n] = out
		f.solver.Set(n, out.node())
	}
	return f.read[n]
}

// below reads everything that the service needs, directly or through others.
func (f *footings) below(root int32) {
	seen := map[int32]bool{root: true}
	met := []int32{root}
	for i := 0; i < len(met); i++ {
		for _, to := range f.of(met[i]).to {
			if !seen[to] {
				seen[to] = true
				met = append(met, to)
			}
		}
	}
}

// reads finds the links of a service. What it needs twice is one link; that it
// needs itself, or nothing that has a name, is for the register's rules to find.
func (f *footings) reads(id ownership.ServiceID) *footing {
	out := &footing{}
	service, _ := f.book.Register().Service(id).Service()
	if len(service.Dependencies) == 0 {
		return out
	}
	l, _ := f.book.leaf(tagService, string(id))
	agreements := f.book.chosen(l.served, func(a *Agreement) bool { return a.kind != SLA })
	versions := make([]*Version, len(agreements))
	for i := range agreements {
		versions[i] = agreements[i].versionAt(f.at)
		if versions[i] != nil {
			out.acts = append(out.acts, covering{&agreements[i], versions[i]})
		}
	}
	place, groups := map[ownership.ServiceID]int{}, map[string]int{}
	for i, d := range service.Dependencies {
		if d.On == "" || d.On == id || !d.Contains(f.at) {
			continue
		}
		at, again := place[d.On]
		if !again {
			at = len(out.links)
			place[d.On] = at
			link := Link{Service: id, On: d.On, Path: indexed("dependencies", i)}
			link.cover(agreements, versions)
			out.links = append(out.links, link)
			out.to = append(out.to, f.add(d.On))
		}
		g, known := groups[d.Group]
		if !known || d.Group == "" {
			g = len(out.groups)
			groups[d.Group] = g
			out.groups = append(out.groups, choice{enough: enough(service.Redundancy, d.Group)})
		}
		if !slices.Contains(out.groups[g].links, at) {
			out.groups[g].links = append(out.groups[g].links, at)
		}
	}
	return out
}

// enough is how many of the group suffice; 0 for all, also where that is no group.
func enough(list []ownership.Redundancy, group string) int {
	i := slices.IndexFunc(list, func(r ownership.Redundancy) bool { return r.Group == group })
	if group == "" || i < 0 {
		return 0
	}
	return list[i].Need
}

// cover finds the agreements about the link; versions are nil where they are not
// in force.
func (l *Link) cover(agreements []Agreement, versions []*Version) {
	l.Cover = Uncovered
	for i := range agreements {
		a := &agreements[i]
		if !slices.Contains(a.through, l.On) {
			continue
		}
		cover := Inactive
		if versions[i] != nil {
			cover = InForce
		}
		if cover > l.Cover {
			l.Cover, l.Agreements = cover, nil
		}
		if cover == l.Cover {
			l.Agreements = append(l.Agreements, a.id)
		}
		if cover != InForce {
			continue
		}
		for j := range versions[i].Terms.Targets {
			t := &versions[i].Terms.Targets[j]
			if t.Measure == Availability && t.about(l.On) && (l.Best == "" || t.Objective.Share > l.Availability) {
				l.Availability, l.Best = t.Objective.Share, a.id
			}
		}
	}
}

func (f *footing) node() reliability.Node {
	needs := make([]reliability.Need, len(f.groups))
	for i, g := range f.groups {
		needs[i].Enough = g.enough
		for _, l := range g.links {
			needs[i].Of = append(needs[i].Of, f.to[l])
		}
	}
	return reliability.NodeOf(needs)
}

// A figure is what is promised of one service to those that the root needs.
type figure struct {
	least *Link // the link that promises least; nothing is less than any share
	most  Share // the least that any of them promises: more cannot come of it, whatever is agreed besides
}

// figures returns what is promised of everything that the service needs.
func (f *footings) figures(root int32) map[int32]figure {
	out := map[int32]figure{}
	for _, n := range f.solver.Closure(root) {
		links := f.read[n].links
		for i := range links {
			l, to := &links[i], f.read[n].to[i]
			was, met := out[to]
			if !met {
				was = figure{l, Whole}
			}
			if l.less(was.least) {
				was.least = l
			}
			if l.Best != "" {
				was.most = min(was.most, l.Availability)
			}
			out[to] = was
		}
	}
	return out
}

func (l *Link) less(o *Link) bool {
	if (l.Best == "") != (o.Best == "") {
		return l.Best == ""
	}
	return l.Availability < o.Availability
}

// own is the chance of each part by itself, by the least promise of it. What the
// service contributes by itself is no dependency and counts as sure.
func own(root int32, figures map[int32]figure) func(int32) reliability.Bounds {
	return func(part int32) reliability.Bounds {
		if part == root {
			return reliability.Exactly(1)
		}
		f := figures[part]
		out := reliability.Bounds(ChanceOf(f.most))
		if f.least.Best == "" {
			out.Low = 0
		}
		return out
	}
}

// able says what the service can promise by what is promised to it and to all that
// it needs.
func (f *footings) able(root int32) Composed {
	f.below(root)
	b, cut := f.solver.Works(root, own(root, f.figures(root)))
	return Composed{Chance(b), cut}
}

// weakest returns the chain to what holds the service back most: it ends with the
// link that promises the least of that.
func (f *footings) weakest(root int32) []Link {
	figures := f.figures(root)
	way := f.solver.Weakest(root, own(root, figures))
	if len(way) < 2 {
		return nil
	}
	least := figures[way[len(way)-1]].least
	return append(f.chain(root, f.number[least.Service]), *least)
}

// chain returns the shortest way from the service to another that it needs.
func (f *footings) chain(root, end int32) []Link {
	before := map[int32]*Link{root: nil}
	met := []int32{root}
	for i := 0; i < len(met); i++ {
		foot := f.read[met[i]]
		for k, to := range foot.to {
			if _, again := before[to]; !again {
				before[to] = &foot.links[k]
				met = append(met, to)
			}
		}
	}
	var out []Link
	for l := before[end]; l != nil; l = before[f.number[l.Service]] {
		out = append(out, *l)
	}
	slices.Reverse(out)
	return out
}

// circles returns the sets of services below the service, itself included, that
// depend on each other in a circle.
func (f *footings) circles(root int32) (out [][]ownership.ServiceID) {
	for _, circle := range f.solver.Circles(root) {
		var ids []ownership.ServiceID
		for _, n := range circle {
			ids = append(ids, f.ids[n])
		}
		out = append(out, sortedServices(ids))
	}
	slices.SortFunc(out, slices.Compare[[]ownership.ServiceID])
	return out
}

// chainText is "mail > auth (99.9% by auth-ola) > network (under no agreement)".
func chainText(service ownership.ServiceID, chain []Link) string {
	var b strings.Builder
	b.WriteString(string(service))
	for _, l := range chain {
		b.WriteString(" > " + l.String())
	}
	return b.String()
}
