package lifecycle

import "github.com/serviceowner/itsm/ownership"

// The five stages (R51-R55).
const (
	Strategy             Stage = "service-strategy"
	Design               Stage = "service-design"
	Transition           Stage = "service-transition"
	Operation            Stage = "service-operation"
	ContinualImprovement Stage = "continual-service-improvement"
)

// The twelve portfolio statuses of the standard, and two cases of Operational.
const (
	Requirements Status = "requirements"
	Defined      Status = "defined"
	Analysed     Status = "analysed"
	Approved     Status = "approved"
	Chartered    Status = "chartered"
	Designed     Status = "designed"
	Developed    Status = "developed"
	Built        Status = "built"
	Tested       Status = "tested"
	Released     Status = "released"
	Operational  Status = "operational"
	Retired      Status = "retired"

	Improving Status = "improving" // operational, and being improved as a whole
	Suspended Status = "suspended" // operational but for the moment
)

// The events of the standard.
const (
	Forward  Event = "forward"
	Back     Event = "back"
	Improve  Event = "improve"
	Conclude Event = "conclude"
	Redesign Event = "redesign"
	Rebuild  Event = "rebuild"
	Suspend  Event = "suspend"
	Resume   Event = "resume"
	Retire   Event = "retire"
	Revive   Event = "revive"
)

// Standard returns the standard lifecycle: twelve portfolio statuses over five
// stages, improvement beside operation which feeds back into design and
// transition, suspension, retirement from anywhere and re-entry.
func Standard() *Model { return standard }

// TestStandard holds the literal to having no defect.
var standard, _ = NewModel(standardPlan())

func standardPlan() Plan {
	return Plan{
		Statuses: []StatusCard{
			{Requirements, "", Strategy, Pipeline, true, "What is wanted is being worked out."},
			{Defined, "", Strategy, Pipeline, true, "What the service is has been written down."},
			{Analysed, "", Strategy, Pipeline, true, "Worth and feasibility have been looked into."},
			{Approved, "", Strategy, Pipeline, true, "It shall be done."},
			{Chartered, "", Strategy, Pipeline, true, "Means and mandate are given."},
			{Designed, "", Design, Pipeline, true, "It is known how."},
			{Developed, "", Transition, Pipeline, true, "Its parts exist."},
			{Built, "", Transition, Pipeline, true, "Its parts are one."},
			{Tested, "", Transition, Pipeline, true, "It does what it should."},
			{Released, "", Transition, Catalogue, true, "It may go live."},
			{Operational, "", Operation, Catalogue, false, "It is delivered."},
			{Improving, Operational, ContinualImprovement, Catalogue, true, "It is delivered, and being improved as a whole."},
			{Suspended, Operational, Operation, Catalogue, true, "It is not delivered for the moment."},
			{Retired, "", "", Retirees, false, "It is delivered no longer."},
		},
		Events: []Event{Forward, Back, Improve, Conclude, Redesign, Rebuild, Suspend, Resume, Retire, Revive},
		Start:  []Status{Requirements},
		Moves:  standardMoves(),

		Demands: standardDemands(),
	}
}

type (
	row     = Row[Status, Event]
	from    = []Status
	sources = []ownership.Source
)

func standardMoves() []row {
	return []row{
		{From: from{Requirements}, On: Forward, To: Defined, Gate: "definition", Decides: ownership.PrepareApproval, Sources: sources{"R23", "R24", "R51"}},
		{From: from{Defined}, On: Forward, To: Analysed, Gate: "analysis", Decides: ownership.PrepareApproval, Sources: sources{"R04", "R51"}},
		{From: from{Analysed}, On: Forward, To: Approved, Gate: "approval", Decides: ownership.ApproveService, Sources: sources{"R23", "R51"}},
		{From: from{Approved}, On: Forward, To: Chartered, Gate: "charter", Decides: ownership.CharterService, Sources: sources{"R49", "R51"}},
		{From: from{Chartered}, On: Forward, To: Designed, Gate: "design", Decides: ownership.CompleteDesign, Sources: sources{"R52"}},
		{From: from{Designed}, On: Forward, To: Developed, Gate: "development", Decides: ownership.AdvanceTransition, Sources: sources{"R53"}},
		{From: from{Developed}, On: Forward, To: Built, Gate: "build", Decides: ownership.AdvanceTransition, Sources: sources{"R53"}},
		{From: from{Built}, On: Forward, To: Tested, Gate: "test", Decides: ownership.AdvanceTransition, Sources: sources{"R53"}},
		{From: from{Tested}, On: Forward, To: Released, Gate: "release", Decides: ownership.ReleaseService, Sources: sources{"R39", "R53"}},
		{From: from{Released}, On: Forward, To: Operational, Gate: "operation", Decides: ownership.PutIntoOperation, Sources: sources{"R39", "R54"}},

		// One step back, wherever somebody finds that the step was taken too early.
		{From: from{Defined}, On: Back, To: Requirements, Decides: ownership.SendServiceBack, Sources: sources{"R56"}},
		{From: from{Analysed}, On: Back, To: Defined, Decides: ownership.SendServiceBack, Sources: sources{"R56"}},
		{From: from{Approved}, On: Back, To: Analysed, Decides: ownership.SendServiceBack, Sources: sources{"R56"}},
		{From: from{Chartered}, On: Back, To: Approved, Decides: ownership.SendServiceBack, Sources: sources{"R56"}},
		{From: from{Designed}, On: Back, To: Chartered, Decides: ownership.SendServiceBack, Sources: sources{"R56"}},
		{From: from{Developed}, On: Back, To: Designed, Decides: ownership.SendServiceBack, Sources: sources{"R56"}},
		{From: from{Built}, On: Back, To: Developed, Decides: ownership.SendServiceBack, Sources: sources{"R56"}},
		{From: from{Tested}, On: Back, To: Built, Decides: ownership.SendServiceBack, Sources: sources{"R56"}},
		{From: from{Released}, On: Back, To: Tested, Decides: ownership.SendServiceBack, Sources: sources{"R56"}},

		// Improvement runs beside operation: an improving service is in operation. It
		// ends in operation, or takes the service through design or transition again.
		{From: from{Operational}, On: Improve, To: Improving, Decides: ownership.DecideImprovement, Sources: sources{"R27", "R55", "R56"}},
		{From: from{Improving}, On: Conclude, To: Operational, Gate: "operation", Decides: ownership.CloseImprovement, Sources: sources{"R54", "R55"}},
		{From: from{Improving, Suspended}, On: Redesign, To: Designed, Decides: ownership.SendServiceBack, Sources: sources{"R52", "R56"}},
		{From: from{Improving, Suspended}, On: Rebuild, To: Developed, Decides: ownership.SendServiceBack, Sources: sources{"R53", "R56"}},

		{From: from{Operational, Improving}, On: Suspend, To: Suspended, Decides: ownership.SendServiceBack, Sources: sources{"R04", "R54"}},
		{From: from{Suspended}, On: Resume, To: Operational, Gate: "operation", Decides: ownership.PutIntoOperation, Sources: sources{"R04", "R54"}},

		{
			From: from{
				Requirements, Defined, Analysed, Approved, Chartered, Designed, Developed,
				Built, Tested, Released, Operational, Improving, Suspended,
			},
			On: Retire, To: Retired, Decides: ownership.RetireService, Sources: sources{"R04", "R12"},
		},
		{From: from{Retired}, On: Revive, To: Requirements, Gate: "re-entry", Decides: ownership.ReviveService, Sources: sources{"R12", "R56"}},
	}
}
