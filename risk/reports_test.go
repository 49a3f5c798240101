package risk

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
)

// A portfolio for the reports: what is high and costly, high, medium and accepted,
// low but in dollars, and what nobody assessed.
func portfolio(t testing.TB) *Register {
	owned := func(a Act, b Bearer) Act {
		e := *a.Entry
		e.Owner = b
		a.Entry = &e
		return a
	}
	accepted := acceptedUntil(30, 2, "medium")
	accepted.Acceptance.Expected = euros(7)
	return worldOf(t,
		recorded("fire", web, owned(identified(mail), Bearer{Party: "eve"}), assessedAs(Inherent, "often", "major", euros(9)), assessedAs(Current, "often", "serious", euros(50))),
		recorded("flood", mail, identified(), assessedAs(Inherent, "often", "major", euros(100))),
		recorded("leak", mail, identified(), assessedAs(Current, "rare", "major", euros(7)), accepted, treatedBy(Treatment{ID: "t", Due: onDayN(-3)})),
		recorded("new", mail, identified(), escalated(-5)),
		recorded("old", mail, identified(), assessedAs(Current, "often", "major", euros(1000)), Act{Kind: ActClosed, Status: StatusClosed}),
		recorded("storm", web, owned(identified(), Bearer{Party: "gus"}), assessedAs(Current, "never", "major", Money{5, "USD"})),
		recorded("theft", mail, identified(), assessedAs(Current, "rare", "minor", Money{100, "USD"}), treatedBy(Treatment{ID: "u", Due: onDayN(2)}), treatedBy(Treatment{ID: "v"})),
		recorded("wear", web, identified(), assessedAs(Current, "rare", "minor", Money{})),
	)
}

func TestTopAndAbove(t *testing.T) {
	r := portfolio(t)
	of := func(list []Ranked) (out []RiskID) {
		for _, k := range list {
			out = append(out, k.Risk)
		}
		return out
	}
	all := r.Top(onDayN(0), 100)
	assert.Equal(t, []RiskID{"flood", "fire", "leak", "wear", "theft", "storm", "new"}, of(all))
	assert.Equal(t, []RiskID{"flood", "fire"}, of(r.Top(onDayN(0), 2)))
	assert.Empty(t, r.Top(onDayN(0), 0))
	assert.Empty(t, r.Top(onDayN(0), -1))
	assert.Equal(t, []RiskID{"flood", "fire", "leak", "theft", "new"}, of(r.Top(onDayN(0), 9, mail)))
	assert.Equal(t, []RiskID{"flood", "fire", "leak", "theft", "storm"}, of(r.Above(onDayN(0))))
	assert.Equal(t, Ranked{
		Risk: "flood", Title: "Flood", Scope: mail, Of: Inherent, Expected: euros(100), Status: StatusAssessed, Footing: Unaccepted, rank: 2,
		Position: Position{Level: "high", AboveAppetite: true, AboveTolerance: true},
	}, all[0])
	assert.Equal(t, Stands, all[2].Footing)
	assert.Equal(t, Void, r.Top(onDayN(30), 9)[2].Footing, "it ended")
	assert.True(t, all[4].Position.AboveThreshold, "dollars cannot be held against euros")
	assert.Equal(t, Position{AboveAppetite: true, AboveTolerance: true, AboveThreshold: true}, all[5].Position)
	assert.Zero(t, all[6].Of)
}

func TestByOwner(t *testing.T) {
	r := portfolio(t)
	got, err := r.ByOwner(onDayN(10))
	require.NoError(t, err)
	assert.Equal(t, []Burden{
		{State: ownership.Vacant, Risks: []RiskID{"storm", "wear"}, Expected: []Money{{5, "USD"}}, Unpriced: []RiskID{"wear"}},
		{Owner: "ada", State: ownership.Held, Risks: []RiskID{"flood", "leak", "new", "theft"}, Expected: []Money{euros(107), {100, "USD"}}, Unpriced: []RiskID{"new"}},
		{Owner: "eve", State: ownership.Held, Risks: []RiskID{"fire"}, Expected: []Money{euros(50)}},
	}, got)
	got, err = r.ByOwner(onDayN(0), web)
	require.NoError(t, err)
	require.Len(t, got, 3)
	assert.Equal(t, ownership.PartyID("gus"), got[2].Owner, "gus was still there")
	none, err := (*Register)(nil).ByOwner(onDayN(0))
	assert.NoError(t, err)
	assert.Empty(t, none)

	much := recorded("a", mail, identified(), assessedAs(Current, "rare", "minor", Money{1 << 62, "EUR"}))
	more := recorded("b", mail, identified(), assessedAs(Current, "rare", "minor", Money{1 << 62, "EUR"}))
	_, err = worldOf(t, much, more).ByOwner(onDayN(0))
	assert.ErrorIs(t, err, ErrOverflow)
}

func TestCalendar(t *testing.T) {
	r := portfolio(t)
	assert.Equal(t, []Date{
		{onDayN(-3), TreatmentDue, "leak", "t"},
		{onDayN(2), TreatmentDue, "theft", "u"},
		{onDayN(9), DecisionDue, "new", ""},
		{onDayN(30), AcceptanceEnds, "leak", ""},
		{onDayN(100), ReviewDue, "fire", ""},
		{onDayN(100), ReviewDue, "flood", ""},
	}, r.Calendar(onDayN(0), onDayN(101))[:6])
	assert.Len(t, r.Calendar(onDayN(0), onDayN(101)), 11)
	assert.Len(t, r.Calendar(onDayN(0), onDayN(101), web), 3)
	assert.Len(t, r.Calendar(onDayN(0), onDayN(100)), 4, "until is not in it")
	for _, d := range r.Calendar(onDayN(30), onDayN(99)) {
		assert.NotEqual(t, AcceptanceEnds, d.Occasion, "what has ended is a finding")
	}
	c := worldCriteria()
	c.Limits[0].ReviewDays = 101
	sooner, err := r.WithCriteria(c)
	require.NoError(t, err)
	assert.Len(t, sooner.Calendar(onDayN(0), onDayN(2)), 8, "the criteria want reviews on day 1")
}

func modelled(id RiskID, scope ownership.Scope, scenarios ...Scenario) Risk {
	a := assessedAs(Current, "rare", "minor", Money{})
	m, err := NewModel(scenarios...)
	if err != nil {
		panic(err)
	}
	a.Assessment.Model = m
	return recorded(id, scope, identified(), a)
}

func fixed(n int64, services ...ownership.ServiceID) Loss {
	return Loss{Services: services, Shape: PERT, Low: euros(n), Likely: euros(n), High: euros(n)}
}

// TestLosses: a shared cause strikes once, and what it costs whom is not forgotten.
func TestLosses(t *testing.T) {
	shared := fixed(1000, "mail", "web")
	r := worldOf(t,
		modelled("a", mail, Scenario{"hall", 0.5, []Loss{shared, fixed(10, "mail")}}),
		modelled("b", web, Scenario{"hall", 0.5, []Loss{fixed(20, "web"), fixed(1000, "web", "mail")}}, Scenario{"theft", 1, []Loss{fixed(7, "web")}}),
		modelled("c", web, Scenario{"fx", 1, []Loss{{Shape: PERT, Low: Money{1, "USD"}, Likely: Money{1, "USD"}, High: Money{1, "USD"}}}}),
		recorded("d", mail, identified()),
		recorded("e", mail, identified(), assessedAs(Current, "rare", "minor", euros(5))),
	)
	got, err := r.Losses(onDayN(0))
	require.NoError(t, err)
	assert.Equal(t, []RiskID{"d", "e"}, got.Unmodelled)
	require.Len(t, got.Models, 2)
	for _, c := range []struct {
		services []ownership.ServiceID
		want     Money
	}{
		{nil, euros(522)}, // half of 1000 + 10 + 20, and 7
		{[]ownership.ServiceID{"mail"}, euros(505)},
		{[]ownership.ServiceID{"web"}, euros(517)},
	} {
		expected, err := got.Models[0].Expected(c.services...)
		require.NoError(t, err)
		assert.Equal(t, c.want, expected, "%v", c.services)
	}
	assert.Equal(t, Currency("USD"), got.Models[1].Currency())

	got, err = r.Losses(onDayN(0), mail)
	require.NoError(t, err)
	require.Len(t, got.Models, 1)
	expected, _ := got.Models[0].Expected()
	assert.Equal(t, euros(505), expected)

	// Two like losses within one risk are two; in another risk they are the same two.
	twice := []Loss{fixed(1), fixed(1)}
	r = worldOf(t, modelled("a", mail, Scenario{"x", 1, twice}), modelled("b", mail, Scenario{"x", 1, append(twice, fixed(1))}))
	got, err = r.Losses(onDayN(0))
	require.NoError(t, err)
	expected, _ = got.Models[0].Expected()
	assert.Equal(t, euros(3), expected)

	r = worldOf(t, modelled("a", mail, Scenario{"x", 1, twice}), modelled("b", mail, Scenario{"x", 2, twice}))
	_, err = r.Losses(onDayN(0))
	require.ErrorIs(t, err, ownership.ErrInvalid)
	one := (*ownership.Error)(nil)
	require.ErrorAs(t, err, &one)
	assert.Equal(t, "scenarios[x].perYear", one.Path)
	assert.Equal(t, RiskID("b").Subject(), one.Subject)
	none, err := (*Register)(nil).Losses(onDayN(0))
	assert.NoError(t, err)
	assert.Empty(t, none)
}
