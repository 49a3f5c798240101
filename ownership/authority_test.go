package ownership

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What was issued on a ledger begins no other one: the zero Ledger is another
// revision than the one that was looked at.
func TestAuthorizationOfALedgerBeginsNone(t *testing.T) {
	adopted, err := Adopt(mail, "old", day(1), owner("ada", Period{}))
	require.NoError(t, err)
	reg := worldWith(t)
	req := Request{By: "boss", Activity: ImportRecords, Scope: mail, At: day(2)}
	command := Import{Scope: mail, Source: "cmdb", Claims: []Claim{owner("ben", Period{})}}

	auth, err := reg.With(adopted).Authorize(req)
	require.NoError(t, err)
	_, err = Ledger{}.Import(auth, by("boss", 2), command)
	require.ErrorIs(t, err, ErrStale)
	_, err = adopted.Import(auth, by("boss", 2), Import{Scope: mail, Source: "cmdb", Claims: []Claim{owner("ada", Period{})}})
	require.NoError(t, err)

	auth, err = reg.Authorize(req) // nothing was known of the scope
	require.NoError(t, err)
	_, err = Ledger{}.Import(auth, by("boss", 2), command)
	require.NoError(t, err)
}

// May, Why, Authorize and the views read one judgement at the edge of time, too.
func TestAuthorityAtTheEdgeOfTime(t *testing.T) {
	reg := worldWith(t)
	for _, c := range []struct {
		at   time.Time
		want bool
	}{
		{time.Time{}, false},
		{time.Time{}.Add(999 * time.Nanosecond), false}, // cut to microseconds it is no instant
		{time.Time{}.Add(time.Microsecond), true},
		{time.Date(0, 12, 31, 23, 59, 59, 0, time.UTC), false},
		{time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), true},
		{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), false},
		{time.Date(10000, 1, 1, 0, 30, 0, 0, time.FixedZone("", 3600)), true}, // half past eleven on the last day
		{time.Date(9999, 12, 31, 23, 30, 0, 0, time.FixedZone("", -3600)), false},
	} {
		req := Request{By: "boss", Activity: AppointServiceOwner, Scope: mail, At: c.at}
		why := reg.Why(req)
		assert.Equal(t, c.want, why == nil, "%s: %v", c.at, why)
		assert.Equal(t, c.want, reg.May(req), "%s", c.at)
		assert.Equal(t, c.want, reg.Scope(mail).May(reg.Party("boss"), reg.Activity(AppointServiceOwner), c.at), "%s", c.at)
		if !c.want {
			require.ErrorIs(t, why, ErrInvalid)
		}
	}
}

func TestKnownAtNoInstantIsEverything(t *testing.T) {
	acme := OrganisationScope("acme")
	reg := worldWith(t)
	assert.Equal(t, Held, reg.KnownAt(time.Time{}).Holder(SeniorManagement, acme, day(2)).State)
	assert.Equal(t, Held, reg.KnownAt(day(1)).KnownAt(reg.Review(day(2), Selection{}).Known()).Holder(SeniorManagement, acme, day(2)).State)
	assert.Equal(t, Vacant, reg.KnownAt(time.Time{}.Add(1)).Holder(SeniorManagement, acme, day(2)).State)
}

// Containers in a circle far longer than any real one are gone through once.
func TestManyContainers(t *testing.T) {
	const n = 300
	area := func(i int) Scope { return Scope{LevelPortfolio, indexed("p", i%n, "")} }
	facts := Facts{Services: []Service{{ID: "mail", Parents: []Parent{{Scope: area(0)}}}}, Parties: []Party{{ID: "ada", Kind: Person}}}
	for i := range n {
		facts.Areas = append(facts.Areas, Area{Scope: area(i), Parents: []Parent{{Scope: area(i + 1)}, {Scope: area(i + 7)}}})
	}
	top, err := Adopt(area(n-1), "old", day(1), Claim{Role: ServiceDeliveryManager, Holder: "ada"})
	require.NoError(t, err)
	reg, err := NewRegister(facts, slices.Values([]Ledger{top}))
	require.NoError(t, err)
	assert.Equal(t, PartyID("ada"), reg.Holder(ServiceDeliveryManager, mail, day(2)).Holder)

	var buf ancestry
	met := map[scopeNo]bool{}
	s, _ := reg.scopeNo(mail)
	for a := range reg.above(&buf, s, instantOf(day(2))) {
		require.False(t, met[a.scope])
		met[a.scope] = true
	}
	assert.Len(t, met, n)
}

// TestRegisterOf: whoever can judge has a register, and what was never issued has
// none.
func TestRegisterOf(t *testing.T) {
	reg := worldWith(t)
	auth, err := reg.Authorize(Request{By: "boss", Activity: ImportRecords, Scope: mail, At: day(2)})
	require.NoError(t, err)
	assert.Same(t, reg, RegisterOf(auth))
	assert.Same(t, reg, RegisterOf(reg))
	assert.Same(t, reg, RegisterOf(NewLive(reg)))
	for _, a := range []Authority{nil, (*Register)(nil), &Register{}, Authorization{}} {
		assert.Nil(t, RegisterOf(a))
	}
}
