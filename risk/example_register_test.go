package risk_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// harbour is a small organisation: ada owns the lamp, nobody owns the ferry, and
// senior management set criteria for 2026.
func harbour() (*ownership.Register, risk.Criteria) {
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	lamp, err := ownership.Adopt(ownership.ServiceScope("lamp"), "catalogue", start, ownership.Claim{Role: ownership.ServiceOwner, Holder: "ada"})
	if err != nil {
		panic(err)
	}
	reg, err := ownership.NewRegister(ownership.Facts{
		Parties:  []ownership.Party{{ID: "ada", Kind: ownership.Person}},
		Services: []ownership.Service{{ID: "lamp"}, {ID: "ferry"}},
	}, slices.Values([]ownership.Ledger{lamp}))
	if err != nil {
		panic(err)
	}
	grid, err := risk.NewGrid(risk.GridTable{
		ID: "harbour", Version: "1",
		Likelihood: risk.Scale{{ID: "seldom"}, {ID: "often"}},
		Impact:     risk.Scale{{ID: "minor"}, {ID: "major"}},
		Levels:     []risk.Level{{ID: "low"}, {ID: "medium"}, {ID: "high"}},
		Cells:      [][]risk.LevelID{{"low", "medium"}, {"medium", "high"}},
	})
	if err != nil {
		panic(err)
	}
	return reg, risk.Criteria{Version: "2026", Grid: *grid, RisePercent: 10, Limits: []risk.Limit{
		{Appetite: "low", Tolerance: "medium", Threshold: eur("50000.00"), ReviewDays: 365},
	}}
}

// entered writes a risk of the lamp down and assesses it.
func entered(reg *ownership.Register, criteria risk.Criteria, id risk.RiskID, e risk.Entry, assess risk.Assess) risk.Risk {
	ada := ownership.Who{By: "ada", At: time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC)}
	k, err := risk.Risk{}.Identify(reg, ada, risk.Identify{
		ID: id, Scope: ownership.ServiceScope("lamp"), Entry: e, Review: ada.At.AddDate(1, 0, 0),
	})
	if err != nil {
		panic(err)
	}
	assess.Of, assess.Reason = risk.Current, "as seen this winter"
	k, err = k.Assess(reg, ada, []risk.Criteria{criteria}, assess)
	if err != nil {
		panic(err)
	}
	return k
}

// What is above our appetite, and whose decision is it?
func ExampleRegister_Above() {
	reg, criteria := harbour()
	fire := entered(reg, criteria, "fire", risk.Entry{Cause: "no alarm", Event: "the lamp room burns", Consequence: "no light for months"},
		risk.Assess{Likelihood: "seldom", Impact: "major", Expected: eur("60000.00")})
	salt := entered(reg, criteria, "salt", risk.Entry{Cause: "salty air", Event: "the lens dims", Consequence: "ships see it late"},
		risk.Assess{Likelihood: "often", Impact: "minor", Expected: eur("900.00")})
	gull := entered(reg, criteria, "gull", risk.Entry{Cause: "gulls", Event: "a window breaks", Consequence: "a cold night"},
		risk.Assess{Likelihood: "seldom", Impact: "minor"})

	r, err := risk.NewRegister(reg, risk.Facts{Criteria: []risk.Criteria{criteria}}, slices.Values([]risk.Risk{fire, salt, gull}))
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	for _, k := range r.Above(at) {
		fmt.Println(k.Risk, k.Position.Level, k.Expected, "senior management:", k.Position.ForSeniorManagement(), k.Footing)
	}
	fmt.Print(r.HeatMap(at, risk.Current).Markdown())
	// Output:
	// fire medium EUR 60000.00 senior management: true unaccepted
	// salt medium EUR 900.00 senior management: false unaccepted
	// **Current risks at 2026-02-01T00:00:00Z**, grid harbour version 1
	//
	// | Likelihood \ Impact | minor | major |
	// |---|---|---|
	// | often | medium **1** | high |
	// | seldom | low **1** | medium **1** |
	//
	// - medium, often and minor: salt
	// - medium, seldom and major: fire
	// - low, seldom and minor: gull
}

// What could all of this cost us? The hall burns once, however many entries say so.
func ExampleRegister_Losses() {
	reg, criteria := harbour()
	hall := func(loss risk.Loss) *risk.Model {
		m, err := risk.NewModel(risk.Scenario{ID: "hall-burns", PerYear: 0.1, Losses: []risk.Loss{
			{Services: []ownership.ServiceID{"lamp", "ferry"}, Shape: risk.PERT, Low: eur("30000.00"), Likely: eur("40000.00"), High: eur("80000.00")}, loss,
		}})
		if err != nil {
			panic(err)
		}
		return m
	}
	dark := entered(reg, criteria, "dark", risk.Entry{Cause: "the hall burns", Event: "no lamp", Consequence: "a dark coast"},
		risk.Assess{Likelihood: "seldom", Impact: "major", Model: hall(risk.Loss{
			Services: []ownership.ServiceID{"lamp"}, Shape: risk.PERT, Low: eur("1000.00"), Likely: eur("2000.00"), High: eur("3000.00"),
		})})
	stuck := entered(reg, criteria, "stuck", risk.Entry{Cause: "the hall burns", Event: "no ferry", Consequence: "nobody leaves"},
		risk.Assess{Likelihood: "seldom", Impact: "major", Model: hall(risk.Loss{
			Services: []ownership.ServiceID{"ferry"}, Shape: risk.PERT, Low: eur("5000.00"), Likely: eur("6000.00"), High: eur("7000.00"),
		})})
	r, err := risk.NewRegister(reg, risk.Facts{Criteria: []risk.Criteria{criteria}}, slices.Values([]risk.Risk{dark, stuck}))
	if err != nil {
		fmt.Println(err)
		return
	}
	losses, err := r.Losses(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, services := range [][]ownership.ServiceID{nil, {"lamp"}, {"ferry"}} {
		expected, _ := losses.Models[0].Expected(services...)
		years, _ := losses.Models[0].Simulate(risk.Run{Seed: 7, Years: 100_000, Services: services})
		bad, _ := years.Quantile(99, 100)
		fmt.Println(services, "expected", expected, "one year in 100", bad)
	}
	// Output:
	// [] expected EUR 5300.00 one year in 100 EUR 68653.94
	// [lamp] expected EUR 4700.00 one year in 100 EUR 62647.47
	// [ferry] expected EUR 5100.00 one year in 100 EUR 66684.50
}

// Which risks has nobody written down? A review of ownership knows some.
func ExampleRegister_Derive() {
	reg, criteria := harbour()
	at := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	r, err := risk.NewRegister(reg, risk.Facts{Criteria: []risk.Criteria{criteria}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	suggested, err := r.Derive(at, reg.Review(at, ownership.Selection{}).All(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range suggested {
		fmt.Printf("%s\n  because %s,\n  %s;\n  then %s\n", s.Entry.Title, s.Entry.Cause, s.Entry.Event, s.Entry.Consequence)
	}

	// Written down, a cause is not suggested again.
	missing := suggested[slices.IndexFunc(suggested, func(s risk.Suggestion) bool { return s.Scope == ownership.ServiceScope("lamp") })]
	k, err := risk.Risk{}.Identify(reg, ownership.Who{By: "ada", At: at}, risk.Identify{
		ID: missing.ID, Scope: missing.Scope, Entry: missing.Entry, Review: at.AddDate(0, 6, 0),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	again, err := r.With(k).Derive(at, reg.Review(at, ownership.Selection{}).All(), nil)
	fmt.Println(len(suggested), "suggestions, and", len(again), "after one was written down", err)
	// Output:
	// Nobody stands in for the owner of ferry
	//   because ferry has no deputy of its owner,
	//   the owner is away when a decision is due;
	//   then the decision about ferry waits until the owner is back
	// Nobody answers for ferry
	//   because ferry has no owner,
	//   a decision about ferry is due and nobody takes it;
	//   then faults, changes and promises of ferry are left undecided until somebody is found
	// Nobody stands in for the owner of lamp
	//   because lamp has no deputy of its owner,
	//   the owner is away when a decision is due;
	//   then the decision about lamp waits until the owner is back
	// 3 suggestions, and 2 after one was written down <nil>
}
