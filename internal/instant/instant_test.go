package instant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/serviceowner/itsm/internal/instant"
)

func TestNormal(t *testing.T) {
	east := time.FixedZone("east", 2*3600)
	first, last := time.Time{}, time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	for name, row := range map[string]struct {
		in, want time.Time
		refused  bool
	}{
		"zero":             {time.Time{}, first, false},
		"cut, not rounded": {time.Date(2026, 1, 2, 3, 4, 5, 999_999_999, time.UTC), time.Date(2026, 1, 2, 3, 4, 5, 999_999_000, time.UTC), false},
		"before 1970":      {time.Date(1969, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC), false},
		"zone":             {time.Date(2026, 1, 1, 1, 0, 0, 0, east), time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC), false},
		"last":             {last, last, false},
		"year 0":           {time.Date(0, 12, 31, 23, 59, 59, 0, time.UTC), first, true},
		"year 10000":       {time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), last, true},
		"year 10000 here":  {time.Date(10000, 1, 1, 1, 0, 0, 0, east), time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC), false},
		"far past":         {time.Unix(-1<<62, 0), first, true},
		"far future":       {time.Unix(1<<62, 0), last, true},
	} {
		assert.Equal(t, row.want, instant.Normal(row.in), name)
		assert.Equal(t, row.want, instant.Normal(instant.Normal(row.in)), name)
		if row.refused {
			assert.ErrorIs(t, instant.Check(row.in), instant.ErrOutside, name)
		} else {
			assert.NoError(t, instant.Check(row.in), name)
		}
	}
}
