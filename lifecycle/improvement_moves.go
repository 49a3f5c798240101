package lifecycle

import "github.com/serviceowner/itsm/ownership"

// improvementMoves says what may be done to an improvement, and who decides.
// TestImprovementMoves holds the literal to having no defect.
var improvementMoves, _ = NewMachine(improvementTable())

func improvementTable() Table[Progress, Command] {
	type p = []Progress
	return Table[Progress, Command]{
		States: p{ProgressOpen, ProgressPlanned, ProgressDecided, ProgressRunning, ProgressMeasured, ProgressClosed, ProgressDropped},
		Events: []Command{Planned, Decided, Begun, Measured, Closed, Dropped, Reopened},
		Start:  p{ProgressOpen},
		Rows: []Row[Progress, Command]{
			{From: p{ProgressOpen, ProgressPlanned, ProgressDecided}, On: Planned, To: ProgressPlanned, Decides: ownership.PlanImprovement, Sources: sources{"R55"}},
			{From: p{ProgressPlanned}, On: Decided, To: ProgressDecided, Decides: ownership.DecideImprovement, Sources: sources{"R55", "C12"}},
			{
				From: p{ProgressOpen}, On: Decided, To: ProgressDecided, Decides: ownership.DecideImprovement,
				If: []ownership.Code{"improvement.unplanned"}, Sources: sources{"R55", "R85"},
			},
			{From: p{ProgressDecided, ProgressMeasured}, On: Begun, To: ProgressRunning, Decides: ownership.CarryOutImprovement, Sources: sources{"R41", "R55"}},
			{From: p{ProgressRunning, ProgressMeasured}, On: Measured, To: ProgressMeasured, Decides: ownership.MeasureImprovement, Sources: sources{"R27"}},
			{From: p{ProgressMeasured}, On: Closed, To: ProgressClosed, Decides: ownership.CloseImprovement, Sources: sources{"R55"}},
			{
				From: p{ProgressOpen, ProgressPlanned, ProgressDecided, ProgressRunning, ProgressMeasured},
				On:   Dropped, To: ProgressDropped, Decides: ownership.DecideImprovement, Sources: sources{"R55"},
			},
			{From: p{ProgressClosed, ProgressDropped}, On: Reopened, To: ProgressOpen, Decides: ownership.OpenImprovement, Sources: sources{"R26", "R55"}},
		},
	}
}

// improvementEffects says of each command where it leads and which activity it
// needs. Every command leads to one place, wherever it is given.
var improvementEffects = func() map[Command]improvementEffect {
	out := map[Command]improvementEffect{Opened: {ProgressOpen, ownership.OpenImprovement}}
	for v := range improvementMoves.Moves() {
		out[v.On] = improvementEffect{v.To, v.Decides}
	}
	return out
}()

type improvementEffect struct {
	to      Progress
	decides ownership.Activity
}
