// Package strictjson decodes JSON into ordinary structs and reports everything
// that is wrong with the input, each problem with its path. encoding/json takes
// unknown fields when it is not told otherwise, takes repeated keys and keys in
// another case always, mends broken UTF-8 without a word, and stops at the first
// error; a document that people write by hand deserves better.
//
// The reader expects what the writer writes: a field whose json tag has neither
// omitempty nor omitzero is always written by encoding/json, and so must be
// there; null stands for a nil pointer, list or map and is taken only where
// encoding/json writes it, that is in such a field and as an element.
//
// Structs are described by their json tags, embedded structs are inlined, types
// with UnmarshalJSON or UnmarshalText decode themselves. When an UnmarshalJSON
// uses this package in its turn, its problems appear with their full path.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"unicode/utf8"
)

// Limits bound what an input may cost. A zero field means its default.
type Limits struct {
	// Bytes is the greatest length of the input; default 64 MiB.
	Bytes int
	// Depth is how many objects and lists may be open at once; default 100.
	Depth int
	// Memory is about how many bytes the decoded values may take. It is a limit
	// of its own because "{}," is three bytes that may become a struct of
	// hundreds; default 16 times Bytes.
	Memory int
	// Most bounds the length of lists by their path, where a short element stands
	// for much work; none by default.
	Most map[string]int
	// Problems is how many problems are reported at most; default 100.
	Problems int
}

func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 64 << 20
	}
	if l.Depth <= 0 {
		l.Depth = 100
	}
	if l.Memory <= 0 {
		l.Memory = 16 * l.Bytes
	}
	if l.Problems <= 0 {
		l.Problems = 100
	}
	return l
}

// errStop ends the walk: nothing more can or need be found.
var errStop = errors.New("stop")

// Decode decodes the one JSON value in data into the value that target points
// to. If anything is wrong the error is an [*Error] and the target is untouched;
// any other error is a mistake in the program, such as a type that cannot be
// decoded into. What target held before is replaced, not merged.
func Decode(data []byte, target any, limits Limits) error {
	return decode(data, target, limits, false)
}

// Partial is Decode, but for what it leaves behind: on an [*Error] the target
// holds whatever could be decoded, and zero values in place of the rest, so that
// a caller who checks more than the form can report its own problems, too. Use
// [Error.Covers] to keep quiet about what is a consequence.
func Partial(data []byte, target any, limits Limits) error {
	return decode(data, target, limits, true)
}

func decode(data []byte, target any, limits Limits, partial bool) error {
	to := reflect.ValueOf(target)
	if to.Kind() != reflect.Pointer || to.IsNil() {
		return fmt.Errorf("strictjson: target is %T, want a pointer", target)
	}
	d := &decoder{data: data, limits: limits.orDefault()}
	if len(data) > d.limits.Bytes {
		d.add(0, TooLarge, "%d bytes, at most %d", len(data), d.limits.Bytes)
		return d.err()
	}
	d.tokens = json.NewDecoder(bytes.NewReader(data))
	d.tokens.UseNumber()
	fresh := reflect.New(to.Type().Elem()).Elem()
	err := d.document(fresh)
	if err != nil && err != errStop {
		return err
	}
	problems := d.err()
	if problems == nil || partial {
		to.Elem().Set(fresh)
	}
	return problems
}

type decoder struct {
	data     []byte
	tokens   *json.Decoder
	limits   Limits
	depth    int
	memory   int
	path     []byte
	problems []Problem
	cut      bool
}

func (d *decoder) document(v reflect.Value) error {
	t, err := d.next()
	if err != nil {
		return err
	}
	if err := d.value(t, v, false); err != nil {
		return err
	}
	// The token reader is done; what follows is looked at directly because it
	// need not be a token at all.
	if rest := bytes.TrimLeft(d.data[d.tokens.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return d.add(len(d.data)-len(rest), Syntax, "data after the end of the document")
	}
	return nil
}

// A token is one JSON token: a json.Delim, bool, json.Number, string or nil.
type token struct {
	value any
	start int // of its bytes in the input
}

// next reads a token; a syntax error is recorded and stops the walk.
func (d *decoder) next() (token, error) {
	from := int(d.tokens.InputOffset())
	v, err := d.tokens.Token()
	if err != nil {
		if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
			d.add(len(d.data), Syntax, "the document ends too early")
			return token{}, errStop
		}
		at := int(d.tokens.InputOffset())
		if s := (*json.SyntaxError)(nil); errors.As(err, &s) && s.Offset > 0 {
			at = int(s.Offset) - 1
		}
		d.add(at, Syntax, "%s", cut(err.Error(), 200))
		return token{}, errStop
	}
	end := int(d.tokens.InputOffset())
	for from < end && bytes.IndexByte([]byte(" \t\r\n,:"), d.data[from]) >= 0 {
		from++
	}
	switch v := v.(type) {
	case json.Delim:
		if v == '{' || v == '[' {
			if d.depth++; d.depth > d.limits.Depth {
				d.add(from, TooDeep, "nested more than %d deep", d.limits.Depth)
				return token{}, errStop
			}
		} else {
			d.depth--
		}
	case string:
		// encoding/json replaces what it cannot read; here it is a problem.
		if raw := d.data[from:end]; !utf8.Valid(raw) {
			if err := d.add(from, BadText, "text is not valid UTF-8"); err != nil {
				return token{}, err
			}
		} else if loneSurrogate(raw) {
			if err := d.add(from, BadText, "text holds half of a surrogate pair"); err != nil {
				return token{}, err
			}
		}
	}
	return token{v, from}, nil
}

// loneSurrogate reports whether the JSON string raw escapes a surrogate without
// its other half.
func loneSurrogate(raw []byte) bool {
	half := func(i int, lo, hi rune) bool { // raw[i:] escapes a rune in [lo, hi]
		if len(raw)-i < 6 || raw[i] != '\\' || raw[i+1] != 'u' {
			return false
		}
		var r rune
		for _, c := range raw[i+2 : i+6] {
			switch {
			case c >= 'a':
				c -= 'a' - 10
			case c >= 'A':
				c -= 'A' - 10
			default:
				c -= '0'
			}
			r = r<<4 | rune(c)
		}
		return lo <= r && r <= hi
	}
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		switch {
		case half(i, 0xD800, 0xDBFF):
			if !half(i+6, 0xDC00, 0xDFFF) {
				return true
			}
			i += 11
		case half(i, 0xDC00, 0xDFFF):
			return true
		default:
			i++ // the escaped character, which may be a backslash
		}
	}
	return false
}

// charge counts n bytes of decoded values.
func (d *decoder) charge(start, n int) error {
	if d.memory += n; d.memory > d.limits.Memory {
		d.add(start, TooLarge, "the values take more than %d bytes", d.limits.Memory)
		return errStop
	}
	return nil
}

// skip reads to the end of the value that begins with t. With check, keys that
// repeat within it are reported; encoding/json does not see them.
func (d *decoder) skip(t token, check bool) error {
	switch t.value {
	case json.Delim('{'):
		var seen map[string]bool
		if check {
			seen = map[string]bool{}
		}
		for {
			k, err := d.next()
			if err != nil {
				return err
			}
			key, ok := k.value.(string)
			if !ok { // the closing brace
				return nil
			}
			back := d.enterKey(key)
			if check {
				if seen[key] {
					err = d.add(k.start, Repeated, "the key is given twice")
				}
				seen[key] = true
				if err == nil {
					err = d.charge(k.start, len(key)+48)
				}
				if err != nil {
					return err
				}
			}
			v, err := d.next()
			if err != nil {
				return err
			}
			if err := d.skip(v, check); err != nil {
				return err
			}
			d.leave(back)
		}
	case json.Delim('['):
		for i := 0; ; i++ {
			v, err := d.next()
			if err != nil {
				return err
			}
			if v.value == json.Delim(']') {
				return nil
			}
			back := d.enterIndex(i)
			if err := d.skip(v, check); err != nil {
				return err
			}
			d.leave(back)
		}
	}
	return nil
}
