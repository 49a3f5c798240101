package sqlite_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"testing"

	moderncsqlite "modernc.org/sqlite"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/sqlite"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
)

// A failing disk is one whose commits report an error, after they took place or
// instead. It stands between the adapter and the engine's driver.
type failingDisk struct {
	moderncsqlite.Driver
	next  atomic.Pointer[bool] // whether the next commit that fails takes place
	share atomic.Int64         // of all commits in a thousand
}

var errDisk = errors.New("disk I/O error")

func (d *failingDisk) Open(name string) (driver.Conn, error) {
	c, err := d.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	return &failingConn{c, d}, nil
}

func (d *failingDisk) lose(written bool) { d.next.Store(&written) }

type failingConn struct {
	driver.Conn
	disk *failingDisk
}

func (c *failingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c *failingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	exec := c.Conn.(driver.ExecerContext).ExecContext
	if query != "COMMIT" {
		return exec(ctx, query, args)
	}
	written := c.disk.next.Swap(nil)
	if written == nil && rand.Int64N(1000) < c.disk.share.Load() {
		either := rand.N(2) == 0
		written = &either
	}
	if written == nil {
		return exec(ctx, query, args)
	}
	if *written {
		if _, err := exec(ctx, query, args); err != nil {
			return nil, err
		}
	}
	return nil, errDisk
}

func onFailingDisk(t testing.TB) (*failingDisk, *sqlite.DB) {
	t.Helper()
	disk := &failingDisk{}
	db, err := sqlite.OpenWith(context.Background(), filepath.Join(t.TempDir(), "itsm.db"), disk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return disk, db
}

func TestLedgersOnFailingDisk(t *testing.T) {
	disks := map[ownership.Store]*failingDisk{}
	ownershiptest.TestStore(t, func(t testing.TB) ownership.Store {
		disk, db := onFailingDisk(t)
		s := store(t, db, storage.Ledgers())
		disks[s] = disk
		return s
	}, ownershiptest.LoseReply(func(s ownership.Store, written bool) { disks[s].lose(written) }))
}

func TestFailingDisk(t *testing.T) {
	ctx := context.Background()
	disk, db := onFailingDisk(t)
	notes, ledgers := store(t, db, storagecheck.Notes()), store(t, db, storage.Ledgers())
	r, err := storagecheck.NewRelay(3)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Fill(ctx, ledgers); err != nil {
		t.Fatal(err)
	}
	disk.share.Store(50)
	h := storagecheck.NewHistory()
	h.Run(ctx, storagecheck.Load{Operations: 60, Seed: 3}, notes)
	h.Check(t)
	if err := r.Run(ctx, 8, 15, ledgers); err != nil {
		t.Fatal(err)
	}
	disk.share.Store(0)
	if err := r.Settle(ctx, ledgers); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(ctx, ledgers); err != nil {
		t.Error(err)
	}
	if n := h.Counts().Unknown + r.Counts().Unknown; n == 0 {
		t.Error("no outcome was unknown")
	}
}
