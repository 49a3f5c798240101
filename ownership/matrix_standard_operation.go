package ownership

// The processes that change and restore a service. Each has a manager of its
// own; the service owner is a stakeholder in every one of them (R19).
func rowsOfOperation() []group {
	return []group{{"incident management", []Row{
		{
			Activity: HandleIncident, Name: "Restore the service after an incident", On: onTechnology,
			Cells: map[Role]RACI{
				IncidentManager: A, FunctionalServiceManager: R, SystemOwner: R, ComponentOwner: R, ServiceOwner: I, User: I,
			},
			Sources: []Source{"R13", "R36"},
		},
		{
			Activity: DiagnoseFault, Name: "Diagnose a fault", On: onTechnology,
			Cells: map[Role]RACI{
				IncidentManager: A, FunctionalServiceManager: R, SystemOwner: R, ComponentOwner: R, ServiceOwner: C,
			},
			Sources: []Source{"R30"},
		},
		{
			Activity: NotifyMajorIncident, Name: "Notify of a major incident or an escalation", On: onService,
			Cells: map[Role]RACI{
				IncidentManager: A | R, ServiceOwner: I, ServiceLevelManager: I, ServiceDeliveryManager: I,
				ClientRelationshipManager: I, Customer: I,
			},
			Sources: []Source{"R36", "C6"},
		},
		{
			Activity: RunCrisisTeam, Name: "Lead the crisis team of a major incident", On: onService,
			Cells: map[Role]RACI{
				IncidentManager: A | R, ServiceOwner: R, FunctionalServiceManager: C, SystemOwner: C, SupplierManager: C,
				SeniorManagement: I,
			},
			Note:    "The incident manager chairs, the service owner takes part; a profile turns it round.",
			Sources: []Source{"R37", "C6"},
		},
	}}, {"problem management", []Row{
		{
			Activity: FindRootCause, Name: "Establish the root cause", On: onTechnology,
			Cells: map[Role]RACI{
				ProblemManager: A | R, FunctionalServiceManager: R, SystemOwner: R, ComponentOwner: R, ServiceOwner: C,
			},
			Sources: []Source{"R30", "R38"},
		},
		{
			Activity: ProposePermanentFix, Name: "Propose the permanent fix", On: onTechnology,
			Cells: map[Role]RACI{
				ProblemManager: A | R, FunctionalServiceManager: R, SystemOwner: R, ComponentOwner: R, ServiceOwner: C,
				ChangeAuthority: I,
			},
			Sources: []Source{"R38"},
		},
	}}, {"change management", []Row{
		{
			Activity: OverseeChanges, Name: "Organise and oversee change that touches the service", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, ChangeAuthority: C, Customer: I},
			Sources: []Source{"R41", "C14"},
		},
		{
			Activity: AssessChange, Name: "Assess a change", On: onTechnology,
			Cells: map[Role]RACI{
				ChangeAuthority: A, FunctionalServiceManager: R, SystemOwner: R, ComponentOwner: R, ServiceOwner: C,
				ServiceLevelManager: C, ConfigurationManager: C,
			},
			Sources: []Source{"R40"},
		},
		{
			Activity: ApproveChange, Name: "Vote on a change as owner of the service", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, FunctionalServiceManager: C, ChangeAuthority: I},
			Acting:  WhenAway,
			Note:    "A required approval, not the whole decision.",
			Sources: []Source{"R40", "C14", "C15"},
		},
		{
			Activity: DecideChange, Name: "Decide on a change", On: onTechnology,
			Cells: map[Role]RACI{
				ChangeAuthority: A | R, ServiceOwner: C, SystemOwner: C, ComponentOwner: C, ReleaseManager: I, ServiceLevelManager: I,
			},
			Sources: []Source{"R40", "C14"},
		},
	}}, {"release management", []Row{
		{
			Activity: PlanRelease, Name: "Plan a release", On: onService,
			Cells:   map[Role]RACI{ReleaseManager: A | R, ServiceOwner: C, FunctionalServiceManager: C, ChangeAuthority: I, Customer: I},
			Sources: []Source{"R39"},
		},
		{
			Activity: JudgeReadiness, Name: "Judge whether a release is ready for production", On: onService,
			Cells:   map[Role]RACI{ReleaseManager: A | R, ServiceOwner: C, FunctionalServiceManager: C, ServiceLevelManager: C},
			Sources: []Source{"R39", "R53"},
		},
		{
			Activity: ApproveRelease, Name: "Say go or no-go as owner of the service", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, FunctionalServiceManager: C, ReleaseManager: I},
			Acting:  WhenAway,
			Note:    "The owner's voice; a profile makes it the decision itself.",
			Sources: []Source{"R39", "C15"},
		},
	}}}
}

// Configuration, availability, capacity and continuity.
func rowsOfWarranty() []group {
	return []group{{"configuration management", []Row{
		{
			Activity: MaintainServiceModel, Name: "Keep the model of this service true", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A, FunctionalServiceManager: R, ConfigurationManager: C, SystemOwner: C, ComponentOwner: C},
			Sources: []Source{"R42"},
		},
		{
			Activity: MaintainConfigurationData, Name: "Keep the data of systems and components true", On: []Level{LevelSystem, LevelComponent},
			Cells: map[Role]RACI{
				ConfigurationManager: A, SystemOwner: R, ComponentOwner: R, FunctionalServiceManager: R, ServiceOwner: C,
			},
			Sources: []Source{"R42"},
		},
		{
			Activity: VerifyConfiguration, Name: "Verify configuration records", On: onTechnology,
			Cells:   map[Role]RACI{ConfigurationManager: A | R, ServiceOwner: I, SystemOwner: C, ComponentOwner: C},
			Sources: []Source{"R19", "R42"},
		},
	}}, {"availability management", []Row{
		{
			Activity: PlanAvailability, Name: "Plan availability", On: onTechnology,
			Cells:   map[Role]RACI{AvailabilityManager: A | R, ServiceOwner: C, ServiceLevelManager: C, SystemOwner: C, ComponentOwner: C},
			Sources: []Source{"R43"},
		},
		{
			Activity: ReviewAvailabilityData, Name: "Review availability data against the needs of the whole service", On: onTechnology,
			Cells:   map[Role]RACI{AvailabilityManager: A, SystemOwner: R, ComponentOwner: R, FunctionalServiceManager: R, ServiceOwner: C, ServiceLevelManager: I},
			Sources: []Source{"R43"},
		},
	}}, {"capacity management", []Row{
		{
			Activity: PlanCapacity, Name: "Plan capacity", On: onTechnology,
			Cells:   map[Role]RACI{CapacityManager: A | R, ServiceOwner: C, ServiceLevelManager: C, FinanceManager: C, SystemOwner: C, ComponentOwner: C},
			Sources: []Source{"R43"},
		},
		{
			Activity: ReviewCapacityData, Name: "Review capacity data against the needs of the whole service", On: onTechnology,
			Cells:   map[Role]RACI{CapacityManager: A, SystemOwner: R, ComponentOwner: R, FunctionalServiceManager: R, ServiceOwner: C, ServiceLevelManager: I},
			Sources: []Source{"R43"},
		},
	}}, {"service continuity management", []Row{
		{
			Activity: MaintainContinuityPlan, Name: "Have everything needed to restore the service known and in place", On: onService,
			Cells:   map[Role]RACI{ServiceOwner: A | R, ContinuityManager: C, FunctionalServiceManager: C, SystemOwner: C, SupplierManager: C},
			Sources: []Source{"R44"},
		},
		{
			Activity: CoordinateContinuity, Name: "Keep the plans of all services together", On: onWhole,
			Cells:   map[Role]RACI{ContinuityManager: A | R, ServiceOwner: C, ServiceDeliveryManager: C, SeniorManagement: I},
			Sources: []Source{"R44"},
		},
		{
			Activity: TestRestoration, Name: "Test the restoration of the service", On: onService,
			Cells:   map[Role]RACI{ContinuityManager: A, FunctionalServiceManager: R, ServiceOwner: C, Customer: I},
			Sources: []Source{"R44"},
		},
	}}}
}
