package ownership

import "slices"

// ownershipRules is the rule table of this package. Its rows stand in the files
// rules_*.go, next to the code that looks. The table is a constant in all but
// name: a test holds that it has no defects.
var ownershipRules, errOwnershipRules = NewRulebook(thresholdCards, ownershipRows...)

var ownershipRows = slices.Concat(
	ownerRules, roleRules, deputyRules, ledgerRules, serviceRules, scopeRules, partyRules, policyRules,
	Lift(func(v *view) *Matrix { return v.m.Matrix }, matrixRules()...),
)

// The thresholds of this package's rules.
const (
	// ServicesPerOwner is how many services one party may own (R08).
	ServicesPerOwner Threshold = "services-per-owner"
	// NoticeDays is how many days ahead a coming gap in ownership is reported.
	NoticeDays Threshold = "notice-days"
	// AbsenceNoticeDays is how many days ahead an absence without a deputy is reported.
	AbsenceNoticeDays Threshold = "absence-notice-days"
)

var thresholdCards = []ThresholdCard{
	{ServicesPerOwner, 20, "services that one party may own", []Source{"R02", "R08"}},
	{NoticeDays, 60, "days ahead that the coming end of an ownership without a successor is reported", []Source{"R01", "R04"}},
	{AbsenceNoticeDays, 14, "days ahead that an owner's absence without an available deputy is reported", []Source{"R07", "R33"}},
}

const oneDay instant = 24 * 60 * 60 * 1e6
