package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

func (b *bench[K, V, S]) notFound() error {
	for _, key := range b.Keys {
		if err := b.wantNotFound(key); err != nil {
			return err
		}
	}
	var none K
	if err := b.put(b.Keys[1], "a"); err != nil {
		return err
	}
	// A neighbour changes nothing for the others.
	if err := errors.Join(b.wantNotFound(b.Keys[0]), b.wantNotFound(b.Keys[2]), b.remove(b.Keys[1])); err != nil {
		return err
	}
	return b.wantKeys(none, nil)
}

func (b *bench[K, V, S]) createAndRead() error {
	for _, key := range b.Keys {
		received := false
		stored, err := b.store.Update(background, key, func(v V) (V, error) {
			received = received || !v.IsZero()
			return b.marked(v, key, "a")
		})
		if err != nil {
			return fmt.Errorf("Update(%s): %w", key, err)
		}
		if received {
			return fmt.Errorf("Update(%s) of an absent key handed a value to the closure", key)
		}
		want, err := b.make(key, "a")
		if err != nil {
			return err
		}
		if !b.Equal(stored, want) {
			return fmt.Errorf("Update(%s) returned %s, want %s", key, b.show(stored), b.show(want))
		}
		if err := errors.Join(b.want(key, "a"), b.wantFirst(key, "a")); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench[K, V, S]) readYourWrites() error {
	key := b.Keys[0]
	var marks []string
	for i := range 20 {
		mark := fmt.Sprintf("m%d", i)
		v, err := b.add(key, mark)
		if err != nil {
			return err
		}
		marks = append(marks, mark)
		if got := b.Marks(v); !slices.Equal(got, marks) {
			return fmt.Errorf("update %d returned %q, want %q", i, got, marks)
		}
		if err := errors.Join(b.want(key, marks...), b.wantFirst(key, marks...)); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench[K, V, S]) keysApart() error {
	for i, key := range b.Keys {
		for _, later := range b.Keys[i:] {
			if err := b.want(later); err != nil {
				return fmt.Errorf("before anything was written there: %w", err)
			}
		}
		if err := b.put(key, "a", fmt.Sprintf("k%d", i)); err != nil {
			return err
		}
	}
	for i, key := range b.Keys {
		if err := b.want(key, "a", fmt.Sprintf("k%d", i)); err != nil {
			return err
		}
	}
	if err := b.remove(b.Keys[1]); err != nil {
		return err
	}
	return errors.Join(b.want(b.Keys[0], "a", "k0"), b.want(b.Keys[1]), b.want(b.Keys[2], "a", "k2"))
}

func (b *bench[K, V, S]) isolatedReceived() error {
	key := b.Keys[0]
	updated, err := b.add(key, "a")
	if err != nil {
		return err
	}
	b.Scribble(updated)
	if err := b.want(key, "a"); err != nil {
		return fmt.Errorf("after changing what Update returned: %w", err)
	}
	got, err := b.store.Get(background, key)
	if err != nil {
		return fmt.Errorf("Get(%s): %w", key, err)
	}
	b.Scribble(got)
	if err := b.want(key, "a"); err != nil {
		return fmt.Errorf("after changing what Get returned: %w", err)
	}
	for v, err := range b.store.All(background, key) {
		if err != nil {
			return fmt.Errorf("All(%s): %w", key, err)
		}
		b.Scribble(v)
	}
	if err := b.want(key, "a"); err != nil {
		return fmt.Errorf("after changing what All yielded: %w", err)
	}
	failed := errors.New("after scribbling")
	_, _ = b.store.Update(background, key, func(v V) (V, error) { b.Scribble(v); return v, failed })
	if err := b.want(key, "a"); err != nil {
		return fmt.Errorf("after a failing closure changed its argument: %w", err)
	}
	return nil
}

func (b *bench[K, V, S]) isolatedGiven() error {
	key := b.Keys[0]
	var given V
	_, err := b.store.Update(background, key, func(v V) (_ V, err error) {
		given, err = b.marked(v, key, "a")
		return given, err
	})
	if err != nil {
		return fmt.Errorf("Update(%s): %w", key, err)
	}
	b.Scribble(given)
	return b.want(key, "a")
}

func (b *bench[K, V, S]) large() error {
	key := b.Keys[0]
	marks := make([]string, 500)
	for i := range marks {
		marks[i] = fmt.Sprintf("%04d-%s", i, strings.Repeat("ö", 100))
	}
	value, err := b.make(key, marks...)
	if err != nil {
		return err
	}
	if _, err := b.store.Update(background, key, func(V) (V, error) { return value, nil }); err != nil {
		return fmt.Errorf("Update(%s) with %d marks: %w", key, len(marks), err)
	}
	return b.want(key, marks...)
}

// A reason is an error with something inside, for errors.As.
type reason struct{ text string }

func (r *reason) Error() string { return r.text }

func (b *bench[K, V, S]) failingClosure() error {
	sentinel := &reason{"the closure's own error"}
	refuse := func(v V) (V, error) {
		next, err := b.marked(v, b.Keys[0], "refused")
		if err != nil {
			return next, err
		}
		return next, fmt.Errorf("refused: %w", sentinel)
	}
	check := func(marks ...string) error {
		got, err := b.store.Update(background, b.Keys[0], refuse)
		var as *reason
		if !errors.Is(err, sentinel) || !errors.As(err, &as) || as != sentinel {
			return fmt.Errorf("with %d marks stored: Update returned the error %v, want the closure's", len(marks), err)
		}
		if !got.IsZero() {
			return fmt.Errorf("with %d marks stored: Update returned %s with its error, want nothing", len(marks), b.show(got))
		}
		return b.want(b.Keys[0], marks...)
	}
	if err := check(); err != nil {
		return err
	}
	if err := b.put(b.Keys[0], "a"); err != nil {
		return err
	}
	if err := check("a"); err != nil {
		return err
	}
	// An update that fails must not leave anything behind for the next one.
	return errors.Join(b.put(b.Keys[0], "b"), b.want(b.Keys[0], "a", "b"))
}

func (b *bench[K, V, S]) failsWithSentinel() error {
	key := b.Keys[0]
	if err := b.put(key, "a"); err != nil {
		return err
	}
	for _, sentinel := range []error{b.NotFound, b.Conflict, b.Unknown, b.Invalid, context.Canceled} {
		runs := 0
		_, err := b.store.Update(background, key, func(v V) (V, error) {
			if runs++; runs > 100 {
				return v, nil // ends the loop of a store that takes the error for its own
			}
			return v, fmt.Errorf("from the closure: %w", sentinel)
		})
		if !errors.Is(err, sentinel) {
			return fmt.Errorf("a closure that fails with %q: Update returned %v after %d runs", sentinel, err, runs)
		}
	}
	return b.want(key, "a")
}

func (b *bench[K, V, S]) panickingClosure() error {
	key := b.Keys[0]
	for _, stored := range [][]string{nil, {"a"}} {
		if err := b.put(key, stored...); err != nil {
			return err
		}
		reached := func() (reached bool) {
			defer func() { reached = recover() != nil }()
			_, _ = b.store.Update(background, key, func(v V) (V, error) {
				var closure func(V) (V, error) // nil: the commonest panic
				return closure(v)
			})
			return false
		}()
		if !reached {
			return errors.New("the panic did not reach the caller")
		}
		if err := b.want(key, stored...); err != nil {
			return err
		}
	}
	return errors.Join(b.put(key, "b"), b.want(key, "a", "b"))
}

func (b *bench[K, V, S]) nilClosure() error {
	key := b.Keys[0]
	for _, stored := range [][]string{nil, {"a"}} {
		if err := b.put(key, stored...); err != nil {
			return err
		}
		if v, err := b.store.Update(background, key, nil); !errors.Is(err, b.Invalid) || !v.IsZero() {
			return fmt.Errorf("Update(%s, nil) = %s, %v; want the invalid sentinel", key, b.show(v), err)
		}
		if err := b.want(key, stored...); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench[K, V, S]) foreignValue() error {
	key, other := b.Keys[0], b.Keys[1]
	foreign, err := b.make(other, "foreign")
	if err != nil {
		return err
	}
	for _, stored := range [][]string{nil, {"a"}} {
		if err := b.put(key, stored...); err != nil {
			return err
		}
		v, err := b.store.Update(background, key, func(V) (V, error) { return foreign, nil })
		if !errors.Is(err, b.Invalid) || !v.IsZero() {
			return fmt.Errorf("Update(%s) with a value of %s = %s, %v; want the invalid sentinel", key, other, b.show(v), err)
		}
		if err := errors.Join(b.want(key, stored...), b.want(other)); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench[K, V, S]) deletes() error {
	key := b.Keys[1]
	if err := b.remove(key); err != nil {
		return fmt.Errorf("of an absent key: %w", err)
	}
	if err := b.wantNotFound(key); err != nil {
		return err
	}
	if err := errors.Join(b.put(b.Keys[0], "x"), b.put(key, "a", "b"), b.put(b.Keys[2], "y")); err != nil {
		return err
	}
	v, err := b.store.Update(background, key, func(V) (V, error) { var zero V; return zero, nil })
	if err != nil || !v.IsZero() {
		return fmt.Errorf("Update(%s) that deletes = %s, %v; want nothing, no error", key, b.show(v), err)
	}
	var none K
	if err := errors.Join(b.wantNotFound(key), b.wantKeys(none, []K{b.Keys[0], b.Keys[2]})); err != nil {
		return err
	}
	received := false
	_, err = b.store.Update(background, key, func(v V) (V, error) {
		received = received || !v.IsZero()
		return b.marked(v, key, "c")
	})
	if err != nil {
		return fmt.Errorf("Update(%s) after deleting: %w", key, err)
	}
	if received {
		return errors.New("the closure received a value that had been deleted")
	}
	return errors.Join(b.want(key, "c"), b.wantKeys(none, b.Keys[:3]))
}

func (b *bench[K, V, S]) order() error {
	// Written in a fixed order that is neither ascending nor descending.
	for i := range b.Keys {
		key := b.Keys[(i*5+3)%len(b.Keys)]
		if len(b.Keys)%5 == 0 {
			key = b.Keys[(i*7+3)%len(b.Keys)]
		}
		if err := b.put(key, "a"); err != nil {
			return err
		}
	}
	var none K
	return b.wantKeys(none, b.Keys)
}

func (b *bench[K, V, S]) resume() error {
	var stored []K
	for i, key := range b.Keys {
		if i%2 == 1 {
			if err := b.put(key, "a"); err != nil {
				return err
			}
			stored = append(stored, key)
		}
	}
	for i, from := range b.Keys {
		if err := b.wantKeys(from, stored[i/2:]); err != nil {
			return err
		}
	}
	var none, at K
	var got []K
	for range stored { // one at a time, each time from the key reached
		page, err := b.keys(background, at, 2)
		if err != nil {
			return err
		}
		if len(got) > 0 && len(page) > 0 {
			page = page[1:] // the key resumed from comes again
		}
		if len(page) == 0 {
			break
		}
		got = append(got, page[0])
		at = page[0]
	}
	if !slices.Equal(got, stored) {
		return fmt.Errorf("read one at a time: %q, want %q", got, stored)
	}
	// The sequence itself can be walked again.
	seq := b.store.All(background, none)
	for range 2 {
		n := 0
		for _, err := range seq {
			if err != nil {
				return fmt.Errorf("walking the same sequence twice: %w", err)
			}
			n++
		}
		if n != len(stored) {
			return fmt.Errorf("walking the same sequence twice: %d values, want %d", n, len(stored))
		}
	}
	return nil
}

func (b *bench[K, V, S]) updateInLoop() error {
	for _, key := range b.Keys {
		if err := b.put(key, "a"); err != nil {
			return err
		}
	}
	var none K
	for v, err := range b.store.All(background, none) {
		if err != nil {
			return fmt.Errorf("All: %w", err)
		}
		key := b.KeyOf(v)
		if _, err := b.store.Get(background, key); err != nil {
			return fmt.Errorf("Get(%s) in the loop: %w", key, err)
		}
		if _, err := b.add(key, "b"); err != nil {
			return fmt.Errorf("in the loop: %w", err)
		}
	}
	for _, key := range b.Keys {
		if err := b.want(key, "a", "b"); err != nil {
			return err
		}
	}
	return nil
}
