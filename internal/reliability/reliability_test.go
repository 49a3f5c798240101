package reliability

import (
	"math"
	"math/big"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// tolerance is the error that the documentation states for small systems.
const tolerance = 1e-13

func near(want *big.Rat, got float64) bool {
	w, _ := want.Float64()
	return math.Abs(w-got) <= tolerance
}

// Every system of three parts, in which each needs any set of parts in a row and
// at most one group.
func TestEverySystemOfThree(t *testing.T) {
	var choices [][]Need
	groups := [][]Need{nil, {{1, []int32{0, 1}}}, {{1, []int32{0, 2}}}, {{1, []int32{1, 2}}}, {{1, []int32{0, 1, 2}}}, {{2, []int32{0, 1, 2}}}}
	for row := range 8 {
		for _, g := range groups {
			var needs []Need
			for to := range 3 {
				if row>>to&1 == 1 {
					needs = append(needs, Need{1, []int32{int32(to)}})
				}
			}
			choices = append(choices, append(needs, g...))
		}
	}
	own := []*big.Rat{big.NewRat(1, 2), big.NewRat(2, 3), big.NewRat(4, 5)}
	n := 0
	for _, a := range choices {
		for _, b := range choices {
			for _, c := range choices {
				s := system{[][]Need{a, b, c}, own}
				got, cut := s.solver().Works(0, s.float)
				if want := s.works(0); cut || !got.Exact() || !near(want, got.Low) {
					t.Fatalf("%v: want %v, got %v", s, want, got)
				}
				n++
			}
		}
	}
	assert.Equal(t, 48*48*48, n)
}

// systems draws systems of up to 12 parts, with circles, mistakes and doubles.
// Most arrows point up, so that most systems are not one circle.
func systems(t *rapid.T) system {
	n := rapid.IntRange(1, 12).Draw(t, "parts")
	s := system{needs: make([][]Need, n)}
	circles := rapid.IntRange(0, 4).Draw(t, "circles") == 0
	part := func(from int) int32 {
		if circles || from == n-1 {
			return int32(rapid.IntRange(0, n-1).Draw(t, "to"))
		}
		return int32(rapid.IntRange(from+1, n-1).Draw(t, "to"))
	}
	for i := range n {
		s.own = append(s.own, big.NewRat(rapid.Int64Range(0, 16).Draw(t, "own"), 16))
		if i == n-1 && !circles {
			break
		}
		for range rapid.IntRange(0, 2).Draw(t, "needs") {
			need := Need{Enough: rapid.IntRange(-1, 4).Draw(t, "enough")}
			for range rapid.IntRange(1, 4).Draw(t, "of") {
				need.Of = append(need.Of, part(i))
			}
			s.needs[i] = append(s.needs[i], need)
		}
	}
	return s
}

func TestAgainstEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := systems(t)
		solver := s.solver()
		want := s.works(0)
		got, cut := solver.Works(0, s.float)
		require.False(t, cut)
		require.True(t, got.Exact())
		require.True(t, near(want, got.Low), "%v: want %v, got %v", s, want, got)
	})
}

// Bounds of parts become those of the system, each what the oracle finds for them.
func TestBoundsOfParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := systems(t)
		high := system{low.needs, nil}
		for _, p := range low.own {
			more := new(big.Rat).Sub(big.NewRat(1, 1), p)
			high.own = append(high.own, p.Add(p, more.Mul(more, big.NewRat(rapid.Int64Range(0, 2).Draw(t, "more"), 2))))
		}
		for i := range low.own {
			low.own[i] = new(big.Rat).Mul(high.own[i], big.NewRat(rapid.Int64Range(0, 4).Draw(t, "less"), 4))
		}
		got, cut := low.solver().Works(0, func(part int32) Bounds {
			return Bounds{low.float(part).Low, high.float(part).High}
		})
		require.False(t, cut)
		require.True(t, near(low.works(0), got.Low), "%v: want %v, got %v", low, low.works(0), got)
		require.True(t, near(high.works(0), got.High), "%v: want %v, got %v", high, high.works(0), got)
	})
}

// With limits so low that cases have to be left out, the truth lies in between.
func TestBoundsAreHonest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := systems(t)
		solver := s.solver()
		solver.limits = limits{
			shared: rapid.IntRange(0, 2).Draw(t, "shared"), work: math.Inf(1), cutWork: 1 << 20,
			cases: rapid.IntRange(1, 3).Draw(t, "cases"), bits: rapid.Uint64Range(0, 3).Draw(t, "bits"),
		}
		want, _ := s.works(0).Float64()
		got, cut := solver.Works(0, s.float)
		require.LessOrEqual(t, got.Low, want+tolerance, "%v", s)
		require.GreaterOrEqual(t, got.High, want-tolerance, "%v", s)
		require.True(t, cut || got.Exact(), "%v: %v", s, got)
	})
}

// Two groups of the same parts, so that every part is shared: the stricter group
// decides, which can be counted by hand.
func twice(parts, enough int) *Solver {
	s := NewSolver()
	all := make([]int32, parts)
	root := s.Add()
	for i := range all {
		all[i] = s.Add()
	}
	s.Set(root, NodeOf([]Need{{enough, all}, {enough - 1, all}}))
	return s
}

// atLeast is the probability that so many of n parts work, by the formula.
func atLeast(enough, n int, p float64) (sum float64) {
	for k := enough; k <= n; k++ {
		c, _ := new(big.Float).SetInt(new(big.Int).Binomial(int64(n), int64(k))).Float64()
		sum += c * math.Pow(p, float64(k)) * math.Pow(1-p, float64(n-k))
	}
	return sum
}

func TestLimit(t *testing.T) {
	const p = 0.999
	for _, tt := range []struct {
		parts int
		cut   bool
		wide  float64
	}{
		{MaxShared, false, 0},
		{MaxShared + 1, true, 1e-8},
		{40, true, 1e-5},
		{64, true, 1e-3},
		{80, true, 0.02}, // more than a case tells apart
	} {
		got, cut := twice(tt.parts, tt.parts-1).Works(0, func(part int32) Bounds {
			if part == 0 {
				return sure
			}
			return Exactly(p)
		})
		want := atLeast(tt.parts-1, tt.parts, p)
		assert.Equal(t, tt.cut, cut, "%d parts", tt.parts)
		assert.LessOrEqual(t, got.Low, want+tolerance, "%d parts", tt.parts)
		assert.GreaterOrEqual(t, got.High, want-tolerance, "%d parts", tt.parts)
		assert.LessOrEqual(t, got.High-got.Low, tt.wide, "%d parts: %v", tt.parts, got)
	}
}

// What alternatives have in common is one factor, however much it is.
func TestOneFactor(t *testing.T) {
	s := NewSolver()
	root, a, b := s.Add(), s.Add(), s.Add()
	var common []Need
	for range 1000 {
		common = append(common, Need{1, []int32{s.Add()}})
	}
	s.Set(root, NodeOf([]Need{{1, []int32{a, b}}}))
	s.Set(a, NodeOf(common))
	s.Set(b, NodeOf(common))
	got, cut := s.Works(root, func(part int32) Bounds {
		switch part {
		case root:
			return sure
		case a, b:
			return Exactly(0.9)
		}
		return Exactly(0.999999)
	})
	assert.False(t, cut)
	assert.True(t, got.Exact())
	assert.InDelta(t, 0.99*math.Pow(0.999999, 1000), got.Low, 1e-12)
}

// A long row of pairs, in which each alternative is a system of its own and
// neighbours share: what is shared at a time is little.
func TestLongRow(t *testing.T) {
	const n = 10_000
	s := NewSolver()
	root := s.Add()
	var needs []Need
	before := s.Add()
	for range n {
		next := s.Add()
		needs = append(needs, Need{1, []int32{before, next}})
		before = next
	}
	s.Set(root, NodeOf(needs))
	const q = 0.001
	got, cut := s.Works(root, func(part int32) Bounds {
		if part == 0 {
			return sure
		}
		return Exactly(1 - q)
	})
	// No two neighbours fail: by whether the last one works.
	works, fails := 1-q, q
	for range n {
		works, fails = (works+fails)*(1-q), works*q
	}
	assert.False(t, cut)
	assert.InDelta(t, works+fails, got.Low, 1e-12)
}

// With no budget for the search, less is known and nothing is wrong.
func TestCrudeBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := systems(t)
		l := s.solver().local(0, s.float)
		p, groups := l.condition(l.root())
		b := l.crude(groups).times(p)
		want, _ := s.works(0).Float64()
		require.LessOrEqual(t, b.Low, want+tolerance)
		require.GreaterOrEqual(t, b.High, want-tolerance)
	})
}

// The oracle tries every part: in exact numbers, nothing that can be improved
// helps more than the part that was found.
func TestWeakest(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		s := systems(t)
		way := s.solver().Weakest(0, s.float)
		now, most := s.works(0), new(big.Rat)
		with := func(part int) *big.Rat {
			kept := s.own[part]
			s.own[part] = big.NewRat(1, 1)
			defer func() { s.own[part] = kept }()
			return s.works(0)
		}
		reach := s.solver().Closure(0)
		for _, part := range reach {
			if w := with(int(part)); w.Cmp(most) > 0 {
				most = w
			}
		}
		if way == nil {
			require.Zero(t, now.Cmp(big.NewRat(1, 1)), "%v", s)
			return
		}
		for i, part := range way[:len(way)-1] {
			require.Contains(t, slices.Collect(s.solver().nodes[part].needed), way[i+1])
		}
		require.Equal(t, int32(0), way[0])
		last := way[len(way)-1]
		require.Negative(t, s.own[last].Cmp(big.NewRat(1, 1)))
		if most.Cmp(now) > 0 && now.Sign() > 0 {
			w, _ := with(int(last)).Float64()
			m, _ := most.Float64()
			require.InDelta(t, m, w, 1e-9, "%v: %v", s, way)
			found++
		}
	})
	assert.NotZero(t, found)
}

func TestCircles(t *testing.T) {
	s := NewSolver()
	for range 6 {
		s.Add()
	}
	s.Set(0, NodeOf([]Need{{1, []int32{1, 2}}, {1, []int32{5}}}))
	s.Set(1, NodeOf([]Need{{1, []int32{2}}}))
	s.Set(2, NodeOf([]Need{{1, []int32{3, 1}}}))
	s.Set(4, NodeOf([]Need{{1, []int32{4}}}))
	s.Set(5, NodeOf([]Need{{1, []int32{5}}}))
	assert.Equal(t, [][]int32{{1, 2}, {5}}, s.Circles(0))
	assert.Equal(t, [][]int32{{4}}, s.Circles(4))
	assert.Nil(t, s.Circles(3))
	assert.Equal(t, []int32{0, 5, 1, 2, 3}, s.Closure(0), "nearest first, what is needed in a row before groups")
}

// Questions at the same time, each with scratch space of its own.
func TestFork(t *testing.T) {
	s := twice(6, 5)
	want, _ := s.Works(0, func(int32) Bounds { return Exactly(0.9) })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				got, _ := s.Fork().Works(0, func(int32) Bounds { return Exactly(0.9) })
				assert.Equal(t, want, got)
			}
		})
	}
	wg.Wait()
}
