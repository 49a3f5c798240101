package sla_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// salesOffice is a small organisation: olga owns mail, sam manages its service levels,
// and cara of sales is its customer. The agreement is declared as an area within
// mail, so that all three have their part in it.
func salesOffice() *ownership.Register {
	within := func(of ownership.PartyID) []ownership.Membership { return []ownership.Membership{{Of: of}} }
	facts := ownership.Facts{
		Parties: []ownership.Party{
			{ID: "acme", Kind: ownership.Organisation},
			{ID: "cara", Kind: ownership.Person, Within: within("sales")},
			{ID: "olga", Kind: ownership.Person, Within: within("acme")},
			{ID: "sales", Kind: ownership.Unit, Within: within("acme")},
			{ID: "sam", Kind: ownership.Person, Within: within("acme")},
		},
		Services: []ownership.Service{{ID: "mail", Providers: []ownership.Provider{{By: "acme"}}}},
		Areas: []ownership.Area{{
			Scope: sla.AgreementID("mail-sales").Scope(), Parents: []ownership.Parent{{Scope: ownership.ServiceScope("mail")}},
		}},
	}
	ledger, err := ownership.Adopt(ownership.ServiceScope("mail"), "example", january(1),
		ownership.Claim{Role: ownership.ServiceOwner, Holder: "olga"},
		ownership.Claim{Role: ownership.ServiceLevelManager, Holder: "sam"},
		ownership.Claim{Role: ownership.Customer, Holder: "cara"})
	if err != nil {
		panic(err)
	}
	reg, err := ownership.NewRegister(facts, slices.Values([]ownership.Ledger{ledger}))
	if err != nil {
		panic(err)
	}
	return reg
}

func january(day int) time.Time { return time.Date(2026, 1, day, 9, 0, 0, 0, time.UTC) }

// An agreement is negotiated, held against capability, backed by the owner,
// signed by both sides and put into force. Each command asks who may give it.
func Example_agreement() {
	reg := salesOffice()
	sam := func(day int) ownership.Who { return ownership.Who{By: "sam", At: january(day)} }
	cara := func(day int) ownership.Who { return ownership.Who{By: "cara", At: january(day)} }
	olga := func(day int) ownership.Who { return ownership.Who{By: "olga", At: january(day)} }

	terms := sla.Terms{
		NoticeDays: 90,
		Targets: []sla.LevelTarget{{
			ID: "availability", Measure: sla.Availability, Cycle: sla.MonthlyIn("Europe/Berlin"),
			Objective: sla.Objective{Share: 999 * sla.Percent / 10},
		}},
	}
	able := sla.Capability{Service: "mail", Measure: sla.Availability, Objective: sla.Objective{Share: 995 * sla.Percent / 10}}

	var store sla.Memory[sla.AgreementID, sla.Agreement]
	do := func(what string, command func(sla.Agreement) (sla.Agreement, error)) {
		a, err := store.Update(context.Background(), "mail-sales", command)
		if err != nil {
			fmt.Printf("%s: %v\n", what, err)
			return
		}
		fmt.Printf("%s: %s\n", what, a.Status(january(31)))
	}
	do("draft", func(a sla.Agreement) (sla.Agreement, error) {
		return a.Draft(reg, sam(2), sla.Proposal{ID: "mail-sales", Counterparty: "sales", Services: []ownership.ServiceID{"mail"}})
	})
	do("negotiate", func(a sla.Agreement) (sla.Agreement, error) { return a.Negotiate(reg, sam(3), terms, "first offer") })
	do("assess", func(a sla.Agreement) (sla.Agreement, error) {
		return a.Assess(reg, sam(4), []sla.Capability{able}, time.LoadLocation)
	})
	do("sign too early", func(a sla.Agreement) (sla.Agreement, error) { return a.Sign(reg, sam(5), sla.ForProvider) })
	do("lower the target", func(a sla.Agreement) (sla.Agreement, error) {
		return a.LowerTarget(reg, cara(6), "availability", sla.Objective{Share: 99 * sla.Percent}, "good enough for us")
	})
	do("commit resources", func(a sla.Agreement) (sla.Agreement, error) {
		return a.Commit(reg, olga(7), "mail", ownership.Quantity{})
	})
	do("sign for the provider", func(a sla.Agreement) (sla.Agreement, error) { return a.Sign(reg, sam(8), sla.ForProvider) })
	do("sign for the customer", func(a sla.Agreement) (sla.Agreement, error) { return a.Sign(reg, cara(9), sla.ForCounterparty) })
	do("activate", func(a sla.Agreement) (sla.Agreement, error) { return a.Activate(reg, sam(10)) })

	// Output:
	// draft: draft
	// negotiate: negotiating
	// assess: negotiating
	// sign too early: sign agreement:mail-sales: refused: mail cannot keep availability (level), and that is not settled [agreement.unsettled R62]
	// lower the target: negotiating
	// commit resources: negotiating
	// sign for the provider: negotiating
	// sign for the customer: agreed
	// activate: active
}

// Can we promise that? Targets are held against what the service can keep,
// coverage hours included.
func ExampleFeasibility() {
	fourHours := sla.Target{Time: 4 * time.Hour}
	evenings := sla.Definition{Name: "evenings", Zone: "UTC", Week: sla.Weekdays(sla.Window{From: 8 * sla.Hour, Until: 20 * sla.Hour})}
	terms := sla.Terms{
		Calendars: []sla.Definition{evenings},
		Targets: []sla.LevelTarget{
			{ID: "availability", Measure: sla.Availability, Cycle: sla.MonthlyIn("UTC"), Objective: sla.Objective{Share: 99 * sla.Percent}},
			{ID: "urgent", Measure: sla.Resolution, Class: "p1", Cycle: sla.MonthlyIn("UTC"), Calendar: "evenings", Objective: sla.Objective{Share: 95 * sla.Percent, Within: fourHours}},
		},
	}
	day := sla.Definition{Name: "office hours", Zone: "UTC", Week: sla.Weekdays(sla.Window{From: 8 * sla.Hour, Until: 17 * sla.Hour})}
	able := []sla.Capability{
		{Service: "mail", Measure: sla.Availability, Objective: sla.Objective{Share: 995 * sla.Percent / 10}},
		{Service: "mail", Measure: sla.Resolution, Objective: sla.Objective{Share: 90 * sla.Percent, Within: fourHours}, Hours: &day},
	}
	judged, err := sla.Feasibility(terms, []ownership.ServiceID{"mail"}, able, time.LoadLocation, january(1))
	if err != nil {
		fmt.Println(err)
	}
	for _, j := range judged {
		fmt.Println(j.Feasible(), j)
	}
	// Output:
	// true availability of mail
	// false urgent of mail: cases, hours
}

// A measure of one's own is a name with a card: its unit, and which way is better.
func ExampleMeasureCard() {
	terms := sla.Terms{
		Measures: []sla.MeasureCard{{Measure: "lost mails", Unit: "mails", Direction: sla.AtMost}},
		Targets: []sla.LevelTarget{{
			ID: "lost", Measure: "lost mails", Cycle: sla.QuarterlyIn("UTC"), Objective: sla.Objective{Amount: 3},
		}},
	}
	judged, err := sla.Feasibility(terms, []ownership.ServiceID{"mail"}, []sla.Capability{
		{Service: "mail", Measure: "lost mails", Objective: sla.Objective{Amount: 5}},
	}, time.LoadLocation, january(1))
	fmt.Println(judged[0], err)
	// Output: lost of mail: level <nil>
}
