package lifecycle

import (
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

// roomRules is the rule table of this package alone. Its rows stand in the files
// rules_*.go, next to the code that looks. The table is a constant in all but
// name: a test holds that it has no defects.
var roomRules, errRoomRules = ownership.NewRulebook(thresholdCards, ruleRows()...)

func ruleRows() []ownership.RuleRow[*Subject] {
	return slices.Concat(changeRules, improvementRules)
}

var thresholdCards = []ownership.ThresholdCard{
	{Threshold: VoteDays, Default: 14, Meaning: "days in which an owner votes on a change", Sources: []ownership.Source{"R40"}},
}

// The thresholds of the rules of this package.
const (
	VoteDays ownership.Threshold = "vote-days"
)

// days is the threshold of a rule that counts days, within what dates can bear.
func days(f *ownership.Finder) int { return int(min(f.Limit(), 1_000_000)) }
