// Package lifecycle is about where each service stands and what stands in its
// way: from the first idea through strategy, design and transition into
// operation, improvement beside it, suspension, retirement and back.
//
// # The nouns
//
//   - A [Status] is where a service stands, the one thing that is stored. A
//     [Stage] and a [Section] of the portfolio follow from it.
//   - An [Event] moves a service from one status to another. A [Move] names the
//     [Gate] that it passes, the activity that decides, and its requirements.
//   - A [Demand] makes a rule of a gate: from which status on it is due, and who
//     settles what it finds.
//   - A [Model] is one lifecycle with all of these; [Standard] is the one of the
//     sources, and a [Plan] is the literal that a model is made of.
//   - A [Record] is what is kept of one service: every [Step] between statuses, the
//     versions of its [Definition], its catalogue [Entry].
//   - A [Change] is a change or a release that is put to the vote of the owners of
//     the services that it touches.
//   - An [Improvement] is one entry of the register of improvements, from its
//     [Aim] to its measured [Effect].
//   - A [Portfolio] joins all rooms: who answers for each service, what was promised,
//     what may go wrong, and where it stands. A [Passage] is one move with what its
//     gate found, an [Obstacle] what stands in the way.
//   - A [Machine] is the mechanism alone, over states and events of the caller's
//     own types.
//
// # The smallest program
//
//	std := lifecycle.Standard()
//	to, err := std.Machine().Next(lifecycle.Operational, lifecycle.Improve)
//	fmt.Println(to, std.Stage(to), std.Section(to)) // improving continual-service-improvement catalogue
//
// # Where can it go from here, and who decides?
//
// [Machine.Permitted] yields the moves from a status, [Machine.Move] tells of one
// of them which gate it passes and whose decision it is. [Model.Chart] writes all
// of it down, with the roles of a matrix beside the moves; [Machine.Mermaid] and
// [Machine.DOT] draw it.
//
// # Why did it not move?
//
// [Machine.Next] refuses with a bare reason and allocates nothing;
// [Machine.Explain] names every condition that is not met, not the first alone.
//
// # What stands in the way of operation?
//
// [Portfolio.Advance] moves one service. It asks for the activity that decides, by
// itself, and runs exactly the rules that are due where the move leads, those of
// all rooms; everything that blocks comes back together in a [Blocked], each with
// its requirement and the people who can settle it. [Portfolio.Gate] asks the same
// without moving anything. A rule that is due and did not run blocks.
//
// # Is everything in order?
//
// [Portfolio.Review] is the whole audit in one pass, over the rules of all rooms.
// What is demanded weighs there what it weighs at the gate: it is an error that
// nothing lifts where it is hard, and information where it is not due.
//
// [Portfolio.Summary] reads figures off a report: how many services have an owner, a
// deputy, an agreement and an entry in the risk register, by status and section, and
// how much was found by which rule and at whose services.
//
// # What do we know of this service?
//
// [Portfolio.Dossier] is all of it, part by part, each with who answers for it and
// who may act on it now; [Dossier.Markdown] writes it down.
//
// # What has changed since?
//
// [Portfolio.Diff] compares two instants: owners, statuses, agreements, risks and
// their acceptances, and what a review finds, each with what was done in between.
//
// # What is the service, and has the customer agreed?
//
// [Record.Define] writes a version of the definition, [Record.Confirm] is the
// customer's word on it and [Record.Approve] that of the management; each asks for
// the activity by itself, of a register. [Definition.Missing] names the parts of
// which nothing is said. [Record.Describe] keeps the catalogue entry, whose age
// [Record.EntryAge] tells.
//
// # Where did it stand then, and for how long?
//
// [Record.At] is the record as it was; [Record.Steps] yields the moves with who
// decided, on whose behalf and on which findings and waivers; [Record.Stays] and
// [Record.Spent] tell how long it was where.
//
// # Has the owner agreed to the change?
//
// [Change.Vote] records the voice of each service's owner, or of the deputy who
// acts in the owner's absence, and [Change.Settle] the decision of somebody else:
// the approval is required and is not the whole decision (R39, R40, C14). To
// approve against an owner, or without one, is refused unless policy rates it
// otherwise; to refuse needs no votes.
//
// # What is done about it, and did it help?
//
// An improvement comes from a breach, a review, a drop in satisfaction, a risk, a
// finding or an idea. It is planned, decided together with the CSI manager (R55),
// made, and measured against its [Goal], which can be a level target that was
// missed: [Improvement.Effect] says whether the goal is reached. It belongs to the
// role of the owner, so a handover moves it.
//
// # What is stored
//
//	record       key                  grows with
//	Record       ownership.ServiceID  moves, versions of the definition, looks at the entry
//	Change       ChangeID             votes
//	Improvement  ImprovementID        plans and measurements
//
// Each is an immutable value with a history of acts, is written as JSON and read
// back strictly, and is kept by a [Store]; [Memory] is one. Commands take the
// record in hand, so they are right inside the closure of an update that runs
// again, and a command with the same Ref changes nothing twice. Services, people
// and roles are facts of package ownership, and what is in place for the restore
// of a service (R44) is one of package risk.
//
// # What the words mean
//
// One status is stored. Being improved and being suspended are cases of being
// operational, so a service has twelve portfolio statuses and fourteen in all:
// [Model.Portfolio] tells which of the twelve it is. Were improvement a status
// after operation, a service that is improved would not be in operation.
//
// Improvement feeds back (R56): an improving service goes on being operational,
// or through design or transition again. That is for a service that has to go
// through them as a whole; a change made beside the running service leaves it
// improving until it is concluded.
//
// A way back or out has no gate. Sending back, redesigning, suspending and
// retiring need the activity that decides and nothing else: a gate on the way
// back would hold a service in the very status whose demands it fails. Every way
// into operation has the same gate, whether the service is put there, resumed, or
// returns from improvement.
//
// A demand is due from a status on, in the order of the statuses; a case of a
// status counts as it. Nothing is due of a retired service, and everything of
// one whose status nobody knows.
//
// # A lifecycle of one's own
//
// [NewModel] makes a model of a plan with other statuses, stages, moves and
// demands; rules and gates work with it as with the standard. [NewMachine] makes a
// machine over any types. Both report all defects at once, so that what was made
// cannot fail later.
package lifecycle
