package ownership

// The competence profile of the service owner (R30, R50). Callers add their own
// as further constants of type [Skill].
const (
	SkillServiceStructures     Skill = "service-structures"
	SkillTechnicalDependencies Skill = "technical-and-functional-dependencies"
	SkillDesignAndOperation    Skill = "design-and-operation-of-the-service"
	SkillCommunication         Skill = "communication"
	SkillAllLevels             Skill = "dealing-with-all-levels"
	SkillAccountManagement     Skill = "basic-account-management"
	SkillCoordination          Skill = "organisation-and-coordination"
)

// standardCards returns the cards of the roles around a service: who owns,
// promises, uses and pays. Every role that is accountable for something is for
// one holder; the service owner's card alone says so for good (R01).
func standardCards() []RoleCard {
	return append(cardsAroundService(), cardsOfProcesses()...)
}

func cardsAroundService() []RoleCard {
	return []RoleCard{
		{
			Role: ServiceOwner, Name: "Service owner",
			Aliases: []string{"SO", "FitSM service owner"},
			Objectives: []string{
				"Answer for the service as a whole, in every stage of its life, wherever its parts sit.",
				"See that it is worth its cost to those who use it and keeps what was promised.",
			},
			// It reaches into the agreements of the service. Systems and components
			// have owners of their own: no row of theirs gives it a letter to act on.
			Levels: onService, Holders: OneAlways, ReachesDown: true,
			AppointedBy: AppointServiceOwner,
			Skills: []Skill{
				SkillServiceStructures, SkillTechnicalDependencies, SkillDesignAndOperation, SkillCommunication,
				SkillAllLevels, SkillAccountManagement, SkillCoordination,
			},
			Sources: []Source{"R01", "R02", "R03", "R04", "R05", "R14", "R30", "R50", "C9"},
		},
		{
			Role: ServiceOwnerDeputy, Name: "Service owner's deputy",
			Aliases:    []string{"DEP", "deputy service owner"},
			Objectives: []string{"Act for the service owner while the owner is away, without taking over the accountability."},
			Levels:     onService, Holders: Several,
			DeputyOf: ServiceOwner, AppointedBy: AppointDeputy,
			Skills:  []Skill{SkillServiceStructures, SkillCommunication},
			Sources: []Source{"R07", "C15"},
		},
		{
			Role: ServiceLevelManager, Name: "Service level manager",
			Aliases: []string{"SLM", "FitSM SLA owner", "FitSM OLA owner", "ITIL 4 service level management"},
			Objectives: []string{
				"Agree levels with customers and supporting parties that can be kept.",
				"Watch and report whether they are kept.",
			},
			Levels:  []Level{LevelOrganisation, LevelPortfolio, LevelService, LevelAgreement, LevelProcess},
			Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R60", "R63", "R65", "R72", "R73", "R74", "C1", "C3"},
		},
		{
			Role: ServiceDeliveryManager, Name: "Service delivery manager",
			Aliases: []string{"SDM", "ITIL v3 service manager"},
			Objectives: []string{
				"Answer for a group of like services and plan for them as a whole.",
				"Give every service in it an owner with enough time and authority.",
			},
			Levels: onWhole, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R08", "R10", "R12", "C11"},
		},
		{
			// It does not reach down: a function that contributes to a service has no
			// say over the agreements and systems of that service, only where it is named.
			Role: FunctionalServiceManager, Name: "Functional service manager",
			Aliases:    []string{"FSM", "FitSM service manager"},
			Objectives: []string{"Run the function that a service needs, and keep its responsibilities whoever owns the service."},
			Levels:     []Level{LevelService, LevelSystem, LevelComponent, LevelAgreement}, Holders: Several,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R13", "C11"},
		},
		{
			// Where several customers share a service, each is customer of an
			// agreement of its own, and the one who pays for the service as a whole
			// is customer of the service.
			Role: Customer, Name: "Customer",
			Aliases:    []string{"CUST", "business unit customer"},
			Objectives: []string{"Say what is needed, pay for the service and sign what was agreed."},
			Levels:     onPromise, Holders: OneByPolicy, ReachesDown: true, Relation: true,
			AppointedBy: RecordCustomer,
			Sources:     []Source{"R60", "R76", "R79"},
		},
		{
			Role: User, Name: "User",
			Aliases:    []string{"end user"},
			Objectives: []string{"Use the service and say how well it serves."},
			Levels:     onService, Holders: Several, Relation: true,
			AppointedBy: RecordCustomer,
			Sources:     []Source{"R28", "R76"},
		},
		{
			Role: Sponsor, Name: "Sponsor",
			Aliases:    []string{"ITIL sponsor"},
			Objectives: []string{"Provide the money for the service."},
			Levels:     onService, Holders: OneByPolicy,
			AppointedBy: RecordCustomer,
			Sources:     []Source{"R76"},
		},
		{
			Role: Supplier, Name: "Supplier",
			Aliases:    []string{"vendor", "external supplier"},
			Objectives: []string{"Contribute to the service under a contract."},
			// Several may supply a service; each signs the contract that it is
			// supplier of, so the role does not reach down to contracts of others.
			Levels:  []Level{LevelService, LevelSystem, LevelComponent, LevelAgreement},
			Holders: OneByPolicy, Relation: true,
			AppointedBy: RecordSupplier,
			Sources:     []Source{"R66", "R67", "R79"},
		},
		{
			Role: ClientRelationshipManager, Name: "Client relationship manager",
			Aliases: []string{
				"CRM", "account manager", "business relationship manager", "ITIL 4 relationship manager",
				"FitSM customer relationship manager",
			},
			Objectives: []string{"Know the customer's business and bring it together with the catalogue."},
			Levels:     []Level{LevelOrganisation, LevelPortfolio, LevelService}, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R22", "R75", "C2", "C4"},
		},
		{
			Role: SystemOwner, Name: "System owner",
			Aliases:    []string{"SYS", "application owner"},
			Objectives: []string{"Answer for a system that services are made of."},
			Levels:     []Level{LevelSystem}, Holders: OneByPolicy,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R10", "R11", "R30"},
		},
		{
			Role: ComponentOwner, Name: "Component owner",
			Aliases:    []string{"CMP", "domain owner", "asset owner"},
			Objectives: []string{"Answer for a component that systems are made of."},
			Levels:     []Level{LevelComponent}, Holders: OneByPolicy,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R10", "R11", "R30"},
		},
		{
			Role: RiskOwner, Name: "Risk owner",
			Aliases:    []string{"risk treatment owner"},
			Objectives: []string{"Treat a risk of the service as decided and report on it."},
			Levels:     onService, Holders: Several,
			AppointedBy: AppointRiskOwner,
			Sources:     []Source{"R49"},
		},
	}
}
