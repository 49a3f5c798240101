package storagecheck

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A spoiled store is the in-memory one with a fault every so many updates.
type spoiled struct {
	ownership.Memory
	updates atomic.Int64
	fault   func(s *spoiled, ctx context.Context, key ownership.Scope, change func(ownership.Ledger) (ownership.Ledger, error)) (ownership.Ledger, error)
}

func (s *spoiled) Update(ctx context.Context, key ownership.Scope, change func(ownership.Ledger) (ownership.Ledger, error)) (ownership.Ledger, error) {
	if s.updates.Add(1)%10 == 0 {
		return s.fault(s, ctx, key, change)
	}
	return s.Memory.Update(ctx, key, change)
}

func race(t *testing.T, store ownership.Store) (*Relay, error) {
	t.Helper()
	ctx := context.Background()
	r, err := NewRelay(2)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Fill(ctx, store); err != nil {
		t.Fatal(err)
	}
	if err := r.Run(ctx, 8, 15, store); err != nil {
		t.Fatal(err)
	}
	if err := r.Settle(ctx, store); err != nil {
		return r, err
	}
	return r, r.Check(ctx, store)
}

func TestRelay(t *testing.T) {
	r, err := race(t, new(ownership.Memory))
	if err != nil {
		t.Error(err)
	}
	if c := r.Counts(); c.Writes != 120 || c.Reads == 0 {
		t.Errorf("%s, want 120 writes and some reads", c)
	}
}

// A reply that is lost, after the write or instead of it, is no fault: the
// handover is repeated with its Ref.
func TestRelayOfLostReplies(t *testing.T) {
	r, err := race(t, &spoiled{fault: func(s *spoiled, ctx context.Context, key ownership.Scope, change func(ownership.Ledger) (ownership.Ledger, error)) (ownership.Ledger, error) {
		var err error
		if s.updates.Load()%20 == 0 {
			_, err = s.Memory.Update(ctx, key, change)
		} else {
			l, _ := s.Memory.Get(ctx, key)
			_, err = change(l)
		}
		if err == nil {
			err = ownership.ErrOutcomeUnknown
		}
		return ownership.Ledger{}, err
	}})
	if err != nil {
		t.Error(err)
	}
	if c := r.Counts(); c.Unknown == 0 {
		t.Errorf("%s, want some of unknown outcome", c)
	}
}

func TestRelayFindsWrongStores(t *testing.T) {
	type change = func(ownership.Ledger) (ownership.Ledger, error)
	for name, fault := range map[string]func(*spoiled, context.Context, ownership.Scope, change) (ownership.Ledger, error){
		"acknowledged and not written": func(s *spoiled, ctx context.Context, key ownership.Scope, f change) (ownership.Ledger, error) {
			l, err := s.Get(ctx, key)
			if err != nil {
				return l, err
			}
			return f(l)
		},
		"refused and written": func(s *spoiled, ctx context.Context, key ownership.Scope, f change) (ownership.Ledger, error) {
			_, _ = s.Memory.Update(ctx, key, f)
			return ownership.Ledger{}, ownership.ErrConflict
		},
		"written over what came first": func(s *spoiled, ctx context.Context, key ownership.Scope, f change) (ownership.Ledger, error) {
			old, _ := s.Get(ctx, key)
			mine, err := f(old)
			if err != nil {
				return ownership.Ledger{}, err
			}
			for range 4 {
				runtime.Gosched()
				time.Sleep(100 * time.Microsecond)
			}
			return s.Memory.Update(ctx, key, func(ownership.Ledger) (ownership.Ledger, error) { return mine, nil })
		},
		"deleted": func(s *spoiled, ctx context.Context, key ownership.Scope, f change) (ownership.Ledger, error) {
			return s.Memory.Update(ctx, key, func(ownership.Ledger) (ownership.Ledger, error) { return ownership.Ledger{}, nil })
		},
	} {
		if _, err := race(t, &spoiled{fault: fault}); err == nil {
			t.Errorf("%s: not found", name)
		} else {
			t.Logf("%s: %.200s", name, err)
		}
	}
}
