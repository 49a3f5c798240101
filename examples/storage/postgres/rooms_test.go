package postgres_test

import (
	"testing"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/lifecycle/lifecycletest"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/risk/risktest"
	"github.com/serviceowner/itsm/sla/slatest"
)

func TestAgreements(t *testing.T) {
	w, pool := openWire(t)
	slatest.TestAgreements(t,
		func(t testing.TB) slatest.AgreementStore { return openWired(t, pool, w, storage.Agreements()) },
		slatest.Options[slatest.AgreementStore]{
			LoseReply: func(_ slatest.AgreementStore, written bool) { w.loseReply(written) },
			Rerun:     func(slatest.AgreementStore) { w.overtake(t) },
		})
}

func TestRisks(t *testing.T) {
	w, pool := openWire(t)
	risktest.TestStore(t,
		func(t testing.TB) risk.Store { return openWired(t, pool, w, storage.Risks()) },
		risktest.LoseReply(func(_ risk.Store, written bool) { w.loseReply(written) }),
		risktest.Rerun(func(risk.Store) { w.overtake(t) }))
}

// TestLifecycle runs the suites of its three types of record.
func TestLifecycle(t *testing.T) {
	w, pool := openWire(t)
	t.Run("records", func(t *testing.T) {
		lifecycletest.TestRecords(t,
			func(t testing.TB) lifecycletest.RecordStore { return openWired(t, pool, w, storage.Records()) },
			lifecycletest.Options[lifecycletest.RecordStore]{
				LoseReply: func(_ lifecycletest.RecordStore, written bool) { w.loseReply(written) },
				Rerun:     func(lifecycletest.RecordStore) { w.overtake(t) },
			})
	})
	t.Run("changes", func(t *testing.T) {
		lifecycletest.TestChanges(t,
			func(t testing.TB) lifecycletest.ChangeStore { return openWired(t, pool, w, storage.Changes()) },
			lifecycletest.Options[lifecycletest.ChangeStore]{})
	})
	t.Run("improvements", func(t *testing.T) {
		lifecycletest.TestImprovements(t,
			func(t testing.TB) lifecycletest.ImprovementStore {
				return openWired(t, pool, w, storage.Improvements())
			},
			lifecycletest.Options[lifecycletest.ImprovementStore]{})
	})
}
