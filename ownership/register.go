package ownership

import (
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
)

// A Register is an immutable snapshot of who answers for what, made for asking.
// It is safe for concurrent use. With returns a changed copy that shares almost
// everything; [Live] keeps the newest.
//
// Every question takes the instant it is about. What was known at the time can
// be asked as well: KnownAt returns the same register with only those ledger
// acts that had been recorded by then. Facts about parties, services and areas
// carry valid time alone.
type Register struct {
	*snapshot
	known instant // ledger acts recorded later are left out
}

// KnownAt returns r as it was known at the instant k.
func (r *Register) KnownAt(k time.Time) *Register {
	return &Register{r.use().snapshot, instantOf(k)}
}

// empty is what a nil or zero Register stands for: no facts, no matrix.
var empty = &Register{&snapshot{matrices: []*compiledMatrix{{Matrix: &Matrix{}, from: beginning}}, policies: []Policy{{}}}, unended}

// use makes the nil and the zero Register mean the empty one.
func (r *Register) use() *Register {
	if r == nil || r.snapshot == nil {
		return empty
	}
	return r
}

// knownRevision returns the last revision of the ledger of the scope that r knows.
func (r *Register) knownRevision(n scopeNo) uint32 {
	if r.known >= forever {
		return r.revision(n)
	}
	return r.revisionAt(n, r.known)
}

// NewRegister builds a register from facts and ledgers.
func NewRegister(facts Facts, ledgers iter.Seq[Ledger]) (*Register, error) {
	s := &snapshot{
		scopeNos: map[Scope]scopeNo{}, partyNos: map[PartyID]partyNo{}, roleNos: map[Role]roleNo{},
		services: map[scopeNo]Service{}, areas: map[scopeNo]Area{}, held: map[partyNo]map[scopeNo]bool{},
	}
	matrices := facts.Matrices
	if len(matrices) == 0 {
		matrices = []Matrix{*Standard()}
	}
	for i := range matrices {
		s.matrices = append(s.matrices, compileMatrix(&matrices[i], s.numberRole))
	}
	slices.SortStableFunc(s.matrices, func(a, b *compiledMatrix) int { return int(min(max(a.from-b.from, -1), 1)) })
	s.policies = slices.Clone(facts.Policies)
	if len(s.policies) == 0 {
		s.policies = []Policy{{}}
	}
	slices.SortStableFunc(s.policies, func(a, b Policy) int { return a.From.Compare(b.From) })
	for _, p := range facts.Parties {
		s.setParty(p)
	}
	for _, v := range facts.Services {
		n := s.numberScope(ServiceScope(v.ID))
		s.services[n] = v
		s.setParents(n, v.Parents)
	}
	for _, a := range facts.Areas {
		n := s.numberScope(a.Scope)
		s.areas[n] = a
		s.setParents(n, a.Parents)
	}
	if ledgers != nil {
		for l := range ledgers {
			s.setLedger(l)
		}
	}
	return &Register{s, unended}, nil
}

func (s *snapshot) setParty(p Party) {
	rec := &partyRec{Party: p}
	for _, a := range p.Active {
		rec.active = append(rec.active, spanOf(a))
	}
	for _, a := range p.Absences {
		rec.absent = append(rec.absent, spanOf(a.Period))
	}
	s.partyRec[s.numberParty(p.ID)] = rec
}

func (s *snapshot) setParents(n scopeNo, parents []Parent) {
	links := []link{}
	for _, p := range parents {
		links = append(links, link{s.numberScope(p.Scope), spanOf(p.Period)})
	}
	s.blocks[n].parents = links
}

func (s *snapshot) setLedger(l Ledger) {
	n := s.numberScope(l.scope)
	b := &naiveBlock{extras: map[int]*extra{}, cellEntry: map[cell]int{}, acts: l.acts, parents: s.blocks[n].parents}
	for _, e := range l.entries {
		sp := spanOf(e.Period)
		c := cell{
			from: sp.from, until: sp.until, holder: s.numberParty(e.Holder), role: s.numberRole(e.Role),
			act: uint32(e.Act), end: believed, rank: uint8(min(e.Rank, 255)),
		}
		x := &extra{mandate: e.Mandate, claim: e.Claim}
		if e.Superseded > 0 {
			c.end = uint32(e.Superseded)
		}
		if d := e.Delegation; d != nil {
			c.flags |= hasDelegation
			x.from, x.activities, x.reason = s.numberParty(d.From), d.Activities, d.Reason
		}
		if e.Mandate != nil {
			c.flags |= hasMandate
		}
		if e.Claim != "" {
			c.flags |= hasClaim
		}
		b.extras[e.No] = x
		b.cellEntry[c] = e.No
		if c.end == believed {
			b.current = append(b.current, c)
		} else {
			b.superseded = append(b.superseded, c)
		}
		if s.held[c.holder] == nil {
			s.held[c.holder] = map[scopeNo]bool{}
		}
		s.held[c.holder][n] = true
	}
	s.blocks[n] = b
}

// With returns r with the ledger in place of the one of its scope, whatever the
// revisions of the two. The zero Ledger changes nothing.
func (r *Register) With(l Ledger) *Register {
	if l.IsZero() {
		return r
	}
	r = r.use()
	s := r.clone()
	if n, ok := s.scopeNos[l.scope]; ok {
		for _, held := range s.held {
			delete(held, n)
		}
	}
	s.setLedger(l)
	return &Register{s, r.known}
}

// WithParty returns r with the party added, or in place of the one with its ID.
// Malformed IDs change nothing.
func (r *Register) WithParty(p Party) *Register {
	return r.changed(ident.Check("party", string(p.ID)), func(s *snapshot) { s.setParty(p) })
}

// WithService returns r with the service added, or in place of the one with its
// ID. Malformed IDs change nothing.
func (r *Register) WithService(v Service) *Register {
	return r.changed(ident.Check("service", string(v.ID)), func(s *snapshot) {
		n := s.numberScope(ServiceScope(v.ID))
		s.services[n] = v
		s.setParents(n, v.Parents)
	})
}

// WithArea returns r with the area added, or in place of the one of its scope.
// Malformed scopes change nothing.
func (r *Register) WithArea(a Area) *Register {
	return r.changed(a.Scope.check(), func(s *snapshot) {
		n := s.numberScope(a.Scope)
		s.areas[n] = a
		s.setParents(n, a.Parents)
	})
}

func (r *Register) changed(bad error, change func(*snapshot)) *Register {
	r = r.use()
	if bad != nil {
		return r
	}
	s := r.clone()
	change(s)
	return &Register{s, r.known}
}

// clone copies what building writes to.
func (s *snapshot) clone() *snapshot {
	c := *s
	c.scopes, c.parties, c.roles = slices.Clone(s.scopes), slices.Clone(s.parties), slices.Clone(s.roles)
	c.scopeNos, c.partyNos, c.roleNos = maps.Clone(s.scopeNos), maps.Clone(s.partyNos), maps.Clone(s.roleNos)
	c.partyRec, c.services, c.areas = slices.Clone(s.partyRec), maps.Clone(s.services), maps.Clone(s.areas)
	c.blocks = make([]*naiveBlock, len(s.blocks))
	for i, b := range s.blocks {
		block := *b
		c.blocks[i] = &block
	}
	c.held = map[partyNo]map[scopeNo]bool{}
	for p, held := range s.held {
		c.held[p] = maps.Clone(held)
	}
	return &c
}
