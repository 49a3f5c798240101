package risk

import (
	"fmt"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// A Cover says for which cause found elsewhere an entry stands: the code of the
// rule and the subject that it found, such as "owner.vacant" about "service:mail".
// What is covered is not suggested again, see [Register.Derive]. It is part of the
// entry, so whoever writes the entry decides what it covers, and no likeness of
// texts is guessed.
type Cover struct {
	Code    ownership.Code    `json:"code"`
	Subject ownership.Subject `json:"subject"`
}

// CoverOf returns the cause that the finding names.
func CoverOf(f ownership.Finding) Cover { return Cover{f.Code, f.Subject} }

// String is "owner.vacant service:mail".
func (c Cover) String() string { return string(c.Code) + " " + c.Subject.String() }

// Compare orders by code, then by subject.
func (c Cover) Compare(o Cover) int {
	if n := c.Code.Compare(o.Code); n != 0 {
		return n
	}
	return c.Subject.Compare(o.Subject)
}

// check reports what is malformed in the covers at path.
func checkCovers(d *defects, path string, covers []Cover) {
	seen := map[Cover]bool{}
	for i, c := range covers {
		at := fmt.Sprintf("%s[%d]", path, i)
		d.name(at+".code", "code", string(c.Code))
		d.invalid(at+".subject", ident.Check("subject kind", c.Subject.Kind))
		d.invalid(at+".subject", ident.Check("subject", c.Subject.ID))
		d.must(!seen[c], at, "%.60q is given twice", c.String())
		seen[c] = true
	}
}
