package reliability

// A local is the part of a system below one root without circles: the parts of a
// circle are one block. Blocks are numbered so that each comes after all that it
// needs, the root last.
//
// It is solved from the bottom up. A block below which nothing is needed by
// anything beside it is a system of its own: it becomes a block that needs
// nothing, with its result as its own probability.
type local struct {
	own    []Bounds
	nodes  []Node
	up     []bool // taken to work: what is needed anyway by whatever is looked at
	degree []int32
	limits limits
	search int  // edges that may still be looked at for systems of their own
	rows   int  // and for what groups share; see workPerEdge
	cut    bool // some cases were not looked at
}

// workPerEdge bounds the search for systems of their own and for what groups
// share, which could otherwise take the square of the number of edges.
const workPerEdge = 256

func (l *local) root() int32 { return int32(len(l.nodes) - 1) }

// works returns the probability that the block works.
func (l *local) works(root int32) Bounds {
	p, groups := l.condition(root)
	if len(groups) == 0 {
		return p
	}
	l.count(groups)
	for i := range root { // from the bottom up
		if l.degree[i] > 0 && !l.up[i] && l.closed(i) {
			q, inner := l.condition(i)
			if len(inner) > 0 {
				q = q.times(l.conjunction(inner))
			}
			l.own[i], l.nodes[i] = q, Node{}
		}
	}
	return p.times(l.conjunction(groups))
}

// condition takes everything that root needs in a row to work, returns its
// probability, and what is left of the groups.
func (l *local) condition(root int32) (p Bounds, groups []Need) {
	p = sure
	met := []int32{root}
	for i := 0; i < len(met); i++ {
		p = p.times(l.own[met[i]])
		for _, to := range l.nodes[met[i]].all {
			if !l.up[to] {
				l.up[to] = true
				met = append(met, to)
			}
		}
	}
	for _, part := range met {
		for _, need := range l.nodes[part].some {
			if rest := l.open(need); rest.Enough > 0 {
				groups = append(groups, rest)
			}
		}
	}
	return p, groups
}

// open returns what is left of a need when everything that is up counts. A need
// with a choice keeps one: what is up lowers both numbers.
func (l *local) open(need Need) Need {
	rest := Need{Enough: need.Enough}
	for _, of := range need.Of {
		if l.up[of] {
			rest.Enough--
		} else {
			rest.Of = append(rest.Of, of)
		}
	}
	return rest
}

// count finds how often each block is named, below the groups, by blocks that are
// not up.
func (l *local) count(groups []Need) {
	var met []int32
	edges := 0
	name := func(to int32) {
		edges++
		if l.up[to] {
			return
		}
		l.degree[to]++
		if l.degree[to] == 1 {
			met = append(met, to)
		}
	}
	for _, g := range groups {
		for _, to := range g.Of {
			name(to)
		}
	}
	for i := 0; i < len(met); i++ {
		for to := range l.nodes[met[i]].needed {
			name(to)
		}
	}
	l.search, l.rows = workPerEdge*edges, workPerEdge*edges
}

// closed reports whether the block needs something, and nothing below it is
// needed by anything beside it.
func (l *local) closed(block int32) bool {
	met := []int32{block}
	named := map[int32]int32{}
	for i := 0; i < len(met); i++ {
		for to := range l.nodes[met[i]].needed {
			l.search--
			if l.search < 0 {
				return false
			}
			if l.up[to] {
				continue
			}
			if named[to]++; named[to] == 1 {
				met = append(met, to)
			}
		}
	}
	for to, n := range named {
		if n != l.degree[to] {
			return false
		}
	}
	return len(met) > 1
}

// local cuts out what the root needs.
func (s *Solver) local(root int32, own func(part int32) Bounds) *local {
	block, members := s.blocks(root)
	n := len(members)
	l := &local{
		own: make([]Bounds, n), nodes: make([]Node, n),
		up: make([]bool, n), degree: make([]int32, n), limits: s.limits,
	}
	for b, parts := range members {
		l.own[b] = sure
		for _, part := range parts {
			l.own[b] = l.own[b].times(own(part))
			for _, to := range s.nodes[part].all {
				if t := block[to]; t != int32(b) {
					l.nodes[b].all = append(l.nodes[b].all, t)
				}
			}
			for _, need := range s.nodes[part].some {
				rest := Need{Enough: need.Enough}
				for _, to := range need.Of {
					if t := block[to]; t != int32(b) {
						rest.Of = append(rest.Of, t)
					} else {
						rest.Enough--
					}
				}
				if rest.Enough > 0 {
					l.nodes[b].some = append(l.nodes[b].some, rest)
				}
			}
		}
	}
	return l
}

// blocks finds the circles below the root (Tarjan), with a stack of its own
// because chains can be as long as the data. It returns the block of each part
// that was met and the members of each block, in their order of being met.
func (s *Solver) blocks(root int32) (block map[int32]int32, members [][]int32) {
	type frame struct {
		part  int32
		after []int32
	}
	block = map[int32]int32{}
	order, low := map[int32]int32{}, map[int32]int32{}
	var path []frame
	var stack []int32
	enter := func(part int32) {
		order[part], low[part] = int32(len(order)), int32(len(order))
		stack = append(stack, part)
		var after []int32
		for to := range s.nodes[part].needed {
			after = append(after, to)
		}
		path = append(path, frame{part, after})
	}
	for enter(root); len(path) > 0; {
		f := &path[len(path)-1]
		if len(f.after) > 0 {
			to := f.after[0]
			f.after = f.after[1:]
			if _, met := order[to]; !met {
				enter(to)
			} else if _, closed := block[to]; !closed {
				low[f.part] = min(low[f.part], order[to])
			}
			continue
		}
		part := f.part
		path = path[:len(path)-1]
		if len(path) > 0 {
			up := path[len(path)-1].part
			low[up] = min(low[up], low[part])
		}
		if low[part] != order[part] {
			continue
		}
		at := len(stack) - 1
		for stack[at] != part {
			at--
		}
		for _, m := range stack[at:] {
			block[m] = int32(len(members))
		}
		members = append(members, append([]int32(nil), stack[at:]...))
		stack = stack[:at]
	}
	return block, members
}
