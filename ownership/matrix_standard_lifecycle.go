package ownership

// A service from the first idea to retirement and back. Each move between
// statuses is an activity of its own, because who may decide it differs.
func rowsOfLifecycle() []group {
	return []group{{"service lifecycle", []Row{
		{
			Activity: ProposeService, Name: "Take a new service into the pipeline", On: []Level{LevelPortfolio},
			Cells:   map[Role]RACI{ServiceDeliveryManager: A | R, ServiceOwner: C, Customer: C, ClientRelationshipManager: C, SeniorManagement: I},
			Sources: []Source{"R12", "R24"},
		},
		{
			Activity: ClarifyRequirements, Name: "Work out requirements and strategic fit with the business", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, Customer: C, Sponsor: C, ClientRelationshipManager: C, ServiceLevelManager: C},
			Sources: []Source{"R51", "C10"},
		},
		{
			Activity: ConfirmRequirements, Name: "Confirm that the definition meets the customer's requirements", On: onService,
			Cells:   map[Role]RACI{Customer: A | R, ServiceOwner: I, ServiceLevelManager: I, Sponsor: C},
			Sources: []Source{"R23", "R76"},
		},
		{
			Activity: DefineService, Name: "Define functionality, scope, capacity and quality", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, Customer: C, ServiceLevelManager: C, FunctionalServiceManager: C},
			Sources: []Source{"R23", "R24"},
		},
		{
			Activity: StateServiceCost, Name: "State the cost in the definition", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, FinanceManager: C, Customer: C},
			Sources: []Source{"R23", "C5"},
		},
		{
			Activity: ApproveDefinition, Name: "Approve the definition", On: onService,
			Cells:   map[Role]RACI{SeniorManagement: A, ServiceDeliveryManager: R, ServiceOwner: C, Customer: C, ServiceLevelManager: I},
			Sources: []Source{"R23"},
		},
		{
			Activity: PrepareApproval, Name: "Move a service on before approval", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ServiceDeliveryManager: C, Customer: C},
			Sources: []Source{"R04", "R51"},
		},
		{
			Activity: ApproveService, Name: "Approve the service", On: onService,
			Cells:   map[Role]RACI{SeniorManagement: A, ServiceDeliveryManager: R, ServiceOwner: C, FinanceManager: C, Customer: I},
			Sources: []Source{"R09", "R51"},
		},
		{
			Activity: CharterService, Name: "Charter the service", On: onService,
			Cells:   map[Role]RACI{SeniorManagement: A, ServiceDeliveryManager: R, Sponsor: C, ServiceOwner: C, FinanceManager: C, Customer: I},
			Sources: []Source{"R09", "R49", "R51"},
		},
		{
			Activity: AssureDesign, Name: "See that the design can meet the requirements", On: onService,
			Cells: map[Role]RACI{
				ServiceOwner: A, FunctionalServiceManager: R, ServiceLevelManager: C, AvailabilityManager: C,
				CapacityManager: C, ContinuityManager: C, Customer: C,
			},
			Sources: []Source{"R52", "C10"},
		},
		{
			Activity: CompleteDesign, Name: "Decide that the service is designed", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, FunctionalServiceManager: C, ServiceLevelManager: C, ServiceDeliveryManager: I},
			Sources: []Source{"R04", "R52"},
		},
		{
			Activity: AssureTransition, Name: "See that the result can be integrated into the live environment", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, ReleaseManager: R, ChangeAuthority: C, ConfigurationManager: C},
			Sources: []Source{"R53"},
		},
		{
			Activity: AdvanceTransition, Name: "Decide that the service is developed, built or tested", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, FunctionalServiceManager: C, ReleaseManager: C, ServiceDeliveryManager: I},
			Sources: []Source{"R04", "R53"},
		},
		{
			Activity: ReleaseService, Name: "Decide that the service is released", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ReleaseManager: C, ChangeAuthority: C, ServiceLevelManager: C, Customer: I},
			Sources: []Source{"R04", "R39", "R53"},
		},
		{
			Activity: PutIntoOperation, Name: "Put the service into operation", On: onService,
			Cells: map[Role]RACI{
				ServiceOwner: A | R, ReleaseManager: C, ServiceLevelManager: C, ServiceDeliveryManager: I,
				ServiceCatalogueManager: I, Customer: I, User: I,
			},
			Sources: []Source{"R04", "R54"},
		},
		{
			Activity: AssureOperation, Name: "See that the service does what was intended", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, ServiceLevelManager: C, User: I},
			Sources: []Source{"R54", "C10"},
		},
		{
			Activity: SendServiceBack, Name: "Send the service back to an earlier status", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ServiceDeliveryManager: C, Customer: I},
			Sources: []Source{"R04", "R56"},
		},
		{
			Activity: RetireService, Name: "Retire the service", On: onService,
			Cells: map[Role]RACI{
				SeniorManagement: A, ServiceDeliveryManager: R, ServiceOwner: C, Customer: C, ServiceLevelManager: C,
				ServiceCatalogueManager: I, User: I,
			},
			Sources: []Source{"R04", "R12"},
		},
		{
			Activity: ReviveService, Name: "Take a retired service up again", On: onService,
			Cells:   map[Role]RACI{SeniorManagement: A, ServiceDeliveryManager: R, ServiceOwner: C, FinanceManager: C, ServiceCatalogueManager: I},
			Sources: []Source{"R12", "R56"},
		},
	}}, {"service catalogue management", []Row{
		{
			Activity: MaintainCatalogueEntry, Name: "Keep the service's entry accurate and current", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ServiceCatalogueManager: C, ServiceLevelManager: C, ClientRelationshipManager: I},
			Sources: []Source{"R34", "C13"},
		},
		{
			Activity: MaintainCatalogue, Name: "Keep the catalogue as a whole", On: onWhole,
			Cells:   map[Role]RACI{ServiceCatalogueManager: A | R, ServiceOwner: C, ServiceLevelManager: C, ClientRelationshipManager: I},
			Sources: []Source{"R34", "C13"},
		},
	}}}
}
