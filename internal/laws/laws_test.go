package laws_test

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/laws"
)

// name is a lawful identifier of at most four bytes, which must not be blank.
type name string

var errName = errors.New("malformed name")

func parseName(s string) (name, error) {
	if s == "" || len(s) > 4 || strings.ContainsRune(s, ' ') {
		return "", errName
	}
	return name(s), nil
}

func (n name) IsZero() bool       { return n == "" }
func (n name) String() string     { return string(n) }
func (n name) Compare(o name) int { return cmp.Compare(n, o) }
func (n name) MarshalText() ([]byte, error) {
	if n == "" {
		return nil, nil
	}
	_, err := parseName(string(n))
	return []byte(n), err
}

func (n *name) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*n = ""
		return nil
	}
	*n, err = parseName(string(text))
	return err
}

// Each of the following breaks the laws it is named after in the tests below and
// takes all else from a lawful one.
type (
	deaf     string // Compare knows no order
	round    string // b < a < B < b
	folding  string // Compare folds case
	lax      string // UnmarshalText accepts anything
	leaky    string // MarshalText writes what Parse refuses
	shouting string // String and MarshalText change case
	filled   struct{ n name }
)

func (n deaf) IsZero() bool                  { return n == "" }
func (n deaf) String() string                { return string(n) }
func (n deaf) Compare(o deaf) int            { return 1 }
func (n deaf) MarshalText() ([]byte, error)  { return name(n).MarshalText() }
func (n *deaf) UnmarshalText(b []byte) error { return (*name)(n).UnmarshalText(b) }

func (n round) IsZero() bool   { return n == "" }
func (n round) String() string { return string(n) }
func (n round) Compare(o round) int {
	const ring = "baB"
	if i, j := strings.Index(ring, string(n)), strings.Index(ring, string(o)); n != "" && o != "" && i >= 0 && j >= 0 {
		return []int{0, -1, 1}[(j-i+3)%3]
	}
	return cmp.Compare(n, o)
}
func (n round) MarshalText() ([]byte, error)  { return name(n).MarshalText() }
func (n *round) UnmarshalText(b []byte) error { return (*name)(n).UnmarshalText(b) }

func (n folding) IsZero() bool   { return n == "" }
func (n folding) String() string { return string(n) }
func (n folding) Compare(o folding) int {
	return cmp.Compare(strings.ToLower(string(n)), strings.ToLower(string(o)))
}
func (n folding) MarshalText() ([]byte, error)  { return name(n).MarshalText() }
func (n *folding) UnmarshalText(b []byte) error { return (*name)(n).UnmarshalText(b) }

func (n lax) IsZero() bool                  { return n == "" }
func (n lax) String() string                { return string(n) }
func (n lax) Compare(o lax) int             { return cmp.Compare(n, o) }
func (n lax) MarshalText() ([]byte, error)  { return name(n).MarshalText() }
func (n *lax) UnmarshalText(b []byte) error { *n = lax(b); return nil }

func (n leaky) IsZero() bool                  { return n == "" }
func (n leaky) String() string                { return string(n) }
func (n leaky) Compare(o leaky) int           { return cmp.Compare(n, o) }
func (n leaky) MarshalText() ([]byte, error)  { return []byte(n), nil }
func (n *leaky) UnmarshalText(b []byte) error { return (*name)(n).UnmarshalText(b) }

func (n shouting) IsZero() bool                  { return n == "" }
func (n shouting) String() string                { return strings.ToUpper(string(n)) }
func (n shouting) Compare(o shouting) int        { return cmp.Compare(n, o) }
func (n shouting) MarshalText() ([]byte, error)  { return []byte(n.String()), nil }
func (n *shouting) UnmarshalText(b []byte) error { return (*name)(n).UnmarshalText(b) }

func (f filled) IsZero() bool                 { return false }
func (f filled) String() string               { return "?" + f.n.String() }
func (f filled) Compare(o filled) int         { return f.n.Compare(o.n) }
func (f filled) MarshalText() ([]byte, error) { return []byte(strings.ToUpper(string(f.n))), nil }
func (f *filled) UnmarshalText(b []byte) error {
	f.n = name(b)
	_, err := parseName(string(b))
	return err
}

func parse[T ~string](s string) (T, error) { n, err := parseName(s); return T(n), err }

func parseFilled(s string) (filled, error) {
	if s == "" {
		return filled{}, nil
	}
	_, err := parseName(s)
	return filled{name(s)}, err
}

func TestIdentifierLaws(t *testing.T) {
	texts := []string{"", "b", "a", "B", "too long", "a b"}
	require.NoError(t, laws.CheckIdentifier(parseName, texts...), "a lawful one passes")

	for _, c := range []struct {
		err    error
		breaks []string
	}{
		{laws.CheckIdentifier(parse[deaf], texts...), []string{"Compare is bytewise", "Compare is antisymmetric", "Compare agrees with =="}},
		{laws.CheckIdentifier(parse[round], texts...), []string{"Compare is bytewise", "Compare is transitive"}},
		{laws.CheckIdentifier(parse[folding], texts...), []string{"Compare is bytewise", "Compare agrees with =="}},
		{laws.CheckIdentifier(parse[lax], texts...), []string{"Parse and UnmarshalText accept the same"}},
		{laws.CheckIdentifier(parse[leaky], texts...), []string{"MarshalText refuses what Parse refuses"}},
		{laws.CheckIdentifier(parse[shouting], texts...), []string{
			"String returns what was parsed", "MarshalText returns what was parsed", "MarshalText refuses what Parse refuses",
			"JSON returns what it was given",
		}},
		{laws.CheckText(parseFilled, texts...), []string{
			"zero is zero", "zero prints nothing", "the empty text decodes as zero", "Parse refuses the empty text",
			"a refused text parses to zero", "a refused text decodes to nothing", "String returns what was parsed",
			"JSON object keys return what they were given",
		}},
	} {
		assertBroken(t, c.err, c.breaks)
	}
}

// colour is a lawful enumeration.
type colour uint8

var colourNames = []string{"red", "green"}

func (c colour) String() string {
	switch {
	case c == 0:
		return "unset"
	case int(c) <= len(colourNames):
		return colourNames[c-1]
	}
	return fmt.Sprintf("colour(%d)", uint8(c))
}

func (c colour) MarshalText() ([]byte, error) {
	switch {
	case c == 0:
		return nil, nil
	case int(c) <= len(colourNames):
		return []byte(c.String()), nil
	}
	return nil, errName
}

func (c *colour) UnmarshalText(text []byte) error {
	for i, n := range append([]string{""}, colourNames...) {
		if n == string(text) {
			*c = colour(i)
			return nil
		}
	}
	return errName
}

type (
	silent uint8 // an unknown value prints and encodes as nothing
	polite uint8 // an unknown name decodes as the first value
	warm   uint8 // zero is the first value
)

func (c silent) String() string {
	if int(c) > len(colourNames) {
		return ""
	}
	return colour(c).String()
}

func (c silent) MarshalText() ([]byte, error) {
	if int(c) > len(colourNames) {
		return nil, nil
	}
	return colour(c).MarshalText()
}
func (c *silent) UnmarshalText(b []byte) error { return (*colour)(c).UnmarshalText(b) }

func (c polite) String() string               { return strings.Replace(colour(c).String(), "colour", "polite", 1) }
func (c polite) MarshalText() ([]byte, error) { return colour(c).MarshalText() }
func (c *polite) UnmarshalText(b []byte) error {
	if (*colour)(c).UnmarshalText(b) != nil {
		*c = 1
	}
	return nil
}

func (c warm) String() string               { return strings.Replace(colour(c+1).String(), "colour", "warm", 1) }
func (c warm) MarshalText() ([]byte, error) { return colour(c + 1).MarshalText() }
func (c *warm) UnmarshalText(b []byte) error {
	err := (*colour)(c).UnmarshalText(b)
	*c--
	return err
}

func TestEnumLaws(t *testing.T) {
	require.NoError(t, laws.CheckEnum[colour](colourNames...), "a lawful one passes")
	for _, c := range []struct {
		err    error
		breaks []string
	}{
		{laws.CheckEnum[colour]("red", "blue"), []string{"String returns the name", "MarshalText returns the name", "exactly the names decode"}},
		{laws.CheckEnum[colour]("red"), []string{"an unknown value prints loudly", "an unknown value does not encode", "an unknown value is no JSON object key"}},
		{laws.CheckNames[colour]([]string{"red"}, "green"), []string{"exactly the names decode", "a name decodes to its value, a refused one to zero"}},
		{laws.CheckEnum[colour]("red", "red"), []string{"names are distinct and not empty"}},
		{laws.CheckEnum[silent](colourNames...), []string{"an unknown value prints loudly", "an unknown value does not encode", "an unknown value is no JSON object key"}},
		{laws.CheckEnum[polite](colourNames...), []string{"exactly the names decode", "a name decodes to its value, a refused one to zero"}},
		{laws.CheckEnum[warm](colourNames...), []string{"zero prints as unset", "zero encodes as the empty text", "String returns the name", "MarshalText returns the name"}},
	} {
		assertBroken(t, c.err, c.breaks)
	}
}

// assertBroken finds the laws among those that err names; a type may well break
// others by the way.
func assertBroken(t *testing.T, err error, want []string) {
	t.Helper()
	require.Error(t, err)
	got := map[string]bool{}
	joined, ok := err.(interface{ Unwrap() []error })
	require.True(t, ok)
	for _, e := range joined.Unwrap() {
		collect(e, got)
	}
	for _, law := range want {
		assert.True(t, got[law], "%q is not among what is broken: %v", law, err)
	}
}

func collect(err error, into map[string]bool) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			collect(e, into)
		}
		return
	}
	var b *laws.Broken
	if errors.As(err, &b) {
		into[b.Law] = true
	}
}
