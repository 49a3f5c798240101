package risk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// TestEscalationThreshold: of the thresholds for the scopes of a risk the strictest
// in the currency of the amount is kept, or one in another currency if there is no
// other.
func TestEscalationThreshold(t *testing.T) {
	usd := func(minor int64) risk.Money { return money(minor, "USD") }
	imap := ownership.Scope{Level: ownership.LevelSystem, ID: "imap"}
	for name, row := range map[string]struct{ mail, imap, want risk.Money }{
		"none":                    {},
		"one":                     {euro(7), risk.Money{}, euro(7)},
		"of what is affected":     {risk.Money{}, euro(7), euro(7)},
		"strictest first":         {euro(5), euro(7), euro(5)},
		"strictest last":          {euro(7), euro(5), euro(5)},
		"same currency last":      {usd(1), euro(7), euro(7)},
		"same currency first":     {euro(7), usd(1), euro(7)},
		"another currency":        {usd(9), risk.Money{}, usd(9)},
		"strictest of another":    {usd(9), usd(8), usd(8)},
		"strictest of another, 2": {usd(8), usd(9), usd(8)},
	} {
		c := criteria(t)
		c[0].Limits = []risk.Limit{{Scope: mailScope, Tolerance: "medium", Threshold: row.mail}, {Scope: imap, Tolerance: "medium", Threshold: row.imap}}
		r, err := identified(t).Escalate(world(t), by(ada, 1), c, risk.Escalate{Amount: euro(1_000), Reason: "why"})
		require.NoError(t, err, name)
		assert.Equal(t, &risk.Escalation{Amount: euro(1_000), Threshold: row.want}, lastAct(r).Escalation, name)
	}
	r, err := identified(t).Escalate(world(t), by(ada, 1), nil, risk.Escalate{Amount: euro(1), Reason: "nothing is too little"})
	require.NoError(t, err)
	assert.Equal(t, &risk.Escalation{Amount: euro(1)}, lastAct(r).Escalation)
}

// TestOldRequest: what was asked for before a risk was closed is not what is decided
// after it was reopened.
func TestOldRequest(t *testing.T) {
	reg, c := world(t), criteria(t)
	r, err := assessed(t).Propose(reg, by(dan, 2), risk.Propose{Assessment: 2, Until: day(90), Reason: "please"})
	require.NoError(t, err)
	r, err = r.Escalate(reg, by(ada, 2), c, risk.Escalate{Amount: euro(1), Reason: "why"})
	require.NoError(t, err)
	r, err = r.Decide(reg, by(eve, 2), risk.Decide{Escalation: 4, Response: risk.Retain, Reason: "why"})
	require.NoError(t, err)
	for _, request := range []int{3, 4} {
		_, err = r.Accept(reg, by(ada, 3), c, risk.Accept{Assessment: 2, Until: day(90), Request: request, Reason: "yes"})
		require.NoError(t, err)
	}
	r, err = r.Close(reg, by(ada, 4), risk.Close{Reason: "gone"})
	require.NoError(t, err)
	r, err = r.Reopen(reg, by(ada, 5), risk.Reopen{Review: day(90), Reason: "back"})
	require.NoError(t, err)
	r, err = r.Assess(reg, by(ada, 6), c, risk.Assess{Of: risk.Current, Likelihood: "rare", Impact: "minor", Reason: "anew"})
	require.NoError(t, err)
	_, err = r.Accept(reg, by(ada, 7), c, risk.Accept{Assessment: 8, Until: day(90), Request: 4, Reason: "yes"})
	require.ErrorIs(t, err, ownership.ErrInvalid)
	assert.Equal(t, []string{"request"}, places(t, err))
	_, err = r.Accept(reg, by(ada, 7), c, risk.Accept{Assessment: 8, Until: day(90), Reason: "yes"})
	require.NoError(t, err)
}

// TestBearer: a role names whoever holds it, a party itself while it is there.
func TestBearer(t *testing.T) {
	facts := worldFacts()
	facts.Parties = append(facts.Parties, ownership.Party{ID: "hired soon", Kind: ownership.Person, Placeholder: true})
	facts.Parties[1].Active = []ownership.Period{{Until: day(10)}} // ada
	reg := register(t, facts, boardClaims(), mailClaims())
	for _, row := range []struct {
		b     risk.Bearer
		day   int
		who   ownership.PartyID
		state ownership.State
	}{
		{risk.Bearer{Role: ownership.ServiceOwner}, 9, ada, ownership.Held},
		{risk.Bearer{Role: ownership.ServiceOwner}, 10, "", ownership.Vacant},
		{risk.Bearer{Party: ada}, 9, ada, ownership.Held},
		{risk.Bearer{Party: ada}, 10, "", ownership.Vacant},
		{risk.Bearer{Party: "acme"}, 9, "", ownership.NoPerson},
		{risk.Bearer{Party: "hired soon"}, 9, "", ownership.NoPerson},
		{risk.Bearer{Party: "stranger"}, 9, "", ownership.NoPerson},
		{risk.Bearer{}, 9, "", ownership.Vacant},
		{risk.Bearer{Role: "juggler"}, 9, "", ownership.Vacant},
	} {
		who, state := row.b.Person(reg, mailScope, day(row.day))
		assert.Equal(t, row.who, who, "%s on day %d", row.b, row.day)
		assert.Equal(t, row.state, state, "%s on day %d", row.b, row.day)
	}
	assert.Equal(t, "party:ada", risk.Bearer{Party: ada}.String())
	assert.Equal(t, "service-owner", risk.Bearer{Role: ownership.ServiceOwner}.String())
}
