package ownership

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func BenchmarkQuestions(b *testing.B) {
	for _, services := range benchSizes() {
		r, m, cases := benchPair(b, services)
		type views struct {
			s ScopeView
			p PartyView
			a ActivityView
		}
		handles := make([]views, len(cases))
		for i, c := range cases {
			handles[i] = views{r.Service(c.service), r.Party(c.by), r.Activity(c.activity)}
		}
		mask := len(cases) - 1
		ask := func(name string, question func(i int)) {
			b.Run(fmt.Sprintf("%s/%d", name, services), func(b *testing.B) {
				inBatches(b, 64, func(i int) { question(i & mask) })
			})
		}
		ask("may-map", func(i int) {
			c := &cases[i]
			m.may(c.by, c.service, c.activity, benchAt)
		})
		ask("may-name", func(i int) {
			c := &cases[i]
			r.May(Request{By: c.by, Activity: c.activity, Scope: ServiceScope(c.service), At: benchAt})
		})
		ask("may-handle", func(i int) {
			h := &handles[i]
			h.s.May(h.p, h.a, benchAt)
		})
		ask("owner-map", func(i int) { m.owner(cases[i].service, benchAt) })
		ask("owner-name", func(i int) { _ = r.Owner(cases[i].service, benchAt).State })
		ask("owner-handle", func(i int) { _ = handles[i].s.Owner(benchAt).State })
		results := 0
		ask("holdings", func(i int) {
			for range r.holdings(handles[i].p.n) {
				results++
			}
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, services := range benchSizes() {
		f, ledgers := benchFacts(services), benchLedgers(services)
		b.Run(fmt.Sprint(services), func(b *testing.B) {
			fastest := time.Hour
			for b.Loop() {
				start := time.Now()
				if _, err := NewRegister(f, slices.Values(ledgers)); err != nil {
					b.Fatal(err)
				}
				fastest = min(fastest, time.Since(start))
			}
			b.ReportMetric(float64(fastest.Nanoseconds())/float64(services), "ns/service")
		})
	}
}

func BenchmarkWithLedger(b *testing.B) {
	for _, services := range benchSizes() {
		r, err := NewRegister(benchFacts(services), slices.Values(benchLedgers(services)))
		if err != nil {
			b.Fatal(err)
		}
		changed := make([]Ledger, 1024)
		for i := range changed {
			changed[i] = benchLedger(i*7919%services, services, 1)
		}
		b.Run(fmt.Sprint(services), func(b *testing.B) {
			inBatches(b, 1, func(i int) { r.With(changed[i&1023]) })
		})
	}
}

// TestMemory weighs the heap: names, texts and declared parties apart, a service
// with five current and three superseded entries takes at most 48 bytes an entry
// and 64 bytes besides.
func TestMemory(t *testing.T) {
	for _, services := range benchSizes() {
		f, ledgers := benchFacts(services), benchLedgers(services)
		before := heap()
		r, err := NewRegister(f, slices.Values(ledgers))
		require.NoError(t, err)
		all := heap() - before
		runtime.KeepAlive(r)
		before = heap()
		people, err := NewRegister(Facts{Parties: f.Parties}, nil)
		require.NoError(t, err)
		parties := heap() - before
		runtime.KeepAlive(people)
		runtime.KeepAlive(f)
		runtime.KeepAlive(ledgers)

		names := 0
		for n := range r.allScopes(Scope{}) {
			names += len(r.scopeOf(n).ID)
		}
		perService := float64(all-parties-names) / float64(services)
		t.Logf("%d services: %.0f B a service without names: %.1f B an entry when 64 B are the service's", services, perService, (perService-64)/8)
		require.LessOrEqual(t, perService, 8*48+64.0)
	}
}

func heap() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// TestQuestionsDoNotAllocate holds for every question of the benchmarks.
func TestQuestionsDoNotAllocate(t *testing.T) {
	r, _, cases := benchPair(t, 1000)
	c := cases[0]
	s, p, a := r.Service(c.service), r.Party(c.by), r.Activity(c.activity)
	past := r.KnownAt(day(6))
	for name, question := range map[string]func(){
		"may by name":     func() { r.May(Request{By: c.by, Activity: c.activity, Scope: ServiceScope(c.service), At: benchAt}) },
		"may by handle":   func() { s.May(p, a, benchAt) },
		"owner by name":   func() { _ = r.Owner(c.service, benchAt).State },
		"owner by handle": func() { _ = s.Owner(benchAt).State },
		"owner as known":  func() { _ = past.Owner(c.service, benchAt).State },
		"holder":          func() { _ = r.Holder(ServiceOwnerDeputy, ServiceScope(c.service), benchAt).State },
		"accountable":     func() { _ = r.Accountable(c.activity, ServiceScope(c.service), benchAt).State },
		"acting":          func() { _ = r.ActingOwner(c.service, benchAt).Person },
		"contact":         func() { _ = r.Contact(c.service, Agreements, benchAt).Person },
		"claimants": func() {
			for range r.Owner(c.service, benchAt).Claimants() {
			}
		},
		"holders": func() {
			for range r.Holders(ServiceOwnerDeputy, ServiceScope(c.service), benchAt) {
			}
		},
		"duties": func() {
			for range r.Duties(c.by, benchAt) {
			}
		},
		"major incident": func() {
			for range r.MajorIncident(c.service, benchAt) {
			}
		},
		"handles": func() { r.Service(c.service); r.Party(c.by); r.Activity(c.activity) },
		"holdings": func() {
			for range r.holdings(p.n) {
			}
		},
	} {
		require.Zero(t, testing.AllocsPerRun(100, question), name)
	}
}
