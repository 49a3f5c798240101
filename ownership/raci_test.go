package ownership

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRACIAll goes through all 256 values.
func TestRACIAll(t *testing.T) {
	texts := map[string]bool{}
	for n := range 256 {
		l := RACI(n)
		text, err := l.MarshalText()
		if n > 15 {
			require.Error(t, err)
			require.Equal(t, fmt.Sprintf("RACI(%d)", n), l.String())
			require.False(t, l.valid())
			continue
		}
		require.NoError(t, err)
		require.Equal(t, string(text), l.String())
		require.False(t, texts[string(text)], "%q twice", text)
		texts[string(text)] = true
		back := RACI(99)
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, l, back)
		require.Equal(t, n != 0, l.valid())
		for _, one := range []RACI{R, A, C, I} {
			require.Equal(t, l&one != 0, l.Has(one))
		}
	}
	assert.Equal(t, "A/R", (A | R).String())
	for _, bad := range []string{"R/A", "AR", "a", "A/A", "A/", "/A", "S", "A R", "A/R/C/I/A", "\x00"} {
		l := C
		assert.Error(t, l.UnmarshalText([]byte(bad)), bad)
		assert.Equal(t, C, l, "a refused text changes nothing")
	}
}
