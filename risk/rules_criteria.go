package risk

import "github.com/serviceowner/itsm/ownership"

// criteriaRules look at the criteria in force: without them nobody knows whose
// decision a risk is (R86).
var criteriaRules = []ownership.RuleRow[*Subject]{
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
}
