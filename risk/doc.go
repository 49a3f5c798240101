// Package risk is the room for what may go wrong with a service: how bad it is, who
// carries it, and what was decided.
//
//   - [Risk]: one entry of the register with its whole history of acts: the [Entry],
//     each [Assessment], [Treatment], [Acceptance], [Escalation] and [Review].
//   - [Standing]: what an acceptance is worth at an instant, and why.
//   - [Register]: all risks at once, made for asking.
//   - [Money]: whole minor units of a currency, with arithmetic that is checked.
//   - [Grid]: two scales, likelihood and impact, and the level of each pair of
//     steps, all of it the caller's data.
//   - [Model]: how often something happens and what it costs each time; from that
//     the expected annual loss and a simulated distribution of annual losses.
//   - [Criteria]: the grid in force and how much risk is wanted and borne where; a
//     [Yardstick] is what they say for one risk, a [Position] how it measures up.
//   - [Continuity]: what is known and in place for the restore of a service.
//
// # Who carries what
//
// A [Risk] belongs to one scope, normally a service, whose owner keeps the entry up
// to date (R49). [Risk.Identify] begins it; [Risk.Revise], [Risk.Assess],
// [Risk.Treat], [Risk.ReviewEntry], [Risk.Close] and [Risk.Reopen] go on. Every
// command asks an [ownership.Authority] by itself, keeps the proof in its [Act], and
// refuses with everything that stands in the way; [Refusals] lists the codes that
// are no rule of a review. What an entry names as [Bearer] is a role rather than a
// person wherever that is possible, so that no handover leaves it behind.
//
// [Risk.Accept] carries a risk as it was assessed, until an instant. Within tolerance
// and threshold the service owner may; above either, senior management alone (R86).
// Where [Criteria] ask for four eyes, somebody else has to have asked for it with
// [Risk.Propose] or [Risk.Escalate], and who acts on behalf of somebody counts as
// both. [Risk.Escalate] is the right of the owner to put a risk before senior
// management (R31), which answers with [Risk.Decide].
//
// # Does the acceptance still hold
//
// [Risk.Standing] says so for every instant, and nothing is rewritten for it. An
// acceptance is [Void] once it expired or was revoked, when whoever accepted proves
// not to have been entitled, when another risk was made of it by a change of cause,
// event or consequence, when its level under the grid in force is above the one
// accepted, or when the expected loss rose by more than the criteria allow. If the
// person left or the grid was reworded it is [Unconfirmed]: somebody should say so
// again, by accepting anew, and until then it holds. [AcceptanceRules] is the table;
// commands, questions and reviews read the same rows.
//
// # How bad is it
//
// A [Grid] is made of a [GridTable] by [NewGrid], which reports everything that is
// wrong with the table, or read from JSON. [Grid.Level] answers for a pair of
// steps. [Grid.Review] finds what is legal but odd: a level that drops where
// likelihood or impact rises, a level that no pair has. A grid is never changed;
// another version replaces it, and [Grid.Changes] lists every pair that now means
// something else, so that nothing is scored anew behind anybody's back.
//
// # How much of it do we bear
//
// [Criteria] are dated, like a policy; [CriteriaAt] finds those in force. A limit
// counts for a scope and what lies within it; [Criteria.Limit] says which of
// several does. [Criteria.Yardstick] resolves them for the scopes of one risk, and
// [Yardstick.Position] says whether it is above appetite, tolerance or threshold,
// and so whose decision it is (R86).
//
// # What is above our appetite
//
// A [Register] holds all risks over an [ownership.Register]: [NewRegister] builds it
// of [Facts] and risks, and [Register.With] copies one path for a changed risk,
// however many there are. [Register.Above] lists what is above appetite, tolerance or
// threshold with what its acceptance is worth, [Register.Top] the gravest,
// [Register.HeatMap] where everything lies (as data, Markdown or SVG),
// [Register.ByOwner] what everybody carries and [Register.Calendar] what is due.
// Amounts in different currencies are told side by side and never added.
//
// # What is wrong with the register
//
// [Register.Review] runs the rule table over risks, services, criteria and grid:
// services without an entry (R49), reviews and treatments that are overdue,
// assessments that mean something else under the grid in force, risks that nobody
// decided on (R86), escalations without an answer (R31), acceptances that fell, and
// what the restore of a service lacks (R44). [Rules] lists the table, [RuleRows] are
// for tables above this one, with [Register.Subject] and [Register.Around].
//
// # Which risks has nobody written down
//
// [Register.Derive] suggests an entry for what a review found, of this room or any
// other: no owner, no deputy, missed targets, a promise that nothing carries. The
// table of what follows from what is data, [StandardDerivations], to be extended. An
// entry says with its [Cover] which causes it stands for, and those are not suggested
// again.
//
// # What could this cost us
//
// A [Model] is made of scenarios: what happens, how often in a year, and what one
// event costs whom. [Model.Expected] is the mean, in closed form.
// [Model.Simulate] plays as many years as are asked for and returns their
// [Distribution]. A loss that several services bear together is drawn once and
// counted once, in whatever part of the organisation is looked at. [Register.Losses]
// puts the models of all open risks together: a scenario that several of them have is
// one cause and strikes once.
//
// The same model, seed and number of years give the same losses on every machine:
// random numbers come from the PCG generator of math/rand/v2 with a stream for
// every scenario and block of years, exp and log are the package's own and every
// product is rounded before it is added to anything, losses are rounded to minor
// units before they are summed, and sums are of integers. A scenario's stream
// depends on its name, not on its place, so that two models are compared under the
// same fortune: adding a scenario changes no draw of another.
//
// # Concurrency and records
//
// All values are immutable and safe for concurrent use; no goroutine is started.
// Whoever has several processors plays the blocks of a [Simulation] on them and puts them
// together with [Simulation.Join]; the result does not depend on who played what when.
//
// Risks are kept in a [Store], of which [Memory] is one; package risktest holds
// others to its contract. Everything else has a strict JSON form, to be kept within the
// caller's records.
//
//	record   key      grows with
//	Risk     RiskID   the acts on one risk: every command adds one, nothing is removed
//
// Criteria and continuity are facts of the caller's, like parties and services.
package risk
