package ownership

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestGapsOracle asks for every half day whether the role is held, and expects
// the gaps to say the same, in order and without seams.
func TestGapsOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, o, scopes, _ := oracleWorld(t)
		role := rapid.SampledFrom(judgeMatrix.cards).Draw(t, "role").Role
		s := rapid.SampledFrom(scopes).Draw(t, "scope")
		in := Period{From: oracleDay(rapid.IntRange(0, 2).Draw(t, "from"))}
		if rapid.Bool().Draw(t, "closed") {
			in.Until = oracleDay(rapid.IntRange(1, 7).Draw(t, "until"))
		}
		gaps := r.Gaps(role, s, in)
		if in.IsReversed() {
			require.Empty(t, gaps)
			return
		}
		for i, g := range gaps {
			require.False(t, g.IsReversed())
			require.NotEqual(t, Held, g.State)
			if i > 0 {
				require.False(t, gaps[i-1].IsOpen())
				require.False(t, g.From.Before(gaps[i-1].Until), "gaps overlap or are out of order")
				require.False(t, g.From.Equal(gaps[i-1].Until) && g.State == gaps[i-1].State, "a seam")
			}
		}
		for half := -2; half < 20; half++ {
			at := oracleDay(0).Add(time.Duration(half) * 12 * time.Hour)
			i := slices.IndexFunc(gaps, func(g Gap) bool { return g.Contains(at) })
			if !in.Contains(at) {
				require.Negative(t, i, "a gap outside the period")
				continue
			}
			_, who := o.holder(role, s, at)
			want := o.state(role, who, at)
			if want == Held {
				require.Negative(t, i, "%s", at)
			} else {
				require.GreaterOrEqual(t, i, 0, "%s", at)
				require.Equal(t, want, gaps[i].State, "%s", at)
			}
		}
	})
}

// TestActingOracle expects the holder who is there, or else the first deputy.
func TestActingOracle(t *testing.T) {
	met, below := map[Capacity]int{}, map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		r, o, scopes, _ := oracleWorld(t)
		at := oracleDay(rapid.IntRange(0, 4).Draw(t, "day"))
		for _, s := range scopes {
			for _, c := range judgeMatrix.cards {
				vias, who := o.holder(c.Role, s, at)
				state := o.state(c.Role, who, at)
				got := r.Acting(c.Role, s, at)
				require.Equal(t, state, got.Answer.State)
				want, as := PartyID(""), Capacity(0)
				switch {
				case state == Contested || len(who) > 1:
				case state == Held && !o.away(who[0], at):
					want, as = who[0], OwnRight
				case slices.Contains(vias, got.Answer.Via):
					over := []Scope{got.Answer.Via}
					if len(who) == 0 && c.ReachesDown && o.deputy(c.Role, s, at) == "" {
						over = o.nearestWith(s, at, func(up Scope) bool { return o.deputy(c.Role, up, at) != "" })
						below[len(over) > 0]++
					}
					for _, up := range over { // of several equally near any will do
						if d := o.deputy(c.Role, up, at); d != "" && (want == "" || d == got.Person) {
							want, as = d, AsDeputy
						}
					}
				}
				if as == AsDeputy {
					for _, row := range judgeMatrix.rows { // whoever is said to act may
						if row.Acting != Never && row.Cells[c.Role].Has(R|A) && slices.Contains(row.On, s.Level) {
							require.True(t, r.May(Request{By: got.Person, Activity: row.Activity, Scope: s, At: at}), "%s %s", got.Person, row.Activity)
						}
					}
				}
				require.Equal(t, want, got.Person, "%s %s", c.Role, s)
				require.Equal(t, as, got.Capacity)
				met[as]++
			}
		}
	})
	require.NotZero(t, met[OwnRight])
	require.NotZero(t, met[AsDeputy])
	require.NotZero(t, below[true], "deputies of a role that nobody has act below, too")
	require.NotZero(t, below[false])
}

// TestDepartureOracle rebuilds the register without the one who leaves and
// expects every loss to say what is found there.
func TestDepartureOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, o, scopes, ps := oracleWorld(t)
		leaver := rapid.SampledFrom(ps).Draw(t, "leaver")
		at := oracleDay(rapid.IntRange(0, 4).Draw(t, "day"))
		rest := *o
		rest.entries = map[Scope][]Entry{}
		want := 0
		for s, entries := range o.entries {
			for _, e := range entries {
				if e.Holder == leaver && instantOf(at) < spanOf(e.Period).until {
					want++
				}
				if e.Holder != leaver {
					rest.entries[s] = append(rest.entries[s], e)
				}
			}
		}
		losses := r.Departure(leaver, at)
		require.Len(t, losses, want)
		require.True(t, slices.IsSortedFunc(losses, func(a, b Loss) int { return a.Scope.Compare(b.Scope) }))
		for _, l := range losses {
			require.Contains(t, scopes, l.Scope)
			then := at
			if l.Period.From.After(at) {
				then = l.Period.From
			}
			_, who := rest.holder(l.Role, l.Scope, then)
			require.Equal(t, rest.state(l.Role, who, then), l.After, "%+v", l)
			for i, s := range l.Successors {
				require.NotEqual(t, leaver, s.Party)
				require.True(t, o.person(s.Party, at))
				require.True(t, i == 0 || l.Successors[i-1].Reason <= s.Reason)
			}
		}
	})
}

// TestDutiesAndHoldersAgree expects every duty among the holders of its role.
func TestDutiesAndHoldersAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, o, scopes, ps := oracleWorld(t)
		at := oracleDay(rapid.IntRange(0, 4).Draw(t, "day"))
		total := 0
		for _, p := range ps {
			duties := slices.Collect(r.Duties(p, at))
			total += len(duties)
			require.True(t, slices.IsSortedFunc(duties, func(a, b Holding) int { return a.Scope.Compare(b.Scope) }))
			for _, d := range duties {
				require.Equal(t, p, d.Party)
				require.True(t, d.Period.Contains(at))
			}
		}
		want := 0
		for _, s := range scopes {
			for _, e := range o.entries[s] {
				if e.Period.Contains(at) {
					want++
				}
			}
			for _, c := range judgeMatrix.cards {
				vias, _ := o.holder(c.Role, s, at)
				n := 0
				for h := range r.Holders(c.Role, s, at) {
					require.Contains(t, vias, h.Scope)
					require.Contains(t, slices.Collect(r.Duties(h.Party, at)), h)
					n++
				}
				claimants := 0
				for _, via := range vias {
					for _, e := range o.entries[via] {
						if e.Role == c.Role && e.Period.Contains(at) {
							claimants++
						}
					}
				}
				require.Equal(t, claimants, n)
			}
		}
		require.Equal(t, want, total)
	})
}

// TestZeroValuesAnswer calls every exported method of the zero and nil values
// that a caller can hold, with zero arguments, and runs every iterator.
func TestZeroValuesAnswer(t *testing.T) {
	var none *Register
	calls := 0
	for _, v := range []any{
		none, &Register{},
		Register{},
		ScopeView{},
		PartyView{},
		ActivityView{},
		none.Service("x"), none.Party("x"), none.Activity("x"),
		Answer{},
		Actor{},
		Authorization{},
		Ledger{},
		Matrix{},
		&Matrix{},
		Finding{},
		&Error{Err: ErrInvalid},
		Period{},
		Scope{},
		Subject{},
		Party{},
		Holding{},
		Gap{},
		Report{},
		Policy{},
		RACI(0), RACI(255),
		Quantity{},
		&Memory{},
	} {
		rv := reflect.ValueOf(v)
		for i := range rv.NumMethod() {
			m := rv.Method(i)
			args := make([]reflect.Value, m.Type().NumIn())
			for j := range args {
				args[j] = reflect.Zero(m.Type().In(j))
			}
			call := m.Call
			if m.Type().IsVariadic() {
				call = m.CallSlice
			}
			name := rv.Type().String() + "." + rv.Type().Method(i).Name
			if name == "*ownership.Memory.Get" || name == "*ownership.Memory.Update" || name == "*ownership.Memory.All" {
				continue // a nil context is the caller's fault by the rules of context
			}
			require.NotPanics(t, func() {
				for _, out := range call(args) {
					exhaust(out)
				}
			}, name)
			calls++
		}
	}
	require.Greater(t, calls, 100)
}

// exhaust runs an iterator to its end.
func exhaust(v reflect.Value) {
	if v.Kind() != reflect.Func || v.IsNil() {
		return
	}
	switch v.Type().NumIn() {
	case 1:
		if v.Type().In(0).Kind() == reflect.Func && v.Type().In(0).NumOut() == 1 {
			yield := reflect.MakeFunc(v.Type().In(0), func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf(true)} })
			v.Call([]reflect.Value{yield})
		}
	}
}

var _ iter.Seq[Holding] = (&Register{}).Duties("", time.Time{})

// Somebody who holds very much among many others is proposed the first ten of
// them, as if each scope had been compared with each.
func TestDepartureFromAmongMany(t *testing.T) {
	facts := Facts{Parties: []Party{{ID: "cio", Kind: Person}}}
	all := Scope{LevelPortfolio, "all"}
	var ledgers []Ledger
	for i := range 3000 {
		id, holder := ServiceID(fmt.Sprintf("s%04d", i)), PartyID("cio")
		if i%2 == 1 {
			holder = PartyID(fmt.Sprintf("p%04d", i))
			facts.Parties = append(facts.Parties, Party{ID: holder, Kind: Person})
		}
		facts.Services = append(facts.Services, Service{ID: id, Parents: []Parent{{Scope: all}}})
		claims := []Claim{{Role: ServiceOwner, Holder: holder}}
		if i == 3 { // an owner now, who is followed by the one who leaves
			claims = []Claim{{Role: ServiceOwner, Holder: holder, Period: Period{Until: oracleDay(4)}}, {Role: ServiceOwner, Holder: "cio", Period: Period{From: oracleDay(4)}}}
		}
		l, err := Adopt(ServiceScope(id), "old", oracleDay(0), claims...)
		require.NoError(t, err)
		ledgers = append(ledgers, l)
	}
	r, err := NewRegister(facts, slices.Values(ledgers))
	require.NoError(t, err)
	losses := r.Departure("cio", oracleDay(1))
	require.Len(t, losses, 1501)
	for _, l := range losses {
		require.Len(t, l.Successors, maxSuccessors)
		first := PartyID("p0001")
		require.Equal(t, Successor{first, GroundPeer, 0}, l.Successors[0])
		at := slices.IndexFunc(l.Successors, func(s Successor) bool { return s.Party == "p0003" })
		require.Equal(t, l.Scope == ServiceScope("s0003"), at < 0, "%s", l.Scope)
	}
}
