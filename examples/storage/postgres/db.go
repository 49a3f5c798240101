package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A DB is a schema with records. It is safe for concurrent use.
type DB struct {
	pool   *pgxpool.Pool
	schema string
}

// Open brings the layout in the schema up to date and creates both if they are
// not there. A layout newer than this package is refused. The pool stays the
// caller's, who closes it. One schema has one name for all programs that share it.
func Open(ctx context.Context, pool *pgxpool.Pool, schema string) (*DB, error) {
	db := &DB{pool, schema}
	if err := db.migrate(ctx, migrations); err != nil {
		return nil, fmt.Errorf("postgres: open schema %q: %w", schema, err)
	}
	return db, nil
}

// Renumber gives all records the number of one new transaction, as is needed once
// after a dump was loaded into another server; see the section on the feed.
func (db *DB) Renumber(ctx context.Context) error {
	if _, err := db.pool.Exec(ctx, db.sql("update {}.record set changed = pg_current_xact_id()")); err != nil {
		return fmt.Errorf("postgres: renumber: %w", err)
	}
	return nil
}

// sql puts the schema in the places of {}.
func (db *DB) sql(text string) string {
	return strings.ReplaceAll(text, "{}", pgx.Identifier{db.schema}.Sanitize())
}

// migrations lead from one layout to the next. They are never changed once
// released.
var migrations = []string{
	// 1: records under their keys.
	`create table {}.record (
		kind    text collate "C" not null,
		key     bytea            not null,
		version bigint           not null,
		changed xid8             not null,
		value   json,
		primary key (kind, key)
	)`,

	// 2: what else records are found by.
	`create table {}.lookup (
		kind text collate "C" not null,
		name text collate "C" not null,
		term bytea            not null,
		key  bytea            not null,
		primary key (kind, name, term, key)
	);
	create table {}.lookup_built (
		kind text collate "C" not null,
		name text collate "C" not null,
		primary key (kind, name)
	)`,

	// 3: the order of changes.
	`create index record_change on {}.record (kind, changed, key)`,
}

// migrate applies what the schema has not seen yet. Several programs may do so at
// once: they queue.
func (db *DB) migrate(ctx context.Context, steps []string) error {
	return pgx.BeginFunc(ctx, db.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtext('itsm layout'), hashtext($1))", db.schema); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, db.sql("create schema if not exists {}; create table if not exists {}.layout (version int not null)")); err != nil {
			return err
		}
		var layout int
		if err := tx.QueryRow(ctx, db.sql("select coalesce(max(version), 0) from {}.layout")).Scan(&layout); err != nil {
			return err
		}
		if layout > len(steps) {
			return fmt.Errorf("layout %d, and this program knows %d", layout, len(steps))
		}
		for i, step := range steps[layout:] {
			if _, err := tx.Exec(ctx, db.sql(step)); err != nil {
				return fmt.Errorf("migration %d: %w", layout+i+1, err)
			}
			if _, err := tx.Exec(ctx, db.sql("insert into {}.layout values ($1)"), layout+i+1); err != nil {
				return err
			}
		}
		return nil
	})
}
