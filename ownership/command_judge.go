package ownership

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// judgeAdded judges every entry that the command adds on its own, against
// everything else that will be believed. What is left of an entry that was cut
// is not judged: it was there before.
func (x *command) judgeAdded() {
	for k, i := range x.draft.added {
		path := ""
		if x.list != "" {
			path = x.list + "[" + strconv.Itoa(k) + "]."
		}
		e := &x.draft.entries[i]
		card := x.card(path+"role", e.Role, string(e.Holder))
		if card == nil {
			continue
		}
		x.judgeRank(path, e, card)
		if !e.own() {
			x.judgeDelegation(path, e)
			continue
		}
		for j, o := range x.draft.believed() {
			if j == i || !o.own() {
				continue
			}
			if _, judged := slices.BinarySearch(x.draft.added[:k], j); !judged {
				x.judgePair(path, e, o, card)
			}
		}
	}
}

// admit lets a review look at what the command adds, with the rules of admission
// and nothing else: at the first instant that each entry is about, and whenever
// its holder begins something else meanwhile. What the review would have found
// without the command, too, does not stand in its way.
func (x *command) admit(out Ledger) {
	reg := &Register{x.reg.snapshot, unended}
	before, after := reg.With(x.before), reg.With(out)
	only := Selection{Codes: admission, Subjects: []Subject{out.scope.Subject()}}
	for _, at := range x.instants() {
		there := before.Review(at.time(), only).Blocking()
		for _, f := range after.Review(at.time(), only).Blocking() {
			if !slices.ContainsFunc(there, func(o Finding) bool { return f.Compare(o) == 0 }) {
				x.found = append(x.found, f)
			}
		}
	}
}

// instants are those that admission looks at, in order.
func (x *command) instants() (out []instant) {
	for _, i := range x.draft.added {
		e := &x.draft.entries[i]
		s := spanOf(e.Period)
		if s.contains(x.now) {
			s.from = x.now
		}
		out = append(out, s.from)
		for _, o := range x.draft.believed() {
			if from := spanOf(o.Period).from; o.Holder == e.Holder && s.contains(from) {
				out = append(out, from)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// judgeRank wants a rank of every deputy and of nobody else (R07).
func (x *command) judgeRank(path string, e *Entry, card *RoleCard) {
	switch deputy := card.DeputyOf != "" && e.own(); {
	case deputy && e.Rank == 0:
		x.refuse(deputyUnranked, path+"rank", "role", string(card.Role))
	case !deputy && e.Rank != 0:
		x.refuse(deputyVain, path+"rank", "rank", strconv.Itoa(e.Rank), "role", string(card.Role))
	}
}

// holderField is what the commands call the holder.
func (x *command) holderField() string {
	if x.list != "" {
		return "holder"
	}
	return "to"
}

// judgePair holds an added entry against another one that will be believed.
func (x *command) judgePair(path string, e, o *Entry, card *RoleCard) {
	shared, ok := spanOf(e.Period).meet(spanOf(o.Period))
	if !ok {
		return
	}
	role, holder, since := string(e.Role), string(e.Holder), startOf(shared.from)
	field := path + x.holderField()
	switch {
	case e.Role == o.Role && e.Holder == o.Holder:
		x.refuseAs(roleTwice, path+"period", "role", role, "holder", holder, "from", since)
		return
	case e.Role == o.Role && card.Holders != Several:
		code := roleOverlap
		if card.Holders == OneAlways {
			code = ownerOverlap
		}
		x.refuseAs(code, field, "role", role, "one", string(o.Holder), "other", holder, "from", since)
	}
	other := x.draftCard(o.Role)
	switch {
	case e.Holder == o.Holder && (card.DeputyOf == o.Role || other != nil && other.DeputyOf == e.Role):
		x.refuseAs(deputyOwn, field, "holder", holder)
	case card.DeputyOf != "" && other != nil && card.DeputyOf == other.DeputyOf && e.Rank == o.Rank && e.Holder != o.Holder:
		x.refuseAs(deputyRank, path+"rank", "holder", holder, "other", string(o.Holder), "rank", strconv.Itoa(e.Rank))
	}
}

// draftCard returns the card of a role that is recorded already; it may be one
// that the matrix does not know.
func (x *command) draftCard(role Role) *RoleCard {
	if n, ok := x.reg.roleNo(role); ok {
		return x.matrix.card(n)
	}
	return nil
}

// judgeDelegation holds a delegation against what its delegator holds: never
// more, never longer, never of something that was only lent to him.
func (x *command) judgeDelegation(path string, e *Entry) {
	d, s := e.Delegation, spanOf(e.Period)
	if !x.draft.covered(e) {
		x.refuse(delegateNotHeld, path+"period", "from", string(d.From), "role", string(e.Role), "period", e.Period.String())
	}
	for _, o := range x.draft.believed() {
		if shared, ok := spanOf(o.Period).meet(s); ok && o.own() && o.Role == e.Role && o.Holder == e.Holder {
			x.refuse(delegateHolder, path+x.holderField(), "holder", string(e.Holder), "role", string(e.Role), "period", shared.period().String())
		}
	}
	if card := x.draftCard(e.Role); card != nil && card.DeputyOf != "" {
		x.refuse(delegateSecond, path+"role", "from", string(d.From))
	}
	for _, a := range d.Activities {
		at := path + "activities"
		row := x.matrix.row(a)
		switch {
		case row == nil: // admission says so
		case row.row.Cells[e.Role]&(R|A) == 0:
			x.refuse(delegateActivity, at, "activity", string(a), "role", string(e.Role))
		case row.row.Acting == Never:
			x.refuse(delegateNever, at, "activity", string(a), "role", string(e.Role))
		}
	}
}

// covered reports whether one entry gives the delegator the role during the
// whole period of the delegation e.
func (l Ledger) covered(e *Entry) bool {
	s := spanOf(e.Period)
	for _, o := range l.believed() {
		if w := spanOf(o.Period); o.own() && o.Role == e.Role && o.Holder == e.Delegation.From && w.from <= s.from && s.until <= w.until {
			return true
		}
	}
	return false
}

// A contest is a role for one holder that several claim.
type contest struct {
	role      Role
	code      Code // of the finding
	claimants []PartyID
}

// contests lists the roles for one holder that several distinct parties are
// believed to hold at some instant of the span, by role.
func (l Ledger) contests(m *compiledMatrix, r *Register, within span) []contest {
	type claimed struct {
		*Entry
		span
	}
	byRole := map[Role][]claimed{}
	for _, e := range l.believed() {
		n, ok := r.roleNo(e.Role)
		if s, lives := spanOf(e.Period).meet(within); ok && lives && e.own() && m.single.has(n) {
			byRole[e.Role] = append(byRole[e.Role], claimed{e, s})
		}
	}
	var out []contest
	for role, entries := range byRole {
		slices.SortStableFunc(entries, func(a, b claimed) int { return cmp.Compare(a.from, b.from) })
		c := contest{role: role, code: roleContested}
		if n, _ := r.roleNo(role); m.card(n).Holders == OneAlways {
			c.code = ownerContested
		}
		// Forwards: who begins while another holds on longest, apart from himself.
		var last, other claimed
		for _, e := range entries {
			rival := last
			if last.Entry != nil && last.Holder == e.Holder {
				rival = other
			}
			if rival.Entry != nil && e.from < rival.until {
				c.claimants = append(c.claimants, e.Holder)
			}
			switch {
			case last.Entry == nil || e.until > last.until:
				if last.Entry != nil && last.Holder != e.Holder {
					other = last
				}
				last = e
			case e.Holder != last.Holder && (other.Entry == nil || e.until > other.until):
				other = e
			}
		}
		// Backwards: in whose time the next one begins who is not himself.
		var next claimed
		for i := len(entries) - 1; i > 0; i-- {
			if next.Entry == nil || entries[i].Holder != entries[i-1].Holder {
				next = entries[i]
			}
			if next.Holder != entries[i-1].Holder && next.from < entries[i-1].until {
				c.claimants = append(c.claimants, entries[i-1].Holder)
			}
		}
		if c.claimants != nil {
			slices.Sort(c.claimants)
			c.claimants = slices.Compact(c.claimants)
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b contest) int { return cmp.Compare(a.role, b.role) })
	return out
}

func joinIDs[T ~string](ids []T) string {
	s := make([]string, len(ids))
	for i, id := range ids {
		s[i] = string(id)
	}
	return strings.Join(s, ", ")
}
