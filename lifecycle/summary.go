package lifecycle

import (
	"cmp"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// A Summary is the portfolio in figures: how far services have what they need, and
// how many findings a review made, by rule and by who answers.
type Summary struct {
	At time.Time `json:"at"`

	// Total is of all services, Sections and Statuses of those that stand there: in
	// the order of the sections and of the model, what it does not know last, by name.
	// Where no service stands is left out.
	Total    Coverage         `json:"total"`
	Sections []SectionSummary `json:"sections"`
	Statuses []StatusSummary  `json:"statuses"`

	Findings Tally         `json:"findings"` // of all
	Rules    []RuleSummary `json:"rules"`    // by code; rules that found nothing are left out

	// Owners say who answers for the services that findings are about: nobody
	// first, by state, then everybody by name. Whoever owns a service is listed,
	// with or without findings. A finding about services of several owners counts
	// for each of them once.
	Owners []OwnerSummary `json:"owners"`

	// Elsewhere are the findings about what belongs to no service, such as a party.
	Elsewhere Tally `json:"elsewhere"`
}

// A Coverage says how many of some services have what a service needs.
type Coverage struct {
	Services   int `json:"services"`
	Owned      int `json:"owned"`      // one living person answers for it (R01)
	Deputised  int `json:"deputised"`  // with a deputy who is somebody else (R07)
	Promised   int `json:"promised"`   // an agreement with a customer is in force (R63)
	Registered int `json:"registered"` // with an open entry in the risk register (R49)
}

// A SectionSummary is the Coverage of a section; 0 is that of no known section.
type SectionSummary struct {
	Section Section `json:"section,omitzero"`
	Coverage
}

// A StatusSummary is the Coverage of a status, which is empty where nobody has
// recorded one.
type StatusSummary struct {
	Status Status `json:"status,omitempty"`
	Coverage
}

// A Tally counts findings by what they weigh. Waived ones are counted by their
// severity, too.
type Tally struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
	Waived   int `json:"waived"`
}

// A RuleSummary counts what one rule found.
type RuleSummary struct {
	Code ownership.Code `json:"code"`
	Tally
}

// An OwnerSummary counts the services of one owner, and what was found about them.
type OwnerSummary struct {
	Owner    ownership.PartyID `json:"owner,omitempty"` // empty if there is nobody, which State says
	State    ownership.State   `json:"state"`
	Services int               `json:"services"`
	Tally
}

// Summary reads the figures off a report of p, such as that of a Review of
// everything: of the services that it read and the findings that it has, at its
// instant. Nothing is judged again.
func (p *Portfolio) Summary(report ownership.Report) Summary {
	x := newSummariser(p.use(), report.At())
	for s := range report.Read() {
		if s.Kind == kindService {
			x.cover(ownership.ServiceID(s.ID))
		}
	}
	for f := range report.All() {
		x.count(&f)
	}
	return x.result()
}

// A summariser gathers the figures.
type summariser struct {
	p   *Portfolio
	at  time.Time
	out Summary

	sections map[Section]*Coverage
	statuses map[Status]*Coverage
	rules    map[ownership.Code]*Tally
	owners   map[ownerKey]*OwnerSummary
}

type ownerKey struct {
	state ownership.State
	owner ownership.PartyID
}

func newSummariser(p *Portfolio, at time.Time) *summariser {
	return &summariser{
		p: p, at: at, out: Summary{At: at},
		sections: map[Section]*Coverage{}, statuses: map[Status]*Coverage{},
		rules: map[ownership.Code]*Tally{}, owners: map[ownerKey]*OwnerSummary{},
	}
}

// cover counts a service.
func (x *summariser) cover(id ownership.ServiceID) {
	status := x.p.Status(id, x.at)
	has := x.p.covered(id, x.at)
	for _, c := range []*Coverage{&x.out.Total, entryOf(x.sections, x.p.Model().Section(status)), entryOf(x.statuses, status)} {
		c.add(has)
	}
	x.owner(id).Services++
}

// owner returns the figures of whoever owns the service.
func (x *summariser) owner(id ownership.ServiceID) *OwnerSummary {
	a := x.p.reg.Owner(id, x.at)
	o := entryOf(x.owners, ownerKey{a.State, a.Holder})
	o.State, o.Owner = a.State, a.Holder
	return o
}

// count counts a finding.
func (x *summariser) count(f *ownership.Finding) {
	x.out.Findings.add(f)
	entryOf(x.rules, f.Code).add(f)
	services := x.p.concerned(f.Subject, x.at)
	if len(services) == 0 {
		x.out.Elsewhere.add(f)
	}
	var counted []*OwnerSummary
	for _, id := range services {
		if o := x.owner(id); !slices.Contains(counted, o) {
			o.add(f)
			counted = append(counted, o)
		}
	}
}

func (x *summariser) result() Summary {
	for _, s := range []Section{Pipeline, Catalogue, Retirees, 0} {
		if c := x.sections[s]; c != nil {
			x.out.Sections = append(x.out.Sections, SectionSummary{s, *c})
		}
	}
	for s, c := range x.statuses {
		x.out.Statuses = append(x.out.Statuses, StatusSummary{s, *c})
	}
	slices.SortFunc(x.out.Statuses, func(a, b StatusSummary) int { return x.p.Model().compare(a.Status, b.Status) })
	for code, t := range x.rules {
		x.out.Rules = append(x.out.Rules, RuleSummary{code, *t})
	}
	slices.SortFunc(x.out.Rules, func(a, b RuleSummary) int { return a.Code.Compare(b.Code) })
	for _, o := range x.owners {
		x.out.Owners = append(x.out.Owners, *o)
	}
	slices.SortFunc(x.out.Owners, func(a, b OwnerSummary) int {
		return cmp.Or(a.Owner.Compare(b.Owner), cmp.Compare(a.State, b.State))
	})
	return x.out
}

// entryOf returns the value under the key, which is zero at first.
func entryOf[K comparable, V any](m map[K]*V, key K) *V {
	v := m[key]
	if v == nil {
		v = new(V)
		m[key] = v
	}
	return v
}

// compare orders statuses as the model lists them; unknown ones come last, by name.
func (m *Model) compare(a, b Status) int {
	place := func(s Status) int {
		if i := slices.IndexFunc(m.cards, func(c StatusCard) bool { return c.Status == s }); i >= 0 {
			return i
		}
		return len(m.cards)
	}
	return cmp.Or(cmp.Compare(place(a), place(b)), a.Compare(b))
}

func (t *Tally) add(f *ownership.Finding) {
	switch f.Severity {
	case ownership.SeverityError:
		t.Errors++
	case ownership.SeverityWarning:
		t.Warnings++
	case ownership.SeverityInfo:
		t.Infos++
	}
	if f.Waived != nil {
		t.Waived++
	}
}

// A covering is what one service has.
type covering struct{ owned, deputised, promised, registered bool }

func (c *Coverage) add(has covering) {
	c.Services++
	for _, one := range []struct {
		has bool
		n   *int
	}{{has.owned, &c.Owned}, {has.deputised, &c.Deputised}, {has.promised, &c.Promised}, {has.registered, &c.Registered}} {
		if one.has {
			*one.n++
		}
	}
}

// covered tells what the service has at the instant.
func (p *Portfolio) covered(id ownership.ServiceID, at time.Time) (has covering) {
	scope := ownership.ServiceScope(id)
	owner := p.reg.Owner(id, at)
	has.owned = owner.State == ownership.Held
	owners := slices.Collect(owner.Claimants())
	for h := range p.reg.Holders(ownership.ServiceOwnerDeputy, scope, at) {
		if h.Delegation == nil && !slices.Contains(owners, h.Party) {
			has.deputised = true
		}
	}
	has.promised = len(p.book.Agreements(id, at)) > 0
	for k := range p.risks.About(scope, at) {
		has.registered = has.registered || k.Status() != risk.StatusClosed
	}
	return has
}
