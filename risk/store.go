package risk

import (
	"context"
	"iter"
)

// A Store keeps risks, each under its [RiskID]. Read-check-write is one step: the
// rule is this package's, the atomicity the store's.
//
//	r, err := store.Update(ctx, "mail-1", func(r risk.Risk) (risk.Risk, error) {
//		return r.Treat(live, who, risk.Treat{...})
//	})
//
// It is a contract, in the words of [ownership.Store], and tested by
// risktest.TestStore. All methods may be called concurrently. Errors answer to
// errors.Is with the sentinels named here, which are those of package ownership, or
// with the error of a done context; an error comes with the zero Risk.
type Store interface {
	// Get returns the risk, or ErrNotFound.
	Get(ctx context.Context, key RiskID) (Risk, error)

	// Update hands the stored risk, or the zero Risk, to change, stores what it
	// returns and returns that. Returning the zero Risk deletes. The version that a
	// store compares is its own and survives deletion, so that a key which was
	// deleted and created anew does not look unchanged.
	//
	// change may run several times, each time with what is stored at that moment; the
	// result of its last run counts. It must depend on nothing but its argument and
	// what does not change. When it fails, nothing is written and its error comes
	// back. A panic in change reaches the caller, writes nothing and leaves the store
	// usable.
	//
	// ErrInvalid: change is nil, or returned the risk of another key. ErrConflict:
	// others were always faster. Either way nothing was written. ErrOutcomeUnknown:
	// the write may or may not have happened; repeat the command with the same Ref. A
	// context that is done during the call makes it succeed, or fail with nothing
	// written, or end in ErrOutcomeUnknown.
	Update(ctx context.Context, key RiskID, change func(Risk) (Risk, error)) (Risk, error)

	// All yields the risks in the order of their keys, beginning with the first that
	// is not before from, whether or not from is stored. It need not be one
	// snapshot: each risk was current at some instant during the iteration, and a key
	// that is there all the time comes exactly once. An error is yielded once, with
	// the zero Risk, and ends the sequence; so does a context that is done meanwhile.
	All(ctx context.Context, from RiskID) iter.Seq2[Risk, error]
}
