package lifecycle

import (
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

// The rules of the commands alone, one row each. They are hard: they keep the
// records in one piece, whoever gives the command.
var (
	recordAbsent = refusal("record.absent", "service", "R04",
		"nothing is recorded of {subject} yet", "Propose the service first, or adopt what another catalogue says of it.")
	recordPresent = refusal("record.present", "service", "R04",
		"{subject} has a record already", "Advance it, or revive it if it is retired.")
	recordUnplaced = refusal("record.unplaced", "service", "R12",
		"{subject} is in no portfolio, so nobody can take it into one", "Declare the portfolio that contains {subject}.")
	definitionSuperseded = refusal("definition.superseded", "service", "R23",
		"version {version} is not the latest, {latest}", "Read version {latest} and judge that.", "version", "latest")

	changeAbsent = refusal("change.absent", kindChange, "R40",
		"nothing was put to the vote yet", "Raise the change first.")
	changePresent = refusal("change.present", kindChange, "R40",
		"{subject} was put to the vote before", "Raise another one.")
	changeSettled = refusal("change.settled", kindChange, "C14",
		"{subject} is decided", "Raise another change.")
	changeUntouched = refusal("change.untouched", kindChange, "R40",
		"{subject} does not touch {service}", "Vote for a service that it touches.", "service")

	improvementAbsent = refusal("improvement.absent", kindImprovement, "R55",
		"there is no such improvement yet", "Open it first.")
	improvementPresent = refusal("improvement.present", kindImprovement, "R55",
		"{subject} was opened before", "Open another one, or reopen this one.")
	improvementMove = refusal("improvement.move", kindImprovement, "R55",
		"there is nothing to {command} about an improvement that is {progress}", "See how far it has come.", "command", "progress")
	improvementUnplanned = refusal("improvement.unplanned", kindImprovement, "R85",
		"{subject} is formal and has no plan", "Plan it first.")
)

// refusal makes a rule of the commands.
func refusal(code ownership.Code, subject string, source ownership.Source, text, remedy string, args ...string) *ownership.Rule {
	return &ownership.Rule{
		Code: code, Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: subject, Sources: []ownership.Source{source},
		Args: args, Text: text, Remedy: remedy,
	}
}

// Refusals returns the rules that only commands and moves know, by code: what
// [Rules] does not list and a refused command may find.
func Refusals() []ownership.Rule {
	out := []ownership.Rule{
		*moveNone, *moveUnmet, *moveUnknown, *gateStatus, *gateUnevaluated,
		*recordAbsent, *recordPresent, *recordUnplaced, *definitionSuperseded,
		*changeAbsent, *changePresent, *changeSettled, *changeUntouched,
		*improvementAbsent, *improvementPresent, *improvementMove, *improvementUnplanned,
	}
	slices.SortFunc(out, func(a, b ownership.Rule) int { return a.Code.Compare(b.Code) })
	return out
}
