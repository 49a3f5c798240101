package lifecycle

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
)

// TestLiterals: the tables that are made when the package is loaded have no
// defects.
func TestLiterals(t *testing.T) {
	_, err := NewModel(standardPlan())
	require.NoError(t, err)
	_, err = NewMachine(improvementTable())
	require.NoError(t, err)
	require.NoError(t, errRoomRules)
	require.NoError(t, errPortfolioRules)
}

// TestSourcesAreKnown: a rule without a requirement that has a text stands for
// nothing.
func TestSourcesAreKnown(t *testing.T) {
	check := func(r ownership.Rule) {
		for _, s := range r.Sources {
			assert.NotEmpty(t, s.Text(), "%s: %s", r.Code, s)
		}
	}
	for _, r := range roomRules.Rules() {
		check(r)
	}
	seen := map[ownership.Code]bool{}
	for _, r := range Refusals() {
		check(r)
		assert.False(t, seen[r.Code], "%s is listed twice", r.Code)
		seen[r.Code] = true
		_, ok := roomRules.Rule(r.Code)
		assert.False(t, ok, "%s is a rule and a refusal", r.Code)
	}
	for _, c := range roomThresholds {
		for _, s := range c.Sources {
			assert.NotEmpty(t, s.Text(), "%s: %s", c.Threshold, s)
		}
	}
}
