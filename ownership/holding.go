package ownership

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// A Holding is one party recorded in one role over one scope for a period. It
// says what is recorded, not whether the party answers: see [Answer].
type Holding struct {
	Party  PartyID
	Role   Role
	Scope  Scope
	Rank   int // of deputies, 1 first; 0 for other roles
	Period Period

	// Mandate comes with the assignment (R09), or nil. It is shared: read only.
	Mandate *Mandate

	// Delegation is set for delegates, who do not hold the role. Read only.
	Delegation *Delegation

	// Claim names the source of an imported entry, or is empty.
	Claim string
}

func (r *Register) holding(s scopeNo, c *cell) Holding {
	h := Holding{
		Party: r.partyOf(c.holder), Role: r.roleOf(c.role), Scope: r.scopeOf(s),
		Rank: int(c.rank), Period: span{c.from, c.until}.period(),
	}
	if x := r.extra(s, c); x != nil {
		h.Mandate, h.Claim = x.mandate, x.claim
		if c.flags&hasDelegation != 0 {
			h.Delegation = &Delegation{From: r.partyOf(x.from), Activities: x.activities, Reason: x.reason}
		}
	}
	return h
}

// Holders yields everybody who is recorded in the role over the scope at the
// instant, by rank and then by name, delegates last. Like [Register.Holder] it
// looks at the scope itself and then, if the role reaches down, at the nearest
// containing scope in which anybody has it.
func (r *Register) Holders(role Role, scope Scope, at time.Time) iter.Seq[Holding] {
	return func(yield func(Holding) bool) {
		r := r.use()
		s, okS := r.scopeNo(scope)
		n, okR := r.roleNo(role)
		if !okS || !okR {
			return
		}
		i := instantOf(at)
		nearest := r.nearest(r.matrixAt(i), n, s, i)
		var room [8]*cell
		for via := range r.counted(n, nearest, s, i) {
			found := room[:0]
			r.entries(via, i, func(c *cell) bool {
				if c.role == n {
					found = append(found, c)
				}
				return true
			})
			slices.SortFunc(found, r.compareCells)
			for _, c := range found {
				if !yield(r.holding(via, c)) {
					return
				}
			}
		}
	}
}

// compareCells orders the cells of one scope: delegates last, then by rank,
// name, role and period.
func (r *Register) compareCells(a, b *cell) int {
	return cmp.Or(
		cmp.Compare(a.flags&hasDelegation, b.flags&hasDelegation),
		cmp.Compare(a.rank, b.rank),
		cmp.Compare(r.partyOf(a.holder), r.partyOf(b.holder)),
		cmp.Compare(r.roleOf(a.role), r.roleOf(b.role)),
		cmp.Compare(a.from, b.from), cmp.Compare(a.until, b.until), cmp.Compare(a.act, b.act),
	)
}

// Duties yields everything that the party is recorded for at the instant, by
// scope and then by role: what this person answers for, what they deputise for
// and what was delegated to them (R02).
func (r *Register) Duties(party PartyID, at time.Time) iter.Seq[Holding] {
	return func(yield func(Holding) bool) {
		r := r.use()
		p, ok := r.partyNo(party)
		if !ok {
			return
		}
		i := instantOf(at)
		for s := range r.holdings(p) {
			var room [4]*cell
			found := room[:0]
			r.entries(s, i, func(c *cell) bool {
				if c.holder == p {
					found = append(found, c)
				}
				return true
			})
			slices.SortFunc(found, func(a, b *cell) int {
				return cmp.Or(cmp.Compare(r.roleOf(a.role), r.roleOf(b.role)), r.compareCells(a, b))
			})
			for _, c := range found {
				if !yield(r.holding(s, c)) {
					return
				}
			}
		}
	}
}

// An Involvement is one party with a part in an activity.
type Involvement struct {
	Holding
	Letters RACI
	// Acting is set if the party stands in for a holder who is away or missing.
	Acting bool
}

// Involved yields everybody who has a part in the activity done to the scope at
// the instant: who answers, who does it, who is consulted and who is informed
// (R16). The order is that of the letters A, R, C, I, then role, rank and name.
// Where the holder of a role is not there and a deputy acts, the deputy follows
// the holder, marked as acting. Delegates are not listed.
func (r *Register) Involved(activity Activity, scope Scope, at time.Time) iter.Seq[Involvement] {
	return func(yield func(Involvement) bool) {
		r := r.use()
		row := r.matrixAt(instantOf(at)).row(activity)
		if row == nil {
			return
		}
		for _, role := range row.byLetter {
			letters := row.row.Cells[role]
			actor := r.Acting(role, scope, at)
			for h := range r.Holders(role, scope, at) {
				if h.Delegation == nil && !yield(Involvement{h, letters, false}) {
					return
				}
			}
			if actor.Capacity == AsDeputy {
				h := Holding{Party: actor.Person, Role: role, Scope: actor.Answer.Via}
				if !yield(Involvement{h, letters, true}) {
					return
				}
			}
		}
	}
}

// rolesByLetter sorts the roles of a row: the accountable one first, then those
// responsible, consulted and informed, each by name.
func rolesByLetter(row *Row) []Role {
	roles := make([]Role, 0, len(row.Cells))
	for role, letters := range row.Cells {
		if letters != 0 {
			roles = append(roles, role)
		}
	}
	weight := func(l RACI) int {
		for i, x := range [...]RACI{A, R, C, I} {
			if l&x != 0 {
				return i
			}
		}
		return 4
	}
	slices.SortFunc(roles, func(a, b Role) int {
		return cmp.Or(cmp.Compare(weight(row.Cells[a]), weight(row.Cells[b])), cmp.Compare(a, b))
	})
	return roles
}

// MajorIncident yields whom to notify of a major incident of the service (R36,
// C6): everybody who has a part in [NotifyMajorIncident].
func (r *Register) MajorIncident(service ServiceID, at time.Time) iter.Seq[Involvement] {
	return r.Involved(NotifyMajorIncident, ServiceScope(service), at)
}
