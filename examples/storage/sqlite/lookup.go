package sqlite

import (
	"context"
	"fmt"
	"iter"
	"slices"
)

// Find yields the values that have a term from the given one on and before
// until (nil: no end) in the lookup, in the order of terms and then of keys; a
// value comes once for each of its terms in the range. storage.Through makes the
// end for one term. Find reads in pages, and each value as it is now: one that
// lost its term meanwhile is left out. Errors are as those of All.
func (s *Store[K, V]) Find(ctx context.Context, lookup string, from, until []byte) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		var zero V
		if !slices.ContainsFunc(s.table.Names(), func(n string) bool { return n == lookup }) {
			yield(zero, fmt.Errorf("sqlite: find %s: no lookup %q", s.table.Name, lookup))
			return
		}
		term, key := append([]byte{}, from...), []byte{} // nil would be NULL, which nothing is after
		for {
			hits, err := s.hits(ctx, lookup, term, key, until)
			for i := 0; err == nil && i < len(hits); i++ {
				var v V
				if v, err = s.table.Decode(hits[i].value); err == nil {
					err = ctx.Err()
				}
				if err == nil && !yield(v, nil) {
					return
				}
			}
			if err != nil {
				yield(zero, fmt.Errorf("sqlite: find %s by %s: %w", s.table.Name, lookup, err))
				return
			}
			if len(hits) < page {
				return
			}
			term, key = hits[len(hits)-1].term, hits[len(hits)-1].key
		}
	}
}

type hit struct{ term, key, value []byte }

// hits returns a page of the lookup after the term and the key.
func (s *Store[K, V]) hits(ctx context.Context, lookup string, term, key, until []byte) (out []hit, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	query := `SELECT l.term, l.key, r.value FROM lookup l JOIN record r ON r.kind = l.kind AND r.key = l.key
		WHERE l.kind = ?1 AND l.name = ?2 AND (l.term, l.key) > (?3, ?4)`
	args := []any{s.table.Name, lookup, term, key}
	if until != nil {
		query += " AND l.term < ?5"
		args = append(args, until)
	}
	rows, err := s.db.readers.QueryContext(ctx, query+fmt.Sprintf(" ORDER BY l.term, l.key LIMIT %d", page), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var h hit
		if err := rows.Scan(&h.term, &h.key, &h.value); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// build completes the lookups that the file does not have yet.
func (s *Store[K, V]) build(ctx context.Context) error {
	missing, err := s.unbuilt(ctx)
	if err != nil || len(missing) == 0 {
		return err
	}
	return s.db.transact(ctx, func(ctx context.Context, w *writer) error {
		for _, name := range missing {
			if _, err := w.ExecContext(ctx, "DELETE FROM lookup WHERE kind = ? AND name = ?", s.table.Name, name); err != nil {
				return err
			}
			if _, err := w.ExecContext(ctx, "INSERT OR IGNORE INTO lookup_built (kind, name) VALUES (?, ?)", s.table.Name, name); err != nil {
				return err
			}
		}
		return s.index(ctx, w, missing)
	})
}

func (s *Store[K, V]) unbuilt(ctx context.Context) (missing []string, err error) {
	for _, name := range s.table.Names() {
		var n int
		err := s.db.readers.QueryRowContext(ctx, "SELECT count(*) FROM lookup_built WHERE kind = ? AND name = ?", s.table.Name, name).Scan(&n)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			missing = append(missing, name)
		}
	}
	return missing, nil
}

// index writes the terms of all records, page by page.
func (s *Store[K, V]) index(ctx context.Context, w *writer, names []string) error {
	for next := []byte{}; ; {
		rows, err := s.page(ctx, next)
		if err != nil {
			return err
		}
		for _, r := range rows {
			v, err := s.table.Decode(r.value)
			if err != nil {
				return err
			}
			for _, t := range s.table.Terms(v) {
				if !slices.Contains(names, t.Lookup) {
					continue
				}
				if _, err := w.ExecContext(ctx, "INSERT INTO lookup (kind, name, term, key) VALUES (?, ?, ?, ?)", s.table.Name, t.Lookup, t.Term, r.key); err != nil {
					return err
				}
			}
		}
		if len(rows) < page {
			return nil
		}
		next = append(slices.Clone(rows[len(rows)-1].key), 0)
	}
}
