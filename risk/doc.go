// Package risk is the room for what may go wrong with a service. So far it holds
// its foundations:
//
//   - [Money]: whole minor units of a currency, with arithmetic that is checked.
//   - [Grid]: two scales, likelihood and impact, and the level of each pair of
//     steps, all of it the caller's data.
//   - [Model]: how often something happens and what it costs each time; from that
//     the expected annual loss and a simulated distribution of annual losses.
//   - [Criteria]: the grid in force and how much risk is wanted and borne where; a
//     [Yardstick] is what they say for one risk, a [Position] how it measures up.
//
// The register of risks, assessments, treatments, acceptances and their review
// (R31, R44, R49, R86) are not here yet.
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
// # What could this cost us
//
// A [Model] is made of scenarios: what happens, how often in a year, and what one
// event costs whom. [Model.Expected] is the mean, in closed form.
// [Model.Simulate] plays as many years as are asked for and returns their
// [Distribution]. A loss that several services bear together is drawn once and
// counted once, in whatever part of the organisation is looked at.
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
// Nothing here is stored by itself yet. Money, grids, models and criteria have a strict JSON
// form, to be kept within the caller's records.
package risk
