// Package itsm is the front door of a library about services and those who
// answer for them. It holds no code.
//
// # The rooms
//
//   - [github.com/serviceowner/itsm/ownership]: who answers for what, during which
//     period. Parties hold roles over scopes; a ledger records who was given what,
//     by whom and on what authority; a matrix says what a role may do; a register
//     of all that is asked; rules say what is wrong with it.
//   - [github.com/serviceowner/itsm/ownership/ownershiptest]: for tests; holds a
//     store of your own to its contract and draws random organisations.
//   - [github.com/serviceowner/itsm/sla]: what was promised and whether it held. So
//     far calendars of working hours and the clock that runs on them.
//   - [github.com/serviceowner/itsm/risk]: what may go wrong and what it may cost. So
//     far money, grids, expected and simulated losses.
//
// The program in examples/review reviews a document, or a sample organisation. It
// is the only place with input and output.
//
// # Where to begin
//
// With the README, whose program is run by a test. Then, in package ownership,
// in this order: [github.com/serviceowner/itsm/ownership.Scope] and
// [github.com/serviceowner/itsm/ownership.Party], the nouns;
// [github.com/serviceowner/itsm/ownership.Register], which is asked;
// [github.com/serviceowner/itsm/ownership.Ledger], which is changed;
// [github.com/serviceowner/itsm/ownership.Matrix], which says what a role may do;
// [github.com/serviceowner/itsm/ownership.Store], which you may want to implement.
//
// # What holds everywhere
//
// Time is an argument: nothing here reads a clock, a local zone, a file, the
// network or the environment. Periods are half-open. Values are immutable, and
// commands return a new one or an error. Rules never refuse to look at bad data;
// what they find is a finding with a code, a path and the requirement it stands
// for. Nothing panics, whatever the input.
//
// # What is not here
//
// Three rooms are planned above ownership: service levels, of which only the clock
// exists yet, risks, of which only grids and losses do, and the lifecycle that joins
// them. There is no database, server or user interface, nor will there be.
package itsm
