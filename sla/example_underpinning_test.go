package sla_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// What holds us back? The shop promises 99.9%. It needs a checkout, one of two
// sites, and a payment provider; both sites stand on one network.
func ExampleBook_Underpinning() {
	at := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	on := func(ids ...ownership.ServiceID) (out []ownership.Dependency) {
		for _, id := range ids {
			out = append(out, ownership.Dependency{On: id})
		}
		return out
	}
	shop := ownership.Service{
		ID:           "shop",
		Dependencies: append(on("checkout"), ownership.Dependency{On: "north", Group: "sites"}, ownership.Dependency{On: "south", Group: "sites"}),
		Redundancy:   []ownership.Redundancy{{Group: "sites", Need: 1}},
	}
	reg, err := ownership.NewRegister(ownership.Facts{Services: []ownership.Service{
		shop,
		{ID: "checkout", Dependencies: on("payment")},
		{ID: "north", Dependencies: on("network")},
		{ID: "south", Dependencies: on("network")},
		{ID: "network"},
		{ID: "payment"},
	}}, slices.Values([]ownership.Ledger(nil)))
	if err != nil {
		fmt.Println(err)
		return
	}
	promise := func(id sla.AgreementID, kind sla.Kind, of, on ownership.ServiceID, share string) sla.Agreement {
		level, err := sla.ParseShare(share)
		if err != nil {
			fmt.Println(err)
		}
		p := sla.Proposal{
			ID: id, Kind: kind, Counterparty: "somebody", Services: []ownership.ServiceID{of},
			Terms: sla.Terms{Targets: []sla.LevelTarget{{
				ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: level}, Cycle: sla.MonthlyIn("UTC"),
			}}},
		}
		if on != "" {
			p.Through = []ownership.ServiceID{on}
		}
		a, err := sla.Adopt("example", at.AddDate(0, -1, 0), p)
		if err != nil {
			fmt.Println(err)
		}
		return a
	}
	book := sla.NewBook(
		reg,
		promise("shop-sla", sla.SLA, "shop", "", "99.9%"),
		promise("checkout-ola", sla.OLA, "shop", "checkout", "99.95%"),
		promise("north-ola", sla.OLA, "shop", "north", "99%"),
		promise("south-ola", sla.OLA, "shop", "south", "99%"),
		promise("north-net-ola", sla.OLA, "north", "network", "99.99%"),
		promise("south-net-ola", sla.OLA, "south", "network", "99.99%"),
		promise("payment-uc", sla.UC, "checkout", "payment", "99.9%"),
	)

	u := book.Underpinning("shop", at)
	fmt.Println("able:", u.Able)
	for _, p := range u.Promises {
		fmt.Println(p.Agreement, p.Promised, p.Bearing)
	}
	for _, l := range u.Weakest {
		fmt.Println("held back by", l)
	}
	// What would do: the payment at four nines.
	better := book.With(promise("payment-uc", sla.UC, "checkout", "payment", "99.99%")).Underpinning("shop", at)
	fmt.Println("able:", better.Able, better.Promises[0].Bearing, "if the shop itself reaches", better.Promises[0].Own)

	// Output:
	// able: 99.8300809%
	// shop-sla 99.9% too weak
	// held back by checkout (99.95% by checkout-ola)
	// held back by payment (99.9% by payment-uc)
	// able: 99.9200179% carried if the shop itself reaches 99.9799661%
}
