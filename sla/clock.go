package sla

import (
	"math"
	"time"

	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

func indexed(path string, i int) string { return strictjson.Index(path, i) }

// Due returns the instant at which the target has been used up: the first one
// with that much open time between start and itself, holds left out. If that is
// just when a window closes, or a hold begins, the closing is the answer and not
// the opening after it. A target of zero is due at the first instant, from start
// on, that is open and not on hold.
//
// Holds are half-open, may overlap and may be open-ended. What one of them costs
// is measured in this calendar: a night on hold costs nothing that is closed at
// night. The error is over [ErrNever] if the instant does not come, and over
// [ownership.ErrInvalid] for a negative target or a reversed hold.
func (c *Calendar) Due(start time.Time, target time.Duration, holds ...ownership.Period) (time.Time, error) {
	const op = "due"
	m, err := c.instant(op, "start", start)
	if err != nil {
		return time.Time{}, err
	}
	if target < 0 {
		return time.Time{}, c.refuse(op, "target", ownership.ErrInvalid, "negative")
	}
	var few [fewHolds]hold
	hs, err := c.holdsOf(few[:0], op, holds)
	if err != nil {
		return time.Time{}, err
	}
	m, ok := c.due(m, int64(target), hs)
	if !ok {
		return time.Time{}, c.refuse(op, "", ErrNever, "not enough open time, or a hold without an end")
	}
	return m.time(), nil
}

// due expects sorted holds.
func (c *Calendar) due(from moment, left int64, holds []hold) (moment, bool) {
	if left == 0 {
		return c.running(from, holds)
	}
	from = from.max(moment{c.alive[0], 0})
	for from.sec < c.alive[1] {
		s := c.stretch(from.sec)
		used := s.worked(s.rel(from))
		for _, h := range holds {
			if h.until.compare(from) <= 0 {
				continue
			}
			if h.from.sec >= s.until {
				break
			}
			if from.before(h.from) {
				at := s.worked(s.rel(h.from))
				if at-used >= left {
					break
				}
				left -= at - used
			}
			from = h.until
			used = s.worked(s.rel(from))
		}
		if s.total()-used >= left {
			at := s.moment(s.reach(used + left))
			return at, at.sec < lastSecond
		}
		left -= s.total() - used
		from = from.max(moment{s.until, 0})
	}
	return moment{}, false
}

// running is the first moment from m on that is open and not on hold.
func (c *Calendar) running(m moment, holds []hold) (moment, bool) {
	m, ok := c.opening(m)
	for _, h := range holds {
		if !ok || m.before(h.from) {
			break
		}
		if m.before(h.until) {
			m, ok = c.opening(h.until)
		}
	}
	return m, ok
}

// DueBack counts backwards: it returns the last instant from which that much open
// time, holds left out, leads up to end. If that is just when a window opens, the
// opening is the answer and not the closing before it. A target of zero is the
// mirror of that of [Calendar.Due], too: end itself if the time just before it is
// open and not on hold, otherwise the last closing, or beginning of a hold, that
// ended such time. At an opening the time just before is closed, so there it is
// the closing before, as it is the limit of ever smaller targets.
func (c *Calendar) DueBack(end time.Time, target time.Duration, holds ...ownership.Period) (time.Time, error) {
	const op = "due back"
	m, err := c.instant(op, "end", end)
	if err != nil {
		return time.Time{}, err
	}
	if target < 0 {
		return time.Time{}, c.refuse(op, "target", ownership.ErrInvalid, "negative")
	}
	var few [fewHolds]hold
	hs, err := c.holdsOf(few[:0], op, holds)
	if err != nil {
		return time.Time{}, err
	}
	m, ok := c.dueBack(m, int64(target), joinHolds(hs))
	if !ok {
		return time.Time{}, c.refuse(op, "", ErrNever, "not enough open time, or a hold without an end")
	}
	return m.time(), nil
}

// dueBack expects holds that are sorted and apart.
func (c *Calendar) dueBack(until moment, left int64, holds []hold) (moment, bool) {
	if left == 0 {
		return c.ran(until, holds)
	}
	until = until.min(moment{c.alive[1], 0})
	for (moment{c.alive[0], 0}).before(until) {
		s := c.stretchBefore(until)
		unused := s.worked(s.rel(until))
		for i := len(holds) - 1; i >= 0; i-- {
			h := holds[i]
			if until.compare(h.from) <= 0 {
				continue
			}
			if h.until.compare(moment{s.from, 0}) <= 0 {
				break
			}
			if h.until.before(until) {
				at := s.worked(s.rel(h.until))
				if unused-at >= left {
					break
				}
				left -= unused - at
			}
			until = h.from
			unused = s.worked(s.rel(until))
		}
		if unused >= left {
			return s.moment(s.reachBack(unused - left)), true
		}
		left -= unused
		until = until.min(moment{s.from, 0})
	}
	return moment{}, false
}

// ran is the last moment up to m with open time, not on hold, just before it.
func (c *Calendar) ran(m moment, holds []hold) (moment, bool) {
	m, ok := c.closing(m)
	for i := len(holds) - 1; i >= 0 && ok; i-- {
		if h := holds[i]; h.until.before(m) {
			break
		} else if h.from.before(m) {
			m, ok = c.closing(h.from)
		}
	}
	return m, ok
}

// joinHolds joins sorted holds that overlap or touch, in place.
func joinHolds(holds []hold) []hold {
	joined := holds[:0]
	for _, h := range holds {
		if h.from == h.until {
			continue
		}
		if n := len(joined); n > 0 && h.from.compare(joined[n-1].until) <= 0 {
			joined[n-1].until = joined[n-1].until.max(h.until)
			continue
		}
		joined = append(joined, h)
	}
	return joined
}

// Elapsed returns the open time in [from, until), holds left out. It is absolute
// time, what a stopwatch shows: a window over a clock change is longer or shorter
// than the wall clocks say. A reversed interval is an error over
// [ownership.ErrInvalid], not a negative time; so is one with more open time than
// a [time.Duration] can hold, about 292 years.
func (c *Calendar) Elapsed(from, until time.Time, holds ...ownership.Period) (time.Duration, error) {
	const op = "elapsed"
	a, err := c.instant(op, "from", from)
	if err != nil {
		return 0, err
	}
	b, err := c.instant(op, "until", until)
	if err != nil {
		return 0, err
	}
	if b.before(a) {
		return 0, c.refuse(op, "until", ownership.ErrInvalid, "reversed: it ends before it begins")
	}
	var few [fewHolds]hold
	hs, err := c.holdsOf(few[:0], op, holds)
	if err != nil {
		return 0, err
	}
	sum, ok := c.elapsed(a, b, hs)
	if !ok {
		return 0, c.refuse(op, "until", ownership.ErrInvalid, "more than 292 years of open time")
	}
	return time.Duration(sum), nil
}

// elapsed expects sorted holds; it fails if the sum is too large.
func (c *Calendar) elapsed(from, until moment, holds []hold) (int64, bool) {
	sum := int64(0)
	from, until = from.max(moment{c.alive[0], 0}), until.min(moment{c.alive[1], 0})
	for from.before(until) {
		s := c.stretch(from.sec)
		end := until.min(moment{s.until, 0})
		part := int64(0)
		used := s.worked(s.rel(from))
		for _, h := range holds {
			if h.until.compare(from) <= 0 {
				continue
			}
			if end.compare(h.from) <= 0 {
				break
			}
			if from.before(h.from) {
				part += s.worked(s.rel(h.from)) - used
			}
			from = h.until
			used = s.worked(s.rel(from))
		}
		if from.before(end) {
			part += s.worked(s.rel(end)) - used
		}
		if sum > math.MaxInt64-part {
			return 0, false
		}
		sum += part
		from = from.max(end)
	}
	return sum, true
}

// Windows returns the open time of the interval [p.From, p.Until), cut to it, in
// order; windows that overlap or touch are one. Both ends of p are required.
func (c *Calendar) Windows(p ownership.Period) ([]ownership.Period, error) {
	const op = "windows"
	a, err := c.instant(op, "from", p.From)
	if err != nil {
		return nil, err
	}
	b, err := c.instant(op, "until", p.Until)
	if err != nil {
		return nil, err
	}
	if b.before(a) {
		return nil, c.refuse(op, "until", ownership.ErrInvalid, "reversed: it ends before it begins")
	}
	var list []ownership.Period
	for a.before(b) {
		s := c.stretch(a.sec)
		x, end := s.rel(a), s.rel(b)
		for i := max(0, s.opened(x)); i < len(s.opens.keys) && s.opens.keys[i] < end; i++ {
			from, until := s.moment(max(x, s.opens.keys[i])).time(), s.moment(min(end, s.end(i))).time()
			switch n := len(list); {
			case !from.Before(until):
			case n > 0 && list[n-1].Until.Equal(from):
				list[n-1].Until = until
			default:
				list = append(list, ownership.Period{From: from, Until: until})
			}
		}
		a = moment{s.until, 0}
	}
	return list, nil
}
