package risk_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// benchModel has n scenarios from one in a hundred years to twice a year, half an
// event a year on average, half of them PERT and half lognormal; each tenth strikes
// two services.
func benchModel(b *testing.B, n int) *risk.Model {
	list := make([]risk.Scenario, n)
	for i := range int64(n) {
		loss := risk.Loss{
			Services: []ownership.ServiceID{ownership.ServiceID(fmt.Sprint("service-", i%200))},
			Shape:    risk.PERT, Low: euro(1_000_00), Likely: euro((5_000 + i) * 100), High: euro(90_000_00),
		}
		if i%2 == 1 {
			loss.Shape, loss.Likely = risk.Lognormal, risk.Money{}
		}
		if i%10 == 0 {
			loss.Services = append(loss.Services, "shared")
		}
		list[i] = risk.Scenario{ID: risk.ScenarioID(fmt.Sprint("s", i)), PerYear: []float64{0.01, 0.05, 0.1, 0.34, 2}[i/2%5], Losses: []risk.Loss{loss}}
	}
	return modelOf(b, list...)
}

// BenchmarkSimulate1000Risks100000Years plays 50 million events on one processor.
func BenchmarkSimulate1000Risks100000Years(b *testing.B) {
	m := benchModel(b, 1000)
	b.ReportAllocs()
	for b.Loop() {
		d, err := m.Simulate(risk.Run{Seed: 1, Years: 100_000})
		require.NoError(b, err)
		require.Equal(b, 100_000, d.Years())
	}
}

// BenchmarkSimulateOneService looks at one of the 200 services.
func BenchmarkSimulateOneService(b *testing.B) {
	m := benchModel(b, 1000)
	b.ReportAllocs()
	for b.Loop() {
		_, err := m.Simulate(risk.Run{Seed: 1, Years: 100_000, Services: []ownership.ServiceID{"service-7"}})
		require.NoError(b, err)
	}
}

func BenchmarkExpected1000Risks(b *testing.B) {
	m := benchModel(b, 1000)
	b.ReportAllocs()
	for b.Loop() {
		_, err := m.Expected("service-7")
		require.NoError(b, err)
	}
}

func BenchmarkMoneyAdd(b *testing.B) {
	x, y := euro(1), euro(2)
	b.ReportAllocs()
	for b.Loop() {
		x, _ = x.Add(y)
	}
}

func BenchmarkMoneyMulRatio(b *testing.B) {
	x := euro(1_000_000_00)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = x.MulRatio(17, 365, risk.HalfEven)
	}
}

func BenchmarkGridLevel(b *testing.B) {
	g := gridOf(b, smallGrid())
	b.ReportAllocs()
	for b.Loop() {
		_, _ = g.Level("frequent", "critical")
	}
}
