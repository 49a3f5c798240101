package ownership

import (
	"slices"
	"time"
)

// A draft is a ledger while one command writes to it. It shares nothing with
// the ledger that it was begun on.
type draft struct {
	Ledger
	revision int       // of the act being written
	at       time.Time // its recorded instant
	changed  bool
	added    []int // indices of the entries that the command adds on its own
}

func (l Ledger) draft(at time.Time) *draft {
	d := &draft{Ledger: l, revision: len(l.acts) + 1, at: at}
	d.acts, d.entries = slices.Clip(l.acts), slices.Clone(l.entries)
	return d
}

// retract ends the belief in the entry.
func (d *draft) retract(i int) {
	e := &d.entries[i]
	e.Superseded, e.Recorded.Until = d.revision, d.at
	d.changed = true
}

// add records e as what the command claims, to be judged.
func (d *draft) add(e Entry) {
	d.added = append(d.added, len(d.entries))
	d.put(e)
}

func (d *draft) put(e Entry) {
	e.No, e.Act, e.Superseded = len(d.entries)+1, d.revision, 0
	e.Recorded = Period{From: d.at}
	d.entries = append(d.entries, e)
	d.changed = true
}

// cut ends the entry at the instant: what was believed stays readable, and what
// is left of it, if anything, is believed from now on.
func (d *draft) cut(i int, at instant) {
	e := d.entries[i] // a copy: both share mandate and delegation, which nobody changes
	s := spanOf(e.Period)
	if s.until <= at {
		return
	}
	d.retract(i)
	if s.from < at {
		s.until = at
		e.Period = s.period()
		d.put(e)
	}
}

// dropDelegations lets everything fall that the holder delegated of the role
// and that reaches into the span, from the beginning of the span on.
func (d *draft) dropDelegations(role Role, from PartyID, s span) {
	for i, e := range d.entries { // those that cut puts in are not visited again
		if e.Superseded == 0 && e.Role == role && !e.own() && e.Delegation.From == from {
			if _, ok := spanOf(e.Period).meet(s); ok {
				d.cut(i, s.from)
			}
		}
	}
}

// dropDeputy ends the deputyship of somebody who becomes the holder himself:
// nobody is his own deputy (R93).
func (d *draft) dropDeputy(standIns []Role, holder PartyID, s span) {
	for i, e := range d.entries {
		if e.Superseded == 0 && e.own() && e.Holder == holder && slices.Contains(standIns, e.Role) {
			if _, ok := spanOf(e.Period).meet(s); ok {
				d.cut(i, s.from)
			}
		}
	}
}

// sign adds the act and returns the finished ledger.
func (d *draft) sign(act Act) Ledger {
	act.Revision, act.At = d.revision, d.at
	d.acts = append(d.acts, act)
	return Ledger{scope: d.scope, acts: d.acts, entries: d.entries}
}
