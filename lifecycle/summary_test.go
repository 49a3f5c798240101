package lifecycle_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// coverage counts from the raw records what the services that count have.
func (f *fleet) coverage(at time.Time, services []ownership.ServiceID) (out lifecycle.Coverage) {
	for _, id := range services {
		out.Services++
		if state, _ := f.owner(id, at); state == ownership.Held {
			out.Owned++
		}
		if f.deputised(id, at) {
			out.Deputised++
		}
		for _, a := range f.agreements {
			if slices.Contains(a.Services(), id) && a.Newest().Terms.Validity.Contains(at) {
				out.Promised++
			}
		}
		for _, k := range f.risks {
			if k = k.AsOf(at); slices.Contains(k.Scopes(), ownership.ServiceScope(id)) && k.Status() != risk.StatusClosed {
				out.Registered++
				break
			}
		}
	}
	return out
}

func (f *fleet) deputised(id ownership.ServiceID, at time.Time) bool {
	is := func(role ownership.Role, who ownership.PartyID) bool {
		return slices.ContainsFunc(f.claims, func(c claim) bool {
			return c.scope == ownership.ServiceScope(id) && c.role == role && c.period.Contains(at) && (who == "" || c.holder == who)
		})
	}
	for _, who := range []ownership.PartyID{"cleo", "dora", "northern", "stranger"} {
		if is(ownership.ServiceOwnerDeputy, who) && !is(ownership.ServiceOwner, who) {
			return true
		}
	}
	return false
}

// status tells from the raw records where the service stands.
func (f *fleet) status(id ownership.ServiceID, at time.Time) lifecycle.Status {
	for _, r := range f.records {
		if r.Key() == id {
			return r.At(at).Status()
		}
	}
	return ""
}

// tally counts the findings that count.
func tally(report ownership.Report, counts func(f ownership.Finding) bool) (out lifecycle.Tally) {
	for f := range report.All() {
		if !counts(f) {
			continue
		}
		out.Errors += map[bool]int{true: 1}[f.Severity == ownership.SeverityError]
		out.Warnings += map[bool]int{true: 1}[f.Severity == ownership.SeverityWarning]
		out.Infos += map[bool]int{true: 1}[f.Severity == ownership.SeverityInfo]
		out.Waived += map[bool]int{true: 1}[f.Waived != nil]
	}
	return out
}

// TestSummary holds every figure against a count over the raw records, once for
// each line that there could be.
func TestSummary(t *testing.T) {
	seen := map[string]int{}
	fleet := func(r *rapid.T) {
		f := drawFleet(r, t)
		at := day(rapid.IntRange(0, 60).Draw(r, "at"))
		report := f.p.Review(at, ownership.Selection{})
		got := f.p.Summary(report)

		var read []ownership.ServiceID
		for s := range report.Read() {
			if s.Kind == "service" {
				read = append(read, ownership.ServiceID(s.ID))
			}
		}
		where := func(holds func(ownership.ServiceID) bool) lifecycle.Coverage {
			return f.coverage(at, slices.DeleteFunc(slices.Clone(read), func(id ownership.ServiceID) bool { return !holds(id) }))
		}
		want := lifecycle.Summary{At: at, Total: f.coverage(at, read)}
		for _, section := range []lifecycle.Section{lifecycle.Pipeline, lifecycle.Catalogue, lifecycle.Retirees, 0} {
			if c := where(func(id ownership.ServiceID) bool { return f.p.Model().Section(f.status(id, at)) == section }); c.Services > 0 {
				want.Sections = append(want.Sections, lifecycle.SectionSummary{Section: section, Coverage: c})
			}
		}
		for _, status := range append(lifecycle.Standard().Machine().States(), "", "lost") {
			if c := where(func(id ownership.ServiceID) bool { return f.status(id, at) == status }); c.Services > 0 {
				want.Statuses = append(want.Statuses, lifecycle.StatusSummary{Status: status, Coverage: c})
			}
		}
		want.Findings = tally(report, func(ownership.Finding) bool { return true })
		want.Elsewhere = tally(report, func(v ownership.Finding) bool { return len(f.concern(v.Subject)) == 0 })
		for _, rule := range lifecycle.Rules() {
			if n := tally(report, func(v ownership.Finding) bool { return v.Code == rule.Code }); n != (lifecycle.Tally{}) {
				want.Rules = append(want.Rules, lifecycle.RuleSummary{Code: rule.Code, Tally: n})
			}
		}
		for _, who := range []ownership.PartyID{"", "cleo", "dora"} {
			for _, state := range []ownership.State{ownership.Held, ownership.Vacant, ownership.NoPerson, ownership.Contested} {
				owns := func(id ownership.ServiceID) bool { s, p := f.owner(id, at); return s == state && p == who }
				o := lifecycle.OwnerSummary{Owner: who, State: state, Services: where(owns).Services}
				o.Tally = tally(report, func(v ownership.Finding) bool { return slices.ContainsFunc(f.concern(v.Subject), owns) })
				if o.Services > 0 || o.Tally != (lifecycle.Tally{}) {
					want.Owners = append(want.Owners, o)
					seen[state.String()]++
				}
			}
		}
		require.Equal(r, want, got)
		_, err := json.Marshal(got)
		require.NoError(r, err)
		for _, n := range got.Sections {
			seen[n.Section.String()]++
		}
	}
	every := []string{"held", "vacant", "no person", "contested", "pipeline", "catalogue", "retired", "unset"}
	missing := func(what string) bool { return seen[what] == 0 }
	// What is rare may be missing among the few that one check draws.
	for range 20 {
		rapid.Check(t, fleet)
		if !slices.ContainsFunc(every, missing) {
			break
		}
	}
	for _, what := range every {
		assert.NotZero(t, seen[what], "%s: %v", what, seen)
	}
}

// TestSummaryOfNothing: nothing read, nothing counted.
func TestSummaryOfNothing(t *testing.T) {
	var p *lifecycle.Portfolio
	assert.Zero(t, p.Summary(ownership.Report{}))
	w := newWorld(t)
	got := w.portfolio(t).Summary(w.portfolio(t).Review(day(20), ownership.Selection{Codes: []ownership.Code{"owner.vacant"}}))
	assert.Zero(t, got.Findings, "a rule that did not run counts for nothing")
	assert.Equal(t, lifecycle.Coverage{Services: 1, Owned: 1, Deputised: 1, Promised: 1, Registered: 1}, got.Total)
	data, err := json.Marshal(got)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"statuses":[{"status":"requirements","services":1`)
}
