package ownership

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// judgeAdded judges every entry that the command adds on its own, against the
// facts and against everything else that will be believed. What is left of an
// entry that was cut is not judged: it was there before.
func (x *command) judgeAdded() {
	for k, i := range x.draft.added {
		path := ""
		if x.list != "" {
			path = x.list + "[" + strconv.Itoa(k) + "]."
		}
		e := &x.draft.entries[i]
		card := x.card(path+"role", e.Role)
		if card == nil {
			continue
		}
		x.judgeLevel(path, card)
		x.judgeRank(path, e, card)
		x.judgeHolder(path, e, card)
		if !e.own() {
			x.judgeDelegation(path, e)
			continue
		}
		for j, o := range x.draft.believed() {
			if j != i && o.own() && !(j < i && slices.Contains(x.draft.added, j)) {
				x.judgePair(path, e, o, card)
			}
		}
	}
}

func (x *command) judgeLevel(path string, card *RoleCard) {
	if slices.Contains(card.Levels, x.draft.scope.Level) {
		return
	}
	names := make([]string, len(card.Levels))
	for i, l := range card.Levels {
		names[i] = l.String()
	}
	x.refuse(roleLevel, path+"role", "role", string(card.Role), "level", x.draft.scope.Level.String(), "levels", strings.Join(names, " or "))
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

// judgeHolder holds the entry against what is known of the holder: everybody has
// to be known, who answers or acts has to be a person, and one who is there.
func (x *command) judgeHolder(path string, e *Entry, card *RoleCard) {
	path += x.holderField()
	n, ok := x.reg.partyNo(e.Holder)
	var p *partyRec
	if ok {
		p = x.reg.party(n)
	}
	if p == nil {
		x.refuse(rolePartyUnknown, path, "holder", string(e.Holder))
		return
	}
	if !p.isPerson() {
		kind := p.Kind.String()
		if p.Placeholder {
			kind = "placeholder"
		}
		switch {
		case !e.own():
			x.refuse(delegatePerson, path, "holder", string(e.Holder), "kind", kind)
		case card.wantsPerson():
			x.refuse(rolePerson, path, "holder", string(e.Holder), "kind", kind, "role", string(e.Role), "lead", cmp.Or(string(p.Lead), "nobody"))
		}
	}
	if at := x.firstInstant(e); !p.activeAt(at) && (!e.own() || !card.Relation) {
		x.refuse(rolePersonInactive, path, "holder", string(e.Holder), "instant", at.String())
	}
}

// holderField is what the commands call the holder.
func (x *command) holderField() string {
	if x.list != "" {
		return "holder"
	}
	return "to"
}

// firstInstant is the first instant that the entry is about from now on, or its
// beginning if it is all over.
func (x *command) firstInstant(e *Entry) instant {
	s := spanOf(e.Period)
	if s.contains(x.now) {
		return x.now
	}
	return s.from
}

// wantsPerson reports whether a holder of the role answers or stands in for
// somebody, which only a person can do (R80).
func (c *RoleCard) wantsPerson() bool {
	return c.DeputyOf != "" || c.Holders != Several && !c.Relation
}

// judgePair holds an added entry against another one that will be believed.
func (x *command) judgePair(path string, e, o *Entry, card *RoleCard) {
	shared, ok := spanOf(e.Period).meet(spanOf(o.Period))
	if !ok {
		return
	}
	period := shared.period().String()
	switch {
	case e.Role == o.Role && e.Holder == o.Holder:
		x.refuse(roleTwice, path+"period", "holder", string(e.Holder), "role", string(e.Role), "period", period)
		return
	case e.Role == o.Role && card.Holders != Several:
		x.contested(path, e, o, period)
	}
	other := x.draftCard(o.Role)
	switch {
	case e.Holder == o.Holder && card.DeputyOf != "" && card.DeputyOf == o.Role:
		x.refuse(deputyOwn, path+x.holderField(), "holder", string(e.Holder), "role", string(o.Role), "period", period)
	case e.Holder == o.Holder && other != nil && other.DeputyOf != "" && other.DeputyOf == e.Role:
		x.refuse(deputyOwn, path+x.holderField(), "holder", string(e.Holder), "role", string(e.Role), "period", period)
	case card.DeputyOf != "" && other != nil && card.DeputyOf == other.DeputyOf && e.Rank == o.Rank:
		x.refuse(deputyRank, path+"rank", "rank", strconv.Itoa(e.Rank), "other", string(o.Holder), "period", period)
	}
}

func (x *command) contested(path string, e, o *Entry, period string) {
	ids := []PartyID{e.Holder, o.Holder}
	slices.Sort(ids)
	x.refuse(roleContested, path+x.holderField(), "role", string(e.Role), "claimants", joinIDs(ids), "from", period)
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
		case row == nil || row.row.Cells[e.Role]&(R|A) == 0:
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
	from      instant // the first instant of the quarrel within the span asked about
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
		c := contest{role: role, from: unended}
		for i, a := range entries {
			for _, b := range entries[i+1:] {
				if b.from >= a.until {
					break
				}
				if b.Holder != a.Holder {
					c.from = min(c.from, b.from)
					c.claimants = append(c.claimants, a.Holder, b.Holder)
				}
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
