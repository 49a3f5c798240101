package risk

import (
	"iter"

	"github.com/serviceowner/itsm/ownership"
)

// assessmentRules look at the newest assessment of each exposure: whether there is
// one (R49), whether it is worth the same under the grid in force, and whether the
// criteria can judge what it says (R86).
var assessmentRules = []ownership.RuleRow[*Subject]{
	openRisk(ownership.Rule{
		Code: "risk.unassessed", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R49"},
		Text:    "nobody has judged how likely and how bad {subject} is at present",
		Remedy:  "Assess the risk with the controls that there are.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.risk.assessed(Current) == nil {
			f.Found(assessmentPath(Current))
		}
	}),
	openRisk(ownership.Rule{
		Code: "assessment.reversed", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R49"}, Args: []string{"exposure", "level", "other", "otherLevel"},
		Text:   "the {exposure} level of {subject}, {level}, is above its {other} level, {otherLevel}",
		Remedy: "Assess one of the two anew: controls and treatments do not make a risk worse.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.criteria == nil {
			return
		}
		grid := &v.criteria.Grid
		for _, pair := range [...][2]Exposure{{Residual, Current}, {Residual, Inherent}, {Current, Inherent}} {
			lesser, greater := v.risk.assessed(pair[0]), v.risk.assessed(pair[1])
			if lesser == nil || greater == nil {
				continue
			}
			i, known := rankIn(grid, lesser.Assessment)
			j, too := rankIn(grid, greater.Assessment)
			if known && too && i > j {
				f.Found(assessmentPath(pair[0]), pair[0].String(), string(grid.table.Levels[i].ID), pair[1].String(), string(grid.table.Levels[j].ID))
			}
		}
	}),
	openRisk(ownership.Rule{
		Code: "assessment.grid-changed", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R86"}, Args: []string{"exposure", "likelihood", "impact", "shift", "was", "is"},
		Text:   "{subject} was assessed under another grid: its {exposure} pair {likelihood}, {impact} is {shift}, from {was} to {is}",
		Remedy: "Assess the risk anew under the grid in force.",
	}, func(v *Subject, f *ownership.Finder) {
		for of, a := range v.assessments() {
			old := v.oldGrid(a)
			if old == nil {
				continue
			}
			level, ok := old.Level(a.Likelihood, a.Impact)
			if !ok {
				continue // what the assessment says has no meaning: see assessment.misread
			}
			if c, ok := old.change(&v.criteria.Grid, Cell{a.Likelihood, a.Impact, level.ID}); ok {
				f.Found(assessmentPath(of), of.String(), string(a.Likelihood), string(a.Impact), c.Shift.String(), string(c.Was), levelOrNone(c.Is))
			}
		}
	}),
	openRisk(ownership.Rule{
		Code: "assessment.grid-unknown", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R86", "R91"}, Args: []string{"exposure", "grid", "version"},
		Text:   "the {exposure} assessment of {subject} is by version {version} of grid {grid}, which no criteria have",
		Remedy: "Assess the risk anew under the grid in force, or add the criteria that had the grid.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.criteria == nil {
			return
		}
		for of, a := range v.assessments() {
			if v.gridOf(a) == nil {
				f.Found(assessmentPath(of), of.String(), string(a.Grid), a.GridVersion)
			}
		}
	}),
	openRisk(ownership.Rule{
		Code: "assessment.misread", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R86", "R98"}, Args: []string{"exposure", "level", "likelihood", "impact", "reads"},
		Text:   "the {exposure} assessment of {subject} says {level}, but by its grid {likelihood} and {impact} make {reads}",
		Remedy: "Assess the risk anew: what was stored is not what the grid says.",
	}, func(v *Subject, f *ownership.Finder) {
		for of, a := range v.assessments() {
			grid := v.gridOf(a)
			if grid == nil {
				continue
			}
			if level, ok := grid.Level(a.Likelihood, a.Impact); !ok || level.ID != a.Level {
				f.Found(assessmentPath(of), of.String(), string(a.Level), string(a.Likelihood), string(a.Impact), levelOrNone(level.ID))
			}
		}
	}),
	openRisk(ownership.Rule{
		Code: "risk.unpriced", Kind: ownership.Recommendation, Severity: ownership.SeverityInfo,
		Sources: []ownership.Source{"R86"}, Args: []string{"level", "threshold"},
		Text:   "{subject} is {level}, above appetite, and nobody has said what it may cost, though above {threshold} senior management decides",
		Remedy: "Estimate the expected annual loss, or give a model of it.",
	}, func(v *Subject, f *ownership.Finder) {
		a, p := v.position()
		if a == nil || !p.AboveAppetite || !a.Expected.IsZero() {
			return
		}
		for _, l := range v.yardstick().Limits {
			if !l.Threshold.IsZero() {
				f.Found(assessmentPath(a.Of)+".expected", levelOrNone(p.Level), l.Threshold.String())
				return
			}
		}
	}),
	openRisk(ownership.Rule{
		Code: "risk.currency", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R86"}, Args: []string{"loss", "threshold", "scope"},
		Text:   "the expected loss of {subject}, {loss}, cannot be held against the threshold {threshold} for {scope}",
		Remedy: "Estimate the loss in the currency of the threshold; until then it counts as above.",
	}, func(v *Subject, f *ownership.Finder) {
		a, _ := v.position()
		if a == nil || a.Expected.IsZero() {
			return
		}
		for _, l := range v.yardstick().Limits {
			if _, err := a.Expected.CompareAmount(l.Threshold); err != nil {
				f.Found(assessmentPath(a.Of)+".expected", a.Expected.String(), l.Threshold.String(), l.Scope.String())
			}
		}
	}),
}

// assessments yields the newest assessment of each exposure.
func (v *Subject) assessments() iter.Seq2[Exposure, *Assessment] {
	return func(yield func(Exposure, *Assessment) bool) {
		for of := range exposures.All() {
			if act := v.risk.assessed(of); act != nil && !yield(of, act.Assessment) {
				return
			}
		}
	}
}

// judgedBy is what the risk is judged by: its newest current assessment or, as
// long as there is none, the inherent one. A residual one is a plan.
func (r *Risk) judgedBy() *Act {
	if a := r.assessed(Current); a != nil {
		return a
	}
	return r.assessed(Inherent)
}

// position is where the risk stands by what it is judged by; nil without that, or
// without criteria.
func (v *Subject) position() (*Assessment, Position) {
	act := v.risk.judgedBy()
	if act == nil || v.criteria == nil {
		return nil, Position{}
	}
	a := act.Assessment
	return a, v.yardstick().Position(a.Likelihood, a.Impact, a.Expected)
}

// gridOf returns the grid that the assessment was read from; nil if no criteria
// have it.
func (v *Subject) gridOf(a *Assessment) *Grid {
	g, _ := v.r.gridOf(a.Grid, a.GridVersion)
	return g
}

// oldGrid returns the grid of the assessment if it is known and not the one in force.
func (v *Subject) oldGrid(a *Assessment) *Grid {
	if v.criteria == nil || a.Grid == v.criteria.Grid.ID() && a.GridVersion == v.criteria.Grid.Version() {
		return nil
	}
	return v.gridOf(a)
}

func assessmentPath(of Exposure) string { return "assessments[" + of.String() + "]" }

// levelOrNone is a level for a sentence.
func levelOrNone(id LevelID) string {
	if id == "" {
		return "no level"
	}
	return string(id)
}
