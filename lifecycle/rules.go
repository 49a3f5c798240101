package lifecycle

import (
	"slices"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// roomRules is the rule table of this package alone, which commands ask. Its rows
// stand in the files rules_*.go, next to the code that looks. The tables are
// constants in all but name: a test holds that they have no defects.
var roomRules, errRoomRules = ownership.NewRulebook(roomThresholds, roomRows...)

var roomRows = slices.Concat(serviceRules, changeRules, improvementRules)

// portfolioRules is the table of all rooms: what a review of a [Portfolio] and its
// gates run. Rows of the other rooms are lifted as they are.
var portfolioRules, errPortfolioRules = ownership.NewRulebook(
	slices.Concat(ownership.Thresholds(), sla.Thresholds(), risk.Thresholds(), roomThresholds),
	slices.Concat(
		ownership.Lift((*Subject).seen, ownership.RuleRows()...),
		ownership.Lift((*Subject).pledged, sla.RuleRows()...),
		ownership.Lift((*Subject).endangered, risk.RuleRows()...),
		roomRows,
	)...,
)

// Rules returns the rules of all rooms, by code.
func Rules() []ownership.Rule { return portfolioRules.Rules() }

// Thresholds returns what the rules of all rooms compare with, by name.
func Thresholds() []ownership.ThresholdCard { return portfolioRules.Thresholds() }

// The thresholds of this package's rules.
const (
	// VoteDays is how many days an owner has for a vote (R40).
	VoteDays ownership.Threshold = "vote-days"
	// EntryDays is how many days an entry of the catalogue counts as current (R34).
	EntryDays ownership.Threshold = "catalogue-entry-days"
	// StuckDays is how many days a service may stay in a status of the pipeline, or
	// be suspended (R51-R53).
	StuckDays ownership.Threshold = "stuck-days"
)

var roomThresholds = []ownership.ThresholdCard{
	{Threshold: VoteDays, Default: 14, Meaning: "days in which an owner votes on a change", Sources: []ownership.Source{"R40"}},
	{Threshold: EntryDays, Default: 365, Meaning: "days after which an entry of the catalogue is looked at again", Sources: []ownership.Source{"R34"}},
	{Threshold: StuckDays, Default: 180, Meaning: "days that a service stays in one status on its way, or suspended", Sources: []ownership.Source{"R51", "R52", "R53"}},
}

// days is the threshold of a rule that counts days, within what dates can bear.
func days(f *ownership.Finder) int { return int(min(f.Limit(), 1_000_000)) }
