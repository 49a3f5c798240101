package ownership

// Who may change the records of who answers for what. The ledger's commands ask
// for these.
func rowsOfOwnership() []group {
	return []group{{"ownership records", []Row{
		{
			Activity: EstablishOwnership, Name: "Begin the ownership record of an object", On: onAnything,
			Cells:   map[Role]RACI{SeniorManagement: A, ServiceDeliveryManager: R, ConfigurationManager: I, ServiceOwner: I},
			Acting:  Never,
			Sources: []Source{"R03", "R06", "R09"},
		},
		{
			Activity: ImportRecords, Name: "Adopt the claims of another catalogue, unjudged", On: onAnything,
			Cells:   map[Role]RACI{ConfigurationManager: A | R, ServiceOwner: I, ServiceDeliveryManager: I},
			Sources: []Source{"R16", "R42"},
		},
		{
			Activity: AppointServiceOwner, Name: "Appoint the service owner", On: onService,
			Cells: map[Role]RACI{
				SeniorManagement: A, ServiceDeliveryManager: R, ServiceOwner: C, LineManager: C,
				ServiceLevelManager: I, Customer: I,
			},
			Note:    "Senior management gives the authority, the service delivery manager names the person.",
			Sources: []Source{"R01", "R06", "R09", "R12"},
		},
		{
			Activity: AppointDeputy, Name: "Appoint and rank deputies of the service owner", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ServiceDeliveryManager: I, LineManager: C},
			Acting:  Never,
			Note:    "A deputy does not choose the deputies.",
			Sources: []Source{"R07", "C15"},
		},
		{
			Activity: AppointRoleHolder, Name: "Appoint the holder of any other role", On: onAnything,
			Cells:   map[Role]RACI{SeniorManagement: A, ServiceDeliveryManager: R, LineManager: C, ServiceOwner: C},
			Sources: []Source{"R06", "R09", "R16"},
		},
		{
			Activity: AppointRiskOwner, Name: "Name who treats a risk of the service", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, RiskOwner: C, LineManager: C},
			Sources: []Source{"R49"},
		},
		{
			Activity: RecordCustomer, Name: "Record who is customer, user or sponsor", On: onPromise,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ClientRelationshipManager: R, ServiceLevelManager: C, Customer: C},
			Note:    "The client relationship manager records, the service owner answers for the record.",
			Sources: []Source{"R76", "R79"},
		},
		{
			Activity: RecordSupplier, Name: "Record who supplies", On: []Level{LevelService, LevelSystem, LevelComponent, LevelAgreement},
			Cells:   map[Role]RACI{SupplierManager: A | R, ServiceOwner: C, ServiceLevelManager: C},
			Sources: []Source{"R67", "R79"},
		},
		{
			// Whoever holds a role may delegate from it, so every role with
			// something to delegate is responsible here. That somebody gives away
			// only a role of their own is for the ledger, not for a cell, to check.
			Activity: DelegateAuthority, Name: "Delegate named activities of one's own role until a date", On: onAnything,
			Cells: map[Role]RACI{
				SeniorManagement: A | R, ServiceOwner: R, ServiceLevelManager: R, ServiceDeliveryManager: R,
				FunctionalServiceManager: R, Customer: R, Supplier: R, Sponsor: R, ClientRelationshipManager: R,
				SystemOwner: R, ComponentOwner: R, ProcessOwner: R, ProcessManager: R, CSIManager: R,
				RiskOwner: R, SupplierManager: R, ServiceCatalogueManager: R, LineManager: R, FinanceManager: R,
				IncidentManager: R, ProblemManager: R, ChangeAuthority: R, ReleaseManager: R, ConfigurationManager: R,
				AvailabilityManager: R, CapacityManager: R, ContinuityManager: R,
			},
			Acting:  Never,
			Note:    "Each for the role that they hold themselves, never for another's and never further.",
			Sources: []Source{"R07", "R09", "C15"},
		},
		{
			Activity: CorrectRecord, Name: "Correct a record of the past", On: onAnything,
			Cells:   map[Role]RACI{SeniorManagement: A, ConfigurationManager: R, ServiceOwner: C, ServiceDeliveryManager: C},
			Acting:  Never,
			Sources: []Source{"R01", "R16"},
		},
		{
			Activity: PublishResponsibilities, Name: "Keep roles and responsibilities explicit and visible to all", On: onWhole,
			Cells:   map[Role]RACI{SeniorManagement: A, ServiceDeliveryManager: R, ProcessOwner: C, ServiceOwner: C, LineManager: I},
			Sources: []Source{"R16", "C8"},
		},
		{
			Activity: SetPolicy, Name: "Set severities, thresholds and permitted combinations of roles", On: onWhole,
			Cells:   map[Role]RACI{SeniorManagement: A | R, ServiceDeliveryManager: C, ServiceOwner: C, FinanceManager: C},
			Sources: []Source{"R16", "R73", "C1"},
		},
		{
			Activity: GrantWaiver, Name: "Lift a finding until a date", On: onAnything,
			Cells:   map[Role]RACI{SeniorManagement: A, ServiceDeliveryManager: R, ServiceOwner: C},
			Note:    "Never the service owner: nobody lifts a finding about themselves.",
			Sources: []Source{"R16"},
		},
	}}}
}
