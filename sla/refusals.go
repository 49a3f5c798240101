package sla

import (
	"cmp"
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

// Refusals returns the rules that the commands of this package speak by and
// reviews do not: why something was refused. They are listed by code, like
// [Rules], by whose rows commands refuse as well.
func Refusals() []ownership.Rule {
	var out []ownership.Rule
	for _, r := range slices.Concat(agreementRefusals, []*ownership.Rule{breachPresent, breachStatus, meetingPresent, meetingStatus}) {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b ownership.Rule) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

func refusal(code ownership.Code, text, remedy string, args []string, sources ...ownership.Source) *ownership.Rule {
	return &ownership.Rule{
		Code: code, Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: kindAgreement,
		Sources: sources, Args: args, Text: text, Remedy: remedy,
	}
}

// What stands in the way of the commands of an agreement alone. What a review
// would find as well has its row in the table of the reviews.
var (
	agreementAbsent = refusal("agreement.absent",
		"there is no such agreement", "Draft it first.", nil, "R63")
	agreementPresent = refusal("agreement.present",
		"{subject} has been drafted before", "Negotiate or revise it, or take another name.", nil, "R63")
	agreementStatus = refusal("agreement.status",
		"nothing {status} can become \"{command}\"", "See the status table for what comes first.", []string{"status", "command"}, "R63")
	agreementUnplaced = refusal("agreement.unplaced",
		"nobody is recorded as provider of the services, so nobody can say what {counterparty} is to them", "Record who provides the services.",
		[]string{"counterparty"}, "R66")
	agreementNoShortfall = refusal("agreement.no-shortfall",
		"{what} of {service} is not known to fall short", "Assess the targets first.", []string{"what", "service"}, "R62")
	agreementNotLower = refusal("agreement.not-lower",
		"what is asked of {target} is not less than before", "Negotiate other terms.", []string{"target"}, "R62")
	agreementSigned = refusal("agreement.signed",
		"the {side} has signed this version", "Let the other side sign.", []string{"side"}, "R60")
	agreementOver = refusal("agreement.over",
		"the validity of the terms ended at {until}", "Negotiate terms that are still to come.", []string{"until"}, "R63")
)

var agreementRefusals = []*ownership.Rule{
	agreementAbsent, agreementPresent, agreementStatus, agreementUnplaced,
	agreementNoShortfall, agreementNotLower, agreementSigned, agreementOver,
}
