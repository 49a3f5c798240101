package lifecycle_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// ferry is a small organisation that is going to sell tickets, with everything
// that is known of it. In a program these are records in stores; here each step of
// the story replaces one of them.
type ferry struct {
	p      *lifecycle.Portfolio
	ledger ownership.Ledger // who answers for the tickets
	record lifecycle.Record // where the service stands
}

var tickets = ownership.ServiceScope("tickets")

// on is somebody on a date of 2026, at nine.
func on(who ownership.PartyID, month time.Month, day int) ownership.Who {
	return ownership.Who{By: who, At: time.Date(2026, month, day, 9, 0, 0, 0, time.UTC)}
}

// harbour sets the organisation up: mona manages it, paul its portfolio, kim its
// improvement. Olga owns the tickets, dirk is her deputy, cara their customer, sam
// manages their levels and rita their releases.
func harbour() *ferry {
	line, portfolio := ownership.OrganisationScope("line"), ownership.Scope{Level: ownership.LevelPortfolio, ID: "passengers"}
	facts := ownership.Facts{
		Parties: []ownership.Party{{ID: "line", Kind: ownership.Organisation}},
		Areas: []ownership.Area{
			{Scope: portfolio, Parents: []ownership.Parent{{Scope: line}}},
			{Scope: sla.AgreementID("tickets-sla").Scope(), Parents: []ownership.Parent{{Scope: tickets}}},
		},
		Services: []ownership.Service{{ID: "tickets", Name: "Tickets", Parents: []ownership.Parent{{Scope: portfolio}}}},
	}
	for _, id := range []ownership.PartyID{"mona", "paul", "kim", "olga", "dirk", "cara", "sam", "rita", "nils"} {
		facts.Parties = append(facts.Parties, ownership.Party{ID: id, Kind: ownership.Person})
	}
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	f := &ferry{ledger: must(ownership.Adopt(tickets, "old list", start,
		ownership.Claim{Role: ownership.ServiceOwner, Holder: "olga"}, ownership.Claim{Role: ownership.ServiceOwnerDeputy, Holder: "dirk", Rank: 1},
		ownership.Claim{Role: ownership.Customer, Holder: "cara"}, ownership.Claim{Role: ownership.ServiceLevelManager, Holder: "sam"},
		ownership.Claim{Role: ownership.ReleaseManager, Holder: "rita"}))}
	reg := must(ownership.NewRegister(facts, slices.Values([]ownership.Ledger{
		must(ownership.Adopt(line, "old list", start, ownership.Claim{Role: ownership.SeniorManagement, Holder: "mona"}, ownership.Claim{Role: ownership.CSIManager, Holder: "kim"})),
		must(ownership.Adopt(portfolio, "old list", start, ownership.Claim{Role: ownership.ServiceDeliveryManager, Holder: "paul"})),
		f.ledger,
	})))
	f.p = lifecycle.NewPortfolio(lifecycle.Rooms{Register: reg}, nil, nil, nil)
	return f
}

// now is what the commands ask.
func (f *ferry) now() ownership.Authority { return f.p.Register() }

// keep takes over what a command on the record returned.
func (f *ferry) keep(r lifecycle.Record, err error) {
	f.record = must(r, err)
	f.p = f.p.With(f.record)
}

// move advances the service and tells how it went.
func (f *ferry) move(w ownership.Who, e lifecycle.Event) {
	r, err := f.p.Advance(f.record, w, lifecycle.Advance{On: e})
	var blocked *lifecycle.Blocked
	if errors.As(err, &blocked) {
		fmt.Printf("%s: %s wants %s from %s, and is refused:\n", w.At.Format("Jan 02"), w.By, e, f.record.Status())
		for _, o := range blocked.Obstacles {
			fmt.Printf("    %s (ask %v)\n", o.Text(), o.Ask)
		}
		return
	}
	f.keep(r, err)
	tell(w, "moves the service to "+string(r.Status()))
}

func tell(w ownership.Who, what string) {
	fmt.Printf("%s: %s %s\n", w.At.Format("Jan 02"), w.By, what)
}

// A service from the idea to its retirement, with everything that comes between.
func Example_walkthrough() {
	f := harbour()
	f.idea()
	f.operation()
	f.handover()
	breach := f.breach()
	f.improvement(breach)
	f.acceptedRisk()
	f.move(on("mona", time.December, 1), lifecycle.Retire)

	for s := range f.record.Stays() {
		if s.IsOpen() || s.Until.Sub(s.From) > 7*24*time.Hour {
			fmt.Println(s.Status, "from", s.From.Format(time.DateOnly))
		}
	}
	// Output:
	// Jan 02: paul proposes the service
	// Jan 06: olga has a definition that is confirmed and approved, and an entry in the catalogue
	// Jan 07: olga enters a risk into the register
	// Jan 10: olga moves the service to defined
	// Jan 11: olga moves the service to analysed
	// Jan 12: paul moves the service to approved
	// Jan 13: mona moves the service to chartered
	// Jan 14: olga moves the service to designed
	// Jan 15: olga moves the service to developed
	// Jan 16: olga moves the service to built
	// Jan 17: olga moves the service to tested
	// Jan 18: olga moves the service to released
	// Jan 20: olga wants forward from released, and is refused:
	//     tickets has the customer cara, and nothing is agreed about it (ask [sam])
	//     no release of tickets is ready for production with the voice of its owner: none was judged (ask [olga])
	// Jan 22: rita judges the first release ready, to which the owner has agreed
	// Jan 23: sam files the agreement with cara
	// Jan 24: olga moves the service to operational
	// Feb 01: mona hands the service over to nils
	//     on Feb 14 it is owned by olga
	//     on Feb 15 it is owned by nils
	// Mar 02: sam measured 98.2142857% and promised at least 99%: missed
	// Mar 03: nils knows why, and plans to mend the cable
	// Mar 07: nils moves the service to improving
	// May 03: nils measures 998 permille, goal reached: true
	// May 04: nils moves the service to operational
	// May 06: nils accepts the risk, which is medium
	//     on Oct 31 the acceptance is: stands
	//     on Nov 01 the acceptance is: void
	// Dec 01: mona moves the service to retired
	// requirements from 2026-01-02
	// operational from 2026-01-24
	// improving from 2026-03-07
	// operational from 2026-05-04
	// retired from 2026-12-01
}

// idea: the service is proposed, defined, agreed on, and looked at for what may go
// wrong; then it is designed and built.
func (f *ferry) idea() {
	f.keep(f.record.Propose(f.now(), on("paul", time.January, 2), lifecycle.Propose{Service: "tickets", Reason: "queues at the pier"}))
	tell(on("paul", time.January, 2), "proposes the service")
	f.keep(f.record.Define(f.now(), on("olga", time.January, 3), lifecycle.Define{Definition: lifecycle.Definition{
		Functionality: lifecycle.Aspect{Text: "Sells tickets."}, Scope: lifecycle.Aspect{Text: "All ferries."},
		Capacity: lifecycle.Aspect{Text: "Two hundred an hour."}, Quality: lifecycle.Aspect{Text: "As agreed."}, Cost: lifecycle.Aspect{Text: "A tenth of the fare."},
	}}))
	f.keep(f.record.Confirm(f.now(), on("cara", time.January, 4), lifecycle.Confirm{Version: 1}))
	f.keep(f.record.Approve(f.now(), on("mona", time.January, 5), lifecycle.Approve{Version: 1}))
	f.keep(f.record.Describe(f.now(), on("olga", time.January, 6), lifecycle.Describe{Entry: lifecycle.Entry{Name: "Tickets", Text: "Tickets for every ferry."}}))
	tell(on("olga", time.January, 6), "has a definition that is confirmed and approved, and an entry in the catalogue")

	k := must(risk.Risk{}.Identify(f.now(), on("olga", time.January, 7), risk.Identify{
		ID: "storm", Scope: tickets, Review: on("", time.June, 1).At,
		Entry: risk.Entry{Cause: "one cable to the pier", Event: "a storm tears it", Consequence: "nobody can buy"},
	}))
	f.p = f.p.WithRisks(f.p.Risks().With(k))
	tell(on("olga", time.January, 7), "enters a risk into the register")

	decides := []ownership.PartyID{"olga", "olga", "paul", "mona", "olga", "olga", "olga", "olga", "olga"}
	for i, who := range decides {
		f.move(on(who, time.January, 10+i), lifecycle.Forward)
	}
}

// operation: what is missing comes back at once, with who can settle it, and is
// mended.
func (f *ferry) operation() {
	f.move(on("olga", time.January, 20), lifecycle.Forward)

	release := must(lifecycle.Change{}.Raise(f.now(), on("rita", time.January, 21), lifecycle.Raise{
		ID: "first", Ballot: lifecycle.Ballot{Kind: lifecycle.Release, Title: "First release", Services: []ownership.ServiceID{"tickets"}},
	}))
	release = must(release.Vote(f.now(), on("olga", time.January, 22), lifecycle.CastVote{Vote: lifecycle.Vote{Service: "tickets", Approve: true}}))
	release = must(release.Settle(f.now(), on("rita", time.January, 22), lifecycle.Settle{Approve: true}))
	f.p = f.p.WithChange(release)
	tell(on("rita", time.January, 22), "judges the first release ready, to which the owner has agreed")

	agreed := must(sla.Adopt("paper", on("", time.January, 23).At, sla.Proposal{
		ID: "tickets-sla", Kind: sla.SLA, Counterparty: "cara", Services: []ownership.ServiceID{"tickets"},
		Terms: sla.Terms{
			Validity: ownership.Period{From: on("", time.January, 23).At},
			Targets: []sla.LevelTarget{{
				ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: 99 * sla.Percent}, Cycle: sla.MonthlyIn("UTC"),
			}},
		},
	}))
	f.p = f.p.WithAgreements(f.p.Agreements().With(agreed))
	tell(on("sam", time.January, 23), "files the agreement with cara")
	f.move(on("olga", time.January, 24), lifecycle.Forward)
}

// handover: another owner, from an instant on.
func (f *ferry) handover() {
	w := on("mona", time.February, 1)
	f.ledger = must(f.ledger.Handover(f.now(), w, ownership.Handover{Role: ownership.ServiceOwner, To: "nils", At: w.At.AddDate(0, 0, 14), Reason: "olga moves to the harbour office"}))
	f.p = f.p.WithRegister(f.p.Register().With(f.ledger))
	tell(w, "hands the service over to nils")
	for _, day := range []int{14, 15} {
		at := on("", time.February, day).At
		fmt.Println("    on", at.Format("Jan 02"), "it is owned by", f.p.Register().Owner("tickets", at).Holder)
	}
}

// breach: February was bad, and nobody closes the matter without a cause and
// somebody who does something about it.
func (f *ferry) breach() sla.Breach {
	month := sla.Month{Year: 2026, Month: time.February}
	torn := month.Period().From.AddDate(0, 0, 9)
	measured := must(sla.Measurements{}.Record(f.now(), on("sam", time.March, 2), sla.MeasurementKey{Service: "tickets", Month: month}, sla.Figures{
		Watched: []sla.Watch{{Period: month.Period()}},
		Outages: []sla.Outage{{Period: ownership.Period{From: torn, Until: torn.Add(12 * time.Hour)}}},
	}))
	f.p = f.p.WithAgreements(f.p.Agreements().WithMeasurements(measured))
	w := on("sam", time.March, 2)
	missed := f.p.Agreements().Ended("tickets", w.At)[0]
	tell(w, "measured "+missed.ActualText()+" and promised "+missed.PromisedText()+": "+missed.Verdict.String())

	breach := must(sla.Breach{}.Notice(f.now(), w, missed.BrokenBy("february", "")))
	breach = must(breach.Explain(f.now(), on("nils", time.March, 3), "the cable was torn"))
	breach = must(breach.Plan(f.now(), on("nils", time.March, 3), sla.PlanAction{What: "mend the cable", Owner: "nils", Due: on("", time.March, 20).At}))
	f.p = f.p.WithAgreements(f.p.Agreements().WithBreach(breach))
	tell(on("nils", time.March, 3), "knows why, and plans to "+slices.Collect(breach.Actions())[0].What)
	return breach
}

// improvement: the service is improved beside its operation, and the effect is held
// against what was promised.
func (f *ferry) improvement(from sla.Breach) {
	of := from.About()
	m := must(lifecycle.Improvement{}.Open(f.now(), on("nils", time.March, 4), lifecycle.Open{ID: "cable", Aim: lifecycle.Aim{
		Service: "tickets", Title: "A second cable", Origin: lifecycle.FromBreach, Cause: string(of.ID),
		Goal: lifecycle.Goal{Agreement: of.Agreement, Target: of.Target, Direction: sla.AtLeast, Want: ownership.Quantity{Value: 990, Unit: "permille"}},
	}}))
	m = must(m.Plan(f.now(), on("nils", time.March, 5), lifecycle.Draft{Text: "Lay it along the wall.", Due: on("", time.May, 1).At}))
	m = must(m.Decide(f.now(), on("nils", time.March, 6), lifecycle.Decide{Consulted: []ownership.PartyID{"kim"}}))
	f.p = f.p.WithImprovement(m)
	f.move(on("nils", time.March, 7), lifecycle.Improve)
	m = must(m.Begin(f.now(), on("nils", time.March, 8), ""))
	m = must(m.Measure(f.now(), on("nils", time.May, 2), lifecycle.Gauge{Effect: lifecycle.Effect{Value: ownership.Quantity{Value: 998, Unit: "permille"}}}))
	m = must(m.Close(f.now(), on("nils", time.May, 3), ""))
	f.p = f.p.WithImprovement(m)
	effect, _, met, _ := m.Effect()
	tell(on("nils", time.May, 3), fmt.Sprintf("measures %s, goal reached: %t", effect.Value, met))
	f.move(on("nils", time.May, 4), lifecycle.Conclude)
}

// acceptedRisk: the owner carries what is left of the risk until a date.
func (f *ferry) acceptedRisk() {
	criteria := houseCriteria()
	f.p = f.p.WithRisks(must(f.p.Risks().WithCriteria(criteria...)))
	k, _ := f.p.Risks().Risk("storm")
	k = must(k.Assess(f.now(), on("nils", time.May, 5), criteria, risk.Assess{Of: risk.Current, Likelihood: "rare", Impact: "severe", Reason: "two cables now"}))
	assessed, _ := k.Assessed(risk.Current)
	k = must(k.Accept(f.now(), on("nils", time.May, 6), criteria, risk.Accept{Assessment: assessed.Revision, Until: on("", time.November, 1).At, Reason: "a third costs more than a day without"}))
	f.p = f.p.WithRisks(f.p.Risks().With(k))
	tell(on("nils", time.May, 6), "accepts the risk, which is "+string(assessed.Assessment.Level))
	for _, at := range []time.Time{on("", time.October, 31).At, on("", time.November, 1).At} {
		fmt.Println("    on", at.Format("Jan 02"), "the acceptance is:", f.p.Risks().Standing(k, at).Footing)
	}
}
