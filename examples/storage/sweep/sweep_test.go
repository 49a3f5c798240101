package sweep_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/sweep"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
)

// shelf is a store in memory that keeps texts, in the order of the table.
type shelf[K storage.Key[K], V storage.Value] struct {
	mu    sync.Mutex
	table storage.Table[K, V]
	rows  []shelved
	gets  int
	fail  func() error
}

type shelved struct{ key, text []byte }

func newShelf[K storage.Key[K], V storage.Value](table storage.Table[K, V], values ...V) *shelf[K, V] {
	s := &shelf[K, V]{table: table}
	for _, v := range values {
		text, err := table.Encode(v)
		if err != nil {
			panic(err)
		}
		s.rows = append(s.rows, shelved{table.Order(table.KeyOf(v)), text})
	}
	slices.SortFunc(s.rows, func(a, b shelved) int { return bytes.Compare(a.key, b.key) })
	return s
}

func (s *shelf[K, V]) place(key K) (int, bool) {
	return slices.BinarySearchFunc(s.rows, s.table.Order(key), func(r shelved, k []byte) int { return bytes.Compare(r.key, k) })
}

func (s *shelf[K, V]) Get(ctx context.Context, key K) (v V, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		if err := s.fail(); err != nil {
			return v, err
		}
	}
	s.gets++
	i, ok := s.place(key)
	if !ok {
		return v, ownership.ErrNotFound
	}
	return s.table.Decode(s.rows[i].text)
}

func (s *shelf[K, V]) Update(ctx context.Context, key K, change func(V) (V, error)) (V, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var old, zero V
	i, ok := s.place(key)
	if ok {
		old, _ = s.table.Decode(s.rows[i].text)
	}
	next, err := change(old)
	if err != nil {
		return zero, err
	}
	text, err := s.table.Encode(next)
	if err != nil {
		return zero, err
	}
	row := shelved{s.table.Order(key), text}
	if ok {
		s.rows[i] = row
	} else {
		s.rows = slices.Insert(s.rows, i, row)
	}
	return next, nil
}

func (s *shelf[K, V]) All(ctx context.Context, from K) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		s.mu.Lock()
		i, _ := s.place(from)
		rows := slices.Clone(s.rows[i:])
		s.mu.Unlock()
		for _, r := range rows {
			if !yield(s.table.Decode(r.text)) {
				return
			}
		}
	}
}

func (s *shelf[K, V]) Find(ctx context.Context, lookup string, from, until []byte) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		i := slices.IndexFunc(s.table.Lookups, func(l storage.Lookup[V]) bool { return l.Name == lookup })
		var zero K
		for v, err := range s.All(ctx, zero) {
			for _, term := range s.table.Lookups[i].Terms(v) {
				if bytes.Compare(term, from) >= 0 && (until == nil || bytes.Compare(term, until) < 0) && !yield(v, err) {
					return
				}
			}
		}
	}
}

func (s *shelf[K, V]) Split(ctx context.Context, every int) (keys []K, err error) {
	for i := 0; i < len(s.rows); i += every {
		k, err := s.table.Parse(s.rows[i].key)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

func source(facts ownership.Facts, ledgers []ownership.Ledger) sweep.Source {
	var parties []storage.Party
	for _, p := range facts.Parties {
		parties = append(parties, storage.Party{Party: p})
	}
	var services []storage.Service
	for _, s := range facts.Services {
		services = append(services, storage.Service{Service: s})
	}
	var areas []storage.Area
	for _, a := range facts.Areas {
		areas = append(areas, storage.Area{Area: a})
	}
	return sweep.Source{
		Ledgers: newShelf(storage.Ledgers(), ledgers...), Parties: newShelf(storage.Parties(), parties...),
		Services: newShelf(storage.Services(), services...), Areas: newShelf(storage.Areas(), areas...),
		Matrices: facts.Matrices, Policies: facts.Policies,
	}
}

func worker(name string, s sweep.Source, b sweep.Board) sweep.Worker {
	return sweep.Worker{Name: name, Lease: time.Minute, Now: time.Now, Source: s, Board: b}
}

// swept is what a sweep finds, sorted as a report is.
func swept(t require.TestingT, s sweep.Source, run sweep.Run) []ownership.Finding {
	board := newShelf(sweep.Tasks())
	w := worker("ada", s, board)
	open, err := w.Pass(context.Background(), run)
	require.NoError(t, err)
	require.Zero(t, open)
	return finished(t, w, run)
}

func finished(t require.TestingT, w sweep.Worker, run sweep.Run) (found []ownership.Finding) {
	n, err := w.Finish(context.Background(), run, func(f ownership.Finding) error {
		found = append(found, f)
		return nil
	})
	require.NoError(t, err)
	require.Len(t, found, n)
	slices.SortFunc(found, ownership.Finding.Compare)
	return found
}

func requireSame(t require.TestingT, want ownership.Report, got []ownership.Finding) {
	text := func(findings []ownership.Finding) (lines []string) {
		for _, f := range findings {
			b, err := json.Marshal(f)
			require.NoError(t, err)
			lines = append(lines, string(b))
		}
		return lines
	}
	a, b := text(slices.Collect(want.All())), text(got)
	for _, line := range a {
		require.Contains(t, b, line, "missed")
	}
	require.Equal(t, a, b)
}

// A sampleDocument has the sections of the sample that other rooms read, unread.
type sampleDocument struct {
	ownership.Document
	Agreements   json.RawMessage `json:"agreements,omitempty"`
	Promises     json.RawMessage `json:"promises,omitempty"`
	Measurements json.RawMessage `json:"measurements,omitempty"`
	Breaches     json.RawMessage `json:"breaches,omitempty"`
	Meetings     json.RawMessage `json:"meetings,omitempty"`
	Criteria     json.RawMessage `json:"criteria,omitempty"`
	Continuity   json.RawMessage `json:"continuity,omitempty"`
	Risks        json.RawMessage `json:"risks,omitempty"`
}

// The sample of the review program breaks every rule there is.
func TestSweepOfSample(t *testing.T) {
	data, err := os.ReadFile("../../review/sample.json")
	require.NoError(t, err)
	// Only the part that ownership knows is swept.
	doc, err := ownership.ParseInto(data, func(d *sampleDocument) *ownership.Document { return &d.Document })
	require.NoError(t, err)
	reg, err := doc.Register()
	require.NoError(t, err)
	at := time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)
	s := source(reg.Facts(), slices.Collect(doc.AllLedgers()))
	for _, every := range []int{1, 2, 3, 5, 1000} {
		for _, known := range []time.Time{{}, at.AddDate(-1, 0, 0)} {
			run := sweep.Run{ID: "r", At: at, Known: known, Every: every}
			want := reg
			if !known.IsZero() {
				want = reg.KnownAt(known)
			}
			report := want.Review(at, ownership.Selection{})
			require.Greater(t, report.Len(), 10)
			requireSame(t, report, swept(t, s, run))
		}
	}
}

// Whatever the organisation and wherever it is cut, the sweep finds what the
// review of the whole finds.
func TestSweepLaw(t *testing.T) {
	for name, organisations := range map[string]*rapid.Generator[ownershiptest.Organisation]{
		"lawful": ownershiptest.Organisations(), "hostile": ownershiptest.HostileOrganisations(),
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				o := organisations.Draw(t, "organisation")
				reg, err := ownership.NewRegister(o.Facts, slices.Values(o.Ledgers))
				if err != nil {
					t.Skip("not a register")
				}
				at := rapid.SampledFrom(o.Instants).Draw(t, "at")
				s := source(reg.Facts(), o.Ledgers)
				run := sweep.Run{ID: "r", At: at, Every: rapid.IntRange(1, 4).Draw(t, "every")}
				requireSame(t, reg.Review(at, ownership.Selection{}), swept(t, s, run))
			})
		})
	}
}

var errDied = errors.New("died")

// Workers that die in the middle are taken over from, by others and by
// themselves; ranges that are done are not done again.
func TestWorkersTakeOver(t *testing.T) {
	ctx := context.Background()
	facts, ledgers := company(60)
	reg, err := ownership.NewRegister(facts, slices.Values(ledgers))
	require.NoError(t, err)
	at := ownershiptest.Day(30)
	run := sweep.Run{ID: "r", At: at, Every: 7}
	board := newShelf(sweep.Tasks())
	now := at
	clock := func() time.Time { return now }

	s := source(facts, ledgers)
	dies := 0
	s.Parties.(*shelf[ownership.PartyID, storage.Party]).fail = func() error {
		if dies++; dies%17 == 0 {
			return errDied
		}
		return nil
	}
	deaths := 0
	for i := 0; ; i++ {
		w := worker(fmt.Sprintf("worker %d", i%3), s, board)
		w.Now = clock
		open, err := w.Pass(ctx, run)
		if err != nil {
			require.ErrorIs(t, err, errDied)
			deaths++
			_, err = w.Finish(ctx, run, func(ownership.Finding) error { return nil })
			require.Error(t, err, "an unfinished run is not finished")
			continue
		}
		if open == 0 {
			break
		}
		now = now.Add(40 * time.Second) // leases run out
	}
	require.Greater(t, deaths, 3)
	s.Parties.(*shelf[ownership.PartyID, storage.Party]).fail = nil
	before := s.Parties.(*shelf[ownership.PartyID, storage.Party]).gets
	w := worker("last", s, board)
	open, err := w.Pass(ctx, run)
	require.NoError(t, err)
	require.Zero(t, open)
	assert.Equal(t, before, s.Parties.(*shelf[ownership.PartyID, storage.Party]).gets, "nothing is left to read")
	requireSame(t, reg.Review(at, ownership.Selection{}), finished(t, w, run))
}

// A lease keeps others away, and a worker that was only slow counts once.
func TestLease(t *testing.T) {
	ctx := context.Background()
	facts, ledgers := company(10)
	board := newShelf(sweep.Tasks())
	at := ownershiptest.Day(30)
	run := sweep.Run{ID: "r", At: at, Every: 100}
	slow, quick := worker("slow", source(facts, ledgers), board), worker("quick", source(facts, ledgers), board)
	now := at
	slow.Now, quick.Now = func() time.Time { return now }, func() time.Time { return now }
	interrupted := false
	slow.Source.Parties.(*shelf[ownership.PartyID, storage.Party]).fail = func() error {
		if interrupted {
			return nil
		}
		interrupted = true
		open, err := quick.Pass(ctx, run)
		assert.NoError(t, err)
		assert.Equal(t, 1, open, "slow is at it")
		now = now.Add(2 * time.Minute)
		open, err = quick.Pass(ctx, run)
		assert.NoError(t, err)
		assert.Zero(t, open, "slow had its time")
		return nil
	}
	open, err := slow.Pass(ctx, run)
	require.NoError(t, err)
	require.Zero(t, open)
	require.True(t, interrupted)
	reg, err := ownership.NewRegister(facts, slices.Values(ledgers))
	require.NoError(t, err)
	requireSame(t, reg.Review(at, ownership.Selection{}), finished(t, quick, run))
}

// company has n services with owners among some people, each service under a
// portfolio and dependent on the one before it; some lack this or that.
func company(n int) (facts ownership.Facts, ledgers []ownership.Ledger) {
	org := ownership.OrganisationScope("kelp")
	facts.Parties = append(facts.Parties, ownership.Party{ID: "kelp", Kind: ownership.Organisation}, ownership.Party{ID: "crew", Kind: ownership.Group})
	keep := func(s ownership.Scope, claims ...ownership.Claim) {
		ledgers = append(ledgers, ownershiptest.Must(ownership.Adopt(s, "charter", ownershiptest.Day(0), claims...)))
	}
	keep(org, ownership.Claim{Role: ownership.SeniorManagement, Holder: "person 0"})
	for i := range max(1, n/5) {
		facts.Parties = append(facts.Parties, ownership.Party{
			ID: ownership.PartyID(fmt.Sprintf("person %d", i)), Kind: ownership.Person,
			Within: []ownership.Membership{{Of: "kelp"}, {Of: "crew"}},
		})
	}
	for i := range max(1, n/20) {
		s := ownership.Scope{Level: ownership.LevelPortfolio, ID: fmt.Sprintf("portfolio %d", i)}
		facts.Areas = append(facts.Areas, ownership.Area{Scope: s, Parents: []ownership.Parent{{Scope: org}}})
	}
	for i := range n {
		s := ownership.Service{
			ID:        ownership.ServiceID(fmt.Sprintf("service %06d", i)),
			Parents:   []ownership.Parent{{Scope: ownership.Scope{Level: ownership.LevelPortfolio, ID: fmt.Sprintf("portfolio %d", i%max(1, n/20))}}},
			Providers: []ownership.Provider{{By: "kelp"}},
		}
		if i > 0 {
			s.Dependencies = []ownership.Dependency{{On: ownership.ServiceID(fmt.Sprintf("service %06d", i-1))}}
		}
		facts.Services = append(facts.Services, s)
		owner := ownership.PartyID(fmt.Sprintf("person %d", i%max(1, n/5)))
		switch i % 10 {
		case 7:
			owner = "crew"
		case 8:
			owner = "nobody known"
		case 9:
			continue
		}
		keep(ownership.ServiceScope(s.ID), ownership.Claim{Role: ownership.ServiceOwner, Holder: owner},
			ownership.Claim{Role: ownership.ServiceOwnerDeputy, Holder: "person 0", Rank: 1})
	}
	return facts, ledgers
}

func TestTasks(t *testing.T) {
	tasks := rapid.Custom(func(t *rapid.T) sweep.Task {
		return sweep.Task{Run: rapid.StringOfN(rapid.RuneFrom([]rune{0, 1, 'a', 0xff}), 0, 3, -1).Draw(t, "run"), No: rapid.IntRange(0, 3).Draw(t, "no")}
	})
	table := sweep.Tasks()
	require.NoError(t, table.Check())
	rapid.Check(t, func(t *rapid.T) {
		a, b := tasks.Draw(t, "a"), tasks.Draw(t, "b")
		require.Equal(t, cmp.Compare(a.Compare(b), 0), bytes.Compare(table.Order(a), table.Order(b)))
		back, err := table.Parse(table.Order(a))
		require.NoError(t, err)
		require.Equal(t, a, back)
	})
	_, err := table.Parse([]byte("x"))
	assert.Error(t, err)
}

// Acts are judged by who was entitled then, who may have nothing to do with the
// scope now.
func TestSweepOfActs(t *testing.T) {
	org, mail, wiki := ownership.OrganisationScope("kelp"), ownership.ServiceScope("mail"), ownership.ServiceScope("wiki")
	within := []ownership.Parent{{Scope: org}}
	facts := ownership.Facts{
		Parties: []ownership.Party{
			{ID: "kelp", Kind: ownership.Organisation},
			{ID: "founder", Kind: ownership.Person},
			{ID: "old boss", Kind: ownership.Person},
			{ID: "new boss", Kind: ownership.Person},
			{ID: "ada", Kind: ownership.Person},
			{ID: "ben", Kind: ownership.Person},
		},
		Services: []ownership.Service{{ID: "mail", Parents: within}, {ID: "wiki", Parents: within}},
	}
	live := ownership.NewLive(ownershiptest.Must(ownership.NewRegister(facts, nil)))
	ledgers := map[ownership.Scope]ownership.Ledger{}
	act := func(scope ownership.Scope, l ownership.Ledger, err error) {
		require.NoError(t, err)
		ledgers[scope] = l
		live.Apply(l)
	}
	who := func(by ownership.PartyID, day int) ownership.Who {
		return ownership.Who{By: by, At: ownershiptest.Day(day), Ref: ownership.Ref(fmt.Sprint(by, day))}
	}
	own := func(s ownership.Scope, holder ownership.PartyID) ownership.Establish {
		return ownership.Establish{Scope: s, Claims: []ownership.Claim{{Role: ownership.ServiceOwner, Holder: holder}}}
	}
	l, err := ownership.Ledger{}.Establish(live, who("founder", 1), ownership.Establish{
		Scope: org, Claims: []ownership.Claim{{Role: ownership.SeniorManagement, Holder: "old boss"}},
	})
	act(org, l, err)
	l, err = ownership.Ledger{}.Establish(live, who("old boss", 2), own(mail, "ada"))
	act(mail, l, err)
	l, err = ledgers[org].Handover(live, who("old boss", 3), ownership.Handover{Role: ownership.SeniorManagement, To: "new boss"})
	act(org, l, err)
	l, err = ownership.Ledger{}.Establish(live, who("new boss", 4), own(wiki, "ada"))
	act(wiki, l, err)
	l, err = ledgers[mail].Handover(live, who("new boss", 5), ownership.Handover{To: "ben"})
	act(mail, l, err)

	at := ownershiptest.Day(30)
	whole := live.Register().Review(at, ownership.Selection{})
	require.Empty(t, whole.Of("act.unauthorised"))
	s := source(facts, slices.Collect(maps.Values(ledgers)))
	for every := range 3 {
		requireSame(t, whole, swept(t, s, sweep.Run{ID: "r", At: at, Every: every + 1}))
	}
}
