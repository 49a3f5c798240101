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
//   - [github.com/serviceowner/itsm/sla]: what was promised to whom and whether it
//     held. Calendars and the clock on them, agreements and who signs them, what
//     they rest on, measurements, breaches, meetings.
//   - [github.com/serviceowner/itsm/risk]: what may go wrong, who carries it and what
//     was decided. Entries, acceptances and what makes them fall, grids, losses.
//   - [github.com/serviceowner/itsm/lifecycle]: where each service stands, what stands
//     in its way, and the whole portfolio reviewed. It joins the other rooms, which
//     do not know it; sla and risk do not know each other.
//   - slatest, risktest and lifecycletest are to these what ownershiptest is to
//     ownership.
//
// The program in examples/review reviews a document, or a sample organisation. It
// and the modules beside it, which keep records in databases and read OpenSLO
// documents, are the only places with input and output.
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
// Then [github.com/serviceowner/itsm/sla.Agreement] and
// [github.com/serviceowner/itsm/risk.Risk], in either order, and at last
// [github.com/serviceowner/itsm/lifecycle.Portfolio].
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
// There is no database, server or user interface, nor will there be; and nothing
// here authenticates anybody.
package itsm
