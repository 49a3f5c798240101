package ownership

import (
	"iter"
	"slices"
	"sort"
)

// Dense numbers stand for names inside a register.
type (
	partyNo uint32
	scopeNo uint32
	roleNo  uint16
)

// A cell is an entry in compact form. Recorded time is kept as revisions of the
// ledger, because recorded instants never run backwards within one: what was
// known at K is what was believed at the last revision recorded at or before K.
type cell struct {
	from, until instant
	holder      partyNo
	act         uint32 // the revision that recorded it
	end         uint32 // the revision that stopped believing it, or believed
	role        roleNo
	rank        uint8
	flags       uint8
}

const believed = ^uint32(0)

// Flags of a cell. A cell with any of hasDelegation, hasMandate and hasClaim has
// an extra.
const (
	hasDelegation = 1 << iota
	hasMandate
	hasClaim
)

func (c *cell) valid(at instant) bool { return c.from <= at && at < c.until }

// known reports whether the cell was believed at the revision.
func (c *cell) known(revision uint32) bool { return c.act <= revision && revision < c.end }

// An extra holds what few entries have, apart from the cells.
type extra struct {
	from       partyNo // delegator
	activities []Activity
	reason     string
	mandate    *Mandate
	claim      string
}

// A link is a dated arrow to a containing scope.
type link struct {
	to scopeNo
	span
}

// A partyRec is a party prepared for questions.
type partyRec struct {
	Party         // normalised, a copy
	active []span // empty: always
	absent []span
}

func (p *partyRec) isPerson() bool { return p != nil && p.Kind == Person && !p.Placeholder }

func (p *partyRec) activeAt(at instant) bool {
	return p != nil && (len(p.active) == 0 || slices.ContainsFunc(p.active, func(s span) bool { return s.contains(at) }))
}

func (p *partyRec) absentAt(at instant) bool {
	return p != nil && slices.ContainsFunc(p.absent, func(s span) bool { return s.contains(at) })
}

// The accessors below are all that questions, judgements and rules know of the
// layout. This one is plain maps and slices.

type snapshot struct {
	scopes   []Scope
	scopeNos map[Scope]scopeNo
	parties  []PartyID
	partyNos map[PartyID]partyNo
	partyRec []*partyRec
	roles    []Role
	roleNos  map[Role]roleNo
	blocks   []*naiveBlock
	services map[scopeNo]Service
	areas    map[scopeNo]Area
	matrices []*compiledMatrix // by from
	policies []Policy          // by From
	held     map[partyNo]map[scopeNo]bool
}

type naiveBlock struct {
	current, superseded []cell
	extras              map[int]*extra
	cellEntry           map[cell]int
	acts                []Act
	parents             []link
}

func (s *snapshot) scopeNo(sc Scope) (scopeNo, bool)  { n, ok := s.scopeNos[sc]; return n, ok }
func (s *snapshot) scopeOf(n scopeNo) Scope           { return s.scopes[n] }
func (s *snapshot) partyNo(p PartyID) (partyNo, bool) { n, ok := s.partyNos[p]; return n, ok }
func (s *snapshot) partyOf(n partyNo) PartyID         { return s.parties[n] }
func (s *snapshot) roleNo(r Role) (roleNo, bool)      { n, ok := s.roleNos[r]; return n, ok }
func (s *snapshot) roleOf(n roleNo) Role              { return s.roles[n] }

// party returns what is known of the party, nil if it is only named somewhere.
func (s *snapshot) party(n partyNo) *partyRec { return s.partyRec[n] }

// cells returns the entries believed at present and those that no longer are.
func (s *snapshot) cells(n scopeNo) (current, superseded []cell) {
	return s.blocks[n].current, s.blocks[n].superseded
}

// extra returns what the cell of the scope has besides, or nil.
func (s *snapshot) extra(n scopeNo, c *cell) *extra {
	if c.flags == 0 {
		return nil
	}
	b := s.blocks[n]
	return b.extras[b.cellEntry[*c]]
}

// revision returns the number of acts in the ledger of the scope.
func (s *snapshot) revision(n scopeNo) uint32 { return uint32(len(s.blocks[n].acts)) }

// revisionAt returns how many acts were recorded at or before the instant.
func (s *snapshot) revisionAt(n scopeNo, known instant) uint32 {
	acts := s.blocks[n].acts
	return uint32(sort.Search(len(acts), func(i int) bool { return instantOf(acts[i].At) > known }))
}

// act returns the act with the revision, counted from 1, as the ledger has it
// but for Ref and Reason, which a register does not keep.
func (s *snapshot) act(n scopeNo, revision uint32) Act {
	a := s.blocks[n].acts[revision-1]
	a.Ref, a.Reason = "", ""
	return a
}

// parents returns the dated containing scopes, in the order of their scopes and periods.
func (s *snapshot) parents(n scopeNo) []link { return s.blocks[n].parents }

// service and area return the declared facts of a scope, as they were given but normalised.
func (s *snapshot) service(n scopeNo) (Service, bool) { v, ok := s.services[n]; return v, ok }
func (s *snapshot) area(n scopeNo) (Area, bool)       { v, ok := s.areas[n]; return v, ok }

// allScopes yields every scope that is declared or has a ledger, in order,
// beginning with the first that is not before from.
func (s *snapshot) allScopes(from Scope) iter.Seq[scopeNo] {
	return func(yield func(scopeNo) bool) {
		order := make([]scopeNo, len(s.scopes))
		for i := range order {
			order[i] = scopeNo(i)
		}
		slices.SortFunc(order, func(a, b scopeNo) int { return s.scopes[a].Compare(s.scopes[b]) })
		for _, n := range order {
			if s.scopes[n].Compare(from) >= 0 && !yield(n) {
				return
			}
		}
	}
}

// allParties yields every declared party, in order.
func (s *snapshot) allParties() iter.Seq[partyNo] {
	return func(yield func(partyNo) bool) {
		var order []partyNo
		for i, p := range s.partyRec {
			if p != nil {
				order = append(order, partyNo(i))
			}
		}
		slices.SortFunc(order, func(a, b partyNo) int { return s.parties[a].Compare(s.parties[b]) })
		for _, n := range order {
			if !yield(n) {
				return
			}
		}
	}
}

// holdings yields every scope in whose ledger the party is or was ever named as
// a holder, in order.
func (s *snapshot) holdings(p partyNo) iter.Seq[scopeNo] {
	return func(yield func(scopeNo) bool) {
		var order []scopeNo
		for n := range s.held[p] {
			order = append(order, n)
		}
		slices.SortFunc(order, func(a, b scopeNo) int { return s.scopes[a].Compare(s.scopes[b]) })
		for _, n := range order {
			if !yield(n) {
				return
			}
		}
	}
}

// matrixAt and policyAt return what is in force at the instant; never nil.
func (s *snapshot) matrixAt(at instant) *compiledMatrix {
	m := s.matrices[0]
	for _, c := range s.matrices[1:] {
		if c.from <= at {
			m = c
		}
	}
	return m
}

func (s *snapshot) policyAt(at instant) *Policy {
	p := &s.policies[0]
	for i := range s.policies[1:] {
		if instantOf(s.policies[i+1].From) <= at {
			p = &s.policies[i+1]
		}
	}
	return p
}

// numbering, used while building

func (s *snapshot) numberScope(sc Scope) scopeNo {
	n, ok := s.scopeNos[sc]
	if !ok {
		n = scopeNo(len(s.scopes))
		s.scopes = append(s.scopes, sc)
		s.scopeNos[sc] = n
		s.blocks = append(s.blocks, &naiveBlock{})
	}
	return n
}

func (s *snapshot) numberParty(p PartyID) partyNo {
	n, ok := s.partyNos[p]
	if !ok {
		n = partyNo(len(s.parties))
		s.parties = append(s.parties, p)
		s.partyRec = append(s.partyRec, nil)
		s.partyNos[p] = n
	}
	return n
}

func (s *snapshot) numberRole(r Role) roleNo {
	n, ok := s.roleNos[r]
	if !ok {
		n = roleNo(len(s.roles))
		s.roles = append(s.roles, r)
		s.roleNos[r] = n
	}
	return n
}
