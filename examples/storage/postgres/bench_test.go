package postgres_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/postgres/pgtest"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

// BenchmarkCompare measures with fsync on, beside an update of a plain table under
// the condition that the version is still the one that was read.
func BenchmarkCompare(b *testing.B) {
	server, err := pgtest.Start()
	started(b, server, err)
	b.Cleanup(func() {
		if err := server.Stop(); err != nil {
			b.Error(err)
		}
	})
	pool := openPool(b, server.URL(), nil)
	if _, err := pool.Exec(b.Context(), "create table raw (key text primary key, version bigint not null, value json not null)"); err != nil {
		b.Fatal(err)
	}
	storagecheck.Compare(b, openStore(b, openDB(b, pool), storage.Ledgers()), storagecheck.Raw{
		Read: func(ctx context.Context, key string) (value []byte, version int64, err error) {
			err = pool.QueryRow(ctx, "select value, version from raw where key = $1", key).Scan(&value, &version)
			if errors.Is(err, pgx.ErrNoRows) {
				err = nil
			}
			return value, version, err
		},
		Swap: func(ctx context.Context, key string, version int64, value []byte) (bool, error) {
			sql := "update raw set value = $3, version = version + 1 where key = $1 and version = $2"
			if version == 0 {
				sql = "insert into raw (key, version, value) values ($1, $2 + 1, $3) on conflict do nothing"
			}
			done, err := pool.Exec(ctx, sql, key, version, value)
			return done.RowsAffected() == 1, err
		},
	})
}
