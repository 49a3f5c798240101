package ownership_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// catalogued is a register of two services as a catalogue claims them: one is
// owned by a team, the other by Dora, who leads that team.
func catalogued(policies ...ownership.Policy) (*ownership.Register, time.Time) {
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	claim := func(service ownership.ServiceID, owner ownership.PartyID) ownership.Ledger {
		l, err := ownership.Adopt(ownership.ServiceScope(service), "cmdb", at, ownership.Claim{Role: ownership.ServiceOwner, Holder: owner})
		if err != nil {
			fmt.Println(err)
		}
		return l
	}
	reg, err := ownership.NewRegister(ownership.Facts{
		Parties: []ownership.Party{
			{ID: "dora", Kind: ownership.Person},
			{ID: "mail-team", Kind: ownership.Group, Lead: "dora"},
		},
		Services: []ownership.Service{
			{ID: "mail", Dependencies: []ownership.Dependency{{On: "storage"}}},
			{ID: "wiki"},
		},
		Policies: policies,
	}, slices.Values([]ownership.Ledger{claim("mail", "mail-team"), claim("wiki", "dora")}))
	if err != nil {
		fmt.Println(err)
	}
	return reg, at
}

// What is wrong, and what is to be done about it?
func ExampleRegister_Review() {
	reg, at := catalogued()
	report := reg.Review(at, ownership.Selection{})
	for _, f := range report.AtLeast(ownership.SeverityError) {
		fmt.Println(f)
		fmt.Println("  ->", f.Remedy())
	}
	warnings, _ := report.Count(ownership.SeverityWarning)
	fmt.Println("and warnings:", warnings > 0)
	// Output:
	// error service:mail: mail depends on storage, which is no known service [dependency.dangling R42 R91]
	//   -> Add storage to the services, or correct the name.
	// error service:mail: mail-team is recorded as owner and is a group; dora could be asked who it is [owner.not-person R80 R81]
	//   -> Name a person; ask dora.
	// and warnings: true
}

// May this one service go on? A gate asks for the rules it demands, and does not
// take silence for consent.
func ExampleReport_Ran() {
	reg, at := catalogued()
	wiki := ownership.ServiceScope("wiki").Subject()
	demanded := []ownership.Code{"owner.vacant", "owner.contested", "owner.not-person", "owner.famous"}
	report := reg.Review(at, ownership.Selection{Codes: demanded, Subjects: []ownership.Subject{wiki}})
	for _, code := range demanded {
		fmt.Println(code, "ran:", report.Ran(code, wiki), "found:", len(report.Of(code)))
	}
	// Output:
	// owner.vacant ran: true found: 0
	// owner.contested ran: true found: 0
	// owner.not-person ran: true found: 0
	// owner.famous ran: false found: 0
}

// We know, and have decided to live with it until autumn.
func ExampleWaiver() {
	at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	reg, _ := catalogued(ownership.Policy{
		Version: "2026-1",
		Waivers: []ownership.Waiver{{
			Code: "owner.not-person", Subject: ownership.ServiceScope("mail").Subject(),
			Author: "dora", Reason: "the new owner starts in September",
			Period: ownership.Period{Until: at.AddDate(0, 3, 0)},
		}},
	})
	for _, day := range []time.Time{at, at.AddDate(0, 3, 0)} {
		report := reg.Review(day, ownership.Selection{})
		for _, f := range report.Of("owner.not-person") {
			fmt.Println(day.Format(time.DateOnly), f.Severity, "waived:", f.Waived != nil, "blocks:", f.Blocks())
		}
		for _, f := range report.Of("waiver.expired") {
			fmt.Println(day.Format(time.DateOnly), f.Text())
		}
	}
	// Output:
	// 2026-06-01 error waived: true blocks: false
	// 2026-09-01 error waived: false blocks: true
	// 2026-09-01 the waiver of owner.not-person for service:mail expired on 2026-09-01
}

// A rule of one's own is a row in a table of one's own, over whatever it looks at.
func ExampleNewRulebook() {
	type desk struct{ room, phone string }
	book, err := ownership.NewRulebook(nil, ownership.Local(ownership.Rule{
		Code: "desk.no-phone", Kind: ownership.Recommendation, Severity: ownership.SeverityWarning, Subject: "desk",
		Sources: []ownership.Source{"OWN-1"}, Args: []string{"room"},
		Text: "the desk {subject} in room {room} has no telephone", Remedy: "Order one for room {room}.",
	}, func(d desk, f *ownership.Finder) {
		if d.phone == "" {
			f.Found("phone", d.room)
		}
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	under := ownership.Setting{At: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	part := book.Read(under, ownership.Selection{}, func(yield func(ownership.Subject, desk) bool) {
		_ = yield(ownership.Subject{Kind: "desk", ID: "1"}, desk{"blue", "42"}) &&
			yield(ownership.Subject{Kind: "desk", ID: "2"}, desk{"red", ""})
	})
	report, err := book.Finish(under, part)
	if err != nil {
		fmt.Println(err)
	}
	for f := range report.All() {
		fmt.Println(f)
	}
	// Output:
	// warning desk:2: the desk 2 in room red has no telephone [desk.no-phone OWN-1]
}

// What does an outage of the storage touch?
func ExampleRegister_Dependencies() {
	reg, err := ownership.NewRegister(ownership.Facts{Services: []ownership.Service{
		{ID: "storage"},
		{ID: "mail", Dependencies: []ownership.Dependency{{On: "storage"}}},
		{ID: "newsletter", Dependencies: []ownership.Dependency{{On: "mail"}}},
	}}, nil)
	if err != nil {
		fmt.Println(err)
	}
	graph := reg.Dependencies(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(graph.Dependents("storage"))
	// Output:
	// [mail newsletter]
}
