// Package ident holds the one rule for the spelling of an identifier: 1 to 256
// bytes of valid UTF-8 without control characters and without white space at
// either end. Identifiers compare bytewise; nothing is folded or normalised.
package ident

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Max is the greatest length of an identifier in bytes.
const Max = 256

// ErrMalformed is the sentinel behind every error of [Check].
var ErrMalformed = errors.New("malformed identifier")

// Check reports what is wrong with the spelling of s, or nil. The kind, for
// example "party", begins the message. The offending text is quoted and cut, so
// that a hostile name cannot flood a log.
func Check(kind, s string) error {
	switch {
	case s == "":
		return fmt.Errorf("%s: %w: empty", kind, ErrMalformed)
	case len(s) > Max:
		return fmt.Errorf("%s: %w: %d bytes, at most %d", kind, ErrMalformed, len(s), Max)
	case !utf8.ValidString(s):
		return fmt.Errorf("%s: %w: %.40q is not valid UTF-8", kind, ErrMalformed, s)
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return fmt.Errorf("%s: %w: %.40q contains a control character", kind, ErrMalformed, s)
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if unicode.IsSpace(first) || unicode.IsSpace(last) {
		return fmt.Errorf("%s: %w: %.40q begins or ends with white space", kind, ErrMalformed, s)
	}
	return nil
}

// Parse returns s as an identifier of type T, or why it is none.
func Parse[T ~string](kind, s string) (T, error) {
	if err := Check(kind, s); err != nil {
		return "", err
	}
	return T(s), nil
}

// Marshal writes the empty identifier as the empty text, because an absent
// optional reference must survive a round trip.
func Marshal[T ~string](kind string, id T) ([]byte, error) {
	if id == "" {
		return nil, nil
	}
	if err := Check(kind, string(id)); err != nil {
		return nil, err
	}
	return []byte(id), nil
}

// Unmarshal is the inverse of Marshal.
func Unmarshal[T ~string](kind string, id *T, text []byte) error {
	if len(text) == 0 {
		*id = ""
		return nil
	}
	s := string(text)
	if err := Check(kind, s); err != nil {
		return err
	}
	*id = T(s)
	return nil
}
