package risk

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
)

// A world is what a case changes before it is reviewed: everything in it is sound.
type world struct {
	t     testing.TB
	at    time.Time
	house ownership.Facts
	facts Facts
	risks []Risk
}

func soundWorld(t testing.TB) *world {
	return &world{
		t: t, at: onDayN(0), house: worldFacts(), risks: soundRisks(),
		facts: Facts{Criteria: []Criteria{worldCriteria()}, Continuity: worldContinuity()},
	}
}

func (w *world) register() *Register {
	w.t.Helper()
	l, err := ownership.Adopt(mail, "catalogue", onDayN(-300), ownership.Claim{Role: ownership.ServiceOwner, Holder: "ada"})
	require.NoError(w.t, err)
	reg, err := ownership.NewRegister(w.house, slices.Values([]ownership.Ledger{l}))
	require.NoError(w.t, err)
	r, err := NewRegister(reg, w.facts, slices.Values(w.risks))
	require.NoError(w.t, err)
	return r
}

// flood is the first of the risks; then adds acts to it.
func (w *world) flood() *Risk { return &w.risks[0] }

func (w *world) then(acts ...Act) {
	all := slices.Collect(w.risks[0].Acts())
	w.risks[0] = recorded("flood", mail, append(all, acts...)...)
}

func (w *world) limits() []Limit { return w.facts.Criteria[0].Limits }

// regrid puts the grid in force in the place of version 1, which older criteria keep.
func (w *world) regrid(change func(*GridTable)) {
	table := house("2").table
	change(&table)
	c := worldCriteria()
	c.Version, c.From, c.Grid = "2027", onDayN(-50), *newGrid(table)
	w.facts.Criteria = append(w.facts.Criteria, c)
}

// A ruleCase changes the sound world so that the rule finds exactly this, as
// "subject path arguments".
type ruleCase struct {
	code   ownership.Code
	change func(*world)
	want   []string
}

func findings(rep ownership.Report, code ownership.Code) (out []string) {
	for _, f := range rep.Of(code) {
		s := f.Subject.String() + " " + f.Path
		for _, a := range f.Args {
			s += " " + a.Value
		}
		out = append(out, s)
	}
	return out
}

func TestSoundWorld(t *testing.T) {
	w := soundWorld(t)
	rep := w.register().Review(w.at, ownership.Selection{})
	assert.Empty(t, slices.Collect(rep.All()))
	for _, r := range Rules() {
		ran := false
		for s := range rep.Read() {
			ran = ran || rep.Ran(r.Code, s)
		}
		assert.True(t, ran, "%s read something", r.Code)
	}
}

// TestRules holds every rule to a change that it finds and to near misses.
func TestRules(t *testing.T) {
	all := slices.Concat(serviceCases, entryCases, treatmentCases, assessmentCases, decisionCases, criteriaCases)
	hit, missed := map[ownership.Code]bool{}, map[ownership.Code]bool{}
	for _, c := range all {
		w := soundWorld(t)
		c.change(w)
		rep := w.register().Review(w.at, ownership.Selection{})
		assert.Equal(t, c.want, findings(rep, c.code), c.code)
		for _, f := range rep.Of(c.code) {
			assert.NotContains(t, f.Text()+f.Remedy(), "{", c.code)
		}
		// A review of one subject and one rule says the same of it.
		for _, f := range rep.Of(c.code) {
			if c.code == "risk.cause-covered-twice" {
				continue
			}
			only := w.register().Review(w.at, ownership.Selection{Codes: []ownership.Code{c.code}, Subjects: []ownership.Subject{f.Subject}})
			assert.Equal(t, rep.About(f.Subject)[0].Subject, f.Subject)
			assert.Contains(t, slices.Collect(only.All()), f)
		}
		if c.want == nil {
			missed[c.code] = true
		} else {
			hit[c.code] = true
		}
	}
	for _, r := range Rules() {
		if slices.ContainsFunc(AcceptanceRules(), func(a ownership.Rule) bool { return a.Code == r.Code }) {
			continue // the conditions of acceptances have cases of their own
		}
		assert.True(t, hit[r.Code] && missed[r.Code], "%s: hit %t, near miss %t", r.Code, hit[r.Code], missed[r.Code])
	}
}

var serviceCases = []ruleCase{
	{"risk.none", func(w *world) { w.risks = nil }, []string{"service:mail ", "service:web "}},
	{"risk.none", func(w *world) { w.risks = w.risks[1:] }, []string{"service:mail "}},
	{"risk.none", func(w *world) { w.then(Act{Kind: ActClosed, Status: StatusClosed}) }, []string{"service:mail "}},
	{"risk.none", func(w *world) {
		w.then(Act{Kind: ActClosed, Status: StatusClosed}, Act{Kind: ActReopened, Status: StatusReopened})
	}, nil},
	{"risk.none", func(w *world) { w.then(Act{Kind: ActClosed, Status: StatusClosed, At: onDayN(1)}) }, nil},
	{"risk.none", func(w *world) { w.risks = w.risks[:1] }, nil}, // web is affected
	{"continuity.none", func(w *world) { w.facts.Continuity = w.facts.Continuity[1:] }, []string{"service:mail "}},
	{"continuity.none", func(w *world) { w.facts.Continuity[0].Elements = nil }, nil}, // continuity.missing says more
	{"continuity.missing", func(w *world) { w.facts.Continuity[0].Elements = w.facts.Continuity[0].Elements[1:] }, []string{"service:mail elements restore-plan not known"}},
	{"continuity.missing", func(w *world) { w.facts.Continuity[1].Elements[2].Since = time.Time{} }, []string{"service:web elements data-copies known and not in place"}},
	{"continuity.missing", func(w *world) { w.facts.Continuity[1].Elements[2].Since = onDayN(1) }, []string{"service:web elements data-copies known and not in place"}},
	{"continuity.missing", func(w *world) { w.facts.Continuity[1].Elements[2].Since = onDayN(0) }, nil},
	{"continuity.missing", func(w *world) { // one of a kind is enough
		w.facts.Continuity[1].Elements = append(w.facts.Continuity[1].Elements, Element{Need: NeedData}, Element{Need: "own"})
	}, nil},
	{"continuity.missing", func(w *world) { w.facts.Criteria[0].Restore = []Need{NeedPlan, "keys"} }, []string{
		"service:mail elements keys not known", "service:web elements keys not known",
	}},
	{"continuity.missing", func(w *world) {
		w.facts.Criteria[0].Restore = []Need{NeedData}
		w.facts.Continuity[0].Elements = w.facts.Continuity[0].Elements[2:3]
	}, nil},
	{"continuity.untried", func(w *world) { w.facts.Continuity[0].Elements[0].Tried = time.Time{} }, []string{"service:mail elements restore-plan never"}},
	{"continuity.untried", func(w *world) { w.facts.Continuity[0].Elements[0].Tried = onDayN(1) }, []string{"service:mail elements restore-plan never"}},
	{"continuity.untried", func(w *world) { w.facts.Continuity[0].Elements[0].Tried = onDayN(-365) }, []string{"service:mail elements restore-plan 2025-01-01"}},
	{"continuity.untried", func(w *world) { w.facts.Continuity[0].Elements[0].Tried = onDayN(-365).Add(1e3) }, nil},
	{"continuity.untried", func(w *world) { // the other of the kind was tried
		w.facts.Continuity[0].Elements = append([]Element{{Need: NeedPlan, Since: onDayN(-9)}}, w.facts.Continuity[0].Elements...)
	}, nil},
	{"continuity.untried", func(w *world) {
		w.house.Policies = []ownership.Policy{{Thresholds: map[ownership.Threshold]int64{ContinuityTrialDays: 31}}}
	}, nil},
	{"continuity.untried", func(w *world) {
		w.house.Policies = []ownership.Policy{{Thresholds: map[ownership.Threshold]int64{ContinuityTrialDays: 30}}}
		w.facts.Continuity = w.facts.Continuity[:1]
		w.facts.Criteria[0].Restore = []Need{NeedPlan}
	}, []string{"service:mail elements restore-plan 2025-12-02"}},
	{"continuity.service-unknown", func(w *world) { w.facts.Continuity[0].Service = "lost" }, []string{"service:lost service"}},
	{"continuity.service-unknown", func(w *world) { w.facts.Continuity = nil }, nil},
}

var entryCases = []ruleCase{
	{"risk.draft", func(w *world) {
		w.then(Act{Kind: ActRevised, Entry: &Entry{Cause: "rain"}})
	}, []string{"risk:flood entry event, consequence"}},
	{"risk.draft", func(w *world) {
		w.then(Act{Kind: ActRevised, Entry: &Entry{Cause: "rain"}}, Act{Kind: ActClosed, Status: StatusClosed})
	}, nil},
	{"risk.draft", func(w *world) { w.then(Act{Kind: ActRevised, At: onDayN(1), Entry: &Entry{}}) }, nil},
	{"risk.review-overdue", func(w *world) { w.then(Act{Kind: ActReviewed, Review: &Review{onDayN(0)}}) }, []string{"risk:flood review.next 2026-01-01"}},
	{"risk.review-overdue", func(w *world) { w.then(Act{Kind: ActReviewed, Review: &Review{onDayN(0).Add(1e3)}}) }, nil},
	{"risk.review-overdue", func(w *world) { // the criteria want it sooner than was said
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: desk, ReviewDays: 100})
	}, []string{"risk:flood review.next 2026-01-01", "risk:theft review.next 2026-01-01"}},
	{"risk.review-overdue", func(w *world) {
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: desk, ReviewDays: 101})
	}, nil},
	{"risk.review-overdue", func(w *world) { // the stricter of two scopes
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: web, ReviewDays: 100}, Limit{Scope: mail, ReviewDays: 200})
		w.risks = w.risks[:1]
	}, []string{"risk:flood review.next 2026-01-01"}},
	{"risk.review-overdue", func(w *world) {
		w.then(Act{Kind: ActReviewed, Review: &Review{onDayN(-5)}}, Act{Kind: ActClosed, Status: StatusClosed})
	}, nil},
	{"risk.scope-unknown", func(w *world) {
		w.risks[0] = recorded("flood", ownership.ServiceScope("lost"), identified(mail, ownership.OrganisationScope("p")))
	}, []string{"risk:flood entry.affects[1] organisation:p", "risk:flood scope service:lost"}},
	{"risk.scope-unknown", func(w *world) {
		w.risks[0] = recorded("flood", mail, identified(desk, ownership.OrganisationScope("o")))
	}, nil},
	{"risk.party-unknown", func(w *world) {
		e := *identified().Entry
		e.Owner, e.Controls = Bearer{Party: "x"}, []Control{{Text: "dam", Owner: Bearer{Party: "ada"}}, {Text: "pump", Owner: Bearer{Party: "y"}}}
		w.then(Act{Kind: ActRevised, Entry: &e}, treatedBy(Treatment{ID: "t", Owner: Bearer{Party: "z"}}))
	}, []string{"risk:flood entry.controls[1].owner y", "risk:flood entry.owner x", "risk:flood treatments[t].owner z"}},
	{"risk.party-unknown", func(w *world) {
		e := *identified().Entry
		e.Owner = Bearer{Party: "gus"}
		w.then(Act{Kind: ActRevised, Entry: &e}, treatedBy(Treatment{ID: "t", Owner: Bearer{Party: "z"}}),
			treatedBy(Treatment{ID: "t", Owner: Bearer{Party: "ada"}}), treatedBy(Treatment{ID: "u", Owner: Bearer{Party: "z"}, Progress: Dropped}))
	}, nil},
	{"risk.owner-gone", func(w *world) {
		w.at = onDayN(10)
		e := *identified().Entry
		e.Owner = Bearer{Party: "gus"}
		w.then(Act{Kind: ActRevised, Entry: &e})
	}, []string{"risk:flood entry.owner party:gus vacant"}},
	{"risk.owner-gone", func(w *world) {
		e := *identified().Entry
		e.Owner = Bearer{Party: "team"}
		w.then(Act{Kind: ActRevised, Entry: &e})
	}, []string{"risk:flood entry.owner party:team no person"}},
	{"risk.owner-gone", func(w *world) {
		e := *identified().Entry
		e.Owner = Bearer{Role: ownership.RiskOwner}
		w.then(Act{Kind: ActRevised, Entry: &e})
	}, []string{"risk:flood entry.owner risk-owner vacant"}},
	{"risk.owner-gone", func(w *world) { // web has no owner, which is the service's finding
		e := *identified().Entry
		e.Owner = Bearer{Party: "gus"}
		w.then(Act{Kind: ActRevised, Entry: &e})
	}, nil},
	{"risk.cause-covered-twice", func(w *world) { w.covered("owner.vacant", "owner.vacant") }, []string{"risk:theft entry.covers owner.vacant service:web flood"}},
	{"risk.cause-covered-twice", func(w *world) { w.covered("owner.vacant", "owner.left") }, nil},
	{"risk.cause-covered-twice", func(w *world) {
		w.covered("owner.vacant", "owner.vacant")
		w.then(Act{Kind: ActClosed, Status: StatusClosed})
	}, nil},
}

// covered lets the two risks cover a cause each.
func (w *world) covered(codes ...ownership.Code) {
	for i, code := range codes {
		e := *identified().Entry
		e.Covers = []Cover{{code, web.Subject()}}
		all := slices.Collect(w.risks[i].Acts())
		w.risks[i] = recorded(w.risks[i].id, w.risks[i].scope, append(all, Act{Kind: ActRevised, Entry: &e})...)
	}
}

var treatmentCases = []ruleCase{
	{"treatment.overdue", func(w *world) {
		w.then(treatedBy(Treatment{ID: "pump", Due: onDayN(0)}), treatedBy(Treatment{ID: "dam", Due: onDayN(0).Add(1e3)}))
	}, []string{"risk:flood treatments[pump].due pump 2026-01-01"}},
	{"treatment.overdue", func(w *world) {
		w.then(treatedBy(Treatment{ID: "pump", Due: onDayN(-1)}), treatedBy(Treatment{ID: "pump", Due: onDayN(1)}),
			treatedBy(Treatment{ID: "dam", Due: onDayN(-1), Progress: Done}), treatedBy(Treatment{ID: "x", Due: onDayN(-1), Progress: Dropped}),
			treatedBy(Treatment{ID: "y"}))
	}, nil},
	{"treatment.undated", func(w *world) { w.then(treatedBy(Treatment{ID: "pump"})) }, []string{"risk:flood treatments[pump].due pump"}},
	{"treatment.undated", func(w *world) {
		w.then(treatedBy(Treatment{ID: "pump", Progress: Done}), treatedBy(Treatment{ID: "dam", Due: onDayN(-9)}))
	}, nil},
	{"treatment.no-owner", func(w *world) { w.then(treatedBy(Treatment{ID: "pump"})) }, []string{"risk:flood treatments[pump].owner pump"}},
	{"treatment.no-owner", func(w *world) {
		w.then(treatedBy(Treatment{ID: "pump"}), treatedBy(Treatment{ID: "pump", Owner: Bearer{Party: "gus"}}))
	}, nil},
	{"treatment.owner-gone", func(w *world) {
		w.at = onDayN(10)
		w.then(treatedBy(Treatment{ID: "pump", Owner: Bearer{Party: "gus"}}), treatedBy(Treatment{ID: "dam", Owner: Bearer{Role: ownership.RiskOwner}}))
	}, []string{"risk:flood treatments[dam].owner dam risk-owner vacant", "risk:flood treatments[pump].owner pump party:gus vacant"}},
	{"treatment.owner-gone", func(w *world) {
		w.then(treatedBy(Treatment{ID: "pump", Owner: Bearer{Party: "gus"}}), treatedBy(Treatment{ID: "dam", Owner: Bearer{Role: ownership.ServiceOwner}}), treatedBy(Treatment{ID: "x"}))
	}, nil},
}

var assessmentCases = []ruleCase{
	{"risk.unassessed", func(w *world) { w.flood().acts = w.flood().acts[:2] }, []string{"risk:flood assessments[current]"}},
	{"risk.unassessed", func(w *world) { w.then(Act{Kind: ActClosed, Status: StatusClosed}); w.flood().acts[2].Assessment = nil }, nil},
	{
		"assessment.reversed", func(w *world) { w.then(assessedAs(Residual, "often", "serious", Money{})) },
		[]string{"risk:flood assessments[residual] residual high current low"},
	},
	{
		"assessment.reversed", func(w *world) {
			w.flood().acts[1] = assessedAs(Inherent, "rare", "minor", Money{})
			w.flood().acts[2] = assessedAs(Current, "rare", "major", Money{})
		},
		[]string{"risk:flood assessments[current] current medium inherent low"},
	},
	{"assessment.reversed", func(w *world) { w.then(assessedAs(Residual, "sometimes", "minor", Money{})) }, nil}, // other steps, the same level
	{"assessment.reversed", func(w *world) { w.then(assessedAs(Residual, "often", "apocalyptic", Money{})) }, nil},
	{
		"assessment.grid-changed", func(w *world) { w.regrid(func(g *GridTable) { g.Cells[0][0] = "medium" }) },
		[]string{"risk:flood assessments[current] current rare minor raised low medium"},
	},
	{
		"assessment.grid-changed", func(w *world) { w.regrid(func(g *GridTable) { g.Impact[2].ID = "severe" }) },
		[]string{"risk:flood assessments[inherent] inherent often major removed high no level"},
	},
	{"assessment.grid-changed", func(w *world) { w.regrid(func(g *GridTable) { g.Cells[2][0] = "low" }) }, nil},
	{"assessment.grid-changed", func(w *world) { // assessed anew
		w.regrid(func(g *GridTable) { g.Cells[0][0] = "medium" })
		anew := assessedAs(Current, "rare", "minor", Money{})
		anew.Assessment.GridVersion, anew.Assessment.Level = "2", "medium"
		w.then(anew)
	}, nil},
	{"assessment.grid-changed", func(w *world) { // not yet in force
		w.regrid(func(g *GridTable) { g.Cells[0][0] = "medium" })
		w.facts.Criteria[1].From = onDayN(1)
	}, nil},
	{
		"assessment.grid-unknown", func(w *world) { w.flood().acts[2].Assessment.GridVersion = "0" },
		[]string{"risk:flood assessments[current] current house 0"},
	},
	{"assessment.grid-unknown", func(w *world) { w.regrid(func(*GridTable) {}) }, nil},
	{
		"assessment.misread", func(w *world) { w.flood().acts[2].Assessment.Level = "high" },
		[]string{"risk:flood assessments[current] current high rare minor low"},
	},
	{
		"assessment.misread", func(w *world) { w.flood().acts[2].Assessment.Impact = "none" },
		[]string{"risk:flood assessments[current] current low rare none no level"},
	},
	{"assessment.misread", func(w *world) { w.regrid(func(g *GridTable) { g.Cells[0][0] = "medium" }) }, nil},
	{
		"risk.unpriced", func(w *world) { w.then(assessedAs(Current, "rare", "major", Money{})) },
		[]string{"risk:flood assessments[current].expected medium EUR 100000.00"},
	},
	{"risk.unpriced", func(w *world) { w.then(assessedAs(Current, "rare", "major", euros(0))) }, nil},
	{"risk.unpriced", func(w *world) {
		w.then(assessedAs(Current, "rare", "major", Money{}))
		w.limits()[0].Threshold = Money{}
	}, nil},
	{
		"risk.currency", func(w *world) { w.then(assessedAs(Current, "rare", "minor", Money{1, "USD"})) },
		[]string{"risk:flood assessments[current].expected USD 0.01 EUR 100000.00 service:mail", "risk:flood assessments[current].expected USD 0.01 EUR 100000.00 service:web"},
	},
	{"risk.currency", func(w *world) { w.then(assessedAs(Residual, "rare", "minor", Money{1, "USD"})) }, nil},
	{"risk.currency", func(w *world) {
		w.then(assessedAs(Current, "rare", "minor", Money{1, "USD"}))
		w.limits()[0].Threshold = Money{}
	}, nil},
}

func escalated(day int) Act {
	return Act{Kind: ActEscalated, At: onDayN(day), Escalation: &Escalation{Amount: euros(500)}}
}

func decided(day, escalation int, response Response) Act {
	return Act{Kind: ActDecided, At: onDayN(day), Decision: &Decision{escalation, response}}
}

func acceptedUntil(day, assessment int, level LevelID) Act {
	return Act{
		Kind: ActAccepted, Status: StatusAccepted,
		Proof: ownership.Proof{
			By: "ada", Capacity: ownership.OwnRight, Role: ownership.ServiceOwner, Via: mail, Activity: ownership.AcceptRisk, Scope: mail, At: onDayN(-100),
		},
		Acceptance: &Acceptance{Assessment: assessment, Until: onDayN(day), Grid: "house", GridVersion: "1", Level: level},
	}
}

var decisionCases = []ruleCase{
	{"risk.above-appetite", func(w *world) { w.then(assessedAs(Current, "rare", "major", Money{})) }, []string{"risk:flood assessments[current] medium"}},
	{"risk.above-appetite", func(w *world) { // a plan that was dropped is none
		w.then(assessedAs(Current, "rare", "major", Money{}), treatedBy(Treatment{ID: "t"}), treatedBy(Treatment{ID: "t", Progress: Dropped}))
	}, []string{"risk:flood assessments[current] medium"}},
	{
		"risk.above-appetite", func(w *world) {
			w.flood().acts = w.flood().acts[:2]
			w.flood().acts[1] = assessedAs(Inherent, "rare", "major", Money{})
		},
		[]string{"risk:flood assessments[inherent] medium"},
	},
	{"risk.above-appetite", func(w *world) { w.then(assessedAs(Current, "rare", "major", Money{}), treatedBy(Treatment{ID: "t"})) }, nil},
	{"risk.above-appetite", func(w *world) { w.then(assessedAs(Current, "often", "major", Money{})) }, nil}, // not for the owner to decide
	{"risk.above-appetite", func(w *world) { w.then(assessedAs(Residual, "rare", "major", Money{})) }, nil},
	{"risk.above-appetite", func(w *world) {
		w.then(assessedAs(Current, "rare", "major", Money{}))
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: desk, Appetite: "medium"})
	}, nil},
	{
		"risk.above-tolerance", func(w *world) { w.then(assessedAs(Current, "often", "major", euros(7))) },
		[]string{"risk:flood assessments[current] high EUR 7.00 tolerance"},
	},
	{
		"risk.above-tolerance", func(w *world) { w.then(assessedAs(Current, "rare", "minor", euros(100_001))) },
		[]string{"risk:flood assessments[current] low EUR 100001.00 threshold"},
	},
	{
		"risk.above-tolerance", func(w *world) { w.then(assessedAs(Current, "rare", "none", euros(100_001))) },
		[]string{"risk:flood assessments[current] no level EUR 100001.00 tolerance and threshold"},
	},
	{"risk.above-tolerance", func(w *world) { // treating it is no decision of senior management
		w.then(assessedAs(Current, "often", "major", Money{}), treatedBy(Treatment{ID: "t"}))
	}, []string{"risk:flood assessments[current] high nothing that anybody estimated tolerance"}},
	{"risk.above-tolerance", func(w *world) { // decided when it was less
		w.then(assessedAs(Current, "rare", "major", Money{}), escalated(-90), decided(-80, 5, Modify), assessedAs(Current, "often", "major", Money{}))
	}, []string{"risk:flood assessments[current] high nothing that anybody estimated tolerance"}},
	{"risk.above-tolerance", func(w *world) { // decided when it cost less
		w.then(assessedAs(Current, "often", "major", euros(5)), escalated(-90), decided(-80, 5, Modify), assessedAs(Current, "often", "major", euros(6)))
	}, []string{"risk:flood assessments[current] high EUR 6.00 tolerance"}},
	{"risk.above-tolerance", func(w *world) { // to retain it takes an acceptance
		w.then(assessedAs(Current, "often", "major", Money{}), escalated(-90), decided(-80, 5, Retain))
	}, []string{"risk:flood assessments[current] high nothing that anybody estimated tolerance"}},
	{"risk.above-tolerance", func(w *world) {
		w.then(assessedAs(Current, "often", "major", euros(5)), escalated(-90), decided(-80, 5, Modify), assessedAs(Current, "sometimes", "major", euros(4)))
	}, nil},
	{"risk.above-tolerance", func(w *world) { w.then(assessedAs(Current, "often", "minor", euros(100_000))) }, nil},
	{"risk.above-appetite", func(w *world) { w.then(assessedAs(Current, "rare", "major", Money{}), acceptedUntil(1, 4, "medium")) }, nil},
	{
		"risk.above-appetite", func(w *world) { w.then(assessedAs(Current, "rare", "major", Money{}), acceptedUntil(0, 4, "medium")) },
		[]string{"risk:flood assessments[current] medium"},
	},
	{"risk.above-tolerance", func(w *world) { // accepted when it was less
		w.then(assessedAs(Current, "rare", "major", Money{}), acceptedUntil(9, 4, "medium"), assessedAs(Current, "often", "major", Money{}))
	}, []string{"risk:flood assessments[current] high nothing that anybody estimated tolerance"}},
	{"escalation.undecided", func(w *world) { w.then(escalated(-14), escalated(-13)) }, []string{"risk:flood acts[3] EUR 500.00 2025-12-18"}},
	{"escalation.undecided", func(w *world) { w.then(escalated(-14), decided(-1, 4, Avoid)) }, nil},
	{"decision.not-followed", func(w *world) { w.then(escalated(-40), decided(-30, 4, Share)) }, []string{"risk:flood acts[4] share 2025-12-02"}},
	{
		"decision.not-followed", func(w *world) {
			w.then(escalated(-40), decided(-30, 4, Share), treatedBy(Treatment{ID: "t", Response: Modify}))
		},
		[]string{"risk:flood acts[4] share 2025-12-02"},
	},
	{"decision.not-followed", func(w *world) { // accepted before, not since
		w.then(acceptedUntil(90, 3, "low"), escalated(-40), decided(-30, 5, Retain))
	}, []string{"risk:flood acts[5] retain 2025-12-02"}},
	{"decision.not-followed", func(w *world) { w.then(escalated(-40), decided(-30, 4, Retain), acceptedUntil(90, 3, "low")) }, nil},
	{"decision.not-followed", func(w *world) { w.then(escalated(-40), decided(-29, 4, Share)) }, nil},
	{"decision.not-followed", func(w *world) {
		w.then(treatedBy(Treatment{ID: "t", Response: Share, Progress: Done}), escalated(-40), decided(-30, 5, Share))
	}, nil},
}

var criteriaCases = []ruleCase{
	{"criteria.none", func(w *world) { w.facts.Criteria = nil }, []string{"criteria:none "}},
	{"criteria.none", func(w *world) { w.facts.Criteria[0].From = onDayN(1) }, []string{"criteria:none "}},
	{"criteria.none", func(w *world) { w.facts.Criteria[0].From = onDayN(0) }, nil},
	{"criteria.no-tolerance", func(w *world) { w.limits()[0].Category = "fire" }, []string{"criteria:2026 limits"}},
	{"criteria.no-tolerance", func(w *world) { w.limits()[0].Tolerance = "low" }, nil},
	{"criteria.no-cadence", func(w *world) { w.limits()[0].ReviewDays = 0 }, []string{"criteria:2026 limits"}},
	{"criteria.no-cadence", func(w *world) { w.limits()[0].ReviewDays = 1 }, nil},
	{"criteria.scope-unknown", func(w *world) {
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: desk}, Limit{Scope: ownership.ServiceScope("lost")})
	}, []string{"criteria:2026 limits[2].scope service:lost"}},
	{"criteria.scope-unknown", func(w *world) {
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: ownership.OrganisationScope("o")})
	}, nil},
	{"criteria.reversed", func(w *world) {
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: desk, Appetite: "medium"}, Limit{Scope: mail, Tolerance: "low"}, Limit{Category: "fire", Appetite: "high"})
	}, []string{"criteria:2026 limits[2] service:mail medium low", "criteria:2026 limits[3] every scope high medium"}},
	{"criteria.reversed", func(w *world) {
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: desk, Appetite: "medium"}, Limit{Scope: ownership.OrganisationScope("o"), Tolerance: "low"})
	}, []string{"criteria:2026 limits[1] portfolio:desk medium low"}},
	{"criteria.reversed", func(w *world) {
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: mail, Appetite: "medium"})
	}, nil},
	{"criteria.currencies", func(w *world) {
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: desk}, Limit{Scope: mail, Threshold: Money{1, "USD"}})
	}, []string{"criteria:2026 limits[2].threshold EUR USD"}},
	{"criteria.currencies", func(w *world) {
		w.facts.Criteria[0].Limits = append(w.limits(), Limit{Scope: mail, Threshold: euros(1)}, Limit{Scope: web})
	}, nil},
	{"criteria.grid-reused", func(w *world) {
		w.regrid(func(g *GridTable) { g.Version = "1"; g.Cells[0][0] = "medium" })
	}, []string{"criteria:2027 grid.version house 1 2026"}},
	{"criteria.grid-reused", func(w *world) { w.regrid(func(g *GridTable) { g.Version = "1" }) }, nil},
	{"grid.not-monotone", func(w *world) { w.regrid(func(g *GridTable) { g.Cells[2][2] = "low" }) }, []string{
		"grid:house cells[2][2] often major low high impact", "grid:house cells[2][2] often major low high likelihood",
	}},
	{"grid.not-monotone", func(w *world) { w.regrid(func(g *GridTable) { g.Cells[0][2] = "high" }) }, nil},
	{"grid.unused-level", func(w *world) { w.regrid(func(g *GridTable) { g.Levels = append(g.Levels, Level{ID: "extreme"}) }) }, []string{"grid:house levels[3] extreme"}},
	{"grid.unused-level", func(w *world) { w.regrid(func(g *GridTable) { g.Cells[0][1] = "high" }) }, nil},
}
