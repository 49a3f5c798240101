package ownership

import "time"

// Handover passes a role from its holder to somebody else.
type Handover struct {
	// Role defaults to ServiceOwner.
	Role Role

	// From is the holder. It may be left out where one party holds the role;
	// given, it guards against a handover that somebody else was quicker with.
	From PartyID

	To PartyID

	// At is when, not before the command; zero means at its instant.
	At time.Time

	Mandate *Mandate
	Reason  string
}

// Handover passes a role on at the instant T in one act: the old holder has it
// until just before T, the new one from T on. It cuts the period that contains T
// and leaves later schedules as they are, so the new holder has the role until
// the old one would have had it. It asks for the activity that the card of the
// role names.
//
// What the old holder delegated of the role falls at T. Deputies stay, because
// they stand in for the role and not for the person; only a deputy who becomes
// the holder stops being one, at T. Nobody holding the role at T is refused:
// there is nothing to hand over, assign it.
func (l Ledger) Handover(a Authority, w Who, c Handover) (Ledger, error) {
	if c.Role == "" {
		c.Role = ServiceOwner
	}
	x := newCommand(l, "handover", HandedOver, a)
	x.checkWho(w)
	x.id("role", "role", string(c.Role))
	if c.From != "" {
		x.id("from", "party", string(c.From))
	}
	x.id("to", "party", string(c.To))
	at := x.instant("at", c.At)
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
	x.notPast("at", at)
	i, ok := x.only("from", target{role: c.Role, holder: c.From, at: at}, func(e *Entry) bool {
		return e.own() && spanOf(e.Period).contains(at)
	})
	if !ok {
		return x.finish()
	}
	old := x.draft.entries[i]
	if old.Holder == c.To {
		x.refuseAs(roleTwice, "to", "role", string(c.Role), "holder", string(c.To), "from", startOf(at))
		return x.finish()
	}
	rest := span{at, spanOf(old.Period).until}
	x.draft.cut(i, at)
	x.draft.dropDelegations(c.Role, old.Holder, rest)
	x.draft.dropDeputy(x.standIns(c.Role), c.To, rest)
	x.draft.add(Claim{Role: c.Role, Holder: c.To, Rank: old.Rank, Period: rest.period(), Mandate: c.Mandate}.entry())
	return x.finish()
}
