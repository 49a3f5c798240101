package sla

import (
	"fmt"
	"time"

	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// A shape collects what is wrong with the shape of a stored record, and brings
// instants into their normal form. Loading is not creating: whether a record makes
// sense is for a review to say.
type shape struct {
	problems []strictjson.Problem
	cut      bool
}

// maxProblems bounds what one record can say about itself.
const maxProblems = 100

func (s *shape) bad(path, format string, args ...any) {
	if len(s.problems) == maxProblems {
		s.cut = true
		return
	}
	s.problems = append(s.problems, strictjson.Problem{
		Path: path, Code: strictjson.BadValue, Text: fmt.Sprintf(format, args...), Err: ownership.ErrInvalid,
	})
}

func (s *shape) err(path string, err error) {
	if err != nil {
		s.bad(path, "%s", err)
	}
}

func (s *shape) text(path, text string) { s.err(path, checkText(text)) }

// instant brings a required instant into its normal form.
func (s *shape) instant(path string, at *time.Time) {
	s.err(path, requiredInstant(*at))
	*at = instant.Normal(*at)
}

// checkInstant is for instants that may be left out.
func checkInstant(at time.Time) error {
	if at.IsZero() {
		return nil
	}
	return requiredInstant(at)
}

// finish returns the problems as one error about the record.
func (s *shape) finish(op string, subject ownership.Subject) error {
	if len(s.problems) == 0 {
		return nil
	}
	return &ownership.Error{Op: op, Subject: subject, Err: &strictjson.Error{Problems: s.problems, Cut: s.cut}}
}

// decodeStrictly decodes a stored record; every problem has its path.
func decodeStrictly(op string, data []byte, into any) error {
	if err := strictjson.Decode(data, into, strictjson.Limits{}); err != nil {
		return &ownership.Error{Op: op, Err: fmt.Errorf("%w: %w", ownership.ErrInvalid, err)}
	}
	return nil
}
