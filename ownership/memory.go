package ownership

import (
	"context"
	"fmt"
	"iter"

	"github.com/serviceowner/itsm/internal/memstore"
)

// Memory is a [Store] that keeps its ledgers in memory. Its zero value is ready;
// it must not be copied after first use. Ledgers are immutable, so it shares
// them with its callers instead of copying.
//
// Its updates are optimistic and repeat until they succeed or the context is
// done: it returns neither ErrConflict nor ErrOutcomeUnknown. The closure runs
// without a lock held and may take its time. A deleted scope leaves a few bytes
// behind for ever, namely its version.
type Memory struct {
	ledgers memstore.Store[Scope, Ledger]
}

var _ Store = (*Memory)(nil)

// Get implements [Store].
func (m *Memory) Get(ctx context.Context, key Scope) (Ledger, error) {
	l, err := m.ledgers.Get(ctx, key)
	if err == nil && l.IsZero() {
		err = &Error{Op: "get", Subject: key.Subject(), Err: ErrNotFound}
	}
	return l, err
}

// Update implements [Store].
func (m *Memory) Update(ctx context.Context, key Scope, change func(Ledger) (Ledger, error)) (Ledger, error) {
	if change == nil {
		return Ledger{}, &Error{Op: "update", Subject: key.Subject(), Path: "change", Err: fmt.Errorf("%w: nil", ErrInvalid)}
	}
	return m.ledgers.Update(ctx, key, func(old Ledger) (Ledger, error) {
		l, err := change(old)
		if err == nil && !l.IsZero() && l.scope != key {
			err = &Error{Op: "update", Subject: key.Subject(), Path: "scope", Err: fmt.Errorf("%w: the change returned the ledger of %.300q", ErrInvalid, l.scope.String())}
		}
		return l, err
	})
}

// All implements [Store].
func (m *Memory) All(ctx context.Context, from Scope) iter.Seq2[Ledger, error] {
	return m.ledgers.All(ctx, from)
}
