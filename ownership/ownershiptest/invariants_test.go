package ownershiptest_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
)

func TestInvariantsOfOrganisations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := ownershiptest.Organisations().Draw(t, "organisation")
		reg, err := o.Register()
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.SampledFrom(o.Instants).Draw(t, "at")
		ownershiptest.CheckInvariants(t, reg, nil, at)
		// Nothing is wrong, so every service has an owner.
		for _, s := range o.Facts.Services {
			if a := reg.Owner(s.ID, at); a.State != ownership.Held {
				t.Errorf("%s at %s: %s", s.ID, at, a.State)
			}
		}
	})
}

func TestInvariantsOfHostileOrganisations(t *testing.T) {
	states := map[ownership.State]bool{}
	rapid.Check(t, func(t *rapid.T) {
		o := ownershiptest.HostileOrganisations().Draw(t, "organisation")
		reg, err := o.Register()
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.SampledFrom(o.Instants).Draw(t, "at")
		ownershiptest.CheckInvariants(t, reg, nil, at)
		states[reg.Owner("mail", at).State] = true
	})
	if len(states) != 4 {
		t.Errorf("the drawn organisations show the states %v only", states)
	}
}

// The invariants bite: with a matrix that is not the one in force they find what
// does not fit it.
func TestInvariantsBite(t *testing.T) {
	two := ownershiptest.Must(ownership.Adopt(ownership.ServiceScope("mail"), "test", ownershiptest.Day(0),
		ownership.Claim{Role: ownership.Customer, Holder: "ada"}, ownership.Claim{Role: ownership.Customer, Holder: "ben"},
		ownership.Claim{Role: ownership.ServiceOwner, Holder: "ada"}))
	reg := ownershiptest.Must(ownership.NewRegister(ownership.Facts{
		Parties:  []ownership.Party{{ID: "ada", Kind: ownership.Person}, {ID: "ben", Kind: ownership.Person}},
		Services: []ownership.Service{{ID: "mail"}},
	}, slices.Values([]ownership.Ledger{two})))

	var fine recorder
	ownershiptest.CheckInvariants(&fine, reg, nil, ownershiptest.Day(1))
	if len(fine.errors) > 0 {
		t.Errorf("a sound register: %q", fine.errors)
	}

	table := ownership.Standard().Table()
	for i := range table.Roles {
		if table.Roles[i].Role == ownership.Customer {
			table.Roles[i].Holders = ownership.Several
		}
	}
	for i := range table.Rows {
		delete(table.Rows[i].Cells, ownership.ServiceOwner)
	}
	other, err := ownership.NewMatrix(table)
	if other == nil {
		t.Fatal(err)
	}
	var found recorder
	ownershiptest.CheckInvariants(&found, reg, other, ownershiptest.Day(1))
	if len(found.errors) < 2 {
		t.Errorf("with another matrix only %q is found", found.errors)
	}
}

// A recorder is a test that only takes notes.
type recorder struct {
	rapid.TB
	errors []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func TestDay(t *testing.T) {
	if got := ownershiptest.Day(31); !got.Equal(time.Date(2025, time.February, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("Day(31) = %s", got)
	}
}
