package sla

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A place is an instant as the working day sees it: a date on which a window
// begins, and the wall-clock time since that date's midnight, more than a day if
// it is in the small hours of a window that began the evening before.
type place struct {
	day   int64
	clock int64 // seconds
	nano  int64
}

// DueDays returns the instant that many working days after start, at the same
// wall-clock time. A working day is a date on which a window begins; the hours
// after midnight of a window belong to the working day on which it began.
//
// A start outside all windows on a date that is no working day first rolls
// forward to the next opening: what arrives on a Saturday counts as arrived on
// Monday at nine. A start on a working day keeps its clock time even if that is
// before the opening or after the closing, and the result keeps it even where
// that day's windows are shorter: from Friday 16:00, one day on, it is Saturday
// 16:00 though Saturday closes at 14:30. Zero days are a target of zero, as in
// [Calendar.Due].
//
// Negative days count backwards, and a start on a closed date then first rolls
// back to the last closing.
func (c *Calendar) DueDays(start time.Time, days int) (time.Time, error) {
	const op = "due in days"
	m, err := c.instant(op, "start", start)
	if err != nil {
		return time.Time{}, err
	}
	if m, ok := c.dueDays(m, days); ok {
		return m.time(), nil
	}
	return time.Time{}, c.refuse(op, "", ErrNever, "not enough working days")
}

// DueEndOfDay is like [Calendar.DueDays], but due when the last window closes
// that begins on the day arrived at. Zero days are the end of the working day of
// the next open instant. Negative days are refused.
func (c *Calendar) DueEndOfDay(start time.Time, days int) (time.Time, error) {
	const op = "due at the end of the day"
	m, err := c.instant(op, "start", start)
	if err != nil {
		return time.Time{}, err
	}
	if days < 0 {
		return time.Time{}, c.refuse(op, "days", ownership.ErrInvalid, "negative")
	}
	if m, ok := c.dueEndOfDay(m, days); ok {
		return m.time(), nil
	}
	return time.Time{}, c.refuse(op, "", ErrNever, "not enough working days")
}

func (c *Calendar) dueDays(m moment, days int) (moment, bool) {
	if days == 0 {
		return c.opening(m)
	}
	p, ok := c.working(m, days < 0)
	if !ok {
		return moment{}, false
	}
	if p.day, ok = c.workday(p.day, days); !ok {
		return moment{}, false
	}
	local := p.day*secondsPerDay + p.clock
	m = moment{c.stretchOf(p.day).zone.resolve(local), p.nano}
	return m, m.sec >= firstSecond && m.sec < lastSecond
}

func (c *Calendar) dueEndOfDay(m moment, days int) (moment, bool) {
	ok := true
	if days == 0 {
		m, ok = c.opening(m)
	}
	if !ok {
		return moment{}, false
	}
	p, ok := c.working(m, false)
	if !ok {
		return moment{}, false
	}
	if p.day, ok = c.workday(p.day, days); !ok {
		return moment{}, false
	}
	end := int64(firstSecond)
	for _, w := range c.windowsOf(p.day, c.stretchOf(p.day).zone, nil) {
		end = max(end, w.until)
	}
	return moment{end, 0}, end < lastSecond
}

// working places the moment in a working day, rolling it if there is none.
func (c *Calendar) working(m moment, back bool) (place, bool) {
	if p, ok := c.within(m, m); ok {
		return p, true
	}
	z := c.stretch(m.sec).zone
	local := m.sec + z.offset(m.sec)
	day := floorDiv(local, secondsPerDay)
	if len(c.windowsOf(day, z, nil)) > 0 {
		return place{day, local - day*secondsPerDay, m.nano}, true
	}
	if !back {
		m, ok := c.opening(m)
		if !ok {
			return place{}, false
		}
		return c.within(m, m)
	}
	m, ok := c.closing(m)
	if !ok {
		return place{}, false
	}
	return c.within(moment{m.sec - 1, 0}, m)
}

// within places m in the working day of the window that contains inside. Of two
// that do the later day is taken. A window reaches into the next date at most;
// that this may have a number two higher, one being left out, makes its hours no
// later.
func (c *Calendar) within(inside, m moment) (place, bool) {
	z := c.stretch(inside.sec).zone
	local := inside.sec + z.offset(inside.sec)
	today := floorDiv(local, secondsPerDay)
	for day := today; day >= today-2; day-- {
		for _, w := range c.windowsOf(day, z, nil) {
			if w.from <= inside.sec && inside.sec < w.until {
				clock := local - today*secondsPerDay + m.sec - inside.sec
				return place{day, clock + min(today-day, 1)*secondsPerDay, m.nano}, true
			}
		}
	}
	return place{}, false
}

// workday returns the nth working day after the day, or before it if n is
// negative, or the day itself.
func (c *Calendar) workday(day int64, n int) (int64, bool) {
	n = min(max(n, -allDays), allDays)
	for n != 0 {
		step := int64(1)
		if n < 0 {
			step = -1
		}
		if next := (day + step) * secondsPerDay; next < c.alive[0] && n < 0 || next >= c.alive[1] && n > 0 {
			return 0, false
		}
		// The stretch holds the days of [from, until) and, of these, the working ones.
		s := c.stretchOf(day + step)
		i, _ := slices.BinarySearch(s.workdays, int32(day+step))
		if n > 0 {
			if left := len(s.workdays) - i; n > left {
				n -= left
				day = s.until/secondsPerDay - 1
				continue
			}
			return int64(s.workdays[i+n-1]), true
		}
		if i < len(s.workdays) && int64(s.workdays[i]) == day+step {
			i++
		}
		if -n > i {
			n += i
			day = s.from / secondsPerDay
			continue
		}
		return int64(s.workdays[i+n]), true
	}
	return day, true
}

// allDays is more than there are days in the years 1 to 9999.
const allDays = 4_000_000

// stretchOf returns the stretch among whose days the date is. Dates at the very
// ends of time fall to the first and last second.
func (c *Calendar) stretchOf(day int64) *stretch {
	return c.stretch(min(max(day*secondsPerDay, firstSecond), lastSecond-1))
}
