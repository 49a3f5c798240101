package storetest

import (
	"context"
	"errors"
	"fmt"
)

func (b *bench[K, V, S]) cancelledBefore() error {
	key := b.Keys[0]
	if err := b.put(key, "a"); err != nil {
		return err
	}
	cause := errors.New("the caller's reason")
	ctx, cancel := context.WithCancelCause(background)
	cancel(cause)
	if v, err := b.store.Get(ctx, key); !errors.Is(err, context.Canceled) || !v.IsZero() {
		return fmt.Errorf("Get = %s, %v; want context.Canceled", b.show(v), err)
	}
	ran := false
	v, err := b.store.Update(ctx, key, func(v V) (V, error) { ran = true; return b.marked(v, key, "late") })
	if !errors.Is(err, context.Canceled) || !v.IsZero() {
		return fmt.Errorf("Update = %s, %v; want context.Canceled", b.show(v), err)
	}
	if ran {
		return errors.New("Update ran the closure")
	}
	for _, from := range []K{*new(K), b.Keys[len(b.Keys)-1]} { // with and without something to yield
		n := 0
		for v, err := range b.store.All(ctx, from) {
			if n++; !errors.Is(err, context.Canceled) || !v.IsZero() {
				return fmt.Errorf("All(%q) yields %s, %v; want context.Canceled", from.String(), b.show(v), err)
			}
		}
		if n != 1 {
			return fmt.Errorf("All(%q) yields %d times, want the context's error once", from.String(), n)
		}
	}
	return b.want(key, "a")
}

func (b *bench[K, V, S]) cancelledInLoop() error {
	for _, key := range b.Keys {
		if err := b.put(key, "a"); err != nil {
			return err
		}
	}
	for stop := 1; stop <= len(b.Keys); stop += len(b.Keys) / 2 {
		ctx, cancel := context.WithCancel(background)
		n, ended := 0, false
		for v, err := range b.store.All(ctx, *new(K)) {
			if ended {
				cancel()
				return errors.New("All yields again after an error")
			}
			if err != nil {
				if ended = true; !errors.Is(err, context.Canceled) || !v.IsZero() {
					cancel()
					return fmt.Errorf("All ended with %s, %v; want context.Canceled", b.show(v), err)
				}
				continue
			}
			if n++; n == stop {
				cancel()
			}
		}
		cancel()
		if !ended {
			return fmt.Errorf("cancelled at value %d of %d, All yielded %d and no error", stop, len(b.Keys), n)
		}
	}
	return nil
}

func (b *bench[K, V, S]) cancelledInClosure() error {
	key := b.Keys[0]
	if err := b.put(key, "a"); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(background)
	defer cancel()
	v, err := b.store.Update(ctx, key, func(v V) (V, error) { cancel(); return b.marked(v, key, "b") })
	switch {
	case err == nil:
		return b.want(key, "a", "b")
	case !v.IsZero():
		return fmt.Errorf("Update returned %s with the error %v, want nothing", b.show(v), err)
	case errors.Is(err, b.Unknown):
		// The command repeated settles it.
		return errors.Join(b.put(key, "b"), b.want(key, "a", "b"))
	}
	return b.want(key, "a")
}

func (b *bench[K, V, S]) outcomeUnknown() error {
	key := b.Keys[0]
	if err := b.put(key, "a"); err != nil {
		return err
	}
	marks := []string{"a"}
	for i, written := range []bool{true, false} {
		mark := fmt.Sprintf("lost%d", i)
		b.LoseReply(b.store, written)
		v, err := b.add(key, mark)
		if !errors.Is(err, b.Unknown) || errors.Is(err, b.Conflict) || errors.Is(err, b.NotFound) {
			return fmt.Errorf("reply lost, written %t: Update = %s, %v; want the unknown-outcome sentinel alone", written, b.show(v), err)
		}
		if !v.IsZero() {
			return fmt.Errorf("reply lost, written %t: Update returned %s, want nothing", written, b.show(v))
		}
		if _, err := b.add(key, mark); err != nil {
			return fmt.Errorf("reply lost, written %t, command repeated: %w", written, err)
		}
		marks = append(marks, mark)
		if err := b.want(key, marks...); err != nil {
			return fmt.Errorf("reply lost, written %t, command repeated: %w", written, err)
		}
	}
	return nil
}
