package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
)

// A Store keeps the records of one table. It has the shape of the stores of all
// rooms, and is safe for concurrent use.
type Store[K storage.Key[K], V storage.Value] struct {
	db     *DB
	table  storage.Table[K, V]
	sql    statements
	recent storage.Recent[K, V]
	waking atomic.Bool // a wake-up of followers is on its way
}

// NewStore returns the store of the table in the schema. Lookups that the schema
// does not have yet are built first, in one transaction that holds writers up.
// All programs that write to a schema need the same tables.
func NewStore[K storage.Key[K], V storage.Value](ctx context.Context, db *DB, table storage.Table[K, V]) (*Store[K, V], error) {
	if err := table.Check(); err != nil {
		return nil, err
	}
	s := &Store[K, V]{db: db, table: table, sql: db.statements()}
	if err := s.build(ctx); err != nil {
		return nil, fmt.Errorf("postgres: %s: %w", table.Name, err)
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
		switch done, err := s.write(ctx, key, old, next); {
		case err != nil:
			return s.failed("update", key, err)
		case done:
			return next, nil
		}
	}
	return s.failed("update", key, fmt.Errorf("%w: overtaken %d times", ownership.ErrConflict, attempts))
}

// failed is the zero value with what went wrong.
func (s *Store[K, V]) failed(op string, key K, err error) (V, error) {
	var zero V
	return zero, fmt.Errorf("postgres: %s %s %.300q: %w", op, s.table.Name, key.String(), err)
}

// read returns what the database has under a key: version 0 if it never had
// anything.
func (s *Store[K, V]) read(ctx context.Context, key K) (storage.Kept[V], error) {
	if err := ctx.Err(); err != nil {
		return storage.Kept[V]{}, err
	}
	known := s.recent.Get(key)
	var found storage.Kept[V]
	err := s.db.pool.QueryRow(ctx, s.sql.read, s.table.Name, s.table.Order(key), known.Version).Scan(&found.Version, &found.Text)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
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

// write stores next if the row is still the one that was read, and says whether
// it was. It leaves alone what would not change.
func (s *Store[K, V]) write(ctx context.Context, key K, old storage.Kept[V], next V) (bool, error) {
	var text []byte
	if next.IsZero() {
		if old.Text == nil {
			return true, nil
		}
	} else {
		if s.table.KeyOf(next) != key {
			return false, fmt.Errorf("%w: the change returned the value of another key", ownership.ErrInvalid)
		}
		var err error
		if text, err = s.table.Encode(next); err != nil {
			return false, fmt.Errorf("%w: %w", ownership.ErrInvalid, err)
		}
		if bytes.Equal(text, old.Text) {
			return true, nil
		}
	}
	remove, add := s.table.Differ(old.Value, next)
	done, err := s.store(ctx, s.table.Order(key), old.Version, text, remove, add)
	if done {
		s.recent.Put(key, storage.Kept[V]{Version: old.Version + 1, Text: text, Value: next})
		s.wake(ctx)
	}
	return done, err
}

// store is the one statement of an update.
func (s *Store[K, V]) store(ctx context.Context, key []byte, version int64, text []byte, remove, add []storage.Term) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	conn, err := s.db.pool.Acquire(ctx)
	if err != nil {
		return false, err // nothing was sent
	}
	defer conn.Release()
	args := []any{s.table.Name, key, version, text}
	statement := s.sql.plain(version)
	if len(remove)+len(add) > 0 {
		statement = s.sql.indexed(version)
		args = append(args, names(remove), terms(remove), names(add), terms(add))
	}
	var one int
	err = conn.QueryRow(ctx, statement, args...).Scan(&one)
	return err == nil, outcome(ctx, err)
}

// outcome says what an error of the statement means: nil for a row that was not
// the expected one, and ErrOutcomeUnknown for everything that does not say that
// nothing was written.
func outcome(ctx context.Context, err error) error {
	var told *pgconn.PgError
	switch {
	case err == nil, errors.Is(err, pgx.ErrNoRows):
		return nil
	case errors.As(err, &told) && told.SeverityUnlocalized == "ERROR":
		// The statement was rolled back. A fatal error may also come after a commit,
		// from a server that is told to stop while it waits for its replicas.
		switch told.Code {
		case "40001", "40P01": // serialisation, deadlock: somebody else came first
			return nil
		case "57014": // cancelled, on behalf of the context if that is done
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return err
	case pgconn.SafeToRetry(err): // nothing was sent
		return err
	}
	return fmt.Errorf("%w: %w", ownership.ErrOutcomeUnknown, err)
}

// page is how many rows are read at a time: no connection is held while the
// caller looks at them.
const page = 256

// All yields the values in key order, beginning with the first whose key is not
// before from.
func (s *Store[K, V]) All(ctx context.Context, from K) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		var zero V
		for r, err := range s.records(ctx, s.db.pool, s.table.Order(from)) {
			var v V
			if err == nil {
				v, err = s.table.Decode(r.Value)
			}
			if err != nil {
				yield(zero, fmt.Errorf("postgres: all %s: %w", s.table.Name, err))
				return
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}

type record struct{ Key, Value []byte }

// records yields what is stored from the key on, reading page by page. A context
// that is done ends it with an error.
func (s *Store[K, V]) records(ctx context.Context, db querier, from []byte) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		for {
			rows, err := query[record](ctx, db, s.sql.page, s.table.Name, from, page)
			for i := 0; err == nil && i < len(rows); i++ {
				if err = ctx.Err(); err == nil && !yield(rows[i], nil) {
					return
				}
			}
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(record{}, err)
				return
			}
			if len(rows) < page {
				return
			}
			from = append(slices.Clone(rows[len(rows)-1].Key), 0)
		}
	}
}

// A querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// query reads all rows into structs, column by column.
func query[T any](ctx context.Context, db querier, sql string, args ...any) ([]T, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[T])
}
