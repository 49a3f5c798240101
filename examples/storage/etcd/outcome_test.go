package etcd

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
)

// TestOutcome: everything is unknown but a refusal of the request as such.
func TestOutcome(t *testing.T) {
	for _, err := range []error{
		rpctypes.ErrLeaderChanged, rpctypes.ErrTimeoutDueToLeaderFail, rpctypes.ErrNoLeader, rpctypes.ErrStopped,
		rpctypes.ErrTimeout, rpctypes.ErrUnhealthy, rpctypes.ErrCorrupt, context.Canceled, context.DeadlineExceeded, errors.New("EOF"),
	} {
		assert.ErrorIs(t, outcome(err), ownership.ErrOutcomeUnknown, "%v", err)
		assert.ErrorIs(t, outcome(err), err)
	}
	for _, err := range []error{
		rpctypes.ErrTooManyOps, rpctypes.ErrRequestTooLarge, rpctypes.ErrNoSpace, rpctypes.ErrTooManyRequests,
		rpctypes.ErrPermissionDenied, rpctypes.ErrInvalidAuthToken, rpctypes.ErrDuplicateKey,
	} {
		assert.NotErrorIs(t, outcome(err), ownership.ErrOutcomeUnknown, "%v", err)
		assert.ErrorIs(t, outcome(err), err)
	}
}

func TestPlaces(t *testing.T) {
	for _, p := range []place{{1, nil}, {1, []byte{}}, {1<<63 - 1, []byte{0, 255, '.'}}} {
		back, err := parsePlace(p.String())
		assert.NoError(t, err)
		assert.Equal(t, p, back)
	}
	for _, s := range []string{"", "x", "0", "-1", "0.", "1.x", "1.0", "1.00.00", "9223372036854775808"} {
		_, err := parsePlace(s)
		assert.ErrorIs(t, err, storage.ErrPosition, s)
	}
}
