package sla

import (
	"cmp"
	"slices"
	"sort"
)

// A span is open time, [from, until) in unix seconds. Windows and offsets are
// whole seconds; only what callers ask about is finer.
type span struct{ from, until int64 }

// A stretch is the calendar compiled between two instants, the midnights UTC
// before two days: all its open time as prefix sums, so that a question costs a
// look-up, whatever it spans, and asks no zone.
//
// The horizon of a calendar is one stretch. Elsewhere stretches of a year are
// made for the question and dropped; that is slow, and it is the same code, so
// the answer is the same.
type stretch struct {
	from, until int64 // unix seconds
	zone        zone  // with a margin at either side

	// Nanoseconds since from: the openings, and the open time before each of
	// them. The last element of before is all open time.
	opens  axis
	before axis

	// The dates in these days, as day numbers, on which a window begins.
	workdays []int32
}

// margin is by how much a date may lie outside the UTC day of its number: its
// windows may reach into the next date, offsets and jumps move it a day each.
const margin = 4 * secondsPerDay

// yearLong is the length in days of a stretch outside the horizon.
const yearLong = 366

// stretch returns the one that contains the unix second.
func (c *Calendar) stretch(sec int64) *stretch {
	if h := c.horizon; h.from <= sec && sec < h.until {
		return h
	}
	from := floorDiv(sec, secondsPerDay*yearLong) * yearLong
	until := from + yearLong
	from, until = max(from, firstSecond/secondsPerDay), min(until, lastSecond/secondsPerDay)
	// The horizon is not cut into.
	if h := c.horizon; sec < h.from {
		until = min(until, h.from/secondsPerDay)
	} else {
		from = max(from, h.until/secondsPerDay)
	}
	return c.compile(from, until)
}

// stretchBefore returns the one that contains the instants just before m.
func (c *Calendar) stretchBefore(m moment) *stretch {
	if m.nano == 0 {
		m.sec--
	}
	return c.stretch(m.sec)
}

// compile makes the stretch from one day number to another.
func (c *Calendar) compile(firstDay, lastDay int64) *stretch {
	s := &stretch{from: firstDay * secondsPerDay, until: lastDay * secondsPerDay}
	s.zone = zoneOver(c.loc, s.from-2*margin, s.until+2*margin)
	spans := make([]span, 0, lastDay-firstDay+2*margin/secondsPerDay)
	for day := firstDay - margin/secondsPerDay; day < lastDay+margin/secondsPerDay; day++ {
		n := len(spans)
		spans = c.windowsOf(day, s.zone, spans)
		if len(spans) > n && firstDay <= day && day < lastDay {
			s.workdays = append(s.workdays, int32(day))
		}
	}
	spans = merge(spans)
	s.opens.keys = make([]int64, 0, len(spans))
	s.before.keys = make([]int64, 0, len(spans)+1)
	total := int64(0)
	for _, w := range spans {
		w.from, w.until = max(w.from, s.from), min(w.until, s.until)
		if w.from >= w.until {
			continue
		}
		s.opens.keys = append(s.opens.keys, (w.from-s.from)*nanosPerSec)
		s.before.keys = append(s.before.keys, total)
		total += (w.until - w.from) * nanosPerSec
	}
	s.before.keys = append(s.before.keys, total)
	return s
}

// index speeds up the look-ups of a stretch that is there to stay.
func (s *stretch) index() {
	s.opens.index((s.until - s.from) * nanosPerSec)
	s.before.index(s.total())
}

// windowsOf appends the open time of the windows that begin on the date, by
// beginning. It may overlap with that of other dates.
func (c *Calendar) windowsOf(day int64, z zone, spans []span) []span {
	windows, _ := c.rule(day)
	if len(windows) == 0 || !z.exists(day) {
		return spans
	}
	midnight := day * secondsPerDay
	n := len(spans)
	for _, w := range windows {
		s := span{z.resolve(midnight + int64(w.From)), z.resolve(midnight + w.end())}
		// An exception rules its whole date: what reaches in from the day before
		// ends at its midnight. Two days are looked at because one may not exist.
		for next := day + 1; next <= day+2; next++ {
			if _, exception := c.rule(next); exception && z.exists(next) {
				s.until = min(s.until, z.resolve(next*secondsPerDay))
			}
		}
		if s.from < s.until {
			spans = append(spans, s)
		}
	}
	slices.SortFunc(spans[n:], bySpan)
	return spans
}

func bySpan(a, b span) int {
	return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.until, b.until))
}

// merge sorts spans in place and joins those that overlap or touch.
func merge(spans []span) []span {
	// Dates come in order, and so do their windows, but for rare clock changes.
	if !slices.IsSortedFunc(spans, bySpan) {
		slices.SortFunc(spans, bySpan)
	}
	joined := spans[:0]
	for _, s := range spans {
		if n := len(joined); n > 0 && s.from <= joined[n-1].until {
			joined[n-1].until = max(joined[n-1].until, s.until)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// rel places the moment on the axis of the stretch; one outside it goes to the
// nearer end.
func (s *stretch) rel(m moment) int64 {
	switch {
	case m.sec < s.from:
		return 0
	case m.sec >= s.until:
		return (s.until - s.from) * nanosPerSec
	}
	return (m.sec-s.from)*nanosPerSec + m.nano
}

func (s *stretch) moment(x int64) moment { return moment{s.from + x/nanosPerSec, x % nanosPerSec} }

func (s *stretch) total() int64 { return s.before.keys[len(s.opens.keys)] }

// opened returns the index of the last window that opens at or before x, or -1.
func (s *stretch) opened(x int64) int { return s.opens.upTo(x) - 1 }

// end is when window i closes.
func (s *stretch) end(i int) int64 {
	return s.opens.keys[i] + s.before.keys[i+1] - s.before.keys[i]
}

// worked is the open time before x.
func (s *stretch) worked(x int64) int64 {
	i := s.opened(x)
	if i < 0 {
		return 0
	}
	return min(s.before.keys[i]+x-s.opens.keys[i], s.before.keys[i+1])
}

// reach is the first instant with w of open time before it; 0 < w <= total. Where
// a window gives just that much it is the window's end and not the next opening.
func (s *stretch) reach(w int64) int64 {
	i := s.before.upTo(w-1) - 1
	return s.opens.keys[i] + w - s.before.keys[i]
}

// reachBack is the last instant with w of open time before it; 0 <= w < total.
func (s *stretch) reachBack(w int64) int64 {
	i := s.before.upTo(w) - 1
	return s.opens.keys[i] + w - s.before.keys[i]
}

// opening is the first open instant at or after x.
func (s *stretch) opening(x int64) (int64, bool) {
	i := s.opened(x)
	if i >= 0 && x < s.end(i) {
		return x, true
	}
	if i+1 == len(s.opens.keys) {
		return 0, false
	}
	return s.opens.keys[i+1], true
}

// closing is the last instant at or before x that ends open time.
func (s *stretch) closing(x int64) (int64, bool) {
	i := s.opens.upTo(x-1) - 1
	if i < 0 {
		return 0, false
	}
	return min(x, s.end(i)), true
}

// An axis is a list of ascending numbers that is searched.
type axis struct {
	keys []int64
	// Optional: first[b] is how many keys are below b<<shift. With about as many
	// buckets as keys a search looks at a few of them.
	first []int32
	shift uint
}

func (a *axis) index(length int64) {
	for length>>a.shift > int64(2*len(a.keys)+1) {
		a.shift++
	}
	n := 0
	for b := int64(0); b <= length>>a.shift; b++ {
		for n < len(a.keys) && a.keys[n] < b<<a.shift {
			n++
		}
		a.first = append(a.first, int32(n))
	}
	a.first = append(a.first, int32(len(a.keys)))
}

// upTo returns how many keys are at most x.
func (a *axis) upTo(x int64) int {
	lo, hi := 0, len(a.keys)
	if b := x >> a.shift; a.first != nil && x >= 0 && b+1 < int64(len(a.first)) {
		lo, hi = int(a.first[b]), int(a.first[b+1])
	}
	if hi-lo > 8 {
		return lo + sort.Search(hi-lo, func(i int) bool { return a.keys[lo+i] > x })
	}
	for lo < hi && a.keys[lo] <= x {
		lo++
	}
	return lo
}
