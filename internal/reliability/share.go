package reliability

import (
	"encoding/binary"
	"slices"
)

// What groups share is found from their members' point of view. Everything that a
// member needs in a row either is its own, or others need it, too. All that the
// same members need is one factor: it works or fails for all of them at once.

// A member of a group works while its own parts and groups, and all factors that
// it has, do.
type member struct {
	own     Bounds
	groups  []*group
	factors []int32
}

// A group works while enough of its members do.
type group struct {
	enough  int
	members []member
	uses    []int32 // the factors that decide whether it works, sorted
	cost    int     // of looking whether it works
}

// A factor is what several members need: parts, and groups that hang on them.
type factor struct {
	own    Bounds
	groups []*group
}

// shares is a conjunction of groups with what they share.
type shares struct {
	top     []*group
	factors []factor
}

// A slot is a member of a group while shares are sought: the how-manieth of
// which group.
type slot struct{ group, member int }

// share finds the factors of the groups. It reports false if there is more to
// look at than the budget allows.
func (l *local) share(top []Need) (*shares, bool) {
	needs := slices.Clone(top)  // every group met, those of top first
	hangs := map[int32][]int{}  // which of them hang on a block
	users := map[int32][]byte{} // the slots that need a block, encoded
	var slots []slot
	for g := 0; g < len(needs); g++ {
		for m, part := range needs[g].Of {
			slots = append(slots, slot{g, m})
			for _, b := range l.row(part) {
				if _, met := users[b]; !met {
					for _, need := range l.nodes[b].some {
						if rest := l.open(need); rest.Enough > 0 {
							hangs[b] = append(hangs[b], len(needs))
							needs = append(needs, rest)
						}
					}
				}
				users[b] = binary.AppendUvarint(users[b], uint64(len(slots)-1))
			}
			if l.rows < 0 {
				return nil, false
			}
		}
	}
	groups := make([]*group, len(needs))
	for i, need := range needs {
		groups[i] = &group{enough: need.Enough, members: make([]member, len(need.Of))}
		for m := range groups[i].members {
			groups[i].members[m].own = sure
		}
	}
	out := &shares{top: groups[:len(top)]}
	factorOf := map[string]int32{}
	for b := range int32(len(l.nodes)) {
		by, met := users[b]
		if !met {
			continue
		}
		var own *Bounds
		var hung *[]*group
		if who := decode(by); len(who) == 1 {
			m := &groups[slots[who[0]].group].members[slots[who[0]].member]
			own, hung = &m.own, &m.groups
		} else {
			f, known := factorOf[string(by)]
			if !known {
				f = int32(len(out.factors))
				factorOf[string(by)] = f
				out.factors = append(out.factors, factor{own: sure})
				for _, s := range who {
					m := &groups[slots[s].group].members[slots[s].member]
					m.factors = append(m.factors, f)
				}
			}
			own, hung = &out.factors[f].own, &out.factors[f].groups
		}
		*own = own.times(l.own[b])
		for _, g := range hangs[b] {
			*hung = append(*hung, groups[g])
		}
	}
	// A group is met before those that hang on its members: backwards, what it
	// looks at is ready.
	for _, g := range slices.Backward(groups) {
		g.finish()
	}
	return out, true
}

// row returns the block and all that it needs in a row and that is not up.
func (l *local) row(block int32) []int32 {
	met, seen := []int32{block}, map[int32]bool{block: true}
	for i := 0; i < len(met); i++ {
		for _, to := range l.nodes[met[i]].all {
			l.rows--
			if !l.up[to] && !seen[to] {
				seen[to] = true
				met = append(met, to)
			}
		}
	}
	return met
}

func decode(by []byte) (out []int) {
	for len(by) > 0 {
		v, n := binary.Uvarint(by)
		out = append(out, int(v))
		by = by[n:]
	}
	return out
}

// finish sums up what the group looks at.
func (g *group) finish() {
	g.cost = len(g.members) * min(g.enough, len(g.members)-g.enough+1)
	for i := range g.members {
		m := &g.members[i]
		g.uses = append(g.uses, m.factors...)
		g.cost += len(m.factors)
		for _, inner := range m.groups {
			g.uses = append(g.uses, inner.uses...)
			g.cost += inner.cost
		}
	}
	slices.Sort(g.uses)
	g.uses = slices.Compact(g.uses)
}
