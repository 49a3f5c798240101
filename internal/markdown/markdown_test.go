package markdown_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/serviceowner/itsm/internal/markdown"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "mail": "mail", "a|b": `a\|b`, "a\nb\rc": "a b c", `\|`: `\\\|`,
		"<b>&amp;": "&lt;b>&amp;amp;", "[x](y) *z* _w_ `v`": "\\[x\\](y) \\*z\\* \\_w\\_ \\`v\\`",
	} {
		assert.Equal(t, want, markdown.Escape(in))
	}
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{"": "", "a.b": "a.b", "a`|`\nb": `a'\|' b`} {
		assert.Equal(t, want, markdown.Code(in))
	}
}
