package ownership

// What was promised to customers and by supporting parties. The service level
// manager is accountable for agreements and nothing else (R74); whatever binds
// the service itself is the service owner's (R32).
func rowsOfAgreements() []group {
	return []group{{processSLM, []Row{
		{
			Activity: GatherLevelRequirements, Name: "Gather the level requirements of the customer", On: onPromise,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, Customer: C, User: C, ClientRelationshipManager: C, ServiceOwner: C},
			Sources: []Source{"R60", "R74", "C2"},
		},
		{
			Activity: SetLevelTargets, Name: "Turn requirements into level targets", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, Customer: C, ServiceOwner: C},
			Sources: []Source{"R60", "R74"},
		},
		{
			Activity: DraftAgreement, Name: "Draft the agreement from the catalogue", On: onPromise,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ClientRelationshipManager: C, ServiceOwner: C, Customer: C},
			Sources: []Source{"R63", "R75", "C2"},
		},
		{
			Activity: AssessFeasibility, Name: "Check targets against resources and capabilities", On: onAgreement,
			Cells: map[Role]RACI{
				ServiceLevelManager: A | R, ServiceOwner: C, FunctionalServiceManager: C, AvailabilityManager: C, CapacityManager: C,
			},
			Sources: []Source{"R60", "R61"},
		},
		{
			Activity: ImproveCapability, Name: "Raise capability to meet a target", On: onPromise,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, ServiceLevelManager: C, CapacityManager: C, Customer: I},
			Sources: []Source{"R32", "R62"},
		},
		{
			Activity: LowerTarget, Name: "Lower a target that cannot be met", On: onAgreement,
			Cells:   map[Role]RACI{Customer: A | R, ServiceLevelManager: C, ServiceOwner: C},
			Note:    "The customer lowers it, nobody else.",
			Sources: []Source{"R62"},
		},
		{
			Activity: AcceptShortfall, Name: "Accept a known shortfall until a date", On: onPromise,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ServiceLevelManager: C, Customer: C, ServiceDeliveryManager: I},
			Note:    "The service owner carries the risk of a promise that may not hold.",
			Sources: []Source{"R62"},
		},
		{
			Activity: NegotiateAgreement, Name: "Negotiate the agreement", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: C, Customer: C, ClientRelationshipManager: C},
			Sources: []Source{"R48", "R60", "R63", "C2", "C3"},
		},
		{
			Activity: SignAgreementForProvider, Name: "Sign for the provider", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: C, ClientRelationshipManager: I, Customer: I},
			Note:    "Worth nothing without the service owner's commitment of resources, an activity of its own.",
			Sources: []Source{"R32", "R60", "R63"},
		},
		{
			Activity: SignAgreementForCustomer, Name: "Sign for the customer", On: onAgreement,
			Cells:   map[Role]RACI{Customer: A | R, Sponsor: C, ServiceLevelManager: I, ServiceOwner: I},
			Sources: []Source{"R60", "R66", "R76"},
		},
		{
			Activity: ActivateAgreement, Name: "Put the agreement into force", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: I, FunctionalServiceManager: I, Customer: I},
			Sources: []Source{"R61", "R63"},
		},
		{
			Activity: MaintainAgreement, Name: "Keep the agreement up to date", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: C, Customer: C, ClientRelationshipManager: C},
			Sources: []Source{"R63", "C2"},
		},
		{
			Activity: TerminateAgreement, Name: "End the agreement for the provider", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: C, Customer: C, ClientRelationshipManager: I},
			Sources: []Source{"R63"},
		},
		{
			Activity: TerminateForCustomer, Name: "End the agreement for the customer", On: onAgreement,
			Cells:   map[Role]RACI{Customer: A | R, ServiceLevelManager: C, ServiceOwner: I},
			Sources: []Source{"R63", "R76"},
		},
		{
			Activity: AnswerAgreementQuestions, Name: "Be the contact for agreements and targets", On: onPromise,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: C, ClientRelationshipManager: C, Customer: I},
			Sources: []Source{"R74", "C4"},
		},
		{
			Activity: NegotiateOLA, Name: "Develop an operational level agreement with a supporting party", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, FunctionalServiceManager: R, ServiceOwner: C, LineManager: C},
			Note:    "The service level manager leads, the supporting function works out its part.",
			Sources: []Source{"R48", "R64", "R65", "R66"},
		},
		{
			Activity: SignOLAForProvider, Name: "Sign the OLA for the service", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: C, LineManager: I},
			Sources: []Source{"R65", "C1"},
		},
		{
			Activity: SignOLAForSupportingParty, Name: "Sign the OLA for the supporting party", On: onAgreement,
			Cells:   map[Role]RACI{LineManager: A | R, FunctionalServiceManager: C, ServiceLevelManager: I, ServiceOwner: I},
			Note:    "Who disposes of the supporting staff signs for them.",
			Sources: []Source{"R65", "R66", "C1"},
		},
		{
			Activity: MaintainOLA, Name: "Keep the OLA up to date", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, FunctionalServiceManager: R, ServiceOwner: C},
			Note:    "The service level manager leads, the supporting function works out its part.",
			Sources: []Source{"R65"},
		},
		{
			Activity: TerminateOLA, Name: "End the OLA", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, LineManager: C, ServiceOwner: C, FunctionalServiceManager: I},
			Sources: []Source{"R65"},
		},
		{
			Activity: RecordMeasurement, Name: "Measure the levels provided", On: onPromise,
			Cells:   map[Role]RACI{ServiceOwner: A, ServiceLevelManager: R, FunctionalServiceManager: C},
			Sources: []Source{"R25", "R72", "C17"},
		},
		{
			Activity: MonitorLevels, Name: "Watch levels against targets", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: I, CSIManager: I},
			Sources: []Source{"R25", "R72", "C3", "C17"},
		},
		{
			Activity: ReportLevels, Name: "Report the levels provided", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: C, Customer: I, CSIManager: I},
			Sources: []Source{"R25", "R72", "C3", "C17"},
		},
		{
			Activity: OrganiseMeeting, Name: "Organise the review meeting with the customer", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: R, Customer: C, ClientRelationshipManager: I},
			Note:    "The service level manager calls and prepares it, the service owner brings the provider's side.",
			Sources: []Source{"R68", "R69"},
		},
		{
			Activity: HoldMeeting, Name: "Compare actual levels with targets and record it", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: R, Customer: C},
			Note:    "The service level manager presents the figures, the service owner causes and actions.",
			Sources: []Source{"R68", "R70"},
		},
		{
			Activity: InvestigateBreach, Name: "Find the cause of a breach", On: onPromise,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, ProblemManager: C, ServiceLevelManager: C},
			Sources: []Source{"R26", "R71"},
		},
		{
			Activity: TakeCorrectiveAction, Name: "Prevent a breach from coming back", On: onPromise,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, ServiceLevelManager: I, CSIManager: C},
			Sources: []Source{"R26", "R71"},
		},
		{
			Activity: CloseBreach, Name: "Close a breach whose cause and action are known", On: onAgreement,
			Cells:   map[Role]RACI{ServiceLevelManager: A | R, ServiceOwner: C, Customer: I},
			Sources: []Source{"R71"},
		},
	}}}
}

// Suppliers are bound by the supplier manager (R67).
func rowsOfSuppliers() []group {
	return []group{{"supplier management", []Row{
		{
			Activity: LiaiseWithSupplier, Name: "Keep the relation with a supplier", On: []Level{LevelService, LevelAgreement},
			Cells:   map[Role]RACI{SupplierManager: A | R, ServiceLevelManager: C, ServiceOwner: C, Supplier: C},
			Sources: []Source{"R67"},
		},
		{
			Activity: NegotiateUC, Name: "Negotiate an underpinning contract", On: onAgreement,
			Cells:   map[Role]RACI{SupplierManager: A | R, ServiceLevelManager: C, ServiceOwner: C, FinanceManager: C, Supplier: C},
			Sources: []Source{"R66", "R67"},
		},
		{
			Activity: SignUCForProvider, Name: "Sign the contract for the provider", On: onAgreement,
			Cells:   map[Role]RACI{SupplierManager: A | R, FinanceManager: C, ServiceLevelManager: C, ServiceOwner: C, Supplier: I},
			Sources: []Source{"R66", "R67"},
		},
		{
			Activity: SignUCForSupplier, Name: "Sign the contract for the supplier", On: onAgreement,
			Cells:   map[Role]RACI{Supplier: A | R, SupplierManager: I, ServiceLevelManager: I},
			Sources: []Source{"R66", "R67"},
		},
		{
			Activity: MaintainUC, Name: "Keep the contract up to date", On: onAgreement,
			Cells:   map[Role]RACI{SupplierManager: A | R, ServiceLevelManager: C, ServiceOwner: C, Supplier: C},
			Sources: []Source{"R67"},
		},
		{
			Activity: TerminateUC, Name: "End the contract", On: onAgreement,
			Cells:   map[Role]RACI{SupplierManager: A | R, ServiceLevelManager: C, ServiceOwner: C, FinanceManager: C, Supplier: I},
			Sources: []Source{"R67"},
		},
		{
			Activity: ReviewSupplier, Name: "Review what a supplier delivered", On: onAgreement,
			Cells:   map[Role]RACI{SupplierManager: A | R, ServiceLevelManager: C, ServiceOwner: C, Supplier: C},
			Sources: []Source{"R67"},
		},
	}}}
}
