package lifecycle_test

import (
	"fmt"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

// Where can a service go from here, and who decides?
func ExampleMachine_Permitted() {
	for v := range lifecycle.Standard().Machine().Permitted(lifecycle.Improving) {
		fmt.Printf("%s to %s: %s decides", v.On, v.To, v.Decides)
		if v.Gate != "" {
			fmt.Printf(", through the gate of %s", v.Gate)
		}
		fmt.Println()
	}
	// Output:
	// conclude to operational: close-improvement decides, through the gate of operation
	// redesign to designed: send-service-back decides
	// rebuild to developed: send-service-back decides
	// suspend to suspended: send-service-back decides
	// retire to retired: retire-service decides
}

// What follows from the one status that is stored?
func ExampleModel() {
	std := lifecycle.Standard()
	for _, s := range []lifecycle.Status{lifecycle.Approved, lifecycle.Released, lifecycle.Improving, lifecycle.Retired} {
		fmt.Printf("%s: counts as %s, section %s, stage %q\n", s, std.Portfolio(s), std.Section(s), std.Stage(s))
	}
	// Output:
	// approved: counts as approved, section pipeline, stage "service-strategy"
	// released: counts as released, section catalogue, stage "service-transition"
	// improving: counts as operational, section catalogue, stage "continual-service-improvement"
	// retired: counts as retired, section retired, stage ""
}

// How does one write a lifecycle after the value chain of ITIL 4?
func ExampleNewModel() {
	type status = lifecycle.Status
	flow, err := lifecycle.NewModel(lifecycle.Plan{
		Statuses: []lifecycle.StatusCard{
			{Status: "demanded", Stage: "engage", Section: lifecycle.Pipeline},
			{Status: "planned", Stage: "plan", Section: lifecycle.Pipeline},
			{Status: "designed", Stage: "design and transition", Section: lifecycle.Pipeline},
			{Status: "obtained", Stage: "obtain and build", Section: lifecycle.Pipeline},
			{Status: "supported", Stage: "deliver and support", Section: lifecycle.Catalogue},
			{Status: "improving", Within: "supported", Stage: "improve", Section: lifecycle.Catalogue},
			{Status: "withdrawn", Section: lifecycle.Retirees},
		},
		Events: []lifecycle.Event{"proceed", "improve", "return", "withdraw"},
		Start:  []status{"demanded"},
		Final:  []status{"withdrawn"},
		Moves: []lifecycle.Row[status, lifecycle.Event]{
			{From: []status{"demanded"}, On: "proceed", To: "planned", Decides: ownership.PrepareApproval},
			{From: []status{"planned"}, On: "proceed", To: "designed", Decides: ownership.CompleteDesign},
			{From: []status{"designed"}, On: "proceed", To: "obtained", Decides: ownership.AdvanceTransition},
			{From: []status{"obtained"}, On: "proceed", To: "supported", Gate: "delivery", Decides: ownership.PutIntoOperation},
			{From: []status{"supported"}, On: "improve", To: "improving", Decides: ownership.DecideImprovement},
			{From: []status{"improving"}, On: "proceed", To: "supported", Gate: "delivery", Decides: ownership.CloseImprovement},
			{From: []status{"improving"}, On: "return", To: "planned", Decides: ownership.SendServiceBack},
			{From: []status{"demanded", "planned", "designed", "obtained", "supported", "improving"}, On: "withdraw", To: "withdrawn", Decides: ownership.RetireService},
		},
		Demands: []lifecycle.Demand{
			{Code: "owner.vacant", Due: "demanded", Hard: "supported", Resolves: ownership.AppointServiceOwner, Sources: []ownership.Source{"R04"}},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	m := flow.Machine()
	to, err := m.Next("improving", "return")
	fmt.Println(to, flow.Stage(to), err)
	_, err = m.Next("obtained", "proceed", "owner.vacant")
	fmt.Println(err)
	// Output:
	// planned plan <nil>
	// refused: conditions not met
}

type phase uint8

const (
	inDesign phase = iota + 1
	inOperation
	inImprovement
)

func (p phase) String() string {
	return [...]string{"unset", "design", "operation", "improvement"}[p%4]
}

type step string

// How does one write a product lifecycle of three stages, with types of one's
// own? It is the one of C10: improvement leads back to design.
func ExampleNewMachine() {
	m, err := lifecycle.NewMachine(lifecycle.Table[phase, step]{
		States: []phase{inDesign, inOperation, inImprovement},
		Events: []step{"launch", "review", "keep", "change"},
		Start:  []phase{inDesign},
		Rows: []lifecycle.Row[phase, step]{
			{From: []phase{inDesign}, On: "launch", To: inOperation, Decides: "launch-product", If: []ownership.Code{"price.set", "support.staffed"}},
			{From: []phase{inOperation}, On: "review", To: inImprovement, Decides: "manage-product"},
			{From: []phase{inImprovement}, On: "keep", To: inOperation, Decides: "manage-product"},
			{From: []phase{inImprovement}, On: "change", To: inDesign, Decides: "manage-product"},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Explain(inDesign, "launch", "support.staffed", "price.set"))
	fmt.Print(m.Mermaid())
	// Output:
	// launch status:design: refused: conditions not met: launch leads from design to operation only when price.set is met [move.unmet R56]; launch leads from design to operation only when support.staffed is met [move.unmet R56]
	// stateDiagram-v2
	//     state "design" as s0
	//     state "operation" as s1
	//     state "improvement" as s2
	//     [*] --> s0
	//     s0 --> s1 : launch (launch-product)
	//     s1 --> s2 : review (manage-product)
	//     s2 --> s1 : keep (manage-product)
	//     s2 --> s0 : change (manage-product)
}

// What is wrong with a table? Everything is said at once.
func ExampleNewMachine_defects() {
	_, err := lifecycle.NewMachine(lifecycle.Table[step, step]{
		States: []step{"new", "done", "lost"},
		Events: []step{"finish", "finish"},
		Start:  []step{"new"},
		Rows: []lifecycle.Row[step, step]{
			{From: []step{"new"}, On: "finish", To: "done", Decides: "finish-work"},
			{From: []step{"new"}, On: "finish", To: "new", Decides: "finish-work"},
		},
	})
	fmt.Println(err)
	// Output:
	// machine: invalid: defect of the table: events[1]: event "finish" is repeated
	// defect of the table: rows[1].from[0]: "new" on "finish" is ambiguous, row 0 leads elsewhere
	// defect of the table: states[1]: state "done" is a dead end and not declared final
	// defect of the table: states[2]: state "lost" cannot be reached
}
