package sla_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// exampleBook knows who answers for mail, what cara was promised, and how June went.
func exampleBook() (*ownership.Register, *sla.Book) {
	agreed := sla.AgreementID("mail-sla")
	facts := ownership.Facts{
		Services: []ownership.Service{{ID: "mail"}},
		Areas:    []ownership.Area{{Scope: agreed.Scope(), Parents: []ownership.Parent{{Scope: ownership.ServiceScope("mail")}}}},
		Parties:  []ownership.Party{{ID: "cara", Kind: ownership.Person}, {ID: "olga", Kind: ownership.Person}, {ID: "sam", Kind: ownership.Person}},
	}
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	roles, err := ownership.Adopt(ownership.ServiceScope("mail"), "catalogue", begin,
		ownership.Claim{Role: ownership.ServiceOwner, Holder: "olga"}, ownership.Claim{Role: ownership.ServiceLevelManager, Holder: "sam"})
	must(err)
	reg, err := ownership.NewRegister(facts, slices.Values([]ownership.Ledger{roles}))
	must(err)
	promised, err := sla.Adopt("catalogue", begin, sla.Proposal{
		ID: agreed, Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{"mail"},
		Terms: sla.Terms{
			Validity: ownership.Period{From: begin}, ReviewDays: 92,
			Targets: []sla.LevelTarget{{
				ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: 995 * sla.Percent / 10}, Cycle: sla.MonthlyIn("Europe/Berlin"),
			}},
			Credits: []sla.CreditTier{{Target: "availability", Share: 99 * sla.Percent, BasisPoints: 500}},
		},
	})
	must(err)

	month := sla.Month{Year: 2026, Month: time.June}
	p := month.Period()
	night := p.From.AddDate(0, 0, 9).Add(22 * time.Hour)
	june, err := sla.Measurements{}.Record(reg, ownership.Who{By: "sam", At: p.Until}, sla.MeasurementKey{Service: "mail", Month: month}, sla.Figures{
		Watched: []sla.Watch{{Period: p}},
		Outages: []sla.Outage{
			{ID: "INC-7", Period: ownership.Period{From: night, Until: night.Add(8 * time.Hour)}},
			{ID: "INC-9", Period: ownership.Period{From: night.Add(time.Hour), Until: night.Add(2 * time.Hour)}}, // part of it
		},
		Maintenance: []ownership.Period{{From: night.Add(3 * time.Hour), Until: night.Add(5 * time.Hour)}},
	})
	must(err)
	return reg, sla.NewBook(reg, promised).WithZones(time.LoadLocation).WithMeasurements(june)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Did we keep the promise?
func Example_didWeKeepThePromise() {
	_, book := exampleBook()
	berlin, err := time.LoadLocation("Europe/Berlin")
	must(err)
	june := sla.MonthlyIn("Europe/Berlin").Running(time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC), berlin)
	// The first two hours of June in Berlin are filed under May, which nobody
	// measured: a gap that cannot turn this verdict.
	for _, a := range book.Attained("mail", june, june.Until.AddDate(0, 0, 5)) {
		fmt.Println(a.Target.ID, a.PromisedText(), "-", a.ActualText(), a.Verdict)
		fmt.Println("agreed", a.Uptime.Agreed, "watched", a.Uptime.Watched, "down", a.Uptime.Down)
		fmt.Println("over the budget by", -time.Duration(a.Budget().Left()))
	}
	// Output:
	// availability at least 99.5% - 99.1620111% missed
	// agreed 718h0m0s watched 716h0m0s down 6h0m0s
	// over the budget by 2h24m36s
}

// A review meeting: nobody chooses what it looks at, and a breach is not closed without
// a cause and somebody who does something about it.
func Example_aReviewMeeting() {
	reg, book := exampleBook()
	day := func(n int) time.Time { return time.Date(2026, 7, n, 10, 0, 0, 0, time.UTC) }

	missed := book.Ended("mail", day(1))[0]
	breach, err := sla.Breach{}.Notice(reg, ownership.Who{By: "sam", At: day(1)}, missed.BrokenBy("june", ""))
	must(err)
	_, err = breach.Close(reg, ownership.Who{By: "sam", At: day(1)}, "")
	fmt.Println(err)
	breach, err = breach.Explain(reg, ownership.Who{By: "olga", At: day(2)}, "the relay has no spare")
	must(err)
	breach, err = breach.Plan(reg, ownership.Who{By: "olga", At: day(2)}, sla.PlanAction{What: "put up a second one", Owner: "olga", Due: day(30)})
	must(err)
	book = book.WithBreach(breach)

	meeting, err := sla.Meeting{}.CallMeeting(reg, ownership.Who{By: "sam", At: day(2)}, sla.Call{
		ID: "june", Kind: sla.ExternalMeeting, Agreement: "mail-sla", Period: missed.Period, At: day(6),
	})
	must(err)
	meeting, err = meeting.Hold(reg, ownership.Who{By: "sam", At: day(6)}, book, sla.Minutes{
		Present: []sla.Attendee{{Party: "sam", As: ownership.ServiceLevelManager}, {Party: "cara", As: ownership.Customer}},
	})
	must(err)
	for row := range meeting.Rows() {
		fmt.Println(row.Target, row.Promised, "-", row.Actual, row.Verdict, row.Breaches)
	}
	due, _ := book.WithMeeting(meeting).NextMeeting("mail-sla", day(7))
	fmt.Println("next by", due.Format(time.DateOnly))
	// Output:
	// close breach breach:june: refused: nothing keeps availability from being missed again, breach june [breach.action-missing R26 R71]; nobody has found out why availability was missed, breach june [breach.cause-missing R71]
	// availability at least 99.5% - 99.1620111% missed [june]
	// next by 2026-10-06
}

func ExampleBook_ServiceReport() {
	_, book := exampleBook()
	month := ownership.Period{From: time.Date(2026, 5, 31, 22, 0, 0, 0, time.UTC), Until: time.Date(2026, 6, 30, 22, 0, 0, 0, time.UTC)}
	fmt.Print(book.ServiceReport("mail", month, time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC)))
	// Output:
	// # Service report: mail
	//
	// From 2026-05-31 22:00 to 2026-06-30 22:00, as known on 2026-07-06.
	//
	// ## Promises
	//
	// | Agreement | Target | From | To | Promised | Actual | Verdict | Budget left | Credit |
	// |---|---|---|---|---|---|---|---|---|
	// | mail-sla | availability | 2026-05-31 22:00 | 2026-06-30 22:00 | at least 99.5% | 99.1620111% | missed | -2h24m36s of 3h35m24s |  |
	//
	// ## Breaches
	//
	// None is recorded.
	//
	// ## Actions
	//
	// None was planned.
	//
	// ## Meetings
	//
	// None was called.
}

// What else is wrong? The same table serves reviews and gates.
func ExampleBook_Review() {
	_, book := exampleBook()
	report := book.Review(time.Date(2026, 7, 20, 0, 0, 0, 0, time.UTC), ownership.Selection{
		Codes: []ownership.Code{"attainment.missed", "breach.unrecorded", "meeting.overdue", "review.missing"},
	})
	for f := range report.All() {
		fmt.Println(f)
	}
	// Output:
	// warning service:mail: availability of mail-sla was missed from 2026-05-31 22:00 to 2026-06-30 22:00: 99.1620111%, promised is at least 99.5% [attainment.missed R25 R72]
	// warning service:mail: availability of mail-sla was missed from 2026-05-31 22:00 to 2026-06-30 22:00, and nothing is recorded about it [breach.unrecorded R26 R71]
	// warning agreement:mail-sla: a review of mail-sla was due on 2026-04-03: every 92 days was agreed [meeting.overdue R68 R69]
	// warning service:mail: nobody has reviewed in 190 days what mail reached of what is promised [review.missing R25 R27]
}

// A log measured by itself, without any record.
func ExampleCalendar_Uptime() {
	cal := exampleCalendar()
	monday := time.Date(2026, 6, 1, 0, 0, 0, 0, cal.Location())
	day := ownership.Period{From: monday, Until: monday.AddDate(0, 0, 1)}
	at := func(hour int) time.Time { return monday.Add(time.Duration(hour) * time.Hour) }
	u, err := cal.Uptime(day, day.Until, sla.Log{
		Watched:     []ownership.Period{{}}, // since ever, without an end
		Outages:     []ownership.Period{{From: at(8), Until: at(10)}, {From: at(16), Until: at(20)}},
		Maintenance: []ownership.Period{{From: at(16), Until: at(18)}},
	})
	fmt.Println(u.Agreed, u.Down, err)
	// Output: 7h0m0s 1h0m0s <nil>
}
