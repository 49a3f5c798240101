package sla

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"time"
)

var errMalformed = errors.New("malformed")

// A Date is a day of the civil calendar, of the year 1 to 9999. It belongs to no
// zone: which instants it covers is for a [Calendar] to say. Year 0 stands for
// every year; such a date is written "--12-25" and recurs yearly, "--02-29" in
// leap years only.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads "2026-12-25" or "--12-25".
func ParseDate(s string) (Date, error) {
	var d Date
	bad := fmt.Errorf("date: %w: %.40q, want 2026-12-25, or --12-25 for every year", errMalformed, s)
	switch {
	case len(s) == len("--12-25") && s[:2] == "--":
	case len(s) == len("2026-12-25") && s[4] == '-':
		if d.Year = digits(s[:4]); d.Year < 1 {
			return Date{}, bad
		}
	default:
		return Date{}, bad
	}
	rest := s[len(s)-5:]
	d.Month, d.Day = time.Month(digits(rest[:2])), digits(rest[3:])
	if rest[2] != '-' || d.check() != nil {
		return Date{}, bad
	}
	return d, nil
}

// digits reads a text of digits alone; -1 if it is anything else.
func digits(s string) int {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// DateOf returns the date that a clock on the wall of at's own zone shows.
func DateOf(at time.Time) Date {
	y, m, d := at.Date()
	return Date{y, m, d}
}

// Yearly reports whether d recurs every year.
func (d Date) Yearly() bool { return d.Year == 0 && !d.IsZero() }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String is the text form; a date that does not exist is shown as it is.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Year == 0:
		return fmt.Sprintf("--%02d-%02d", int(d.Month), d.Day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// Compare orders by year, month and day; yearly dates come first.
func (d Date) Compare(o Date) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

// MarshalText refuses dates that do not exist.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	return []byte(d.String()), nil
}

// UnmarshalText is the inverse of MarshalText.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	*d, err = ParseDate(string(text))
	return err
}

// check says what is wrong with d, which is to be there.
func (d Date) check() error {
	year := d.Year
	if year == 0 {
		year = 2000 // a leap year
	}
	if year < 1 || year > 9999 || d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > 31 || civil(dayNumber(year, d.Month, d.Day)).Day != d.Day {
		return fmt.Errorf("date: %w: there is no %s", errMalformed, d)
	}
	return nil
}

// dayNumber counts the days since 1970-01-01, leap seconds being nobody's concern.
func dayNumber(year int, month time.Month, day int) int64 {
	return floorDiv(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), secondsPerDay)
}

func (d Date) number() int64 { return dayNumber(d.Year, d.Month, d.Day) }

// civil is the inverse of dayNumber.
func civil(day int64) Date { return DateOf(time.Unix(day*secondsPerDay, 0).UTC()) }

func weekday(day int64) time.Weekday { return time.Weekday(((day+4)%7 + 7) % 7) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
