package sqlite

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/serviceowner/itsm/examples/storage"
)

// glance is how often a feed looks for changes of other processes. Those of its
// own wake it.
const glance = 50 * time.Millisecond

// Changes is the [storage.Feed] of the table. A position is the number of a
// change: writers take turns, so numbers are given out in the order of commits.
// A file that was put back from a copy may give out numbers again; followers
// begin anew then.
func (s *Store[K, V]) Changes(ctx context.Context, after string) iter.Seq2[storage.Change[K, V], error] {
	return func(yield func(storage.Change[K, V], error) bool) {
		left := false
		err := s.follow(ctx, after, func(c storage.Change[K, V]) bool {
			left = !yield(c, nil)
			return !left
		})
		if !left {
			yield(storage.Change[K, V]{}, fmt.Errorf("sqlite: changes of %s: %w", s.table.Name, err))
		}
	}
}

// follow ends when the loop is left, without an error, or with one.
func (s *Store[K, V]) follow(ctx context.Context, after string, yield func(storage.Change[K, V]) bool) error {
	start, err := s.newest(ctx)
	if err != nil {
		return err
	}
	at := int64(0)
	if after != "" {
		if at, err = strconv.ParseInt(after, 10, 64); err != nil || at < 0 || at > start {
			return fmt.Errorf("%w: %.60q", storage.ErrPosition, after)
		}
	}
	for current := false; ; {
		news := s.db.news()
		changes, err := s.after(ctx, at)
		if err != nil {
			return err
		}
		for _, c := range changes {
			at = c.version
			change, err := s.change(c)
			if err != nil {
				return err
			}
			if !yield(change) {
				return nil
			}
		}
		if len(changes) == page {
			continue
		}
		if !current {
			current, at = true, max(at, start)
			if !yield(storage.Change[K, V]{Position: strconv.FormatInt(at, 10), Current: true}) {
				return nil
			}
		}
		select {
		case <-news:
		case <-time.After(glance):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// newest returns the number of the last change of the table.
func (s *Store[K, V]) newest(ctx context.Context) (n int64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	err = s.db.readers.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM record WHERE kind = ?", s.table.Name).Scan(&n)
	return n, err
}

type changed struct {
	version    int64
	key, value []byte
}

func (s *Store[K, V]) after(ctx context.Context, at int64) (out []changed, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := s.db.readers.QueryContext(ctx, "SELECT version, key, value FROM record WHERE kind = ? AND version > ? ORDER BY version LIMIT ?",
		s.table.Name, at, page)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c changed
		if err := rows.Scan(&c.version, &c.key, &c.value); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

func (s *Store[K, V]) change(from changed) (c storage.Change[K, V], err error) {
	c.Position = strconv.FormatInt(from.version, 10)
	if c.Key, err = s.table.Parse(from.key); err == nil && from.value != nil {
		c.Value, err = s.table.Decode(from.value)
	}
	return c, err
}
