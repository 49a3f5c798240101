package ownership

// Money, people and processes: what surrounds services and is not the service
// owner's (R15, R18, R46).
func rowsOfResources() []group {
	return []group{{"financial management", []Row{
		{
			Activity: SetITBudget, Name: "Set and answer for the IT budget", On: onWhole,
			Cells:   map[Role]RACI{FinanceManager: A | R, SeniorManagement: C, ServiceDeliveryManager: C, ServiceOwner: I},
			Sources: []Source{"R46", "C5"},
		},
		{
			Activity: FundService, Name: "Provide the money for the service", On: onService,
			Cells:   map[Role]RACI{Sponsor: A | R, FinanceManager: C, ServiceOwner: C, Customer: C},
			Sources: []Source{"R76", "C5"},
		},
		{
			Activity: DefineCostModel, Name: "Define the cost model of the service", On: onService,
			Cells:   map[Role]RACI{FinanceManager: A | R, ServiceOwner: R, ServiceDeliveryManager: C},
			Note:    "Finance decides on the model, the service owner helps with what the service consists of.",
			Sources: []Source{"R45", "C5"},
		},
		{
			Activity: TrackCostRecovery, Name: "Track cost and its recovery", On: onService,
			Cells:   map[Role]RACI{FinanceManager: A | R, ServiceOwner: R, Customer: I},
			Note:    "Finance keeps the figures, the service owner helps to explain them.",
			Sources: []Source{"R45", "C5"},
		},
	}}, {processLine, []Row{
		{
			Activity: ManageStaff, Name: "Lead the staff of IT teams", On: []Level{LevelOrganisation},
			Cells:   map[Role]RACI{LineManager: A | R, SeniorManagement: I},
			Sources: []Source{"R15", "C7"},
		},
		{
			Activity: AppraiseStaff, Name: "Appraise and develop staff", On: []Level{LevelOrganisation},
			Cells:   map[Role]RACI{LineManager: A | R, SeniorManagement: I},
			Sources: []Source{"R15", "C7"},
		},
	}}, {"process governance", []Row{
		{
			Activity: DesignProcess, Name: "Design a process and answer for it", On: onProcess,
			Cells:   map[Role]RACI{ProcessOwner: A | R, ProcessManager: C, CSIManager: C, ServiceOwner: C},
			Sources: []Source{"R18", "R19", "C16"},
		},
		{
			Activity: RunProcess, Name: "Run a process from day to day", On: onProcess,
			Cells:   map[Role]RACI{ProcessOwner: A, ProcessManager: R, CSIManager: I, ServiceOwner: C},
			Sources: []Source{"R18", "R19", "C16"},
		},
	}}}
}

// Risks of a service are carried by its owner within tolerance and by senior
// management beyond it (R86).
func rowsOfRisk() []group {
	return []group{{"risk management", []Row{
		{
			Activity: SetRiskAppetite, Name: "Set the appetite for risk", On: onWhole,
			Cells:   map[Role]RACI{SeniorManagement: A | R, ServiceDeliveryManager: C, FinanceManager: C, ServiceOwner: I},
			Sources: []Source{"R86"},
		},
		{
			Activity: SetRiskTolerance, Name: "Set the tolerance and the financial threshold", On: []Level{LevelOrganisation, LevelPortfolio, LevelService},
			Cells:   map[Role]RACI{SeniorManagement: A | R, ServiceDeliveryManager: C, FinanceManager: C, ServiceOwner: C},
			Sources: []Source{"R86"},
		},
		{
			Activity: IdentifyRisk, Name: "Identify risks of the service", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, RiskOwner: R, FunctionalServiceManager: C, ServiceLevelManager: C, SupplierManager: C},
			Note:    "Risk owners bring what they see, the service owner has the whole picture.",
			Sources: []Source{"R49"},
		},
		{
			Activity: MaintainRiskEntry, Name: "Keep the service's entry in the risk register up to date", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, RiskOwner: C, ServiceDeliveryManager: I},
			Sources: []Source{"R49"},
		},
		{
			Activity: AssessRisk, Name: "Assess a risk", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, RiskOwner: C, FinanceManager: C, FunctionalServiceManager: C},
			Sources: []Source{"R49"},
		},
		{
			Activity: TreatRisk, Name: "Treat a risk", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, RiskOwner: R, FunctionalServiceManager: C},
			Sources: []Source{"R49"},
		},
		{
			Activity: AcceptRisk, Name: "Accept a risk within tolerance", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, RiskOwner: C, ServiceDeliveryManager: I},
			Sources: []Source{"R49", "R86"},
		},
		{
			Activity: AcceptRiskBeyondTolerance, Name: "Decide on a risk beyond tolerance or threshold", On: onService,
			Cells:   map[Role]RACI{SeniorManagement: A | R, ServiceOwner: C, ServiceDeliveryManager: C, FinanceManager: C},
			Acting:  Never,
			Sources: []Source{"R86"},
		},
		{
			Activity: RevokeRiskAcceptance, Name: "Revoke the acceptance of a risk", On: onService,
			Cells:   map[Role]RACI{SeniorManagement: A, ServiceOwner: R, RiskOwner: C},
			Note:    "The service owner revokes what no longer holds, senior management may do so at any time.",
			Sources: []Source{"R49", "R86"},
		},
		{
			Activity: EscalateRisk, Name: "Escalate a risk to senior management", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, RiskOwner: C, SeniorManagement: I, ServiceDeliveryManager: I},
			Sources: []Source{"R31", "R86"},
		},
		{
			Activity: ReviewRisk, Name: "Review a risk on its date", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, RiskOwner: R, FunctionalServiceManager: C},
			Note:    "The risk owner reports on treatment, the service owner judges.",
			Sources: []Source{"R49"},
		},
		{
			Activity: CloseRisk, Name: "Close a risk", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, RiskOwner: C, ServiceDeliveryManager: I},
			Sources: []Source{"R49"},
		},
		{
			Activity: ManagePortfolioRisk, Name: "Watch the risks of a group of services", On: []Level{LevelPortfolio},
			Cells:   map[Role]RACI{ServiceDeliveryManager: A | R, ServiceOwner: C, SeniorManagement: I},
			Sources: []Source{"R12", "R49"},
		},
	}}}
}

// A service's improvement is its owner's, the process and the register of
// improvements are the CSI manager's (C12).
func rowsOfImprovement() []group {
	return []group{{"continual service improvement", []Row{
		{
			Activity: OpenImprovement, Name: "Start an improvement, formal or informal", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ServiceLevelManager: C, CSIManager: C, User: C},
			Sources: []Source{"R26", "R29", "R85", "C12"},
		},
		{
			Activity: PlanImprovement, Name: "Plan an improvement of the service", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, CSIManager: C, FunctionalServiceManager: C},
			Sources: []Source{"R55", "R85", "C12"},
		},
		{
			Activity: DecideImprovement, Name: "Decide how the service is improved", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, CSIManager: C, Customer: C},
			Sources: []Source{"R27", "R55", "C10", "C12"},
		},
		{
			Activity: CarryOutImprovement, Name: "Organise and oversee improvement of the service", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, CSIManager: C},
			Sources: []Source{"R41", "R55", "C12"},
		},
		{
			Activity: MeasureImprovement, Name: "Measure the effect of an improvement", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, CSIManager: R, ServiceLevelManager: C},
			Sources: []Source{"R27", "R77"},
		},
		{
			Activity: CloseImprovement, Name: "Close an improvement", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, CSIManager: C, ServiceLevelManager: I},
			Sources: []Source{"R55"},
		},
		{
			Activity: MaintainCSIRegister, Name: "Keep the register of improvements", On: []Level{LevelOrganisation, LevelPortfolio, LevelProcess},
			Cells:   map[Role]RACI{CSIManager: A | R, ServiceOwner: C, ProcessOwner: C, ServiceLevelManager: I},
			Sources: []Source{"R55", "R77", "C12"},
		},
		{
			Activity: MeasureProcesses, Name: "See that processes are measured and improved", On: onProcess,
			Cells:   map[Role]RACI{CSIManager: A | R, ProcessOwner: R, ProcessManager: C, ServiceOwner: I},
			Sources: []Source{"R77"},
		},
	}}}
}
