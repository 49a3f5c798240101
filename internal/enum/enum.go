// Package enum gives small closed enumerations their text form. The value 0 is
// unset and has the empty text; an unknown value prints loudly and never
// encodes; an unknown name is an error and never a silent default.
package enum

import (
	"errors"
	"fmt"
	"iter"
	"strings"
)

// ErrUnknown is the sentinel behind every error of a [Table].
var ErrUnknown = errors.New("unknown name")

// A Table maps the values 1..n of E to their names.
type Table[E ~uint8] struct {
	kind  string
	names []string
}

// Of returns the table of the enumeration called kind whose values 1, 2, ...
// have the given names.
func Of[E ~uint8](kind string, names ...string) Table[E] {
	return Table[E]{kind: kind, names: names}
}

// String returns the name of e, "unset" for 0, and Kind(n) for an unknown value.
func (t Table[E]) String(e E) string {
	switch {
	case e == 0:
		return "unset"
	case int(e) <= len(t.names):
		return t.names[e-1]
	}
	return fmt.Sprintf("%s(%d)", t.kind, uint8(e))
}

// MarshalText returns the name of e, the empty text for 0, and an error for an
// unknown value.
func (t Table[E]) MarshalText(e E) ([]byte, error) {
	switch {
	case e == 0:
		return nil, nil
	case int(e) <= len(t.names):
		return []byte(t.names[e-1]), nil
	}
	return nil, fmt.Errorf("%w: %s(%d)", ErrUnknown, t.kind, uint8(e))
}

// Parse is the inverse of MarshalText.
func (t Table[E]) Parse(s string) (E, error) {
	if s == "" {
		return 0, nil
	}
	for i, n := range t.names {
		if n == s {
			return E(i + 1), nil
		}
	}
	return 0, fmt.Errorf("%w: %s %.40q, want one of %s", ErrUnknown, t.kind, s, strings.Join(t.names, ", "))
}

// Known reports whether e is one of the named values.
func (t Table[E]) Known(e E) bool { return e != 0 && int(e) <= len(t.names) }

// All yields the named values in order.
func (t Table[E]) All() iter.Seq[E] {
	return func(yield func(E) bool) {
		for i := range t.names {
			if !yield(E(i + 1)) {
				return
			}
		}
	}
}
