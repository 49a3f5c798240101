package strictjson

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Code says what sort of problem it is. Codes are stable, texts are not.
type Code string

// The codes.
const (
	Syntax       Code = "syntax"        // not JSON; nothing after it was read
	TooLarge     Code = "too-large"     // the input or its values; nothing after it was read
	TooDeep      Code = "too-deep"      // nested too deeply; nothing after it was read
	BadText      Code = "bad-text"      // text that is not Unicode
	UnknownField Code = "unknown-field" // a key that the struct does not have
	Repeated     Code = "repeated"      // a key given twice
	Missing      Code = "missing"       // a field that must be there
	WrongType    Code = "wrong-type"    // for example a number where a list belongs
	OutOfRange   Code = "out-of-range"  // a number that the field cannot hold
	BadValue     Code = "bad-value"     // refused by the type itself, for example an unknown name
)

// A Problem is one thing that is wrong with the input.
type Problem struct {
	Path   string // for example "services[3].dependencies[0].on"; empty for the whole
	Code   Code
	Text   string // what is wrong, without the path
	Offset int    // of the value in the input, in bytes
	Err    error  // what the type itself said, or nil
}

// String is the path and the text.
func (p Problem) String() string {
	if p.Path == "" {
		return p.Text
	}
	return p.Path + ": " + p.Text
}

// An Error holds all problems of an input, in the order of the document.
type Error struct {
	Problems []Problem
	Cut      bool // there are more problems than are listed
}

// Error lists the problems, one a line.
func (e *Error) Error() string {
	lines := make([]string, 0, len(e.Problems)+1)
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	if e.Cut {
		lines = append(lines, fmt.Sprintf("more problems follow; only the first %d are listed", len(e.Problems)))
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns what the types themselves said.
func (e *Error) Unwrap() []error {
	var errs []error
	for _, p := range e.Problems {
		if p.Err != nil {
			errs = append(errs, p.Err)
		}
	}
	return errs
}

// Unfinished reports whether the rest of the input after some problem was not
// read.
func (e *Error) Unfinished() bool {
	return e.Cut || slices.ContainsFunc(e.Problems, func(p Problem) bool {
		return p.Code == Syntax || p.Code == TooLarge || p.Code == TooDeep
	})
}

// Covers reports whether something is wrong at the path, around it or within
// it, or the rest of the input was not read.
func (e *Error) Covers(path string) bool {
	return e.Unfinished() || slices.ContainsFunc(e.Problems, func(p Problem) bool {
		return within(p.Path, path) || within(path, p.Path)
	})
}

// within reports whether inner is the path outer or lies below it.
func within(inner, outer string) bool {
	rest, ok := strings.CutPrefix(inner, outer)
	return ok && (rest == "" || outer == "" || rest[0] == '.' || rest[0] == '[')
}

// add records a problem of the value at the present path. The error is errStop
// when there is room for no more.
func (d *decoder) add(offset int, code Code, format string, args ...any) error {
	return d.put(Problem{Path: string(d.path), Code: code, Text: fmt.Sprintf(format, args...), Offset: offset})
}

func (d *decoder) put(p Problem) error {
	d.problems = append(d.problems, p)
	// One beyond the limit is kept to know that there are more; a value that is
	// read twice may repeat problems, so the count is taken after merging.
	if len(d.problems) > d.limits.Problems {
		d.merge()
		if len(d.problems) > d.limits.Problems {
			return errStop
		}
	}
	return nil
}

// merge brings the problems into the order of the document and drops repeated ones.
func (d *decoder) merge() {
	slices.SortStableFunc(d.problems, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	d.problems = slices.CompactFunc(d.problems, func(a, b Problem) bool {
		return a.Offset == b.Offset && a.Path == b.Path && a.Code == b.Code && a.Text == b.Text
	})
}

func (d *decoder) err() error {
	if len(d.problems) == 0 {
		return nil
	}
	d.merge()
	e := &Error{Problems: d.problems, Cut: d.cut}
	if len(e.Problems) > d.limits.Problems {
		e.Problems, e.Cut = e.Problems[:d.limits.Problems], true
	}
	return e
}

// enterKey and enterIndex extend the path and return what leave needs.
func (d *decoder) enterKey(key string) int {
	back := len(d.path)
	d.path = appendKey(d.path, key)
	return back
}

func (d *decoder) enterIndex(i int) int {
	back := len(d.path)
	d.path = append(d.path, '[')
	d.path = strconv.AppendInt(d.path, int64(i), 10)
	d.path = append(d.path, ']')
	return back
}

func (d *decoder) leave(back int) { d.path = d.path[:back] }

// Key returns the path of the value under key in the object at path. Keys that
// would read badly are quoted, and cut so that a hostile one cannot flood a log.
func Key(path, key string) string { return string(appendKey([]byte(path), key)) }

func appendKey(path []byte, key string) []byte {
	switch {
	case !plain(key):
		path = strconv.AppendQuote(append(path, '['), cut(key, 60))
		return append(path, ']')
	case len(path) > 0:
		path = append(path, '.')
	}
	return append(path, key...)
}

// Index returns the path of the element at i in the list at path.
func Index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// Join returns the path of what lies at inner within the value at outer.
func Join(outer, inner string) string {
	if outer == "" || inner == "" || strings.HasPrefix(inner, "[") {
		return outer + inner
	}
	return outer + "." + inner
}

func plain(key string) bool {
	if key == "" || len(key) > 60 {
		return false
	}
	for _, c := range []byte(key) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// cut shortens s to at most n bytes, at a rune.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "..."
}
