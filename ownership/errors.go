package ownership

import (
	"errors"
	"strings"
)

// The sentinels behind the errors of this package, for errors.Is.
var (
	// ErrInvalid: the input is malformed, whatever the circumstances.
	ErrInvalid = errors.New("invalid")
	// ErrRefused: well-formed, but not allowed as things stand; the findings say why.
	ErrRefused = errors.New("refused")
	// ErrContested: the ledger has several claimants where one may be; only a
	// correction is accepted.
	ErrContested = errors.New("contested")
	// ErrStale: the authorization was issued for another request or on another
	// revision of the ledger.
	ErrStale = errors.New("stale authorization")
	// ErrRepeated: a command with this Ref is already recorded; nothing changed.
	ErrRepeated = errors.New("already recorded")

	// ErrNotFound: the store has no record under the key.
	ErrNotFound = errors.New("not found")
	// ErrConflict: another writer came first. A store gave up repeating, or a
	// [Reconciliation] is out of date.
	ErrConflict = errors.New("conflict")
	// ErrOutcomeUnknown: the store cannot tell whether the write happened.
	// Repeat the command with the same Ref.
	ErrOutcomeUnknown = errors.New("outcome unknown")
)

// An Error is a refused command or an invalid value: what was tried on what, the
// place in the input, and everything that stands in the way.
type Error struct {
	Op       string    // the command or question, for example "handover"
	Subject  Subject   // what it was to be done to
	Path     string    // the place in the input, for example "to"; may be empty
	Findings []Finding // everything that is missing, sorted; may be empty
	Err      error     // a sentinel, or wraps one
}

// Error is one line, findings included.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if !e.Subject.IsZero() {
		b.WriteString(" " + e.Subject.String())
	}
	if e.Path != "" {
		b.WriteString(": " + e.Path)
	}
	b.WriteString(": " + e.Err.Error())
	for i, f := range e.Findings {
		sep := "; "
		if i == 0 {
			sep = ": "
		}
		b.WriteString(sep + f.Text() + " [" + string(f.Code))
		for _, s := range f.Sources {
			b.WriteString(" " + string(s))
		}
		b.WriteString("]")
	}
	return b.String()
}

// Unwrap returns the sentinel.
func (e *Error) Unwrap() error { return e.Err }
