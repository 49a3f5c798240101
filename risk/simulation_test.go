package risk_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

func digest(d *risk.Distribution) string {
	h := sha256.New()
	var buf [8]byte
	for m := range d.All() {
		binary.LittleEndian.PutUint64(buf[:], uint64(m.Minor()))
		h.Write(buf[:])
	}
	return fmt.Sprintf("%x", h.Sum(nil))[:32]
}

// goldens hold on every machine: the test runs on amd64 and on 386.
var goldens = []struct {
	seed     uint64
	years    int
	services []ownership.ServiceID
	digest   string
}{
	{1, 5_000, nil, "6cf1eef26d35513ca45b5be0ff923e64"},
	{2, 5_000, nil, "88fcdfa6792c11f690b788164f48d626"},
	{1, 5_000, []ownership.ServiceID{"mail"}, "7ee422fcaad02746ced5d7a55e76b0bc"},
	{1, 1, nil, "e4f200d8fdfa454e841fc0ed36e5b5d1"},
}

// goldenModel reaches every branch of the samplers: both ends as the likeliest
// value, narrow and wide ranges, rare and frequent events.
func goldenModel(t require.TestingT) *risk.Model {
	list := soundScenarios()
	for i := range int64(40) {
		list = append(list, risk.Scenario{
			ID: risk.ScenarioID(fmt.Sprint("s", i)), PerYear: float64(i*i) / 400,
			Losses: []risk.Loss{
				{Services: []ownership.ServiceID{"mail"}, Shape: risk.PERT, Low: euro(100), Likely: euro(100 + 250*i), High: euro(100 + 250*39)},
				{Shape: risk.Lognormal, Low: euro(i + 1), High: euro((i + 1) * (i + 1) * (i + 1))},
			},
		})
	}
	return modelOf(t, list...)
}

func TestGoldenDigests(t *testing.T) {
	m := goldenModel(t)
	for _, c := range goldens {
		run := risk.Run{Seed: c.seed, Years: c.years, Services: c.services}
		d, err := m.Simulate(run)
		require.NoError(t, err)
		assert.Equal(t, c.digest, digest(d), "%+v", run)
	}
}

// TestBlocksInAnyOrder: at every number of processors, whoever plays what when, the
// result is the same.
func TestBlocksInAnyOrder(t *testing.T) {
	m := goldenModel(t)
	run := risk.Run{Seed: 1, Years: 5_000}
	for _, processors := range []int{1, 2, 3, 8} {
		before := runtime.GOMAXPROCS(processors)
		s, err := m.Simulation(run)
		require.NoError(t, err)
		blocks := make([]risk.Block, s.Blocks())
		var all sync.WaitGroup
		for worker := range processors {
			all.Go(func() {
				for i := worker; i < len(blocks); i += processors {
					b, err := s.Block(i)
					assert.NoError(t, err)
					blocks[len(blocks)-1-i] = b
				}
			})
		}
		all.Wait()
		runtime.GOMAXPROCS(before)
		d, err := s.Join(blocks...)
		require.NoError(t, err)
		assert.Equal(t, goldens[0].digest, digest(d), "%d processors", processors)
	}
}

func TestJoinRefuses(t *testing.T) {
	m := modelOf(t, soundScenarios()...)
	s, err := m.Simulation(risk.Run{Years: 2500})
	require.NoError(t, err)
	other, err := m.Simulation(risk.Run{Years: 2500})
	require.NoError(t, err)
	require.Equal(t, 3, s.Blocks())
	var b [3]risk.Block
	for i := range b {
		b[i], err = s.Block(i)
		require.NoError(t, err)
	}
	foreign, err := other.Block(1)
	require.NoError(t, err)
	for _, c := range []struct {
		blocks []risk.Block
		paths  []string
	}{
		{[]risk.Block{b[0], b[2]}, []string{"blocks"}},
		{[]risk.Block{b[0], b[1], b[2], b[1]}, []string{"blocks[3]"}},
		{[]risk.Block{b[0], foreign, b[2]}, []string{"blocks[1]", "blocks"}},
		{[]risk.Block{b[0], {}, b[2]}, []string{"blocks[1]", "blocks"}},
	} {
		_, err := s.Join(c.blocks...)
		assert.Equal(t, c.paths, pathsOf(err))
	}
	for _, i := range []int{-1, 3} {
		_, err := s.Block(i)
		assert.ErrorIs(t, err, ownership.ErrInvalid)
	}
	for _, years := range []int{-1, 0, 10_000_001} {
		_, err := m.Simulate(risk.Run{Years: years})
		assert.Equal(t, []string{"years"}, pathsOf(err))
	}
	_, err = m.Simulate(risk.Run{Years: 1, Services: []ownership.ServiceID{""}})
	assert.Equal(t, []string{"services[0]"}, pathsOf(err))
}

// TestCompoundPoisson holds mean and variance of annual losses against the closed
// forms rate*E[X] and rate*E[X^2], within four standard errors; those follow from
// the fourth cumulant, rate*E[X^4].
func TestCompoundPoisson(t *testing.T) {
	pert := func(low, likely, high float64) func(k int) float64 {
		// E[X^k] from the moments of the beta distribution.
		a, b := 1+4*(likely-low)/(high-low), 1+4*(high-likely)/(high-low)
		return func(k int) float64 {
			moment := func(n int) float64 {
				p := 1.0
				for r := range n {
					p *= (a + float64(r)) / (a + b + float64(r))
				}
				return p
			}
			sum, choose := 0.0, 1.0
			for n := range k + 1 {
				sum += choose * math.Pow(low, float64(k-n)) * math.Pow(high-low, float64(n)) * moment(n)
				choose *= float64(k-n) / float64(n+1)
			}
			return sum
		}
	}
	lognormal := func(low, high float64) func(k int) float64 {
		mu, sigma := (math.Log(low)+math.Log(high))/2, (math.Log(high)-math.Log(low))/(2*1.6448536269514722)
		return func(k int) float64 { return math.Exp(float64(k)*mu + float64(k*k)*sigma*sigma/2) }
	}
	for i, c := range []struct {
		rate    float64
		loss    risk.Loss
		moments func(int) float64
	}{
		{0.1, risk.Loss{Shape: risk.PERT, Low: euro(10_000), Likely: euro(20_000), High: euro(90_000)}, pert(10_000, 20_000, 90_000)},
		{3, risk.Loss{Shape: risk.PERT, Low: euro(0), Likely: euro(0), High: euro(90_000)}, pert(0, 0, 90_000)},
		{3, risk.Loss{Shape: risk.PERT, Low: euro(500), Likely: euro(90_000), High: euro(90_000)}, pert(500, 90_000, 90_000)},
		{0.5, risk.Loss{Shape: risk.Lognormal, Low: euro(10_000), High: euro(50_000)}, lognormal(10_000, 50_000)},
		{25, risk.Loss{Shape: risk.Lognormal, Low: euro(1_000), High: euro(9_000)}, lognormal(1_000, 9_000)},
	} {
		const n = 200_000
		m := modelOf(t, risk.Scenario{ID: "x", PerYear: c.rate, Losses: []risk.Loss{c.loss}})
		d, err := m.Simulate(risk.Run{Seed: uint64(i), Years: n})
		require.NoError(t, err)
		mean, variance := c.rate*c.moments(1), c.rate*c.moments(2)
		sum, squares, none := 0.0, 0.0, 0
		for loss := range d.All() {
			x := float64(loss.Minor())
			sum += x
			squares += (x - mean) * (x - mean)
			if loss.Sign() == 0 {
				none++
			}
		}
		assert.InDelta(t, mean, sum/n, 4*math.Sqrt(variance/n), "mean %d", i)
		fourth := c.rate*c.moments(4) + 3*variance*variance
		assert.InDelta(t, variance, squares/n, 4*math.Sqrt((fourth-variance*variance)/n), "variance %d", i)
		quiet := math.Exp(-c.rate)
		assert.InDelta(t, quiet*n, float64(none), 4*math.Sqrt(n*quiet*(1-quiet))+1, "quiet years %d", i)

		expected, err := m.Expected()
		require.NoError(t, err)
		assert.InDelta(t, mean, float64(expected.Minor()), 0.51)
	}
}

// TestDistribution compares its answers with those found by looking at every year.
func TestDistribution(t *testing.T) {
	m := goldenModel(t)
	rapid.Check(t, func(t *rapid.T) {
		years := rapid.IntRange(1, 60).Draw(t, "years")
		d, err := m.Simulate(risk.Run{Seed: rapid.Uint64().Draw(t, "seed"), Years: years, Services: []ownership.ServiceID{"mail"}})
		require.NoError(t, err)
		require.Equal(t, years, d.Years())
		var losses []risk.Money
		sum := new(big.Int)
		for loss := range d.All() {
			losses = append(losses, loss)
			sum.Add(sum, big.NewInt(loss.Minor()))
		}
		require.Len(t, losses, years)
		require.True(t, slices.IsSortedFunc(losses, risk.Money.Compare))
		mean, err := d.Mean()
		require.NoError(t, err)
		require.Equal(t, rounded(new(big.Rat).SetFrac(sum, big.NewInt(int64(years))), risk.HalfEven).Int64(), mean.Minor())

		den := rapid.Int64Range(1, 1000).Draw(t, "den")
		num := rapid.Int64Range(0, den).Draw(t, "num")
		q, err := d.Quantile(num, den)
		require.NoError(t, err)
		// The least of the losses that at least num/den of the years do not exceed.
		for i, loss := range losses {
			within := slices.IndexFunc(losses, func(m risk.Money) bool { return m.Compare(loss) > 0 })
			if within < 0 {
				within = years
			}
			if int64(within)*den >= num*int64(years) {
				require.Equal(t, loss, q, "at %d", i)
				break
			}
		}
		points, err := d.Curve(q, euro(-1), risk.Money{}, losses[years-1])
		require.NoError(t, err)
		for _, p := range points {
			above := 0
			for _, loss := range losses {
				if loss.Minor() > p.Loss.Minor() {
					above++
				}
			}
			require.Equal(t, above, p.Years)
			require.Equal(t, years, p.Of)
			require.InDelta(t, float64(above)/float64(years), p.Share(), 1e-15)
		}
		require.LessOrEqual(t, int64(points[0].Years)*den, (den-num)*int64(years), "exceeded in no more years than said")
	})
	none := new(risk.Distribution)
	for _, err := range []error{second(none.Mean()), second(none.Quantile(1, 2)), second(none.Curve())} {
		assert.ErrorIs(t, err, ownership.ErrInvalid)
	}
	assert.Zero(t, none.Years())
	assert.Zero(t, risk.Exceedance{}.Share())
	d, err := m.Simulate(risk.Run{Years: 3})
	require.NoError(t, err)
	for range d.All() {
		break // a loop may end early
	}
	for _, q := range [][2]int64{{1, 0}, {-1, 2}, {3, 2}, {0, -1}} {
		assert.ErrorIs(t, second(d.Quantile(q[0], q[1])), ownership.ErrInvalid)
	}
	assert.ErrorIs(t, second(d.Curve(money(1, "USD"))), risk.ErrCurrencies)
}
