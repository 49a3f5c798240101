// Package laws states once what every identifier, every value with a text form
// and every enumeration of this module promises, so that one fuzz target holds
// all of them to it. Only tests import it.
//
// A checker returns nil or all laws that are broken, each named; it takes no
// testing.T, so that its own tests can show that a type which breaks a law is
// caught by that law.
package laws

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// A Broken law: of which type, which law, and the case that breaks it.
type Broken struct {
	Type, Law, Case string
}

// Error is one line.
func (b *Broken) Error() string { return fmt.Sprintf("%s breaks %q: %s", b.Type, b.Law, b.Case) }

// A Text is what identifiers, scopes and subjects have in common.
type Text[T any] interface {
	comparable
	fmt.Stringer
	encoding.TextMarshaler
	IsZero() bool
	Compare(T) int
}

// A Pointer is a T that can be read from its text form.
type Pointer[T any] interface {
	*T
	encoding.TextUnmarshaler
}

// judge collects what is broken.
type judge struct {
	typ    string
	broken []error
}

func judging[T any]() *judge { return &judge{typ: reflect.TypeFor[T]().Name()} }

func (j *judge) must(ok bool, law, format string, args ...any) {
	if !ok {
		j.broken = append(j.broken, &Broken{j.typ, law, fmt.Sprintf(format, args...)})
	}
}

func (j *judge) err() error { return errors.Join(j.broken...) }

// CheckText holds T to its laws, with any texts, well-formed or not: Parse and
// UnmarshalText accept the same ones; an accepted text comes back from String,
// MarshalText, JSON and JSON object keys; Compare is a total order that agrees
// with equality; zero is the empty text, which Parse refuses.
func CheckText[T Text[T], P Pointer[T]](parse func(string) (T, error), texts ...string) error {
	j := judging[T]()
	values := []T{*new(T)}
	zeroLaws[T, P](j, parse)
	for _, text := range texts {
		parsed, parseErr := parse(text)
		buf := []byte(text)
		var read T
		readErr := P(&read).UnmarshalText(buf)
		for i := range buf {
			buf[i] = '#'
		}
		if text == "" {
			continue
		}
		j.must((parseErr == nil) == (readErr == nil), "Parse and UnmarshalText accept the same", "%q: %v and %v", text, parseErr, readErr)
		if parseErr != nil || readErr != nil {
			var zero T
			j.must(parsed == zero || parseErr == nil, "a refused text parses to zero", "%q gave %#v", text, parsed)
			j.must(read == zero || readErr == nil, "a refused text decodes to nothing", "%q left %#v", text, read)
			continue
		}
		j.must(parsed == read, "UnmarshalText keeps nothing of its argument", "%q: %#v and %#v", text, parsed, read)
		j.must(!parsed.IsZero(), "what was parsed is not zero", "%q", text)
		j.must(parsed.String() == text, "String returns what was parsed", "%q came back as %q", text, parsed.String())
		out, err := parsed.MarshalText()
		j.must(err == nil && string(out) == text, "MarshalText returns what was parsed", "%q came back as %q, %v", text, out, err)
		jsonLaws(j, parsed)
		values = append(values, parsed)
	}
	orderLaws(j, values)
	return j.err()
}

// CheckIdentifier holds T to the laws of [CheckText] and to those of identifiers
// besides: they are ordered bytewise, and a malformed one does not encode.
func CheckIdentifier[T interface {
	~string
	Text[T]
}, P Pointer[T]](parse func(string) (T, error), texts ...string) error {
	j := judging[T]()
	for _, a := range texts {
		_, parseErr := parse(a)
		_, err := T(a).MarshalText()
		j.must(a == "" || (parseErr == nil) == (err == nil), "MarshalText refuses what Parse refuses", "%q: %v and %v", a, parseErr, err)
		for _, b := range texts {
			j.must(T(a).Compare(T(b)) == cmp.Compare(a, b), "Compare is bytewise", "%q and %q gave %d", a, b, T(a).Compare(T(b)))
		}
	}
	return errors.Join(j.err(), CheckText[T, P](parse, texts...))
}

func zeroLaws[T Text[T], P Pointer[T]](j *judge, parse func(string) (T, error)) {
	var zero, read T
	j.must(zero.IsZero(), "zero is zero", "%#v", zero)
	j.must(zero.String() == "", "zero prints nothing", "%q", zero.String())
	out, err := zero.MarshalText()
	j.must(len(out) == 0 && err == nil, "zero encodes as the empty text", "%q, %v", out, err)
	err = P(&read).UnmarshalText(nil)
	j.must(read == zero && err == nil, "the empty text decodes as zero", "%#v, %v", read, err)
	_, err = parse("")
	j.must(err != nil, "Parse refuses the empty text", "it did not")
}

// orderLaws compares all pairs and triples; few values are enough, as the fuzzer
// brings ever new ones.
func orderLaws[T Text[T]](j *judge, values []T) {
	for _, a := range values {
		for _, b := range values {
			ab := a.Compare(b)
			j.must(ab >= -1 && ab <= 1 && ab == -b.Compare(a), "Compare is antisymmetric", "%#v, %#v: %d and %d", a, b, ab, b.Compare(a))
			j.must((ab == 0) == (a == b), "Compare agrees with ==", "%#v, %#v: %d", a, b, ab)
			for _, c := range values {
				j.must(ab > 0 || b.Compare(c) > 0 || a.Compare(c) <= 0, "Compare is transitive", "%#v, %#v, %#v", a, b, c)
			}
		}
	}
}

// jsonLaws: a value and a map keyed by it survive JSON.
func jsonLaws[T comparable](j *judge, v T) {
	out, err := json.Marshal(v)
	var back T
	if err == nil {
		err = json.Unmarshal(out, &back)
	}
	j.must(err == nil && back == v, "JSON returns what it was given", "%#v by way of %s came back as %#v, %v", v, out, back, err)

	out, err = json.Marshal(map[T]bool{v: true})
	var keyed map[T]bool
	if err == nil {
		err = json.Unmarshal(out, &keyed)
	}
	j.must(err == nil && len(keyed) == 1 && keyed[v], "JSON object keys return what they were given", "%#v by way of %s, %v", v, out, err)
}

// An Enum is what the enumerations have in common.
type Enum interface {
	~uint8
	fmt.Stringer
	encoding.TextMarshaler
}

// CheckEnum holds E to the laws of enumerations, over all 256 values: 1, 2, ...
// have the given names and no others; zero is "unset" and the empty text; an
// unknown value prints as Type(n) and does not encode; no name but the given
// ones decodes.
func CheckEnum[E Enum, P Pointer[E]](names ...string) error {
	j := judging[E]()
	for n := range 256 {
		v := E(n)
		out, err := v.MarshalText()
		switch {
		case n == 0:
			j.must(v.String() == "unset", "zero prints as unset", "%q", v.String())
			j.must(len(out) == 0 && err == nil, "zero encodes as the empty text", "%q, %v", out, err)
		case n <= len(names):
			j.must(v.String() == names[n-1], "String returns the name", "%d: %q, want %q", n, v.String(), names[n-1])
			j.must(string(out) == names[n-1] && err == nil, "MarshalText returns the name", "%d: %q, %v, want %q", n, out, err, names[n-1])
			jsonLaws(j, v)
		default:
			want := fmt.Sprintf("%s(%d)", j.typ, n)
			j.must(v.String() == want, "an unknown value prints loudly", "%q, want %q", v.String(), want)
			j.must(err != nil, "an unknown value does not encode", "%d: %q", n, out)
			_, err := json.Marshal(map[E]bool{v: true})
			j.must(err != nil, "an unknown value is no JSON object key", "%d", n)
		}
	}
	texts := []string{"", "0", "1", "unset", "Unset", j.typ + "(1)", j.typ + "(99)"}
	for _, name := range names {
		texts = append(texts, name, name+" ", " "+name, name+"\x00", strings.ToUpper(name), name[:max(0, len(name)-1)])
	}
	return errors.Join(j.err(), CheckNames[E, P](names, texts...))
}

// CheckNames holds E to the last of the laws of [CheckEnum] with any texts: the
// given names decode to 1, 2, ..., the empty text to zero, nothing else decodes.
func CheckNames[E Enum, P Pointer[E]](names []string, texts ...string) error {
	j := judging[E]()
	want := map[string]E{"": 0}
	for i, name := range names {
		j.must(want[name] == 0 && name != "", "names are distinct and not empty", "%q", name)
		want[name] = E(i + 1)
	}
	for _, text := range texts {
		var got E
		buf := []byte(text)
		err := P(&got).UnmarshalText(buf)
		e, known := want[text]
		j.must(known == (err == nil), "exactly the names decode", "%q: %v", text, err)
		j.must(got == e, "a name decodes to its value, a refused one to zero", "%q: %d, want %d", text, got, e)
		j.must(bytes.Equal(buf, []byte(text)), "UnmarshalText leaves its argument alone", "%q", text)
	}
	return j.err()
}
