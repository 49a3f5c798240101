package ownership

import "strings"

// String writes the letters in the order A, R, C, I with a slash between them,
// for example "A/R"; no letter is "-".
func (l RACI) String() string {
	var out []string
	for _, x := range [...]struct {
		letter RACI
		name   string
	}{{A, "A"}, {R, "R"}, {C, "C"}, {I, "I"}} {
		if l&x.letter != 0 {
			out = append(out, x.name)
		}
	}
	if out == nil {
		return "-"
	}
	return strings.Join(out, "/")
}
