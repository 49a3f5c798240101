package risk_test

import (
	"fmt"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

func eur(text string) risk.Money {
	m, err := risk.ParseMoney("EUR " + text)
	if err != nil {
		panic(err)
	}
	return m
}

// What could this cost us? Two things may happen: the machine hall fails, which
// mail and web share and which costs mail a little more, and somebody
// steals data. The mean is one thing, a bad year is another.
func ExampleModel_Simulate() {
	model, err := risk.NewModel(
		risk.Scenario{ID: "hall-fails", PerYear: 0.2, Losses: []risk.Loss{
			{Services: []ownership.ServiceID{"mail", "web"}, Shape: risk.PERT, Low: eur("20000.00"), Likely: eur("50000.00"), High: eur("400000.00")},
			{Services: []ownership.ServiceID{"mail"}, Shape: risk.PERT, Low: eur("0.00"), Likely: eur("1000.00"), High: eur("9000.00")},
		}},
		risk.Scenario{ID: "data-stolen", PerYear: 0.05, Losses: []risk.Loss{
			{Services: []ownership.ServiceID{"web"}, Shape: risk.Lognormal, Low: eur("10000.00"), High: eur("2000000.00")},
		}},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, services := range [][]ownership.ServiceID{{"mail"}, {"web"}, {"mail", "web"}} {
		expected, _ := model.Expected(services...)
		years, _ := model.Simulate(risk.Run{Seed: 2030, Years: 100_000, Services: services})
		bad, _ := years.Quantile(95, 100)
		worse, _ := years.Quantile(199, 200)
		fmt.Println(services, "expected", expected, "one year in 20", bad, "one in 200", worse)
	}
	years, _ := model.Simulate(risk.Run{Seed: 2030, Years: 100_000})
	curve, _ := years.Curve(eur("0.00"), eur("100000.00"), eur("1000000.00"))
	for _, point := range curve {
		fmt.Printf("more than %s: %.1f %% of the years\n", point.Loss, 100*point.Share())
	}
	// Output:
	// [mail] expected EUR 21100.00 one year in 20 EUR 148152.93 one in 200 EUR 282908.13
	// [web] expected EUR 46534.13 one year in 20 EUR 185002.91 one in 200 EUR 1173648.15
	// [mail web] expected EUR 46967.46 one year in 20 EUR 187485.43 one in 200 EUR 1173648.15
	// more than EUR 0.00: 22.1 % of the years
	// more than EUR 100000.00: 11.8 % of the years
	// more than EUR 1000000.00: 0.6 % of the years
}

// The blocks of a run may be played by as many goroutines as there are processors;
// here one plays them backwards.
func ExampleSimulation_Join() {
	model, _ := risk.NewModel(risk.Scenario{ID: "hall-fails", PerYear: 0.2, Losses: []risk.Loss{
		{Shape: risk.PERT, Low: eur("20000.00"), Likely: eur("50000.00"), High: eur("400000.00")},
	}})
	simulation, err := model.Simulation(risk.Run{Seed: 1, Years: 10_000})
	if err != nil {
		fmt.Println(err)
		return
	}
	var blocks []risk.Block
	for i := simulation.Blocks() - 1; i >= 0; i-- {
		block, err := simulation.Block(i)
		if err != nil {
			fmt.Println(err)
			return
		}
		blocks = append(blocks, block)
	}
	backwards, _ := simulation.Join(blocks...)
	forwards, _ := model.Simulate(risk.Run{Seed: 1, Years: 10_000})
	a, _ := backwards.Mean()
	b, _ := forwards.Mean()
	fmt.Println(a, a == b)
	// Output:
	// EUR 21116.17 true
}
