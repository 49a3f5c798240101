package risk

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
)

// bigRegister has n services, each with an owner, two risks and a continuity record.
func bigRegister(b *testing.B, n int) *Register {
	b.Helper()
	house := ownership.Facts{Areas: []ownership.Area{{Scope: desk}}}
	facts := Facts{Criteria: []Criteria{worldCriteria()}}
	var ledgers []ownership.Ledger
	var risks []Risk
	for i := range n / 10 {
		house.Parties = append(house.Parties, ownership.Party{ID: ownership.PartyID(fmt.Sprint("p", i)), Kind: ownership.Person})
	}
	for i := range n {
		id := ownership.ServiceID(fmt.Sprintf("s%06d", i))
		scope := ownership.ServiceScope(id)
		house.Services = append(house.Services, ownership.Service{ID: id, Parents: []ownership.Parent{{Scope: desk}}})
		l, err := ownership.Adopt(scope, "catalogue", onDayN(-300), ownership.Claim{Role: ownership.ServiceOwner, Holder: ownership.PartyID(fmt.Sprint("p", i/10))})
		require.NoError(b, err)
		ledgers = append(ledgers, l)
		risks = append(risks,
			recorded(RiskID(fmt.Sprintf("a%06d", i)), scope, identified(), assessedAs(Current, "rare", "minor", euros(10)), treatedBy(Treatment{ID: "t", Due: onDayN(i%20 - 10)})),
			recorded(RiskID(fmt.Sprintf("b%06d", i)), scope, identified(), assessedAs(Current, "rare", "major", Money{})))
		facts.Continuity = append(facts.Continuity, Continuity{Service: id, Elements: elements()})
	}
	reg, err := ownership.NewRegister(house, slices.Values(ledgers))
	require.NoError(b, err)
	r, err := NewRegister(reg, facts, slices.Values(risks))
	require.NoError(b, err)
	return r
}

func BenchmarkRegister(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		r := bigRegister(b, n)
		one := ownership.ServiceID(fmt.Sprintf("s%06d", n/2))
		b.Run(fmt.Sprintf("review/%d", n), func(b *testing.B) {
			for b.Loop() {
				r.Review(onDayN(0), ownership.Selection{})
			}
		})
		b.Run(fmt.Sprintf("gate/%d", n), func(b *testing.B) {
			for b.Loop() {
				r.Review(onDayN(0), ownership.Selection{Subjects: slices.Collect(r.Around(one, onDayN(0)))})
			}
		})
		k, _ := r.Risk(RiskID(fmt.Sprintf("a%06d", n/2)))
		b.Run(fmt.Sprintf("with/%d", n), func(b *testing.B) {
			for b.Loop() {
				r.With(k)
			}
		})
		fresh := recorded("new", ownership.ServiceScope(one), identified())
		b.Run(fmt.Sprintf("with-new/%d", n), func(b *testing.B) {
			for b.Loop() {
				r.With(fresh)
			}
		})
		b.Run(fmt.Sprintf("heatmap/%d", n), func(b *testing.B) {
			for b.Loop() {
				r.HeatMap(onDayN(0), Current)
			}
		})
		b.Run(fmt.Sprintf("top/%d", n), func(b *testing.B) {
			for b.Loop() {
				r.Top(onDayN(0), 10)
			}
		})
	}
}
