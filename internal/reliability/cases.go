package reliability

import (
	"cmp"
	"math"
	"slices"
)

// MaxShared is how many factors may be shared at a time for the answer to be
// exact.
const MaxShared = 20

// Limits decide when an answer is exact and how close bounds are. Tests lower
// them.
type limits struct {
	shared  int     // factors at a time
	work    float64 // looks at members of groups for an exact answer
	cutWork int     // and for bounds
	cases   int     // followed for bounds
	bits    uint64  // by which a case tells factors apart
}

var standard = limits{MaxShared, 1 << 29, 1 << 24, 1 << 12, ^uint64(0)}

// A step of the plan looks at a factor, or asks that a group works.
type step struct {
	factor int32 // -1: group
	group  *group
	done   uint64 // the bits of factors that no later step looks at
	cost   int
}

// A plan is the order in which factors are looked at, each just before it is
// needed, and forgotten after its last use. So only what is shared at a time has
// to be told apart.
type plan struct {
	*shares
	steps []step
	bit   []uint64 // per factor; 0: there was no bit left, only the case that it works is followed
	keep  int      // how many cases are followed
}

// A state is a set of factors that work, among those not yet forgotten.
type state struct {
	works uint64
	p     float64
}

// conjunction returns the probability that all groups work.
func (l *local) conjunction(top []Need) Bounds {
	s, ok := l.share(top)
	if !ok {
		l.cut = true
		return l.crude(top)
	}
	p := s.plan(l.limits)
	low, lost := p.run(false)
	l.cut = l.cut || lost > 0
	high := low
	if !s.exact() {
		high, lost = p.run(true)
		l.cut = l.cut || lost > 0
	}
	return Bounds{min(1, low), min(1, high+lost)}
}

// crude is what can be said without looking: it works at least if everything does.
func (l *local) crude(top []Need) Bounds {
	b := Bounds{1, 1}
	var met []int32
	seen := map[int32]bool{}
	name := func(to int32) {
		if !l.up[to] && !seen[to] {
			seen[to] = true
			met = append(met, to)
			b.Low *= l.own[to].Low
		}
	}
	for _, g := range top {
		for _, to := range g.Of {
			name(to)
		}
	}
	for i := 0; i < len(met); i++ {
		l.nodes[met[i]].needed(func(to int32) bool { name(to); return true })
	}
	return b
}

func (s *shares) plan(lim limits) *plan {
	p := &plan{shares: s, bit: make([]uint64, len(s.factors))}
	met := make([]bool, len(s.factors))
	var meet func(f int32)
	meet = func(f int32) {
		if met[f] {
			return
		}
		met[f] = true
		st := step{factor: f}
		for _, g := range s.factors[f].groups {
			st.cost += g.cost
			for _, u := range g.uses {
				meet(u)
			}
		}
		p.steps = append(p.steps, st)
	}
	for _, g := range s.top {
		for _, u := range g.uses {
			meet(u)
		}
		p.steps = append(p.steps, step{factor: -1, group: g, cost: g.cost})
	}
	p.lay(lim)
	return p
}

// looksAt yields the factors whose state decides the step.
func (p *plan) looksAt(s *step, yield func(int32)) {
	groups := []*group{s.group}
	if s.factor >= 0 {
		groups = p.factors[s.factor].groups
	}
	for _, g := range groups {
		for _, u := range g.uses {
			yield(u)
		}
	}
}

// lay gives out the bits and decides how many cases are followed.
func (p *plan) lay(lim limits) {
	last := make([]int, len(p.factors))
	for i := range p.steps {
		p.looksAt(&p.steps[i], func(f int32) { last[f] = i })
	}
	free := lim.bits
	live, most := 0, 0
	work, cost := 0.0, 0
	for i := range p.steps {
		s := &p.steps[i]
		if s.factor >= 0 {
			live++
			p.bit[s.factor] = free & -free
			free &^= p.bit[s.factor]
		}
		most = max(most, live)
		work += math.Ldexp(float64(s.cost+1), min(live, 1000))
		cost += s.cost + 1
		p.looksAt(s, func(f int32) {
			if last[f] == i {
				last[f] = -1
				live--
				s.done |= p.bit[f]
				free |= p.bit[f]
			}
		})
	}
	p.keep = math.MaxInt
	if most > lim.shared || work > lim.work {
		p.keep = max(1, min(lim.cases, lim.cutWork/cost))
	}
}

func (s *shares) exact() bool {
	exact := func(groups []*group) bool {
		return !slices.ContainsFunc(groups, func(g *group) bool { return !g.exact() })
	}
	return exact(s.top) && !slices.ContainsFunc(s.factors, func(f factor) bool {
		return !f.own.Exact() || !exact(f.groups)
	})
}

func (g *group) exact() bool {
	for i := range g.members {
		m := &g.members[i]
		if !m.own.Exact() || slices.ContainsFunc(m.groups, func(g *group) bool { return !g.exact() }) {
			return false
		}
	}
	return true
}

// run follows the plan. It returns the probability of the cases followed to a
// good end, and that of the cases not followed.
func (p *plan) run(high bool) (good, lost float64) {
	var total, left sum
	states := []state{{0, 1}}
	look := looker{high: high, bit: p.bit}
	for i := range p.steps {
		s := &p.steps[i]
		if s.factor < 0 {
			for j := range states {
				states[j].p *= look.group(s.group, states[j].works)
			}
		} else {
			states = p.split(s.factor, states, &look, &left)
		}
		states = merge(states, s.done)
		states = cutTo(p.keep, states, &left)
	}
	for _, s := range states {
		total.add(s.p)
	}
	return total.value(), left.value()
}

// split follows both cases of a factor.
func (p *plan) split(f int32, states []state, look *looker, left *sum) []state {
	out := make([]state, 0, 2*len(states))
	for _, s := range states {
		works := look.pick(p.factors[f].own)
		for _, g := range p.factors[f].groups {
			works *= look.group(g, s.works)
		}
		if works > 0 {
			out = append(out, state{s.works | p.bit[f], s.p * works})
		}
		if fails := s.p * (1 - works); fails > 0 {
			if p.bit[f] == 0 {
				left.add(fails)
			} else {
				out = append(out, state{s.works, fails})
			}
		}
	}
	return out
}

// merge forgets factors: states that differ in nothing else become one, in the
// place of the first.
func merge(states []state, done uint64) []state {
	if done == 0 {
		return states
	}
	at := make(map[uint64]int, len(states)/2)
	out := states[:0]
	for _, s := range states {
		s.works &^= done
		if i, met := at[s.works]; met {
			out[i].p += s.p
			continue
		}
		at[s.works] = len(out)
		out = append(out, s)
	}
	return out
}

// cutTo keeps the most likely states.
func cutTo(keep int, states []state, left *sum) []state {
	if len(states) <= keep {
		return states
	}
	slices.SortFunc(states, func(a, b state) int {
		return cmp.Or(cmp.Compare(b.p, a.p), cmp.Compare(a.works, b.works))
	})
	for _, s := range states[keep:] {
		left.add(s.p)
	}
	return states[:keep]
}

// A looker finds the probability of groups in one state.
type looker struct {
	high bool
	bit  []uint64
}

func (k *looker) pick(b Bounds) float64 {
	if k.high {
		return b.High
	}
	return b.Low
}

// group counts the members that work or those that fail, whichever decides
// sooner.
func (k *looker) group(g *group, works uint64) float64 {
	most := len(g.members) - g.enough // so many may fail
	if g.enough <= most {
		return 1 - k.fewer(g, works, g.enough, true)
	}
	return k.fewer(g, works, most+1, false)
}

// fewer returns the probability that fewer than n members work, or fail.
func (k *looker) fewer(g *group, works uint64, n int, working bool) (sum float64) {
	var few [8]float64
	count := few[:] // the probability that it is so many of those looked at
	if n > len(few) {
		count = make([]float64, n)
	}
	count[0] = 1
	for i := range g.members {
		p := k.member(&g.members[i], works)
		if !working {
			p = 1 - p
		}
		if p == 0 {
			continue
		}
		for c := n - 1; c > 0; c-- {
			count[c] = count[c]*(1-p) + count[c-1]*p
		}
		count[0] *= 1 - p
	}
	for _, p := range count[:n] {
		sum += p
	}
	return sum
}

func (k *looker) member(m *member, works uint64) float64 {
	for _, f := range m.factors {
		if works&k.bit[f] != k.bit[f] {
			return 0
		}
	}
	p := k.pick(m.own)
	for _, g := range m.groups {
		p *= k.group(g, works)
	}
	return p
}

// A sum loses nothing to rounding but the last digit (Neumaier).
type sum struct{ s, rest float64 }

func (a *sum) add(v float64) {
	t := a.s + v
	if math.Abs(a.s) >= math.Abs(v) {
		a.rest += (a.s - t) + v
	} else {
		a.rest += (v - t) + a.s
	}
	a.s = t
}

func (a *sum) value() float64 { return a.s + a.rest }
