package ownership_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// date is midnight UTC: examples, like the library, read no clock.
func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// ferry is the register of a small ferry company: Dora owns the timetable
// service, Ben stands in for her while she is on leave in July, and Ada heads
// the company.
func ferry() *ownership.Register {
	company := ownership.OrganisationScope("skerry-ferries")
	timetable := ownership.ServiceScope("timetable")
	facts := ownership.Facts{
		Parties: []ownership.Party{
			{ID: "skerry-ferries", Kind: ownership.Organisation},
			{ID: "ada", Kind: ownership.Person},
			{ID: "ben", Kind: ownership.Person},
			{ID: "dora", Kind: ownership.Person, Absences: []ownership.Absence{
				{Period: ownership.Period{From: date(2026, 7, 1), Until: date(2026, 8, 1)}, Reason: "leave"},
			}},
		},
		Areas: []ownership.Area{{Scope: company, Name: "Skerry Ferries"}},
		Services: []ownership.Service{{
			ID: "timetable", Kind: ownership.Application,
			Parents: []ownership.Parent{{Scope: company}},
		}},
	}
	since := ownership.Period{From: date(2026, 1, 1)}
	head, err := ownership.Adopt(company, "staff list", date(2026, 1, 1),
		ownership.Claim{Role: ownership.SeniorManagement, Holder: "ada", Period: since})
	if err != nil {
		fmt.Println(err)
	}
	owner, err := ownership.Adopt(timetable, "staff list", date(2026, 1, 1),
		ownership.Claim{Role: ownership.ServiceOwner, Holder: "dora", Period: since, Mandate: &ownership.Mandate{
			GrantedBy: "ada",
			Limits:    []ownership.Limit{{Activity: ownership.CommitResources, Max: ownership.Quantity{Value: 50_000_00, Unit: "EUR"}}},
		}},
		ownership.Claim{Role: ownership.ServiceOwnerDeputy, Holder: "ben", Rank: 1, Period: since})
	if err != nil {
		fmt.Println(err)
	}
	reg, err := ownership.NewRegister(facts, slices.Values([]ownership.Ledger{head, owner}))
	if err != nil {
		fmt.Println(err)
	}
	return reg
}

// Who owns this, and why may they sign for it?
func ExampleRegister_Owner() {
	reg := ferry()
	may := date(2026, 5, 4)

	owner := reg.Owner("timetable", may)
	fmt.Println(owner.State, owner.Holder)
	fmt.Println(reg.Owner("bar", may).State)

	auth, err := reg.Authorize(ownership.Request{
		By: owner.Holder, Activity: ownership.CommitResources, Scope: ownership.ServiceScope("timetable"), At: may,
		Amount: ownership.Quantity{Value: 20_000_00, Unit: "EUR"},
	})
	proof := auth.Proof()
	fmt.Println(err, proof.Capacity, "as", proof.Role, "of", proof.Via)
	// Output:
	// held dora
	// vacant
	// <nil> own right as service-owner of service:timetable
}

// Who acts while the owner is away, and for whom? Accountability does not move.
func ExampleRegister_Acting() {
	reg := ferry()
	for _, at := range []time.Time{date(2026, 6, 15), date(2026, 7, 15)} {
		actor := reg.ActingOwner("timetable", at)
		fmt.Println(at.Format(time.DateOnly), actor.Person, "acts by", actor.Capacity, "and", actor.Answer.Holder, "answers")
	}
	auth, err := reg.Authorize(ownership.Request{
		By: "ben", Activity: ownership.ApproveChange, Scope: ownership.ServiceScope("timetable"), At: date(2026, 7, 15),
	})
	fmt.Println(err, auth.Proof().By, "for", auth.Proof().For)
	// Output:
	// 2026-06-15 dora acts by own right and dora answers
	// 2026-07-15 ben acts by deputy and dora answers
	// <nil> ben for dora
}

// Why not? A refusal lists everything that is missing, each with the
// requirement behind it.
func ExampleRegister_Why() {
	reg := ferry()
	err := reg.Why(ownership.Request{
		By: "ben", Activity: ownership.CommitResources, Scope: ownership.ServiceScope("timetable"), At: date(2026, 7, 15),
		Amount: ownership.Quantity{Value: 20_000_00, Unit: "EUR"},
	})
	var refused *ownership.Error
	if errors.As(err, &refused) {
		for _, f := range refused.Findings {
			fmt.Println(f.Text(), f.Sources)
		}
	}
	// Output:
	// commit-resources is for the service-owner alone, and ben only stands in [R32 C15]
	// ben does not act as service-owner, which is A/R for commit-resources; over service:timetable that role is held: dora [R14 R97]
}

// What falls vacant if somebody leaves, and who could take over?
func ExampleRegister_Departure() {
	for _, loss := range ferry().Departure("dora", date(2026, 9, 1)) {
		fmt.Println(loss.Role, "of", loss.Scope, "becomes", loss.After)
		for _, s := range loss.Successors {
			fmt.Println("  could be", s.Party, "as", s.Reason)
		}
	}
	// Output:
	// service-owner of service:timetable becomes vacant
	//   could be ben as deputy
}

// Whom to notify of a major incident?
func ExampleRegister_MajorIncident() {
	for who := range ferry().MajorIncident("timetable", date(2026, 7, 15)) {
		fmt.Println(who.Letters, who.Role, who.Party, who.Acting)
	}
	// Output:
	// I service-owner dora false
	// I service-owner ben true
}
