package risk

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
)

func ids(seq func(func(Risk) bool)) (out []RiskID) {
	for k := range seq {
		out = append(out, k.ID())
	}
	return out
}

func TestNewRegisterRefuses(t *testing.T) {
	bad := worldCriteria()
	bad.RisePercent = -1
	again := worldCriteria()
	again.Version = "other"
	_, err := NewRegister(worldRegister(t), Facts{
		Criteria:   []Criteria{worldCriteria(), bad, again},
		Continuity: []Continuity{{Service: "mail"}, {Service: ""}, {Service: "mail"}},
	}, slices.Values([]Risk{recorded("a", mail, identified()), {}, recorded("a", web, identified())}))
	require.ErrorIs(t, err, ownership.ErrInvalid)
	var paths []string
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		paths = append(paths, e.(*ownership.Error).Path)
	}
	assert.Equal(t, []string{
		"criteria[1].risePercent", "criteria[1].from", "criteria[1].version", "criteria[2].from",
		"continuity[1].service", "continuity[2].service", "risks[1].id",
	}, paths)
}

func TestEmptyRegister(t *testing.T) {
	for name, r := range map[string]*Register{"nil": nil, "zero": {}, "empty": worldOf(t)} {
		t.Run(name, func(t *testing.T) {
			assert.Empty(t, ids(r.Risks("")))
			assert.Empty(t, ids(r.Open(onDayN(0))))
			assert.Empty(t, ids(r.Open(onDayN(0), mail)))
			assert.Empty(t, ids(r.About(mail, onDayN(0))))
			_, ok := r.Risk("x")
			assert.False(t, ok)
			r.Review(onDayN(0), ownership.Selection{})
			assert.Equal(t, []RiskID{"flood"}, ids(r.With(soundRisks()[0]).About(web, onDayN(0))))
			r.HeatMap(onDayN(0), Current).SVG()
		})
	}
	var none *Register
	assert.Same(t, none.use(), none.With(Risk{}), "absence changes nothing")
	_, ok := none.Criteria(onDayN(0))
	assert.False(t, ok)
	assert.Nil(t, none.Ownership())
	rep := none.Review(onDayN(0), ownership.Selection{})
	assert.Len(t, rep.Of("criteria.none"), 1)
}

// TestRegisterOracle holds any mixture of building at once and adding one by one to
// a plain list of risks.
func TestRegisterOracle(t *testing.T) {
	reg := worldRegister(t)
	scopes := []ownership.Scope{mail, web, desk, ownership.OrganisationScope("o"), ownership.ServiceScope("lost")}
	parents := map[ownership.Scope][]ownership.Scope{
		mail: {desk, scopes[3]}, web: {desk, scopes[3]}, desk: {scopes[3]},
	}
	rapid.Check(t, func(t *rapid.T) {
		anyRisk := rapid.Custom(func(t *rapid.T) Risk {
			var acts []Act
			for i := range rapid.IntRange(1, 4).Draw(t, "acts") {
				a := Act{Kind: ActRevised, At: onDayN(2 * i), Status: StatusIdentified}
				if rapid.Bool().Draw(t, "entry") {
					a.Entry = &Entry{Affects: rapid.SliceOfDistinct(rapid.SampledFrom(scopes), func(s ownership.Scope) ownership.Scope { return s }).Draw(t, "affects")}
				}
				if rapid.IntRange(0, 3).Draw(t, "closed") == 0 {
					a.Status = StatusClosed
				}
				acts = append(acts, a)
			}
			return recorded(RiskID(fmt.Sprint("r", rapid.IntRange(0, 9).Draw(t, "id"))), rapid.SampledFrom(scopes).Draw(t, "scope"), acts...)
		})
		start := rapid.SliceOfNDistinct(anyRisk, 0, 8, Risk.ID).Draw(t, "start")
		r, err := NewRegister(reg, Facts{}, slices.Values(start))
		require.NoError(t, err)
		want := map[RiskID]Risk{}
		for _, k := range start {
			want[k.ID()] = k
		}
		for _, k := range rapid.SliceOfN(anyRisk, 0, 12).Draw(t, "then") {
			before := slices.Collect(r.Risks(""))
			next := r.With(k)
			require.Equal(t, before, slices.Collect(r.Risks("")), "the old one stays")
			r, want[k.ID()] = next, k
		}
		at := onDayN(rapid.IntRange(-1, 9).Draw(t, "at"))
		within := rapid.SliceOfNDistinct(rapid.SampledFrom(scopes), 0, 2, func(s ownership.Scope) ownership.Scope { return s }).Draw(t, "within")

		sorted := slices.Sorted(maps.Keys(want))
		from := RiskID(fmt.Sprint("r", rapid.IntRange(0, 9).Draw(t, "from")))
		var open, about, later []RiskID
		for _, id := range sorted {
			if id >= from {
				later = append(later, id)
			}
			k := want[id].AsOf(at)
			got, _ := r.Risk(id)
			require.Equal(t, want[id], got)
			if k.IsZero() {
				continue
			}
			if slices.Contains(k.Scopes(), mail) {
				about = append(about, id)
			}
			inside := len(within) == 0
			for _, s := range k.Scopes() {
				for _, w := range within {
					inside = inside || s == w || slices.Contains(parents[s], w)
				}
			}
			if inside && k.Status() != StatusClosed {
				open = append(open, id)
			}
		}
		require.Equal(t, sorted, ids(r.Risks("")))
		require.Equal(t, later, ids(r.Risks(from)))
		require.Equal(t, open, ids(r.Open(at, within...)))
		require.Equal(t, about, ids(r.About(mail, at)))
		for range r.Open(at) {
			break
		}
	})
}

func TestRegisterKnows(t *testing.T) {
	k := recorded("a", mail, identified(), Act{Kind: ActClosed, Status: StatusClosed, At: onDayN(5)})
	r := worldOf(t, k)
	assert.Equal(t, []RiskID{"a"}, ids(r.Open(onDayN(4))))
	assert.Empty(t, ids(r.Open(onDayN(6))))
	earlier := r.WithRegister(r.Ownership().KnownAt(onDayN(4)))
	assert.Equal(t, []RiskID{"a"}, ids(earlier.Open(onDayN(6))), "the act was not known yet")
	assert.Empty(t, ids(r.WithRegister(r.Ownership().KnownAt(onDayN(-101))).Open(onDayN(6))))
}

func TestRegisterFacts(t *testing.T) {
	r := worldOf(t)
	c := worldCriteria()
	c.Version, c.From = "later", onDayN(50)
	next, err := r.WithCriteria(c, worldCriteria())
	require.NoError(t, err)
	for at, want := range map[time.Time]string{onDayN(49): "2026", onDayN(50): "later"} {
		got, ok := next.Criteria(at)
		require.True(t, ok)
		assert.Equal(t, want, got.Version)
	}
	got, _ := next.Criteria(onDayN(50))
	got.Limits[0].Tolerance = "high"
	kept, _ := next.Criteria(onDayN(50))
	assert.Equal(t, LevelID("medium"), kept.Limits[0].Tolerance, "a copy")
	_, err = r.WithCriteria(c, c)
	assert.ErrorIs(t, err, ownership.ErrInvalid)

	_, err = r.WithContinuity(Continuity{})
	assert.ErrorIs(t, err, ownership.ErrInvalid)
	next, err = r.WithContinuity(Continuity{Service: "web", Elements: []Element{{Need: NeedPlan}}})
	require.NoError(t, err)
	was, _ := r.Continuity("web")
	is, ok := next.Continuity("web")
	assert.True(t, ok)
	assert.Len(t, was.Elements, len(standardNeeds))
	assert.Len(t, is.Elements, 1)
	is.Elements[0].Need = "other"
	is, _ = next.Continuity("web")
	assert.Equal(t, NeedPlan, is.Elements[0].Need, "a copy")
	_, ok = next.Continuity("lost")
	assert.False(t, ok)
}
