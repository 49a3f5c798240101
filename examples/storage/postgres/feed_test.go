package postgres

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/examples/storage"
)

func TestPlaces(t *testing.T) {
	for _, p := range []place{{0, nil}, {1, []byte{0, 255}}, {1<<64 - 1, []byte("key.")}} {
		back, err := parsePlace(p.String())
		require.NoError(t, err)
		assert.Equal(t, p.String(), back.String())
	}
	for _, s := range []string{"x", "1", ".", "1.x", "1.0", "-1.00", "18446744073709551616.00", "1.00.00"} {
		_, err := parsePlace(s)
		assert.ErrorIs(t, err, storage.ErrPosition, s)
	}
}
