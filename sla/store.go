package sla

import (
	"context"
	"iter"

	"github.com/serviceowner/itsm/ownership"
)

// A Key names a record in a [Store]. It is comparable, ordered, and has a text.
type Key[K any] interface {
	comparable
	Compare(K) int
	String() string
	Subject() ownership.Subject // for errors
}

// A Record is what a [Store] keeps: an immutable value that knows its key, and
// whose zero value means absence. [Agreement] is one.
type Record[K any] interface {
	IsZero() bool
	Key() K
}

// A Store keeps the records of one type, each under its key; the types of this
// package are listed in the package documentation. Read-check-write is one step:
// the rule is this package's, the atomicity the store's.
//
//	a, err := store.Update(ctx, "mail-sla", func(a sla.Agreement) (sla.Agreement, error) {
//		return a.Sign(live, who, sla.ForProvider)
//	})
//
// It is a contract, in the words of [ownership.Store], and package slatest tests
// it. All methods may be called concurrently; within the closure of an Update only
// where the implementation says so. Values are isolated: nothing that a caller
// does to one in hand changes what is stored. Errors answer to errors.Is with the
// sentinels named here, which are those of package ownership, or with the error of
// a done context, which ends a call before anything runs; an error comes with the
// zero record.
type Store[K Key[K], V Record[K]] interface {
	// Get returns the record as the last Update left it, or ErrNotFound.
	Get(ctx context.Context, key K) (V, error)

	// Update hands the stored record, or the zero record, to change, stores what it
	// returns and returns that. Returning the zero record deletes; deleting what is
	// absent is no error. Of racing updates of one key each sees the result of the
	// one before. The version that a store compares is its own and survives
	// deletion, so that a key which was deleted and created anew does not look
	// unchanged.
	//
	// change may run several times, each time with what is stored at that moment; the
	// result of its last run counts. It must depend on nothing but its argument and
	// what does not change. When it fails, nothing is written and its error comes
	// back. A panic in change reaches the caller, writes nothing and leaves the store
	// usable.
	//
	// ErrInvalid: change is nil, or returned the record of another key. ErrConflict:
	// others were always faster. Either way nothing was written. ErrOutcomeUnknown:
	// the write may or may not have happened; repeat the command with the same Ref. A
	// context that is done during the call makes it succeed, or fail with nothing
	// written, or end in ErrOutcomeUnknown.
	Update(ctx context.Context, key K, change func(V) (V, error)) (V, error)

	// All yields the records in the order of their keys, beginning with the first
	// that is not before from, whether or not from is stored; the zero key is before
	// all others. It need not be one snapshot: each record was current at some instant
	// during the iteration, and a key that is there all the time comes exactly once.
	// An error is yielded once, with the zero record, and ends the sequence; so does a
	// context that is done meanwhile.
	All(ctx context.Context, from K) iter.Seq2[V, error]
}
