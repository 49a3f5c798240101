// Package storetest holds the contract of every store of this module against an
// implementation, row by row. It knows no domain word: a room says with a [Spec]
// what its keys and values look like. It imports testing and is for tests alone.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"
)

// A Store is the shape that the stores of all rooms have.
type Store[K, V any] interface {
	Get(ctx context.Context, key K) (V, error)
	Update(ctx context.Context, key K, change func(V) (V, error)) (V, error)
	All(ctx context.Context, from K) iter.Seq2[V, error]
}

// A Key is comparable and has an order and a text.
type Key[K any] interface {
	comparable
	Compare(K) int
	String() string
}

// A Value's zero means absence.
type Value interface{ IsZero() bool }

// A Spec says how the suite makes values and looks at them. The suite sees a
// value as its key and the list of marks that were added to it, the simplest
// model in which a lost or doubled write shows.
type Spec[K Key[K], V Value] struct {
	// Keys are at least 8 distinct valid keys in ascending order, the awkward
	// ones among them. The zero key comes before all of them.
	Keys []K
	// Build returns the value of a key that has exactly these marks, at least
	// one, in this order. It is deterministic, and no two of its results share
	// memory that Scribble reaches.
	Build func(key K, marks ...string) (V, error)
	// Marks returns the marks of v in the order in which they were added.
	Marks func(V) []string
	// KeyOf returns the key of v.
	KeyOf func(V) K
	// Equal compares everything, not marks alone.
	Equal func(a, b V) bool
	// Scribble does to v whatever a careless caller could do to a value in hand.
	Scribble func(V)

	// The room's sentinels.
	NotFound, Conflict, Unknown, Invalid error
}

// Options are what an implementation can say about itself. The zero Options are
// right for most.
type Options[S any] struct {
	// Skip names rows that are left out.
	Skip []string
	// Patience is how long a row lets a second writer try to come first while a
	// closure runs, 50 ms if zero. A store that is slower than that passes rows
	// without being tried hard.
	Patience time.Duration
	// Deadline is how long a call may take before it counts as hanging, 30 s if
	// zero.
	Deadline time.Duration
	// LoseReply makes the next Update on the store report an unknown outcome,
	// after it has been written or instead. Without it the row is left out.
	LoseReply func(store S, written bool)
	// Rerun makes the next Update on the store call its closure at least twice.
	// Without it the row sees only the repetitions that conflicts cause.
	Rerun func(store S)
}

// A Suite is the contract for one kind of store. New returns a fresh, empty
// store; it is called once a row.
type Suite[K Key[K], V Value, S Store[K, V]] struct {
	Spec[K, V]
	Options[S]
	New func(testing.TB) S
}

// Run checks every row in a subtest of its own. A failure prints the rule.
func (s Suite[K, V, S]) Run(t *testing.T) {
	t.Helper()
	if err := s.check(); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[K, V, S]() {
		t.Run(r.name, func(t *testing.T) {
			switch {
			case slices.Contains(s.Skip, r.name):
				t.Skip("left out by the caller")
			case r.needs != nil && !r.needs(s.Options):
				t.Skip("the store offers no hook for this")
			}
			if err := s.try(t, r); err != nil {
				t.Errorf("the rule: %s\nbroken: %v", r.rule, err)
			}
		})
	}
}

// Failures checks every row as Run does but reports what is broken by the name of
// the row: for tests of the suite itself.
func (s Suite[K, V, S]) Failures(t testing.TB) map[string]error {
	t.Helper()
	if err := s.check(); err != nil {
		t.Fatal(err)
	}
	broken := map[string]error{}
	for _, r := range rows[K, V, S]() {
		if slices.Contains(s.Skip, r.name) || r.needs != nil && !r.needs(s.Options) {
			continue
		}
		if err := s.try(t, r); err != nil {
			broken[r.name] = err
		}
	}
	return broken
}

// Names returns the names of all rows, in order.
func (s Suite[K, V, S]) Names() []string {
	var names []string
	for _, r := range rows[K, V, S]() {
		names = append(names, r.name)
	}
	return names
}

// check finds mistakes in the use of the suite, which would otherwise look like
// a store that passes.
func (s Suite[K, V, S]) check() error {
	var errs []error
	if len(s.Keys) < 8 {
		errs = append(errs, fmt.Errorf("storetest: %d keys, want 8 or more", len(s.Keys)))
	}
	for i := 1; i < len(s.Keys); i++ {
		if s.Keys[i-1].Compare(s.Keys[i]) >= 0 {
			errs = append(errs, fmt.Errorf("storetest: key %d is not after the one before: %s", i, s.Keys[i]))
		}
	}
	names := s.Names()
	for _, name := range s.Skip {
		if !slices.Contains(names, name) {
			errs = append(errs, fmt.Errorf("storetest: no row %q to skip", name))
		}
	}
	return errors.Join(errs...)
}

// try runs one row on a fresh store. The row runs beside the test, because a
// store may hang and a test that hangs does not say on which rule.
func (s Suite[K, V, S]) try(t testing.TB, r row[K, V, S]) error {
	t.Helper()
	if s.Patience == 0 {
		s.Patience = 50 * time.Millisecond
	}
	if s.Deadline == 0 {
		s.Deadline = 30 * time.Second
	}
	b := &bench[K, V, S]{Suite: s, store: s.New(t)}
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("panic: %v", p)
			}
		}()
		done <- r.check(b)
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(s.Deadline):
		return fmt.Errorf("a call has not returned after %v", s.Deadline)
	}
}
