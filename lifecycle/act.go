package lifecycle

import (
	"time"

	"github.com/serviceowner/itsm/internal/chronicle"
	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// Command names what an [Act] did to its record.
type Command uint8

// The commands of a [Record], a [Change] and an [Improvement], in that order.
const (
	Adopted   Command = iota + 1 // taken over from another catalogue, unjudged
	Proposed                     // taken into the pipeline
	Moved                        // went to another status
	Defining                     // got another version of its definition
	Confirmed                    // its customer confirmed a version
	Admitted                     // a version was approved
	Described                    // its catalogue entry was written, or found to be still true

	Raised  // a change or release was put to the vote
	Voted   // an owner voted
	Settled // it was decided

	Opened   // an improvement was opened
	Planned  // how, was written down
	Decided  // it shall be done
	Begun    // it is being done
	Measured // its effect was measured
	Closed   // it is over
	Dropped  // it will not be done
	Reopened // it is taken up again
)

var commands = enum.Of[Command]("Command",
	"adopted", "proposed", "moved", "defined", "confirmed", "approved", "described",
	"raised", "voted", "settled",
	"opened", "planned", "decided", "begun", "measured", "closed", "dropped", "reopened")

// String returns the name, "unset", or Command(n) for an unknown value.
func (c Command) String() string { return commands.String(c) }

// MarshalText refuses unknown values.
func (c Command) MarshalText() ([]byte, error) { return commands.MarshalText(c) }

// UnmarshalText refuses unknown names.
func (c *Command) UnmarshalText(text []byte) (err error) {
	*c, err = commands.Parse(string(text))
	return err
}

// An Act is one command that a record of this package has taken: what was done,
// by whom, when and on what authority.
type Act struct {
	// Revision is the position in the record's history, counted from 1.
	Revision int           `json:"revision"`
	Command  Command       `json:"command"`
	At       time.Time     `json:"at"`
	Ref      ownership.Ref `json:"ref,omitempty"`
	Reason   string        `json:"reason,omitempty"`

	// Source is where an adopted record was taken from, for example "cmdb". An
	// adoption is judged by nobody, and its proof is empty.
	Source string          `json:"source,omitempty"`
	Proof  ownership.Proof `json:"proof,omitzero"`
}

func (a *Act) base() *Act { return a }

// acting is a pointer to an act with what its command was given.
type acting[T any] interface {
	*T
	base() *Act
}

// history is what all records are: acts, each with what its command was given.
type history[T any, P acting[T]] []T

func (h history[T, P]) act(i int) *Act { return P(&h[i]).base() }

// shown is what all histories have in common.
func (h history[T, P]) shown() chronicle.History {
	return chronicle.Of(len(h), func(i int) chronicle.Act {
		a := h.act(i)
		return chronicle.Act{Revision: a.Revision, Command: a.Command, At: &a.At, Ref: a.Ref, Proof: &a.Proof}
	})
}

// last returns the instant of the last act, zero without one.
func (h history[T, P]) last() time.Time { return h.shown().Last() }

// until returns how many acts were recorded by the instant.
func (h history[T, P]) until(at time.Time) int {
	n := len(h)
	for n > 0 && h.act(n-1).At.After(at) {
		n--
	}
	return n
}

// byRef returns the act with the reference; none has the empty one.
func (h history[T, P]) byRef(ref ownership.Ref) (*Act, bool) {
	if i := h.shown().Find(ref); i >= 0 {
		return h.act(i), true
	}
	return nil, false
}

// with returns h with one act more, which shares nothing with later ones.
func (h history[T, P]) with(one T) history[T, P] { return append(h[:len(h):len(h)], one) }

// checkHistory checks the shape of a stored history and brings its instants into
// their normal form. The first act begins a record and no other does.
func checkHistory[T any, P acting[T]](s *shape, h history[T, P], begins func(Command) bool, known func(Command) bool) {
	command := func(path string, i int) {
		switch c := h.act(i).Command; {
		case c == 0:
			s.bad(path, "missing")
		case !known(c):
			s.bad(path, "%s is no command of this record", c)
		case begins(c) != (i == 0):
			s.bad(path, "%s begins a record, and only that", c)
		}
	}
	s.History("acts", h.shown(), command, func(path string, i int) {
		a := h.act(i)
		s.text(path+".reason", a.Reason)
		s.proof(path, a)
	})
}

// proof checks that an act has a proof of its own instant, or is an adoption with
// a source.
func (s *shape) proof(path string, a *Act) {
	if a.Command == Adopted {
		s.err(path+".source", ident.Check("source", a.Source))
		if a.Proof != (ownership.Proof{}) {
			s.bad(path+".proof", "given, and nobody judges an adoption")
		}
		return
	}
	if a.Source != "" {
		s.bad(path+".source", "given, and only what is adopted has one")
	}
	s.Proof(path+".proof", &a.Proof, a.At)
	s.text(path+".proof.matrix", a.Proof.Matrix)
}
