package ownership_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// perform runs a command on the ledger of the scope, keeps the result in the
// store and shows it to whoever asks.
func perform(store ownership.Store, live *ownership.Live, scope ownership.Scope, command func(ownership.Ledger) (ownership.Ledger, error)) {
	ledger, err := store.Update(context.Background(), scope, command)
	if err != nil {
		log.Fatal(err) // lists everything that stands in the way
	}
	live.Apply(ledger)
}

// How do I begin with nothing? Somebody founds the organisation, and from then on
// every command is given by somebody whom an earlier one entitled.
func Example_fromScratch() {
	june := func(day int) time.Time { return time.Date(2031, time.June, day, 9, 0, 0, 0, time.UTC) }
	harbour, ferry := ownership.OrganisationScope("harbour"), ownership.ServiceScope("ferry")

	// The facts: who is there, and what lies within what.
	reg, err := ownership.NewRegister(ownership.Facts{
		Parties: []ownership.Party{
			{ID: "harbour", Kind: ownership.Organisation},
			{ID: "vera", Kind: ownership.Person},
			{ID: "ada", Kind: ownership.Person},
			{ID: "ben", Kind: ownership.Person},
			{ID: "dora", Kind: ownership.Person},
		},
		Areas:    []ownership.Area{{Scope: harbour}},
		Services: []ownership.Service{{ID: "ferry", Parents: []ownership.Parent{{Scope: harbour}}}},
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	live, store := ownership.NewLive(reg), &ownership.Memory{}

	// Nobody can entitle the first: vera's act is on record as a founding.
	perform(store, live, harbour, func(l ownership.Ledger) (ownership.Ledger, error) {
		return l.Establish(live, ownership.Who{By: "vera", At: june(1)}, ownership.Establish{
			Scope: harbour,
			Claims: []ownership.Claim{
				{Role: ownership.SeniorManagement, Holder: "vera", Period: ownership.Period{From: june(1)}},
			},
			Reason: "the harbour opens",
		})
	})

	// The senior management of the organisation reaches down to its services.
	perform(store, live, ferry, func(l ownership.Ledger) (ownership.Ledger, error) {
		return l.Establish(live, ownership.Who{By: "vera", At: june(2)}, ownership.Establish{
			Scope: ferry,
			Claims: []ownership.Claim{
				{Role: ownership.ServiceOwner, Holder: "ada", Period: ownership.Period{From: june(2)}},
			},
		})
	})

	// Deputies are for the owner to choose, and to rank.
	perform(store, live, ferry, func(l ownership.Ledger) (ownership.Ledger, error) {
		return l.Assign(live, ownership.Who{By: "ada", At: june(3)}, ownership.Assign{
			Role: ownership.ServiceOwnerDeputy, To: "ben", Rank: 1,
		})
	})

	// With a reference, a command may be repeated when its reply was lost.
	perform(store, live, ferry, func(l ownership.Ledger) (ownership.Ledger, error) {
		return l.Handover(live, ownership.Who{By: "vera", At: june(10), Ref: "ticket-17"}, ownership.Handover{
			From: "ada", To: "dora", At: june(20),
		})
	})

	for _, at := range []time.Time{june(20).Add(-time.Second), june(20)} {
		owner := live.Register().Owner("ferry", at)
		fmt.Println(at.Format(time.DateTime), owner.State, owner.Holder)
	}
	for h := range live.Register().Holders(ownership.ServiceOwnerDeputy, ferry, june(20)) {
		fmt.Println("deputy:", h.Party)
	}
	// Output:
	// 2031-06-20 08:59:59 held ada
	// 2031-06-20 09:00:00 held dora
	// deputy: ben
}
