package ownership

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/persist"
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

// KnownAt returns r as it was known at the instant k; a zero k means with
// everything that has been recorded, as it does in a [Setting] and for
// [Ledger.At].
func (r *Register) KnownAt(k time.Time) *Register {
	known := unended
	if !k.IsZero() {
		known = instantOf(k)
	}
	return &Register{r.use().snapshot, known}
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

// With returns r with the ledger in place of the one of its scope, whatever the
// revisions of the two; [Live] keeps the newer one. The zero Ledger changes
// nothing. Entries of roles beyond the 65,534 that a register tells apart are
// kept as entries of no known role, which entitle nobody.
func (r *Register) With(l Ledger) *Register {
	r = r.use()
	if l.IsZero() {
		return r
	}
	w := r.edit()
	n := w.numberScope(l.scope)
	c, place := w.chunkOf(n)
	old := c.part(place)
	p := w.part(&l, old)
	w.putPart(n, p)
	before, after := everNamed(old), everNamed(p)
	for _, h := range after {
		if _, ok := slices.BinarySearch(before, h); !ok {
			w.hold(h, w.heldBy(h).With(uint32(n)))
		}
	}
	for _, h := range before {
		if _, ok := slices.BinarySearch(after, h); !ok {
			w.hold(h, w.heldBy(h).Without(uint32(n)))
		}
	}
	return &Register{w.snapshot, r.known}
}

// WithParty returns r with the party in place of the one with its identifier.
// Like [NewRegister] it refuses what is malformed, and nothing else.
func (r *Register) WithParty(p Party) (*Register, error) {
	r = r.use()
	c := &factsCheck{}
	if c.party(&p); len(c.bad) > 0 {
		return nil, c.err()
	}
	w := r.edit()
	n := w.numberParty(p.ID)
	w.records = w.records.Set(int(n), recordOf(p))
	return &Register{w.snapshot, r.known}, nil
}

// WithService returns r with the service in place of the one with its
// identifier; its ledger stays. It refuses like WithParty.
func (r *Register) WithService(v Service) (*Register, error) {
	r = r.use()
	c := &factsCheck{}
	if c.service(&v); len(c.bad) > 0 {
		return nil, c.err()
	}
	w := r.edit()
	w.declare(ServiceScope(v.ID), w.encodeService(&v), v.Parents)
	return &Register{w.snapshot, r.known}, nil
}

// WithArea returns r with the area in place of the one of its scope; its ledger
// stays. It refuses like WithParty.
func (r *Register) WithArea(a Area) (*Register, error) {
	r = r.use()
	c := &factsCheck{}
	if c.area(&a); len(c.bad) > 0 {
		return nil, c.err()
	}
	w := r.edit()
	w.declare(a.Scope, w.encodeArea(&a), a.Parents)
	return &Register{w.snapshot, r.known}, nil
}

// edit returns a writer on a copy of the snapshot.
func (r *Register) edit() *writer {
	s := *r.snapshot
	return &writer{snapshot: &s}
}

func (w *writer) declare(sc Scope, facts string, parents []Parent) {
	n := w.numberScope(sc)
	c, place := w.chunkOf(n)
	p := c.part(place)
	p.facts, p.links, p.listed = facts, w.encodeLinks(parents), true
	w.putPart(n, p)
}

func (w *writer) putPart(n scopeNo, p part) {
	c, place := w.chunkOf(n)
	w.chunks = w.chunks.Set(int(n>>chunkBits), c.with(place, p))
}

func (w *writer) hold(p partyNo, scopes persist.Set) { w.held = w.held.Set(int(p), &scopes) }

// everNamed returns who is named in the cells, sorted.
func everNamed(p part) []partyNo {
	out := make([]partyNo, 0, len(p.current)+len(p.past))
	for _, cells := range [2][]cell{p.current, p.past} {
		for i := range cells {
			out = append(out, cells[i].holder)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
