// Package reliability composes the probability that a system works from those of
// its parts. Parts fail independently of each other; each needs other parts, all
// of them or some number out of a group.
//
// The answer is exact, up to rounding, however many parts are needed in a row:
// each counts once, no matter on how many ways it is reached. With redundancy the
// question is a hard one in general. What groups share is factored, that is, both
// cases are looked at; see [Solver.Works] for how far that goes and what comes
// after.
package reliability

// A Need is satisfied while at least Enough of the parts Of work.
type Need struct {
	Enough int
	Of     []int32
}

// A Node is what one part needs, in a normal form made by [NodeOf].
type Node struct {
	all  []int32 // every one of them
	some []Need  // with 1 <= Enough < len(Of)
}

// NodeOf brings needs into their normal form. A part that is named twice in a
// need counts once. Where Enough is no number from 1 to that of the parts, all
// are needed: a mistake does not make a system better.
func NodeOf(needs []Need) Node {
	var n Node
	for _, need := range needs {
		if len(need.Of) == 1 { // nearly always
			n.all = append(n.all, need.Of[0])
			continue
		}
		of := make([]int32, 0, len(need.Of))
		seen := map[int32]bool{}
		for _, part := range need.Of {
			if !seen[part] {
				seen[part] = true
				of = append(of, part)
			}
		}
		n.add(need.Enough, of)
	}
	return n
}

func (n *Node) add(enough int, of []int32) {
	if enough < 1 || enough >= len(of) {
		n.all = append(n.all, of...)
		return
	}
	n.some = append(n.some, Need{enough, of})
}

// Bounds is a probability that is known to lie from Low to High.
type Bounds struct{ Low, High float64 }

// Exactly returns the bounds of a known probability.
func Exactly(p float64) Bounds { return Bounds{p, p} }

// Exact reports whether the bounds are one number.
func (b Bounds) Exact() bool { return b.Low == b.High }

func (b Bounds) times(o Bounds) Bounds { return Bounds{b.Low * o.Low, b.High * o.High} }

var sure = Exactly(1)

// A Solver answers questions about a growing list of parts, numbered as they were
// added. It keeps scratch space between questions and so serves one goroutine.
type Solver struct {
	nodes []Node
	mark  []int32 // per part: the last question that met it
	round int32
	stack []int32
	limits
}

// NewSolver returns a solver without parts.
func NewSolver() *Solver { return &Solver{limits: standard} }

// Add adds a part that needs nothing yet and returns its number.
func (s *Solver) Add() int32 {
	s.nodes = append(s.nodes, Node{})
	s.mark = append(s.mark, 0)
	return int32(len(s.nodes) - 1)
}

// Set says what a part needs. It needs parts that have been added.
func (s *Solver) Set(part int32, n Node) { s.nodes[part] = n }

// Len is the number of parts.
func (s *Solver) Len() int { return len(s.nodes) }

// Closure returns the part and everything that it needs, directly or through
// others, nearest first and in the order in which they are named.
func (s *Solver) Closure(root int32) []int32 {
	s.begin()
	s.mark[root] = s.round
	out := []int32{root}
	for i := 0; i < len(out); i++ {
		for to := range s.nodes[out[i]].needed {
			if s.mark[to] != s.round {
				s.mark[to] = s.round
				out = append(out, to)
			}
		}
	}
	return out
}

// begin forgets all marks.
func (s *Solver) begin() {
	s.round++
	if s.round < 0 {
		clear(s.mark)
		s.round = 1
	}
}

// needed yields every part that n names.
func (n *Node) needed(yield func(int32) bool) {
	for _, to := range n.all {
		if !yield(to) {
			return
		}
	}
	for i := range n.some {
		for _, to := range n.some[i].Of {
			if !yield(to) {
				return
			}
		}
	}
}

// Works returns the probability that the part works with everything that it
// needs, where own is the probability of each part by itself.
//
// Parts that need each other in a circle count as one: they work while all of
// them do. So circles are not followed.
//
// The result is exact if those in own are, as long as what no more than
// [MaxShared] factors are shared at a time. A factor is all that the same
// members of groups have in common: two alternatives that share fifty parts
// share one factor. Beyond that, and beyond a bound on the work that only large
// groups reach with so many factors, the result is an honest lower and upper
// bound: the most likely cases are looked at, and the rest is counted as
// failing below and as working above. Then cut is true.
func (s *Solver) Works(root int32, own func(part int32) Bounds) (b Bounds, cut bool) {
	b, groups := s.chain(root, own)
	if !groups {
		return b, false
	}
	l := s.local(root, own)
	b = l.works(l.root())
	return b, l.cut
}

// chain multiplies what is needed in a row. It reports whether it met groups;
// then the product is of no use.
func (s *Solver) chain(root int32, own func(part int32) Bounds) (p Bounds, groups bool) {
	s.begin()
	s.mark[root] = s.round
	met := append(s.stack[:0], root)
	p = sure
	for i := 0; i < len(met) && !groups; i++ {
		p = p.times(own(met[i]))
		n := &s.nodes[met[i]]
		groups = len(n.some) > 0
		for _, to := range n.all {
			if s.mark[to] != s.round {
				s.mark[to] = s.round
				met = append(met, to)
			}
		}
	}
	s.stack = met
	return p, groups
}
