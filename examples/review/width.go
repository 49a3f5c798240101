package main

import (
	"strings"
	"unicode"
)

// lineWidth is how many columns of a terminal the text output takes at most.
const lineWidth = 100

// clean makes text from a document fit for a terminal: control characters, which
// could move the cursor or set colours, and line breaks become spaces, characters
// that change the direction of writing vanish.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
}

// runeWidth is how many columns a terminal gives to r: none to marks that sit on
// the letter before, two to the ideographs, kana, Hangul and emoji of UAX 11.
func runeWidth(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r < 0x1100:
		return 1
	case r <= 0x115F, r >= 0x2E80 && r <= 0xA4CF && r != 0x303F, r >= 0xA960 && r <= 0xA97F, r >= 0xAC00 && r <= 0xD7A3,
		r >= 0xF900 && r <= 0xFAFF, r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6,
		r >= 0x1F300 && r <= 0x1F64F, r >= 0x1F680 && r <= 0x1F6FF, r >= 0x1F900 && r <= 0x1FAFF, r >= 0x20000 && r <= 0x3FFFD:
		return 2
	}
	return 1
}

func width(s string) (n int) {
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// wrap breaks s into lines of at most n columns: between words, and within a
// word only if it is too long for a line of its own.
func wrap(s string, n int) []string {
	var lines []string
	line, used := "", 0
	flush := func() {
		if line != "" {
			lines = append(lines, line)
		}
		line, used = "", 0
	}
	for _, word := range strings.Fields(s) {
		w := width(word)
		if used > 0 && used+1+w > n {
			flush()
		}
		if used > 0 {
			line, used = line+" "+word, used+1+w
			continue
		}
		for _, r := range word {
			if used+runeWidth(r) > n {
				flush()
			}
			line, used = line+string(r), used+runeWidth(r)
		}
	}
	flush()
	if lines == nil {
		return []string{""}
	}
	return lines
}

// pad fills s up to n columns.
func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-width(s))) }
