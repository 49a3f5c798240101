package ownership

import "slices"

// A Gap is a stretch in which nobody has a role: the state says why, Until the
// next change.
type Gap struct {
	Period
	State State // Vacant, NoPerson or Contested
}

// Gaps returns the stretches of the period in which the role over the scope is
// not Held, in order; neighbouring stretches in the same state are one. An open
// period is answered as far as anything is recorded: the last gap may be open.
// Absences are no gaps, because accountability does not move when somebody is
// away (C15).
func (r *Register) Gaps(role Role, scope Scope, within Period) []Gap {
	r = r.use()
	in := spanOf(within)
	if in.empty() {
		return nil
	}
	s, okS := r.scopeNo(scope)
	n, okR := r.roleNo(role)
	if !okS || !okR {
		return []Gap{{within.normal(), Vacant}}
	}
	var out []Gap
	cuts := r.cuts(n, s, in)
	for i, from := range cuts {
		until := in.until
		if i+1 < len(cuts) {
			until = cuts[i+1]
		}
		m := r.matrixAt(from)
		state := r.stateOf(m, n, r.nearest(m, n, s, from), from)
		switch last := len(out) - 1; {
		case state == Held:
		case last >= 0 && out[last].State == state && instantOf(out[last].Until) == from:
			out[last].Until = until.time()
		default:
			out = append(out, Gap{span{from, until}.period(), state})
		}
	}
	return out
}

// cuts returns every instant in the span, its beginning included, at which the
// answer for the role over the scope can change, sorted.
func (r *Register) cuts(role roleNo, s scopeNo, in span) []instant {
	out := []instant{in.from}
	cut := func(sp span) { out = append(out, sp.from, sp.until) }
	look := func(n scopeNo) {
		r.believed(n, func(c *cell) bool {
			if c.role == role && c.flags&hasDelegation == 0 {
				cut(span{c.from, c.until})
				if p := r.party(c.holder); p != nil {
					for _, a := range p.active {
						cut(a)
					}
				}
			}
			return true
		})
	}
	look(s)
	seen := map[scopeNo]bool{s: true}
	for queue := []scopeNo{s}; len(queue) > 0; queue = queue[1:] {
		for _, l := range r.parents(queue[0]) {
			cut(l.span)
			if !seen[l.to] {
				seen[l.to] = true
				look(l.to)
				queue = append(queue, l.to)
			}
		}
	}
	for _, m := range r.matrices {
		out = append(out, m.from)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(i instant) bool { return i < in.from || i >= in.until })
}
