package lifecycle

import (
	"encoding/json"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// storedRecord is the JSON form of a record. The zero Record is {}.
type storedRecord struct {
	Service ownership.ServiceID `json:"service,omitempty"`
	Acts    []recordAct         `json:"acts,omitempty"`
}

// MarshalJSON writes everything.
func (r Record) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedRecord{r.service, r.acts})
}

// UnmarshalJSON reads what MarshalJSON wrote and checks its shape only: numbers
// that count, instants that run forwards, commands with what they were given.
// Whether the statuses are those of a model is for a review to say. The error is
// over [ownership.ErrInvalid], names every problem with its path, and leaves r as
// it was.
func (r *Record) UnmarshalJSON(data []byte) error {
	var doc storedRecord
	if err := decode("decode record", data, &doc); err != nil {
		return err
	}
	out := Record{doc.Service, doc.Acts}
	if out.IsZero() {
		*r = Record{}
		return nil
	}
	s := &shape{}
	checkService(s, "service", out.service)
	checkHistory(s, out.acts, func(c Command) bool { return c == Adopted || c == Proposed }, func(c Command) bool { return c <= Described })
	versions := 0
	for i := range out.acts {
		a, at := &out.acts[i], indexed("acts", i)
		if a.Command == Defining {
			versions++
		}
		s.recordAct(at, a, versions)
	}
	if err := s.finish("decode record", out.subject()); err != nil {
		return err
	}
	*r = out
	return nil
}

func (s *shape) recordAct(at string, a *recordAct, versions int) {
	s.must(a.Move != nil, a.Command <= Moved, at+".move")
	s.must(a.Definition != nil, a.Command == Defining, at+".definition")
	s.must(a.Entry != nil, a.Command == Described, at+".entry")
	judged := a.Command == Confirmed || a.Command == Admitted
	s.must(a.Version != 0, judged, at+".version")
	if judged && (a.Version < 0 || a.Version > versions) {
		s.bad(at+".version", "%d, and there are %d by then", a.Version, versions)
	}
	if m := a.Move; m != nil {
		s.err(at+".move.to", ident.Check("status", string(m.To)))
		s.must(m.Event != "", a.Command == Moved, at+".move.event")
		s.must(m.From != "", a.Command == Moved, at+".move.from")
		s.text(at+".move.policy", m.Policy)
	}
	if a.Definition != nil {
		a.Definition.check(at+".definition", s.bad)
	}
	if a.Entry != nil {
		a.Entry.check(at+".entry", s.bad)
	}
}
