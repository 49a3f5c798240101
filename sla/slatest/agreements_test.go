package slatest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
	"github.com/serviceowner/itsm/sla/slatest"
)

func instants(t *rapid.T) []time.Time {
	n := rapid.IntRange(-10, 500)
	var out []time.Time
	for range 4 {
		out = append(out, time.Date(2026, 1, 1+n.Draw(t, "day"), 0, 0, 0, -rapid.IntRange(0, 1).Draw(t, "tick")*1000, time.UTC))
	}
	return out
}

// TestInvariants holds drawn agreements to the invariants, and looks that the
// generator gets everywhere.
func TestInvariants(t *testing.T) {
	seen := map[sla.AgreementStatus]int{}
	versions := 0
	rapid.Check(t, func(t *rapid.T) {
		a := slatest.Agreements().Draw(t, "agreement")
		at := instants(t)
		for x := range a.Acts() {
			at = append(at, x.At)
		}
		slatest.CheckAgreement(t, a, at...)
		for _, instant := range at {
			seen[a.Status(instant)]++
		}
		versions = max(versions, len(a.During(sla.Terms{}.Validity)))
		if a.IsZero() {
			t.Fatal("nothing was drawn")
		}
	})
	for s := sla.Draft; s <= sla.Terminated; s++ {
		assert.Positive(t, seen[s], "no agreement was ever %s", s)
	}
	assert.GreaterOrEqual(t, versions, 2, "no version ever followed another")
	rapid.Check(t, func(t *rapid.T) {
		a := slatest.HostileAgreements().Draw(t, "agreement")
		slatest.CheckAgreement(t, a, instants(t)...)
		_ = sla.NewBook(slatest.Organisation(), a).Review(instants(t)[0], ownership.Selection{})
	})
}
