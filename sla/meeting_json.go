package sla

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/serviceowner/itsm/internal/instant"
)

// storedMeeting is the JSON form. The zero Meeting is {}. The status is not stored: it
// follows from the acts.
type storedMeeting struct {
	Call
	HeldAt  time.Time             `json:"heldAt,omitzero"`
	Present []Attendee            `json:"present,omitempty"`
	Rows    []MeetingRow          `json:"rows,omitempty"`
	Notes   string                `json:"notes,omitempty"`
	Actions []Action              `json:"actions,omitempty"`
	Acts    []Act[MeetingCommand] `json:"acts,omitempty"`
}

// MarshalJSON writes everything.
func (m Meeting) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte("{}"), nil
	}
	return json.Marshal(storedMeeting{m.call, m.heldAt, m.present, m.rows, m.notes, m.actions, m.acts})
}

// UnmarshalJSON reads what MarshalJSON wrote and checks its shape: acts that may follow
// one another by the status table, rows and actions only of a meeting that was held.
// Whether the rows are all that were in force is for a review to say. The error is over
// [ownership.ErrInvalid], names every problem with its path, and leaves m as it was.
func (m *Meeting) UnmarshalJSON(data []byte) error {
	const op = "decode meeting"
	if isEmptyObject(data) {
		*m = Meeting{}
		return nil
	}
	var doc storedMeeting
	if err := decodeStrictly(op, data, &doc); err != nil {
		return err
	}
	s := &shape{}
	s.call(&doc.Call)
	historyShape(s, "acts", doc.Acts)
	status, held := s.meetingMoves(doc.Acts)
	if doc.HeldAt = instant.Normal(doc.HeldAt); !doc.HeldAt.Equal(held) {
		s.bad("heldAt", "is not the instant of the act that held it")
	}
	if status != MeetingHeld && (len(doc.Present)+len(doc.Rows)+len(doc.Actions) > 0 || doc.Notes != "") {
		s.bad("rows", "of a meeting that was not held")
	}
	s.text("notes", doc.Notes)
	for i := range doc.Present {
		s.needs(indexed("present", i)+".party", doc.Present[i].Party == "")
		s.needs(indexed("present", i)+".as", doc.Present[i].As == "")
	}
	doc.Present = ordered(doc.Present, compareAttendees)
	for i := range doc.Rows {
		s.row(indexed("rows", i), &doc.Rows[i])
	}
	of := func(command MeetingCommand) func(int) bool {
		return func(act int) bool { return doc.Acts[act-1].Command == command }
	}
	s.actions("actions", doc.Actions, len(doc.Acts), of(Held), of(FollowedUp))
	if err := s.finish(op, doc.ID.Subject()); err != nil {
		return err
	}
	*m = Meeting{doc.Call, status, doc.HeldAt, doc.Present, doc.Rows, doc.Notes, doc.Actions, doc.Acts}
	return nil
}

func compareAttendees(a, b *Attendee) int {
	return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(a.As, b.As))
}

func (s *shape) needs(path string, missing bool) {
	if missing {
		s.bad(path, "missing")
	}
}

func (s *shape) call(c *Call) {
	s.needs("id", c.ID == "")
	s.needs("kind", c.Kind == 0)
	if (c.Agreement == "") == (c.Service == "") {
		s.bad("agreement", "want either an agreement or a service")
	}
	s.instant("period.from", &c.Period.From)
	s.instant("period.until", &c.Period.Until)
	s.instant("at", &c.At)
	for i, p := range c.Invited {
		s.needs(indexed("invited", i), p == "")
		if i > 0 && p <= c.Invited[i-1] {
			s.bad(indexed("invited", i), "not in order")
		}
	}
}

func (s *shape) row(path string, r *MeetingRow) {
	s.needs(path+".service", r.Service == "")
	s.needs(path+".agreement", r.Agreement == "")
	s.needs(path+".target", r.Target == "")
	s.needs(path+".verdict", r.Verdict == 0)
	s.text(path+".promised", r.Promised)
	s.text(path+".actual", r.Actual)
	s.instant(path+".period.from", &r.Period.From)
	s.instant(path+".period.until", &r.Period.Until)
	if r.Version < 1 {
		s.bad(path+".version", "%d, want 1 or more", r.Version)
	}
	if r.Credit < 0 || r.Credit > 10_000 {
		s.bad(path+".credit", "%d, want 0 to 10000", r.Credit)
	}
}

// meetingMoves follows the acts through the status table.
func (s *shape) meetingMoves(acts []Act[MeetingCommand]) (status MeetingStatus, held time.Time) {
	for i := range acts {
		at, command := indexed("acts", i), acts[i].Command
		s.source(at, acts[i].Source != "", false)
		if i == 0 {
			if command != Called {
				s.bad(at+".command", "%s, and a meeting begins with being called", command)
			}
			status = MeetingPlanned
			continue
		}
		move, ok := meetingMachine.Move(status, command)
		if !ok {
			s.bad(at+".command", "%s, and the meeting is %s", command, status)
			continue
		}
		if status = move.To; command == Held {
			held = acts[i].At
		}
	}
	return status, held
}
