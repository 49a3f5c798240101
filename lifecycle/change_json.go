package lifecycle

import (
	"encoding/json"

	"github.com/serviceowner/itsm/internal/ident"
)

// storedChange is the JSON form of a change. The zero Change is {}.
type storedChange struct {
	ID   ChangeID    `json:"id,omitempty"`
	Acts []changeAct `json:"acts,omitempty"`
}

// MarshalJSON writes everything.
func (c Change) MarshalJSON() ([]byte, error) { return json.Marshal(storedChange{c.id, c.acts}) }

// UnmarshalJSON reads what MarshalJSON wrote and checks its shape only; see
// [Record.UnmarshalJSON].
func (c *Change) UnmarshalJSON(data []byte) error {
	var doc storedChange
	if err := decode("decode change", data, &doc); err != nil {
		return err
	}
	out := Change{doc.ID, doc.Acts}
	if out.IsZero() {
		*c = Change{}
		return nil
	}
	s := &shape{}
	s.err("id", ident.Check("change", string(out.id)))
	checkHistory(s, out.acts, func(c Command) bool { return c == Raised }, func(c Command) bool { return c >= Raised && c <= Settled })
	for i := range out.acts {
		a, at := &out.acts[i], indexed("acts", i)
		s.must(a.Raise != nil, a.Command == Raised, at+".raise")
		s.must(a.Vote != nil, a.Command == Voted, at+".vote")
		s.must(a.Outcome != nil, a.Command == Settled, at+".approved")
		if a.Raise != nil {
			a.Raise.check(at+".raise", s.bad)
		}
		if a.Vote != nil {
			checkService(s, at+".vote.service", a.Vote.Service)
		}
		if a.Command == Settled && i < len(out.acts)-1 {
			s.bad(at+".command", "settled, and more follows")
		}
	}
	if err := s.finish("decode change", out.id.Subject()); err != nil {
		return err
	}
	*c = out
	return nil
}
