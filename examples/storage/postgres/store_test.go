package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/postgres"
	"github.com/serviceowner/itsm/examples/storage/postgres/pgtest"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

func TestMain(m *testing.M) {
	status := m.Run()
	if running != nil {
		if err := running.Stop(); err != nil {
			fmt.Println(err)
			status = 1
		}
	}
	os.Exit(status)
}

// shared is the server of all tests that do not break theirs, running or nil. It
// need not survive anything, so it does not wait for the disk.
var (
	running *pgtest.Server
	shared  = sync.OnceValues(func() (server *pgtest.Server, err error) {
		running, err = pgtest.Start("fsync=off", "max_connections=200")
		return running, err
	})
)

// started returns the server or skips the test.
func started(t testing.TB, server *pgtest.Server, err error) *pgtest.Server {
	t.Helper()
	if errors.Is(err, pgtest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return server
}

var schemas atomic.Int32

// openDB opens a schema that nobody has used.
func openDB(t testing.TB, pool *pgxpool.Pool) *postgres.DB {
	t.Helper()
	schemas.Add(1)
	db, err := postgres.Open(context.Background(), pool, schemaName())
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func schemaName() string { return fmt.Sprintf(`it's "%d"`, schemas.Load()) }

// schema is the one that was opened last, as statements write it.
func schema() string { return pgx.Identifier{schemaName()}.Sanitize() }

func openPool(t testing.TB, url string, change func(*pgxpool.Config)) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	config.MaxConns = 10
	if change != nil {
		change(config)
	}
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func openStore[K storage.Key[K], V storage.Value](t testing.TB, db *postgres.DB, table storage.Table[K, V]) *postgres.Store[K, V] {
	t.Helper()
	s, err := postgres.NewStore(context.Background(), db, table)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFeed(t *testing.T) {
	server, err := shared()
	pool := openPool(t, started(t, server, err).URL(), nil)
	storagecheck.TestFeed(t, func(t testing.TB) storagecheck.FeedStore { return openStore(t, openDB(t, pool), storagecheck.Notes()) })
}

func TestLookup(t *testing.T) {
	server, err := shared()
	pool := openPool(t, started(t, server, err).URL(), nil)
	storagecheck.TestLookup(t, func(t testing.TB) storagecheck.LookupStore {
		return openStore(t, openDB(t, pool), storagecheck.Notes())
	})
}
