package lifecycle_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// among is the fixture with n services beside mail, each with an owner and a
// record.
func among(t testing.TB, n int) (*lifecycle.Portfolio, lifecycle.Record) {
	t.Helper()
	w := newWorld(t)
	w.at(t, lifecycle.Released)
	w.agreements = nil // so that the move is refused
	records := []lifecycle.Record{w.record}
	for i := range n {
		id := ownership.ServiceID(fmt.Sprintf("service-%06d", i))
		w.facts.Services = append(w.facts.Services, ownership.Service{ID: id, Parents: []ownership.Parent{{Scope: office}}})
		w.claims = append(w.claims, claim{scope: ownership.ServiceScope(id), role: ownership.ServiceOwner, holder: "cleo"})
		r, err := lifecycle.AdoptRecord(id, "sample", day(0), lifecycle.Operational)
		require.NoError(t, err)
		records = append(records, r)
	}
	reg := w.register(t)
	risks, err := risk.NewRegister(reg, risk.Facts{Continuity: w.continuity}, slices.Values(w.risks))
	require.NoError(t, err)
	return lifecycle.NewPortfolio(lifecycle.Rooms{Register: reg, Agreements: sla.NewBook(reg), Risks: risks},
		slices.Values(records), slices.Values(w.releases), nil), w.record
}

// TestAdvanceCostsTheSame: a refused move does the same work among a hundred
// services and among ten thousand, counted in allocations.
func TestAdvanceCostsTheSame(t *testing.T) {
	cost := func(n int) float64 {
		p, r := among(t, n)
		return testing.AllocsPerRun(20, func() {
			if _, err := p.Advance(r, by("cleo", 20), lifecycle.Advance{On: lifecycle.Forward}); err == nil {
				t.Fatal("moved")
			}
		})
	}
	few, many := cost(100), cost(10_000)
	t.Log(few, many)
	require.InDelta(t, few, many, few/10)
}

func BenchmarkAdvance(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		p, r := among(b, n)
		b.Run(fmt.Sprintf("refused among %d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Advance(r, by("cleo", 20), lifecycle.Advance{On: lifecycle.Forward}); err == nil {
					b.Fatal("moved")
				}
			}
		})
		b.Run(fmt.Sprintf("gate among %d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, o := p.Gate("mail", lifecycle.Forward, day(20)); len(o) != 1 {
					b.Fatal(o)
				}
			}
		})
	}
}
