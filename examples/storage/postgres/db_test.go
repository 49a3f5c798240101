package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/postgres/pgtest"
	"github.com/serviceowner/itsm/ownership"
)

// TestMigrations: a layout of each age is brought up to date with what it holds,
// by several programs at once, and one of the future is refused.
func TestMigrations(t *testing.T) {
	server, err := pgtest.Start("fsync=off")
	if errors.Is(err, pgtest.ErrMissing) {
		t.Skip(err)
	}
	require.NoError(t, err)
	defer func() { assert.NoError(t, server.Stop()) }()
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, server.URL())
	require.NoError(t, err)
	defer pool.Close()

	start := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	ledger, err := ownership.Adopt(ownership.ServiceScope("mail"), "list", start, ownership.Claim{Role: ownership.ServiceOwner, Holder: "ada"})
	require.NoError(t, err)
	text, err := storage.Ledgers().Encode(ledger)
	require.NoError(t, err)

	for age := range len(migrations) + 1 {
		db := &DB{pool, fmt.Sprintf("aged %d", age)}
		require.NoError(t, db.migrate(ctx, migrations[:age]))
		if age > 0 { // what a program of that age has stored
			_, err := pool.Exec(ctx, db.sql("insert into {}.record (kind, key, version, changed, value) values ('ledger', $1, 1, pg_current_xact_id(), $2)"),
				storage.Ledgers().Order(ledger.Scope()), text)
			require.NoError(t, err)
		}
		var programs sync.WaitGroup
		for range 4 {
			programs.Go(func() {
				db, err := Open(ctx, pool, db.schema)
				if assert.NoError(t, err) {
					_, err = NewStore(ctx, db, storage.Ledgers())
					assert.NoError(t, err)
				}
			})
		}
		programs.Wait()

		s, err := NewStore(ctx, db, storage.Ledgers())
		require.NoError(t, err)
		found := 0
		for l, err := range s.Find(ctx, storage.LookupHolder, storage.Holder(ownership.ServiceOwner, "ada"), nil) {
			require.NoError(t, err)
			assert.Equal(t, ledger.Scope(), l.Scope())
			found++
		}
		assert.Equal(t, min(age, 1), found, "found by a lookup that was built over what was there")
		assert.Error(t, db.migrate(ctx, migrations[:len(migrations)-1]), "an old program meets the layout")
	}
	checkPlans(t, &DB{pool, "aged 0"})
}

// checkPlans: among many records every question is answered from an index.
func checkPlans(t *testing.T, db *DB) {
	ctx := context.Background()
	_, err := db.pool.Exec(ctx, db.sql(`
		insert into {}.record (kind, key, version, changed, value) select 'k', int8send(n), 1, pg_current_xact_id(), '1' from generate_series(1, 20000) n;
		insert into {}.lookup (kind, name, term, key) select 'k', 'l', int8send(n % 1000), int8send(n) from generate_series(1, 20000) n;
		analyze {}.record; analyze {}.lookup`))
	require.NoError(t, err)
	s := db.statements()
	for name, q := range map[string]struct {
		sql  string
		args []any
	}{
		"read":    {s.read, []any{"k", []byte{1}, 1}},
		"page":    {s.page, []any{"k", []byte{1}, page}},
		"hits":    {s.hits, []any{"k", "l", []byte{1}, []byte{}, []byte{2}, page}},
		"changes": {s.changes, []any{"k", uint64(1), []byte{}, page}},
		"horizon": {s.horizon, []any{"k"}},
		"replace": {s.replaceIndexed, []any{"k", []byte{1}, 1, []byte("{}"), []string{}, [][]byte{}, []string{}, [][]byte{}}},
	} {
		rows, err := db.pool.Query(ctx, "explain "+q.sql, q.args...)
		require.NoError(t, err, name)
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		require.NoError(t, err, name)
		text := strings.Join(plan, "\n")
		assert.Contains(t, text, "Index", name)
		assert.NotContains(t, text, "Seq Scan", "%s:\n%s", name, text)
	}
}
