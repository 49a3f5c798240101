package lifecycle_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

var updateDossier = flag.Bool("update-dossier", false, "write the golden dossier")

// houseCriteria: medium is tolerated.
func houseCriteria() []risk.Criteria {
	grid := must(risk.NewGrid(risk.GridTable{
		ID: "house", Version: "1",
		Likelihood: risk.Scale{{ID: "rare"}, {ID: "likely"}}, Impact: risk.Scale{{ID: "minor"}, {ID: "severe"}},
		Levels: []risk.Level{{ID: "low"}, {ID: "medium"}, {ID: "high"}},
		Cells:  [][]risk.LevelID{{"low", "medium"}, {"medium", "high"}},
	}))
	return []risk.Criteria{{
		Version: "2026", Grid: *grid, RisePercent: 25,
		Limits: []risk.Limit{{Appetite: "low", Tolerance: "medium", Threshold: must(risk.NewMoney(50_000_00, "EUR"))}},
	}}
}

// furnished is the fixture in operation with something in every part of the
// dossier: what mail rests on, a promise that was broken, a risk that is carried,
// an improvement, and a leave of the owner.
func furnished(t testing.TB) *lifecycle.Portfolio {
	w := newWorld(t)
	agreed := sla.AgreementID("sla-mail").Scope()
	w.facts.Areas = append(w.facts.Areas, ownership.Area{Scope: agreed, Parents: []ownership.Parent{{Scope: mail}}})
	w.facts.Services = append(w.facts.Services, ownership.Service{ID: "relay", Parents: []ownership.Parent{{Scope: office}}})
	w.facts.Services[0].Dependencies = []ownership.Dependency{{On: "relay"}}
	for i, who := range way {
		require.NoError(t, w.advance(t, who, 10+i, lifecycle.Forward))
		if i == 4 {
			w.agreements = append(w.agreements, must(sla.Adopt("sample", day(14), sla.Proposal{
				ID: "ola-relay", Kind: sla.OLA, Counterparty: "northern", Services: []ownership.ServiceID{"mail"}, Through: []ownership.ServiceID{"relay"},
				Terms: sla.Terms{Targets: []sla.LevelTarget{{
					ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: 995 * sla.Percent / 10}, Cycle: sla.MonthlyIn("UTC"),
				}}},
			})))
		}
	}
	w.away("cleo", day(60), day(70))
	reg := w.register(t)
	k := w.risks[0]
	k = must(k.Assess(reg, by("cleo", 20), houseCriteria(), risk.Assess{Of: risk.Current, Likelihood: "rare", Impact: "severe", Reason: "as seen"}))
	k = must(k.Accept(reg, by("cleo", 21), houseCriteria(), risk.Accept{Assessment: 2, Until: day(55), Reason: "a second machine costs more"}))
	w.risks = []risk.Risk{k}

	february := sla.Month{Year: 2026, Month: 2}.Period()
	b := must(sla.Breach{}.Notice(reg, by("finn", 59), sla.Broken{ID: "b-7", Agreement: "sla-mail", Target: "availability", Service: "mail", Period: february}))
	b = must(b.Explain(reg, by("dora", 61), "the machine was too old | <b>"))
	b = must(b.Plan(reg, by("dora", 61), sla.PlanAction{What: "buy another", Owner: "ivo", Due: day(90)}))
	late := must(sla.Breach{}.Notice(reg, by("finn", 80), sla.Broken{ID: "b-8", Agreement: "sla-mail", Target: "availability", Service: "mail", Period: february}))

	m := must(lifecycle.Improvement{}.Open(reg, by("dora", 61), lifecycle.Open{ID: "i-1", Aim: aim(), Reason: "it broke"}))
	m = must(m.Plan(reg, by("dora", 61), lifecycle.Draft{Text: "A second machine.", Due: day(90)}))
	w.improvements = []lifecycle.Improvement{m}

	risks := must(risk.NewRegister(reg, risk.Facts{Continuity: w.continuity[:1], Criteria: houseCriteria()}, slices.Values(w.risks)))
	return w.portfolio(t).WithRisks(risks).WithAgreements(sla.NewBook(reg, w.agreements...).WithBreach(b).WithBreach(late))
}

func TestDossierGolden(t *testing.T) {
	p := furnished(t)
	got := p.Dossier("mail", day(65)).Markdown()
	golden := filepath.Join("testdata", "dossier.md")
	if *updateDossier {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "run with -update-dossier if the change is meant")
	for range 5 {
		require.Equal(t, got, p.Dossier("mail", day(65)).Markdown())
	}
}

// TestDossierAnswers: each part names the activity, who is accountable for it, and
// who may do it while the owner is on leave.
func TestDossierAnswers(t *testing.T) {
	d := furnished(t).Dossier("mail", day(65))
	type part struct {
		activity ownership.Activity
		holder   ownership.PartyID
		via      string
		ask      []ownership.PartyID
	}
	of := func(activity ownership.Activity, a ownership.Answer, ask []ownership.PartyID) part {
		return part{activity, a.Holder, a.Via.String(), ask}
	}
	for _, c := range []struct{ want, got part }{
		{part{"manage-portfolio", "ben", "portfolio:office", []ownership.PartyID{"ben"}}, of(d.Standing.Activity, d.Standing.Answer, d.Standing.Ask)},
		{part{"define-service", "cleo", "service:mail", []ownership.PartyID{"cleo", "dora"}}, of(d.Definition.Activity, d.Definition.Answer, d.Definition.Ask)},
		{part{"maintain-catalogue-entry", "cleo", "service:mail", []ownership.PartyID{"cleo", "dora"}}, of(d.Entry.Activity, d.Entry.Answer, d.Entry.Ask)},
		{part{"draft-agreement", "finn", "service:mail", []ownership.PartyID{"finn"}}, of(d.Agreements.Activity, d.Agreements.Answer, d.Agreements.Ask)},
		{part{"maintain-risk-entry", "cleo", "service:mail", []ownership.PartyID{"cleo", "dora"}}, of(d.Risks.Activity, d.Risks.Answer, d.Risks.Ask)},
	} {
		assert.Equal(t, c.want, c.got)
	}
	assert.Equal(t, ownership.PartyID("cleo"), d.Ownership.Of.Owner.Holder, "who is on leave stays accountable")
	assert.Equal(t, ownership.PartyID("dora"), d.Ownership.Of.Acting.Person)
}

// TestDossierSeesTheInstant: nothing that came later is in it.
func TestDossierSeesTheInstant(t *testing.T) {
	p := furnished(t)
	d := p.Dossier("mail", day(30))
	assert.Empty(t, d.Breaches.Of)
	assert.Empty(t, d.Improvements.Of)
	require.Len(t, d.Risks.Of, 1)
	assert.Equal(t, risk.Stands, d.Risks.Of[0].Standing.Footing)
	assert.Equal(t, risk.Void, p.Dossier("mail", day(55)).Risks.Of[0].Standing.Footing, "expired that instant")
	assert.Len(t, p.Dossier("mail", day(65)).Breaches.Of, 1)
	assert.Len(t, p.Dossier("mail", day(80)).Breaches.Of, 2)
	assert.Equal(t, lifecycle.Defined, p.Dossier("mail", day(10)).Standing.Of.Status)
	known := p.WithRegister(p.Register().KnownAt(day(30)))
	assert.Empty(t, known.Dossier("mail", day(65)).Breaches.Of, "as known on day 30")

	for _, id := range []ownership.ServiceID{"", "fax", "\xff", "a|b\n# c"} {
		var nobody *lifecycle.Portfolio
		for _, p := range []*lifecycle.Portfolio{p, nobody} {
			d := p.Dossier(id, day(65))
			assert.False(t, d.Declared)
			assert.NotContains(t, d.Markdown(), "\n# ", "no name writes a heading")
			assert.Contains(t, d.Markdown(), "Nobody has declared this service.")
		}
	}
}

// TestDossierIsOfAll: what a dossier finds is what the whole review finds about the
// same subjects, in the same order, and its parts are all records of the service.
func TestDossierIsOfAll(t *testing.T) {
	local := map[ownership.Code]bool{}
	rapid.Check(t, func(r *rapid.T) {
		f := drawFleet(r, t)
		at := day(rapid.IntRange(0, 60).Draw(r, "at"))
		report := f.p.Review(at, ownership.Selection{})
		for _, id := range f.services {
			d := f.p.Dossier(id, at)
			var want, got []string
			for v := range report.All() {
				about := slices.Contains(f.concern(v.Subject), id)
				if about && f.p.Review(at, ownership.Selection{Codes: []ownership.Code{v.Code}, Subjects: []ownership.Subject{v.Subject}}).Len() > 0 {
					want = append(want, v.String())
				}
			}
			for _, o := range d.Findings.Of {
				got = append(got, o.String())
				local[o.Code] = true
			}
			require.Equal(r, want, got)
			var perils int
			for _, k := range f.risks {
				if k = k.AsOf(at); slices.Contains(k.Scopes(), ownership.ServiceScope(id)) {
					perils++
				}
			}
			require.Len(r, d.Risks.Of, perils)
			require.Equal(r, f.status(id, at), d.Standing.Of.Status)
			require.NotEmpty(r, d.Markdown())
		}
	})
	assert.Greater(t, len(local), 10, "%v", local)
}
