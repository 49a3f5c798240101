package ownership

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
)

// permissive lets everybody do everything, except for mallory, so that the
// commands are tested apart from the judgement of authority.
type permissive struct{ reg *Register }

func (p permissive) register() *Register { return p.reg }

func (p permissive) authorize(req Request, inHand *Ledger) (Authorization, error) {
	if req.By == "mallory" {
		return Authorization{}, &Error{Op: string(req.Activity), Err: ErrRefused, Findings: []Finding{authorityNotHeld.NewFinding(req.Scope.Subject(), "")}}
	}
	revision := 0
	if inHand != nil {
		revision = inHand.Revision()
	}
	proof := Proof{By: req.By, Capacity: OwnRight, Activity: req.Activity, Scope: req.Scope, At: req.At, Revision: revision, Matrix: "commands"}
	return Authorization{req: req, proof: proof, revision: revision, by: p.reg}, nil
}

// twin is a ledger and the model of it.
type twin struct {
	ledger Ledger
	model  *ledgerModel
}

func newTwin(last int) twin { return twin{model: newModel(last)} }

func (tw twin) span(lo, hi int) Period {
	var p Period
	if lo > 0 {
		p.From = day(lo)
	}
	if hi <= tw.model.last {
		p.Until = day(hi)
	}
	return p
}

func (tw twin) claims(orders []order) (out []Claim) {
	for _, o := range orders {
		out = append(out, Claim{Role: o.role, Holder: o.to, Rank: o.rank, Period: tw.span(o.lo, o.hi)})
	}
	return out
}

// entry finds the believed entry of a stint by what it says, beside those that
// are taken: two delegations may well say the same.
func (tw twin) entry(stint int, taken ...int) int {
	lo, hi := tw.model.period(stint)
	i := slices.IndexFunc(tw.model.facts, func(f cellFact) bool { return f.stint == stint })
	if i < 0 {
		return 0
	}
	f := tw.model.facts[i]
	for _, e := range tw.ledger.believed() {
		from := PartyID("")
		if e.Delegation != nil {
			from = e.Delegation.From
		}
		if !slices.Contains(taken, e.No) && e.Role == f.role && e.Holder == f.holder && e.Rank == f.rank && from == f.from && e.Period == tw.span(lo, hi) {
			return e.No
		}
	}
	return -1
}

// give gives the order to the ledger.
func (tw twin) give(a Authority, sc Scope, o order) (Ledger, error) {
	w := Who{By: o.by, At: day(o.now), Ref: o.ref}
	switch o.kind {
	case Established:
		return tw.ledger.Establish(a, w, Establish{Scope: sc, Claims: tw.claims(o.claims)})
	case Imported:
		return tw.ledger.Import(a, w, Import{Scope: sc, Source: "cmdb", Claims: tw.claims(o.claims)})
	case Assigned:
		return tw.ledger.Assign(a, w, Assign{Role: o.role, To: o.to, Rank: o.rank, Period: tw.span(o.lo, o.hi)})
	case HandedOver:
		return tw.ledger.Handover(a, w, Handover{Role: o.role, To: o.to, At: day(o.lo)})
	case Cancelled:
		return tw.ledger.Cancel(a, w, Cancel{Entry: tw.entry(o.stint)})
	case Ended:
		return tw.ledger.End(a, w, End{Entry: tw.entry(o.stint), At: day(o.lo)})
	case Delegated:
		return tw.ledger.Delegate(a, w, Delegate{Role: o.role, To: o.to, From: day(o.lo), Until: day(o.hi), Reason: "away"})
	case Corrected:
		c := Correct{Add: tw.claims(o.claims), Reason: "wrong"}
		for _, s := range o.retract {
			c.Retract = append(c.Retract, tw.entry(s, c.Retract...))
		}
		return tw.ledger.Correct(a, w, c)
	}
	return tw.ledger, fmt.Errorf("no such kind: %s", o.kind)
}

// step runs the order on both, and says in what they differ.
func (tw twin) step(a Authority, sc Scope, o order) (twin, error) {
	m, want := tw.model.try(o)
	before := tw.ledger
	keep := ledgerDump(before)
	l, got := tw.give(a, sc, o)
	if after := ledgerDump(before); !reflect.DeepEqual(keep, after) {
		return tw, fmt.Errorf("the command changed its receiver:\n%s", cmp.Diff(keep, after))
	}
	switch {
	case want == errUnchanged && got == nil:
	case (want == nil) != (got == nil), want != nil && !errors.Is(got, want):
		return tw, fmt.Errorf("want %v, got %v", want, got)
	}
	if m == tw.model {
		if out := ledgerDump(l); !reflect.DeepEqual(keep, out) {
			return tw, fmt.Errorf("a command without effect returned another ledger:\n%s", cmp.Diff(keep, out))
		}
		return tw, nil
	}
	next := twin{l, m}
	if err := next.agree(); err != nil {
		return next, err
	}
	return next, next.grewFrom(before)
}

// ledgerDump is everything in a ledger, in a form that can be compared.
func ledgerDump(l Ledger) (out []any) {
	out = append(out, l.Scope(), l.Revision())
	for a := range l.Acts() {
		out = append(out, a)
	}
	for e := range l.Entries() {
		out = append(out, e)
	}
	return out
}

// agree asks both everything that can be asked.
func (tw twin) agree() error {
	if tw.ledger.Revision() != len(tw.model.history) {
		return fmt.Errorf("revision %d, want %d", tw.ledger.Revision(), len(tw.model.history))
	}
	for cell := 0; cell <= tw.model.last; cell++ {
		for k := 0; k <= tw.model.last; k++ {
			want := tw.model.known(cell, k)
			for _, at := range []time.Time{day(cell), day(cell).Add(12 * time.Hour), day(cell + 1).Add(-time.Microsecond)} {
				if got := knownFacts(tw.ledger, at, day(k)); !slices.Equal(got, want) {
					return fmt.Errorf("at %s as known on day %d: got %v, want %v", at, k, got, want)
				}
			}
		}
	}
	return tw.ledger.lawful()
}

// grewFrom holds a command to the law that nothing recorded is ever lost: all
// that an earlier ledger says, the later one says as known then.
func (l twin) grewFrom(before Ledger) error {
	i := 0
	for e := range before.Entries() {
		now, _ := l.ledger.Entry(i + 1)
		if e.Superseded == 0 {
			now.Superseded, now.Recorded.Until = 0, time.Time{}
		}
		if !reflect.DeepEqual(e, now) {
			return fmt.Errorf("entry %d was rewritten: %v, now %v", i+1, e, now)
		}
		i++
	}
	for a := range before.Acts() {
		if now, _ := l.ledger.Act(a.Revision); now != a {
			return fmt.Errorf("act %d was rewritten", a.Revision)
		}
	}
	return nil
}

// lawful holds any ledger made by commands to what is true of all of them,
// imported claims aside.
func (l Ledger) lawful() error {
	for i, a := range l.acts {
		if a.Revision != i+1 || i > 0 && a.At.Before(l.acts[i-1].At) {
			return fmt.Errorf("act %d is out of order", i+1)
		}
	}
	for i, e := range l.entries {
		if e.No != i+1 || e.Act < 1 || e.Act > len(l.acts) || !e.Recorded.From.Equal(l.acts[e.Act-1].At) {
			return fmt.Errorf("entry %d does not belong to its act", e.No)
		}
		if e.Claim == "" && e.Period.IsReversed() {
			return fmt.Errorf("entry %d is true at no instant", e.No)
		}
		for _, o := range l.entries[:i] {
			if !oneHolder(e.Role) || e.Role != o.Role || e.Holder == o.Holder || !e.own() || !o.own() || e.Claim != "" || o.Claim != "" {
				continue
			}
			known := e.Act < until(o) && o.Act < until(e)
			if known && e.Period.Overlaps(o.Period) {
				return fmt.Errorf("the rectangles of entries %d and %d intersect", o.No, e.No)
			}
		}
	}
	return nil
}

// until is the revision that stopped believing the entry.
func until(e Entry) int {
	if e.Superseded == 0 {
		return 1 << 30
	}
	return e.Superseded
}
