package ownership

// A judgement is the outcome of one question "may By do this?". One function
// makes it, and May, Why and Authorize read it.
type judgement struct {
	capacity Capacity // unset: no
	role     roleNo   // the role whose R or A entitles
	via      scopeNo  // the scope over which it is held
	forParty partyNo  // the principal of a deputy or delegate
	hasFor   bool
	limit    bool // a mandate stands against the amount
}

func (j judgement) ok() bool { return j.capacity != 0 && !j.limit }

// judge decides whether p may do the row's activity to s. A person is entitled
// by an own right, or else as a deputy, or else as a delegate; the first way
// whose mandate bears the amount is taken. A request on somebody's behalf
// leaves out the ways that are not on that party's behalf.
func (r *Register) judge(m *compiledMatrix, row *compiledRow, p partyNo, s scopeNo, at instant, req Request) judgement {
	rec := r.party(p)
	if !rec.isPerson() || !rec.activeAt(at) || !row.appliesTo(r.levelOf(s)) {
		return judgement{}
	}
	best := r.judgeOver(m, row, p, s, ancestor{scope: s}, at, req)
	var buf ancestry
	for a := range r.above(&buf, s, at) {
		if best.ok() && best.capacity == OwnRight {
			break
		}
		if j := r.judgeOver(m, row, p, s, a, at, req); j.beats(best) {
			best = j
		}
	}
	return best
}

// beats reports whether j is the better ground: one that suffices before one
// that does not, then an own right before standing in; the nearer one stays.
func (j judgement) beats(o judgement) bool {
	if j.capacity == 0 || o.capacity == 0 {
		return o.capacity == 0
	}
	if j.limit != o.limit {
		return o.limit
	}
	return j.capacity < o.capacity
}

// judgeOver looks at what p is recorded in over via, which is s itself or a
// scope that contains it.
func (r *Register) judgeOver(m *compiledMatrix, row *compiledRow, p partyNo, s scopeNo, via ancestor, at instant, req Request) (best judgement) {
	r.entries(via.scope, at, func(c *cell) bool {
		if c.holder != p {
			return true
		}
		j := r.judgeCell(m, row, c, s, via, at, req)
		if j.capacity == 0 {
			return true
		}
		j.limit = !r.bears(via.scope, c, j, at, req)
		if j.beats(best) {
			best = j
		}
		return !(best.ok() && best.capacity == OwnRight)
	})
	return best
}

// judgeCell says in which capacity one entry entitles its holder.
func (r *Register) judgeCell(m *compiledMatrix, row *compiledRow, c *cell, s scopeNo, via ancestor, at instant, req Request) judgement {
	if c.flags&hasDelegation != 0 {
		return r.judgeDelegate(m, row, c, s, via, at, req)
	}
	if row.may.has(c.role) && (req.For == "" || req.For == req.By) && r.counts(m, c.role, s, via, at) {
		return judgement{capacity: OwnRight, role: c.role, via: via.scope}
	}
	return r.judgeDeputy(m, row, c, s, via, at, req)
}

// counts reports whether a holder of the role over via has it for s: no nearer
// scope has a holder, and where one may hold it no other does.
func (r *Register) counts(m *compiledMatrix, role roleNo, s scopeNo, via ancestor, at instant) bool {
	if via.steps > 0 && !m.reaches.has(role) {
		return false
	}
	if via.steps == 0 && !m.single.has(role) {
		return true
	}
	n := r.nearest(m, role, s, at)
	return n.via.compare(via) == 0 && (n.distinct == 1 || !m.single.has(role))
}

func (r *Register) judgeDeputy(m *compiledMatrix, row *compiledRow, c *cell, s scopeNo, via ancestor, at instant, req Request) judgement {
	card := m.card(c.role)
	if card == nil || card.DeputyOf == "" || row.row.Acting == Never {
		return judgement{}
	}
	principal, ok := r.roleNo(card.DeputyOf)
	if !ok || !row.may.has(principal) || via.steps > 0 && !m.reaches.has(principal) {
		return judgement{}
	}
	// The principal's role counts for s if it is held there, and also if nobody
	// holds it anywhere: then whoever deputises over s or a container acts.
	n := r.nearest(m, principal, s, at)
	owner := r.claimOf(principal, via.scope, at)
	if n.distinct > 1 || n.distinct == 1 && (owner.distinct == 0 || n.via.compare(via) != 0) {
		return judgement{}
	}
	if r.present(owner, at) && row.row.Acting != Always {
		return judgement{}
	}
	if first, ok := r.firstDeputy(m, principal, via.scope, at); !ok || first != c.holder {
		return judgement{}
	}
	j := judgement{capacity: AsDeputy, role: principal, via: via.scope}
	if owner.distinct == 1 {
		j.forParty, j.hasFor = owner.holder, true
	}
	if req.For != "" && !(j.hasFor && r.partyOf(j.forParty) == req.For) {
		return judgement{}
	}
	return j
}

// present reports whether the claim is one living person who is not away.
func (r *Register) present(c claim, at instant) bool {
	if c.distinct != 1 {
		return false
	}
	p := r.party(c.holder)
	return p.isPerson() && p.activeAt(at) && !p.absentAt(at)
}

// firstDeputy returns the first ranked deputy of the role over the scope who is
// a living person, not away, and not the holder. Equal ranks are settled by
// name, so that the answer is the same everywhere; the tie is a finding.
func (r *Register) firstDeputy(m *compiledMatrix, principal roleNo, via scopeNo, at instant) (first partyNo, found bool) {
	owner := r.claimOf(principal, via, at)
	var rank uint8
	r.entries(via, at, func(c *cell) bool {
		if c.flags&hasDelegation != 0 || !m.standsInFor(c.role, principal) || owner.distinct == 1 && owner.holder == c.holder {
			return true
		}
		p := r.party(c.holder)
		if !p.isPerson() || !p.activeAt(at) || p.absentAt(at) {
			return true
		}
		if !found || c.rank < rank || c.rank == rank && r.partyOf(c.holder) < r.partyOf(first) {
			first, rank, found = c.holder, c.rank, true
		}
		return true
	})
	return first, found
}

func (r *Register) judgeDelegate(m *compiledMatrix, row *compiledRow, c *cell, s scopeNo, via ancestor, at instant, req Request) judgement {
	x := r.extra(via.scope, c)
	if x == nil || row.row.Acting == Never || !row.may.has(c.role) || x.from == c.holder || !covers(x.activities, row.row.Activity) {
		return judgement{}
	}
	if !r.counts(m, c.role, s, via, at) || !r.delegatorStands(c.role, x.from, via.scope, at) {
		return judgement{}
	}
	if req.For != "" && r.partyOf(x.from) != req.For {
		return judgement{}
	}
	return judgement{capacity: AsDelegate, role: c.role, via: via.scope, forParty: x.from, hasFor: true}
}

func covers(activities []Activity, a Activity) bool {
	if len(activities) == 0 {
		return true
	}
	for _, x := range activities {
		if x == a {
			return true
		}
	}
	return false
}

// delegatorStands reports whether the delegator is a living person who is still
// recorded in the role over via: a delegation never outlives the right that it
// was cut from.
func (r *Register) delegatorStands(role roleNo, from partyNo, via scopeNo, at instant) bool {
	if p := r.party(from); !p.isPerson() || !p.activeAt(at) {
		return false
	}
	stands := false
	r.entries(via, at, func(c *cell) bool {
		stands = c.role == role && c.flags&hasDelegation == 0 && c.holder == from
		return !stands
	})
	return stands
}

// bears reports whether the mandates involved bear the amount: that of the entry
// and, for deputies and delegates, that of the principal, because nobody acts
// for another with more than the other has (R09, R32). A mandate without a limit
// for the activity does not limit it. Units are compared, never converted.
func (r *Register) bears(via scopeNo, c *cell, j judgement, at instant, req Request) bool {
	if req.Amount == (Quantity{}) {
		return true
	}
	if !r.entryBears(via, c, req) {
		return false
	}
	if !j.hasFor {
		return true
	}
	bears := true
	r.entries(via, at, func(p *cell) bool {
		if p.role == j.role && p.holder == j.forParty && p.flags&hasDelegation == 0 {
			bears = r.entryBears(via, p, req)
		}
		return bears
	})
	return bears
}

func (r *Register) entryBears(via scopeNo, c *cell, req Request) bool {
	if c.flags&hasMandate == 0 {
		return true
	}
	x := r.extra(via, c)
	if x == nil || x.mandate == nil {
		return true
	}
	for _, l := range x.mandate.Limits {
		if l.Activity == req.Activity && (l.Max.Unit != req.Amount.Unit || req.Amount.Value > l.Max.Value) {
			return false
		}
	}
	return true
}
