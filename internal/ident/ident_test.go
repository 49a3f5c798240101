package ident_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/internal/ident"
)

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name, text string
		ok         bool
	}{
		{"plain", "mail", true},
		{"inner blank", "mail gateway", true},
		{"one byte", "m", true},
		{"longest", strings.Repeat("m", ident.Max), true},
		{"letters of any script", "почта-メール", true},
		{"separators of text forms", "service:mail/eu", true},
		{"empty", "", false},
		{"one byte too long", strings.Repeat("m", ident.Max+1), false},
		{"longest in runes, too long in bytes", strings.Repeat("é", ident.Max/2+1), false},
		{"blank only", " ", false},
		{"leading blank", " mail", false},
		{"trailing blank", "mail ", false},
		{"trailing no-break space", "mail\u00a0", false},
		{"inner tab", "mail\tgateway", false},
		{"inner line end", "mail\ngateway", false},
		{"zero byte", "mail\x00", false},
		{"delete", "mail\x7f", false},
		{"C1 control", "mail\u0085x", false},
		{"not UTF-8", "mail\xff", false},
		{"half a rune", "mail\xc3", false},
		{"surrogate", "\xed\xa0\x80", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := ident.Check("service", c.text)
			if c.ok {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ident.ErrMalformed)
			assert.True(t, strings.HasPrefix(err.Error(), "service: "), "the kind begins the message: %v", err)
		})
	}
}

// TestCheckAgainstRunes holds Check to the rule as one would say it aloud.
func TestCheckAgainstRunes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.String(),
			rapid.StringN(100, 200, -1),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
			rapid.StringMatching(`[ \t\x{85}\x{a0}a]{0,3}[a-z: ]{0,5}[ \n\x{2028}a]{0,3}`),
		).Draw(t, "text")
		want := text != "" && len(text) <= 256 && utf8.ValidString(text) &&
			strings.TrimSpace(text) == text && !strings.ContainsFunc(text, unicode.IsControl)
		err := ident.Check("x", text)
		if (err == nil) != want {
			t.Fatalf("%q: %v", text, err)
		}
		if err != nil && len(err.Error()) > 400 {
			t.Fatalf("a message of %d bytes", len(err.Error()))
		}
	})
}
