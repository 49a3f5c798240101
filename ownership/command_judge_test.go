package ownership

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestContestsOracle compares every pair of entries.
func TestContestsOracle(t *testing.T) {
	reg := worldWith(t)
	m := reg.matrixAt(instantOf(day(1)))
	contested := 0
	rapid.Check(t, func(t *rapid.T) {
		var claims []Claim
		for range rapid.IntRange(0, 7).Draw(t, "n") {
			p := Period{From: day(rapid.IntRange(1, 9).Draw(t, "from"))}
			if days := rapid.IntRange(0, 6).Draw(t, "days"); days > 0 {
				p.Until = p.From.AddDate(0, 0, days)
			}
			claims = append(claims, owner(rapid.SampledFrom([]PartyID{"ada", "ben", "cyd"}).Draw(t, "holder"), p))
		}
		l, err := Adopt(mail, "old", day(1), claims...)
		require.NoError(t, err)
		within := span{instantOf(day(rapid.IntRange(1, 9).Draw(t, "now"))), unended}
		var want []PartyID
		for _, a := range claims {
			for _, b := range claims {
				shared, both := spanOf(a.Period).meet(spanOf(b.Period))
				if _, lives := shared.meet(within); both && lives && a.Holder != b.Holder {
					want = append(want, a.Holder)
				}
			}
		}
		slices.Sort(want)
		want = slices.Compact(want)
		var got []PartyID
		for _, c := range l.contests(m, reg, within) {
			require.Equal(t, ownerContested, c.code)
			got = c.claimants
			contested++
		}
		require.Equal(t, want, got, "%v", claims)
	})
	assert.NotZero(t, contested)
}

// What thousands of entries say against each other is told in a bounded number
// of findings, or a small document would exhaust whoever reviews it.
func TestManyEntriesMakeNoFindingOfEveryPair(t *testing.T) {
	const n = 2000
	many := func(claim func(i int, p PartyID) Claim) Ledger {
		var claims []Claim
		for i := range n {
			claims = append(claims, claim(i, PartyID(fmt.Sprintf("p%d", i))))
		}
		l, err := Adopt(mail, "old", day(1), claims...)
		require.NoError(t, err)
		return l
	}
	facts := Facts{Services: []Service{{ID: "mail"}}}
	for i := range n {
		facts.Parties = append(facts.Parties, Party{ID: PartyID(fmt.Sprintf("p%d", i)), Kind: Person})
		facts.Services[0].Parents = append(facts.Services[0].Parents, Parent{Scope: Scope{LevelPortfolio, indexed("p", i, "")}})
		facts.Services[0].Providers = append(facts.Services[0].Providers, Provider{By: PartyID(fmt.Sprintf("p%d", i))})
	}
	reg, err := NewRegister(facts, nil)
	require.NoError(t, err)
	for code, l := range map[Code]Ledger{
		"owner.overlap": many(func(_ int, p PartyID) Claim { return owner(p, between(1, 2)) }),
		"role.twice": many(func(i int, _ PartyID) Claim {
			return owner("p0", Period{From: day(1), Until: day(9).Add(time.Duration(i) * time.Second)})
		}),
		"deputy.rank": many(func(_ int, p PartyID) Claim {
			return Claim{Role: ServiceOwnerDeputy, Holder: p, Rank: 1}
		}),
		"parent.several":   {},
		"provider.several": {},
	} {
		report := reg.With(l).Review(day(4), Selection{Codes: []Code{code}})
		assert.NotZero(t, report.Len(), code)
		assert.Less(t, report.Len(), n, code)
	}
}
