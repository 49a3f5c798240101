package ownership

// Where the holder of a wide role may be named: for everything or for a part of
// it. The nearer holder goes before the wider one.
var (
	heldWidely  = []Level{LevelOrganisation, LevelPortfolio, LevelService, LevelProcess}
	heldOverAll = []Level{LevelOrganisation, LevelPortfolio, LevelProcess}
)

// cardsOfProcesses returns the cards of the roles beside the service: those
// that run processes, people, money and contracts.
func cardsOfProcesses() []RoleCard {
	return []RoleCard{
		{
			Role: SeniorManagement, Name: "Senior management",
			Aliases: []string{"EXEC", "CIO", "FitSM SMS owner"},
			Objectives: []string{
				"Give owners real authority, and decide what goes beyond it.",
				"Set how much risk is wanted and how much is borne.",
			},
			Levels: onWhole, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R08", "R09", "R31", "R86"},
		},
		{
			// A process owner answers for a process as a service owner does for a
			// service. The objects differ, and so the scopes (R18, C16).
			Role: ProcessOwner, Name: "Process owner",
			Aliases:    []string{"PO", "FitSM process owner"},
			Objectives: []string{"Answer for the design and the results of a process, across all services."},
			Levels:     onProcess, Holders: OneByPolicy,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R18", "C16"},
		},
		{
			Role: ProcessManager, Name: "Process manager",
			Aliases:    []string{"PM", "FitSM process manager"},
			Objectives: []string{"Run a process from day to day."},
			Levels:     onProcess, Holders: OneByPolicy,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R18"},
		},
		{
			Role: CSIManager, Name: "CSI manager",
			Aliases:    []string{"CSI", "continual service improvement manager", "ITIL 4 continual improvement", "FitSM SMS manager"},
			Objectives: []string{"See that every process is measured and improved, and keep the register of improvements."},
			Levels:     heldOverAll, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R55", "R77", "C12"},
		},
		{
			Role: SupplierManager, Name: "Supplier manager",
			Aliases:    []string{"vendor manager", "FitSM UA owner"},
			Objectives: []string{"Bind suppliers by contracts that carry what was promised to customers."},
			Levels:     []Level{LevelOrganisation, LevelPortfolio, LevelService, LevelAgreement, LevelProcess},
			Holders:    OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R67"},
		},
		{
			Role: ServiceCatalogueManager, Name: "Service catalogue manager",
			Aliases:    []string{"SCM", "catalogue manager"},
			Objectives: []string{"Keep one catalogue that is complete; the entries are the service owners'."},
			Levels:     heldOverAll, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R34", "C13"},
		},
		{
			Role: LineManager, Name: "Line manager",
			Aliases:    []string{"team manager", "head of department"},
			Objectives: []string{"Lead the people of a team, and answer for what they are promised for."},
			Levels:     []Level{LevelOrganisation, LevelAgreement}, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R15", "R65", "C7"},
		},
		{
			Role: FinanceManager, Name: "Finance manager",
			Aliases:    []string{"FIN", "IT financial manager"},
			Objectives: []string{"Answer for the IT budget, the cost models and the recovery of cost."},
			Levels:     heldWidely, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R45", "R46", "C5"},
		},
		{
			Role: IncidentManager, Name: "Incident manager",
			Aliases:    []string{"major incident manager", "FitSM process manager ISRM"},
			Objectives: []string{"Restore service quickly and keep those concerned informed."},
			Levels:     heldWidely, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R36", "R37"},
		},
		{
			Role: ProblemManager, Name: "Problem manager",
			Aliases:    []string{"FitSM process manager PM"},
			Objectives: []string{"Find the causes behind incidents and see them removed."},
			Levels:     heldWidely, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R38"},
		},
		{
			Role: ChangeAuthority, Name: "Change authority",
			Aliases:    []string{"change manager", "chair of the change advisory board", "ITIL 4 change enablement"},
			Objectives: []string{"Decide on changes, having heard the owners concerned."},
			Levels:     heldWidely, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R40", "C14"},
		},
		{
			Role: ReleaseManager, Name: "Release manager",
			Aliases:    []string{"release and deployment manager"},
			Objectives: []string{"Bring releases into production only when they are ready."},
			Levels:     heldWidely, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R39"},
		},
		{
			Role: ConfigurationManager, Name: "Configuration manager",
			Aliases:    []string{"configuration librarian", "CMDB manager"},
			Objectives: []string{"Keep records of services, their parts and their owners true."},
			Levels:     heldWidely, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R42"},
		},
		{
			Role: AvailabilityManager, Name: "Availability manager",
			Objectives: []string{"Plan and judge availability across technical domains."},
			Levels:     heldWidely, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R43"},
		},
		{
			Role: CapacityManager, Name: "Capacity manager",
			Objectives: []string{"Plan and judge capacity across technical domains."},
			Levels:     heldWidely, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R43"},
		},
		{
			Role: ContinuityManager, Name: "Continuity manager",
			Aliases:    []string{"IT service continuity manager"},
			Objectives: []string{"Keep the plans of all services together and tested."},
			Levels:     heldWidely, Holders: OneByPolicy, ReachesDown: true,
			AppointedBy: AppointRoleHolder,
			Sources:     []Source{"R44"},
		},
	}
}
