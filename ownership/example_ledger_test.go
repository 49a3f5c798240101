package ownership_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

func may2030(day int) time.Time { return time.Date(2030, time.May, day, 0, 0, 0, 0, time.UTC) }

// exampleOrganisation is a small organisation in which vera is the senior
// management, and the ledger of its service mail, owned by ada.
func exampleOrganisation() (*ownership.Register, ownership.Ledger) {
	acme := ownership.OrganisationScope("acme")
	charter, err := ownership.Adopt(acme, "charter", may2030(1),
		ownership.Claim{Role: ownership.SeniorManagement, Holder: "vera"})
	if err != nil {
		panic(err)
	}
	reg, err := ownership.NewRegister(ownership.Facts{
		Parties: []ownership.Party{
			{ID: "acme", Kind: ownership.Organisation},
			{ID: "vera", Kind: ownership.Person},
			{ID: "ada", Kind: ownership.Person},
			{ID: "dora", Kind: ownership.Person},
			{ID: "mail-team", Kind: ownership.Group, Lead: "dora"},
		},
		Services: []ownership.Service{{ID: "mail", Parents: []ownership.Parent{{Scope: acme}}}},
	}, slices.Values([]ownership.Ledger{charter}))
	if err != nil {
		panic(err)
	}
	mail, err := ownership.Ledger{}.Establish(reg, ownership.Who{By: "vera", At: may2030(1)}, ownership.Establish{
		Scope:  ownership.ServiceScope("mail"),
		Claims: []ownership.Claim{{Role: ownership.ServiceOwner, Holder: "ada", Period: ownership.Period{From: may2030(1)}}},
	})
	if err != nil {
		panic(err)
	}
	return reg, mail
}

// A handover is one act: ada has the role until just before it, dora from it on.
func ExampleLedger_Handover() {
	reg, mail := exampleOrganisation()
	mail, err := mail.Handover(reg, ownership.Who{By: "vera", At: may2030(10)}, ownership.Handover{To: "dora", At: may2030(20)})
	fmt.Println(err)

	reg = reg.With(mail)
	for _, at := range []time.Time{may2030(20).Add(-time.Microsecond), may2030(20)} {
		fmt.Println(at.Format(time.DateOnly), reg.Owner("mail", at).Holder)
	}
	// Output:
	// <nil>
	// 2030-05-19 ada
	// 2030-05-20 dora
}

// A refused command tells everything that stands in its way at once.
func ExampleLedger_Handover_refused() {
	reg, mail := exampleOrganisation()
	_, err := mail.Handover(reg, ownership.Who{By: "vera", At: may2030(10)}, ownership.Handover{To: "mail-team", At: may2030(9)})
	fmt.Println(errors.Is(err, ownership.ErrRefused))
	var refused *ownership.Error
	if errors.As(err, &refused) {
		for _, f := range refused.Findings {
			fmt.Println("-", f.Text())
			fmt.Println(" ", f.Remedy())
		}
	}
	// Output:
	// true
	// - 2030-05-09T00:00:00Z is before the command, 2030-05-10T00:00:00Z, and only a correction changes the past
	//   Correct the record.
	// - mail-team is recorded as owner and is a group; dora could be asked who it is
	//   Name a person; ask dora.
}

// A delegate may do what was delegated until the date, and falls with the owner.
// The accountability stays where it is.
func ExampleLedger_Delegate() {
	reg, mail := exampleOrganisation()
	mail, err := mail.Delegate(reg, ownership.Who{By: "ada", At: may2030(10)}, ownership.Delegate{
		Role: ownership.ServiceOwner, To: "dora", Activities: []ownership.Activity{ownership.ApproveChange},
		Until: may2030(20), Reason: "travelling",
	})
	fmt.Println(err)
	reg = reg.With(mail)
	for e := range mail.At(may2030(15), time.Time{}) {
		fmt.Println(e.Holder, e.Delegation != nil)
	}
	fmt.Println("owner:", reg.Owner("mail", may2030(15)).Holder)

	_, err = mail.Delegate(reg, ownership.Who{By: "dora", At: may2030(11)}, ownership.Delegate{
		Role: ownership.ServiceOwner, To: "vera", Until: may2030(15), Reason: "busy",
	})
	fmt.Println("passed on:", errors.Is(err, ownership.ErrRefused))
	// Output:
	// <nil>
	// ada false
	// dora true
	// owner: ada
	// passed on: true
}

// A correction changes what is believed about the past; what was believed then
// can still be asked.
func ExampleLedger_Correct() {
	reg, mail := exampleOrganisation()
	mail, err := mail.Correct(reg, ownership.Who{By: "vera", At: may2030(10)}, ownership.Correct{
		Retract: []int{1},
		Add: []ownership.Claim{
			{Role: ownership.ServiceOwner, Holder: "dora", Period: ownership.Period{From: may2030(1), Until: may2030(5)}},
			{Role: ownership.ServiceOwner, Holder: "ada", Period: ownership.Period{From: may2030(5)}},
		},
		Reason: "ada began later than announced",
	})
	fmt.Println(err)
	reg = reg.With(mail)
	fmt.Println("on 3 May, as known now:", reg.Owner("mail", may2030(3)).Holder)
	fmt.Println("on 3 May, as known then:", reg.KnownAt(may2030(3)).Owner("mail", may2030(3)).Holder)
	// Output:
	// <nil>
	// on 3 May, as known now: dora
	// on 3 May, as known then: ada
}
