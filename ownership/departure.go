package ownership

import (
	"cmp"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
)

// A Loss is one role over one scope that a departing party takes along.
type Loss struct {
	Holding

	// After is the state of the role with the party gone, at the departure or,
	// for a schedule, at its beginning. A containing scope's holder counts if the
	// role reaches down.
	After State

	// Successors are proposals, best first; nobody is appointed by being named.
	Successors []Successor
}

// A Successor is somebody who could take a role over, and why.
type Successor struct {
	Party  PartyID
	Reason Grounds
	Rank   int // of deputies
}

// Grounds is why somebody is proposed. The order is that of preference.
type Grounds uint8

// The grounds.
const (
	GroundDeputy   Grounds = iota + 1 // ranked deputy over the same scope (R07)
	GroundDelegate                    // acts already for the one who leaves
	GroundPeer                        // has the same role over a scope with the same container
)

var grounds = enum.Of[Grounds]("Grounds", "deputy", "delegate", "peer")

// String returns the name, "unset", or Grounds(n) for an unknown value.
func (g Grounds) String() string { return grounds.String(g) }

// MarshalText refuses unknown values.
func (g Grounds) MarshalText() ([]byte, error) { return grounds.MarshalText(g) }

// UnmarshalText refuses unknown names.
func (g *Grounds) UnmarshalText(text []byte) (err error) {
	*g, err = grounds.Parse(string(text))
	return err
}

// Departure returns what the party is recorded for at the instant or later, each
// with what becomes of it when the party leaves then and who could take over.
// The order is by scope, role and period. Successors are living persons at the
// instant; deputies come first, by rank, then delegates. Where there are neither,
// holders of the same role over scopes in the same container are named, for
// which the whole register is gone through once. At most ten are named.
func (r *Register) Departure(party PartyID, at time.Time) []Loss {
	r = r.use()
	p, ok := r.partyNo(party)
	if !ok {
		return nil
	}
	d := &departure{r: r, m: r.matrixAt(instantOf(at)), leaver: p, at: instantOf(at), peers: map[scopeNo][]*loss{}}
	for s := range r.holdings(p) {
		d.lose(s)
	}
	d.findPeers()
	out := make([]Loss, len(d.losses))
	for i, l := range d.losses {
		out[i] = Loss{Holding: l.Holding, After: l.After, Successors: l.ranked()}
	}
	return out
}

type departure struct {
	r      *Register
	m      *compiledMatrix
	leaver partyNo
	at     instant
	losses []*loss
	peers  map[scopeNo][]*loss // by container: losses that look for peers in it
}

type loss struct {
	Loss
	role roleNo
	s    scopeNo
}

func (d *departure) lose(s scopeNo) {
	var here []*loss
	d.r.believed(s, func(c *cell) bool {
		if c.holder == d.leaver && c.until > d.at {
			l := &loss{Loss: Loss{Holding: d.r.holding(s, c), After: d.r.stateWithout(d.m, d.leaver, c, s, d.at)}, role: c.role, s: s}
			if c.flags&hasDelegation == 0 {
				d.nearby(l)
			}
			here = append(here, l)
		}
		return true
	})
	slices.SortFunc(here, func(a, b *loss) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), a.Period.From.Compare(b.Period.From), a.Period.Until.Compare(b.Period.Until))
	})
	d.losses = append(d.losses, here...)
}

func (d *departure) propose(l *loss, p partyNo, why Grounds, rank int) {
	if rec := d.r.party(p); p != d.leaver && rec.isPerson() && rec.activeAt(d.at) {
		l.Successors = append(l.Successors, Successor{d.r.partyOf(p), why, rank})
	}
}

// nearby proposes deputies and delegates over the scope itself, and leaves a
// note where there are none.
func (d *departure) nearby(l *loss) {
	d.r.entries(l.s, d.at, func(o *cell) bool {
		switch {
		case o.flags&hasDelegation != 0:
			if x := d.r.extra(l.s, o); x != nil && x.from == d.leaver && o.role == l.role {
				d.propose(l, o.holder, GroundDelegate, 0)
			}
		case d.m.standsInFor(o.role, l.role):
			d.propose(l, o.holder, GroundDeputy, int(o.rank))
		}
		return true
	})
	if len(l.Successors) > 0 {
		return
	}
	for _, up := range d.r.parents(l.s) {
		if up.contains(d.at) {
			d.peers[up.to] = append(d.peers[up.to], l)
		}
	}
}

// findPeers goes through all scopes once. Of each container and role it keeps
// the first few names only, so that somebody who holds thousands of scopes next
// to thousands of others leaves in the time that it takes to list them.
func (d *departure) findPeers() {
	if len(d.peers) == 0 {
		return
	}
	wanted := map[scopeNo]map[roleNo]*peers{}
	for up, losses := range d.peers {
		wanted[up] = map[roleNo]*peers{}
		for _, l := range losses {
			wanted[up][l.role] = &peers{}
		}
	}
	for s := range d.r.allScopes(Scope{}) {
		for _, up := range d.r.parents(s) {
			if !up.contains(d.at) {
				continue
			}
			for role, p := range wanted[up.to] {
				c := d.r.claimOf(role, s, d.at)
				if rec := d.r.party(c.holder); c.distinct == 1 && c.holder != d.leaver && rec.isPerson() && rec.activeAt(d.at) {
					p.add(peer{name: rec.ID, holder: c.holder, over: s})
				}
			}
		}
	}
	for up, losses := range d.peers {
		for _, l := range losses {
			for _, p := range wanted[up][l.role].first {
				if p.elsewhere || p.over != l.s {
					d.propose(l, p.holder, GroundPeer, 0)
				}
			}
		}
	}
}

// peers are the first by name of those who have one role within one container,
// one more than can be proposed: one may be left out for being recorded over the
// scope itself and nowhere else.
type peers struct{ first []peer }

type peer struct {
	name      PartyID
	holder    partyNo
	over      scopeNo
	elsewhere bool // over another scope as well
}

func (p *peers) add(one peer) {
	i, known := slices.BinarySearchFunc(p.first, one.name, func(x peer, n PartyID) int { return cmp.Compare(x.name, n) })
	switch {
	case known:
		p.first[i].elsewhere = p.first[i].elsewhere || p.first[i].over != one.over
	case i <= maxSuccessors:
		p.first = slices.Insert(p.first, i, one)
		p.first = p.first[:min(len(p.first), maxSuccessors+1)]
	}
}

const maxSuccessors = 10

// ranked returns the proposals best first, each party once.
func (l *loss) ranked() []Successor {
	slices.SortFunc(l.Successors, func(a, b Successor) int {
		return cmp.Or(cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Party, b.Party))
	})
	var out []Successor
	named := map[PartyID]bool{}
	for _, s := range l.Successors {
		if !named[s.Party] && len(out) < maxSuccessors {
			named[s.Party] = true
			out = append(out, s)
		}
	}
	return out
}

// believed calls visit for every cell of the scope that r believes, whatever
// period it is about.
func (r *Register) believed(s scopeNo, visit func(*cell) bool) {
	current, superseded := r.cells(s)
	revision := r.knownRevision(s)
	for _, cells := range [2][]cell{current, superseded} {
		for i := range cells {
			if c := &cells[i]; c.known(revision) && !visit(c) {
				return
			}
		}
	}
}

// stateWithout is the state of the cell's role at the later of the instant and
// the cell's beginning, were p not recorded anywhere.
func (r *Register) stateWithout(m *compiledMatrix, p partyNo, c *cell, s scopeNo, at instant) State {
	then := max(at, c.from)
	return r.stateOf(m, c.role, r.nearestBut(p, m, c.role, s, then), then)
}
