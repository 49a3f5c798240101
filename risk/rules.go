package risk

import (
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

// riskRules is the rule table of this package. Its rows stand in the files
// rules_*.go, next to the code that looks. The table is a constant in all but name:
// a test holds that it has no defects.
var riskRules, errRiskRules = ownership.NewRulebook(thresholdCards, riskRows...)

var riskRows = slices.Concat(acceptanceRows, continuityRules, entryRules, treatmentRules, assessmentRules, decisionRules, criteriaRules)

// RuleRows returns the rows of the table, to be lifted into a wider one (see
// [ownership.Lift]); [Register.Subject] makes what they see.
func RuleRows() []ownership.RuleRow[*Subject] { return slices.Clone(riskRows) }

// Rules returns the rule table of this package, by code.
func Rules() []ownership.Rule { return riskRules.Rules() }

// Thresholds returns what the rules of this package compare with, by name.
func Thresholds() []ownership.ThresholdCard { return riskRules.Thresholds() }

// The thresholds of this package's rules.
const (
	// AcceptanceExpiringDays is how many days before its end an acceptance is told of.
	AcceptanceExpiringDays ownership.Threshold = "acceptance-expiring-days"

	// ContinuityTrialDays is after how many days what a restore needs is to be tried
	// again.
	ContinuityTrialDays ownership.Threshold = "continuity-trial-days"
	// EscalationDays is how many days senior management has to decide on an escalation.
	EscalationDays ownership.Threshold = "escalation-days"
	// DecisionDays is how many days there are to record what was decided.
	DecisionDays ownership.Threshold = "decision-days"
)

var thresholdCards = []ownership.ThresholdCard{
	{Threshold: AcceptanceExpiringDays, Default: 30, Meaning: "days before its end on which an acceptance is told of", Sources: []ownership.Source{"R49"}},
	{Threshold: ContinuityTrialDays, Default: 365, Meaning: "days after which what a restore needs is to be tried again", Sources: []ownership.Source{"R44"}},
	{Threshold: EscalationDays, Default: 14, Meaning: "days that senior management has to decide on an escalation", Sources: []ownership.Source{"R31", "R86"}},
	{Threshold: DecisionDays, Default: 30, Meaning: "days that there are to record what senior management decided", Sources: []ownership.Source{"R86"}},
}

// limitOf is the threshold as the policy has it, or its default, for questions that
// are no rules.
func limitOf(t ownership.Threshold, p *ownership.Policy) int64 {
	if n, ok := p.Thresholds[t]; ok {
		return n
	}
	i := slices.IndexFunc(thresholdCards, func(c ownership.ThresholdCard) bool { return c.Threshold == t })
	return thresholdCards[i].Default
}
