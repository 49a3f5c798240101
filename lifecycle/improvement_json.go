package lifecycle

import (
	"encoding/json"

	"github.com/serviceowner/itsm/internal/ident"
)

// storedImprovement is the JSON form of an improvement. The zero Improvement is
// {}.
type storedImprovement struct {
	ID   ImprovementID    `json:"id,omitempty"`
	Acts []improvementAct `json:"acts,omitempty"`
}

// MarshalJSON writes everything.
func (m Improvement) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedImprovement{m.id, m.acts})
}

// UnmarshalJSON reads what MarshalJSON wrote and checks its shape only; see
// [Record.UnmarshalJSON].
func (m *Improvement) UnmarshalJSON(data []byte) error {
	var doc storedImprovement
	if err := decode("decode improvement", data, &doc); err != nil {
		return err
	}
	out := Improvement{doc.ID, doc.Acts}
	if out.IsZero() {
		*m = Improvement{}
		return nil
	}
	s := &shape{}
	s.err("id", ident.Check("improvement", string(out.id)))
	checkHistory(s, out.acts, func(c Command) bool { return c == Opened }, func(c Command) bool { return c >= Opened })
	for i := range out.acts {
		s.improvementAct(indexed("acts", i), &out.acts[i])
	}
	if err := s.finish("decode improvement", out.id.Subject()); err != nil {
		return err
	}
	*m = out
	return nil
}

func (s *shape) improvementAct(at string, a *improvementAct) {
	s.must(a.Aim != nil, a.Command == Opened, at+".aim")
	s.must(a.Plan != nil, a.Command == Planned, at+".plan")
	s.must(a.Effect != nil, a.Command == Measured, at+".effect")
	if len(a.Consulted) > 0 && a.Command != Decided {
		s.must(true, false, at+".consulted")
	}
	if a.Aim != nil {
		a.Aim.check(at+".aim", s.bad)
	}
	if a.Plan != nil {
		s.text(at+".plan.text", a.Plan.Text)
		s.instant(at+".plan.due", &a.Plan.Due)
	}
	for i, p := range a.Consulted {
		s.err(at+indexed(".consulted", i), ident.Check("party", string(p)))
	}
	if a.Effect != nil {
		s.err(at+".effect.value.unit", ident.Check("unit", a.Effect.Value.Unit))
		s.text(at+".effect.note", a.Effect.Note)
	}
}
