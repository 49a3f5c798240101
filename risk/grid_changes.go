package risk

import (
	"cmp"

	"github.com/serviceowner/itsm/internal/enum"
)

// Shift says what became of a pair of steps when one grid replaced another.
type Shift uint8

// The shifts.
const (
	Raised   Shift = iota + 1 // to a higher level
	Lowered                   // to a lower level
	Replaced                  // to a level that cannot be compared, or the level has another place in the order
	Reworded                  // the level stays; the words of it or of a step are others
	Added                     // the pair is new
	Removed                   // the pair is gone: what was assessed so has no level any more
)

var shifts = enum.Of[Shift]("Shift", "raised", "lowered", "replaced", "reworded", "added", "removed")

// String returns the name, "unset", or Shift(n) for an unknown value.
func (s Shift) String() string { return shifts.String(s) }

// MarshalText refuses unknown values.
func (s Shift) MarshalText() ([]byte, error) { return shifts.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *Shift) UnmarshalText(text []byte) (err error) {
	*s, err = shifts.Parse(string(text))
	return err
}

// A Change is one pair of steps that means something else under another grid.
type Change struct {
	Likelihood StepID  `json:"likelihood"`
	Impact     StepID  `json:"impact"`
	Shift      Shift   `json:"shift"`
	Was        LevelID `json:"was,omitempty"` // none for Added
	Is         LevelID `json:"is,omitempty"`  // none for Removed
}

// Changes lists every pair of steps that means something else when next replaces g:
// pairs of g in its order, then new ones in the order of next. Steps and levels are
// the same where their ids are; colours and abbreviations do not count.
//
// A level is higher if the grids that know both levels say so. Where they
// contradict each other, or none knows both, nothing is guessed and the pair is
// [Replaced]; so is one that keeps its level while the level trades places with
// others. [Reworded] is for pairs whose level stands but which somebody may have
// read differently: a decision on it wants confirming, not taking anew.
func (g *Grid) Changes(next *Grid) []Change {
	var out []Change
	for was := range g.Cells() {
		if change, ok := g.change(next, was); ok {
			out = append(out, change)
		}
	}
	for is := range next.Cells() {
		if _, ok := g.Level(is.Likelihood, is.Impact); !ok {
			out = append(out, Change{Likelihood: is.Likelihood, Impact: is.Impact, Shift: Added, Is: is.Level})
		}
	}
	return out
}

// change returns what becomes of one pair, and whether anything does.
func (g *Grid) change(next *Grid, was Cell) (Change, bool) {
	change := Change{Likelihood: was.Likelihood, Impact: was.Impact, Was: was.Level, Shift: Removed}
	if is, ok := next.Level(was.Likelihood, was.Impact); ok {
		change.Is = is.ID
		change.Shift = g.shift(next, was, is.ID)
	}
	return change, change.Shift != 0
}

// shift judges a pair that both grids have; 0 when nothing changed.
func (g *Grid) shift(next *Grid, was Cell, is LevelID) Shift {
	if was.Level == is {
		switch {
		case g.trades(next, is):
			return Replaced
		case g.reads(was) != next.reads(Cell{was.Likelihood, was.Impact, is}):
			return Reworded
		}
		return 0
	}
	before, after := g.order(was.Level, is), next.order(was.Level, is)
	switch {
	case before == 0 && after == 0, before*after < 0:
		return Replaced
	case before+after < 0:
		return Raised
	default:
		return Lowered
	}
}

// order is -1 or +1 as a is less risk than b or more; 0 when the grid does not know
// both, or they are the same.
func (g *Grid) order(a, b LevelID) int {
	i, j := g.table.rank(a), g.table.rank(b)
	if i < 0 || j < 0 {
		return 0
	}
	return cmp.Compare(i, j)
}

// trades reports whether the level lies otherwise to some level that both grids
// have.
func (g *Grid) trades(next *Grid, id LevelID) bool {
	for _, l := range g.table.Levels {
		if g.order(id, l.ID)*next.order(id, l.ID) < 0 {
			return true
		}
	}
	return false
}

// reads is what a reader sees of the pair.
func (g *Grid) reads(c Cell) [3][2]string {
	i, _ := g.table.Likelihood.Index(c.Likelihood)
	j, _ := g.table.Impact.Index(c.Impact)
	return [3][2]string{
		g.table.Likelihood[i].row().words(), g.table.Impact[j].row().words(), g.table.Levels[g.table.rank(c.Level)].row().words(),
	}
}
