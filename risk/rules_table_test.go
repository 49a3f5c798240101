package risk

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
)

func TestRuleTableHasNoDefects(t *testing.T) {
	require.NoError(t, errRiskRules)
	for _, r := range Rules() {
		for _, s := range r.Sources {
			assert.NotEmpty(t, s.Text(), "%s names %s", r.Code, s)
		}
		assert.Contains(t, []string{kindService, kindRisk, kindCriteria, kindGrid}, r.Subject, r.Code)
	}
	for _, c := range ownership.Rules() {
		assert.False(t, slices.ContainsFunc(Rules(), func(r ownership.Rule) bool { return r.Code == c.Code }), "%s is taken", c.Code)
	}
}
