package sla

import (
	"context"
	"fmt"
	"iter"

	"github.com/serviceowner/itsm/internal/memstore"
	"github.com/serviceowner/itsm/ownership"
)

// Memory is a [Store] that keeps its records in memory:
//
//	var agreements sla.Memory[sla.AgreementID, sla.Agreement]
//
// Its zero value is ready; it must not be copied after first use. Records are
// immutable, so it shares them with its callers instead of copying. Its updates
// repeat until they succeed or the context is done: it returns neither
// ErrConflict nor ErrOutcomeUnknown. The closure runs without a lock held.
type Memory[K Key[K], V Record[K]] struct {
	records memstore.Store[K, V]
}

var _ Store[AgreementID, Agreement] = (*Memory[AgreementID, Agreement])(nil)

// Get implements [Store].
func (m *Memory[K, V]) Get(ctx context.Context, key K) (V, error) {
	v, err := m.records.Get(ctx, key)
	if err == nil && v.IsZero() {
		err = &ownership.Error{Op: "get", Subject: key.Subject(), Err: ownership.ErrNotFound}
	}
	return v, err
}

// Update implements [Store].
func (m *Memory[K, V]) Update(ctx context.Context, key K, change func(V) (V, error)) (V, error) {
	if change == nil {
		var zero V
		return zero, &ownership.Error{Op: "update", Subject: key.Subject(), Path: "change", Err: fmt.Errorf("%w: nil", ownership.ErrInvalid)}
	}
	return m.records.Update(ctx, key, func(old V) (V, error) {
		v, err := change(old)
		if err == nil && !v.IsZero() && v.Key() != key {
			err = &ownership.Error{
				Op: "update", Subject: key.Subject(), Path: "key",
				Err: fmt.Errorf("%w: the change returned the record of %.300q", ownership.ErrInvalid, v.Key().String()),
			}
		}
		return v, err
	})
}

// All implements [Store].
func (m *Memory[K, V]) All(ctx context.Context, from K) iter.Seq2[V, error] {
	return m.records.All(ctx, from)
}
