package ownership

import "fmt"

// Assign gives a role to somebody.
type Assign struct {
	Role Role
	To   PartyID

	// Rank orders deputies, 1 first; 0 for other roles.
	Rank int

	// Period is when. A zero From means from the instant of the command, a later
	// one makes a schedule.
	Period Period

	Mandate *Mandate
	Reason  string
}

// Assign gives a role to a party for a period that does not begin before the
// command (R06). It asks for the activity that the card of the role names, and
// is refused if the role is for one holder and anybody else has it at any
// instant of the period; see [Ledger.Handover]. A deputy needs a rank that is
// free and is never the deputy of himself (R07, R93); whoever becomes the holder
// of a role stops being a deputy for it from then on.
func (l Ledger) Assign(a Authority, w Who, c Assign) (Ledger, error) {
	x := newCommand(l, "assign", Assigned, a)
	x.checkWho(w)
	x.id("role", "role", string(c.Role))
	x.id("to", "party", string(c.To))
	if c.Rank < 0 || c.Rank > maxRank {
		x.defect("rank", fmt.Errorf("%w: %d, want 0 to %d", ErrInvalid, c.Rank, maxRank))
	}
	if c.Period.From.IsZero() {
		c.Period.From = x.who.At
	}
	x.period("period", c.Period, true)
	x.mandate("mandate", c.Mandate)
	x.because("reason", c.Reason)
	x.role = c.Role
	if err := x.begin(l.scope); err != nil {
		return l, err
	}
	if card := x.card("role", c.Role, string(c.To)); card != nil {
		x.appoint(card)
	}
	x.uncontested()
	s := spanOf(c.Period)
	x.notPast("period.from", s.from)
	x.draft.dropDeputy(x.standIns(c.Role), c.To, s)
	x.draft.add(Claim{Role: c.Role, Holder: c.To, Rank: c.Rank, Period: c.Period, Mandate: c.Mandate}.entry())
	return x.finish()
}
