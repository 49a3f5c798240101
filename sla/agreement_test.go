package sla_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/serviceowner/itsm/sla"
)

// TestWayOfAnAgreement takes each kind from its draft into force.
func TestWayOfAnAgreement(t *testing.T) {
	reg := world(t)
	want := []sla.AgreementStatus{sla.Draft, sla.Negotiating, sla.Negotiating, sla.Negotiating, sla.Negotiating, sla.Agreed, sla.Active}
	for _, kind := range []sla.Kind{sla.SLA, sla.OLA, sla.UC} {
		a := agreementAt(t, reg, kind, active)
		assert.Equal(t, kind, a.Kind())
		for i, status := range want {
			assert.Equal(t, status, a.Status(day(2+i)), "%s on day %d", kind, 2+i)
		}
		assert.Zero(t, a.Status(day(1)), "before the first act")
		_, ok := a.InForce(day(8).Add(-1))
		assert.False(t, ok)
		_, ok = a.InForce(day(8))
		assert.True(t, ok)
	}
}
