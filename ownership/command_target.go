package ownership

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// A target is how a command names the one entry that it is about.
type target struct {
	no     int // of the entry, or 0
	role   Role
	holder PartyID // or "" for whoever it is
	at     instant
}

// String is for messages.
func (t target) String() string {
	var b strings.Builder
	if t.no > 0 {
		fmt.Fprintf(&b, "entry %d", t.no)
	} else {
		fmt.Fprintf(&b, "%s as %s", cmp.Or(string(t.holder), "anybody"), t.role)
	}
	fmt.Fprintf(&b, " at %s", t.at)
	return b.String()
}

func (t target) names(e *Entry) bool {
	if t.no > 0 {
		return e.No == t.no
	}
	return e.Role == t.role && (t.holder == "" || e.Holder == t.holder)
}

// checkTarget wants a number, or a role and a holder.
func (x *command) checkTarget(t target) {
	switch {
	case t.no < 0 || t.no > len(x.before.entries):
		x.defect("entry", fmt.Errorf("%w: the ledger has no entry %d", ErrInvalid, t.no))
	case t.no == 0:
		x.id("role", "role", string(t.role))
		x.id("holder", "party", string(t.holder))
	case t.role != "" || t.holder != "":
		x.defect("entry", fmt.Errorf("%w: give the number, or the role and the holder, not both", ErrInvalid))
	}
}

// only returns the index of the one believed entry that t names and that fits.
// None and several are findings: a command never picks one.
func (x *command) only(path string, t target, fits func(*Entry) bool) (int, bool) {
	var hits []int
	for i, e := range x.before.believed() {
		if t.names(e) && fits(e) {
			hits = append(hits, i)
		}
	}
	switch len(hits) {
	case 0:
		x.refuse(ledgerNothing, path, "what", t.String())
		return 0, false
	case 1:
		return hits[0], true
	}
	numbers := make([]string, len(hits))
	for k, i := range hits {
		numbers[k] = strconv.Itoa(x.before.entries[i].No)
	}
	x.refuse(ledgerSeveral, path, "what", t.String(), "entries", strings.Join(numbers, ", "))
	return 0, false
}

// authorizeEnding asks for what it takes to end the entry: whoever could appoint
// to the role may, and a delegator may take back what he delegated.
func (x *command) authorizeEnding(e *Entry) {
	x.role = e.Role
	if !e.own() && e.Delegation.From == x.who.By {
		x.authorize(DelegateAuthority)
		return
	}
	if card := x.card("role", e.Role, string(e.Holder)); card != nil {
		x.appoint(card)
	}
}
