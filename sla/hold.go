package sla

import (
	"github.com/serviceowner/itsm/ownership"
)

// A hold is a stretch during which the clock stands still, [from, until).
type hold struct{ from, until moment }

var (
	earliest = moment{firstSecond, 0}
	latest   = moment{lastSecond, 0}
)

// holdsOf checks what callers give as holds and appends it, ordered by beginning.
// They may overlap, and an empty one means nothing. Sorting is by insertion:
// there are few, mostly in order, and nothing is allocated.
func (c *Calendar) holdsOf(list []hold, op string, periods []ownership.Period) ([]hold, error) {
	for i, p := range periods {
		h := hold{momentOf(p.From), momentOf(p.Until)}
		if p.From.IsZero() {
			h.from = earliest
		}
		if p.Until.IsZero() {
			h.until = latest
		}
		if h.from.sec < firstSecond || h.until.compare(latest) > 0 || h.from.sec >= lastSecond || h.until.sec < firstSecond {
			return nil, c.refuse(op, indexed("holds", i), ownership.ErrInvalid, "instant outside the years 1 to 9999")
		}
		if h.until.before(h.from) {
			return nil, c.refuse(op, indexed("holds", i), ownership.ErrInvalid, "reversed: it ends before it begins")
		}
		list = append(list, h)
		for j := len(list) - 1; j > 0 && list[j].from.before(list[j-1].from); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	return list, nil
}

// fewHolds is how many are sorted without allocating.
const fewHolds = 8
