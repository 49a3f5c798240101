package sqlite

import (
	"context"
	"fmt"
)

// migrations lead from one layout to the next. A file's user_version is the
// number of those that it has seen. They are never changed once released.
var migrations = []string{
	// 1: records under their keys.
	`CREATE TABLE record (
		kind    TEXT    NOT NULL,
		key     BLOB    NOT NULL,
		version INTEGER NOT NULL,
		value   TEXT,
		PRIMARY KEY (kind, key)
	);`,

	// 2: what else records are found by, and the order of changes.
	`CREATE TABLE lookup (
		kind TEXT NOT NULL,
		name TEXT NOT NULL,
		term BLOB NOT NULL,
		key  BLOB NOT NULL,
		PRIMARY KEY (kind, name, term, key)
	) WITHOUT ROWID;
	CREATE TABLE lookup_built (
		kind TEXT NOT NULL,
		name TEXT NOT NULL,
		PRIMARY KEY (kind, name)
	) WITHOUT ROWID;
	CREATE UNIQUE INDEX record_change ON record (kind, version);`,
}

// migrate brings the layout up to date. Several programs may do so at once.
func (db *DB) migrate(ctx context.Context) error {
	return db.transact(ctx, func(ctx context.Context, w *writer) error {
		var layout int
		if err := w.QueryRowContext(ctx, "PRAGMA user_version").Scan(&layout); err != nil {
			return err
		}
		if layout > len(migrations) {
			return fmt.Errorf("layout %d, and this program knows %d", layout, len(migrations))
		}
		if layout == len(migrations) {
			return nil
		}
		for i, m := range migrations[layout:] {
			if _, err := w.ExecContext(ctx, m); err != nil {
				return fmt.Errorf("migration %d: %w", layout+i+1, err)
			}
		}
		_, err := w.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(migrations)))
		return err
	})
}
