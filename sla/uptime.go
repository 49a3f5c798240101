package sla

import (
	"errors"
	"math"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Log is what was seen of a service. The periods of each list may overlap, touch,
// repeat, be empty and come in any order; together they count once. A zero From is
// the start of all time, a zero Until has no end yet. A period that ends before it
// begins is an error.
type Log struct {
	// Outages are when the service was not there.
	Outages []ownership.Period
	// Maintenance was planned and agreed: it is no agreed service time, and an
	// outage during it counts against nobody. It counts as planned, also before it
	// has begun.
	Maintenance []ownership.Period
	// Watched is when somebody or something looked. Without it an empty list of
	// outages could mean that all was well, or that nobody knows. An outage was
	// seen, watched or not.
	Watched []ownership.Period
}

// Uptime says how much of a stretch of time a service was to be there, was seen to
// be there or not, and was not.
//
//	Down <= Watched <= Agreed
type Uptime struct {
	// Agreed is the open time of the calendar in the stretch, planned maintenance
	// left out.
	Agreed time.Duration
	// Watched is how much of it was looked at.
	Watched time.Duration
	// Down is how much of it the service was not there.
	Down time.Duration
}

// Uptime measures the service time in [p.From, p.Until), both ends of which are
// required. Of what is logged as being at or after the instant now, only
// maintenance counts: the rest cannot have been seen yet. An outage without an end
// lasts until now.
//
// All defects of the log are reported, joined, each with its path.
func (c *Calendar) Uptime(p ownership.Period, now time.Time, log Log) (Uptime, error) {
	const op = "uptime"
	from, until, err := c.bounds(op, p)
	if err != nil {
		return Uptime{}, err
	}
	known, err := c.instant(op, "now", now)
	if err != nil {
		return Uptime{}, err
	}
	var m seen
	var defects []error
	m.span(from, until)
	m.outages, defects = c.stretches(op, "outages", log.Outages, &m, defects)
	m.planned, defects = c.stretches(op, "maintenance", log.Maintenance, &m, defects)
	m.watched, defects = c.stretches(op, "watched", log.Watched, &m, defects)
	if err := errors.Join(defects...); err != nil {
		return Uptime{}, err
	}
	m.cut(known)
	return m.uptime(c), nil
}

// bounds checks the period of a question about attainment.
func (c *Calendar) bounds(op string, p ownership.Period) (from, until moment, err error) {
	if from, err = c.instant(op, "period.from", p.From); err != nil {
		return from, until, err
	}
	if until, err = c.instant(op, "period.until", p.Until); err != nil {
		return from, until, err
	}
	switch {
	case until.before(from):
		err = c.refuse(op, "period", ownership.ErrInvalid, "reversed: it ends before it begins")
	case until.sec-from.sec > math.MaxInt64/nanosPerSec-1:
		err = c.refuse(op, "period", ownership.ErrInvalid, "longer than 292 years")
	}
	return from, until, err
}

// What was seen of a stretch of time, as spans in nanoseconds since its beginning, cut
// to it, merged.
type seen struct {
	from, until moment
	length      int64

	outages, planned, watched []span
}

func (m *seen) span(from, until moment) {
	m.from, m.until = from, until
	m.length = m.rel(until)
}

// rel is how far the moment lies from the beginning; one outside the stretch goes
// to the nearer end.
func (m *seen) rel(at moment) int64 {
	at = at.max(m.from).min(m.until)
	return (at.sec-m.from.sec)*nanosPerSec + at.nano - m.from.nano
}

// stretches checks the periods and returns them as spans of m, merged.
func (c *Calendar) stretches(op, list string, periods []ownership.Period, m *seen, defects []error) ([]span, []error) {
	var spans []span
	if len(periods) > 0 {
		spans = make([]span, 0, len(periods))
	}
	for i := range periods {
		from, until, problem := momentsOf(&periods[i])
		if problem != "" {
			defects = append(defects, c.refuse(op, indexed(list, i), ownership.ErrInvalid, "%s", problem))
			continue
		}
		if s := (span{m.rel(from), m.rel(until)}); s.from < s.until {
			spans = append(spans, s)
		}
	}
	return merge(spans), defects
}

// momentsOf returns the ends of a period, or what is wrong with it.
func momentsOf(p *ownership.Period) (from, until moment, problem string) {
	from, until = momentOf(p.From), momentOf(p.Until)
	if p.Until.IsZero() {
		until = latest
	}
	switch {
	case from.before(earliest) || !from.before(latest) || until.before(earliest) || latest.before(until):
		problem = "instant outside the years 1 to 9999"
	case until.before(from):
		problem = "reversed: it ends before it begins"
	}
	return from, until, problem
}

// cut takes away what cannot have been seen before the moment.
func (m *seen) cut(now moment) {
	end := m.rel(now)
	m.outages, m.watched = cutAt(m.outages, end), cutAt(m.watched, end)
}

// cutAt changes the last span in place.
func cutAt(spans []span, end int64) []span {
	for n := len(spans); n > 0 && spans[n-1].until > end; n = len(spans) {
		if spans[n-1].from < end {
			spans[n-1].until = end
			break
		}
		spans = spans[:n-1]
	}
	return spans
}

func (m *seen) uptime(c *Calendar) Uptime {
	down, watched := m.outages, m.watched
	if len(down) > 0 {
		watched = union(watched, down)
	}
	agreed := []span{{0, m.length}}
	if len(m.planned) > 0 {
		agreed, watched, down = without(agreed, m.planned), without(watched, m.planned), without(down, m.planned)
	}
	return Uptime{time.Duration(c.open(m, agreed)), time.Duration(c.open(m, watched)), time.Duration(c.open(m, down))}
}

// open sums up the open time in the spans of m.
func (c *Calendar) open(m *seen, spans []span) (sum int64) {
	from, until := m.from.max(moment{c.alive[0], 0}), m.until.min(moment{c.alive[1], 0})
	for from.before(until) && len(spans) > 0 {
		s := c.stretch(from.sec)
		end := until.min(moment{s.until, 0})
		// A span's instant x lies at x+shift on the axis of the stretch.
		low, high := m.rel(from), m.rel(end)
		shift := s.rel(from) - low
		for _, p := range spans {
			if p.from >= high {
				break
			}
			if a, b := max(p.from, low), min(p.until, high); a < b {
				sum += s.worked(b+shift) - s.worked(a+shift)
			}
		}
		from = end
	}
	return sum
}

// union merges two merged lists. If one is empty it is the other.
func union(a, b []span) []span {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	out := make([]span, 0, len(a)+len(b))
	for len(a)+len(b) > 0 {
		if len(a) == 0 || len(b) > 0 && b[0].from < a[0].from {
			a, b = b, a
		}
		if n := len(out); n > 0 && a[0].from <= out[n-1].until {
			out[n-1].until = max(out[n-1].until, a[0].until)
		} else {
			out = append(out, a[0])
		}
		a = a[1:]
	}
	return out
}

// without returns the parts of the spans that lie in none of the others. Both are
// merged, and so is what is returned.
func without(spans, others []span) []span {
	out := make([]span, 0, len(spans))
	for _, s := range spans {
		for len(others) > 0 && others[0].until <= s.from {
			others = others[1:]
		}
		for _, o := range others {
			if o.from >= s.until {
				break
			}
			if s.from < o.from {
				out = append(out, span{s.from, o.from})
			}
			s.from = o.until
		}
		if s.from < s.until {
			out = append(out, s)
		}
	}
	return out
}
