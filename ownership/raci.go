package ownership

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/serviceowner/itsm/internal/enum"
)

// RACI is the set of letters in one cell of the matrix. A role may well be both
// accountable and responsible.
//
// Texts often say "responsible" or "ultimately responsible" where RACI says
// accountable. Whoever transcribes one writes A for the party that answers for
// the result and R for those who do the work (C8).
type RACI uint8

// The letters. Only R and A entitle to act; C and I never do.
const (
	R RACI = 1 << iota // responsible: does it
	A                  // accountable: answers for it, one role per activity
	C                  // consulted before
	I                  // informed after
)

const allLetters = R | A | C | I

// letters gives the order of the text form: who answers comes first.
var letters = [...]struct {
	letter RACI
	name   byte
}{{A, 'A'}, {R, 'R'}, {C, 'C'}, {I, 'I'}}

// ParseRACI reads letters in the order A, R, C, I with a slash between them, for
// example "A/R". Every set has one text.
func ParseRACI(s string) (RACI, error) {
	var set RACI
	for part := range strings.SplitSeq(s, "/") {
		set |= letterOf(part)
	}
	if set == 0 || set.text() != s {
		return 0, fmt.Errorf("%w: RACI %.40q, want letters of A, R, C, I in this order with a slash between them", enum.ErrUnknown, s)
	}
	return set, nil
}

func letterOf(s string) RACI {
	for _, x := range letters {
		if s == string(x.name) {
			return x.letter
		}
	}
	return 0
}

// Has reports whether l contains any of the letters.
func (l RACI) Has(letters RACI) bool { return l&letters != 0 }

// valid reports whether l is one letter or more and nothing else.
func (l RACI) valid() bool { return l != 0 && l&^allLetters == 0 }

// IsZero reports whether l has no letter.
func (l RACI) IsZero() bool { return l == 0 }

// Compare orders sets by their number; it means nothing and is always the same.
func (l RACI) Compare(o RACI) int { return cmp.Compare(l, o) }

// String writes the letters in the order A, R, C, I with a slash between them,
// for example "A/R"; no letter is "", and what is not a letter is loud.
func (l RACI) String() string {
	if l&^allLetters != 0 {
		return fmt.Sprintf("RACI(%d)", uint8(l))
	}
	return l.text()
}

func (l RACI) text() string {
	var b []byte
	for _, x := range letters {
		if l&x.letter == 0 {
			continue
		}
		if len(b) > 0 {
			b = append(b, '/')
		}
		b = append(b, x.name)
	}
	return string(b)
}

// MarshalText refuses what is not a letter.
func (l RACI) MarshalText() ([]byte, error) {
	if l&^allLetters != 0 {
		return nil, fmt.Errorf("%w: %s", enum.ErrUnknown, l)
	}
	return []byte(l.text()), nil
}

// UnmarshalText takes what [ParseRACI] takes, and the empty text for no letter.
func (l *RACI) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*l = 0
		return nil
	}
	set, err := ParseRACI(string(text))
	if err != nil {
		return err
	}
	*l = set
	return nil
}
