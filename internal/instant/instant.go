// Package instant brings instants into the one form in which records keep them:
// UTC, cut to microseconds, the resolution that databases keep, without
// monotonic readings, in the years 1 to 9999.
package instant

import (
	"errors"
	"time"
)

// ErrOutside is the error of [Check].
var ErrOutside = errors.New("instant outside the years 1 to 9999")

const (
	first = -62135596800      // second of 0001-01-01
	end   = 253402300800      // second after 9999
	last  = end*1_000_000 - 1 // the last microsecond of 9999
	least = first * 1_000_000 // the first of year 1, which is the zero time
)

// Normal returns t in the form of records. Finer parts are cut off, never rounded
// up, so that the order of two instants is never turned round; what lies outside
// the years 1 to 9999 becomes the nearest instant within.
func Normal(t time.Time) time.Time {
	switch sec := t.Unix(); {
	case sec < first:
		return time.UnixMicro(least).UTC()
	case sec >= end:
		return time.UnixMicro(last).UTC()
	default:
		return time.UnixMicro(sec*1_000_000 + int64(t.Nanosecond()/1000)).UTC()
	}
}

// Check refuses what Normal would have to move: instants outside the years 1 to
// 9999.
func Check(t time.Time) error {
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return ErrOutside
	}
	return nil
}
