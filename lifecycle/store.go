package lifecycle

import (
	"context"
	"iter"
)

// A Key is what a record of this package is stored under.
type Key[K any] interface {
	comparable
	Compare(K) int
	String() string
}

// A Value is a record of this package: immutable, with a zero value that means
// absence and a key of its own.
type Value[K any] interface {
	IsZero() bool
	Key() K
}

// A Store keeps records of one type by their keys: [Record] by service, [Change]
// by [ChangeID], [Improvement] by [ImprovementID]. Its contract is that of
// [ownership.Store] with these values in place of ledgers, word for word:
// Get returns what the last Update left, or [ownership.ErrNotFound]; Update hands
// over what is stored, or the zero value, stores what change returns and returns
// what was stored, where the zero value deletes; read and write are one step, and
// change may run again; All yields in the order of the keys, beginning with the
// first that is not before from. The errors are [ownership.ErrInvalid],
// [ownership.ErrConflict] and [ownership.ErrOutcomeUnknown] as there.
// lifecycletest holds the contract against an implementation, row by row.
type Store[K Key[K], V Value[K]] interface {
	Get(ctx context.Context, key K) (V, error)
	Update(ctx context.Context, key K, change func(V) (V, error)) (V, error)
	All(ctx context.Context, from K) iter.Seq2[V, error]
}
