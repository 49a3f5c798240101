package ownership

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A broken organisation: every change that leaves the others possible.
func brokenFixture(t testing.TB) *organisationFixture {
	o := newFixture(t)
	for _, c := range allRuleCases() {
		switch c.code {
		case "owner.contested", "dependency.cycle", "parent.cycle", "membership.cycle", "role.nobody", "owner.overlap", "waiver.expired", "deputy.own":
			c.change(o)
		}
	}
	o.facts.Policies = []Policy{{Version: "own", Thresholds: map[Threshold]int64{ServicesPerOwner: 0}}}
	return o
}

// Any way to cut the subjects of a real register into parts gives the report of
// the whole, byte for byte.
func TestPartsOfAReviewOfARegister(t *testing.T) {
	r := brokenFixture(t).register(t)
	whole := r.Review(fixtureAt, Selection{})
	for _, code := range []Code{"dependency.cycle", "parent.cycle", "membership.cycle", "role.nobody", "owner.overloaded"} {
		require.NotEmpty(t, whole.Of(code), "a law about folds needs them to find something: %s", code)
	}
	want := mustJSON(t, whole)
	subjects := slices.Collect(r.Subjects(fixtureAt))
	rapid.Check(t, func(t *rapid.T) {
		cut := map[int][]Subject{}
		for _, s := range rapid.Permutation(subjects).Draw(t, "order") {
			n := rapid.IntRange(0, 4).Draw(t, "part")
			cut[n] = append(cut[n], s)
		}
		var parts []Part
		for n := range 5 {
			part := r.ReviewPart(fixtureAt, slices.Values(cut[n]))
			if rapid.Bool().Draw(t, "through JSON") {
				var again Part
				require.NoError(t, json.Unmarshal([]byte(mustJSON(t, part)), &again))
				part = again
			}
			parts = append(parts, part)
		}
		report, err := r.FinishReview(fixtureAt, rapid.Permutation(parts).Draw(t, "merged")...)
		require.NoError(t, err)
		require.Equal(t, want, mustJSON(t, report))
		requireSettled(t, r, whole, parts)
	})
}

// requireSettled finishes the parts one by one.
func requireSettled(t *rapid.T, r *Register, whole Report, parts []Part) {
	var rests []Part
	var found []Finding
	var read []Subject
	for _, p := range parts {
		report, rest, err := r.SettleReview(fixtureAt, p)
		require.NoError(t, err)
		require.Empty(t, report.Of("owner.overloaded"), "a folding rule is not finished on a part")
		found, read, rests = slices.AppendSeq(found, report.All()), slices.AppendSeq(read, report.Read()), append(rests, rest)
		require.NotContains(t, mustJSON(t, rest), `"findings"`)
	}
	report, err := r.FinishReview(fixtureAt, rests...)
	require.NoError(t, err)
	require.NotZero(t, report.Len())
	found = slices.AppendSeq(found, report.All())
	slices.SortFunc(found, Finding.Compare)
	require.Equal(t, mustJSON(t, slices.Collect(whole.All())), mustJSON(t, found))
	require.ElementsMatch(t, slices.Collect(whole.Read()), read)
	_, _, err = r.SettleReview(fixtureAt.Add(1e9), parts[0])
	require.ErrorIs(t, err, ErrInvalid, "a part of another review")
}

func TestReviewSelection(t *testing.T) {
	r := brokenFixture(t).register(t)
	mail := fixtureMail.Subject()
	whole := r.Review(fixtureAt, Selection{})
	only := r.Review(fixtureAt, Selection{
		Codes:    []Code{"owner.contested", "deputy.missing", "dependency.cycle", "owner.lazy", "party.no-kind"},
		Subjects: []Subject{mail, {"service", "nowhere"}, mail, {"galaxy", "x"}},
	})
	assert.Equal(t, []Subject{mail}, slices.Collect(only.Read()))
	assert.True(t, only.Ran("owner.contested", mail))
	assert.True(t, only.Ran("deputy.missing", mail))
	for _, code := range []Code{"dependency.cycle", "owner.lazy", "owner.vacant"} {
		assert.False(t, only.Ran(code, mail), "%s", code)
	}
	assert.False(t, only.Ran("owner.contested", Subject{"service", "nowhere"}))
	assert.False(t, only.Ran("owner.contested", fixtureDisk.Subject()))
	require.Equal(t, 1, only.Len())
	assert.Equal(t, whole.Of("owner.contested")[0].String(), only.Of("owner.contested")[0].String())
	assert.True(t, whole.Ran("dependency.cycle", mail))
	assert.True(t, whole.Ran("period.reversed", fixtureAcme.Subject()), "a rule for scopes reads every level")

	// Alone, every subject has the findings of local rules that it has in the whole.
	for s := range whole.Read() {
		alone := r.Review(fixtureAt, Selection{Subjects: []Subject{s}})
		for f := range alone.All() {
			assert.True(t, slices.ContainsFunc(whole.About(f.Subject), func(w Finding) bool { return w.Compare(f) == 0 }), "%s", f)
		}
		for _, f := range whole.About(s) {
			if alone.Ran(f.Code, s) {
				assert.True(t, slices.ContainsFunc(alone.About(s), func(w Finding) bool { return w.Compare(f) == 0 }), "%s", f)
			}
		}
	}
}

// A review is about what was known, too.
func TestReviewAsKnown(t *testing.T) {
	o := newFixture(t)
	o.act(fixtureMail, Act{Kind: Imported, At: fixtureDay(-10)})
	o.add(fixtureMail, Entry{Role: ServiceOwner, Holder: "vera", Act: 2})
	r := o.register(t)
	assert.Len(t, r.Review(fixtureAt, Selection{}).Of("owner.contested"), 1)
	before := r.KnownAt(fixtureDay(-11)).Review(fixtureAt, Selection{})
	assert.Zero(t, before.Len())
	assert.Equal(t, fixtureDay(-11), before.Known())
	assert.True(t, r.Review(fixtureAt, Selection{}).Known().IsZero())
}

// The policy in force at the instant rates what is found: a waived finding stays,
// marked, and a hard one is neither waived nor softened.
func TestReviewUnderDatedPolicies(t *testing.T) {
	o := newFixture(t)
	o.drop(fixtureMail, ServiceOwnerDeputy)
	o.add(fixtureMail, Entry{Role: ServiceOwner, Holder: "senior-management"})
	until := Period{Until: fixtureDay(40)}
	o.facts.Policies = []Policy{
		{Version: "strict", From: fixtureDay(20), Severities: map[Code]Severity{"deputy.missing": SeverityError}},
		{Version: "mild", Waivers: []Waiver{
			{Code: "deputy.missing", Subject: fixtureMail.Subject(), Author: "vera", Reason: "two of us", Period: until},
			{Code: "owner.contested", Subject: fixtureMail.Subject(), Author: "vera", Reason: "we like it", Period: until},
		}, Severities: map[Code]Severity{"owner.contested": SeverityInfo}},
	}
	r := o.register(t)
	mild := r.Review(fixtureAt, Selection{})
	assert.Equal(t, "mild", mild.Policy())
	require.Len(t, mild.Of("deputy.missing"), 1)
	require.NotNil(t, mild.Of("deputy.missing")[0].Waived)
	assert.Equal(t, PartyID("vera"), mild.Of("deputy.missing")[0].Waived.Author)
	assert.Nil(t, mild.Of("owner.contested")[0].Waived)
	assert.Equal(t, SeverityError, mild.Of("owner.contested")[0].Severity)
	assert.Len(t, mild.Of("policy.hard-rule"), 2)

	strict := r.Review(fixtureDay(20), Selection{})
	assert.Equal(t, "strict", strict.Policy())
	assert.True(t, strict.Of("deputy.missing")[0].Blocks())
}

func TestPolicyValidate(t *testing.T) {
	require.NoError(t, (&Policy{}).Validate())
	for _, c := range policyCases() {
		o := newFixture(t)
		c.change(o)
		err := o.facts.Policies[0].Validate()
		switch c.code {
		case "waiver.expired", "waiver.author", "combination.role":
			assert.NoError(t, err, "%s needs facts", c.code)
			continue
		}
		var typed *Error
		if assert.ErrorAs(t, err, &typed, "%s", c.code) {
			assert.ErrorIs(t, err, ErrInvalid)
			assert.Equal(t, c.code, typed.Findings[0].Code)
			assert.Equal(t, c.path, typed.Findings[0].Path)
		}
	}
	// All defects at once.
	p := Policy{Severities: map[Code]Severity{"x": 9}, Thresholds: map[Threshold]int64{"y": -1}, From: time.Date(10001, 1, 1, 0, 0, 0, 0, time.UTC)}
	var typed *Error
	require.ErrorAs(t, p.Validate(), &typed)
	assert.Len(t, typed.Findings, 4)
	assert.ErrorContains(t, p.Validate(), "years 1 to 9999")
}

func TestPolicyVerdicts(t *testing.T) {
	var p Policy
	assert.Equal(t, Warn, p.Verdict(ServiceOwner, ServiceLevelManager))
	assert.Equal(t, Warn, p.Verdict(ServiceLevelManager, ServiceOwner))
	assert.Equal(t, Allow, p.Verdict(ServiceOwner, RiskOwner))
	p.Combinations = []Combination{{ServiceLevelManager, ServiceOwner, Forbid}}
	assert.Equal(t, Forbid, p.Verdict(ServiceOwner, ServiceLevelManager))
	assert.Equal(t, int64(20), p.Threshold(ServicesPerOwner))
	p.Thresholds = map[Threshold]int64{ServicesPerOwner: 3}
	assert.Equal(t, int64(3), p.Threshold(ServicesPerOwner))
	assert.Zero(t, p.Threshold("beards"))
}

// The sweep finds exactly the pairs that a comparison of all pairs finds.
func TestSweepAgainstAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cells []*cell
		for range rapid.IntRange(0, 9).Draw(t, "cells") {
			from, act := rapid.Int64Range(0, 6).Draw(t, "from"), rapid.Uint32Range(1, 5).Draw(t, "act")
			c := &cell{
				from: instant(from), until: instant(from + rapid.Int64Range(1, 4).Draw(t, "length")),
				act: act, end: act + rapid.Uint32Range(1, 3).Draw(t, "believed"), holder: partyNo(len(cells)),
			}
			if rapid.Bool().Draw(t, "open") {
				c.end = believed
			}
			cells = append(cells, c)
		}
		type pair struct{ a, b partyNo }
		want, got := map[pair]bool{}, map[pair]bool{}
		for i, a := range cells {
			for _, b := range cells[i+1:] {
				if a.from < b.until && b.from < a.until && a.act < b.end && b.act < a.end {
					want[pair{a.holder, b.holder}] = true
				}
			}
		}
		slices.SortStableFunc(cells, func(a, b *cell) int { return int(a.act) - int(b.act) })
		sweep(cells, func(a, b *cell) bool { return true }, func(a, b *cell) bool {
			p := pair{min(a.holder, b.holder), max(a.holder, b.holder)}
			require.False(t, got[p], "each pair once")
			got[p] = true
			return true
		})
		require.Equal(t, want, got)
	})
}

func TestDependencies(t *testing.T) {
	o := newFixture(t)
	o.facts.Services = append(o.facts.Services,
		Service{ID: "web", Dependencies: []Dependency{{On: "mail"}, {On: "web"}, {On: "gone"}, {}, {On: "disk", Period: Period{Until: fixtureAt}}}},
	)
	d := o.register(t).Dependencies(fixtureAt)
	assert.Equal(t, []ServiceID{"mail", "web"}, d.Dependents("disk"))
	assert.Equal(t, []ServiceID{"disk", "mail"}, d.Needs("web"))
	assert.Equal(t, [][]ServiceID{{"web"}}, d.Cycles())
	assert.Equal(t, 2, d.Depth())
	assert.Nil(t, d.Dependents("gone"))
	var none Dependencies
	assert.Nil(t, none.Needs("mail"))
	assert.Nil(t, none.Dependents("mail"))
	assert.Nil(t, none.Cycles())
	assert.Zero(t, none.Depth())
}

func TestZeroRegisterIsReviewed(t *testing.T) {
	var r Register
	report := r.Review(fixtureAt, Selection{})
	assert.Empty(t, report.Blocking())
	_, err := (*Register)(nil).FinishReview(fixtureAt)
	assert.NoError(t, err)
	assert.Equal(t, Dependencies{}.Depth(), r.Dependencies(fixtureAt).Depth())
}

// manyServices is an organisation of n services as they come: an owner, a deputy,
// a dependency, a place, three superseded owners.
func manyServices(n int) (Facts, []Ledger) {
	facts := Facts{Parties: []Party{{ID: "acme", Kind: Organisation}}, Areas: []Area{{Scope: fixtureAcme}}}
	people := max(n/5, 1)
	person := func(i int) PartyID { return PartyID(fmt.Sprintf("person-%d", i%people)) }
	for i := range people {
		facts.Parties = append(facts.Parties, Party{ID: person(i), Kind: Person, Within: []Membership{{Of: "acme"}}})
	}
	var ledgers []Ledger
	for i := range n {
		id := ServiceID(fmt.Sprintf("service-%06d", i))
		facts.Services = append(facts.Services, Service{
			ID: id, Kind: Application, Parents: []Parent{{Scope: fixtureAcme}}, Providers: []Provider{{By: "acme"}},
			Dependencies: []Dependency{{On: ServiceID(fmt.Sprintf("service-%06d", i/2))}},
		})
		l := Ledger{scope: ServiceScope(id)}
		for k := range 4 {
			l.acts = append(l.acts, Act{Revision: k + 1, Kind: Imported, At: fixtureDay(-40 + k)})
			e := Entry{No: k + 1, Role: ServiceOwner, Holder: person(i + k), Act: k + 1}
			if k < 3 {
				e.Superseded = k + 2
			}
			l.entries = append(l.entries, e)
		}
		l.entries = append(l.entries, Entry{No: 5, Role: ServiceOwnerDeputy, Holder: person(i + 9), Rank: 1, Act: 1})
		ledgers = append(ledgers, l)
	}
	return facts, ledgers
}

func BenchmarkReview(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		facts, ledgers := manyServices(n)
		r, err := NewRegister(facts, slices.Values(ledgers))
		require.NoError(b, err)
		one := ServiceScope(facts.Services[n/2].ID).Subject()
		b.Run(fmt.Sprintf("whole/%d", n), func(b *testing.B) {
			for b.Loop() {
				r.Review(fixtureAt, Selection{})
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "us/service")
		})
		b.Run(fmt.Sprintf("eleven codes on one of/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			eleven := Selection{Subjects: []Subject{one}, Codes: []Code{
				"owner.vacant", "owner.contested", "owner.not-person", "owner.inactive", "owner.no-mandate", "deputy.missing", "deputy.own",
				"dependency.dangling", "dependency.empty", "provider.unknown", "act.unauthorised",
			}}
			for b.Loop() {
				r.Review(fixtureAt, eleven)
			}
		})
		b.Run(fmt.Sprintf("all codes on one of/%d", n), func(b *testing.B) {
			for b.Loop() {
				r.Review(fixtureAt, Selection{Subjects: []Subject{one}})
			}
		})
	}
}

// What an act brings about does not show that it was without authority: whoever
// passes on, or ends, the role by which he does so was entitled to.
func TestActsThatEndTheirOwnAuthority(t *testing.T) {
	reg := worldWith(t)
	found := func(l Ledger) (paths []string) {
		for f := range reg.With(l).Review(day(20), Selection{Codes: []Code{"act.unauthorised"}}).All() {
			paths = append(paths, f.Path)
		}
		return paths
	}
	l, err := acme(t).Handover(reg, by("boss", 4), Handover{Role: SeniorManagement, To: "ada"})
	require.NoError(t, err)
	assert.Empty(t, found(l), "handed over at its own instant")
	l, err = l.End(reg, by("ada", 5), End{Role: SeniorManagement, Holder: "ada"})
	require.NoError(t, err)
	assert.Empty(t, found(l), "ended at its own instant")

	// The same, and later it turns out that boss never was senior management.
	l, err = acme(t).Handover(reg, by("boss", 4), Handover{Role: SeniorManagement, To: "ada"})
	require.NoError(t, err)
	l, err = l.Correct(reg, by("ada", 6), Correct{Retract: []int{2}, Reason: "the charter was misread"})
	require.NoError(t, err)
	assert.Equal(t, []string{"acts[1]"}, found(l))

	// And a correction at the instant of the act itself is no handover.
	l, err = acme(t).Correct(reg, by("boss", 4), Correct{Retract: []int{1}, Add: []Claim{{Role: SeniorManagement, Holder: "ada", Period: from(4)}}, Reason: "it was ada"})
	require.NoError(t, err)
	assert.Equal(t, []string{"acts[1]"}, found(l))
}
