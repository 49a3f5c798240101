package sla

import (
	"time"

	"github.com/serviceowner/itsm/internal/chronicle"
	"github.com/serviceowner/itsm/ownership"
)

// A shape collects what is wrong with the shape of a stored record.
type shape struct{ chronicle.Shape }

func (s *shape) bad(path, format string, args ...any) { s.Bad(path, format, args...) }
func (s *shape) err(path string, err error)           { s.Err(path, err) }
func (s *shape) text(path, text string)               { s.Err(path, chronicle.CheckText(text)) }
func (s *shape) instant(path string, at *time.Time)   { s.Instant(path, at) }

func (s *shape) finish(op string, subject ownership.Subject) error { return s.Finish(op, subject) }

// checkInstant is for instants that may be left out.
func checkInstant(at time.Time) error {
	if at.IsZero() {
		return nil
	}
	return chronicle.RequiredInstant(at)
}

func decodeStrictly(op string, data []byte, into any) error { return chronicle.Decode(op, data, into) }
