package enum_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/enum"
)

type colour uint8

var colours = enum.Of[colour]("Colour", "red", "green", "light blue")

// TestTable enumerates all 256 values.
func TestTable(t *testing.T) {
	names := []string{"red", "green", "light blue"}
	for n := range 256 {
		c := colour(n)
		text, err := colours.MarshalText(c)
		switch {
		case n == 0:
			assert.Equal(t, "unset", colours.String(c))
			assert.Empty(t, text)
			assert.NoError(t, err)
			assert.False(t, colours.Known(c))
		case n <= len(names):
			assert.Equal(t, names[n-1], colours.String(c))
			assert.Equal(t, names[n-1], string(text))
			assert.NoError(t, err)
			assert.True(t, colours.Known(c))
			back, err := colours.Parse(string(text))
			assert.NoError(t, err)
			assert.Equal(t, c, back)
		default:
			assert.Regexp(t, `^Colour\(\d+\)$`, colours.String(c))
			assert.ErrorIs(t, err, enum.ErrUnknown)
			assert.False(t, colours.Known(c))
		}
	}
	if diff := cmp.Diff([]colour{1, 2, 3}, slices.Collect(colours.All())); diff != "" {
		t.Error("All yields the named values in order:", diff)
	}
	for c := range colours.All() {
		assert.Equal(t, colour(1), c)
		break
	}
}

func TestTableRefusesUnknownNames(t *testing.T) {
	for _, name := range []string{"Red", "red ", "re", "light", "unset", "1", "Colour(1)", "\x00"} {
		_, err := colours.Parse(name)
		require.ErrorIs(t, err, enum.ErrUnknown, "%q", name)
		assert.Contains(t, err.Error(), "red, green, light blue", "the error lists what there is")
	}
	none, err := colours.Parse("")
	assert.NoError(t, err)
	assert.Zero(t, none)
}
