package sla

import (
	"cmp"
	"fmt"
)

// A Clock is what a clock on the wall shows, in seconds since midnight. The end
// of the day is 24:00, which is the 00:00 of the next date.
type Clock int32

// Units of a Clock, so that literals read well: 8*Hour + 30*Minute.
const (
	Second Clock = 1
	Minute       = 60 * Second
	Hour         = 60 * Minute
)

const (
	secondsPerDay = 86400
	nanosPerSec   = int64(1e9)
)

// String writes "08:30", or "08:30:15" where there are seconds.
func (c Clock) String() string {
	if c < 0 {
		return fmt.Sprintf("Clock(%d)", int32(c))
	}
	if c%Minute != 0 {
		return fmt.Sprintf("%02d:%02d:%02d", c/Hour, c/Minute%60, c%60)
	}
	return fmt.Sprintf("%02d:%02d", c/Hour, c/Minute%60)
}

// parseClock reads what String writes, from 00:00 to 24:00.
func parseClock(s string) (Clock, bool) {
	if len(s) != 5 && len(s) != 8 || s[2] != ':' {
		return 0, false
	}
	h, m, sec := digits(s[:2]), digits(s[3:5]), 0
	if len(s) == 8 {
		// "08:30:00" is refused because it would come back as "08:30".
		if sec = digits(s[6:]); s[5] != ':' || sec < 1 {
			return 0, false
		}
	}
	c := Clock(h)*Hour + Clock(m)*Minute + Clock(sec)
	return c, h >= 0 && m >= 0 && m < 60 && sec < 60 && c <= 24*Hour
}

// A Window is a stretch of wall-clock time, [From, Until), written
// "09:00-17:00". Where Until is before From it lies on the next date: the window
// "22:00-06:00" of a Monday closes on Tuesday morning. A window belongs to the
// date on which it begins.
type Window struct {
	From, Until Clock
}

// ParseWindow reads "09:00-17:00", "22:00-06:00", "00:00-24:00", "08:30:15-09:00".
func ParseWindow(s string) (Window, error) {
	var w Window
	for i := range len(s) {
		if s[i] != '-' {
			continue
		}
		from, ok := parseClock(s[:i])
		until, also := parseClock(s[i+1:])
		w = Window{from, until}
		if ok && also && w.check() == nil {
			return w, nil
		}
		break
	}
	return Window{}, fmt.Errorf("window: %w: %.40q, want 09:00-17:00, from 00:00 to 24:00", errMalformed, s)
}

// IsZero reports whether w is no window.
func (w Window) IsZero() bool { return w == Window{} }

// String is the text form.
func (w Window) String() string {
	if w.IsZero() {
		return ""
	}
	return w.From.String() + "-" + w.Until.String()
}

// Compare orders by beginning, then by end.
func (w Window) Compare(o Window) int {
	return cmp.Or(cmp.Compare(w.From, o.From), cmp.Compare(w.Until, o.Until))
}

// MarshalText refuses what is no window.
func (w Window) MarshalText() ([]byte, error) {
	if w.IsZero() {
		return nil, nil
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	return []byte(w.String()), nil
}

// UnmarshalText is the inverse of MarshalText.
func (w *Window) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*w = Window{}
		return nil
	}
	*w, err = ParseWindow(string(text))
	return err
}

// check says what is wrong with w, which is to be there.
func (w Window) check() error {
	switch {
	case w.From < 0 || w.From >= 24*Hour || w.Until < 0 || w.Until > 24*Hour:
		return fmt.Errorf("window: %w: %s-%s, want 00:00 to 24:00", errMalformed, w.From, w.Until)
	case w.From == w.Until:
		return fmt.Errorf("window: %w: %s-%s is nothing or a whole day; write 00:00-24:00", errMalformed, w.From, w.Until)
	case w.From != 0 && w.Until == 0:
		// The next date's 00:00 is this date's 24:00: one spelling is enough.
		return fmt.Errorf("window: %w: %s-%s; write %s-24:00", errMalformed, w.From, w.Until, w.From)
	}
	return nil
}

// end is the seconds from the midnight before w begins until it ends: more than
// a day when it ends on the next date.
func (w Window) end() int64 {
	if w.Until < w.From {
		return int64(w.Until) + secondsPerDay
	}
	return int64(w.Until)
}
