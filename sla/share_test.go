package sla_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

func TestShareText(t *testing.T) {
	for text, want := range map[string]sla.Share{
		"0%": 0, "0.0000001%": 1, "1%": sla.Percent, "99.95%": 999_500_000, "99.9999999%": sla.Whole - 1, "100%": sla.Whole, "0.5%": sla.Percent / 2,
	} {
		got, err := sla.ParseShare(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got)
		assert.Equal(t, text, got.String())
	}
	for _, text := range []string{
		"", "%", "1", "99.95", "99.950%", "099%", "100.1%", "101%", "-1%", "+1%", "1.%", ".5%", "1%%", "1 %", "1e1%", "0.00000001%", "1,5%", "9999999999999999999999%", "1.2.3%", "00%", "-0%",
	} {
		_, err := sla.ParseShare(text)
		require.ErrorIs(t, err, ownership.ErrInvalid, "%q", text)
		var s sla.Share
		require.ErrorIs(t, s.UnmarshalText([]byte(text)), ownership.ErrInvalid)
	}
	for _, s := range []sla.Share{-1, sla.Whole + 1} {
		_, err := s.MarshalText()
		require.ErrorIs(t, err, ownership.ErrInvalid)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := sla.Share(rapid.Int64Range(0, int64(sla.Whole)).Draw(t, "share"))
		text, err := s.MarshalText()
		require.NoError(t, err)
		var back sla.Share
		require.NoError(t, back.UnmarshalText(text))
		assert.Equal(t, s, back)
	})
}

func TestShareOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part, whole := rapid.Int64().Draw(t, "part"), rapid.Int64().Draw(t, "whole")
		want := int64(0)
		switch {
		case part <= 0 || whole <= 0:
		case part >= whole:
			want = int64(sla.Whole)
		default:
			n := new(big.Int).Mul(big.NewInt(part), big.NewInt(int64(sla.Whole)))
			want = n.Div(n, big.NewInt(whole)).Int64()
		}
		assert.Equal(t, sla.Share(want), sla.ShareOf(part, whole))
	})
}
