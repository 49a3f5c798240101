package ownership

import (
	"cmp"
	"iter"
	"slices"
	"sort"

	"github.com/serviceowner/itsm/internal/persist"
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

// An extra holds what few entries have, apart from the cells. Equal extras are
// one; it is never changed.
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

// A snapshot is what a register knows, laid out for a million services: names
// are found in flat tables and stand for dense numbers; what questions read of a
// scope lies in one chunk with its neighbours; what repeats itself is kept once.
// All of it is persistent: a changed copy shares all but one chunk and its path.
//
// The accessors below are all that questions, judgements and rules know of it.
type snapshot struct {
	scopes  persist.Names // tagged with the level
	parties persist.Names
	roles   []Role
	roleNos map[Role]roleNo

	chunks  persist.Vector[*chunk]       // by scope number / chunkSize
	records persist.Vector[*partyRec]    // by party number; nil if only named
	held    persist.Vector[*persist.Set] // by party number: scopes with the party as a holder

	words      persist.Names // what repeats itself within encoded texts
	linkNames  persist.Names // encoded lists of containing scopes, and
	links      persist.Vector[[]link]
	extraNames persist.Names // encoded extras, and
	extras     persist.Vector[*extra]

	matrices []*compiledMatrix // by from
	policies []Policy          // by From
}

func (s *snapshot) scopeNo(sc Scope) (scopeNo, bool) {
	n, ok := s.scopes.Find(uint8(sc.Level), sc.ID)
	return scopeNo(n), ok
}

func (s *snapshot) scopeOf(n scopeNo) Scope {
	name := s.scopes.At(uint32(n))
	return Scope{Level(name.Tag), name.Text}
}

func (s *snapshot) levelOf(n scopeNo) Level { return Level(s.scopes.TagOf(uint32(n))) }

func (s *snapshot) partyNo(p PartyID) (partyNo, bool) {
	n, ok := s.parties.Find(0, string(p))
	return partyNo(n), ok
}

func (s *snapshot) partyOf(n partyNo) PartyID    { return PartyID(s.parties.At(uint32(n)).Text) }
func (s *snapshot) roleNo(r Role) (roleNo, bool) { n, ok := s.roleNos[r]; return n, ok }

func (s *snapshot) roleOf(n roleNo) Role {
	if n == noRole {
		return ""
	}
	return s.roles[n]
}

// party returns what is known of the party, nil if it is only named somewhere.
func (s *snapshot) party(n partyNo) *partyRec { return s.records.At(int(n)) }

func (s *snapshot) chunkOf(n scopeNo) (*chunk, int) {
	return s.chunks.At(int(n >> chunkBits)), int(n & chunkMask)
}

// cells returns the entries believed at present and those that no longer are,
// each ordered by role, then by when they begin, then by the rest.
func (s *snapshot) cells(n scopeNo) (current, superseded []cell) {
	c, place := s.chunkOf(n)
	return c.cellsAt(place)
}

// roleBits returns which roles occur in current cells of the scope; see roleBit.
func (s *snapshot) roleBits(n scopeNo) uint64 {
	c, place := s.chunkOf(n)
	return c.spots[place].roles
}

// extra returns what the cell of the scope has besides, or nil.
func (s *snapshot) extra(n scopeNo, c *cell) *extra {
	if c.flags == 0 {
		return nil
	}
	k, place := s.chunkOf(n)
	x, ok := k.extraAt(place, c)
	if !ok {
		return nil
	}
	return s.extras.At(int(x))
}

// revision returns the number of acts in the ledger of the scope.
func (s *snapshot) revision(n scopeNo) uint32 {
	c, place := s.chunkOf(n)
	return c.actFrom[place+1] - c.actFrom[place]
}

// revisionAt returns how many acts were recorded at or before the instant.
func (s *snapshot) revisionAt(n scopeNo, known instant) uint32 {
	acts := s.acts(n)
	return uint32(sort.Search(len(acts), func(i int) bool { return acts[i].at > known }))
}

func (s *snapshot) acts(n scopeNo) []actRec {
	c, place := s.chunkOf(n)
	return c.acts[c.actFrom[place]:c.actFrom[place+1]]
}

// act returns the act with the revision, counted from 1, as the ledger has it
// but for Ref and Reason, which a register does not keep.
func (s *snapshot) act(n scopeNo, revision uint32) Act {
	return s.decodeAct(s.acts(n)[revision-1], n, revision)
}

// parents returns the dated containing scopes, in the order of their scopes and periods.
func (s *snapshot) parents(n scopeNo) []link {
	c, place := s.chunkOf(n)
	if c.links[place] == 0 {
		return nil
	}
	return s.links.At(int(c.links[place] - 1))
}

func (s *snapshot) compareLinks(a, b link) int {
	return cmp.Or(s.scopeOf(a.to).Compare(s.scopeOf(b.to)), cmp.Compare(a.from, b.from), cmp.Compare(a.until, b.until))
}

// service and area return the declared facts of a scope, as they were given but
// normalised: instants in UTC and whole microseconds, empty lists nil. They
// build a new value each time.
func (s *snapshot) service(n scopeNo) (Service, bool) {
	c, place := s.chunkOf(n)
	facts, scope := c.factsAt(place), s.scopeOf(n)
	if facts == "" || scope.Level != LevelService {
		return Service{}, false
	}
	v := s.decodeService(facts)
	v.ID = ServiceID(scope.ID)
	return v, true
}

func (s *snapshot) area(n scopeNo) (Area, bool) {
	c, place := s.chunkOf(n)
	facts, scope := c.factsAt(place), s.scopeOf(n)
	if facts == "" || scope.Level == LevelService {
		return Area{}, false
	}
	v := s.decodeService(facts)
	return Area{Scope: scope, Name: v.Name, Parents: v.Parents, Labels: v.Labels, External: v.External}, true
}

// declared reports whether the scope is a declared service or area, without
// decoding what is declared.
func (s *snapshot) declared(n scopeNo) bool {
	c, place := s.chunkOf(n)
	return c.factsAt(place) != ""
}

// allScopes yields every scope that is declared or has a ledger, in order,
// beginning with the first that is not before from.
func (s *snapshot) allScopes(from Scope) iter.Seq[scopeNo] {
	return func(yield func(scopeNo) bool) {
		for n := range s.scopes.From(persist.Name{Tag: uint8(from.Level), Text: from.ID}) {
			if c, place := s.chunkOf(scopeNo(n)); c.listed[place] && !yield(scopeNo(n)) {
				return
			}
		}
	}
}

// allParties yields every declared party, in order.
func (s *snapshot) allParties() iter.Seq[partyNo] {
	return func(yield func(partyNo) bool) {
		for n := range s.parties.From(persist.Name{}) {
			if s.records.At(int(n)) != nil && !yield(partyNo(n)) {
				return
			}
		}
	}
}

// holdings yields every scope in whose ledger the party is or was ever named as
// a holder, in order.
func (s *snapshot) holdings(p partyNo) iter.Seq[scopeNo] {
	return func(yield func(scopeNo) bool) {
		// Numbers below ascending are in order of their names; the few above are
		// scopes that came later, sorted here and merged in.
		ascending, later := s.scopes.Ascending(), s.laterHoldings(p)
		for n := range s.heldBy(p).All() {
			if n >= ascending {
				break
			}
			for len(later) > 0 && s.scopeOf(later[0]).Compare(s.scopeOf(scopeNo(n))) < 0 {
				if !yield(later[0]) {
					return
				}
				later = later[1:]
			}
			if !yield(scopeNo(n)) {
				return
			}
		}
		for _, n := range later {
			if !yield(n) {
				return
			}
		}
	}
}

func (s *snapshot) heldBy(p partyNo) persist.Set {
	if scopes := s.held.At(int(p)); scopes != nil {
		return *scopes
	}
	return persist.Set{}
}

func (s *snapshot) laterHoldings(p partyNo) (later []scopeNo) {
	for n := range s.heldBy(p).From(s.scopes.Ascending()) {
		later = append(later, scopeNo(n))
	}
	slices.SortFunc(later, func(a, b scopeNo) int { return s.scopeOf(a).Compare(s.scopeOf(b)) })
	return later
}

// matrixAt and policyAt return what is in force at the instant, the first one
// before any is; never nil.
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
