package machine

import (
	"encoding"
	"fmt"
	"reflect"
)

// symbols is a list of symbols that knows the place of each; of a symbol that is
// listed twice, the first.
type symbols[T Symbol] struct {
	list []T
	at   map[T]int
}

func newSymbols[T Symbol](list []T) symbols[T] {
	out := symbols[T]{list, make(map[T]int, len(list))}
	for i, v := range list {
		if _, again := out.at[v]; !again {
			out.at[v] = i
		}
	}
	return out
}

// index returns the place of v, or none.
func (s *symbols[T]) index(v T) int {
	if i, ok := s.at[v]; ok {
		return i
	}
	return none
}

// Name returns the name of a symbol for people; a number that has none is
// printed as it is.
func Name[T Symbol](v T) string {
	if name, ok := named(v); ok {
		return name
	}
	return fmt.Sprint(v)
}

// named returns the name of a symbol and whether it has one. An enumeration that
// cannot be written as text has none, whatever it prints: "Status(99)" is no
// name. Nor has a bare number.
func named[T Symbol](v T) (string, bool) {
	switch v := any(v).(type) {
	case encoding.TextMarshaler:
		text, err := v.MarshalText()
		return string(text), err == nil && len(text) > 0
	case fmt.Stringer:
		name := v.String()
		return name, name != ""
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.String {
		return r.String(), r.Len() > 0
	}
	return "", false
}
