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

// TestGeneratorGetsEverywhere looks at the same agreements each time: what is rare is not
// among the few that a run draws.
func TestGeneratorGetsEverywhere(t *testing.T) {
	seen := map[sla.AgreementStatus]bool{}
	versions := 0
	for seed := 0; seed < 5000 && (len(seen) < int(sla.Terminated) || versions < 2); seed++ {
		a := slatest.Agreements().Example(seed)
		for x := range a.Acts() {
			seen[a.Status(x.At)] = true
		}
		seen[a.Status(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))] = true
		versions = max(versions, len(a.During(sla.Terms{}.Validity)))
	}
	for s := sla.Draft; s <= sla.Terminated; s++ {
		assert.True(t, seen[s], "no agreement was ever %s", s)
	}
	assert.GreaterOrEqual(t, versions, 2, "no version ever followed another")
}

// TestInvariants holds drawn agreements to the invariants.
func TestInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := slatest.Agreements().Draw(t, "agreement")
		at := instants(t)
		for x := range a.Acts() {
			at = append(at, x.At)
		}
		slatest.CheckAgreement(t, a, at...)
		if a.IsZero() {
			t.Fatal("nothing was drawn")
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a := slatest.HostileAgreements().Draw(t, "agreement")
		slatest.CheckAgreement(t, a, instants(t)...)
		_ = sla.NewBook(slatest.Organisation(), a).Review(instants(t)[0], ownership.Selection{})
	})
}
