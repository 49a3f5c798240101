package sla

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A standing is where the counterparty of an agreement stands, by the facts of an
// instant (R66).
type standing struct {
	provider []ownership.PartyID // who provides the services, by name
	related  bool                // it receives the services, or contributes Through
	inside   bool                // it shares a topmost organisation with the provider
}

// kind is what the facts make of the agreement; unset if the facts do not say.
func (p standing) kind(through int) Kind {
	switch {
	case through == 0:
		return SLA
	case len(p.provider) == 0:
		return 0
	case p.inside:
		return OLA
	}
	return UC
}

func standingOf(reg *ownership.Register, a *Agreement, at time.Time) standing {
	m := &surroundings{reg: reg, at: at}
	p := standing{provider: m.providers(a.services), related: len(a.through) > 0}
	for _, s := range a.through {
		p.related = p.related && m.contributes(a, s)
	}
	if len(a.through) == 0 {
		p.related = m.receives(a)
	}
	tops := m.topmost(a.counterparty)
	for _, by := range p.provider {
		p.inside = p.inside || slices.ContainsFunc(m.topmost(by), func(o ownership.PartyID) bool { return slices.Contains(tops, o) })
	}
	return p
}

// A surroundings finds its way among the parties at one instant.
type surroundings struct {
	reg *ownership.Register
	at  time.Time
}

// receives reports whether the counterparty is customer of the agreement or of
// one of its services.
func (m *surroundings) receives(a *Agreement) bool {
	if m.holds(ownership.Customer, a.id.Scope(), a.counterparty) {
		return true
	}
	return slices.ContainsFunc(a.services, func(s ownership.ServiceID) bool {
		return m.holds(ownership.Customer, ownership.ServiceScope(s), a.counterparty)
	})
}

// contributes reports whether the counterparty provides or supplies the service.
func (m *surroundings) contributes(a *Agreement, s ownership.ServiceID) bool {
	for _, by := range m.providersOf(s) {
		if m.related(by, a.counterparty) {
			return true
		}
	}
	return m.holds(ownership.Supplier, ownership.ServiceScope(s), a.counterparty) ||
		m.holds(ownership.Supplier, a.id.Scope(), a.counterparty)
}

// holds reports whether the party, or somebody who belongs to it or whom it
// belongs to, is recorded in the role.
func (m *surroundings) holds(role ownership.Role, over ownership.Scope, party ownership.PartyID) bool {
	for c := range m.reg.Holder(role, over, m.at).Claimants() {
		if m.related(c, party) {
			return true
		}
	}
	return false
}

func (m *surroundings) related(a, b ownership.PartyID) bool { return m.within(a, b) || m.within(b, a) }

func (m *surroundings) within(a, b ownership.PartyID) bool {
	for id := range m.above(a) {
		if id == b {
			return true
		}
	}
	return false
}

// above yields the party and everything that it belongs to, nearest first.
func (m *surroundings) above(party ownership.PartyID) iter.Seq[ownership.PartyID] {
	return func(yield func(ownership.PartyID) bool) {
		queue, seen := []ownership.PartyID{party}, map[ownership.PartyID]bool{party: true}
		for i := 0; i < len(queue); i++ { // grows on the way
			if !yield(queue[i]) {
				return
			}
			p, _ := m.reg.Party(queue[i]).Party()
			for _, w := range p.Within {
				if w.Contains(m.at) && !seen[w.Of] {
					seen[w.Of] = true
					queue = append(queue, w.Of)
				}
			}
		}
	}
}

// topmost returns the organisations above the party, itself included, that
// belong to no other; all of them if they belong to each other in a circle. A
// party that is neither in nor itself an organisation stands alone.
func (m *surroundings) topmost(party ownership.PartyID) []ownership.PartyID {
	var all, top []ownership.PartyID
	for id := range m.above(party) {
		if !m.organisation(id) {
			continue
		}
		all = append(all, id)
		if !m.belongs(id) {
			top = append(top, id)
		}
	}
	switch {
	case top != nil:
		return top
	case all != nil:
		return all
	}
	return []ownership.PartyID{party}
}

// belongs reports whether the organisation belongs to another one.
func (m *surroundings) belongs(id ownership.PartyID) bool {
	for o := range m.above(id) {
		if o != id && m.organisation(o) {
			return true
		}
	}
	return false
}

func (m *surroundings) organisation(id ownership.PartyID) bool {
	p, ok := m.reg.Party(id).Party()
	return ok && p.Kind == ownership.Organisation
}

func (m *surroundings) providers(services []ownership.ServiceID) (out []ownership.PartyID) {
	for _, s := range services {
		out = append(out, m.providersOf(s)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// providersOf returns who provides the service, or else the organisation that it
// lies in.
func (m *surroundings) providersOf(service ownership.ServiceID) (out []ownership.PartyID) {
	s, _ := m.reg.Service(service).Service()
	for _, p := range s.Providers {
		if p.By != "" && p.Contains(m.at) {
			out = append(out, p.By)
		}
	}
	if out != nil {
		return out
	}
	seen := []ownership.Scope{ownership.ServiceScope(service)}
	parents := s.Parents
	for i := 0; i < len(seen); i++ { // grows on the way
		for _, p := range parents {
			if p.Contains(m.at) && !slices.Contains(seen, p.Scope) {
				seen = append(seen, p.Scope)
				if p.Scope.Level == ownership.LevelOrganisation {
					out = append(out, ownership.PartyID(p.Scope.ID))
				}
			}
		}
		if i+1 < len(seen) {
			area, _ := m.reg.Scope(seen[i+1]).Area()
			parents = area.Parents
		}
	}
	return out
}
