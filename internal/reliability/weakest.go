package reliability

import "slices"

// maxCandidates bounds how many parts are tried in search of the weakest; see
// [Solver.Weakest].
const maxCandidates = 256

// Weakest returns the shortest way from the root to the part that holds it back
// most: the one whose never failing would help most, judged by the lower bounds.
// Of several the nearest one counts, and of those the one named first. It returns
// nil if no part can be improved.
//
// Of parts that groups need, those that fail most often are tried, 256 at most.
func (s *Solver) Weakest(root int32, own func(part int32) Bounds) []int32 {
	low := func(part int32) Bounds { return Exactly(own(part).Low) }
	order, from := s.ways(root)
	needed := s.row(root)
	// What is needed in any case helps by what it fails; anything else is tried.
	worst, worstGain := int32(-1), 1.0 // the factor that is won
	var rest []int32
	for _, part := range order {
		p := own(part).Low
		switch {
		case !needed[part]:
			if p < 1 {
				rest = append(rest, part)
			}
		case worst < 0 && p < 1 || worst >= 0 && p < own(worst).Low:
			worst = part
		}
	}
	if worst >= 0 {
		worstGain = 1 / own(worst).Low // of zero: infinite, which nothing exceeds
	}
	// With all that is needed anyway taken to work, only the groups are left.
	groups := func(perfect int32) float64 {
		b, _ := s.Works(root, func(part int32) Bounds {
			if part == perfect || needed[part] {
				return sure
			}
			return low(part)
		})
		return b.Low
	}
	if now := groups(-1); len(rest) > 0 && 1 > now*worstGain {
		slices.SortStableFunc(rest, func(a, b int32) int {
			switch pa, pb := own(a).Low, own(b).Low; {
			case pa < pb:
				return -1
			case pa > pb:
				return 1
			}
			return 0
		})
		// In the order of being met, so that the nearest of equals is found first.
		tried := map[int32]bool{}
		for _, part := range rest[:min(len(rest), maxCandidates)] {
			tried[part] = true
		}
		best := now * worstGain
		for _, part := range order {
			if !tried[part] {
				continue
			}
			if p := groups(part); p > best*(1+1e-12) {
				worst, best = part, p
			}
		}
		if worst < 0 && now < 1 { // no single part helps: the one that fails most
			worst = rest[0]
		}
	}
	if worst < 0 {
		return nil
	}
	var way []int32
	for part := worst; part >= 0; part = from[part] {
		way = append(way, part)
	}
	slices.Reverse(way)
	return way
}

// ways returns what the root needs, nearest first, and for each part the one
// through which it was met first, -1 for the root.
func (s *Solver) ways(root int32) (order []int32, from map[int32]int32) {
	from = map[int32]int32{root: -1}
	order = []int32{root}
	for i := 0; i < len(order); i++ {
		for to := range s.nodes[order[i]].needed {
			if _, met := from[to]; !met {
				from[to] = order[i]
				order = append(order, to)
			}
		}
	}
	return order, from
}

// row returns the parts that the root needs in a row, with the circles that they
// lie on.
func (s *Solver) row(root int32) map[int32]bool {
	block, members := s.blocks(root)
	needed := map[int32]bool{}
	met := []int32{}
	name := func(b int32) {
		if !needed[members[b][0]] {
			for _, m := range members[b] {
				needed[m] = true
				met = append(met, m)
			}
		}
	}
	name(block[root])
	for i := 0; i < len(met); i++ {
		for _, to := range s.nodes[met[i]].all {
			name(block[to])
		}
	}
	return needed
}

// Circles returns the sets of parts below the root, itself included, that need
// each other in a circle or themselves; each sorted, sets by their first part.
func (s *Solver) Circles(root int32) (out [][]int32) {
	_, members := s.blocks(root)
	for _, parts := range members {
		self := slices.Contains(slices.Collect(s.nodes[parts[0]].needed), parts[0])
		if len(parts) > 1 || self {
			slices.Sort(parts)
			out = append(out, parts)
		}
	}
	slices.SortFunc(out, slices.Compare[[]int32])
	return out
}

// Fork returns a solver for the same parts that can be asked at the same time as
// s. Parts are not to be added any more.
func (s *Solver) Fork() *Solver {
	return &Solver{nodes: s.nodes, mark: make([]int32, len(s.nodes)), limits: s.limits}
}
