package risk

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
)

// The small world of the tests in this package: two services on a desk in an
// organisation. Ada owns mail, nobody owns web; Gus has left. Day n is so many days
// into 2026.

func onDayN(n int) time.Time { return time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC) }

var (
	mail = ownership.ServiceScope("mail")
	web  = ownership.ServiceScope("web")
	desk = ownership.Scope{Level: ownership.LevelPortfolio, ID: "desk"}
)

func worldFacts() ownership.Facts {
	on := func(s ownership.Scope) []ownership.Parent { return []ownership.Parent{{Scope: s}} }
	return ownership.Facts{
		Parties: []ownership.Party{
			{ID: "ada", Kind: ownership.Person},
			{ID: "eve", Kind: ownership.Person},
			{ID: "gus", Kind: ownership.Person, Active: []ownership.Period{{Until: onDayN(10)}}},
			{ID: "team", Kind: ownership.Group},
			{ID: "o", Kind: ownership.Organisation},
		},
		Services: []ownership.Service{{ID: "mail", Parents: on(desk)}, {ID: "web", Parents: on(desk)}},
		Areas:    []ownership.Area{{Scope: desk, Parents: on(ownership.OrganisationScope("o"))}},
	}
}

func worldRegister(t testing.TB) *ownership.Register {
	t.Helper()
	l, err := ownership.Adopt(mail, "catalogue", onDayN(-300), ownership.Claim{Role: ownership.ServiceOwner, Holder: "ada"})
	require.NoError(t, err)
	reg, err := ownership.NewRegister(worldFacts(), slices.Values([]ownership.Ledger{l}))
	require.NoError(t, err)
	return reg
}

// house is a 3x3 grid, low, medium, high.
func house(version string) Grid {
	return *newGrid(GridTable{
		ID: "house", Version: version,
		Likelihood: Scale{{ID: "rare"}, {ID: "sometimes"}, {ID: "often"}},
		Impact:     Scale{{ID: "minor"}, {ID: "serious"}, {ID: "major"}},
		Levels:     []Level{{ID: "low"}, {ID: "medium"}, {ID: "high"}},
		Cells:      [][]LevelID{{"low", "low", "medium"}, {"low", "medium", "high"}, {"medium", "high", "high"}},
	})
}

func euros(n int64) Money { return Money{n * 100, "EUR"} }

func worldCriteria() Criteria {
	return Criteria{Version: "2026", Grid: house("1"), RisePercent: 10, Limits: []Limit{
		{Appetite: "low", Tolerance: "medium", Threshold: euros(100_000), ReviewDays: 365},
	}}
}

// elements are everything that the restore of a service needs, in place and tried.
func elements() []Element {
	var out []Element
	for _, card := range standardNeeds {
		out = append(out, Element{Need: card.Need, Where: "safe", Since: onDayN(-200), Tried: onDayN(-30)})
	}
	return out
}

func worldContinuity() []Continuity {
	return []Continuity{{Service: "mail", Elements: elements()}, {Service: "web", Elements: elements()}}
}

// recorded makes a risk of acts, as a store would have it; what an act leaves out is
// as after the one before.
func recorded(id RiskID, scope ownership.Scope, acts ...Act) Risk {
	r := Risk{id: id, scope: scope}
	for i, a := range acts {
		a.Revision = i + 1
		if i > 0 && a.At.IsZero() {
			a.At = acts[i-1].At
			acts[i].At = a.At
		}
		if i > 0 && a.Status == 0 {
			a.Status = r.acts[i-1].Status
		}
		if a.Proof.By == "" {
			a.Proof = ownership.Proof{By: "ada", Capacity: ownership.OwnRight, Role: ownership.ServiceOwner, Via: scope, Scope: scope, At: a.At}
		}
		r.acts = append(r.acts, a)
	}
	return r
}

// The acts of the sound risk, which no rule finds anything about.

func identified(affects ...ownership.Scope) Act {
	return Act{
		Kind: ActIdentified, Status: StatusIdentified, At: onDayN(-100), Review: &Review{onDayN(100)},
		Entry: &Entry{Title: "Flood", Cause: "heavy rain", Event: "the cellar floods", Consequence: "no mail for days", Affects: affects},
	}
}

func assessedAs(of Exposure, likelihood, impact StepID, expected Money) Act {
	g := house("1")
	level, _ := g.Level(likelihood, impact)
	return Act{Kind: ActAssessed, Status: StatusAssessed, Assessment: &Assessment{
		Of: of, Likelihood: likelihood, Impact: impact, Grid: "house", GridVersion: "1", Level: level.ID, Expected: expected,
	}}
}

func treatedBy(t Treatment) Act {
	return Act{Kind: ActTreated, Status: StatusTreatmentPlanned, Treatment: &t}
}

func soundRisks() []Risk {
	return []Risk{
		recorded("flood", mail, identified(web), assessedAs(Inherent, "often", "major", euros(1000)), assessedAs(Current, "rare", "minor", euros(10))),
		recorded("theft", web, identified(), assessedAs(Current, "rare", "serious", Money{})),
	}
}

// worldOf is a sound world with the risks instead of the sound ones.
func worldOf(t testing.TB, risks ...Risk) *Register {
	t.Helper()
	r, err := NewRegister(worldRegister(t), Facts{Criteria: []Criteria{worldCriteria()}, Continuity: worldContinuity()}, slices.Values(risks))
	require.NoError(t, err)
	return r
}

func tableOf(version string) GridTable {
	g := house(version)
	return g.Table()
}
