package ownership

import (
	"os"
	"slices"
	"testing"
)

// smallOrders are all commands that 3 people can be the subject of at 4 instants
// in the ledger of one service, given at the instant now. Those with a period
// end it after one instant, at the last one, or never.
func smallOrders(m *ledgerModel, now int) (out []order) {
	people := []PartyID{"ada", "ben", "cyd"}
	add := func(o order) {
		o.now = now
		if o.by == "" {
			o.by = "boss"
		}
		out = append(out, o)
	}
	for _, p := range people {
		for lo := 1; lo <= m.last; lo++ {
			add(order{kind: HandedOver, role: ServiceOwner, to: p, lo: lo})
			for _, hi := range slices.Compact([]int{lo + 1, m.last, m.last + 1}) {
				if hi <= lo {
					continue
				}
				add(order{kind: Assigned, role: ServiceOwner, to: p, lo: lo, hi: hi})
				add(order{kind: Assigned, role: ServiceOwnerDeputy, rank: 1, to: p, lo: lo, hi: hi})
				if hi <= m.last {
					for _, q := range people {
						add(order{kind: Delegated, role: ServiceOwner, by: p, to: q, lo: lo, hi: hi})
					}
				}
			}
		}
	}
	for _, s := range stintsOf(m) {
		add(order{kind: Cancelled, stint: s})
		add(order{kind: Corrected, retract: []int{s}})
		for lo := 1; lo <= m.last; lo++ {
			add(order{kind: Ended, stint: s, lo: lo})
		}
		for _, p := range people {
			add(order{kind: Corrected, retract: []int{s}, claims: []order{{role: ServiceOwner, to: p, lo: 0, hi: 3}}})
			add(order{kind: Imported, claims: []order{{role: ServiceOwner, to: p, lo: 2, hi: m.last + 1}}})
		}
	}
	return out
}

func stintsOf(m *ledgerModel) (out []int) {
	for _, f := range m.facts {
		out = append(out, f.stint)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestLedgerSmallWorld runs every sequence of three commands of a small world,
// the founding one included, each given at the same instant or the next one,
// against the naive register; with ITSM_FULL set, every sequence of four.
func TestLedgerSmallWorld(t *testing.T) {
	depth := 2
	if os.Getenv("ITSM_FULL") != "" {
		depth = 3 // three million commands
	}
	a := permissive{world(t)}
	tried, done := 0, 0
	var walk func(tw twin, depth int)
	walk = func(tw twin, depth int) {
		last := tw.model.history[len(tw.model.history)-1].day
		for now := last; now <= min(last+1, tw.model.last); now++ {
			for _, o := range smallOrders(tw.model, now) {
				next, err := tw.step(a, mail, o)
				if err != nil {
					t.Fatalf("after %d acts: %+v: %v\n%v", len(tw.model.history), o, err, ledgerDump(tw.ledger))
				}
				tried++
				if next.model == tw.model {
					continue
				}
				done++
				if depth > 1 {
					walk(next, depth-1)
				}
			}
		}
	}
	for _, claims := range [][]order{
		{{role: ServiceOwner, to: "ada", lo: 1, hi: 5}},
		{{role: ServiceOwner, to: "ada", lo: 0, hi: 3}, {role: ServiceOwnerDeputy, to: "ben", rank: 1, lo: 1, hi: 5}},
	} {
		tw, err := newTwin(4).step(a, mail, order{kind: Established, by: "boss", now: 1, claims: claims})
		if err != nil {
			t.Fatal(err)
		}
		walk(tw, depth)
	}
	t.Logf("%d commands given, %d with effect", tried, done)
	if done < 1000 {
		t.Errorf("only %d commands had an effect", done)
	}
}
