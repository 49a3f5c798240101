package sqlite

import (
	"context"
	"fmt"
)

// Split returns every so-manieth stored key in order, the first one first. It
// reads keys alone.
func (s *Store[K, V]) Split(ctx context.Context, every int) (keys []K, err error) {
	rows, err := s.pairs(ctx, `SELECT key, NULL FROM
		(SELECT key, row_number() OVER (ORDER BY key) AS n FROM record WHERE kind = ?1 AND value IS NOT NULL)
		WHERE (n - 1) % max(?2, 1) = 0 ORDER BY key`, s.table.Name, every)
	if err != nil {
		return nil, fmt.Errorf("sqlite: split %s: %w", s.table.Name, err)
	}
	for _, r := range rows {
		k, err := s.table.Parse(r.key)
		if err != nil {
			return nil, fmt.Errorf("sqlite: split %s: %w", s.table.Name, err)
		}
		keys = append(keys, k)
	}
	return keys, nil
}
