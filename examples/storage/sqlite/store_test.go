package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/sqlite"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
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

func TestLedgers(t *testing.T) {
	ownershiptest.TestStore(t, func(t testing.TB) ownership.Store { return openStore(t, storage.Ledgers()) })
}
