package ownership

import (
	"cmp"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestWithinOracle expects what the naive walk upwards finds, nearest first.
func TestWithinOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, o, scopes, _ := oracleWorld(t)
		s := rapid.SampledFrom(scopes).Draw(t, "scope")
		at := oracleDay(rapid.IntRange(-1, 7).Draw(t, "at"))
		steps := o.up(s, at)
		delete(steps, s)
		want := slices.SortedFunc(maps.Keys(steps), func(a, b Scope) int {
			return cmp.Or(cmp.Compare(b.Level, a.Level), cmp.Compare(steps[a], steps[b]), cmp.Compare(a.ID, b.ID))
		})
		got := slices.Collect(r.Scope(s).Within(at))
		require.Equal(t, want, got)
		for range r.Scope(s).Within(at) {
			break // may be left early
		}
	})
}

func TestWithinNothing(t *testing.T) {
	require.Empty(t, slices.Collect((&Register{}).Service("mail").Within(time.Time{})))
	require.Empty(t, slices.Collect(ScopeView{}.Within(time.Time{})))
}

// TestSettingIsACopy: what a room does to the policy it was shown changes no answer.
func TestSettingIsACopy(t *testing.T) {
	reg, err := NewRegister(Facts{Policies: []Policy{
		{Version: "new", From: day(5), Severities: map[Code]Severity{"owner.missing": SeverityInfo}, Waivers: []Waiver{{Code: "a"}}},
		{Version: "old"},
	}}, nil)
	require.NoError(t, err)
	require.Equal(t, "old", reg.Setting(day(4)).Policy.Version)
	s := reg.Setting(day(5))
	require.Equal(t, StandardVersion, s.Matrix)
	require.Equal(t, day(5), s.At)
	require.True(t, s.Known.IsZero())
	s.Policy.Severities["owner.missing"], s.Policy.Waivers[0].Code = SeverityError, "b"
	again := reg.KnownAt(day(1)).Setting(day(5))
	require.Equal(t, day(1), again.Known)
	require.Equal(t, SeverityInfo, again.Policy.Severities["owner.missing"])
	require.Equal(t, Code("a"), again.Policy.Waivers[0].Code)
	require.NotNil(t, (*Register)(nil).Setting(day(1)).Policy)
}
