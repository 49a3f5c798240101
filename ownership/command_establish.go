package ownership

import "fmt"

// Establish founds the ledger of a scope.
type Establish struct {
	Scope  Scope
	Claims []Claim // at least one
	Reason string
}

// Establish is the founding act of a scope: it adds the first entries to the
// zero Ledger (R06). They are judged, and may begin in the past. It asks for
// [EstablishOwnership]. The ledger of an organisation over which nobody living
// holds a right to that may be founded by any person, and the proof says so
// ([Founding]), because otherwise nothing could begin. Everything else has to lie
// in an organisation ([Service.Parents]) whose management establishes it.
func (l Ledger) Establish(a Authority, w Who, c Establish) (Ledger, error) {
	x := newCommand(l, "establish", Established, a)
	x.checkWho(w)
	x.checkScope("scope", c.Scope)
	if len(c.Claims) == 0 {
		x.defect("claims", fmt.Errorf("%w: none", ErrInvalid))
	}
	x.claims("claims", c.Claims, true)
	for i, claim := range c.Claims {
		if claim.Delegation != nil {
			x.defect(fmt.Sprintf("claims[%d].delegation", i), fmt.Errorf("%w: nobody can have delegated anything yet", ErrInvalid))
		}
	}
	x.because("reason", c.Reason)
	if err := x.begin(c.Scope); err != nil {
		return l, err
	}
	if !l.IsZero() {
		x.refuse(ledgerPresent, "")
	}
	x.authorize(EstablishOwnership)
	for _, claim := range c.Claims {
		x.draft.add(claim.entry())
	}
	return x.finish()
}
