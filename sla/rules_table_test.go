package sla

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRuleTableHasNoDefects(t *testing.T) {
	require.NoError(t, errSLARules)
	require.NotEmpty(t, Rules())
}
