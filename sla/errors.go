package sla

import (
	"errors"
	"fmt"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// ErrNever: the instant asked for does not come. The calendar has not that much
// open time before the year 10000 (backwards: since the year 1), or a hold
// without an end stands in the way.
var ErrNever = errors.New("never")

// refuse returns the error of a question or command about the calendar.
func (c *Calendar) refuse(op, path string, sentinel error, format string, args ...any) error {
	err := &ownership.Error{Op: op, Path: path, Err: sentinel}
	if c != nil {
		err.Subject = calendarSubject(c.def.Name)
	}
	if format != "" {
		err.Err = fmt.Errorf("%w: %s", sentinel, fmt.Sprintf(format, args...))
	}
	return err
}

func calendarSubject(name string) ownership.Subject {
	if name == "" {
		return ownership.Subject{}
	}
	return ownership.Subject{Kind: "calendar", ID: name}
}

// instant checks what a caller gives as an instant. The zero time is refused: it
// is what a forgotten one looks like.
func (c *Calendar) instant(op, path string, at time.Time) (moment, error) {
	m := momentOf(at)
	switch {
	case c == nil:
		return m, c.refuse(op, "", ownership.ErrInvalid, "no calendar")
	case at.IsZero():
		return m, c.refuse(op, path, ownership.ErrInvalid, "no instant")
	case m.sec < firstSecond || m.sec >= lastSecond:
		return m, c.refuse(op, path, ownership.ErrInvalid, "instant outside the years 1 to 9999")
	}
	return m, nil
}
