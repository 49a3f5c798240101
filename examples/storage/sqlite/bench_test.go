package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

// BenchmarkCompare measures beside an update of a plain table under the condition
// that the version is still the one that was read, with the same settings.
func BenchmarkCompare(b *testing.B) {
	raw, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "raw.db")+
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(4000)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := raw.Close(); err != nil {
			b.Error(err)
		}
	})
	if _, err := raw.Exec("CREATE TABLE raw (key TEXT PRIMARY KEY, version INTEGER NOT NULL, value TEXT NOT NULL)"); err != nil {
		b.Fatal(err)
	}
	turn := make(chan struct{}, 1) // an engine with one writer does best when writers queue outside it
	storagecheck.Compare(b, store(b, open(b, filepath.Join(b.TempDir(), "ours.db")), storage.Ledgers()), storagecheck.Raw{
		Read: func(ctx context.Context, key string) (value []byte, version int64, err error) {
			err = raw.QueryRowContext(ctx, "SELECT value, version FROM raw WHERE key = ?", key).Scan(&value, &version)
			if errors.Is(err, sql.ErrNoRows) {
				err = nil
			}
			return value, version, err
		},
		Swap: func(ctx context.Context, key string, version int64, value []byte) (bool, error) {
			turn <- struct{}{}
			defer func() { <-turn }()
			statement := "UPDATE raw SET value = ?3, version = version + 1 WHERE key = ?1 AND version = ?2"
			if version == 0 {
				statement = "INSERT INTO raw (key, version, value) VALUES (?1, ?2 + 1, ?3) ON CONFLICT DO NOTHING"
			}
			done, err := raw.ExecContext(ctx, statement, key, version, string(value))
			if err != nil {
				return false, err
			}
			n, err := done.RowsAffected()
			return n == 1, err
		},
	})
}
