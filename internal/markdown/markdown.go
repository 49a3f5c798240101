// Package markdown keeps text from being read as markup when it is put into
// Markdown.
package markdown

import "strings"

// Escape keeps a text from ending a cell of a table or starting markup of its own.
func Escape(s string) string { return escaper.Replace(s) }

// Code keeps a text from ending a code span or a cell of a table.
func Code(s string) string { return codeEscaper.Replace(s) }

var (
	escaper = strings.NewReplacer(
		"\\", "\\\\", "|", "\\|", "\n", " ", "\r", " ", "<", "&lt;", "&", "&amp;",
		"`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]",
	)
	codeEscaper = strings.NewReplacer("`", "'", "|", "\\|", "\n", " ", "\r", " ")
)
