package risk

import (
	"context"
	"fmt"
	"iter"

	"github.com/serviceowner/itsm/internal/memstore"
	"github.com/serviceowner/itsm/ownership"
)

// Memory is a [Store] that keeps its risks in memory. Its zero value is ready; it
// must not be copied after first use. Risks are immutable, so it shares them with
// its callers instead of copying. Its updates repeat until they succeed or the
// context is done: it returns neither ErrConflict nor ErrOutcomeUnknown.
type Memory struct {
	risks memstore.Store[RiskID, Risk]
}

var _ Store = (*Memory)(nil)

// Get implements [Store].
func (m *Memory) Get(ctx context.Context, key RiskID) (Risk, error) {
	r, err := m.risks.Get(ctx, key)
	if err == nil && r.IsZero() {
		err = &ownership.Error{Op: "get", Subject: key.Subject(), Err: ownership.ErrNotFound}
	}
	return r, err
}

// Update implements [Store].
func (m *Memory) Update(ctx context.Context, key RiskID, change func(Risk) (Risk, error)) (Risk, error) {
	if change == nil {
		return Risk{}, &ownership.Error{Op: "update", Subject: key.Subject(), Path: "change", Err: fmt.Errorf("%w: nil", ownership.ErrInvalid)}
	}
	return m.risks.Update(ctx, key, func(old Risk) (Risk, error) {
		r, err := change(old)
		if err == nil && !r.IsZero() && r.id != key {
			err = &ownership.Error{Op: "update", Subject: key.Subject(), Path: "id", Err: fmt.Errorf("%w: the change returned risk %.300q", ownership.ErrInvalid, string(r.id))}
		}
		return r, err
	})
}

// All implements [Store].
func (m *Memory) All(ctx context.Context, from RiskID) iter.Seq2[Risk, error] {
	return m.risks.All(ctx, from)
}
