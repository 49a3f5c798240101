package sla

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRuleTableHasNoDefects(t *testing.T) {
	require.NoError(t, errSLARules)
	require.NotEmpty(t, Rules())
}

func TestStatusTablesHaveNoDefects(t *testing.T) {
	require.NoError(t, errAgreementMachine)
	require.NoError(t, errBreachMachine)
	require.NoError(t, errMeetingMachine)
}
