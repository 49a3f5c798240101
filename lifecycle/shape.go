package lifecycle

import (
	"time"

	"github.com/serviceowner/itsm/internal/chronicle"
	"github.com/serviceowner/itsm/ownership"
)

// A shape collects what is wrong with the shape of a stored record.
type shape struct{ chronicle.Shape }

func (s *shape) bad(path, format string, args ...any) { s.Bad(path, format, args...) }
func (s *shape) err(path string, err error)           { s.Err(path, err) }
func (s *shape) text(path, text string)               { s.Err(path, checkText(text)) }
func (s *shape) instant(path string, at *time.Time)   { s.Instant(path, at) }

func (s *shape) finish(op string, subject ownership.Subject) error { return s.Finish(op, subject) }

// must says that what the command of an act was given is missing, or is given to
// a command that takes nothing of the kind.
func (s *shape) must(given, wanted bool, path string) {
	switch {
	case wanted && !given:
		s.bad(path, "missing")
	case given && !wanted:
		s.bad(path, "given to a command that does not take it")
	}
}

func decode(op string, data []byte, into any) error { return chronicle.Decode(op, data, into) }
