package ownership

import (
	"context"
	"iter"
)

// A Store keeps ledgers by scope. It is implemented outside this package, for
// databases, and by [Memory]; ownershiptest.TestStore holds the contract below
// against an implementation, row by row. The callers are programs; nothing in
// this package but [Load] and [Reconciliation.Apply] calls a store.
//
// All methods may be called concurrently, and from the body of a loop over All;
// from within the closure of an Update only where the implementation says so.
// Values are isolated:
// nothing that a caller does to a value given or received changes what is
// stored. A context that is done before a call starts ends it with the context's
// error, the closure does not run and nothing is written. The errors below are
// found with errors.Is; the value beside an error is zero.
//
// The store says nothing about deadlines, transactions over several keys, or
// when a value becomes visible to other stores on the same database: those are
// the implementation's to document.
type Store interface {
	// Get returns the ledger of the scope as the last Update left it, or
	// [ErrNotFound].
	Get(ctx context.Context, key Scope) (Ledger, error)

	// Update hands the ledger of the scope, or the zero Ledger if there is none,
	// to change, stores what change returns and returns what was stored. The zero
	// Ledger deletes; deleting what is absent is no error.
	//
	// Read and write are one step: of racing updates of one key each sees the
	// result of the one before, none is lost and none happens twice. A key that was deleted and
	// created anew does not look unchanged to an update that began before,
	// whatever the revisions of the two ledgers: the version that a store compares
	// is its own and survives deletion.
	//
	// change may be called several times, each time with what is stored at that
	// moment; the result of its last call counts. It must depend on nothing but
	// its argument and what does not change. Ask for authority inside it, not
	// before it, because the answer rests on the ledger it was asked about. When
	// change fails, Update ends, nothing is written, and the error comes back such
	// that errors.Is and errors.As find it; an error of change that is a sentinel of
	// the store is still the answer of change. A panic in change reaches the
	// caller, writes nothing and leaves the store usable.
	//
	// ErrInvalid: change is nil, or returned the ledger of another scope; nothing
	// was written. [ErrConflict]: others were always faster; nothing was written,
	// the call may be repeated. [ErrOutcomeUnknown]: the write may or may not have
	// happened; repeat the command with the same Ref. A context that is done
	// during the call makes it either succeed or fail with nothing written, or ends
	// in ErrOutcomeUnknown; no other error leaves that open.
	Update(ctx context.Context, key Scope, change func(Ledger) (Ledger, error)) (Ledger, error)

	// All yields the ledgers in the order of their scopes (see Scope.Compare),
	// beginning with the first that is not before from, whether or not from is
	// stored; the zero Scope is before all others. The sequence may be walked
	// several times and left at any point; to resume, begin at the scope reached.
	//
	// It need not be one snapshot: each ledger was current at some instant during
	// the iteration, a scope that is there all the time comes exactly once, one
	// that comes or goes meanwhile may be missing. An error is yielded once, with
	// the zero Ledger, and ends the sequence; so does a context that is done
	// meanwhile.
	All(ctx context.Context, from Scope) iter.Seq2[Ledger, error]
}
