package sla

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Records are the sections of a document that this package owns, to be embedded
// beside an [ownership.Document]; see [ownership.ParseSections]. They are plain
// data; nothing in them has been judged.
type Records struct {
	// Agreements are agreements in full: every version and every act.
	Agreements []Agreement `json:"agreements,omitempty"`

	// Promises are what somebody wrote down by hand or found in another catalogue.
	// They are adopted unjudged, see [Adopt].
	Promises []Claim `json:"promises,omitempty"`

	Measurements []Measurements `json:"measurements,omitempty"`
	Breaches     []Breach       `json:"breaches,omitempty"`
	Meetings     []Meeting      `json:"meetings,omitempty"`
}

// A Claim is an agreement that another catalogue says is in force.
type Claim struct {
	Source string    `json:"source,omitempty"` // empty: the document
	At     time.Time `json:"at,omitzero"`      // when it was adopted; zero: when the terms became valid
	Proposal
}

// sourceOfClaims is where a claim comes from that does not say so.
const sourceOfClaims = "document"

// Book returns the book of the records over the register. The error joins
// everything that cannot be told apart, is absence, or is malformed, each with its
// path, over [ownership.ErrInvalid].
func (r *Records) Book(reg *ownership.Register) (*Book, error) {
	in := &gathering{book: NewBook(reg), seen: map[string]string{}}
	for i := range r.Agreements {
		a, path := r.Agreements[i], indexed("agreements", i)
		if in.take(path, "agreement:"+string(a.id), a.IsZero()) {
			in.book = in.book.With(a)
		}
	}
	for i := range r.Promises {
		c, path := &r.Promises[i], indexed("promises", i)
		at := c.At
		if at.IsZero() {
			at = c.Terms.Validity.From
		}
		a, err := Adopt(cmp.Or(c.Source, sourceOfClaims), at, c.Proposal)
		in.malformed(path, err)
		if err == nil && in.take(path, "agreement:"+string(a.id), false) {
			in.book = in.book.With(a)
		}
	}
	for i := range r.Measurements {
		m := r.Measurements[i]
		if in.take(indexed("measurements", i), "measurements:"+m.key.String(), m.IsZero()) {
			in.book = in.book.WithMeasurements(m)
		}
	}
	for i := range r.Breaches {
		b := r.Breaches[i]
		if in.take(indexed("breaches", i), "breach:"+string(b.about.ID), b.IsZero()) {
			in.book = in.book.WithBreach(b)
		}
	}
	for i := range r.Meetings {
		m := r.Meetings[i]
		if in.take(indexed("meetings", i), "meeting:"+string(m.call.ID), m.IsZero()) {
			in.book = in.book.WithMeeting(m)
		}
	}
	if err := errors.Join(in.problems...); err != nil {
		return nil, err
	}
	return in.book, nil
}

// A gathering puts records together.
type gathering struct {
	book     *Book
	seen     map[string]string // the path of each key
	problems []error
}

func (g *gathering) bad(path, format string, args ...any) {
	g.problems = append(g.problems, &ownership.Error{
		Op: "document", Path: path, Err: fmt.Errorf("%w: %s", ownership.ErrInvalid, fmt.Sprintf(format, args...)),
	})
}

// take reports whether the record is one, and the first with its key.
func (g *gathering) take(path, key string, absent bool) bool {
	first, again := g.seen[key]
	switch {
	case absent:
		g.bad(path, "the zero record is absence")
	case again:
		g.bad(path, "the same key as %s", first)
	default:
		g.seen[key] = path
		return true
	}
	return false
}

// malformed takes the problems of one record over, below its path.
func (g *gathering) malformed(path string, err error) {
	if err == nil {
		return
	}
	list := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list = joined.Unwrap()
	}
	for _, e := range list {
		var of *ownership.Error
		if errors.As(e, &of) {
			where := path
			if of.Path != "" {
				where += "." + of.Path
			}
			g.problems = append(g.problems, &ownership.Error{Op: "document", Path: where, Err: of.Err})
			continue
		}
		g.bad(path, "%v", e)
	}
}
