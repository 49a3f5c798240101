package ownership

// Cancel takes back a schedule. Either Entry names it, or Role and Holder do if
// they have one schedule only.
type Cancel struct {
	Entry  int
	Role   Role
	Holder PartyID
	Reason string
}

// Cancel takes back an entry whose period has not begun at the instant of the
// command; what has begun is ended. What was delegated for that period falls
// with it. An earlier entry that was cut for the schedule is not prolonged again:
// who is to have the role instead is for another command to say.
//
// It asks for the activity that the card of the role names, or for
// [DelegateAuthority] if a delegator takes back a delegation.
func (l Ledger) Cancel(a Authority, w Who, c Cancel) (Ledger, error) {
	x := newCommand(l, "cancel", Cancelled, a)
	x.checkWho(w)
	t := target{no: c.Entry, role: c.Role, holder: c.Holder, at: x.now}
	x.checkTarget(t)
	x.because("reason", c.Reason)
	if err := x.begin(l.scope); err != nil {
		return l, err
	}
	x.uncontested()
	i, ok := x.only("entry", t, func(e *Entry) bool { return spanOf(e.Period).from > x.now })
	if ok {
		x.authorizeEnding(&x.before.entries[i])
		x.endAt(i, spanOf(x.before.entries[i].Period).from)
	}
	return x.finish()
}
