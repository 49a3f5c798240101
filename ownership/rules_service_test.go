package ownership

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whether a service is declared is asked for every dependency on it, and must
// not cost more for one of which much is declared.
func TestManyDependenciesOnOneService(t *testing.T) {
	hub := Service{ID: "hub"}
	for range 500 {
		hub.Dependencies = append(hub.Dependencies, Dependency{On: "hub"})
	}
	reg, err := NewRegister(Facts{Services: []Service{hub}}, nil)
	require.NoError(t, err)
	assert.Zero(t, testing.AllocsPerRun(10, func() { reg.isService("hub") }))
	assert.True(t, reg.isService("hub"))
	assert.False(t, reg.isService("hubs"))
	report := reg.Review(fixtureAt, Selection{Codes: []Code{"dependency.dangling", "dependency.duplicate"}})
	assert.Empty(t, report.Of("dependency.dangling"))
	assert.Len(t, report.Of("dependency.duplicate"), 499)
}
