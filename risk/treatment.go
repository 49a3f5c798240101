package risk

import (
	"time"

	"github.com/serviceowner/itsm/internal/enum"
)

// Response is what is done about a risk, in the words of ISO 31000.
type Response uint8

// The responses.
const (
	Avoid  Response = iota + 1 // give up what brings the risk
	Modify                     // change cause, likelihood or consequence
	Share                      // with a supplier or an insurer, for example
	Retain                     // by an informed decision: see [Acceptance]
	Take                       // or increase it, for the opportunity in it
)

var responses = enum.Of[Response]("Response", "avoid", "modify", "share", "retain", "take")

// String returns the name, "unset", or Response(n) for an unknown value.
func (r Response) String() string { return responses.String(r) }

// MarshalText refuses unknown values.
func (r Response) MarshalText() ([]byte, error) { return responses.MarshalText(r) }

// UnmarshalText refuses unknown names.
func (r *Response) UnmarshalText(text []byte) (err error) {
	*r, err = responses.Parse(string(text))
	return err
}

// Progress says how far a [Treatment] is.
type Progress uint8

// The progress of a treatment. Done and Dropped are its ends.
const (
	Planned Progress = iota + 1
	Underway
	Done
	Dropped
)

var progresses = enum.Of[Progress]("Progress", "planned", "underway", "done", "dropped")

// String returns the name, "unset", or Progress(n) for an unknown value.
func (p Progress) String() string { return progresses.String(p) }

// MarshalText refuses unknown values.
func (p Progress) MarshalText() ([]byte, error) { return progresses.MarshalText(p) }

// UnmarshalText refuses unknown names.
func (p *Progress) UnmarshalText(text []byte) (err error) {
	*p, err = progresses.Parse(string(text))
	return err
}

// A Treatment is one thing that is done about a risk. Recording it again under its
// id replaces what was said of it; what was said before stays in the acts.
type Treatment struct {
	ID       TreatmentID `json:"id"`
	Response Response    `json:"response"`
	Text     string      `json:"text,omitempty"`
	Owner    Bearer      `json:"owner,omitzero"` // who does it; nobody is for a review to find
	Due      time.Time   `json:"due,omitzero"`
	Progress Progress    `json:"progress"`
}

// IsOpen reports whether the treatment is still to be done.
func (t Treatment) IsOpen() bool { return t.Progress != Done && t.Progress != Dropped }
