package sla

import (
	"cmp"
	"time"
)

// A moment is an instant to the nanosecond, in seconds since 1970, UTC. int64
// nanoseconds would reach from 1678 to 2262 only.
type moment struct {
	sec  int64
	nano int64 // 0 to 999999999
}

// The years 1 to 9999.
const (
	firstSecond int64 = -62135596800
	lastSecond  int64 = 253402300800
)

func momentOf(t time.Time) moment { return moment{t.Unix(), int64(t.Nanosecond())} }

func (m moment) time() time.Time { return time.Unix(m.sec, m.nano).UTC() }

func (m moment) compare(o moment) int {
	return cmp.Or(cmp.Compare(m.sec, o.sec), cmp.Compare(m.nano, o.nano))
}

func (m moment) before(o moment) bool { return m.sec < o.sec || m.sec == o.sec && m.nano < o.nano }
func (m moment) max(o moment) moment  { return pick(m.before(o), o, m) }
func (m moment) min(o moment) moment  { return pick(o.before(m), o, m) }

func pick(first bool, a, b moment) moment {
	if first {
		return a
	}
	return b
}
