package risk

import (
	"cmp"

	"github.com/serviceowner/itsm/internal/ident"
)

// Category is a kind of risk, such as "supplier" or "security": the caller's own
// word, for which [Criteria] may set other limits than for the rest. The empty
// Category is none.
type Category string

// ParseCategory checks the spelling of s.
func ParseCategory(s string) (Category, error) { return ident.Parse[Category]("category", s) }

// IsZero reports whether c is none.
func (c Category) IsZero() bool { return c == "" }

// String returns c as it is.
func (c Category) String() string { return string(c) }

// Compare orders bytewise: -1, 0 or +1.
func (c Category) Compare(other Category) int { return cmp.Compare(c, other) }

// MarshalText refuses a malformed category; none is the empty text.
func (c Category) MarshalText() ([]byte, error) { return ident.Marshal("category", c) }

// UnmarshalText refuses a malformed category; the empty text is none.
func (c *Category) UnmarshalText(text []byte) error { return ident.Unmarshal("category", c, text) }
