package ownership

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The oracle below answers from plain lists of facts, by the sentences of the
// documentation and without numbers, cells or early exits. It is slow on purpose.

type oracle struct {
	cards   map[Role]RoleCard
	rows    map[Activity]Row
	parties map[PartyID]Party
	parents map[Scope][]Parent
	entries map[Scope][]Entry
}

func (o *oracle) person(p PartyID, at time.Time) bool {
	x, ok := o.parties[p]
	return ok && x.Kind == Person && !x.Placeholder && o.active(x, at)
}

func (o *oracle) active(p Party, at time.Time) bool {
	for _, a := range p.Active {
		if a.Contains(at) {
			return true
		}
	}
	return len(p.Active) == 0
}

func (o *oracle) away(p PartyID, at time.Time) bool {
	for _, a := range o.parties[p].Absences {
		if a.Contains(at) {
			return true
		}
	}
	return false
}

// claimants are the distinct holders recorded over the scope itself.
func (o *oracle) claimants(role Role, s Scope, at time.Time) []PartyID {
	var out []PartyID
	for _, e := range o.entries[s] {
		if e.Role == role && e.Delegation == nil && e.Superseded == 0 && e.Period.Contains(at) {
			out = append(out, e.Holder)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// up returns every scope that contains s with the number of steps, s itself first.
func (o *oracle) up(s Scope, at time.Time) map[Scope]int {
	steps := map[Scope]int{s: 0}
	for round := 0; ; round++ {
		before := len(steps)
		for from, n := range steps {
			if n != round {
				continue
			}
			for _, p := range o.parents[from] {
				if _, seen := steps[p.Scope]; !seen && p.Contains(at) {
					steps[p.Scope] = n + 1
				}
			}
		}
		if len(steps) == before {
			return steps
		}
	}
}

// holder returns the scopes over which the role counts for s (more than one only
// if equally near) and everybody recorded there.
func (o *oracle) holder(role Role, s Scope, at time.Time) (vias []Scope, who []PartyID) {
	if who := o.claimants(role, s, at); len(who) > 0 || !o.cards[role].ReachesDown {
		return []Scope{s}, who
	}
	vias = o.nearestWith(s, at, func(sc Scope) bool { return len(o.claimants(role, sc, at)) > 0 })
	if vias == nil {
		return []Scope{s}, nil
	}
	for _, sc := range vias {
		who = append(who, o.claimants(role, sc, at)...)
	}
	slices.Sort(who)
	return vias, slices.Compact(who)
}

// nearestWith returns those of the containing scopes with a property that are
// nearest: at the narrowest level, and there the fewest steps away.
func (o *oracle) nearestWith(s Scope, at time.Time, has func(Scope) bool) (out []Scope) {
	level, near := Level(0), 0
	steps := o.up(s, at)
	for sc, n := range steps {
		if sc != s && has(sc) && (sc.Level > level || sc.Level == level && n < near) {
			level, near = sc.Level, n
		}
	}
	for sc, n := range steps {
		if sc != s && has(sc) && sc.Level == level && n == near {
			out = append(out, sc)
		}
	}
	return out
}

func (o *oracle) state(role Role, who []PartyID, at time.Time) State {
	switch {
	case len(who) == 0:
		return Vacant
	case len(who) > 1 && o.cards[role].Holders != Several:
		return Contested
	case len(who) > 1:
		return Held
	}
	p, ok := o.parties[who[0]]
	switch {
	case !ok || p.Kind != Person || p.Placeholder:
		return NoPerson
	case !o.active(p, at):
		return Vacant
	}
	return Held
}

// deputy is the first available deputy of the role over the scope.
func (o *oracle) deputy(role Role, s Scope, at time.Time) PartyID {
	owner := o.claimants(role, s, at)
	var best Entry
	for _, e := range o.entries[s] {
		if o.cards[e.Role].DeputyOf != role || e.Delegation != nil || e.Superseded != 0 || !e.Period.Contains(at) ||
			!o.person(e.Holder, at) || o.away(e.Holder, at) || len(owner) == 1 && owner[0] == e.Holder {
			continue
		}
		if best.Holder == "" || e.Rank < best.Rank || e.Rank == best.Rank && e.Holder < best.Holder {
			best = e
		}
	}
	return best.Holder
}

// may answers the request: the capacities in which it is allowed.
func (o *oracle) may(q Request) (ways []Capacity) {
	row, ok := o.rows[q.Activity]
	if !ok || !o.person(q.By, q.At) || !slices.Contains(row.On, q.Scope.Level) {
		return nil
	}
	for role, letters := range row.Cells {
		if letters&(R|A) == 0 {
			continue
		}
		vias, who := o.holder(role, q.Scope, q.At)
		if slices.Contains(who, q.By) && (len(who) == 1 || o.cards[role].Holders == Several) && (q.For == "" || q.For == q.By) {
			ways = append(ways, OwnRight)
		}
		scopes := vias
		if len(who) == 0 && o.cards[role].ReachesDown {
			scopes = nil // vacant everywhere: deputies over any containing scope
			for sc := range o.up(q.Scope, q.At) {
				scopes = append(scopes, sc)
			}
		}
		for _, via := range scopes {
			owner := o.claimants(role, via, q.At)
			there := len(owner) == 1 && o.person(owner[0], q.At) && !o.away(owner[0], q.At)
			if row.Acting != Never && len(owner) < 2 && len(who) < 2 && (!there || row.Acting == Always) && o.deputy(role, via, q.At) == q.By &&
				(q.For == "" || len(owner) == 1 && owner[0] == q.For) {
				ways = append(ways, AsDeputy)
			}
			for _, e := range o.entries[via] {
				if d := e.Delegation; d != nil && e.Role == role && e.Holder == q.By && d.From != q.By && e.Superseded == 0 && e.Period.Contains(q.At) &&
					row.Acting != Never && (len(d.Activities) == 0 || slices.Contains(d.Activities, q.Activity)) &&
					o.person(d.From, q.At) && slices.Contains(owner, d.From) && (len(owner) == 1 || o.cards[role].Holders == Several) &&
					(len(who) == 1 || o.cards[role].Holders == Several) && (q.For == "" || q.For == d.From) {
					ways = append(ways, AsDelegate)
				}
			}
		}
	}
	return ways
}

func oracleDay(n int) time.Time { return time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC) }

var judgeMatrix = Matrix{
	version: "test",
	cards: []RoleCard{
		{Role: ServiceOwner, Holders: OneAlways},
		{Role: ServiceOwnerDeputy, Holders: Several, DeputyOf: ServiceOwner},
		{Role: ServiceLevelManager, Holders: OneByPolicy, ReachesDown: true},
		{Role: "slm-deputy", Holders: Several, DeputyOf: ServiceLevelManager},
		{Role: SeniorManagement, Holders: OneByPolicy, ReachesDown: true},
		{Role: User, Holders: Several, ReachesDown: true},
	},
	rows: []Row{
		{Activity: "own", On: []Level{LevelService}, Cells: map[Role]RACI{ServiceOwner: A | R, ServiceLevelManager: C}},
		{Activity: CommitResources, On: []Level{LevelService}, Cells: map[Role]RACI{ServiceOwner: A | R}, Acting: Never},
		{Activity: "always", On: []Level{LevelService}, Cells: map[Role]RACI{ServiceOwner: A, ServiceLevelManager: R, User: R}, Acting: Always},
		{Activity: "levels", On: []Level{LevelService, LevelPortfolio}, Cells: map[Role]RACI{ServiceLevelManager: A | R, SeniorManagement: R, ServiceOwner: I}},
	},
}

// oracleWorld draws a small organisation with every fault that facts can have.
func oracleWorld(t *rapid.T) (*Register, *oracle, []Scope, []PartyID) {
	ps := []PartyID{"ann", "bob", "cat", "dan", "crew", "ghost"}
	scopes := []Scope{ServiceScope("s1"), ServiceScope("s2"), {LevelPortfolio, "p1"}, {LevelPortfolio, "p2"}, OrganisationScope("o1"), OrganisationScope("o2")}
	period := rapid.Custom(func(t *rapid.T) Period {
		var p Period
		if n := rapid.IntRange(-1, 3).Draw(t, "from"); n >= 0 {
			p.From = oracleDay(n)
		}
		if n := rapid.IntRange(1, 6).Draw(t, "until"); n <= 4 {
			p.Until = oracleDay(n)
		}
		return p
	})
	facts := Facts{Matrices: []Matrix{judgeMatrix}}
	o := &oracle{map[Role]RoleCard{}, map[Activity]Row{}, map[PartyID]Party{}, map[Scope][]Parent{}, map[Scope][]Entry{}}
	for _, c := range judgeMatrix.cards {
		o.cards[c.Role] = c
	}
	for _, r := range judgeMatrix.rows {
		o.rows[r.Activity] = r
	}
	for _, id := range ps[:5] {
		p := Party{ID: id, Kind: Person}
		if id == "crew" {
			p.Kind = Group
		}
		if id == "dan" {
			p.Active = []Period{{From: oracleDay(1), Until: oracleDay(3)}}
		}
		p.Placeholder = id == "cat" && rapid.IntRange(0, 9).Draw(t, "placeholder") == 0
		if rapid.Bool().Draw(t, "away") {
			p.Absences = []Absence{{Period: period.Draw(t, "absence")}}
		}
		facts.Parties, o.parties[id] = append(facts.Parties, p), p
	}
	for i, s := range scopes {
		for _, up := range scopes {
			if up.Level <= s.Level && up != s && rapid.IntRange(0, 2).Draw(t, "within") == 0 {
				o.parents[s] = append(o.parents[s], Parent{up, period.Draw(t, "while")})
			}
		}
		if i < 2 {
			facts.Services = append(facts.Services, Service{ID: ServiceID(s.ID), Parents: o.parents[s]})
		} else {
			facts.Areas = append(facts.Areas, Area{Scope: s, Parents: o.parents[s]})
		}
	}
	var ledgers []Ledger
	for _, s := range scopes {
		l := Ledger{scope: s, acts: []Act{{Revision: 1, Kind: Imported, At: oracleDay(0)}}}
		for n := rapid.IntRange(0, 5).Draw(t, "entries"); n > 0; n-- {
			e := Entry{
				No: len(l.entries) + 1, Act: 1, Period: period.Draw(t, "period"), Recorded: Period{From: oracleDay(0)},
				Role: rapid.SampledFrom(judgeMatrix.cards).Draw(t, "role").Role, Holder: rapid.SampledFrom(ps).Draw(t, "holder"),
			}
			switch {
			case o.cards[e.Role].DeputyOf != "":
				e.Rank = rapid.IntRange(1, 2).Draw(t, "rank")
			case rapid.IntRange(0, 3).Draw(t, "delegated") == 0:
				from := ps
				for _, x := range l.entries { // more often than not from one who has something to give
					if x.Role == e.Role && x.Delegation == nil {
						from = []PartyID{x.Holder}
					}
				}
				e.Delegation = &Delegation{From: rapid.SampledFrom(from).Draw(t, "delegator"), Reason: "busy"}
				if rapid.Bool().Draw(t, "narrow") {
					e.Delegation.Activities = []Activity{"own"}
				}
			}
			l.entries = append(l.entries, e)
		}
		if s.Level == LevelService && rapid.IntRange(0, 2).Draw(t, "pair") == 0 {
			// A delegation that stands is rare among random entries.
			base := Entry{Act: 1, Recorded: Period{From: oracleDay(0)}, Role: ServiceOwner}
			held, given := base, base
			held.No, held.Holder = len(l.entries)+1, "ann"
			given.No, given.Holder, given.Delegation = len(l.entries)+2, "bob", &Delegation{From: "ann", Reason: "busy"}
			l.entries = append(l.entries, held, given)
		}
		o.entries[s] = l.entries
		if len(l.entries) > 0 {
			ledgers = append(ledgers, l)
		}
	}
	r, err := NewRegister(facts, slices.Values(ledgers))
	require.NoError(t, err)
	return r, o, scopes, ps
}

// TestJudgeOracle compares every answer and every judgement over small faulty
// worlds with the oracle, and the three readings with each other.
func TestJudgeOracle(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		r, o, scopes, ps := oracleWorld(t)
		for _, n := range []int{0, rapid.IntRange(1, 4).Draw(t, "day")} {
			at := oracleDay(n)
			for _, s := range scopes {
				for _, c := range judgeMatrix.cards {
					_, who := o.holder(c.Role, s, at)
					a := r.Holder(c.Role, s, at)
					require.Equal(t, o.state(c.Role, who, at), a.State, "%s %s %d", c.Role, s, n)
					if a.State == Held && len(who) == 1 {
						require.Equal(t, who[0], a.Holder)
					} else {
						require.Empty(t, a.Holder)
					}
					seen["state "+a.State.String()]++
				}
				for _, row := range append(judgeMatrix.rows, Row{Activity: "unknown"}) {
					for _, by := range ps {
						for _, on := range []PartyID{"", by, rapid.SampledFrom(ps).Draw(t, "for")} {
							q := Request{By: by, For: on, Activity: row.Activity, Scope: s, At: at}
							ways := o.may(q)
							checkReadings(t, r, q, ways)
							for _, w := range ways {
								seen["capacity "+w.String()]++
							}
						}
					}
				}
			}
		}
	})
	for _, want := range []string{"state held", "state vacant", "state no person", "state contested", "capacity own right", "capacity deputy", "capacity delegate"} {
		require.NotZero(t, seen[want], "never met: %s", want)
	}
}

func checkReadings(t *rapid.T, r *Register, q Request, ways []Capacity) {
	label := fmt.Sprintf("%+v", q)
	require.Equal(t, len(ways) > 0, r.May(q), label)
	if q.For == "" {
		require.Equal(t, len(ways) > 0, r.Scope(q.Scope).May(r.Party(q.By), r.Activity(q.Activity), q.At), label)
	}
	auth, err := r.Authorize(q)
	require.Equal(t, err, r.Why(q))
	if len(ways) == 0 {
		var e *Error
		require.ErrorAs(t, err, &e, label)
		require.ErrorIs(t, err, ErrRefused)
		require.NotEmpty(t, e.Findings, label)
		require.True(t, slices.IsSortedFunc(e.Findings, Finding.Compare))
		for _, f := range e.Findings {
			require.NotEmpty(t, f.Sources)
			require.NotContains(t, f.Text()+f.Remedy(), "{", "an argument is missing in %s", f.Code)
		}
		require.True(t, auth.IsZero())
		return
	}
	require.NoError(t, err, label)
	p := auth.Proof()
	require.Equal(t, slices.Min(ways), p.Capacity, "the strongest right is named: %s", label)
	require.True(t, r.Upholds(p))
	require.NoError(t, auth.Check(q))
	other := q
	other.At = q.At.Add(time.Microsecond)
	require.ErrorIs(t, auth.Check(other), ErrStale)
}
