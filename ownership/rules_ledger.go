package ownership

import (
	"cmp"
	"slices"
	"strconv"
)

// ledgerRules look at the record: its entries through all of valid and recorded
// time, and its acts.
var ledgerRules = []RuleRow[*view]{
	Local(Rule{
		Code: "owner.overlap", Kind: Hard, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R01", "R94"},
		Args: []string{"role", "one", "other", "from"},
		Text: "{one} and {other} are both recorded as {role} from {from}", Remedy: "Correct the ledger so that one of them is left for every instant.",
	}, overlapping(OneAlways)),
	Local(Rule{
		Code: "role.overlap", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R94", "R96"},
		Args: []string{"role", "one", "other", "from"},
		Text: "{one} and {other} are both recorded as {role} from {from}", Remedy: "Correct the ledger so that one of them is left for every instant.",
	}, overlapping(OneByPolicy)),
	Local(Rule{
		Code: "role.twice", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R94"},
		Args: []string{"role", "holder", "from"},
		Text: "{holder} is recorded as {role} twice from {from}", Remedy: "Correct the ledger so that one entry says it.",
	}, func(v *view, f *Finder) {
		for a, b := range v.overlaps(func(a, b *cell) bool { return a.holder == b.holder && a.delegated() == b.delegated() && !a.delegated() }) {
			f.Found(v.holderPath(a), string(v.r.roleOf(a.role)), string(v.r.partyOf(a.holder)), startOf(max(a.from, b.from)))
		}
	}),
	Local(Rule{
		Code: "act.unauthorised", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R14", "R97"},
		Args: []string{"by", "act", "activity"},
		Text: "by what is known, {by} had no authority to {activity} ({act})", Remedy: "Have the act confirmed or corrected by whoever is entitled to {activity}.",
	}, func(v *view, f *Finder) {
		for i, a := range v.acts() {
			if a.Proof.By != "" && !v.upholds(a.Proof, Quantity{}) {
				f.Found(actPath(i), string(a.Proof.By), a.Kind.String(), string(a.Proof.Activity))
			}
		}
	}),
	Local(Rule{
		Code: "act.beyond-limit", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R09", "R32", "R99"},
		Args: []string{"by", "amount", "activity"},
		Text: "by what is known, {by} had no authority to {activity} with {amount}", Remedy: "Have the act confirmed by somebody with a wider mandate.",
	}, func(v *view, f *Finder) {
		for i, a := range v.acts() {
			if a.Proof.By != "" && v.upholds(a.Proof, Quantity{}) && !v.upholds(a.Proof, a.Proof.Amount) {
				f.Found(actPath(i), string(a.Proof.By), a.Proof.Amount.String(), string(a.Proof.Activity))
			}
		}
	}),
	Local(Rule{
		Code: "act.founding", Kind: Adjustable, Severity: SeverityInfo, Subject: kindScope, Sources: []Source{"R06", "R97"},
		Args: []string{"by"},
		Text: "{by} founded the ledger when nobody could have authorised it", Remedy: "Look once whether {by} was the right one to do it.",
	}, func(v *view, f *Finder) {
		for i, a := range v.acts() {
			if a.Proof.Capacity == Founding {
				f.Found(actPath(i), string(a.Proof.By))
			}
		}
	}),
	Local(Rule{
		Code: "claim.unjudged", Kind: Adjustable, Severity: SeverityInfo, Subject: kindScope, Sources: []Source{"R06"},
		Args: []string{"entries", "source"},
		Text: "{entries} rest on nothing but a claim of {source}", Remedy: "Assign the roles explicitly once the claims are checked.",
	}, func(v *view, f *Finder) {
		bySource := map[string]int{}
		for _, c := range v.now {
			if x := v.r.extra(v.n, c); c.flags&hasClaim != 0 && x != nil {
				bySource[x.claim]++
			}
		}
		for source, n := range bySource {
			entries := "1 entry"
			if n > 1 {
				entries = strconv.Itoa(n) + " entries"
			}
			f.Found("", entries, source)
		}
	}),
	Local(Rule{
		Code: "mandate.grantor", Kind: Adjustable, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R09", "R91"},
		Args: []string{"holder", "grantor"},
		Text: "the mandate of {holder} was granted by {grantor}, who is no known party", Remedy: "Add {grantor} to the parties, or correct the name.",
	}, func(v *view, f *Finder) {
		for c, m := range v.mandates() {
			if n, ok := v.r.partyNo(m.GrantedBy); !ok || v.r.party(n) == nil {
				f.Found(v.holderPath(c)+".mandate.grantedBy", string(v.r.partyOf(c.holder)), string(m.GrantedBy))
			}
		}
	}),
	Local(Rule{
		Code: "mandate.activity", Kind: Hard, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R09", "R98"},
		Args: []string{"holder", "activity", "matrix"},
		Text: "the mandate of {holder} limits {activity}, and matrix {matrix} has no such activity", Remedy: "Add a row for {activity} to the matrix, or correct the name.",
	}, func(v *view, f *Finder) {
		for c, m := range v.mandates() {
			for i, l := range m.Limits {
				if v.m.row(l.Activity) == nil {
					f.Found(v.holderPath(c)+indexed(".mandate.limits", i, ".activity"), string(v.r.partyOf(c.holder)), string(l.Activity), v.m.version)
				}
			}
		}
	}),
}

// upholds reports whether what is known bears out the act with the amount.
func (v *view) upholds(p Proof, amount Quantity) bool {
	p.Amount = amount
	return v.r.Upholds(p)
}

func actPath(i int) string { return "acts[" + strconv.Itoa(i) + "]" }

// acts yields the acts that r knows, counted from 0.
func (v *view) acts() func(yield func(int, Act) bool) {
	return func(yield func(int, Act) bool) {
		for i := range int(v.r.knownRevision(v.n)) {
			if !yield(i, v.r.act(v.n, uint32(i+1))) {
				return
			}
		}
	}
}

// mandates yields the present entries with a mandate.
func (v *view) mandates() func(yield func(*cell, *Mandate) bool) {
	return func(yield func(*cell, *Mandate) bool) {
		for _, c := range v.now {
			if c.flags&hasMandate == 0 {
				continue
			}
			if x := v.r.extra(v.n, c); x != nil && x.mandate != nil && !yield(c, x.mandate) {
				return
			}
		}
	}
}

func startOf(i instant) string {
	if i == beginning {
		return "the beginning"
	}
	return onDay(i)
}

// overlapping looks for two holders of a role for one, at any instant and as
// known at any instant, except for those who contest it now: rules of their own
// speak of them. Each pair is reported once a role.
func overlapping(which Holders) func(*view, *Finder) {
	return func(v *view, f *Finder) {
		said := map[string]bool{}
		for a, b := range v.overlaps(func(a, b *cell) bool {
			card := v.m.card(a.role)
			return a.holder != b.holder && card != nil && card.Holders == which && !a.delegated() && !b.delegated() && !v.bothNow(a, b)
		}) {
			one, other := string(v.r.partyOf(a.holder)), string(v.r.partyOf(b.holder))
			if one > other {
				one, other = other, one
			}
			role := string(v.r.roleOf(a.role))
			path := role + "[" + one + "," + other + "]"
			if !said[path] {
				said[path] = true
				f.Found(path, role, one, other, startOf(max(a.from, b.from)))
			}
		}
	}
}

func (v *view) bothNow(a, b *cell) bool {
	revision := v.r.knownRevision(v.n)
	return a.valid(v.at) && b.valid(v.at) && a.known(revision) && b.known(revision)
}

// maxOverlaps is how many pairs of one role over one scope are looked at that
// overlap: n entries may make n² of them, and no document is to exhaust the
// memory of whoever reviews it.
const maxOverlaps = 1000

// overlaps yields the pairs of entries of one role whose rectangles in valid and
// recorded time intersect and that are wanted, by role and then by start, at
// most [maxOverlaps] of a role.
func (v *view) overlaps(want func(a, b *cell) bool) func(yield func(a, b *cell) bool) {
	return func(yield func(a, b *cell) bool) {
		current, superseded := v.r.cells(v.n)
		all := make([]*cell, 0, len(current)+len(superseded))
		for _, cells := range [2][]cell{current, superseded} {
			for i := range cells {
				if cells[i].from < cells[i].until && cells[i].act < cells[i].end && cells[i].act <= v.r.knownRevision(v.n) {
					all = append(all, &cells[i])
				}
			}
		}
		slices.SortStableFunc(all, func(a, b *cell) int {
			return cmp.Or(cmp.Compare(a.role, b.role), cmp.Compare(a.act, b.act), cmp.Compare(a.from, b.from), cmp.Compare(a.holder, b.holder))
		})
		for len(all) > 0 {
			n := 1
			for n < len(all) && all[n].role == all[0].role {
				n++
			}
			left, stopped := maxOverlaps, false
			sweep(all[:n], want, func(a, b *cell) bool {
				left--
				stopped = !yield(a, b)
				return !stopped && left > 0
			})
			if stopped {
				return
			}
			all = all[n:]
		}
	}
}

// sweep goes through the rectangles of one role in recorded time and keeps those
// that are believed ordered by their start. As long as these are disjoint, which
// is what a sound ledger has, each is compared with its neighbours alone; what
// overlaps wantedly or not is kept aside and compared with everything.
func sweep(cells []*cell, want func(a, b *cell) bool, yield func(a, b *cell) bool) {
	var open, aside []*cell // believed: disjoint and by from; the rest
	for _, c := range cells {
		gone := func(o *cell) bool { return o.end <= c.act }
		open, aside = slices.DeleteFunc(open, gone), slices.DeleteFunc(aside, gone)
		clash := false
		at, _ := slices.BinarySearchFunc(open, c.from, func(o *cell, from instant) int { return cmp.Compare(o.from, from) })
		for i := max(at-1, 0); i < len(open) && open[i].from < c.until; i++ {
			if open[i].until <= c.from {
				continue
			}
			clash = true
			if want(open[i], c) && !yield(open[i], c) {
				return
			}
		}
		for _, o := range aside {
			if o.from < c.until && c.from < o.until && want(o, c) && !yield(o, c) {
				return
			}
		}
		if clash {
			aside = append(aside, c)
		} else {
			open = slices.Insert(open, at, c)
		}
	}
}
