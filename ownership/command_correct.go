package ownership

import (
	"fmt"
	"strconv"
)

// Correct says what should have been recorded.
type Correct struct {
	// Retract are the numbers of entries that are no longer to be believed.
	Retract []int

	// Add is what is to be believed instead. It may be about the past.
	Add []Claim

	// Reason is required.
	Reason string
}

// Correct changes what is believed, in the past as well: it is the only command
// that can. What was believed stays readable for whoever asks what was known
// before. It asks for [CorrectRecord], and is the only command that a contested
// ledger accepts: it settles who is right.
//
// What it adds is judged like everything that a command adds; what it leaves
// alone is not. Retracting an entry that delegations rest on is refused until
// they are retracted with it.
func (l Ledger) Correct(a Authority, w Who, c Correct) (Ledger, error) {
	x := newCommand(l, "correct", Corrected, a)
	x.checkWho(w)
	if len(c.Retract)+len(c.Add) == 0 {
		x.defect("retract", fmt.Errorf("%w: nothing to retract and nothing to add", ErrInvalid))
	}
	seen := map[int]bool{}
	for k, no := range c.Retract {
		path := "retract[" + strconv.Itoa(k) + "]"
		switch {
		case no < 1 || no > len(l.entries):
			x.defect(path, fmt.Errorf("%w: the ledger has no entry %d", ErrInvalid, no))
		case seen[no]:
			x.defect(path, fmt.Errorf("%w: entry %d again", ErrInvalid, no))
		}
		seen[no] = true
	}
	x.claims("add", c.Add, true)
	x.required("reason", c.Reason)
	x.reason = c.Reason
	if err := x.begin(l.scope); err != nil {
		return l, err
	}
	x.authorize(CorrectRecord)
	for k, no := range c.Retract {
		if l.entries[no-1].Superseded != 0 {
			x.refuse(ledgerNothing, "retract["+strconv.Itoa(k)+"]", "what", "entry "+strconv.Itoa(no))
			continue
		}
		x.draft.retract(no - 1)
	}
	for _, claim := range c.Add {
		x.draft.add(claim.entry())
	}
	x.orphans()
	return x.finish()
}

// orphans refuses to leave a delegation behind whose delegator does not hold any
// more what was delegated. One that never rested on anything, as imports may
// bring, is not this command's business.
func (x *command) orphans() {
	for i, e := range x.before.believed() {
		if !e.own() && x.draft.entries[i].Superseded == 0 && x.before.covered(e) && !x.draft.covered(e) {
			x.refuse(ledgerOrphan, "retract", "entry", strconv.Itoa(e.No), "from", string(e.Delegation.From))
		}
	}
}
