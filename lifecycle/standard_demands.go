package lifecycle

import "github.com/serviceowner/itsm/ownership"

// standardDemands says which rules are due from which status on. Rules of every
// room stand here; what is not listed is a matter of the audit alone.
//
// Nothing of it is hard but what the requirements call so: that one living person
// answers for the service, tolerated in the earliest status alone (R04), that the
// definition is whole when the service is approved (R23), and that there is an
// entry in the risk register from the charter on (R49).
func standardDemands() []Demand {
	return []Demand{
		{Code: "status.unknown", Due: Requirements, Hard: Requirements, Resolves: ownership.ManagePortfolio, Sources: sources{"R04"}},
		{Code: "record.undeclared", Due: Requirements, Hard: Defined, Resolves: ownership.ManagePortfolio, Sources: sources{"R24"}},
		{Code: "owner.vacant", Due: Requirements, Hard: Defined, Resolves: ownership.AppointServiceOwner, Sources: sources{"R03", "R04"}},
		{Code: "owner.contested", Due: Requirements, Hard: Requirements, Resolves: ownership.CorrectRecord, Sources: sources{"R01"}},
		{Code: "owner.inactive", Due: Requirements, Hard: Defined, Resolves: ownership.AppointServiceOwner, Sources: sources{"R04", "R80"}},
		{Code: "owner.not-person", Due: Requirements, Hard: Defined, Resolves: ownership.AppointServiceOwner, Sources: sources{"R80", "R81"}},
		{Code: "owner.nobody", Due: Requirements, Hard: Defined, Resolves: ownership.AppointServiceOwner, Sources: sources{"R03", "R80"}},

		{Code: "definition.missing", Due: Defined, Hard: Approved, Resolves: ownership.DefineService, Sources: sources{"R23", "R24"}},
		{Code: "definition.incomplete", Due: Defined, Hard: Approved, Resolves: ownership.DefineService, Sources: sources{"R23"}},
		{Code: "definition.unconfirmed", Due: Approved, Hard: Approved, Resolves: ownership.ConfirmRequirements, Sources: sources{"R23"}},
		{Code: "definition.unapproved", Due: Approved, Resolves: ownership.ApproveDefinition, Sources: sources{"R23"}},

		{Code: "risk.none", Due: Chartered, Hard: Chartered, Resolves: ownership.IdentifyRisk, Sources: sources{"R49"}},

		{Code: "deputy.missing", Due: Operational, Resolves: ownership.AppointDeputy, Sources: sources{"R07"}},
		{Code: "deputy.own", Due: Operational, Resolves: ownership.AppointDeputy, Sources: sources{"R07", "C15"}},
		{Code: "agreement.missing", Due: Operational, Resolves: ownership.DraftAgreement, Sources: sources{"R60", "R63"}},
		{Code: "underpinning.missing", Due: Operational, Resolves: ownership.DraftAgreement, Sources: sources{"R64", "R67"}},
		{Code: "underpinning.inactive", Due: Operational, Resolves: ownership.DraftAgreement, Sources: sources{"R64", "R67"}},
		{Code: "underpinning.level", Due: Operational, Resolves: ownership.DraftAgreement, Sources: sources{"R61", "R64", "R67"}},
		{Code: "underpinning.hours", Due: Operational, Resolves: ownership.DraftAgreement, Sources: sources{"R61", "R64", "R67"}},
		{Code: "underpinning.weak", Due: Operational, Resolves: ownership.DraftAgreement, Sources: sources{"R61", "R64", "R67"}},
		{Code: "continuity.none", Due: Operational, Resolves: ownership.MaintainContinuityPlan, Sources: sources{"R44"}},
		{Code: "continuity.missing", Due: Operational, Resolves: ownership.MaintainContinuityPlan, Sources: sources{"R44"}},
		{Code: "entry.missing", Due: Operational, Resolves: ownership.MaintainCatalogueEntry, Sources: sources{"R34", "C13"}},
		{Code: "entry.stale", Due: Operational, Resolves: ownership.MaintainCatalogueEntry, Sources: sources{"R34"}},
		{Code: "release.unvoted", Due: Operational, Resolves: ownership.ApproveRelease, Sources: sources{"R39", "R40"}},
	}
}
