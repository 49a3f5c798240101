package ownership

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// paths returns the paths of all joined errors, each of which must be an *Error
// over ErrInvalid.
func paths(t *testing.T, err error) (out []string) {
	t.Helper()
	if err == nil {
		return nil
	}
	all, ok := err.(interface{ Unwrap() []error })
	require.True(t, ok)
	for _, one := range all.Unwrap() {
		var e *Error
		require.ErrorAs(t, one, &e)
		require.ErrorIs(t, one, ErrInvalid)
		out = append(out, e.Path)
	}
	return out
}

func TestNewRegisterNamesEveryDefect(t *testing.T) {
	late := time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)
	facts := Facts{
		Parties: []Party{
			{ID: "dora"},
			{ID: ""},
			{ID: "dora", Kind: 9, Active: []Period{{}, {From: late}}},
			{ID: "eve", Within: []Membership{{Of: " it"}}, Lead: "\n", Skills: []Skill{"go", ""}, Absences: []Absence{{Period: Period{Until: late}}}},
		},
		Services: []Service{
			{ID: "mail", Parents: []Parent{{}, {Scope: Scope{Level: LevelPortfolio}}}},
			{ID: "mail "},
			{ID: "mail", Providers: []Provider{{By: "a\tb"}}, Dependencies: []Dependency{{}, {On: " "}}},
			{ID: "mail"},
		},
		Areas: []Area{
			{Scope: ServiceScope("mail")},
			{Scope: OrganisationScope("acme"), Parents: []Parent{{Scope: OrganisationScope("x"), Period: Period{Until: time.Time{}.Add(1)}}}},
			{Scope: OrganisationScope("acme")},
			{},
		},
		Matrices: []Matrix{{}, {from: late}, {}},
		Policies: []Policy{{From: day(1)}, {From: day(1).Add(1), Waivers: []Waiver{{Period: Period{From: late}}}}},
	}
	twice := Ledger{scope: ServiceScope("mail"), acts: []Act{{Revision: 1, At: day(1)}}}
	want := []string{
		"parties[1].id", "parties[2].kind", "parties[2].active[1].from", "parties[2].id",
		"parties[3].absences[0].until", "parties[3].within[0].of", "parties[3].lead", "parties[3].skills[1]",
		"services[0].parents[1].scope", "services[1].id",
		"services[2].providers[0].by", "services[2].dependencies[1].on", "services[2].id", "services[3].id",
		"areas[0].scope", "areas[1].parents[0].until", "areas[2].scope", "areas[3].scope",
		"matrices[1].from", "matrices[2].from",
		"policies[1].waivers[0].from", "policies[1].from",
		"ledgers[1].scope",
	}
	for range 3 {
		r, err := NewRegister(facts, slices.Values([]Ledger{twice, {}, twice}))
		assert.Nil(t, r)
		assert.Equal(t, want, paths(t, err))
	}

	// What is wrong but can be told apart is for rules to report.
	facts = Facts{
		Parties: []Party{{ID: "dora", Lead: "nobody", Active: []Period{{From: day(3), Until: day(1)}}}},
		Services: []Service{{
			ID: "mail", Parents: []Parent{{}, {Scope: ServiceScope("mail")}},
			Dependencies: []Dependency{{On: ""}, {On: "dangling"}, {On: "mail"}},
		}},
	}
	r, err := NewRegister(facts, nil)
	require.NoError(t, err)
	_, ok := r.Service("dangling").Service()
	assert.False(t, ok, "a service that is only named is not declared")
	assert.False(t, r.Service("dangling").Declared())
	assert.False(t, r.Service("nowhere").Declared())
	assert.True(t, r.Service("mail").Declared())
}

func TestWithNamesEveryDefect(t *testing.T) {
	r := &Register{}
	_, err := r.WithParty(Party{Lead: " "})
	assert.Equal(t, []string{"id", "lead"}, paths(t, err))
	_, err = r.WithService(Service{ID: "a", Dependencies: []Dependency{{On: "\x00"}}})
	assert.Equal(t, []string{"dependencies[0].on"}, paths(t, err))
	_, err = r.WithArea(Area{Scope: ServiceScope("mail")})
	assert.Equal(t, []string{"scope"}, paths(t, err))
	assert.False(t, errors.Is(err, ErrRefused))
}

// TestRegisterSharesNothing overwrites everything that a register was built
// from, and what it gave out, and asks again.
func TestRegisterSharesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		world := drawPlainWorld(t, 12)
		r := world.build(t)
		want := askedPicture(r)
		r2 := applied(t, r, world.put(t, "facts"))
		want2 := askedPicture(r2)
		for _, p := range world.parties {
			clear(p.Labels)
			clear(p.Active)
			clear(p.External)
		}
		for _, v := range world.services {
			spoil(v)
		}
		for _, l := range world.ledgers {
			for i := range l.entries {
				if m := l.entries[i].Mandate; m != nil {
					clear(m.Limits)
					*m = Mandate{}
				}
				if d := l.entries[i].Delegation; d != nil {
					clear(d.Activities)
					*d = Delegation{}
				}
			}
			clear(l.entries)
			clear(l.acts)
		}
		for n := range r.allScopes(Scope{}) {
			if v, ok := r.service(n); ok {
				spoil(v)
			}
		}
		require.Equal(t, want, askedPicture(r))
		require.Equal(t, want2, askedPicture(r2))
	})
}

func spoil(v Service) {
	clear(v.Parents)
	clear(v.Providers)
	clear(v.Dependencies)
	clear(v.Redundancy)
	clear(v.External)
	clear(v.Labels)
}

func TestRegisterSharesNoPolicy(t *testing.T) {
	p := Policy{
		From: day(1), Severities: map[Code]Severity{"a": SeverityInfo}, Thresholds: map[Threshold]int64{"b": 1},
		Combinations: []Combination{{One: "c"}}, Waivers: []Waiver{{Code: "d", Period: from(1)}},
	}
	r, err := NewRegister(Facts{Policies: []Policy{p}}, nil)
	require.NoError(t, err)
	clear(p.Severities)
	clear(p.Thresholds)
	clear(p.Combinations)
	clear(p.Waivers)
	got := r.policyAt(instantOf(day(2)))
	assert.Equal(t, SeverityInfo, got.Severities["a"])
	assert.Equal(t, int64(1), got.Thresholds["b"])
	assert.Equal(t, Role("c"), got.Combinations[0].One)
	assert.Equal(t, Code("d"), got.Waivers[0].Code)
}
