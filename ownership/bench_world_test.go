package ownership

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// The benchmarks stand a register beside what a program without this library
// would write: a map of structs with the same data that does the same work for
// the same questions in the same run. Absolute times swing from machine to
// machine; the quotient of two rows of one run does not.
//
// A benchmark world has one organisation, portfolios of a hundred services, and
// a person for every five services. A service has five current entries and three
// superseded ones: an owner and a level manager who were assigned and three
// handovers since.

// benchSizes are the numbers of services; ITSM_BENCH adds a large one.
func benchSizes() []int {
	if n, err := strconv.Atoi(os.Getenv("ITSM_BENCH")); err == nil {
		return []int{10_000, n}
	}
	return []int{10_000}
}

var benchAt = day(20)

func benchService(i int) ServiceID { return ServiceID(fmt.Sprintf("service-%07d", i)) }
func benchPerson(i int) PartyID    { return PartyID(fmt.Sprintf("person-%06d", i)) }
func benchPeople(services int) int { return max(services/5, 2000) }

func benchFacts(services int) Facts {
	var f Facts
	f.Parties = append(f.Parties, Party{ID: "acme", Kind: Organisation})
	for i := range benchPeople(services) {
		f.Parties = append(f.Parties, Party{ID: benchPerson(i), Kind: Person, Active: []Period{{From: day(1)}}})
	}
	f.Areas = append(f.Areas, Area{Scope: OrganisationScope("acme")})
	for i := range services/100 + 1 {
		f.Areas = append(f.Areas, Area{Scope: benchPortfolio(i * 100), Parents: []Parent{{Scope: OrganisationScope("acme")}}})
	}
	for i := range services {
		f.Services = append(f.Services, Service{
			ID: benchService(i), Kind: Application,
			Parents:      []Parent{{Scope: benchPortfolio(i), Period: from(1)}},
			Providers:    []Provider{{By: "acme"}},
			Dependencies: []Dependency{{On: benchService((i * 7) % services), Period: from(1)}},
		})
	}
	return f
}

func benchPortfolio(service int) Scope {
	return Scope{LevelPortfolio, fmt.Sprintf("portfolio-%05d", service/100)}
}

// benchLedger is the ledger of the service, with more handovers than the three
// if wanted.
func benchLedger(i, services, more int) Ledger {
	rng := rand.New(rand.NewPCG(uint64(i), 1))
	person := func() PartyID { return benchPerson(rng.IntN(benchPeople(services))) }
	l := Ledger{scope: ServiceScope(benchService(i))}
	head := benchPerson(i / 100)
	act := func(kind ActKind, activity Activity, role Role, at time.Time) int {
		l.acts = append(l.acts, Act{
			Revision: len(l.acts) + 1, Kind: kind, Role: role, At: at,
			Proof: Proof{
				By: head, Capacity: OwnRight, Role: SeniorManagement, Via: benchPortfolio(i), Activity: activity,
				Scope: l.scope, At: at, Revision: 1, Matrix: "standard",
			},
		})
		return len(l.acts)
	}
	add := func(role Role, holder PartyID, p Period, by int) {
		l.entries = append(l.entries, Entry{
			No: len(l.entries) + 1, Role: role, Holder: holder, Period: p, Act: by, Recorded: Period{From: l.acts[by-1].At},
		})
	}
	handover := func(role Role, at time.Time) {
		by := act(HandedOver, AppointServiceOwner, role, at)
		last := len(l.entries) - 1
		for l.entries[last].Role != role || l.entries[last].Superseded != 0 {
			last--
		}
		l.entries[last].Superseded, l.entries[last].Recorded.Until = by, at
		old := l.entries[last]
		add(role, old.Holder, Period{From: old.Period.From, Until: at}, by)
		add(role, person(), Period{From: at}, by)
	}
	add(ServiceOwner, person(), from(2), act(Assigned, AppointServiceOwner, ServiceOwner, day(2)))
	add(ServiceLevelManager, person(), from(3), act(Assigned, AppointRoleHolder, ServiceLevelManager, day(3)))
	handover(ServiceOwner, day(5).Add(time.Duration(i)*time.Second))
	handover(ServiceLevelManager, day(8).Add(time.Duration(i)*time.Second))
	handover(ServiceOwner, day(12).Add(time.Duration(i)*time.Second))
	for n := range more {
		handover(ServiceOwner, day(13+n))
	}
	return l
}

func benchLedgers(services int) []Ledger {
	out := make([]Ledger, 0, services+services/100+1)
	for i := range services {
		out = append(out, benchLedger(i, services, 0))
	}
	for i := 0; i <= services; i += 100 {
		l := Ledger{scope: benchPortfolio(i), acts: []Act{{Revision: 1, Kind: Imported, At: day(1)}}}
		l.entries = []Entry{{No: 1, Role: SeniorManagement, Holder: benchPerson(i / 100), Period: from(1), Act: 1}}
		out = append(out, l)
	}
	return out
}

// A benchCase is one question, and its answer by construction unknown: both
// sides are asked and must agree.
type benchCase struct {
	by       PartyID
	service  ServiceID
	activity Activity
}

// benchCases ask half about the owner and half about anybody, all over the
// services so that no cache holds the answers.
func benchCases(services int, r *Register) []benchCase {
	rng := rand.New(rand.NewPCG(7, 7))
	activities := []Activity{CommitResources, ApproveChange, NegotiateAgreement, ApproveRelease}
	out := make([]benchCase, 1<<14)
	for i := range out {
		c := benchCase{service: benchService(rng.IntN(services)), activity: activities[rng.IntN(len(activities))]}
		c.by = benchPerson(rng.IntN(benchPeople(services)))
		if i%2 == 0 {
			c.by = r.Owner(c.service, benchAt).Holder
		}
		// Names of their own: a pointer comparison would flatter both sides.
		c.by = PartyID([]byte(c.by))
		out[i] = c
	}
	return out
}

// benchMap is the map of structs.
type benchMap struct {
	services   map[ServiceID]*mapScope
	portfolios map[Scope]*mapScope
	people     map[PartyID]*mapPerson
	rows       map[Activity]*mapRow
	reaches    map[Role]bool
	single     map[Role]bool
	deputyOf   map[Role]Role
}

type mapScope struct {
	entries []mapEntry
	parents []mapParent
}

type mapEntry struct {
	role        Role
	holder      PartyID
	from, until int64
}

type mapParent struct {
	scope       Scope
	from, until int64
}

type mapPerson struct {
	person bool
	active []Period
}

type mapRow struct {
	may    map[Role]bool
	acting Acting
	on     []Level
}

func newBenchMap(f Facts, ledgers []Ledger) *benchMap {
	m := &benchMap{
		map[ServiceID]*mapScope{},
		map[Scope]*mapScope{},
		map[PartyID]*mapPerson{},
		map[Activity]*mapRow{},
		map[Role]bool{},
		map[Role]bool{},
		map[Role]Role{},
	}
	std := Standard()
	for _, card := range std.cards {
		m.reaches[card.Role], m.single[card.Role] = card.ReachesDown, card.Holders != Several
		if card.DeputyOf != "" {
			m.deputyOf[card.Role] = card.DeputyOf
		}
	}
	for _, row := range std.rows {
		r := &mapRow{map[Role]bool{}, row.Acting, row.On}
		for role, letters := range row.Cells {
			if letters&(R|A) != 0 {
				r.may[role] = true
			}
		}
		m.rows[row.Activity] = r
	}
	for _, p := range f.Parties {
		m.people[p.ID] = &mapPerson{p.Kind == Person && !p.Placeholder, p.Active}
	}
	for _, v := range f.Services {
		m.services[v.ID] = &mapScope{parents: mapParents(v.Parents)}
	}
	for _, a := range f.Areas {
		m.portfolios[a.Scope] = &mapScope{parents: mapParents(a.Parents)}
	}
	for _, l := range ledgers {
		s := m.scope(l.scope)
		for _, e := range l.entries {
			if e.Superseded == 0 {
				sp := spanOf(e.Period)
				s.entries = append(s.entries, mapEntry{e.Role, e.Holder, int64(sp.from), int64(sp.until)})
			}
		}
	}
	return m
}

func mapParents(parents []Parent) (out []mapParent) {
	for _, p := range parents {
		sp := spanOf(p.Period)
		out = append(out, mapParent{p.Scope, int64(sp.from), int64(sp.until)})
	}
	return out
}

func (m *benchMap) scope(sc Scope) *mapScope {
	if sc.Level == LevelService {
		return m.services[ServiceID(sc.ID)]
	}
	return m.portfolios[sc]
}

func (m *benchMap) may(by PartyID, service ServiceID, activity Activity, t time.Time) bool {
	p, row, s := m.people[by], m.rows[activity], m.services[service]
	at := t.UnixMicro()
	if p == nil || row == nil || s == nil || !p.person || !p.activeAt(t) || len(row.on) > 0 && !slices.Contains(row.on, LevelService) {
		return false
	}
	if s.may(m, by, row, at, nil) {
		return true
	}
	below := []*mapScope{s}
	for _, link := range s.parents {
		if link.from <= at && at < link.until && m.mayAbove(by, row, at, link.scope, below) {
			return true
		}
	}
	return false
}

func (m *benchMap) mayAbove(by PartyID, row *mapRow, at int64, sc Scope, below []*mapScope) bool {
	s := m.scope(sc)
	if s == nil {
		return false
	}
	if s.may(m, by, row, at, below) {
		return true
	}
	for _, link := range s.parents {
		if link.from <= at && at < link.until && m.mayAbove(by, row, at, link.scope, append(below, s)) {
			return true
		}
	}
	return false
}

// may reports whether by holds a role with R or A over s that no scope below has
// a holder of.
func (s *mapScope) may(m *benchMap, by PartyID, row *mapRow, at int64, below []*mapScope) bool {
	for i := range s.entries {
		e := &s.entries[i]
		if e.holder != by || at < e.from || e.until <= at || !row.may[e.role] {
			// A deputy stands in for another role; nobody in this world is one.
			continue
		}
		if below != nil && (!m.reaches[e.role] || slices.ContainsFunc(below, func(b *mapScope) bool { return b.distinct(e.role, at) > 0 })) {
			continue
		}
		if !m.single[e.role] || s.distinct(e.role, at) == 1 {
			return true
		}
	}
	return false
}

func (s *mapScope) distinct(role Role, at int64) int {
	n, first := 0, PartyID("")
	for i := range s.entries {
		if e := &s.entries[i]; e.role == role && e.from <= at && at < e.until && (n == 0 || e.holder != first) {
			first, n = e.holder, n+1
		}
	}
	return n
}

func (p *mapPerson) activeAt(t time.Time) bool {
	return len(p.active) == 0 || slices.ContainsFunc(p.active, func(a Period) bool {
		return !t.Before(a.From) && (a.Until.IsZero() || t.Before(a.Until))
	})
}

func (m *benchMap) owner(service ServiceID, t time.Time) (PartyID, State) {
	s, at := m.services[service], t.UnixMicro()
	if s == nil {
		return "", Vacant
	}
	var holder PartyID
	for i := range s.entries {
		if e := &s.entries[i]; e.role == ServiceOwner && e.from <= at && at < e.until {
			if holder != "" && holder != e.holder {
				return "", Contested
			}
			holder = e.holder
		}
	}
	p := m.people[holder]
	switch {
	case holder == "":
		return "", Vacant
	case p == nil || !p.person:
		return "", NoPerson
	case !p.activeAt(t):
		return "", Vacant
	}
	return holder, Held
}

// benchPair builds both sides and holds them against each other once.
func benchPair(tb testing.TB, services int) (*Register, *benchMap, []benchCase) {
	f, ledgers := benchFacts(services), benchLedgers(services)
	r, err := NewRegister(f, slices.Values(ledgers))
	if err != nil {
		tb.Fatal(err)
	}
	m, cases, yes := newBenchMap(f, ledgers), benchCases(services, r), 0
	for _, c := range cases {
		may := m.may(c.by, c.service, c.activity, benchAt)
		if may != r.May(Request{By: c.by, Activity: c.activity, Scope: ServiceScope(c.service), At: benchAt}) {
			tb.Fatalf("the two sides disagree on %+v", c)
		}
		holder, state := m.owner(c.service, benchAt)
		if a := r.Owner(c.service, benchAt); a.Holder != holder || a.State != state {
			tb.Fatalf("the two sides disagree on the owner of %s: %v %v, %v %v", c.service, a.State, a.Holder, state, holder)
		}
		if may {
			yes++
		}
	}
	if yes < len(cases)/10 || yes > len(cases)*9/10 {
		tb.Fatalf("%d of %d questions are answered yes: too one-sided to mean anything", yes, len(cases))
	}
	return r, m, cases
}

// inBatches runs f in batches and reports the median of the time that a
// batch took as "median-ns": the mean of a busy machine says more about its
// other users than about f.
func inBatches(b *testing.B, batch int, f func(i int)) {
	b.ReportAllocs()
	var took []time.Duration
	i := 0
	for b.Loop() {
		start := time.Now()
		for range batch {
			f(i)
			i++
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/float64(batch), "median-ns")
}
