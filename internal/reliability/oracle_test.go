package reliability

import (
	"fmt"
	"math/big"
	"slices"
)

// A system is a small one as tests write it.
type system struct {
	needs [][]Need
	own   []*big.Rat
}

func (s system) solver() *Solver {
	out := NewSolver()
	for range s.needs {
		out.Add()
	}
	for i, needs := range s.needs {
		out.Set(int32(i), NodeOf(needs))
	}
	return out
}

func (s system) float(part int32) Bounds {
	p, _ := s.own[part].Float64()
	return Exactly(p)
}

func (s system) String() string { return fmt.Sprintf("needs %v own %v", s.needs, s.own) }

// circles closes the relation of needing step by step: i and j stand or fall
// together if each needs the other.
func (s system) circles() [][]bool {
	n := len(s.needs)
	reach := make([][]bool, n)
	for i := range reach {
		reach[i] = make([]bool, n)
		for _, need := range s.needs[i] {
			for _, to := range need.Of {
				reach[i][to] = true
			}
		}
	}
	for k := range n {
		for i := range n {
			for j := range n {
				reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
			}
		}
	}
	together := make([][]bool, n)
	for i := range together {
		together[i] = make([]bool, n)
		for j := range n {
			together[i][j] = i != j && reach[i][j] && reach[j][i]
		}
	}
	return together
}

// works is the oracle: the sum over every state of all parts in which the root
// works, in exact numbers.
func (s system) works(root int) *big.Rat {
	total, together := new(big.Rat), s.circles()
	state := make([]bool, len(s.own))
	var choose func(i int, p *big.Rat)
	choose = func(i int, p *big.Rat) {
		switch {
		case p.Sign() == 0:
		case i == len(state):
			if s.survives(root, slices.Clone(state), together) {
				total.Add(total, p)
			}
		default:
			state[i] = true
			choose(i+1, new(big.Rat).Mul(p, s.own[i]))
			state[i] = false
			choose(i+1, new(big.Rat).Mul(p, new(big.Rat).Sub(big.NewRat(1, 1), s.own[i])))
		}
	}
	choose(0, big.NewRat(1, 1))
	return total
}

// survives takes parts down until nothing changes.
func (s system) survives(root int, up []bool, together [][]bool) bool {
	for again := true; again; {
		again = false
		for i := range up {
			if up[i] && !s.holds(i, up, together[i]) {
				up[i], again = false, true
			}
		}
	}
	return up[root]
}

func (s system) holds(i int, up, together []bool) bool {
	for j, with := range together {
		if with && !up[j] {
			return false
		}
	}
	for _, need := range s.needs[i] {
		var of []int32
		working := 0
		for _, to := range need.Of {
			if slices.Contains(of, to) {
				continue
			}
			of = append(of, to)
			if up[to] {
				working++
			}
		}
		enough := need.Enough
		if enough < 1 || enough > len(of) {
			enough = len(of)
		}
		if working < enough {
			return false
		}
	}
	return true
}
