package lifecycle_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
	"github.com/serviceowner/itsm/sla"
)

func TestFixtureIsSound(t *testing.T) {
	w := newWorld(t)
	w.at(t, lifecycle.Operational)
	for f := range w.portfolio(t).Review(day(20), ownership.Selection{}).All() {
		assert.False(t, f.Blocks() && f.Code != "criteria.none", f.String())
	}
}

// TestAreaOfNoAgreement: an area is declared before the agreement is drafted, and
// the rooms that know nothing of it find nothing about it.
func TestAreaOfNoAgreement(t *testing.T) {
	w := newWorld(t)
	area := ownership.Area{Scope: sla.AgreementID("sla-later").Scope(), Parents: []ownership.Parent{{Scope: mail}}}
	w.facts.Areas = append(w.facts.Areas, area)
	report := w.portfolio(t).Review(day(20), ownership.Selection{})
	assert.Contains(t, slices.Collect(report.Read()), area.Scope.Subject())
	assert.Empty(t, report.About(area.Scope.Subject()))
}

// TestReleasesOfOneInstant: where two releases are judged at one instant, the one
// that is not ready counts, in whatever order they are given.
func TestReleasesOfOneInstant(t *testing.T) {
	w := newWorld(t)
	reg := w.register(t)
	judged := func(id lifecycle.ChangeID, ready bool) lifecycle.Change {
		c := must(lifecycle.Change{}.Raise(reg, by("gus", 1), lifecycle.Raise{ID: id, Ballot: lifecycle.Ballot{Kind: lifecycle.Release, Title: "x", Services: []ownership.ServiceID{"mail"}}}))
		c = must(c.Vote(reg, by("cleo", 6), vote("mail", true)))
		return must(c.Settle(reg, by("gus", 7), lifecycle.Settle{Approve: ready}))
	}
	for _, c := range []struct{ first, second bool }{{true, false}, {false, true}, {true, true}} {
		one, other := judged("a", c.first), judged("b", c.second)
		w.releases = nil
		empty := w.portfolio(t)
		for _, p := range []*lifecycle.Portfolio{empty.WithChange(one).WithChange(other), empty.WithChange(other).WithChange(one)} {
			_, obstacles := p.Gate("mail", lifecycle.Forward, day(20))
			assert.Empty(t, obstacles, "not due yet")
			found := p.Review(day(20), ownership.Selection{}).Of("release.unvoted")
			assert.Equal(t, c.first && c.second, len(found) == 0, "%v", c)
		}
	}
}

// TestReviewByStatus: the audit weighs what is demanded by the status: information
// before it is due and after retirement, an error that nothing lifts where it is
// hard.
func TestReviewByStatus(t *testing.T) {
	for _, c := range []struct {
		code ownership.Code
		at   lifecycle.Status
		soft bool
		want ownership.Severity
	}{
		{"risk.none", "requirements", false, ownership.SeverityInfo},
		{"risk.none", "approved", false, ownership.SeverityInfo},
		{"risk.none", "chartered", false, ownership.SeverityError},
		{"risk.none", "chartered", true, ownership.SeverityError},
		{"risk.none", "suspended", true, ownership.SeverityError},
		{"risk.none", "retired", false, ownership.SeverityInfo},
		{"risk.none", "lost", false, ownership.SeverityError},
		{"risk.none", "lost", true, ownership.SeverityError},
		{"owner.vacant", "requirements", false, ownership.SeverityError},
		{"owner.vacant", "requirements", true, ownership.SeverityInfo},
		{"owner.vacant", "defined", true, ownership.SeverityError},
		{"owner.vacant", "improving", true, ownership.SeverityError},
		{"owner.vacant", "retired", false, ownership.SeverityInfo},
		{"agreement.missing", "released", false, ownership.SeverityInfo},
		{"agreement.missing", "operational", false, ownership.SeverityError},
		{"agreement.missing", "operational", true, ownership.SeverityInfo},
		{"level.vacant", "requirements", false, ownership.SeverityWarning}, // demanded nowhere
	} {
		w := newWorld(t)
		w.risks, w.agreements = nil, nil
		w.drop(ownership.ServiceOwner)
		w.drop(ownership.ServiceDeliveryManager)
		w.at(t, c.at)
		if c.soft {
			w.facts.Policies = []ownership.Policy{{
				Severities: map[ownership.Code]ownership.Severity{
					"risk.none": ownership.SeverityInfo, "owner.vacant": ownership.SeverityInfo, "agreement.missing": ownership.SeverityInfo,
				},
				Waivers: []ownership.Waiver{{Code: "risk.none", Subject: mail.Subject(), Author: "ada", Reason: "x", Period: ownership.Period{Until: day(99)}}},
			}}
		}
		report := w.portfolio(t).Review(day(20), ownership.Selection{})
		found := report.Of(c.code)
		require.Len(t, found, 1, "%s when %s", c.code, c.at)
		assert.Equal(t, c.want, found[0].Severity, "%s when %s", c.code, c.at)
		if c.want == ownership.SeverityError {
			assert.Nil(t, found[0].Waived)
		}
	}
}

// TestRulesOfThisRoom: a change that each rule of this package finds, and the
// fixture, in which it finds nothing.
func TestRulesOfThisRoom(t *testing.T) {
	improving := func(t testing.TB, w *world) {
		w.improvements = []lifecycle.Improvement{opened(t, w.register(t), aim())}
	}
	for _, c := range []struct {
		code    ownership.Code
		subject string
		path    string
		n       int
		spoil   func(t testing.TB, w *world)
	}{
		{"status.none", "service:mail", "status", 20, func(_ testing.TB, w *world) { w.record = lifecycle.Record{} }},
		{"status.unknown", "service:mail", "status", 20, func(t testing.TB, w *world) { w.at(t, "lost") }},
		{"status.stuck", "service:mail", "status", 182, func(testing.TB, *world) {}},
		{"record.undeclared", "service:mail", "", 20, func(_ testing.TB, w *world) { w.facts.Services = nil }},
		{"record.unauthorised", "service:mail", "acts[1]", 20, func(_ testing.TB, w *world) { w.own("hal") }},
		{"entry.stale", "service:mail", "entry", 371, func(testing.TB, *world) {}},
		{"improvement.none", "service:mail", "status", 20, func(t testing.TB, w *world) { w.at(t, lifecycle.Improving) }},
		{"vote.pending", "change:c-1", "services[0]", 16, func(t testing.TB, w *world) {
			w.releases = []lifecycle.Change{raised(t, w.register(t), lifecycle.Alteration, "mail")}
		}},
		{"vote.missing", "change:c-1", "services[0]", 20, func(t testing.TB, w *world) {
			lax := newSample()
			lax.facts.Policies = []ownership.Policy{{Severities: map[ownership.Code]ownership.Severity{"vote.missing": ownership.SeverityWarning}}}
			reg := lax.register(t)
			w.releases = []lifecycle.Change{must(raised(t, reg, lifecycle.Alteration, "mail").Settle(reg, by("hal", 2), lifecycle.Settle{Approve: true}))}
		}},
		{"vote.against", "change:c-1", "services[0]", 20, func(t testing.TB, w *world) {
			lax := newSample()
			lax.facts.Policies = []ownership.Policy{{Severities: map[ownership.Code]ownership.Severity{"vote.against": ownership.SeverityWarning}}}
			reg := lax.register(t)
			c := must(raised(t, reg, lifecycle.Alteration, "mail").Vote(reg, by("cleo", 2), vote("mail", false)))
			w.releases = []lifecycle.Change{must(c.Settle(reg, by("hal", 2), lifecycle.Settle{Approve: true}))}
		}},
		{"change.unauthorised", "change:c-1", "acts[1]", 20, func(_ testing.TB, w *world) { w.own("hal") }},
		{"change.service-unknown", "change:c-1", "services[1]", 20, func(t testing.TB, w *world) {
			w.releases = []lifecycle.Change{raised(t, w.register(t), lifecycle.Alteration, "mail", "fax")}
		}},
		{"improvement.unconsulted", "improvement:i-1", "consulted", 20, func(t testing.TB, w *world) {
			improving(t, w)
			reg := w.register(t)
			m := must(w.improvements[0].Plan(reg, by("cleo", 2), lifecycle.Draft{Text: "x", Due: day(90)}))
			w.improvements[0] = must(m.Decide(reg, by("cleo", 3), lifecycle.Decide{}))
		}},
		{"improvement.overdue", "improvement:i-1", "plan.due", 20, func(t testing.TB, w *world) {
			improving(t, w)
			w.improvements[0] = must(w.improvements[0].Plan(w.register(t), by("cleo", 2), lifecycle.Draft{Text: "x", Due: day(19)}))
		}},
		{"improvement.ineffective", "improvement:i-1", "effect", 20, func(t testing.TB, w *world) {
			improving(t, w)
			reg := w.register(t)
			m := must(w.improvements[0].Plan(reg, by("cleo", 2), lifecycle.Draft{Text: "x", Due: day(90)}))
			m = must(m.Decide(reg, by("cleo", 3), lifecycle.Decide{Consulted: []ownership.PartyID{"kim"}}))
			m = must(must(m.Begin(reg, by("cleo", 4), "")).Measure(reg, by("cleo", 5), lifecycle.Gauge{Effect: lifecycle.Effect{Value: share(1)}}))
			w.improvements[0] = must(m.Close(reg, by("cleo", 6), ""))
		}},
		{"improvement.aimless", "improvement:i-1", "aim.goal", 20, func(t testing.TB, w *world) {
			a := aim()
			a.Goal = lifecycle.Goal{}
			w.improvements = []lifecycle.Improvement{opened(t, w.register(t), a)}
		}},
		{"improvement.unauthorised", "improvement:i-1", "acts[0]", 20, func(t testing.TB, w *world) { improving(t, w); w.own("hal") }},
		{"improvement.service-unknown", "improvement:i-1", "aim.service", 20, func(t testing.TB, w *world) { improving(t, w); w.facts.Services = nil }},
	} {
		t.Run(string(c.code), func(t *testing.T) {
			w := newWorld(t)
			assert.Empty(t, w.portfolio(t).Review(day(20), ownership.Selection{}).Of(c.code), "in the fixture")
			c.spoil(t, w)
			found := w.portfolio(t).Review(day(c.n), ownership.Selection{}).Of(c.code)
			require.NotEmpty(t, found)
			assert.Equal(t, c.subject, found[0].Subject.String())
			assert.Equal(t, c.path, found[0].Path)
			assert.NotContains(t, found[0].Text(), "{")
			assert.NotEmpty(t, found[0].Remedy())
		})
	}
}

// TestReleaseCounts: which release the gate into operation accepts.
func TestReleaseCounts(t *testing.T) {
	w := newWorld(t)
	reg := w.register(t)
	why := func() string {
		found := w.portfolio(t).Review(day(60), ownership.Selection{}).Of("release.unvoted")
		if len(found) == 0 {
			return ""
		}
		return found[0].Arg("why")
	}
	assert.Empty(t, why())
	second := must(lifecycle.Change{}.Raise(reg, by("gus", 8), lifecycle.Raise{
		ID: "c-2", Ballot: lifecycle.Ballot{Kind: lifecycle.Release, Title: "Next", Services: []ownership.ServiceID{"mail"}},
	}))
	w.releases = append(w.releases, second)
	assert.Empty(t, why(), "one that is not judged does not count")
	w.releases[1] = must(second.Settle(reg, by("gus", 9), lifecycle.Settle{Reason: "broken"}))
	assert.Equal(t, "c-2 was judged not to be ready", why(), "the last counts")
	slices.Reverse(w.releases)
	assert.Equal(t, "c-2 was judged not to be ready", why(), "in time, not in the order of arrival")
	w.releases = []lifecycle.Change{raised(t, reg, lifecycle.Alteration, "mail")}
	assert.Equal(t, "none was judged", why(), "a change is no release")

	w = newWorld(t)
	w.at(t, lifecycle.Operational)
	require.NoError(t, w.advance(t, "cleo", 20, lifecycle.Suspend))
	assert.Empty(t, why(), "suspension takes nothing back")
	require.NoError(t, w.advance(t, "cleo", 21, lifecycle.Redesign))
	assert.Equal(t, "c-1 was judged before the service went back", why())
}

// TestLivingOwner: over random organisations, a service has one living accountable
// owner exactly when no rule that the gates demand about owners finds anything.
func TestLivingOwner(t *testing.T) {
	demanded := []ownership.Code{"owner.vacant", "owner.contested", "owner.inactive", "owner.not-person", "owner.nobody", "record.undeclared"}
	seen := map[ownership.State]int{}
	rapid.Check(t, func(t *rapid.T) {
		o := ownershiptest.HostileOrganisations().Draw(t, "organisation")
		reg, err := o.Register()
		if err != nil {
			t.Skip(err)
		}
		at := rapid.SampledFrom(o.Instants).Draw(t, "at")
		for s := range reg.Subjects(at) {
			if s.Kind != "service" {
				continue
			}
			id := ownership.ServiceID(s.ID)
			record, err := lifecycle.AdoptRecord(id, "sample", at, lifecycle.Operational)
			if err != nil {
				continue
			}
			p := lifecycle.NewPortfolio(lifecycle.Rooms{Register: reg}, slices.Values([]lifecycle.Record{record}), nil, nil)
			report := p.Review(at, ownership.Selection{Codes: demanded, Subjects: []ownership.Subject{s}})
			state := reg.Owner(id, at).State
			seen[state]++
			require.Equal(t, state != ownership.Held, len(report.Blocking()) > 0, "%s: %s: %v", id, state, slices.Collect(report.All()))
		}
	})
	t.Log(seen)
}

// TestReportOfAllRooms: one report, and equal bytes every time.
func TestReportOfAllRooms(t *testing.T) {
	w := newWorld(t)
	w.improvements = []lifecycle.Improvement{opened(t, w.register(t), aim())}
	p := w.portfolio(t)
	report := p.Review(day(20), ownership.Selection{})
	for _, code := range []ownership.Code{"owner.vacant", "agreement.missing", "risk.none", "entry.missing"} {
		assert.True(t, report.Ran(code, mail.Subject()), code)
	}
	assert.True(t, report.Ran("improvement.overdue", lifecycle.ImprovementID("i-1").Subject()))
	assert.True(t, report.Ran("vote.missing", lifecycle.ChangeID("c-1").Subject()))
	want, err := json.Marshal(report)
	require.NoError(t, err)
	for range 5 {
		got, err := json.Marshal(p.Review(day(20), ownership.Selection{}))
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
}
