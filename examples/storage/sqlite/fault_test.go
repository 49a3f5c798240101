package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/sqlite"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

func open(t testing.TB, path string) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func store[K storage.Key[K], V storage.Value](t testing.TB, db *sqlite.DB, table storage.Table[K, V]) *sqlite.Store[K, V] {
	t.Helper()
	s, err := sqlite.NewStore(context.Background(), db, table)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Two handles on one file are what two processes are to each other.
func TestLinearizable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes.db")
	a, b := store(t, open(t, path), storagecheck.Notes()), store(t, open(t, path), storagecheck.Notes())
	h := storagecheck.NewHistory()
	h.Run(context.Background(), storagecheck.Load{Operations: 150, Cancel: 20, Seed: 1}, a, b)
	h.Check(t)
}

func TestHandovers(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "ledgers.db")
	a, b := store(t, open(t, path), storage.Ledgers()), store(t, open(t, path), storage.Ledgers())
	r, err := storagecheck.NewRelay(3)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Fill(ctx, a); err != nil {
		t.Fatal(err)
	}
	if err := r.Run(ctx, 8, 25, a, b); err != nil {
		t.Fatal(err)
	}
	if err := r.Settle(ctx, b); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(ctx, b); err != nil {
		t.Error(err)
	}
	if c := r.Counts(); c.Writes+c.Unknown != 200 {
		t.Errorf("%s, want 200 writes", c)
	}
}

// full lets the tests go on for minutes.
var full = os.Getenv("ITSM_FULL") != ""
