package ownership

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRuleTableHasNoDefects(t *testing.T) {
	require.NoError(t, errOwnershipRules)
	require.NotEmpty(t, Rules())
}
