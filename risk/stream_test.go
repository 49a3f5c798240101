package risk

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
)

// The seeds are fixed, so the tests of chance pass or fail always. Bounds are of
// 1 in 10,000 or less for a sampler that is right; wrong ones are far outside.

// maxDistance is the Kolmogorov-Smirnov bound sqrt(n) * D < 2.23 for 1 in 10,000.
func maxDistance(t *testing.T, sample []float64, cdf func(float64) float64) {
	t.Helper()
	slices.Sort(sample)
	n, worst := float64(len(sample)), 0.0
	for i, x := range sample {
		p := cdf(x)
		worst = max(worst, math.Abs(p-float64(i)/n), math.Abs(p-float64(i+1)/n))
	}
	assert.Less(t, worst*math.Sqrt(n), 2.23)
}

func sample(n int, draw func(*stream) float64) []float64 {
	out := make([]float64, 0, n)
	for block := 0; len(out) < n; block++ { // many short streams, as in use
		s := keyOf("sample").stream(7, block)
		for range min(500, n-len(out)) {
			out = append(out, draw(&s))
		}
	}
	return out
}

func TestStreams(t *testing.T) {
	const n = 200_000
	maxDistance(t, sample(n, (*stream).uniform), func(x float64) float64 { return x })
	maxDistance(t, sample(n, (*stream).exponential), func(x float64) float64 { return -math.Expm1(-x) })
	maxDistance(t, sample(n, (*stream).normal), func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 })
	// Only the first numbers of many streams: neighbouring blocks and seeds do not
	// resemble each other.
	var byBlock, bySeed, product []float64
	for i := range 100_000 {
		a, b := keyOf("x").stream(1, i), keyOf("x").stream(uint64(i), 0)
		next := keyOf("x").stream(1, i+1)
		u := a.uniform()
		byBlock, bySeed = append(byBlock, u), append(bySeed, b.uniform())
		product = append(product, math.Mod(u+next.uniform(), 1))
	}
	for _, list := range [][]float64{byBlock, bySeed, product} {
		maxDistance(t, list, func(x float64) float64 { return x })
	}
}

func TestUniformStaysInside(t *testing.T) {
	least, most := 0.5*(1.0/(1<<52)), (float64(1<<52-1)+0.5)*(1.0/(1<<52))
	assert.Positive(t, least)
	assert.Less(t, most, 1.0)
	assert.Equal(t, 1.0/(1<<53), 1-most, "one less it is exact")
}

// TestBeta compares with the beta distribution, integrated slowly.
func TestBeta(t *testing.T) {
	for _, mode := range []float64{0, 1e-9, 0.05, 0.3, 0.5, 0.75, 0.999, 1} {
		a, b := 1+4*mode, 1+4*(1-mode)
		const steps = 4000
		cumulative := make([]float64, steps+1)
		density := func(x float64) float64 { return math.Pow(x, a-1) * math.Pow(1-x, b-1) }
		for i := range steps {
			lo, hi := float64(i)/steps, float64(i+1)/steps
			cumulative[i+1] = cumulative[i] + (density(lo)+4*density((lo+hi)/2)+density(hi))/6
		}
		d := newBeta(mode)
		list := sample(50_000, d.draw)
		require.GreaterOrEqual(t, slices.Min(list), 0.0)
		require.LessOrEqual(t, slices.Max(list), 1.0)
		maxDistance(t, list, func(x float64) float64 {
			i := min(int(x*steps), steps-1)
			part := x*steps - float64(i)
			return (cumulative[i] + part*(cumulative[i+1]-cumulative[i])) / cumulative[steps]
		})
	}
}

// TestLognormalTails: a twentieth lies beyond each end of the range, and the tails
// further out are those of the distribution.
func TestLognormalTails(t *testing.T) {
	low, _ := ParseMoney("EUR 1000.00")
	high, _ := ParseMoney("EUR 250000.00")
	l := Loss{Shape: Lognormal, Low: low, High: high}
	r := l.ready()
	const n = 400_000
	draws := sample(n, func(s *stream) float64 {
		x, ok := r.draw(s)
		require.True(t, ok)
		return float64(x)
	})
	for _, z := range []float64{-3, -2.3263478740408408, -z95, 0, z95, 2.3263478740408408, 3.0902323061678132, 4} {
		p := math.Erfc(z/math.Sqrt2) / 2
		above := 0
		for _, x := range draws {
			if x > math.Exp(r.mu+z*r.sigma) {
				above++
			}
		}
		assert.InDelta(t, p*n, float64(above), 4*math.Sqrt(n*p*(1-p)), "beyond %v", z)
	}
	assert.InDelta(t, 0.05, math.Erfc(z95/math.Sqrt2)/2, 1e-15)
	assert.InEpsilon(t, 100_000, math.Exp(r.mu-z95*r.sigma), 1e-12)
	assert.InEpsilon(t, 25_000_000, math.Exp(r.mu+z95*r.sigma), 1e-12)
}

// TestPlays: whole years hold the numbers of events that a Poisson process has.
func TestPlays(t *testing.T) {
	one := Money{1, "EUR"}
	for _, rate := range []float64{0.02, 0.7, 3, 40} {
		m, err := NewModel(Scenario{ID: "x", PerYear: rate, Losses: []Loss{{Shape: PERT, Low: one, Likely: one, High: one}}})
		require.NoError(t, err)
		const years = 100_000
		d, err := m.Simulate(Run{Seed: 3, Years: years})
		require.NoError(t, err)
		count := map[int64]float64{}
		for _, events := range d.losses {
			count[events]++
		}
		p, total := math.Exp(-rate), 0.0
		for k := int64(0); total < 1-1e-9; k++ {
			assert.InDelta(t, p*years, count[k], 4.5*math.Sqrt(years*p)+1, "%d events at %v", k, rate)
			total += p
			p *= rate / float64(k+1)
		}
	}
}

func yearly(t *testing.T, run Run, scenarios ...Scenario) (years []int64) {
	t.Helper()
	m, err := NewModel(scenarios...)
	require.NoError(t, err)
	s, err := m.Simulation(run)
	require.NoError(t, err)
	for i := range s.Blocks() {
		b, err := s.Block(i)
		require.NoError(t, err)
		years = append(years, b.losses...)
	}
	return years
}

// TestSameFortune: by the year, what one scenario does is the same whatever else
// there is, whoever is looked at and however long the run; and a loss borne by
// several is in the whole once.
func TestSameFortune(t *testing.T) {
	a := Scenario{ID: "a", PerYear: 0.8, Losses: []Loss{
		{Services: services("mail", "web"), Shape: PERT, Low: Money{10, "EUR"}, Likely: Money{20, "EUR"}, High: Money{90, "EUR"}},
		{Services: services("mail"), Shape: Lognormal, Low: Money{100, "EUR"}, High: Money{9000, "EUR"}},
		{Services: services("web"), Shape: PERT, Low: Money{1, "EUR"}, Likely: Money{1, "EUR"}, High: Money{5, "EUR"}},
		{Shape: PERT, Low: Money{7, "EUR"}, Likely: Money{7, "EUR"}, High: Money{7, "EUR"}},
	}}
	b := Scenario{ID: "b", PerYear: 2, Losses: []Loss{{Services: services("web"), Shape: Lognormal, Low: Money{5, "EUR"}, High: Money{50, "EUR"}}}}
	only := func(s Scenario, keep ...int) Scenario { // drawn as before, but costing nothing where not kept
		s.Losses = slices.Clone(s.Losses)
		for j := range s.Losses {
			s.Losses[j].Services = services("nobody")
			if slices.Contains(keep, j) {
				s.Losses[j].Services = services("somebody")
			}
		}
		return s
	}
	const n = 3000
	run := func(who ...string) Run { return Run{Seed: 5, Years: n, Services: services(who...)} }
	whole := yearly(t, run(), a, b)
	require.Len(t, whole, n)
	require.NotZero(t, slices.Max(whole))
	reversed := yearly(t, run(), b, a)
	alone, other := yearly(t, run(), a), yearly(t, run(), b)
	mail, web, both := yearly(t, run("mail"), a, b), yearly(t, run("web"), a, b), yearly(t, run("web", "mail"), a, b)
	var part [4][]int64
	for j := range part {
		part[j] = yearly(t, run("somebody"), only(a, j))
	}
	shorter := yearly(t, Run{Seed: 5, Years: 1500}, a, b)
	another := yearly(t, Run{Seed: 6, Years: n}, a, b)
	for y := range whole {
		shared, own, webs, firm := part[0][y], part[1][y], part[2][y], part[3][y]
		require.Equal(t, alone[y]+other[y], whole[y])
		require.Equal(t, reversed[y], whole[y])
		require.Equal(t, shared+own, mail[y])
		require.Equal(t, shared+webs+other[y], web[y])
		require.Equal(t, shared+own+webs+other[y], both[y], "shared once")
		require.Equal(t, both[y]+firm, whole[y])
		if y < len(shorter) {
			require.Equal(t, shorter[y], whole[y])
		}
	}
	assert.NotEqual(t, whole, another)
	assert.Zero(t, slices.Max(yearly(t, run("elsewhere"), a, b)))
}

func services(names ...string) (out []ownership.ServiceID) {
	for _, n := range names {
		out = append(out, ownership.ServiceID(n))
	}
	return out
}
