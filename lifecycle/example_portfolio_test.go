package lifecycle_test

import (
	"fmt"
	"time"

	"github.com/serviceowner/itsm/lifecycle"
)

// What stands in the way, and who can settle it? Everything comes back at once; what
// is mended stands in the way no longer.
func ExamplePortfolio_Advance() {
	f := harbour()
	f.keep(lifecycle.AdoptRecord("tickets", "old list", on("", time.January, 2).At, lifecycle.Requirements))
	f.move(on("olga", time.January, 3), lifecycle.Forward)
	f.keep(f.record.Define(f.now(), on("olga", time.January, 4), lifecycle.Define{Definition: complete()}))
	f.move(on("olga", time.January, 5), lifecycle.Forward)
	// Output:
	// Jan 03: olga wants forward from requirements, and is refused:
	//     nobody has written down what tickets is (ask [olga])
	// Jan 05: olga moves the service to defined
}

// What do we know of this service, and who answers for each part?
func ExamplePortfolio_Dossier() {
	f := harbour()
	d := f.p.Dossier("tickets", on("", time.January, 2).At)
	fmt.Println("owner:", d.Ownership.Of.Owner.Holder, "deputies:", len(d.Ownership.Of.Deputies))
	fmt.Println(d.Agreements.Activity, "is for", d.Agreements.Answer.Holder, d.Agreements.Ask)
	fmt.Println(d.Standing.Activity, "is for", d.Standing.Answer.Holder, "via", d.Standing.Answer.Via)
	for _, o := range d.Findings.Of {
		if o.Code == "agreement.missing" || o.Code == "risk.none" {
			fmt.Println(o.Text(), o.Ask)
		}
	}
	// Output:
	// owner: olga deputies: 1
	// draft-agreement is for sam [sam]
	// manage-portfolio is for paul via portfolio:passengers
	// tickets has the customer cara, and nothing is agreed about it [sam]
	// the risk register has no open entry for tickets [olga]
}
