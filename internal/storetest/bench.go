package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A bench is one row's workplace: a fresh store and the few steps that all
// checks are made of.
type bench[K Key[K], V Value, S Store[K, V]] struct {
	Suite[K, V, S]
	store S
}

var background = context.Background()

// make returns a value made outside the store; without marks, the zero value.
func (b *bench[K, V, S]) make(key K, marks ...string) (V, error) {
	if len(marks) == 0 {
		var zero V
		return zero, nil
	}
	v, err := b.Build(key, marks...)
	if err != nil {
		err = fmt.Errorf("the suite cannot make %s with %d marks: %w", key, len(marks), err)
	}
	return v, err
}

// marked returns v with the mark added at its end; a zero v is created. What has
// the mark already stays as it is, as with a command repeated with its Ref.
func (b *bench[K, V, S]) marked(v V, key K, mark string) (V, error) {
	marks := b.Marks(v)
	if !slices.Contains(marks, mark) {
		marks = append(slices.Clone(marks), mark)
	}
	return b.make(key, marks...)
}

// add adds one mark through the store.
func (b *bench[K, V, S]) add(key K, mark string) (V, error) {
	v, err := b.store.Update(background, key, b.adding(key, mark))
	if err != nil {
		err = fmt.Errorf("Update(%s) that adds %q: %w", key, mark, err)
	}
	return v, err
}

func (b *bench[K, V, S]) adding(key K, mark string) func(V) (V, error) {
	return func(v V) (V, error) { return b.marked(v, key, mark) }
}

// put adds the marks one by one.
func (b *bench[K, V, S]) put(key K, marks ...string) error {
	for _, m := range marks {
		if _, err := b.add(key, m); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench[K, V, S]) remove(key K) error {
	_, err := b.store.Update(background, key, func(V) (V, error) { var zero V; return zero, nil })
	if err != nil {
		err = fmt.Errorf("Update(%s) that deletes: %w", key, err)
	}
	return err
}

// want checks that Get finds exactly these marks; none means that there is
// nothing. That nothing comes with the right error is for rows of its own.
func (b *bench[K, V, S]) want(key K, marks ...string) error {
	want, err := b.make(key, marks...)
	if err != nil {
		return err
	}
	got, err := b.store.Get(background, key)
	if err != nil && len(marks) > 0 {
		return fmt.Errorf("Get(%s): %w", key, err)
	}
	if !b.Equal(got, want) {
		return fmt.Errorf("Get(%s) = %s, want %s", key, b.show(got), b.show(want))
	}
	return nil
}

// wantNotFound checks that Get says so.
func (b *bench[K, V, S]) wantNotFound(key K) error {
	got, err := b.store.Get(background, key)
	if !errors.Is(err, b.NotFound) || !got.IsZero() {
		return fmt.Errorf("Get(%s) = %s, %v; want nothing and the not-found sentinel", key, b.show(got), err)
	}
	return nil
}

// wantFirst checks that All from a key begins with that key and these marks.
func (b *bench[K, V, S]) wantFirst(key K, marks ...string) error {
	want, err := b.make(key, marks...)
	if err != nil {
		return err
	}
	for v, err := range b.store.All(background, key) {
		if err != nil {
			return fmt.Errorf("All(%s): %w", key, err)
		}
		if !b.Equal(v, want) {
			return fmt.Errorf("All(%s) begins with %s, want %s", key, b.show(v), b.show(want))
		}
		return nil
	}
	return fmt.Errorf("All(%s) yields nothing, want %s", key, b.show(want))
}

// wantKeys checks what All yields from a key on.
func (b *bench[K, V, S]) wantKeys(from K, want []K) error {
	got, err := b.keys(background, from, -1)
	if err != nil {
		return err
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("All(%q) yields %q, want %q", from.String(), got, want)
	}
	return nil
}

// keys returns the keys that All yields, at most n of them unless n is negative.
func (b *bench[K, V, S]) keys(ctx context.Context, from K, n int) ([]K, error) {
	var keys []K
	for v, err := range b.store.All(ctx, from) {
		if err != nil {
			return keys, fmt.Errorf("All(%s): %w", from, err)
		}
		if v.IsZero() {
			return keys, fmt.Errorf("All(%s) yields a zero value", from)
		}
		if keys = append(keys, b.KeyOf(v)); len(keys) == n {
			break
		}
	}
	return keys, nil
}

func (b *bench[K, V, S]) show(v V) string {
	if v.IsZero() {
		return "nothing"
	}
	marks := b.Marks(v)
	if len(marks) > 12 {
		return fmt.Sprintf("%s with %d marks", b.KeyOf(v), len(marks))
	}
	return fmt.Sprintf("%s[%s]", b.KeyOf(v), strings.Join(marks, " "))
}

// meanwhile runs f beside the caller, gives it time to finish and returns a
// function that waits for its end. A store that locks lets f run only
// afterwards, which is as good: the suite asks for a result that some order of
// the two explains.
func (b *bench[K, V, S]) meanwhile(f func() error) (wait func() error) {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("panic: %v", p)
			}
		}()
		done <- f()
	}()
	var err error
	select {
	case err = <-done:
		return func() error { return err }
	case <-time.After(b.Patience):
		return func() error { return <-done }
	}
}

// retry repeats f while it ends in the conflict sentinel, which is the store's
// right and the caller's work.
func (b *bench[K, V, S]) retry(f func(attempt int) error) error {
	for i := 0; ; i++ {
		if err := f(i); err == nil || !errors.Is(err, b.Conflict) || i == 1000 {
			return err
		}
	}
}
