package chronicle

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// A Shape collects what is wrong with the shape of a stored record, and brings
// instants into their normal form. Loading is not creating: whether a record makes
// sense is for a review to say.
type Shape struct {
	problems []strictjson.Problem
	cut      bool
}

// maxProblems bounds what one record can say about itself.
const maxProblems = 100

// Bad says what is wrong at the path.
func (s *Shape) Bad(path, format string, args ...any) {
	if len(s.problems) == maxProblems {
		s.cut = true
		return
	}
	s.problems = append(s.problems, strictjson.Problem{
		Path: path, Code: strictjson.BadValue, Text: fmt.Sprintf(format, args...), Err: ownership.ErrInvalid,
	})
}

// Err is Bad for the error of a check, nil for none.
func (s *Shape) Err(path string, err error) {
	if err != nil {
		s.Bad(path, "%s", err)
	}
}

// Instant brings a required instant into its normal form.
func (s *Shape) Instant(path string, at *time.Time) {
	s.Err(path, RequiredInstant(*at))
	*at = instant.Normal(*at)
}

// Finish returns the problems as one error about the record.
func (s *Shape) Finish(op string, subject ownership.Subject) error {
	if len(s.problems) == 0 {
		return nil
	}
	return &ownership.Error{Op: op, Subject: subject, Err: &strictjson.Error{Problems: s.problems, Cut: s.cut}}
}

// History checks what all histories have in common. Of each act the record checks
// its command, and at the end the rest, which includes its proof.
func (s *Shape) History(path string, h History, command, rest func(path string, i int)) {
	if h.n == 0 {
		s.Bad(path, "none, and a record begins with an act")
	}
	refs, last := map[ownership.Ref]bool{}, time.Time{}
	for i := range h.n {
		a, at := h.act(i), strictjson.Index(path, i)
		if a.Revision != i+1 {
			s.Bad(at+".revision", "%d, want %d", a.Revision, i+1)
		}
		command(at+".command", i)
		s.Instant(at+".at", a.At)
		if a.At.Before(last) {
			s.Bad(at+".at", "before the act before it")
		}
		last = *a.At
		if a.Ref != "" && refs[a.Ref] {
			s.Bad(at+".ref", "%q is the reference of an earlier act", a.Ref)
		}
		refs[a.Ref] = true
		rest(at, i)
	}
}

// Proof checks that an act was judged, and that at its own instant.
func (s *Shape) Proof(path string, p *ownership.Proof, at time.Time) {
	for _, part := range []struct {
		name    string
		missing bool
	}{{"by", p.By == ""}, {"capacity", p.Capacity == 0}, {"activity", p.Activity == ""}, {"scope", p.Scope.IsZero()}} {
		if part.missing {
			s.Bad(path+"."+part.name, "missing")
		}
	}
	s.Instant(path+".at", &p.At)
	if !p.At.Equal(at) {
		s.Bad(path+".at", "is not the instant of the act")
	}
	if p.Revision < 0 {
		s.Bad(path+".revision", "%d is negative", p.Revision)
	}
}

// Decode decodes a stored record strictly; every problem has its path.
func Decode(op string, data []byte, into any) error {
	if err := strictjson.Decode(data, into, strictjson.Limits{}); err != nil {
		return &ownership.Error{Op: op, Err: fmt.Errorf("%w: %w", ownership.ErrInvalid, err)}
	}
	return nil
}

// RequiredInstant refuses the zero time, which is what a forgotten one looks like,
// and instants that records cannot keep.
func RequiredInstant(at time.Time) error {
	if instant.Normal(at).IsZero() {
		return errors.New("no instant given")
	}
	return instant.Check(at)
}

// CheckText keeps what could not be written and read back unchanged out of
// records.
func CheckText(text string) error {
	if !utf8.ValidString(text) {
		return errors.New("not valid UTF-8")
	}
	return nil
}
