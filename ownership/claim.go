package ownership

import (
	"cmp"
	"iter"
)

// A claim sums up who is recorded in a role: nobody, one party, or several.
type claim struct {
	via      ancestor // the scope over which they are recorded
	holder   partyNo  // the party, if distinct is 1
	distinct int      // 0, 1, or 2 for two and more
}

func (c *claim) add(holder partyNo) {
	switch {
	case c.distinct == 0:
		c.holder, c.distinct = holder, 1
	case c.holder != holder:
		c.distinct = 2
	}
}

// entries calls visit for every cell of the scope that is known to r and valid
// at the instant, until visit returns false. Superseded cells are looked at only
// if r was taken back in time: otherwise none of them is believed.
func (r *Register) entries(s scopeNo, at instant, visit func(*cell) bool) {
	current, superseded := r.cells(s)
	if r.known >= forever {
		for i := range current {
			if current[i].valid(at) && !visit(&current[i]) {
				return
			}
		}
		return
	}
	revision := r.knownRevision(s)
	for _, cells := range [2][]cell{current, superseded} {
		for i := range cells {
			if c := &cells[i]; c.valid(at) && c.known(revision) && !visit(c) {
				return
			}
		}
	}
}

// nobody is left out of a claim.
const nobody = ^partyNo(0)

// claimOf sums up who is recorded in the role over the scope itself.
func (r *Register) claimOf(role roleNo, s scopeNo, at instant) claim {
	return r.claimBut(nobody, role, s, at)
}

// claimBut is claimOf as if the one party were not recorded.
func (r *Register) claimBut(but partyNo, role roleNo, s scopeNo, at instant) claim {
	out := claim{via: ancestor{scope: s}}
	if r.known >= forever && r.roleBits(s)&roleBit(role) == 0 {
		return out // without a look at the cells
	}
	r.entries(s, at, func(c *cell) bool {
		if c.role == role && c.flags&hasDelegation == 0 && c.holder != but {
			out.add(c.holder)
		}
		return out.distinct < 2
	})
	return out
}

// nearest sums up who is recorded in the role over the scope or, if the role
// reaches down and nobody is, over the nearest containing scope in which anybody
// is. Nearer means a narrower level, then fewer steps. Faulty data may put two
// containing scopes equally near; then the claims of both count together, and
// via is the one that was met first.
func (r *Register) nearest(m *compiledMatrix, role roleNo, s scopeNo, at instant) claim {
	return r.nearestBut(nobody, m, role, s, at)
}

// nearestBut is nearest as if the one party were not recorded.
func (r *Register) nearestBut(but partyNo, m *compiledMatrix, role roleNo, s scopeNo, at instant) claim {
	best := r.claimBut(but, role, s, at)
	if best.distinct > 0 || !m.reaches.has(role) {
		return best
	}
	var buf ancestry
	for a := range r.above(&buf, s, at) {
		if best.distinct > 0 && best.via.compare(a) < 0 {
			continue
		}
		c := r.claimBut(but, role, a.scope, at)
		c.via = a
		switch {
		case c.distinct == 0:
		case best.distinct > 0 && best.via.compare(a) == 0:
			if c.distinct > 1 || c.holder != best.holder {
				best.distinct = 2
			}
		default:
			best = c
		}
	}
	return best
}

// counted yields every scope whose entries made up the claim on s: one, but for
// faulty data.
func (r *Register) counted(role roleNo, c claim, s scopeNo, at instant) iter.Seq[scopeNo] {
	return func(yield func(scopeNo) bool) {
		if c.via.steps == 0 {
			yield(s)
			return
		}
		var buf ancestry
		for a := range r.above(&buf, s, at) {
			if a.compare(c.via) == 0 && r.claimOf(role, a.scope, at).distinct > 0 && !yield(a.scope) {
				return
			}
		}
	}
}

// An ancestor is a containing scope, so many steps up.
type ancestor struct {
	scope scopeNo
	level Level
	steps int
}

// compare orders by nearness: the narrower level, then fewer steps, come first.
func (a ancestor) compare(b ancestor) int {
	return cmp.Or(cmp.Compare(b.level, a.level), cmp.Compare(a.steps, b.steps))
}

// An ancestry is the memory of one walk upwards, on the caller's stack so that
// ordinary depths need no allocation.
type ancestry struct {
	room [12]ancestor
}

// above yields the scopes that contain s at the instant, nearest first, each
// once: containment cycles end the walk instead of prolonging it.
func (r *Register) above(buf *ancestry, s scopeNo, at instant) iter.Seq[ancestor] {
	return func(yield func(ancestor) bool) {
		seen := append(buf.room[:0], ancestor{scope: s})
		var met map[scopeNo]bool // the same as seen, once looking through that takes long
		for next := 0; next < len(seen); next++ {
			for _, l := range r.parents(seen[next].scope) {
				if !l.contains(at) || met[l.to] || met == nil && hasScope(seen, l.to) {
					continue
				}
				a := ancestor{l.to, r.scopeOf(l.to).Level, seen[next].steps + 1}
				seen = append(seen, a)
				if len(seen) > 4*len(buf.room) {
					met = marked(met, seen)
				}
				if !yield(a) {
					return
				}
			}
		}
	}
}

func hasScope(seen []ancestor, n scopeNo) bool {
	for i := range seen {
		if seen[i].scope == n {
			return true
		}
	}
	return false
}

// marked returns met with the last of seen, or with all of it if met is nil.
func marked(met map[scopeNo]bool, seen []ancestor) map[scopeNo]bool {
	if met != nil {
		met[seen[len(seen)-1].scope] = true
		return met
	}
	met = make(map[scopeNo]bool, 2*len(seen))
	for _, a := range seen {
		met[a.scope] = true
	}
	return met
}
