package risk

import (
	"slices"

	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// criteriaRules look at the criteria in force and their grid: without them nobody
// knows whose decision a risk is (R86).
var criteriaRules = slices.Concat([]ownership.RuleRow[*Subject]{
	ownership.Local(ownership.Rule{
		Code: "criteria.none", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: kindCriteria,
		Sources: []ownership.Source{"R86"},
		Text:    "no criteria are in force: nobody has said how much risk is borne",
		Remedy:  "Have senior management set appetite and tolerance.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.criteria == nil {
			f.Found("")
		}
	}),
	inForce(ownership.Rule{
		Code: "criteria.no-tolerance", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R86"},
		Text:    "criteria {subject} set no tolerance that holds everywhere: where none is set, nobody but senior management accepts",
		Remedy:  "Add a limit without scope and category.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.criteria.limit("", nil).Tolerance == "" {
			f.Found("limits")
		}
	}),
	inForce(ownership.Rule{
		Code: "criteria.no-cadence", Kind: ownership.Recommendation, Severity: ownership.SeverityInfo,
		Sources: []ownership.Source{"R49"},
		Text:    "criteria {subject} do not say everywhere how often a risk is reviewed",
		Remedy:  "Add a limit without scope and category that has reviewDays.",
	}, func(v *Subject, f *ownership.Finder) {
		if v.criteria.limit("", nil).ReviewDays == 0 {
			f.Found("limits")
		}
	}),
	inForce(ownership.Rule{
		Code: "criteria.scope-unknown", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R91"}, Args: []string{"scope"},
		Text:   "criteria {subject} set a limit for {scope}, of which nothing is known",
		Remedy: "Declare it or correct the name.",
	}, func(v *Subject, f *ownership.Finder) {
		for i, l := range v.criteria.Limits {
			if !l.Scope.IsZero() && !v.r.declaredScope(l.Scope) {
				f.Found(strictjson.Index("limits", i)+".scope", l.Scope.String())
			}
		}
	}),
	inForce(ownership.Rule{
		Code: "criteria.reversed", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R86"}, Args: []string{"scope", "appetite", "tolerance"},
		Text:   "by criteria {subject}, more is wanted in {scope} than is borne: appetite {appetite}, tolerance {tolerance}",
		Remedy: "Lower the appetite or raise the tolerance; one of the two is set further out.",
	}, func(v *Subject, f *ownership.Finder) {
		for i, l := range v.criteria.Limits {
			var chain []ownership.Scope
			where := "every scope"
			if !l.Scope.IsZero() {
				chain = append([]ownership.Scope{l.Scope}, slices.Collect(v.r.reg.Scope(l.Scope).Within(v.at))...)
				where = l.Scope.String()
			}
			whole := v.criteria.limit(l.Category, chain)
			appetite, wanted := v.criteria.Grid.Rank(whole.Appetite)
			tolerance, borne := v.criteria.Grid.Rank(whole.Tolerance)
			if wanted && borne && appetite > tolerance {
				f.Found(strictjson.Index("limits", i), where, string(whole.Appetite), string(whole.Tolerance))
			}
		}
	}),
	inForce(ownership.Rule{
		Code: "criteria.currencies", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning,
		Sources: []ownership.Source{"R86"}, Args: []string{"currency", "other"},
		Text:   "criteria {subject} have thresholds in {currency} and in {other}: a risk that bears on both cannot be held against one of them",
		Remedy: "Set all thresholds in one currency.",
	}, func(v *Subject, f *ownership.Finder) {
		first := Currency("")
		for i, l := range v.criteria.Limits {
			c := l.Threshold.Currency()
			if first == "" {
				first = c
			}
			if c != "" && c != first {
				f.Found(strictjson.Index("limits", i)+".threshold", string(first), string(c))
			}
		}
	}),
	inForce(ownership.Rule{
		Code: "criteria.grid-reused", Kind: ownership.Adjustable, Severity: ownership.SeverityError,
		Sources: []ownership.Source{"R86", "R98"}, Args: []string{"grid", "version", "other"},
		Text:   "version {version} of grid {grid} is another table in criteria {subject} than in criteria {other}",
		Remedy: "Give the changed grid another version, so that what was assessed under the old one is found.",
	}, func(v *Subject, f *ownership.Finder) {
		for _, o := range v.r.criteria {
			if g, h := &v.criteria.Grid, &o.Grid; g.ID() == h.ID() && g.Version() == h.Version() && !g.same(h) {
				f.Found("grid.version", string(g.ID()), g.Version(), o.Version)
			}
		}
	}),
}, gridRows())

// inForce makes a row about the criteria in force.
func inForce(rule ownership.Rule, check func(*Subject, *ownership.Finder)) ownership.RuleRow[*Subject] {
	rule.Subject = kindCriteria
	return ownership.Local(rule, func(v *Subject, f *ownership.Finder) {
		if v.criteria != nil {
			check(v, f)
		}
	})
}

// gridRows are the rules about a grid as rows about the one in force.
func gridRows() []ownership.RuleRow[*Subject] {
	out := make([]ownership.RuleRow[*Subject], len(gridRules))
	for i := range gridRules {
		check := gridRules[i].check
		out[i] = ownership.Local(gridRules[i].rule, func(v *Subject, f *ownership.Finder) {
			check(&v.criteria.Grid, func(path string, args ...string) {
				var values []string
				for i := 1; i < len(args); i += 2 {
					values = append(values, args[i])
				}
				f.Found(path, values...)
			})
		})
	}
	return out
}
