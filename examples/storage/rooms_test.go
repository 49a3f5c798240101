package storage

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

func ids[K ~string]() *rapid.Generator[K] {
	return rapid.Custom(func(t *rapid.T) K { return K(texts().Draw(t, "id")) })
}

func TestOrders(t *testing.T) {
	t.Run("parties", func(t *testing.T) { checkOrder(t, Parties(), ids[ownership.PartyID]()) })
	t.Run("services", func(t *testing.T) { checkOrder(t, Services(), ids[ownership.ServiceID]()) })
	t.Run("agreements", func(t *testing.T) { checkOrder(t, Agreements(), ids[sla.AgreementID]()) })
	t.Run("risks", func(t *testing.T) { checkOrder(t, Risks(), ids[risk.RiskID]()) })
	t.Run("records", func(t *testing.T) { checkOrder(t, Records(), ids[ownership.ServiceID]()) })
	t.Run("changes", func(t *testing.T) { checkOrder(t, Changes(), ids[lifecycle.ChangeID]()) })
	t.Run("improvements", func(t *testing.T) { checkOrder(t, Improvements(), ids[lifecycle.ImprovementID]()) })
	t.Run("measurements", func(t *testing.T) {
		checkOrder(t, Measurements(), rapid.Custom(func(t *rapid.T) sla.MeasurementKey {
			return sla.MeasurementKey{
				Service: ids[ownership.ServiceID]().Draw(t, "service"),
				Month: sla.Month{
					Year: rapid.SampledFrom([]int{0, 1, 255, 256, 2026, 9999}).Draw(t, "year"), Month: time.Month(rapid.IntRange(0, 13).Draw(t, "month")),
				},
			}
		}))
	})
}
