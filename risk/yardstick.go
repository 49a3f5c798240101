package risk

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Yardstick is what one risk is measured with: the criteria in force, and what
// they say for its category in each of its scopes. Make one with
// [Criteria.Yardstick]; it is plain data and not changed by what is measured.
type Yardstick struct {
	Criteria Criteria
	Limits   []Limit // one for each scope, in the order asked; at least one
}

// Yardstick resolves the criteria for the category in each of the scopes, with what
// contains it at the instant as known to the register, nearest first. Without
// scopes only what holds everywhere counts.
func (c Criteria) Yardstick(reg *ownership.Register, at time.Time, category Category, scopes ...ownership.Scope) Yardstick {
	y := Yardstick{Criteria: c}
	for _, s := range scopes {
		chain := append([]ownership.Scope{s}, slices.Collect(reg.Scope(s).Within(at))...)
		y.Limits = append(y.Limits, c.Limit(category, chain...))
	}
	if len(scopes) == 0 {
		y.Limits = append(y.Limits, c.Limit(category))
	}
	return y
}

// A Position is where a risk stands against a [Yardstick]. In doubt it is above:
// what cannot be told is not for the service owner to accept.
type Position struct {
	// Level is that of the grid in force; empty if the grid does not know the steps.
	Level LevelID `json:"level,omitempty"`

	// AboveAppetite: something has to be decided or done. Always so above the
	// tolerance. Where no appetite is set, the tolerance is taken for it.
	AboveAppetite bool `json:"aboveAppetite,omitempty"`

	// AboveTolerance: in one of the scopes the level is higher than what is borne, no
	// tolerance is set, or the grid does not know the steps.
	AboveTolerance bool `json:"aboveTolerance,omitempty"`

	// AboveThreshold: in one of the scopes the expected annual loss is more than the
	// threshold, or in another currency.
	AboveThreshold bool `json:"aboveThreshold,omitempty"`
}

// ForSeniorManagement reports whether accepting the risk is for senior management
// to decide (R86).
func (p Position) ForSeniorManagement() bool { return p.AboveTolerance || p.AboveThreshold }

// Position measures a risk by its steps and its expected annual loss; the zero
// Money is no loss that anybody has estimated, and above no threshold. Where the
// risk has several scopes, the strictest limit counts.
func (y Yardstick) Position(likelihood, impact StepID, loss Money) Position {
	grid, p := &y.Criteria.Grid, Position{}
	if level, ok := grid.Level(likelihood, impact); ok {
		p.Level = level.ID
	}
	limits := y.Limits
	if len(limits) == 0 {
		limits = []Limit{{}}
	}
	for i := range limits {
		l := &limits[i]
		beyond := above(grid, p.Level, l.Tolerance)
		p.AboveTolerance = p.AboveTolerance || beyond
		if l.Appetite != "" {
			beyond = beyond || above(grid, p.Level, l.Appetite)
		}
		p.AboveAppetite = p.AboveAppetite || beyond
		p.AboveThreshold = p.AboveThreshold || exceeds(loss, l.Threshold)
	}
	return p
}

// above reports whether the level is more than the limit, or one of them is none.
func above(grid *Grid, level, limit LevelID) bool {
	is, known := grid.Rank(level)
	most, set := grid.Rank(limit)
	return !known || !set || is > most
}

// exceeds reports whether the loss is more than the threshold, if there are both.
func exceeds(loss, threshold Money) bool {
	if loss.IsZero() || threshold.IsZero() {
		return false
	}
	order, err := loss.CompareAmount(threshold)
	return err != nil || order > 0
}
