package ownership

import (
	"context"
	"fmt"
)

// Load builds a register from the facts and from every ledger in the store. It
// holds one ledger at a time. An error of the store is returned with the last
// scope that was read, as an *[Error] that wraps it; errors of the facts are
// those of [NewRegister]. A failed Load returns no register, because one without
// some of its ledgers would answer "vacant" where somebody answers.
func Load(ctx context.Context, store Store, facts Facts) (*Register, error) {
	if store == nil {
		return nil, &Error{Op: "load", Path: "store", Err: fmt.Errorf("%w: none given", ErrInvalid)}
	}
	var last Scope
	var failed error
	r, err := NewRegister(facts, func(yield func(Ledger) bool) {
		for l, err := range store.All(ctx, Scope{}) {
			if err != nil {
				failed = &Error{Op: "load", Subject: last.Subject(), Path: "ledgers", Err: err}
				return
			}
			last = l.scope
			if !yield(l) {
				return
			}
		}
	})
	switch {
	case failed != nil:
		return nil, failed
	case err != nil:
		return nil, err
	}
	return r, nil
}
