package ownership

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
)

// State is what can be said to "who has this role?".
type State uint8

// The states of an [Answer].
const (
	// Held: one living person has the role.
	Held State = iota + 1
	// Vacant: nobody is recorded, or only a person who is not active at the
	// instant, who is still listed as claimant.
	Vacant
	// NoPerson: what is recorded is a group, a unit, an organisation, a
	// placeholder, or a name that no party bears (R80, R81).
	NoPerson
	// Contested: several are recorded where one may be (R01). All of them are
	// claimants and none of them answers.
	Contested
)

var states = enum.Of[State]("State", "held", "vacant", "no person", "contested")

// String returns the name, "unset", or State(n) for an unknown value.
func (s State) String() string { return states.String(s) }

// MarshalText refuses unknown values.
func (s State) MarshalText() ([]byte, error) { return states.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *State) UnmarshalText(text []byte) (err error) {
	*s, err = states.Parse(string(text))
	return err
}

// An Answer says who has a role over a scope at an instant. It never names an
// arbitrary one of several.
type Answer struct {
	State State

	// Holder is the person who answers; empty unless State is Held. For a role
	// that several may hold it is empty, too, when several do: see Claimants.
	Holder PartyID

	// Via is the scope over which the role is held: the scope asked about, or
	// the nearest containing one if the role reaches down. It is the scope asked
	// about if nobody has the role.
	Via Scope

	r     *Register
	asked scopeNo
	claim claim
	role  roleNo
	at    instant
}

// Claimants yields everybody who is recorded in the role over Via, whatever the
// state, distinct and in bytewise order.
func (a Answer) Claimants() iter.Seq[PartyID] {
	return func(yield func(PartyID) bool) {
		if a.r == nil {
			return
		}
		var room [8]PartyID
		names := room[:0]
		for via := range a.r.counted(a.role, a.claim, a.asked, a.at) {
			a.r.entries(via, a.at, func(c *cell) bool {
				if c.role == a.role && c.flags&hasDelegation == 0 {
					names = append(names, a.r.partyOf(c.holder))
				}
				return true
			})
		}
		slices.Sort(names)
		for _, p := range slices.Compact(names) {
			if !yield(p) {
				return
			}
		}
	}
}

// Owner returns who is the service owner at the instant (R01).
func (r *Register) Owner(service ServiceID, at time.Time) Answer {
	return r.Holder(ServiceOwner, ServiceScope(service), at)
}

// Holder returns who has the role over the scope at the instant: over the scope
// itself, or else, if the role reaches down, over the nearest containing scope
// in which anybody has it.
func (r *Register) Holder(role Role, scope Scope, at time.Time) Answer {
	r = r.use()
	s, okS := r.scopeNo(scope)
	n, okR := r.roleNo(role)
	if !okS || !okR {
		return Answer{State: Vacant, Via: scope}
	}
	i := instantOf(at)
	return r.answer(r.matrixAt(i), n, scope, s, i)
}

// Accountable returns who answers for the activity done to the scope at the
// instant: the holder of the role with the A (R03, R16). An unknown activity is
// vacant.
func (r *Register) Accountable(activity Activity, scope Scope, at time.Time) Answer {
	r = r.use()
	i := instantOf(at)
	m := r.matrixAt(i)
	s, ok := r.scopeNo(scope)
	row := m.row(activity)
	if !ok || row == nil || !row.hasA {
		return Answer{State: Vacant, Via: scope}
	}
	return r.answer(m, row.accountable, scope, s, i)
}

// answer takes the scope by name and number. At a million services every name
// looked up is a miss of the cache, so names at hand are not looked up again.
func (r *Register) answer(m *compiledMatrix, role roleNo, scope Scope, s scopeNo, at instant) Answer {
	c := r.nearest(m, role, s, at)
	a := Answer{Via: scope, r: r, asked: s, claim: c, role: role, at: at}
	if c.via.steps > 0 {
		a.Via = r.scopeOf(c.via.scope)
	}
	a.State = r.stateOf(m, role, c, at)
	if a.State == Held && c.distinct == 1 {
		a.Holder = r.party(c.holder).ID
	}
	return a
}

// stateOf is the one place where the state of an answer is decided.
func (r *Register) stateOf(m *compiledMatrix, role roleNo, c claim, at instant) State {
	switch {
	case c.distinct == 0:
		return Vacant
	case c.distinct > 1 && m.single.has(role):
		return Contested
	case c.distinct > 1:
		return Held
	}
	switch p := r.party(c.holder); {
	case !p.isPerson():
		return NoPerson
	case !p.activeAt(at):
		return Vacant
	}
	return Held
}
