package etcd_test

import (
	"testing"

	"google.golang.org/grpc"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/lifecycle/lifecycletest"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/risk/risktest"
	"github.com/serviceowner/itsm/sla/slatest"
)

func TestAgreements(t *testing.T) {
	t.Parallel()
	w := new(wire)
	client := newClient(t, grpc.WithChainUnaryInterceptor(w.intercept))
	slatest.TestAgreements(t,
		func(t testing.TB) slatest.AgreementStore {
			return openStore(t, openDB(t, client, newPrefix()), storage.Agreements())
		},
		slatest.Options[slatest.AgreementStore]{
			LoseReply: func(_ slatest.AgreementStore, written bool) { w.loseReply(written) },
			Rerun:     func(slatest.AgreementStore) { w.overtake() },
		})
}

func TestRisks(t *testing.T) {
	t.Parallel()
	w := new(wire)
	client := newClient(t, grpc.WithChainUnaryInterceptor(w.intercept))
	risktest.TestStore(t,
		func(t testing.TB) risk.Store { return openStore(t, openDB(t, client, newPrefix()), storage.Risks()) },
		risktest.LoseReply(func(_ risk.Store, written bool) { w.loseReply(written) }),
		risktest.Rerun(func(risk.Store) { w.overtake() }))
}

// TestLifecycle runs the suites of its three types of record.
func TestLifecycle(t *testing.T) {
	t.Parallel()
	client := newClient(t)
	t.Run("records", func(t *testing.T) {
		lifecycletest.TestRecords(t,
			func(t testing.TB) lifecycletest.RecordStore {
				return openStore(t, openDB(t, client, newPrefix()), storage.Records())
			},
			lifecycletest.Options[lifecycletest.RecordStore]{})
	})
	t.Run("changes", func(t *testing.T) {
		lifecycletest.TestChanges(t,
			func(t testing.TB) lifecycletest.ChangeStore {
				return openStore(t, openDB(t, client, newPrefix()), storage.Changes())
			},
			lifecycletest.Options[lifecycletest.ChangeStore]{})
	})
	t.Run("improvements", func(t *testing.T) {
		lifecycletest.TestImprovements(t,
			func(t testing.TB) lifecycletest.ImprovementStore {
				return openStore(t, openDB(t, client, newPrefix()), storage.Improvements())
			},
			lifecycletest.Options[lifecycletest.ImprovementStore]{})
	})
}
