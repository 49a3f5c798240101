package ownership

import (
	"errors"
	"slices"
	"time"
)

// Import adopts what another system claims.
type Import struct {
	Scope  Scope
	Source string // names the system, for example "cmdb"
	Claims []Claim
	Reason string
}

// Import adopts claims unjudged, with their source, into a ledger that may be
// the zero Ledger: it is for a review to say what is wrong with them. It asks
// for [ImportRecords].
//
// A claim that was adopted from the same source before is not adopted again,
// even if it is no longer believed: a source that has not heard of a handover or
// of a correction does not undo it. If nothing is left to adopt, the ledger is
// returned unchanged and without an error. Like every command except
// [Ledger.Correct], Import adds nothing to a contested ledger.
func (l Ledger) Import(a Authority, w Who, c Import) (Ledger, error) {
	x := newCommand(l, "import", Imported, a)
	x.checkWho(w)
	x.checkScope("scope", c.Scope)
	x.id("source", "source", c.Source)
	x.claims("claims", c.Claims, false)
	x.because("reason", c.Reason)
	if err := x.begin(c.Scope); err != nil {
		return l, err
	}
	x.authorize(ImportRecords)
	x.draft.adopt(c.Source, c.Claims)
	if x.draft.changed {
		x.uncontested()
	}
	return x.finish()
}

// Adopt makes a ledger of claims found elsewhere, such as the owner fields of a
// catalogue, without asking any authority: a catalogue was written under rules
// that nobody here knows. The claims are not judged. The only act of the ledger
// is an import recorded at the given instant, whose proof names nobody and no
// capacity. The ledger is for asking and reviewing; [Ledger.Import] puts on
// record who decided to adopt. The errors are those of a malformed command.
func Adopt(scope Scope, source string, at time.Time, claims ...Claim) (Ledger, error) {
	x := newCommand(Ledger{}, "adopt", Imported, nil)
	x.checkScope("scope", scope)
	x.id("source", "source", source)
	x.recordedAt("at", at)
	x.claims("claims", claims, false)
	if x.defects != nil {
		return Ledger{}, errors.Join(x.defects...)
	}
	d := Ledger{scope: scope}.draft(x.who.At)
	d.adopt(source, claims)
	return d.sign(Act{Kind: Imported, Proof: Proof{Activity: ImportRecords, Scope: scope, At: x.who.At}}), nil
}

// adopt adds the claims that were never adopted from the source before. They are
// not among what the command adds on its own, so nobody judges them.
func (d *draft) adopt(source string, claims []Claim) {
	for _, claim := range claims {
		e := claim.entry()
		e.Claim = source
		if !slices.ContainsFunc(d.entries, func(o Entry) bool { return o.Claim == source && o.sameClaim(&e) }) {
			d.put(e)
		}
	}
}
