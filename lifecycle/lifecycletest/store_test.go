package lifecycletest

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

func TestMemory(t *testing.T) {
	t.Run("records", func(t *testing.T) {
		TestRecords(t, func(testing.TB) RecordStore { return new(lifecycle.Memory[ownership.ServiceID, lifecycle.Record]) }, Options[RecordStore]{})
	})
	t.Run("changes", func(t *testing.T) {
		TestChanges(t, func(testing.TB) ChangeStore { return new(lifecycle.Memory[lifecycle.ChangeID, lifecycle.Change]) }, Options[ChangeStore]{})
	})
	t.Run("improvements", func(t *testing.T) {
		TestImprovements(t, func(testing.TB) ImprovementStore {
			return new(lifecycle.Memory[lifecycle.ImprovementID, lifecycle.Improvement])
		}, Options[ImprovementStore]{})
	})
}

// A wrong store is Memory with one flaw.
type wrong[K lifecycle.Key[K], V lifecycle.Value[K]] struct {
	lifecycle.Memory[K, V]
	flaw string
}

func (w *wrong[K, V]) Get(ctx context.Context, k K) (V, error) {
	v, err := w.Memory.Get(ctx, k)
	if w.flaw == "absence is no error" && errors.Is(err, ownership.ErrNotFound) {
		return v, nil
	}
	return v, err
}

func (w *wrong[K, V]) Update(ctx context.Context, k K, change func(V) (V, error)) (V, error) {
	switch w.flaw {
	case "reads before it writes":
		old, err := w.Memory.Get(ctx, k)
		if change == nil || err != nil && !errors.Is(err, ownership.ErrNotFound) {
			return w.Memory.Update(ctx, k, change)
		}
		v, err := change(old)
		if err != nil {
			var zero V
			return zero, err
		}
		return w.Memory.Update(ctx, k, func(V) (V, error) { return v, nil })
	case "writes what failed":
		var failed error
		v, err := w.Memory.Update(ctx, k, func(old V) (V, error) {
			v, err := change(old)
			failed = err
			return v, nil
		})
		return v, errors.Join(err, failed)
	}
	return w.Memory.Update(ctx, k, change)
}

func (w *wrong[K, V]) All(ctx context.Context, from K) iter.Seq2[V, error] {
	switch w.flaw {
	case "begins at the beginning":
		var first K
		return w.Memory.All(ctx, first)
	case "backwards":
		return func(yield func(V, error) bool) {
			var all []V
			for v, err := range w.Memory.All(ctx, from) {
				if err != nil {
					yield(v, err)
					return
				}
				all = append(all, v)
			}
			for _, v := range slices.Backward(all) {
				if !yield(v, nil) {
					return
				}
			}
		}
	}
	return w.Memory.All(ctx, from)
}

// TestWrongStores: each flaw is found by the row that is about it, for every type
// of record.
func TestWrongStores(t *testing.T) {
	for flaw, row := range map[string]string{
		"absence is no error":     "not found",
		"reads before it writes":  "one winner",
		"writes what failed":      "failing closure",
		"begins at the beginning": "resume",
		"backwards":               "order",
	} {
		t.Run(flaw, func(t *testing.T) {
			t.Parallel()
			// The other rows would cost time and tell nothing.
			others := slices.DeleteFunc(recordSuite(nil, Options[RecordStore]{}).Names(), func(name string) bool { return name == row })
			found := recordSuite(func(testing.TB) RecordStore {
				return &wrong[ownership.ServiceID, lifecycle.Record]{flaw: flaw}
			}, Options[RecordStore]{Skip: others, Patience: 5 * time.Millisecond}).Failures(t)
			assert.Contains(t, found, row)
			found = changeSuite(func(testing.TB) ChangeStore {
				return &wrong[lifecycle.ChangeID, lifecycle.Change]{flaw: flaw}
			}, Options[ChangeStore]{Skip: others, Patience: 5 * time.Millisecond}).Failures(t)
			assert.Contains(t, found, row)
			found = improvementSuite(func(testing.TB) ImprovementStore {
				return &wrong[lifecycle.ImprovementID, lifecycle.Improvement]{flaw: flaw}
			}, Options[ImprovementStore]{Skip: others, Patience: 5 * time.Millisecond}).Failures(t)
			assert.Contains(t, found, row)
		})
	}
}
