package ownership

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// A ScopeView is one scope of one register, found once and then asked without
// looking the name up again. It sees the register as it was when it was made.
type ScopeView struct {
	r     *Register
	scope Scope
	n     scopeNo
	known bool
}

// A PartyView is one party of one register, as [ScopeView] is one scope.
type PartyView struct {
	r     *Register
	id    PartyID
	n     partyNo
	known bool
}

// An ActivityView is one activity of one register, as [ScopeView] is one scope.
// Which row of the matrix it means depends on the instant of the question.
type ActivityView struct {
	r      *Register
	id     Activity
	latest *compiledMatrix
	row    *compiledRow
}

// Service returns the view of a service.
func (r *Register) Service(id ServiceID) ScopeView { return r.Scope(ServiceScope(id)) }

// Scope returns the view of a scope. A scope that the register does not know
// has a view, too: nobody holds anything over it.
func (r *Register) Scope(s Scope) ScopeView {
	r = r.use()
	n, ok := r.scopeNo(s)
	return ScopeView{r, s, n, ok}
}

// Party returns the view of a party, known or not.
func (r *Register) Party(id PartyID) PartyView {
	r = r.use()
	n, ok := r.partyNo(id)
	return PartyView{r, id, n, ok}
}

// Activity returns the view of an activity, known or not.
func (r *Register) Activity(id Activity) ActivityView {
	r = r.use()
	m := r.matrixAt(forever)
	return ActivityView{r, id, m, m.row(id)}
}

// Scope returns what v is the view of.
func (v ScopeView) Scope() Scope { return v.scope }

// ID returns whom v is the view of.
func (v PartyView) ID() PartyID { return v.id }

// Party returns what is declared of the party, if anything is.
func (v PartyView) Party() (Party, bool) {
	if !v.known {
		return Party{}, false
	}
	p := v.r.party(v.n)
	if p == nil {
		return Party{}, false
	}
	return p.Party.clone(), true
}

// Service returns what is declared of the service, if v is one.
func (v ScopeView) Service() (Service, bool) {
	if !v.known {
		return Service{}, false
	}
	return v.r.service(v.n)
}

// Declared reports whether the scope is a declared service or area, without
// reading what is declared of it.
func (v ScopeView) Declared() bool { return v.known && v.r.declared(v.n) }

// Area returns what is declared of the area, if v is one.
func (v ScopeView) Area() (Area, bool) {
	if !v.known {
		return Area{}, false
	}
	return v.r.area(v.n)
}

// Within yields the scopes that contain the scope at the instant, each once,
// nearest first: the narrower level, then fewer steps up, then by name. So a rule
// that holds "here and below" is found by walking outwards.
func (v ScopeView) Within(at time.Time) iter.Seq[Scope] {
	return func(yield func(Scope) bool) {
		if !v.known {
			return
		}
		var buf ancestry
		around := slices.SortedFunc(v.r.above(&buf, v.n, instantOf(at)), func(a, b ancestor) int {
			return cmp.Or(a.compare(b), v.r.scopeOf(a.scope).Compare(v.r.scopeOf(b.scope)))
		})
		for _, a := range around {
			if !yield(v.r.scopeOf(a.scope)) {
				return
			}
		}
	}
}

// Revision returns the revision of the scope's ledger as far as the register
// knows it; 0 without a ledger.
func (v ScopeView) Revision() int {
	if !v.known {
		return 0
	}
	return int(v.r.knownRevision(v.n))
}

// Owner is [Register.Owner] for the service.
func (v ScopeView) Owner(at time.Time) Answer { return v.Holder(ServiceOwner, at) }

// Holder is [Register.Holder] for the scope.
func (v ScopeView) Holder(role Role, at time.Time) Answer {
	if v.known {
		if n, ok := v.r.roleNo(role); ok {
			i := instantOf(at)
			return v.r.answer(v.r.matrixAt(i), n, v.scope, v.n, i)
		}
	}
	return Answer{State: Vacant, Via: v.scope}
}

// May reports whether the party may do the activity to the scope, by own right
// or for whomever the party stands in for; see [Register.May]. Views of
// different registers are brought together by name.
func (v ScopeView) May(p PartyView, a ActivityView, at time.Time) bool {
	if !v.known || !p.known || p.r != v.r || a.r != v.r || a.id == EstablishOwnership {
		return v.r.May(Request{By: p.id, Activity: a.id, Scope: v.scope, At: at})
	}
	i := instantOf(at)
	m, row := v.r.matrixAt(i), a.row
	if m != a.latest {
		row = m.row(a.id)
	}
	return row != nil && plausibleTime(at) && v.r.judge(m, row, p.n, v.n, i, Request{Activity: a.id}).ok()
}

// Scopes yields every scope that is declared or has a ledger, in order,
// beginning with the first that is not before from.
func (r *Register) Scopes(from Scope) iter.Seq[Scope] {
	return func(yield func(Scope) bool) {
		r := r.use()
		for n := range r.allScopes(from) {
			if !yield(r.scopeOf(n)) {
				return
			}
		}
	}
}

// Parties yields every declared party, in bytewise order of the identifiers.
func (r *Register) Parties() iter.Seq[PartyID] {
	return func(yield func(PartyID) bool) {
		r := r.use()
		for n := range r.allParties() {
			if !yield(r.partyOf(n)) {
				return
			}
		}
	}
}
