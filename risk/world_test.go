package risk_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// The world of the tests: service mail is owned by ada, with ben as her deputy and
// dan as risk owner; eve and fay are senior management. finn used to own it.
const (
	ada  = ownership.PartyID("ada")
	ben  = ownership.PartyID("ben")
	dan  = ownership.PartyID("dan")
	eve  = ownership.PartyID("eve")
	fay  = ownership.PartyID("fay")
	gus  = ownership.PartyID("gus") // nobody in particular
	mail = "mail"
)

var mailScope = ownership.ServiceScope(mail)

// day is midnight so many days after the beginning of 2026.
func day(n int) time.Time { return time.Date(2026, time.January, 1+n, 0, 0, 0, 0, time.UTC) }

func by(p ownership.PartyID, n int) ownership.Who { return ownership.Who{By: p, At: day(n)} }

func person(id ownership.PartyID) ownership.Party {
	return ownership.Party{ID: id, Kind: ownership.Person, Within: []ownership.Membership{{Of: "acme"}}}
}

func worldFacts() ownership.Facts {
	acme := ownership.OrganisationScope("acme")
	facts := ownership.Facts{
		Parties:  []ownership.Party{{ID: "acme", Kind: ownership.Organisation}},
		Areas:    []ownership.Area{{Scope: acme}},
		Services: []ownership.Service{{ID: mail, Parents: []ownership.Parent{{Scope: acme}}, Providers: []ownership.Provider{{By: "acme"}}}},
	}
	for _, p := range []ownership.PartyID{ada, ben, dan, eve, fay, gus} {
		facts.Parties = append(facts.Parties, person(p))
	}
	return facts
}

// mailClaims are who has which role over mail.
func mailClaims() []ownership.Claim {
	return []ownership.Claim{
		{Role: ownership.ServiceOwner, Holder: ada},
		{Role: ownership.ServiceOwnerDeputy, Holder: ben, Rank: 1},
		{Role: ownership.RiskOwner, Holder: dan},
	}
}

func boardClaims() []ownership.Claim {
	return []ownership.Claim{{Role: ownership.SeniorManagement, Holder: eve}}
}

func register(t require.TestingT, facts ownership.Facts, board, service []ownership.Claim) *ownership.Register {
	top, err := ownership.Adopt(ownership.OrganisationScope("acme"), "test", day(-1000), board...)
	require.NoError(t, err)
	own, err := ownership.Adopt(mailScope, "test", day(-1000), service...)
	require.NoError(t, err)
	reg, err := ownership.NewRegister(facts, slices.Values([]ownership.Ledger{top, own}))
	require.NoError(t, err)
	return reg
}

func world(testing.TB) *ownership.Register { return theWorld() }

// theWorld is built once: nothing can change it.
var theWorld = sync.OnceValue(func() *ownership.Register {
	return register(loud{}, worldFacts(), boardClaims(), mailClaims())
})

// loud is a test that nobody runs.
type loud struct{}

func (loud) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (loud) FailNow()                          { panic("failed") }

// houseGrid is a grid whose level rises with likelihood and impact.
func houseGrid(version string) risk.GridTable {
	steps := func(ids ...risk.StepID) (out risk.Scale) {
		for _, id := range ids {
			out = append(out, risk.Step{ID: id})
		}
		return out
	}
	return risk.GridTable{
		ID: "house", Version: version,
		Likelihood: steps("rare", "possible", "likely"), Impact: steps("minor", "major", "severe"),
		Levels: []risk.Level{{ID: "low"}, {ID: "medium"}, {ID: "high"}},
		Cells: [][]risk.LevelID{
			{"low", "low", "medium"},
			{"low", "medium", "high"},
			{"medium", "high", "high"},
		},
	}
}

func grid(t require.TestingT, table risk.GridTable) risk.Grid {
	g, err := risk.NewGrid(table)
	require.NoError(t, err)
	return *g
}

// criteria: up to medium and up to 100,000 euro a year the service owner may accept.
func criteria(t require.TestingT) []risk.Criteria {
	return []risk.Criteria{{
		Version: "1", Grid: grid(t, houseGrid("1")), RisePercent: 20,
		Limits: []risk.Limit{{Appetite: "low", Tolerance: "medium", Threshold: euro(100_000_00), ReviewDays: 365}},
	}}
}

func entry() risk.Entry {
	return risk.Entry{
		Title: "Disk failure", Category: "technical",
		Cause: "two disks of a set fail at once", Event: "the mail store is lost", Consequence: "no mail for a day",
		Affects: []ownership.Scope{{Level: ownership.LevelSystem, ID: "imap"}}, Owner: risk.Bearer{Party: dan},
		Controls: []risk.Control{{Text: "nightly copies", Owner: risk.Bearer{Role: ownership.ServiceOwner}}},
		Covers:   []risk.Cover{{Code: "owner.vacant", Subject: mailScope.Subject()}},
	}
}

func identified(t testing.TB) risk.Risk {
	r, err := risk.Risk{}.Identify(world(t), by(ada, 0), risk.Identify{ID: "mail-1", Scope: mailScope, Entry: entry(), Review: day(100), Reason: "seen in the yearly round"})
	require.NoError(t, err)
	return r
}

// assessed has a current assessment of level medium as act 2.
func assessed(t testing.TB) risk.Risk {
	r, err := identified(t).Assess(world(t), by(ada, 1), criteria(t), risk.Assess{
		Of: risk.Current, Likelihood: "possible", Impact: "major", Expected: euro(50_000_00), Reason: "last year's failures",
	})
	require.NoError(t, err)
	return r
}

// accepted is accepted by ada as act 3, until day 200.
func accepted(t testing.TB) risk.Risk {
	r, err := assessed(t).Accept(world(t), by(ada, 2), criteria(t), risk.Accept{Assessment: 2, Until: day(200), Reason: "cheaper than a second site"})
	require.NoError(t, err)
	return r
}

// codes returns the codes of what the error lists.
func codes(err error) (out []string) {
	var refused *ownership.Error
	if errors.As(err, &refused) {
		for _, f := range refused.Findings {
			out = append(out, string(f.Code))
		}
	}
	return out
}

func lastAct(r risk.Risk) risk.Act {
	a, _ := r.Act(r.Revision())
	return a
}

// cloned returns criteria whose limits can be changed.
func cloned(c risk.Criteria) risk.Criteria {
	c.Limits = slices.Clone(c.Limits)
	return c
}
