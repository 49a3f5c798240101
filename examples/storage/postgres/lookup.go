package postgres

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/serviceowner/itsm/examples/storage"
)

// Find yields the values that have a term from the given one on and before
// until (nil: no end) in the lookup, in the order of terms and then of keys; a
// value comes once for each of its terms in the range. storage.Through makes the
// end for one term. Find reads in pages, and each value as it is now: one that
// lost its term meanwhile is left out. Errors are as those of All.
func (s *Store[K, V]) Find(ctx context.Context, lookup string, from, until []byte) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		var zero V
		if !slices.Contains(s.table.Names(), lookup) {
			yield(zero, fmt.Errorf("postgres: find %s: no lookup %q", s.table.Name, lookup))
			return
		}
		last := hit{Term: append([]byte{}, from...), Key: []byte{}}
		for {
			hits, err := query[hit](ctx, s.db.pool, s.sql.hits, s.table.Name, lookup, last.Term, last.Key, until, page)
			for i := 0; err == nil && i < len(hits); i++ {
				var v V
				if v, err = s.table.Decode(hits[i].Value); err == nil {
					err = ctx.Err()
				}
				if err == nil && !yield(v, nil) {
					return
				}
			}
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(zero, fmt.Errorf("postgres: find %s by %s: %w", s.table.Name, lookup, err))
				return
			}
			if len(hits) < page {
				return
			}
			last = hits[len(hits)-1]
		}
	}
}

type hit struct{ Term, Key, Value []byte }

// build completes the lookups that the schema does not have yet. Writers wait for
// it, because a record that they change meanwhile would keep its old terms.
func (s *Store[K, V]) build(ctx context.Context) error {
	missing, err := s.unbuilt(ctx)
	if err != nil || len(missing) == 0 {
		return err
	}
	return pgx.BeginFunc(ctx, s.db.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, s.db.sql("lock table {}.record in share row exclusive mode")); err != nil {
			return err
		}
		for _, name := range missing {
			if _, err := tx.Exec(ctx, s.sql.clear, s.table.Name, name); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, s.sql.addBuilt, s.table.Name, name); err != nil {
				return err
			}
		}
		return s.index(ctx, tx, missing)
	})
}

func (s *Store[K, V]) unbuilt(ctx context.Context) (missing []string, err error) {
	built, err := query[struct{ Name string }](ctx, s.db.pool, s.sql.built, s.table.Name)
	for _, name := range s.table.Names() {
		if !slices.Contains(built, struct{ Name string }{name}) {
			missing = append(missing, name)
		}
	}
	return missing, err
}

// index writes the terms of all records.
func (s *Store[K, V]) index(ctx context.Context, tx pgx.Tx, missing []string) error {
	for r, err := range s.records(ctx, tx, []byte{}) {
		if err != nil {
			return err
		}
		v, err := s.table.Decode(r.Value)
		if err != nil {
			return err
		}
		found := slices.DeleteFunc(s.table.Terms(v), func(t storage.Term) bool { return !slices.Contains(missing, t.Lookup) })
		if _, err := tx.Exec(ctx, s.sql.addLookup, s.table.Name, r.Key, names(found), terms(found)); err != nil {
			return err
		}
	}
	return nil
}
