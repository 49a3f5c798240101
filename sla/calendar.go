package sla

import (
	"errors"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Calendar says at which instants a service is open. It is compiled from a
// [Definition] once, is immutable, and is safe for concurrent use. A nil Calendar
// is never open and answers every other question with an error.
//
// A calendar of the default horizon takes a little over 1 MB with one window a
// working day, and a fifth of that when it is always open.
type Calendar struct {
	def  Definition
	loc  *time.Location
	week [7][]Window
	days map[Date][]Window // exceptions; a holiday has no windows

	alive   [2]int64 // no window lies outside these unix seconds
	horizon *stretch
}

// NewCalendar compiles the definition. The resolver is asked once, for the zone
// that the definition names; [time.LoadLocation] is one, a function that returns
// a location in hand is another. The calendar keeps what it was told: when the
// zone's rules change, compile again.
//
// All defects are reported at once, joined, in the order of the definition's
// fields: each is an [ownership.Error] over [ownership.ErrInvalid] with the path
// of what is wrong, for example "week.monday[1]". A calendar without any working
// time is one of them; it could never answer.
func NewCalendar(def Definition, zones func(name string) (*time.Location, error)) (*Calendar, error) {
	loc, err := def.check(zones)
	if err != nil {
		return nil, err
	}
	c := &Calendar{def: def.clone(), loc: loc, days: map[Date][]Window{}}
	c.week = c.def.Week.days()
	for _, h := range c.def.Holidays {
		c.days[h.Date] = nil
	}
	for _, s := range c.def.Special {
		c.days[s.Date] = s.Windows
	}
	c.alive = c.lifetime()
	h := c.def.Horizon.orDefault()
	c.horizon = c.compile(dayNumber(h.From, time.January, 1), dayNumber(h.Until, time.January, 1))
	c.horizon.index()
	for _, p := range c.horizon.zone {
		if p.offset <= -maxOffset || p.offset >= maxOffset {
			return nil, errors.Join(definitionError(def.Name, "zone", "an offset of more than 26 hours"))
		}
	}
	if _, ok := c.opening(moment{firstSecond, 0}); !ok {
		return nil, errors.Join(definitionError(def.Name, "week", noTime))
	}
	return c, nil
}

// lifetime bounds where open time can be. It is all time, unless every window
// belongs to a date of one year.
func (c *Calendar) lifetime() [2]int64 {
	first, last, yearly, everOpen := int64(lastSecond), int64(firstSecond), 0, false
	for date, windows := range c.days {
		switch {
		case date.Yearly():
			yearly++
			everOpen = everOpen || len(windows) > 0
		case len(windows) > 0:
			day := date.number() * secondsPerDay
			first, last = min(first, day-margin), max(last, day+margin)
		}
	}
	for _, windows := range c.week {
		everOpen = everOpen || len(windows) > 0 && yearly < 366
	}
	if everOpen {
		return [2]int64{firstSecond, lastSecond}
	}
	return [2]int64{max(first, firstSecond), min(last, lastSecond)}
}

// rule returns the windows that begin on the date, and whether it is an
// exception. The date of one year outranks that of every year.
func (c *Calendar) rule(day int64) (windows []Window, exception bool) {
	if len(c.days) > 0 {
		date := civil(day)
		if windows, exception = c.days[date]; exception {
			return windows, true
		}
		date.Year = 0
		if windows, exception = c.days[date]; exception {
			return windows, true
		}
	}
	return c.week[weekday(day)], false
}

// Definition returns what the calendar was made from.
func (c *Calendar) Definition() Definition {
	if c == nil {
		return Definition{}
	}
	return c.def.clone()
}

// Location returns the location whose wall clocks the calendar reads.
func (c *Calendar) Location() *time.Location {
	if c == nil {
		return nil
	}
	return c.loc
}

// Open reports whether at lies in a window. The opening instant does, the closing
// one does not. No calendar is open outside the years 1 to 9999.
func (c *Calendar) Open(at time.Time) bool {
	m := momentOf(at)
	if c == nil || m.sec < firstSecond || m.sec >= lastSecond {
		return false
	}
	s := c.stretch(m.sec)
	i := s.opened(s.rel(m))
	return i >= 0 && s.rel(m) < s.end(i)
}

// NextOpening returns the first open instant at or after at: at itself if the
// calendar is open then. The error is over [ErrNever] if it does not open again.
func (c *Calendar) NextOpening(at time.Time) (time.Time, error) {
	const op = "next opening"
	m, err := c.instant(op, "at", at)
	if err != nil {
		return time.Time{}, err
	}
	m, ok := c.opening(m)
	if !ok {
		return time.Time{}, c.refuse(op, "", ErrNever, "no open time left")
	}
	return m.time(), nil
}

// opening is the first open moment at or after m.
func (c *Calendar) opening(m moment) (moment, bool) {
	for m = m.max(moment{c.alive[0], 0}); m.sec < c.alive[1]; {
		s := c.stretch(m.sec)
		if at, ok := s.opening(s.rel(m)); ok {
			return s.moment(at), true
		}
		m = moment{s.until, 0}
	}
	return moment{}, false
}

// closing is the last moment at or before m that ends open time: m itself if the
// calendar is open just before it.
func (c *Calendar) closing(m moment) (moment, bool) {
	for m = m.min(moment{c.alive[1], 0}); m.sec > c.alive[0] || m.sec == c.alive[0] && m.nano > 0; {
		s := c.stretchBefore(m)
		if at, ok := s.closing(s.rel(m)); ok {
			return s.moment(at), true
		}
		m = moment{s.from, 0}
	}
	return moment{}, false
}

// WindowsOn returns the windows that begin on the date, as instants, in order,
// each whole even if it ends on the next date. There are none on a date that the
// wall never showed. A yearly date is refused.
func (c *Calendar) WindowsOn(date Date) ([]ownership.Period, error) {
	const op = "windows"
	switch {
	case c == nil:
		return nil, c.refuse(op, "", ownership.ErrInvalid, "no calendar")
	case date.Year == 0:
		return nil, c.refuse(op, "date", ownership.ErrInvalid, "want a date of one year")
	case date.check() != nil:
		return nil, c.refuse(op, "date", ownership.ErrInvalid, "%s", date.check())
	}
	day := date.number()
	var list []ownership.Period
	for _, w := range merge(c.windowsOf(day, c.stretch(day*secondsPerDay).zone, nil)) {
		list = append(list, ownership.Period{From: moment{w.from, 0}.time(), Until: moment{w.until, 0}.time()})
	}
	return list, nil
}
