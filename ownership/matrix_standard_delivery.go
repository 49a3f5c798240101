package ownership

// The service as a whole, at each level at which somebody answers.
func rowsOfDelivery() []group {
	return []group{{"service delivery", []Row{
		{
			Activity: DeliverService, Name: "Deliver the service with the promised quality", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, ServiceDeliveryManager: I, Customer: I},
			Note:    "\"Responsible for delivery\" in the sources is accountability.",
			Sources: []Source{"R03", "R04", "R10", "R13", "R20", "C8", "C9"},
		},
		{
			Activity: KeepDeliveryConsistent, Name: "Keep delivery true to requirements and design", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, ServiceLevelManager: C, Customer: I},
			Sources: []Source{"R21"},
		},
		{
			Activity: AssureQuality, Name: "Assure and keep raising the quality of the service", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, CSIManager: C, User: C},
			Sources: []Source{"R27"},
		},
		{
			Activity: AssureValue, Name: "See that the service is worth its cost and run efficiently", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, FinanceManager: C, Customer: C, ServiceDeliveryManager: I},
			Sources: []Source{"R83"},
		},
		{
			Activity: AlignWithBusiness, Name: "Keep the service in line with business needs and goals", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, Customer: C, ClientRelationshipManager: C, ServiceDeliveryManager: C},
			Sources: []Source{"R22"},
		},
		{
			Activity: ReviewPerformance, Name: "Judge measured performance and act on it", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ServiceLevelManager: C, FunctionalServiceManager: C},
			Sources: []Source{"R25", "R26", "C17"},
		},
		{
			Activity: ReviewService, Name: "Hold the review of the service with its users", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, User: C, Customer: C, ServiceLevelManager: C, FunctionalServiceManager: C},
			Sources: []Source{"R28", "R83"},
		},
		{
			Activity: BringStaffToReviews, Name: "See that provider staff take part in internal and external reviews", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, ServiceLevelManager: C, LineManager: C},
			Sources: []Source{"R47"},
		},
		{
			Activity: InvestigateDissatisfaction, Name: "Find the cause when satisfaction drops", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ClientRelationshipManager: C, User: C, Customer: C},
			Sources: []Source{"R29"},
		},
		{
			Activity: AnswerRequests, Name: "Be the contact for requests and escalations of customers", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, FunctionalServiceManager: C, ServiceLevelManager: I, ClientRelationshipManager: I, Customer: I},
			Sources: []Source{"R33", "C4"},
		},
		{
			Activity: AnswerCommercialQuestions, Name: "Be the contact for commercial questions", On: onService,
			Cells:   map[Role]RACI{ClientRelationshipManager: A | R, ServiceOwner: C, FinanceManager: C, Customer: I},
			Sources: []Source{"C4"},
		},
		{
			Activity: InformCustomers, Name: "Keep customers and users informed", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ClientRelationshipManager: C, Customer: I, User: I},
			Sources: []Source{"R35"},
		},
		{
			Activity: CoordinateStaff, Name: "Coordinate internal and external contributors", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, FunctionalServiceManager: C, LineManager: C, SupplierManager: C},
			Note:    "Coordination across functions, no line authority over anybody.",
			Sources: []Source{"R05", "R15", "R50", "C7"},
		},
		{
			Activity: CommitResources, Name: "Commit resources and capabilities of the service", On: onPromise,
			Cells:   map[Role]RACI{ServiceOwner: A | R, FunctionalServiceManager: C, FinanceManager: C, ServiceLevelManager: I, ServiceDeliveryManager: I},
			Acting:  Never,
			Limited: true,
			Sources: []Source{"R14", "R32", "C5"},
		},
		{
			Activity: EscalateToSeniorManagement, Name: "Escalate a great financial threat to senior management", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ServiceLevelManager: C, ServiceDeliveryManager: I, SeniorManagement: I},
			Acting:  Never,
			Note:    "A right, not a duty; deputies and the service level manager have it only by a profile.",
			Sources: []Source{"R31"},
		},
		{
			Activity: DecideEscalation, Name: "Decide on what was escalated", On: onService,
			Cells:   map[Role]RACI{SeniorManagement: A | R, ServiceOwner: C, ServiceDeliveryManager: C, FinanceManager: C},
			Sources: []Source{"R31", "R86"},
		},
		{
			Activity: ManagePortfolio, Name: "Answer for a group of like services through all stages", On: []Level{LevelPortfolio},
			Cells:   map[Role]RACI{ServiceDeliveryManager: A | R, ServiceOwner: C, SeniorManagement: I, FinanceManager: C},
			Sources: []Source{"R10", "R12", "C11"},
		},
		{
			Activity: RunSystem, Name: "Answer for a system", On: []Level{LevelSystem},
			Cells:   map[Role]RACI{SystemOwner: A | R, FunctionalServiceManager: C, ComponentOwner: C, ServiceOwner: I},
			Sources: []Source{"R10", "R11"},
		},
		{
			Activity: RunComponent, Name: "Answer for a component", On: []Level{LevelComponent},
			Cells:   map[Role]RACI{ComponentOwner: A | R, SystemOwner: C, ServiceOwner: I},
			Sources: []Source{"R10", "R11"},
		},
	}}}
}
