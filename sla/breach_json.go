package sla

import (
	"bytes"
	"encoding/json"
)

// storedBreachRecord is the JSON form. The zero Breach is {}. The status is not stored:
// it follows from the acts.
type storedBreachRecord struct {
	Broken
	Causes  []Cause              `json:"causes,omitempty"`
	Actions []Action             `json:"actions,omitempty"`
	Acts    []Act[BreachCommand] `json:"acts,omitempty"`
}

// MarshalJSON writes everything.
func (b Breach) MarshalJSON() ([]byte, error) {
	if b.IsZero() {
		return []byte("{}"), nil
	}
	return json.Marshal(storedBreachRecord{b.about, b.causes, b.actions, b.acts})
}

// UnmarshalJSON reads what MarshalJSON wrote and checks its shape: acts that may follow
// one another by the status table, causes and actions that belong to acts. Whether it
// came about as it should is for a review to say. The error is over
// [ownership.ErrInvalid], names every problem with its path, and leaves b as it was.
func (b *Breach) UnmarshalJSON(data []byte) error {
	const op = "decode breach"
	if isEmptyObject(data) {
		*b = Breach{}
		return nil
	}
	var doc storedBreachRecord
	if err := decodeStrictly(op, data, &doc); err != nil {
		return err
	}
	s := &shape{}
	about := &doc.Broken
	for _, f := range []struct {
		path    string
		missing bool
	}{{"id", about.ID == ""}, {"agreement", about.Agreement == ""}, {"target", about.Target == ""}, {"service", about.Service == ""}} {
		if f.missing {
			s.bad(f.path, "missing")
		}
	}
	s.instant("period.from", &about.Period.From)
	s.instant("period.until", &about.Period.Until)
	s.text("note", about.Note)
	historyShape(s, "acts", doc.Acts)
	status := s.breachMoves(doc.Acts)
	of := func(command BreachCommand) func(int) bool {
		return func(act int) bool { return doc.Acts[act-1].Command == command }
	}
	for i := range doc.Causes {
		c, at := &doc.Causes[i], indexed("causes", i)
		s.required(at+".text", c.Text)
		if c.Act < 1 || c.Act > len(doc.Acts) || !of(CauseFound)(c.Act) {
			s.bad(at+".act", "%d is no act that finds a cause", c.Act)
		}
	}
	s.actions("actions", doc.Actions, len(doc.Acts), of(ActionPlanned), of(ActionDone))
	if err := s.finish(op, about.ID.Subject()); err != nil {
		return err
	}
	*b = Breach{*about, status, doc.Causes, doc.Actions, doc.Acts}
	return nil
}

// breachMoves follows the acts through the status table. Conditions are rules of the
// moment and not looked at.
func (s *shape) breachMoves(acts []Act[BreachCommand]) (status BreachStatus) {
	for i := range acts {
		at, command := indexed("acts", i), acts[i].Command
		s.source(at, acts[i].Source != "", command == BreachTakenOver)
		if i == 0 {
			if command != Noticed && command != BreachTakenOver {
				s.bad(at+".command", "%s, and a breach begins with being noticed", command)
			}
			status = BreachNoticed
			continue
		}
		move, ok := breachMachine.Move(status, command)
		if !ok {
			s.bad(at+".command", "%s, and the breach is %s", command, status)
			continue
		}
		status = move.To
	}
	return status
}

// isEmptyObject reports whether the data is {} and nothing else.
func isEmptyObject(data []byte) bool {
	data = bytes.TrimSpace(data)
	return len(data) > 1 && data[0] == '{' && len(bytes.TrimSpace(data[1:len(data)-1])) == 0 && data[len(data)-1] == '}'
}
