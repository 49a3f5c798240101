package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/sqlite"
	"github.com/serviceowner/itsm/lifecycle/lifecycletest"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/risk/risktest"
	"github.com/serviceowner/itsm/sla/slatest"
)

func openStore[K storage.Key[K], V storage.Value](t testing.TB, table storage.Table[K, V]) *sqlite.Store[K, V] {
	t.Helper()
	ctx := context.Background()
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "it's 100% ?#.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s, err := sqlite.NewStore(ctx, db, table)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The conformance suites of the rooms, unchanged. One adapter serves them all.

func TestLedgers(t *testing.T) {
	ownershiptest.TestStore(t, func(t testing.TB) ownership.Store { return openStore(t, storage.Ledgers()) })
}

func TestAgreements(t *testing.T) {
	slatest.TestAgreements(t, func(t testing.TB) slatest.AgreementStore { return openStore(t, storage.Agreements()) })
}

func TestRisks(t *testing.T) {
	risktest.TestStore(t, func(t testing.TB) risk.Store { return openStore(t, storage.Risks()) })
}

func TestRecords(t *testing.T) {
	lifecycletest.TestRecords(t, func(t testing.TB) lifecycletest.RecordStore { return openStore(t, storage.Records()) }, lifecycletest.Options[lifecycletest.RecordStore]{})
}

func TestChanges(t *testing.T) {
	lifecycletest.TestChanges(t, func(t testing.TB) lifecycletest.ChangeStore { return openStore(t, storage.Changes()) }, lifecycletest.Options[lifecycletest.ChangeStore]{})
}

func TestImprovements(t *testing.T) {
	lifecycletest.TestImprovements(t, func(t testing.TB) lifecycletest.ImprovementStore { return openStore(t, storage.Improvements()) }, lifecycletest.Options[lifecycletest.ImprovementStore]{})
}
