package ownership

import (
	"fmt"
	"time"
)

// Delegate lends activities of a role.
type Delegate struct {
	Role Role
	To   PartyID

	// Activities are those of the role that To may do; none means the whole role.
	Activities []Activity

	// From is when it begins, not before the command; zero means at its instant.
	From time.Time

	// Until is when it ends. It is required.
	Until time.Time

	// Reason is required.
	Reason string
}

// Delegate lets somebody else do activities of a role that the person who gives
// the command holds himself: as its holder, not as a deputy or delegate, and not
// on anybody's behalf. It is never wider or longer than what the delegator
// holds, and falls when that ends. Accountability stays where it is (C15). It
// asks for [DelegateAuthority].
func (l Ledger) Delegate(a Authority, w Who, c Delegate) (Ledger, error) {
	x := newCommand(l, "delegate", Delegated, a)
	x.checkWho(w)
	x.id("role", "role", string(c.Role))
	x.id("to", "party", string(c.To))
	x.activities("activities", c.Activities)
	if c.Until.IsZero() {
		x.defect("until", fmt.Errorf("%w: required", ErrInvalid))
	}
	if c.From.IsZero() {
		c.From = x.who.At
	}
	p := Period{From: c.From, Until: c.Until}
	x.period("period", p, true)
	x.required("reason", c.Reason)
	x.reason = c.Reason
	x.role = c.Role
	if err := x.begin(l.scope); err != nil {
		return l, err
	}
	x.authorize(DelegateAuthority)
	x.uncontested()
	x.notPast("from", spanOf(p).from)
	if x.proof.Capacity != OwnRight && x.proof.Capacity != 0 {
		x.refuse(delegateSecond, "who", "from", string(w.By))
	}
	x.draft.add(Claim{Role: c.Role, Holder: c.To, Period: p, Delegation: &Delegation{From: w.By, Activities: c.Activities, Reason: c.Reason}}.entry())
	return x.finish()
}
