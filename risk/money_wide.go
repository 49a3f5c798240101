package risk

import (
	"math"
	"math/bits"
)

// wide is an unsigned number of 128 bits: what lies between two amounts and their
// result. Sums of amounts and products of two fit always.
type wide struct{ hi, lo uint64 }

// magnitude is |n|, which an int64 cannot hold for the least one.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func product(a, b uint64) wide {
	hi, lo := bits.Mul64(a, b)
	return wide{hi, lo}
}

func (w wide) plus(n uint64) wide {
	lo, carry := bits.Add64(w.lo, n, 0)
	return wide{w.hi + carry, lo}
}

func (w wide) minus(o wide) wide {
	lo, borrow := bits.Sub64(w.lo, o.lo, 0)
	hi, _ := bits.Sub64(w.hi, o.hi, borrow)
	return wide{hi, lo}
}

func (w wide) less(o wide) bool { return w.hi < o.hi || w.hi == o.hi && w.lo < o.lo }

// by divides by d, which is not 0; false when the quotient takes more than 64 bits.
func (w wide) by(d uint64) (quotient, rest uint64, fits bool) {
	if w.hi >= d {
		return 0, 0, false
	}
	quotient, rest = bits.Div64(w.hi, w.lo, d)
	return quotient, rest, true
}

// signed is w, or -w; false when it is out of range.
func (w wide) signed(negative bool) (int64, bool) {
	switch {
	case w.hi > 0:
		return 0, false
	case negative && w.lo <= 1<<63:
		return -int64(w.lo), true // also for 1<<63, which is its own negative
	case !negative && w.lo <= math.MaxInt64:
		return int64(w.lo), true
	}
	return 0, false
}
