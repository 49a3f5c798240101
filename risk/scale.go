package risk

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// A Scale is the steps of likelihood or of impact, least first. The order is the
// order of the list; names and numbers in names mean nothing.
type Scale []Step

// A Step is one step of a scale.
type Step struct {
	ID           StepID `json:"id"`
	Name         string `json:"name,omitempty"`         // for people; the id where empty
	Meaning      string `json:"meaning,omitempty"`      // when it applies, for example "more than once a year"
	Abbreviation string `json:"abbreviation,omitempty"` // for narrow tables
	Colour       string `json:"colour,omitempty"`       // "#RRGGBB"
}

// A Level is how much risk it is. Levels are listed least first.
type Level struct {
	ID           LevelID `json:"id"`
	Name         string  `json:"name,omitempty"`
	Meaning      string  `json:"meaning,omitempty"`
	Abbreviation string  `json:"abbreviation,omitempty"`
	Colour       string  `json:"colour,omitempty"`
}

// Label is the name of the step, or its id where it has none.
func (s Step) Label() string { return labelOf(s.Name, string(s.ID)) }

// Label is the name of the level, or its id where it has none.
func (l Level) Label() string { return labelOf(l.Name, string(l.ID)) }

func labelOf(name, id string) string {
	if name == "" {
		return id
	}
	return name
}

// Index returns the place of the step in the order, from 0.
func (s Scale) Index(id StepID) (int, bool) {
	i := slices.IndexFunc(s, func(step Step) bool { return step.ID == id })
	return i, i >= 0
}

const (
	maxSteps   = 100  // of a scale, and levels: beyond that nobody tells them apart
	maxMeaning = 1024 // bytes
)

// row is what a step and a level have in common.
type row struct{ id, name, meaning, abbreviation, colour string }

func (s Step) row() row { return row{string(s.ID), s.Name, s.Meaning, s.Abbreviation, s.Colour} }

func (l Level) row() row { return row{string(l.ID), l.Name, l.Meaning, l.Abbreviation, l.Colour} }

// words are what a reader takes the row to mean; colour and abbreviation are not.
func (r row) words() [2]string { return [2]string{labelOf(r.name, r.id), r.meaning} }

// checkRows reports what is wrong with the list at path.
func checkRows[T interface{ row() row }](d *defects, path, kind string, list []T) {
	d.must(len(list) > 0, path, "no %s", kind)
	d.must(len(list) <= maxSteps, path, "%d, at most %d", len(list), maxSteps)
	ids, names := map[string]bool{}, map[string]bool{}
	for i, item := range list[:min(len(list), maxSteps)] {
		r, at := item.row(), fmt.Sprintf("%s[%d].", path, i)
		d.name(at+"id", kind, r.id)
		d.must(r.id == "" || !ids[r.id], at+"id", "%.60q is given twice", r.id)
		ids[r.id] = true
		if r.name != "" {
			d.name(at+"name", "name", r.name)
			d.must(!names[r.name], at+"name", "%.60q is given twice", r.name)
			names[r.name] = true
		}
		d.must(len(r.meaning) <= maxMeaning && utf8.ValidString(r.meaning), at+"meaning", "want at most %d bytes of UTF-8", maxMeaning)
		if r.abbreviation != "" {
			d.name(at+"abbreviation", "abbreviation", r.abbreviation)
		}
		d.must(r.colour == "" || isColour(r.colour), at+"colour", "%.20q, want a form like \"#59BBB2\"", r.colour)
	}
}

func isColour(s string) bool {
	if len(s) != len("#RRGGBB") || s[0] != '#' {
		return false
	}
	for _, c := range []byte(s[1:]) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'F') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
