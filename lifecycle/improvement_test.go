package lifecycle_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

func share(n int64) ownership.Quantity { return ownership.Quantity{Value: n, Unit: "ppm"} }

// aim is to mend a target that was missed.
func aim() lifecycle.Aim {
	return lifecycle.Aim{
		Service: "mail", Title: "Fewer outages", Origin: lifecycle.FromBreach, Cause: "b-7",
		Goal: lifecycle.Goal{Agreement: "sla-mail", Target: "availability", Direction: sla.AtLeast, Want: share(999_000)},
	}
}

func opened(t testing.TB, a ownership.Authority, m lifecycle.Aim) lifecycle.Improvement {
	t.Helper()
	out, err := lifecycle.Improvement{}.Open(a, by("cleo", 1), lifecycle.Open{ID: "i-1", Aim: m, Reason: "it broke"})
	require.NoError(t, err)
	return out
}

func TestImprovement(t *testing.T) {
	reg := newSample().register(t)
	m := opened(t, reg, aim())
	step := func(next lifecycle.Improvement, err error) {
		t.Helper()
		require.NoError(t, err)
		m = next
	}
	step(m.Plan(reg, by("cleo", 2), lifecycle.Draft{Text: "A second machine.", Due: day(60)}))
	step(m.Decide(reg, by("cleo", 3), lifecycle.Decide{Consulted: []ownership.PartyID{"kim"}}))
	step(m.Begin(reg, by("ivo", 4), "ordered"))
	step(m.Measure(reg, by("kim", 50), lifecycle.Gauge{Effect: lifecycle.Effect{Value: share(998_999)}}))
	_, _, met, ok := m.Effect()
	assert.True(t, ok && !met)
	step(m.Begin(reg, by("ivo", 51), "one more"))
	step(m.Measure(reg, by("kim", 80), lifecycle.Gauge{Effect: lifecycle.Effect{Value: share(999_000)}}))
	e, act, met, ok := m.Effect()
	assert.True(t, ok && met)
	assert.Equal(t, share(999_000), e.Value)
	assert.Equal(t, ownership.CSIManager, act.Proof.Role)
	step(m.Close(reg, by("cleo", 81), ""))
	assert.Equal(t, lifecycle.ProgressClosed, m.Progress())
	assert.False(t, m.IsActive())
	assert.True(t, m.At(day(80)).IsActive())
	step(m.Reopen(reg, by("cleo", 90), "it broke again"))
	assert.Equal(t, lifecycle.ProgressOpen, m.Progress())
	step(m.Drop(reg, by("cleo", 91), "replaced by another service"))
	assert.Equal(t, lifecycle.ProgressDropped, m.Progress())
	plan, ok := m.Intent()
	assert.True(t, ok)
	assert.Equal(t, day(60), plan.Due)
	assert.Equal(t, []ownership.PartyID{"kim"}, m.Consulted())
	assert.Equal(t, aim(), m.Aim())

	data, err := json.Marshal(m)
	require.NoError(t, err)
	var back lifecycle.Improvement
	require.NoError(t, json.Unmarshal(data, &back))
	assert.Equal(t, m, back)
	for _, row := range []struct{ name, old, new, path string }{
		{"no id", `"id":"i-1",`, ``, "id"},
		{"no cause", `"cause":"b-7"`, `"cause":""`, "acts[0].aim.cause"},
		{"no direction", `"direction":"at least"`, `"direction":""`, "acts[0].aim.goal.direction"},
		{"no plan", `"plan":{"text":"A second machine.","due":"2026-03-02T09:00:00Z"}`, `"reason":"x"`, "acts[1].plan"},
		{"no due", `"due":"2026-03-02T09:00:00Z"`, `"due":"0001-01-01T00:00:00Z"`, "acts[1].plan.due"},
		{"nobody consulted", `["kim"]`, `[""]`, "acts[2].consulted[0]"},
		{"consulted where nobody is asked", `"command":"begun"`, `"command":"begun","consulted":["kim"]`, "acts[3].consulted"},
		{"no effect", `"effect":{"value":{"value":998999,"unit":"ppm"}}`, `"reason":"x"`, "acts[4].effect"},
		{"foreign command", `"command":"begun"`, `"command":"moved"`, "acts[3].command"},
	} {
		t.Run(row.name, func(t *testing.T) {
			text := strings.Replace(string(data), row.old, row.new, 1)
			require.NotEqual(t, string(data), text)
			var back lifecycle.Improvement
			err := json.Unmarshal([]byte(text), &back)
			require.ErrorIs(t, err, ownership.ErrInvalid)
			assert.Contains(t, err.Error(), row.path+":")
		})
	}
}

func TestGoal(t *testing.T) {
	up := lifecycle.Goal{Direction: sla.AtLeast, Want: share(5)}
	down := lifecycle.Goal{Direction: sla.AtMost, Want: share(5)}
	for n := range int64(10) {
		assert.Equal(t, n >= 5, up.MetBy(share(n)))
		assert.Equal(t, n <= 5, down.MetBy(share(n)))
	}
	assert.False(t, up.MetBy(ownership.Quantity{Value: 9, Unit: "hours"}), "another unit")
	assert.False(t, lifecycle.Goal{}.MetBy(ownership.Quantity{}), "no goal is met by nothing")
	assert.False(t, lifecycle.Goal{Want: share(5)}.MetBy(share(5)), "no direction")
}

// TestImprovementSpace gives every command at every point, and compares with a
// table that is written down apart from the one of the package.
func TestImprovementSpace(t *testing.T) {
	reg := newSample().register(t)
	allowed := map[lifecycle.Progress]string{
		lifecycle.ProgressOpen:     "plan decide! drop",
		lifecycle.ProgressPlanned:  "plan decide drop",
		lifecycle.ProgressDecided:  "plan begin drop",
		lifecycle.ProgressRunning:  "measure drop",
		lifecycle.ProgressMeasured: "measure begin close drop",
		lifecycle.ProgressClosed:   "reopen",
		lifecycle.ProgressDropped:  "reopen",
	}
	give := map[string]func(m lifecycle.Improvement, n int) (lifecycle.Improvement, error){
		"plan": func(m lifecycle.Improvement, n int) (lifecycle.Improvement, error) {
			return m.Plan(reg, by("cleo", n), lifecycle.Draft{Text: "how", Due: day(99)})
		},
		"decide": func(m lifecycle.Improvement, n int) (lifecycle.Improvement, error) {
			return m.Decide(reg, by("cleo", n), lifecycle.Decide{})
		},
		"begin": func(m lifecycle.Improvement, n int) (lifecycle.Improvement, error) {
			return m.Begin(reg, by("cleo", n), "")
		},
		"measure": func(m lifecycle.Improvement, n int) (lifecycle.Improvement, error) {
			return m.Measure(reg, by("cleo", n), lifecycle.Gauge{Effect: lifecycle.Effect{Value: share(1)}})
		},
		"close": func(m lifecycle.Improvement, n int) (lifecycle.Improvement, error) {
			return m.Close(reg, by("cleo", n), "")
		},
		"drop": func(m lifecycle.Improvement, n int) (lifecycle.Improvement, error) {
			return m.Drop(reg, by("cleo", n), "no")
		},
		"reopen": func(m lifecycle.Improvement, n int) (lifecycle.Improvement, error) {
			return m.Reopen(reg, by("cleo", n), "yes")
		},
	}
	for _, informal := range []bool{false, true} {
		a := aim()
		a.Informal = informal
		seen := map[lifecycle.Progress]lifecycle.Improvement{}
		todo := []lifecycle.Improvement{opened(t, reg, a)}
		for len(todo) > 0 {
			m := todo[0]
			todo = todo[1:]
			if _, again := seen[m.Progress()]; again {
				continue
			}
			seen[m.Progress()] = m
			words := strings.Fields(allowed[m.Progress()])
			for name, f := range give {
				next, err := f(m, m.Revision()+1)
				if slices.Contains(words, name) || informal && slices.Contains(words, name+"!") {
					require.NoError(t, err, "%s when %s", name, m.Progress())
					todo = append(todo, next)
					continue
				}
				want := "improvement.move"
				if slices.Contains(words, name+"!") {
					want = "improvement.unplanned"
				}
				require.Equal(t, []string{want}, codes(err), "%s when %s", name, m.Progress())
			}
		}
		assert.Len(t, seen, len(allowed))
	}
}

func TestImprovementRefuses(t *testing.T) {
	reg := newSample().register(t)
	m := opened(t, reg, aim())
	for _, row := range []struct {
		name string
		try  func() (lifecycle.Improvement, error)
		is   error
		want []string
	}{
		{"plan nothing", func() (lifecycle.Improvement, error) {
			return lifecycle.Improvement{}.Plan(reg, by("cleo", 2), lifecycle.Draft{Text: "x", Due: day(9)})
		}, ownership.ErrRefused, []string{"improvement.absent"}},
		{"open twice", func() (lifecycle.Improvement, error) {
			return m.Open(reg, by("cleo", 2), lifecycle.Open{ID: "i-1", Aim: aim()})
		}, ownership.ErrRefused, []string{"improvement.present"}},
		{"by the level manager", func() (lifecycle.Improvement, error) {
			return m.Plan(reg, by("finn", 2), lifecycle.Draft{Text: "x", Due: day(9)})
		}, ownership.ErrRefused, []string{"authority.not-held"}},
		{"decided by the CSI manager, too early", func() (lifecycle.Improvement, error) { return m.Decide(reg, by("kim", 2), lifecycle.Decide{}) }, ownership.ErrRefused, []string{"authority.not-held", "improvement.unplanned"}},
		{"malformed", func() (lifecycle.Improvement, error) {
			return lifecycle.Improvement{}.Open(reg, by("cleo", 2), lifecycle.Open{Aim: lifecycle.Aim{Goal: lifecycle.Goal{Target: " "}}})
		}, ownership.ErrInvalid, []string{"aim.cause", "aim.goal.direction", "aim.goal.target", "aim.goal.want.unit", "aim.origin", "aim.service", "aim.title", "id"}},
		{"another one", func() (lifecycle.Improvement, error) {
			return m.Open(reg, by("cleo", 2), lifecycle.Open{ID: "i-2", Aim: aim()})
		}, ownership.ErrInvalid, []string{"id"}},
		{"a plan that says nothing", func() (lifecycle.Improvement, error) { return m.Plan(reg, by("cleo", 2), lifecycle.Draft{}) }, ownership.ErrInvalid, []string{"due", "text"}},
		{"an effect without a unit", func() (lifecycle.Improvement, error) { return m.Measure(reg, by("cleo", 2), lifecycle.Gauge{}) }, ownership.ErrInvalid, []string{"effect.value.unit"}},
		{"dropped without a reason", func() (lifecycle.Improvement, error) { return m.Drop(reg, by("cleo", 2), "") }, ownership.ErrInvalid, []string{"reason"}},
		{"consulting nobody", func() (lifecycle.Improvement, error) {
			return m.Decide(reg, by("cleo", 2), lifecycle.Decide{Consulted: []ownership.PartyID{""}})
		}, ownership.ErrInvalid, []string{"consulted[0]"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := row.try()
			require.ErrorIs(t, err, row.is)
			got := codes(err)
			if row.is == ownership.ErrInvalid {
				got = paths(err)
			}
			slices.Sort(got)
			assert.Equal(t, row.want, got, "%v", err)
		})
	}
}

// TestImprovementBelongsToTheRole: after a handover the new owner goes on.
func TestImprovementBelongsToTheRole(t *testing.T) {
	s := newSample()
	for i := range s.claims {
		if c := &s.claims[i]; c.role == ownership.ServiceOwner {
			c.period.Until = day(10)
		}
	}
	s.claims = append(s.claims, claim{scope: mail, role: ownership.ServiceOwner, holder: "gus", period: ownership.Period{From: day(10)}})
	reg := s.register(t)
	m := opened(t, reg, aim())
	plan := lifecycle.Draft{Text: "how", Due: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	_, err := m.Plan(reg, by("cleo", 10), plan)
	require.ErrorIs(t, err, ownership.ErrRefused)
	_, err = m.Plan(reg, by("gus", 10), plan)
	require.NoError(t, err)
}

// TestCSIManagerUnderPolicy: deciding without the CSI manager is a warning, which
// policy may make a bar (R55).
func TestCSIManagerUnderPolicy(t *testing.T) {
	s := newSample()
	s.facts.Policies = []ownership.Policy{{Version: "strict", Severities: map[ownership.Code]ownership.Severity{"improvement.unconsulted": ownership.SeverityError}}}
	reg := s.register(t)
	a := aim()
	a.Informal = true
	m := opened(t, reg, a)
	_, err := m.Decide(reg, by("cleo", 2), lifecycle.Decide{Consulted: []ownership.PartyID{"eve"}})
	assert.Equal(t, []string{"improvement.unconsulted"}, codes(err))
	_, err = m.Decide(reg, by("cleo", 2), lifecycle.Decide{Consulted: []ownership.PartyID{"eve", "kim"}})
	assert.NoError(t, err)
}
