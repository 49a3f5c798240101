package ownership

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRerated(t *testing.T) {
	whole := brokenFixture(t).register(t).Review(fixtureAt, Selection{})
	before := mustJSON(t, whole)
	waiver := &Waiver{Reason: "for a test"}
	hard := 0
	mild := whole.Rerated(func(f *Finding) {
		f.Severity, f.Waived, f.Code, f.Path = SeverityInfo, waiver, "x", "x"
	})
	require.Equal(t, whole.Len(), mild.Len())
	for f := range mild.All() {
		assert.NotEqual(t, Code("x"), f.Code)
		rule, _ := ownershipRules.Rule(f.Code)
		if rule.Kind == Hard {
			hard++
			assert.Equal(t, SeverityError, f.Severity)
			assert.Nil(t, f.Waived)
			continue
		}
		assert.Equal(t, SeverityInfo, f.Severity)
		assert.Same(t, waiver, f.Waived)
	}
	assert.NotZero(t, hard)
	assert.True(t, slices.IsSortedFunc(slices.Collect(mild.All()), Finding.Compare))
	assert.Equal(t, before, mustJSON(t, whole), "the old one stays")
	assert.Equal(t, before, mustJSON(t, whole.Rerated(func(f *Finding) { f.Severity = 99 })), "there is no such severity")
	assert.Zero(t, Report{}.Rerated(func(*Finding) {}).Len())
}
