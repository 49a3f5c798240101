package lifecycle_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

// changed is a naive Diff, without the reasons: both states of everything there is
// are written down from the raw records, answers and reviews, and held side by side.
func (f *fleet) changed(from, to time.Time) (out []lifecycle.Difference) {
	sides := [2]map[lifecycle.Difference]string{}
	for i, at := range []time.Time{from, to} {
		sides[i] = f.written(at)
	}
	all := map[lifecycle.Difference]bool{}
	for _, side := range sides {
		for d := range side {
			all[d] = true
		}
	}
	for d := range all {
		if was, is := sides[0][d], sides[1][d]; was != is {
			d.Was, d.Is = was, is
			out = append(out, d)
		}
	}
	slices.SortFunc(out, lifecycle.Difference.Compare)
	return out
}

// written is every state at the instant.
func (f *fleet) written(at time.Time) map[lifecycle.Difference]string {
	out := map[lifecycle.Difference]string{}
	for _, id := range f.services {
		about := ownership.ServiceScope(id).Subject()
		state, owner := f.owner(id, at)
		text := state.String()
		if state == ownership.Held {
			text = string(owner)
		} else if claimants := slices.Collect(f.p.Register().Owner(id, at).Claimants()); len(claimants) == 1 {
			text += ": " + string(claimants[0])
		} else if len(claimants) == 2 {
			text += fmt.Sprintf(": %s, %s", claimants[0], claimants[1])
		}
		out[lifecycle.Difference{Service: id, Facet: lifecycle.OfOwner, About: about}] = text
		out[lifecycle.Difference{Service: id, Facet: lifecycle.OfStatus, About: about}] = string(f.status(id, at))
		for _, a := range f.agreements {
			if slices.Contains(a.Services(), id) {
				validity := a.Newest().Terms.Validity
				text := "active, version 1"
				if !at.Before(validity.Until) {
					text = "expired"
				} else if at.Before(validity.From) {
					text = "agreed"
				}
				out[lifecycle.Difference{Service: id, Facet: lifecycle.OfAgreement, About: a.ID().Subject()}] = text
			}
		}
		for _, k := range f.risks {
			if k := k.AsOf(at); slices.Contains(k.Scopes(), ownership.ServiceScope(id)) {
				out[lifecycle.Difference{Service: id, Facet: lifecycle.OfRisk, About: k.ID().Subject()}] = k.Status().String()
				out[lifecycle.Difference{Service: id, Facet: lifecycle.OfAcceptance, About: k.ID().Subject()}] = "unaccepted"
			}
		}
	}
	for v := range f.p.Review(at, ownership.Selection{}).All() {
		services := f.concern(v.Subject)
		if len(services) == 0 {
			services = []ownership.ServiceID{""}
		}
		for _, id := range services {
			d := lifecycle.Difference{Service: id, Facet: lifecycle.OfFinding, About: v.Subject, Code: v.Code, Path: v.Path}
			if out[d] == "" {
				out[d] = v.Severity.String()
			}
		}
	}
	return out
}

// TestDiff holds the difference against the naive one, there and back.
func TestDiff(t *testing.T) {
	seen := map[lifecycle.Facet]int{}
	rapid.Check(t, func(r *rapid.T) {
		f := drawFleet(r, t)
		from, to := day(rapid.IntRange(0, 60).Draw(r, "from")), day(rapid.IntRange(0, 60).Draw(r, "to"))
		var got []lifecycle.Difference
		for _, d := range f.p.Diff(from, to) {
			seen[d.Facet]++
			require.NotContains(r, d.String(), "{")
			if d.Facet == lifecycle.OfFinding {
				require.NotEmpty(r, d.Why)
			}
			d.Why = ""
			got = append(got, d)
		}
		require.Equal(r, f.changed(from, to), got)
		require.Len(r, f.p.Diff(to, from), len(got), "as many things have changed backwards")
		require.Empty(r, f.p.Diff(from, from))
	})
	for _, facet := range []lifecycle.Facet{lifecycle.OfOwner, lifecycle.OfStatus, lifecycle.OfAgreement, lifecycle.OfRisk, lifecycle.OfAcceptance, lifecycle.OfFinding} {
		assert.NotZero(t, seen[facet], facet)
	}
}

// TestDiffExplains: what was done in between is told, and by whom.
func TestDiffExplains(t *testing.T) {
	p := furnished(t)
	lines := func(from, to int) (out []string) {
		for _, d := range p.Diff(day(from), day(to)) {
			if d.Facet != lifecycle.OfFinding {
				out = append(out, d.String())
			}
		}
		return out
	}
	assert.Equal(t, []string{
		"mail status: analysed, was requirements (forward by cleo; forward by cleo)",
	}, lines(9, 11))
	assert.Equal(t, []string{
		"mail risk mail-1: accepted, was identified (assessed by cleo: as seen; accepted by cleo: a second machine costs more)",
		"mail acceptance mail-1: stands, was unaccepted",
	}, lines(19, 21))
	assert.Equal(t, []string{
		"mail acceptance mail-1: void, was stands (the risk was accepted until 2026-02-25)",
	}, lines(54, 55))
	var expired []string
	for _, d := range p.Diff(day(54), day(55)) {
		if d.Code == "acceptance.expired" {
			expired = append(expired, d.String())
		}
	}
	assert.Equal(t, []string{"mail finding acceptance.expired: error, was nothing (the risk was accepted until 2026-02-25)"}, expired)

	w := newWorld(t)
	w.claims[3].period = ownership.Period{Until: day(30)}
	w.claims = append(w.claims, claim{scope: mail, role: ownership.ServiceOwner, holder: "hal", period: ownership.Period{From: day(30)}})
	p = w.portfolio(t)
	assert.Equal(t, []string{"mail owner: hal, was cleo (hal from 2026-01-31 09:00)"}, lines(29, 30))

	var nobody *lifecycle.Portfolio
	assert.Empty(t, nobody.Diff(day(0), day(9)))
	assert.Empty(t, nobody.Diff(time.Time{}, time.Time{}))
}
