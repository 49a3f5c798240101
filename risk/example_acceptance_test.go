package risk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// exampleRegister: service mail of acme is owned by ada, eve is senior management.
func exampleRegister() *ownership.Register {
	start := time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)
	acme, mail := ownership.OrganisationScope("acme"), ownership.ServiceScope("mail")
	board, err := ownership.Adopt(acme, "old list", start, ownership.Claim{Role: ownership.SeniorManagement, Holder: "eve"})
	if err != nil {
		panic(err)
	}
	owner, err := ownership.Adopt(mail, "old list", start, ownership.Claim{Role: ownership.ServiceOwner, Holder: "ada"})
	if err != nil {
		panic(err)
	}
	reg, err := ownership.NewRegister(ownership.Facts{
		Parties:  []ownership.Party{{ID: "acme", Kind: ownership.Organisation}, {ID: "ada", Kind: ownership.Person}, {ID: "eve", Kind: ownership.Person}},
		Areas:    []ownership.Area{{Scope: acme}},
		Services: []ownership.Service{{ID: "mail", Parents: []ownership.Parent{{Scope: acme}}}},
	}, slices.Values([]ownership.Ledger{board, owner}))
	if err != nil {
		panic(err)
	}
	return reg
}

// exampleCriteria: medium is tolerated, and 50,000 euro a year.
func exampleCriteria() []risk.Criteria {
	grid, err := risk.NewGrid(risk.GridTable{
		ID: "house", Version: "1",
		Likelihood: risk.Scale{{ID: "rare"}, {ID: "likely"}},
		Impact:     risk.Scale{{ID: "minor"}, {ID: "severe"}},
		Levels:     []risk.Level{{ID: "low"}, {ID: "medium"}, {ID: "high"}},
		Cells:      [][]risk.LevelID{{"low", "medium"}, {"medium", "high"}},
	})
	if err != nil {
		panic(err)
	}
	threshold, err := risk.NewMoney(50_000_00, "EUR")
	if err != nil {
		panic(err)
	}
	return []risk.Criteria{{
		Version: "2026", Grid: *grid, RisePercent: 25,
		Limits: []risk.Limit{{Appetite: "low", Tolerance: "medium", Threshold: threshold}},
	}}
}

func on(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC)
}

// How do I register a risk? Identify it within an update of the store, and assess
// it by the grid in force.
func ExampleRisk_Identify() {
	ctx, store, reg, criteria := context.Background(), new(risk.Memory), exampleRegister(), exampleCriteria()
	ada := ownership.Who{By: "ada", At: on(time.March, 1), Ref: "form 17"}
	r, err := store.Update(ctx, "mail-disks", func(r risk.Risk) (risk.Risk, error) {
		return r.Identify(reg, ada, risk.Identify{
			ID: "mail-disks", Scope: ownership.ServiceScope("mail"), Review: on(time.September, 1),
			Entry: risk.Entry{
				Title: "Disk failure", Category: "technical",
				Cause: "two disks fail at once", Event: "the mail store is lost", Consequence: "no mail for a day",
			},
		})
	})
	fmt.Println(r.Status(), err)

	ada.Ref = "form 18"
	r, err = store.Update(ctx, "mail-disks", func(r risk.Risk) (risk.Risk, error) {
		return r.Assess(reg, ada, criteria, risk.Assess{Of: risk.Current, Likelihood: "rare", Impact: "severe", Reason: "as last year"})
	})
	a, _ := r.Assessed(risk.Current)
	fmt.Println(r.Status(), a.Assessment.Level, err)

	// The same form again changes nothing.
	_, err = store.Update(ctx, "mail-disks", func(r risk.Risk) (risk.Risk, error) {
		return r.Assess(reg, ada, criteria, risk.Assess{Of: risk.Current, Likelihood: "rare", Impact: "severe", Reason: "as last year"})
	})
	fmt.Println(errors.Is(err, ownership.ErrRepeated))
	// Output:
	// identified <nil>
	// assessed medium <nil>
	// true
}

// exampleRisk is identified, and assessed as act 2.
func exampleRisk(likelihood risk.StepID) risk.Risk {
	reg, ada := exampleRegister(), ownership.Who{By: "ada", At: on(time.March, 1)}
	r, err := risk.Risk{}.Identify(reg, ada, risk.Identify{
		ID: "mail-disks", Scope: ownership.ServiceScope("mail"), Review: on(time.September, 1),
		Entry: risk.Entry{Cause: "two disks fail at once", Event: "the mail store is lost", Consequence: "no mail for a day"},
	})
	if err != nil {
		panic(err)
	}
	r, err = r.Assess(reg, ada, exampleCriteria(), risk.Assess{Of: risk.Current, Likelihood: likelihood, Impact: "severe", Reason: "as last year"})
	if err != nil {
		panic(err)
	}
	return r
}

// Who may accept a risk, and until when? Within tolerance its owner; beyond it senior
// management alone.
func ExampleRisk_Accept() {
	reg, criteria := exampleRegister(), exampleCriteria()
	ada, eve := ownership.Who{By: "ada", At: on(time.March, 2)}, ownership.Who{By: "eve", At: on(time.March, 3)}
	carry := risk.Accept{Assessment: 2, Until: on(time.December, 31), Reason: "a second site costs more"}

	medium, err := exampleRisk("rare").Accept(reg, ada, criteria, carry)
	fmt.Println(medium.Status(), err)

	high, err := exampleRisk("likely").Accept(reg, ada, criteria, carry)
	fmt.Println(high.Status(), errors.Is(err, ownership.ErrRefused))

	high, err = high.Accept(reg, eve, criteria, carry)
	a, _ := high.Acceptance()
	fmt.Println(high.Status(), "by", a.Proof.By, "as", a.Proof.Role, err)
	// Output:
	// accepted <nil>
	// assessed true
	// accepted by eve as senior-management <nil>
}

// Does the acceptance still hold? The record stays as it was; what it is worth is
// asked for an instant.
func ExampleRisk_Standing() {
	reg, criteria := exampleRegister(), exampleCriteria()
	r, err := exampleRisk("rare").Accept(reg, ownership.Who{By: "ada", At: on(time.March, 2)}, criteria,
		risk.Accept{Assessment: 2, Until: on(time.December, 31), Reason: "a second site costs more"})
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Standing(on(time.April, 1), reg, criteria).Footing)

	r, err = r.Assess(reg, ownership.Who{By: "ada", At: on(time.May, 1)}, criteria,
		risk.Assess{Of: risk.Current, Likelihood: "likely", Impact: "severe", Reason: "the third failure this year"})
	if err != nil {
		panic(err)
	}
	for _, at := range []time.Time{on(time.April, 1), on(time.May, 1), on(time.December, 31)} {
		s := r.Standing(at, reg, criteria)
		fmt.Println(at.Format(time.DateOnly), s.Footing)
		for _, f := range s.Findings {
			fmt.Println("  " + f.Text())
		}
	}
	fmt.Println(r.Status())
	// Output:
	// stands
	// 2026-04-01 stands
	// 2026-05-01 void
	//   level medium was accepted, and it is high now
	// 2026-12-31 void
	//   the risk was accepted until 2026-12-31
	//   level medium was accepted, and it is high now
	// accepted
}
