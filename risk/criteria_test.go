package risk_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// threeByThree has the levels low, medium and high; likelihood and impact go from
// rare to often and from minor to major.
func threeByThree(t testing.TB) risk.Grid {
	t.Helper()
	g, err := risk.NewGrid(risk.GridTable{
		ID: "house", Version: "1",
		Likelihood: risk.Scale{{ID: "rare"}, {ID: "sometimes"}, {ID: "often"}},
		Impact:     risk.Scale{{ID: "minor"}, {ID: "serious"}, {ID: "major"}},
		Levels:     []risk.Level{{ID: "low"}, {ID: "medium"}, {ID: "high"}},
		Cells:      [][]risk.LevelID{{"low", "low", "medium"}, {"low", "medium", "high"}, {"medium", "high", "high"}},
	})
	require.NoError(t, err)
	return *g
}

func sampleCriteria(t testing.TB) risk.Criteria {
	return risk.Criteria{
		Version: "2026", From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Grid: threeByThree(t), FourEyes: true, RisePercent: 25,
		Limits: []risk.Limit{
			{Appetite: "low", Tolerance: "medium", Threshold: euro(100_000_00), ReviewDays: 365},
			{Category: "security", Tolerance: "low"},
			{Scope: ownership.ServiceScope("mail"), Appetite: "medium", ReviewDays: 90},
		},
	}
}

func TestCriteriaValidate(t *testing.T) {
	require.NoError(t, sampleCriteria(t).Validate())
	for name, c := range map[string]struct {
		change func(*risk.Criteria)
		paths  []string
	}{
		"no version":       {func(c *risk.Criteria) { c.Version = "" }, []string{"version"}},
		"far future":       {func(c *risk.Criteria) { c.From = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{"from"}},
		"no grid":          {func(c *risk.Criteria) { c.Grid = risk.Grid{}; c.Limits = nil }, []string{"grid.id", "grid.version", "grid.likelihood", "grid.impact", "grid.levels"}},
		"no such appetite": {func(c *risk.Criteria) { c.Limits[0].Appetite = "tiny" }, []string{"limits[0].appetite"}},
		"no such level":    {func(c *risk.Criteria) { c.Limits[1].Tolerance = "Low" }, []string{"limits[1].tolerance"}},
		"reversed":         {func(c *risk.Criteria) { c.Limits[0].Appetite = "high" }, []string{"limits[0].appetite"}},
		"twice":            {func(c *risk.Criteria) { c.Limits[2].Scope = ownership.Scope{} }, []string{"limits[2]"}},
		"bad names": {
			func(c *risk.Criteria) { c.Limits[2].Category, c.Limits[2].Scope.ID = " x", "\x00" },
			[]string{"limits[2].scope", "limits[2].category"},
		},
		"negative":  {func(c *risk.Criteria) { c.Limits[0].Threshold = euro(-1) }, []string{"limits[0].threshold"}},
		"days":      {func(c *risk.Criteria) { c.Limits[0].ReviewDays, c.Limits[1].ReviewDays = -1, 36526 }, []string{"limits[0].reviewDays", "limits[1].reviewDays"}},
		"percent":   {func(c *risk.Criteria) { c.RisePercent = -1 }, []string{"risePercent"}},
		"too much":  {func(c *risk.Criteria) { c.RisePercent = 1_000_001 }, []string{"risePercent"}},
		"several":   {func(c *risk.Criteria) { c.Version, c.RisePercent = "\n", -1 }, []string{"version", "risePercent"}},
		"too many":  {func(c *risk.Criteria) { c.Limits = manyLimits(10_001) }, []string{"limits"}},
		"as many":   {func(c *risk.Criteria) { c.Limits = manyLimits(10_000) }, nil},
		"edge days": {func(c *risk.Criteria) { c.Limits[0].ReviewDays = 36525 }, nil},
		"edge rise": {func(c *risk.Criteria) { c.RisePercent = 1_000_000 }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			criteria := sampleCriteria(t)
			c.change(&criteria)
			err := criteria.Validate()
			assert.Equal(t, c.paths, errorPaths(t, err))
			_, refused := json.Marshal(criteria)
			assert.Equal(t, err != nil, refused != nil, "what is written can be read")
		})
	}
}

func manyLimits(n int) []risk.Limit {
	out := make([]risk.Limit, n)
	for i := range out {
		out[i].Category = risk.Category("c" + strings.Repeat("x", i%100) + string(rune('a'+i/100%26)) + string(rune('a'+i/2600)))
	}
	return out
}

// errorPaths are the paths of the joined errors, each of them over ErrInvalid.
func errorPaths(t testing.TB, err error) (out []string) {
	t.Helper()
	if err == nil {
		return nil
	}
	require.ErrorIs(t, err, ownership.ErrInvalid)
	joined, ok := err.(interface{ Unwrap() []error })
	require.True(t, ok, "%T", err)
	for _, e := range joined.Unwrap() {
		one := (*ownership.Error)(nil)
		require.ErrorAs(t, e, &one)
		out = append(out, one.Path)
	}
	return out
}

func TestCriteriaJSON(t *testing.T) {
	want := sampleCriteria(t)
	data, err := json.Marshal(want)
	require.NoError(t, err)
	var got risk.Criteria
	require.NoError(t, json.Unmarshal(data, &got))
	assert.Equal(t, want, got)
	again, err := json.Marshal(got)
	require.NoError(t, err)
	assert.Equal(t, string(data), string(again))

	for name, c := range map[string]struct{ from, to, says string }{
		"unknown field":   {`"fourEyes":true`, `"foureyes":true`, "foureyes"},
		"repeated":        {`"version":"2026",`, `"version":"2026","version":"2026",`, "version"},
		"unknown level":   {`"tolerance":"low"`, `"tolerance":"lov"`, "limits[1].tolerance"},
		"within the grid": {`"cells":[["low",`, `"cells":[["lov",`, "grid.cells[0][0]"},
		"money":           {`EUR 100000.00`, `EUR 100000`, "limits[0].threshold"},
		"missing":         {`,"risePercent":25`, ``, "risePercent"},
		"scope":           {`service:mail`, `servic:mail`, "limits[2].scope"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, string(data), c.from)
			kept := got
			err := json.Unmarshal([]byte(strings.Replace(string(data), c.from, c.to, 1)), &kept)
			assert.ErrorContains(t, err, c.says)
			assert.Equal(t, got, kept, "untouched")
		})
	}
}

func TestCriteriaAt(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	list := []risk.Criteria{{Version: "c", From: day(9)}, {Version: "a", From: day(2)}, {Version: "b", From: day(5)}, {Version: "b2", From: day(5)}}
	for n, want := range map[int]string{1: "", 2: "a", 4: "a", 5: "b2", 8: "b2", 9: "c", 30: "c"} {
		got, ok := risk.CriteriaAt(list, day(n))
		assert.Equal(t, want, got.Version, n)
		assert.Equal(t, want != "", ok, n)
	}
	got, ok := risk.CriteriaAt([]risk.Criteria{{Version: "always"}}, time.Time{})
	assert.True(t, ok)
	assert.Equal(t, "always", got.Version)
	_, ok = risk.CriteriaAt(nil, day(1))
	assert.False(t, ok)
}

// TestLimitOracle: every field is what the nearest limit that sets it says, where
// near is a plain sort of the limits that apply.
func TestLimitOracle(t *testing.T) {
	grid := threeByThree(t)
	scopes := []ownership.Scope{
		{},
		ownership.ServiceScope("mail"), ownership.ServiceScope("web"),
		{Level: ownership.LevelPortfolio, ID: "p"},
		ownership.OrganisationScope("o"),
	}
	rapid.Check(t, func(t *rapid.T) {
		c := risk.Criteria{Grid: grid}
		c.Limits = rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) risk.Limit {
			return risk.Limit{
				Scope: rapid.SampledFrom(scopes).Draw(t, "scope"), Category: rapid.SampledFrom([]risk.Category{"", "a", "b"}).Draw(t, "category"),
				Appetite:   rapid.SampledFrom([]risk.LevelID{"", "low", "high"}).Draw(t, "appetite"),
				Tolerance:  rapid.SampledFrom([]risk.LevelID{"", "medium", "high"}).Draw(t, "tolerance"),
				Threshold:  rapid.SampledFrom([]risk.Money{{}, euro(1), euro(2)}).Draw(t, "threshold"),
				ReviewDays: rapid.SampledFrom([]int{0, 30, 90}).Draw(t, "days"),
			}
		}), 0, 12, func(l risk.Limit) [2]string { return [2]string{l.Scope.String(), string(l.Category)} }).Draw(t, "limits")
		category := rapid.SampledFrom([]risk.Category{"", "a", "b", "c"}).Draw(t, "asked")
		chain := rapid.SampledFrom([][]ownership.Scope{nil, {scopes[1]}, {scopes[1], scopes[3], scopes[4]}, {scopes[2], scopes[4]}}).Draw(t, "chain")

		type near struct {
			distance, general int
			limit             risk.Limit
		}
		var apply []near
		for _, l := range c.Limits {
			n := near{distance: slices.Index(chain, l.Scope), limit: l}
			if l.Scope.IsZero() {
				n.distance = len(chain)
			}
			if l.Category == "" {
				n.general = 1
			}
			if n.distance >= 0 && (l.Category == "" || l.Category == category) {
				apply = append(apply, n)
			}
		}
		slices.SortFunc(apply, func(a, b near) int { return cmp.Or(a.distance-b.distance, a.general-b.general) })
		slices.Reverse(apply) // the nearest writes last
		want := risk.Limit{Category: category}
		if len(chain) > 0 {
			want.Scope = chain[0]
		}
		for _, n := range apply {
			if n.limit.Appetite != "" {
				want.Appetite = n.limit.Appetite
			}
			if n.limit.Tolerance != "" {
				want.Tolerance = n.limit.Tolerance
			}
			if n.limit.Threshold != (risk.Money{}) {
				want.Threshold = n.limit.Threshold
			}
			if n.limit.ReviewDays != 0 {
				want.ReviewDays = n.limit.ReviewDays
			}
		}
		assert.Equal(t, want, c.Limit(category, chain...))
	})
}
