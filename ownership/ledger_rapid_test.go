package ownership

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var (
	modelPeople = []PartyID{"ada", "ben", "cyd", "team"}
	modelRoles  = []Role{ServiceOwner, ServiceOwner, ServiceOwnerDeputy, ServiceLevelManager, FunctionalServiceManager}
)

// drawClaim draws whom to give what for which cells, among them what a command
// has to refuse.
func drawClaim(t *rapid.T, last int) order {
	o := order{
		role: rapid.SampledFrom(modelRoles).Draw(t, "role"),
		to:   rapid.SampledFrom(modelPeople).Draw(t, "to"),
		lo:   rapid.IntRange(0, last).Draw(t, "lo"),
	}
	o.hi = rapid.IntRange(o.lo+1, last+1).Draw(t, "hi")
	if o.role == ServiceOwnerDeputy || rapid.IntRange(0, 19).Draw(t, "vain") == 0 {
		o.rank = rapid.IntRange(0, 2).Draw(t, "rank")
	}
	return o
}

func drawOrder(t *rapid.T, m *ledgerModel, kinds ...ActKind) order {
	o := drawClaim(t, m.last)
	o.kind = rapid.SampledFrom(kinds).Draw(t, "kind")
	o.by = rapid.SampledFrom([]PartyID{"boss", "boss", "boss", "ada", "ben", "mallory"}).Draw(t, "by")
	o.now = 1
	if n := len(m.history); n > 0 {
		o.now = m.history[n-1].day
	}
	// Mostly time goes on slowly, now and then it runs backwards.
	o.now = min(max(o.now+rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 1, 1, 1, -1}).Draw(t, "later"), 1), m.last)
	if rapid.IntRange(0, 9).Draw(t, "with ref") == 0 {
		o.ref = Ref(fmt.Sprintf("r%d", rapid.IntRange(1, 5).Draw(t, "ref")))
	}
	switch o.kind {
	case Established, Imported, Corrected:
		for range rapid.IntRange(1, 2).Draw(t, "claims") {
			o.claims = append(o.claims, drawClaim(t, m.last))
		}
	}
	if o.kind == Corrected && len(m.facts) > 0 {
		for range rapid.IntRange(0, 2).Draw(t, "retract") {
			if s := rapid.SampledFrom(m.facts).Draw(t, "stint").stint; !slices.Contains(o.retract, s) {
				o.retract = append(o.retract, s)
			}
		}
	}
	// Half of the commands are about something that is there.
	if own := ownFacts(m, o.now); o.kind != Assigned && len(own) > 0 && rapid.Bool().Draw(t, "sensible") {
		f := rapid.SampledFrom(own).Draw(t, "fact")
		o.role, o.lo, o.rank = f.role, f.cell, 0
		if o.kind == Delegated {
			_, hi := m.period(f.stint)
			o.by, o.hi = f.holder, rapid.IntRange(f.cell+1, hi).Draw(t, "until")
		}
	}
	switch o.kind {
	case Cancelled, Ended:
		o.stint = rapid.SampledFrom(m.facts).Draw(t, "stint").stint
		o.lo = max(o.lo, 1)
	case HandedOver:
		o.lo = max(o.lo, 1)
	case Delegated:
		o.lo = min(max(o.lo, 1), m.last-1)
		o.hi = min(max(o.hi, o.lo+1), m.last)
		o.rank = 0
	case Assigned:
		o.lo = max(o.lo, 1)
		o.hi = min(o.hi, m.last+1)
		o.hi = max(o.hi, o.lo+1)
	}
	return o
}

// ownFacts are those that somebody could hand over or delegate.
func ownFacts(m *ledgerModel, now int) (out []cellFact) {
	for _, f := range m.facts {
		if f.from == "" && f.cell >= now {
			out = append(out, f)
		}
	}
	return out
}

// modelRun drives random commands against the ledger and the naive register.
func modelRun(a Authority) func(t *rapid.T) {
	return func(t *rapid.T) {
		tw := newTwin(6)
		for range rapid.IntRange(1, 25).Draw(t, "length") {
			kinds := []ActKind{Assigned, Assigned, HandedOver, HandedOver, HandedOver, Delegated, Delegated, Corrected, Imported, Established}
			if !tw.model.founded {
				kinds = append(kinds, Established, Established, Established, Established, Established)
			}
			if len(tw.model.facts) > 0 {
				kinds = append(kinds, Cancelled, Ended)
			}
			if tw.model.contested(0) {
				kinds = append(kinds, Corrected, Corrected, Corrected, Corrected)
			}
			o := drawOrder(t, tw.model, kinds...)
			next, err := tw.step(a, mail, o)
			if err != nil {
				t.Fatalf("%+v: %v", o, err)
			}
			tw = next
		}
	}
}

// TestLedgerModel drives random commands against a naive register that keeps
// every fact of every instant in a list and scans it.
func TestLedgerModel(t *testing.T) {
	rapid.Check(t, modelRun(permissive{world(t)}))
}

// FuzzCommands is TestLedgerModel driven by the fuzzer.
func FuzzCommands(f *testing.F) {
	reg := world(f)
	f.Fuzz(rapid.MakeFuzz(modelRun(permissive{reg})))
}
