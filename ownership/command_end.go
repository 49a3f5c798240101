package ownership

import "time"

// End ends what is running. Either Entry names it, or Role and Holder do.
type End struct {
	Entry  int
	Role   Role
	Holder PartyID

	// At is when, not before the command; zero means at its instant.
	At     time.Time
	Reason string
}

// End ends an entry at an instant T that lies in its period: the holder has the
// role until just before T. What the holder delegated of the role falls at T;
// deputies stay. Ledgers are ended, not deleted: when the last entry has ended,
// the history is still there to be asked.
//
// It asks for the activity that the card of the role names, or for
// [DelegateAuthority] if a delegator takes back a delegation.
func (l Ledger) End(a Authority, w Who, c End) (Ledger, error) {
	x := newCommand(l, "end", Ended, a)
	x.checkWho(w)
	t := target{no: c.Entry, role: c.Role, holder: c.Holder, at: x.instant("at", c.At)}
	x.checkTarget(t)
	x.because("reason", c.Reason)
	if err := x.begin(l.scope); err != nil {
		return l, err
	}
	x.uncontested()
	x.notPast("at", t.at)
	i, ok := x.only("entry", t, func(e *Entry) bool { return spanOf(e.Period).contains(t.at) })
	if ok {
		x.authorizeEnding(&x.before.entries[i])
		x.endAt(i, t.at)
	}
	return x.finish()
}

// endAt ends the entry and what hangs on it.
func (x *command) endAt(i int, at instant) {
	e := x.draft.entries[i]
	x.draft.cut(i, at)
	if e.own() {
		x.draft.dropDelegations(e.Role, e.Holder, span{at, spanOf(e.Period).until})
	}
}
