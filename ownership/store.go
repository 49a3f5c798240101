package ownership

import (
	"context"
	"iter"
)

// A Store keeps ledgers by scope. It is implemented outside this package, for
// databases, and by [Memory]; ownershiptest.TestStore holds the contract below
// against an implementation, row by row.
//
// All methods may be called concurrently. Values are isolated: nothing that the
// caller does to a value given or received changes what is stored. A done
// context ends a call with its error.
type Store interface {
	// Get returns the ledger of the scope, or an error that is ErrNotFound.
	Get(ctx context.Context, key Scope) (Ledger, error)

	// Update reads the ledger of the scope (the zero Ledger if there is none),
	// calls change with it, writes what change returns (the zero Ledger deletes)
	// and returns what was stored. Read and write are atomic: of racing updates
	// each sees the result of the one before. change may be called several
	// times, and must depend on nothing but its argument and what does not
	// change; when it fails, nothing is written and its error is returned.
	// ErrConflict: others were always faster. ErrOutcomeUnknown: the write may or
	// may not have happened.
	Update(ctx context.Context, key Scope, change func(Ledger) (Ledger, error)) (Ledger, error)

	// All yields the ledgers in the order of their scopes, beginning with the
	// first that is not before from. An error ends it. Each ledger was current at
	// some instant during the iteration.
	All(ctx context.Context, from Scope) iter.Seq2[Ledger, error]
}
