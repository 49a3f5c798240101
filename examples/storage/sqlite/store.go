package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
)

// A Store keeps the records of one table. It has the shape of the stores of all
// rooms, and is safe for concurrent use.
type Store[K storage.Key[K], V storage.Value] struct {
	db     *DB
	table  storage.Table[K, V]
	recent storage.Recent[K, V]
}

// NewStore returns the store of the table in the file. Lookups that the file
// does not have yet are built first, in one transaction. All programs that write
// to a file need the same tables.
func NewStore[K storage.Key[K], V storage.Value](ctx context.Context, db *DB, table storage.Table[K, V]) (*Store[K, V], error) {
	if err := table.Check(); err != nil {
		return nil, err
	}
	s := &Store[K, V]{db: db, table: table}
	if err := s.build(ctx); err != nil {
		return nil, fmt.Errorf("sqlite: %s: %w", table.Name, err)
	}
	return s, nil
}

// Get returns the value stored under the key, or ownership.ErrNotFound.
func (s *Store[K, V]) Get(ctx context.Context, key K) (V, error) {
	found, err := s.read(ctx, key)
	if err == nil && found.Text == nil {
		err = ownership.ErrNotFound
	}
	if err != nil {
		return s.failed("get", key, err)
	}
	return found.Value, nil
}

// attempts bounds how often a closure is overtaken.
const attempts = 100

// Update hands the value stored under the key to change and stores what it
// returns; see the package documentation and the store interfaces of the rooms.
func (s *Store[K, V]) Update(ctx context.Context, key K, change func(V) (V, error)) (V, error) {
	if change == nil {
		return s.failed("update", key, fmt.Errorf("%w: no change given", ownership.ErrInvalid))
	}
	for range attempts {
		old, err := s.read(ctx, key)
		if err != nil {
			return s.failed("update", key, err)
		}
		next, err := change(old.Value)
		if err != nil {
			return s.failed("update", key, err)
		}
		switch err := s.write(ctx, key, old, next); {
		case err == nil:
			return next, nil
		case !errors.Is(err, errLostRace):
			return s.failed("update", key, err)
		}
	}
	return s.failed("update", key, fmt.Errorf("%w: overtaken %d times", ownership.ErrConflict, attempts))
}

// failed is the zero value with what went wrong, over the sentinels of the
// contract.
func (s *Store[K, V]) failed(op string, key K, err error) (V, error) {
	var zero V
	switch {
	case errors.Is(err, errUnknown):
		err = fmt.Errorf("%w: %w", ownership.ErrOutcomeUnknown, err)
	case errors.Is(err, errBusy):
		err = fmt.Errorf("%w: %w", ownership.ErrConflict, err)
	}
	return zero, fmt.Errorf("sqlite: %s %s %.300q: %w", op, s.table.Name, key.String(), err)
}

// read returns what the file has under a key: version 0 if it never had anything.
func (s *Store[K, V]) read(ctx context.Context, key K) (storage.Kept[V], error) {
	if err := ctx.Err(); err != nil {
		return storage.Kept[V]{}, err
	}
	known := s.recent.Get(key)
	var found storage.Kept[V]
	err := s.db.get.QueryRowContext(ctx, known.Version, s.table.Name, s.table.Order(key)).Scan(&found.Version, &found.Text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return storage.Kept[V]{}, nil
	case err != nil:
		return storage.Kept[V]{}, err
	case found.Version == known.Version:
		return known, nil
	}
	if found.Text != nil {
		if found.Value, err = s.table.Decode(found.Text); err != nil {
			return storage.Kept[V]{}, err
		}
	}
	s.recent.Put(key, found)
	return found, nil
}

// write stores next if the row is still the one that was read. It leaves alone
// what would not change.
func (s *Store[K, V]) write(ctx context.Context, key K, old storage.Kept[V], next V) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	stored := storage.Kept[V]{Value: next}
	if !next.IsZero() {
		if s.table.KeyOf(next) != key {
			return fmt.Errorf("%w: the change returned the value of another key", ownership.ErrInvalid)
		}
		var err error
		if stored.Text, err = s.table.Encode(next); err != nil {
			return fmt.Errorf("%w: %w", ownership.ErrInvalid, err)
		}
		if bytes.Equal(stored.Text, old.Text) {
			return nil
		}
	} else if old.Text == nil {
		return nil
	}
	remove, add := s.table.Differ(old.Value, next)
	err := s.db.transact(ctx, func(ctx context.Context, w *writer) (err error) {
		stored.Version, err = s.store(ctx, w, s.table.Order(key), old.Version, stored.Text, remove, add)
		return err
	})
	if err == nil {
		s.recent.Put(key, stored)
	}
	return err
}

// store is the transaction of an update. It returns the version that the row gets.
func (s *Store[K, V]) store(ctx context.Context, w *writer, key []byte, version int64, text []byte, remove, add []storage.Term) (int64, error) {
	into, query := &w.update, updateRow
	args := []any{s.table.Name, key, sql.NullString{String: string(text), Valid: text != nil}, version}
	if version == 0 {
		into, query, args = &w.insert, insertRow, args[:3]
	}
	statement, err := w.prepare(ctx, into, query)
	if err != nil {
		return 0, err
	}
	var fresh int64
	switch err := statement.QueryRowContext(ctx, args...).Scan(&fresh); {
	case errors.Is(err, sql.ErrNoRows):
		return 0, errLostRace
	case err != nil:
		return 0, err
	}
	for _, t := range remove {
		if _, err := w.ExecContext(ctx, "DELETE FROM lookup WHERE kind = ? AND name = ? AND term = ? AND key = ?", s.table.Name, t.Lookup, t.Term, key); err != nil {
			return 0, err
		}
	}
	for _, t := range add {
		if _, err := w.ExecContext(ctx, "INSERT OR IGNORE INTO lookup (kind, name, term, key) VALUES (?, ?, ?, ?)", s.table.Name, t.Lookup, t.Term, key); err != nil {
			return 0, err
		}
	}
	return fresh, nil
}

// page is how many rows are read at a time: the connection is not held while the
// caller looks at them.
const page = 256

// All yields the values in key order, beginning with the first whose key is not
// before from.
func (s *Store[K, V]) All(ctx context.Context, from K) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		next := s.table.Order(from)
		for {
			rows, err := s.page(ctx, next)
			if err != nil {
				var zero V
				yield(zero, fmt.Errorf("sqlite: all %s: %w", s.table.Name, err))
				return
			}
			for _, r := range rows {
				v, err := s.table.Decode(r.value)
				if err == nil {
					err = ctx.Err()
				}
				if err != nil {
					var zero V
					yield(zero, fmt.Errorf("sqlite: all %s %q: %w", s.table.Name, r.key, err))
					return
				}
				if !yield(v, nil) {
					return
				}
			}
			if len(rows) < page {
				if err := ctx.Err(); err != nil {
					var zero V
					yield(zero, fmt.Errorf("sqlite: all %s: %w", s.table.Name, err))
				}
				return
			}
			next = append(slices.Clone(rows[len(rows)-1].key), 0)
		}
	}
}

type pair struct{ key, value []byte }

func (s *Store[K, V]) page(ctx context.Context, from []byte) ([]pair, error) {
	return s.pairs(ctx, "SELECT key, value FROM record WHERE kind = ? AND key >= ? AND value IS NOT NULL ORDER BY key LIMIT ?",
		s.table.Name, from, page)
}

func (s *Store[K, V]) pairs(ctx context.Context, query string, args ...any) (out []pair, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := s.db.readers.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var p pair
		if err := rows.Scan(&p.key, &p.value); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
