package risk

import (
	"github.com/serviceowner/itsm/internal/machine"
	"github.com/serviceowner/itsm/ownership"
)

// Refusals returns the rules that commands speak by and reviews do not, by code.
// Commands refuse by rows of the table of reviews as well, where the same rule is
// read by both.
func Refusals() []ownership.Rule {
	return []ownership.Rule{
		*riskAbsent, *riskCriteria, *riskEscalation, *riskOffGrid, *riskOutdated, *riskPresent, *riskStatus, *riskTreatment,
	}
}

var (
	riskAbsent = &ownership.Rule{
		Code: "risk.absent", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "risk", Sources: []ownership.Source{"R49"},
		Args: []string{"command"},
		Text: "nothing is recorded yet, so there is nothing to {command}", Remedy: "Identify the risk first.",
	}
	riskPresent = &ownership.Rule{
		Code: "risk.present", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "risk", Sources: []ownership.Source{"R49"},
		Text: "the risk is in the register already", Remedy: "Revise the entry, or take another identifier.",
	}
	riskStatus = &ownership.Rule{
		Code: "risk.status", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "risk", Sources: []ownership.Source{"R49"},
		Args: []string{"status", "command"},
		Text: "the risk is {status}, which leaves no room to {command}", Remedy: "Do first what the status waits for: complete a draft, assess what was identified, reopen what was closed.",
	}
	riskTreatment = &ownership.Rule{
		Code: ownership.Code(noTreatmentOpen), Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "risk", Sources: []ownership.Source{"R49"},
		Text: "a treatment is still to be done", Remedy: "Record it as done or dropped.",
	}
	riskEscalation = &ownership.Rule{
		Code: ownership.Code(allDecided), Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "risk", Sources: []ownership.Source{"R31"},
		Text: "senior management has not answered to an escalation", Remedy: "Have it decided.",
	}
	riskCriteria = &ownership.Rule{
		Code: "risk.no-criteria", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "risk", Sources: []ownership.Source{"R86"},
		Text: "no criteria are in force, so nobody can say how much this is", Remedy: "Set the criteria for risks first.",
	}
	riskOffGrid = &ownership.Rule{
		Code: "risk.off-grid", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "risk", Sources: []ownership.Source{"R86"},
		Args: []string{"likelihood", "impact", "grid", "version"},
		Text: "grid {grid} {version} has no level for likelihood {likelihood} and impact {impact}", Remedy: "Assess the risk by the steps of the grid in force.",
	}
	riskOutdated = &ownership.Rule{
		Code: "risk.outdated", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "risk", Sources: []ownership.Source{"R49"},
		Args: []string{"assessment"},
		Text: "assessment {assessment} is not the last word on the risk as it stands", Remedy: "Look at the newest assessment, or make one.",
	}
)

// conditionRules are the rules behind the conditions of the status table.
var conditionRules = map[machine.Condition]*ownership.Rule{noTreatmentOpen: riskTreatment, allDecided: riskEscalation}
