package ownership

import (
	"fmt"
	"time"

	stamp "github.com/serviceowner/itsm/internal/instant"
)

// A Period is the half-open stretch [From, Until). A zero Until leaves it open:
// it has no end yet. A zero From reaches back to the beginning of year 1. Half
// open, because then a handover at T needs no "one tick before": the old owner
// has [.., T), the new one [T, ..), every instant has exactly one of them, and
// no unit of time has to be invented to keep them apart.
//
// Instants are kept in UTC with microseconds, the resolution that databases
// keep; finer parts are cut off, never rounded up, so the order of two instants
// is never turned round. The years 1 to 9999 can be told apart; questions about
// other instants are answered as for the nearest of these, records with other
// instants are refused.
type Period struct {
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Contains reports whether at lies in p.
func (p Period) Contains(at time.Time) bool { return spanOf(p).contains(instantOf(at)) }

// Overlaps reports whether some instant lies in both p and q.
func (p Period) Overlaps(q Period) bool {
	_, ok := spanOf(p).meet(spanOf(q))
	return ok
}

// IsOpen reports whether p has no end.
func (p Period) IsOpen() bool { return p.Until.IsZero() }

// IsReversed reports whether p ends before or when it begins and so contains
// no instant.
func (p Period) IsReversed() bool { s := spanOf(p); return s.from >= s.until }

// String writes p as "2025-01-01T00:00:00Z/..", ISO 8601 with ".." for an open end.
func (p Period) String() string {
	from, until := "..", ".."
	if !p.From.IsZero() {
		from = p.From.UTC().Format(time.RFC3339Nano)
	}
	if !p.Until.IsZero() {
		until = p.Until.UTC().Format(time.RFC3339Nano)
	}
	return from + "/" + until
}

// normal returns p in UTC, cut to microseconds, without monotonic readings.
func (p Period) normal() Period { return Period{From: normalTime(p.From), Until: normalTime(p.Until)} }

// An instant is a time in microseconds since 1970, UTC.
type instant int64

const (
	beginning instant = -62135596800 * 1e6       // 0001-01-01
	forever   instant = (253402300800 * 1e6) - 1 // the last microsecond of 9999
	unended   instant = forever + 1              // Until of an open span: after every instant
)

// instantOf clamps to the years 1 to 9999.
func instantOf(t time.Time) instant {
	switch sec := t.Unix(); {
	case sec < int64(beginning)/1e6:
		return beginning
	case sec >= int64(unended)/1e6:
		return forever
	default:
		return instant(sec)*1e6 + instant(t.Nanosecond()/1e3)
	}
}

// time is the inverse of instantOf; unended is the zero time.
func (i instant) time() time.Time {
	if i == unended || i == beginning {
		return time.Time{}
	}
	return time.UnixMicro(int64(i)).UTC()
}

// String is for messages.
func (i instant) String() string {
	if i == unended {
		return ".."
	}
	return time.UnixMicro(int64(i)).UTC().Format(time.RFC3339Nano)
}

// normalTime returns t in the form of records.
func normalTime(t time.Time) time.Time { return stamp.Normal(t) }

// checkTime refuses instants outside the years 1 to 9999.
func checkTime(t time.Time) error {
	if err := stamp.Check(t); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return nil
}

// plausibleTime reports whether t is given and passes checkTime.
func plausibleTime(t time.Time) bool {
	sec := t.Unix()
	return sec >= int64(beginning)/1e6 && sec < int64(unended)/1e6 && instantOf(t) != beginning
}

// A span is a normalised Period.
type span struct{ from, until instant }

func spanOf(p Period) span {
	s := span{instantOf(p.From), unended}
	if !p.Until.IsZero() {
		s.until = instantOf(p.Until)
	}
	return s
}

func (s span) contains(at instant) bool { return s.from <= at && at < s.until }

func (s span) empty() bool { return s.from >= s.until }

func (s span) period() Period { return Period{From: s.from.time(), Until: s.until.time()} }

// meet returns what s and o share, and whether that is anything.
func (s span) meet(o span) (span, bool) {
	m := span{max(s.from, o.from), min(s.until, o.until)}
	return m, !m.empty()
}
