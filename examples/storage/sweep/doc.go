// Package sweep reviews an organisation that is kept in a store and is too large
// to be held in memory. It cuts the organisation into ranges of keys, builds a
// register for one range at a time, and folds what the rules found together.
// Several workers share the work through the store; nobody coordinates them, and
// one that dies is taken over from.
//
//	run := sweep.Run{ID: "2026-07", At: july, Every: 1000}
//	w := sweep.Worker{Name: host, Lease: time.Minute, Now: time.Now, Source: source, Board: board}
//	open, err := w.Pass(ctx, run)             // again until open is 0, on as many machines as there are
//	n, err := w.Finish(ctx, run, found)       // on any of them
//
// # Memory
//
// A worker holds one range and what the range refers to: the scopes above it,
// the services that it depends on, the parties that its entries name, what those
// belong to, and the members of groups among them. Finishing holds one range's
// findings and, of all ranges, what the folding rules keep:
//
//	owner.overloaded    one number for each owner
//	role.nobody         two numbers for each role
//	dependency.cycle    two identifiers for each dependency
//	parent.cycle        two for each containment
//	membership.cycle    two for each membership
//
// # Consistency
//
// A sweep is no snapshot: each record is reviewed as it was when its range was
// read. A Run with Known reads ledgers as they were known at that instant, so
// that all ranges see the same acts however long the sweep takes; facts have no
// such history.
package sweep
