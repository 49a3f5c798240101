// Package storage says how the records of this library are kept in a database:
// their keys in order, their text, and what can be looked up. The modules below
// it are adapters, one generic adapter an engine, and each keeps every kind of
// record that has a [Table]:
//
//	sqlite    embedded, one file on disk
//	postgres  one server
//	etcd      several replicated servers
//
// This package does no I/O. Its tables can be used with an engine that has no
// adapter here.
package storage

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
)

// A Key is what the stores of the rooms use for keys: comparable, ordered, with
// a text. The zero key comes before all others.
type Key[K any] interface {
	comparable
	Compare(K) int
	String() string
}

// A Value is immutable; its zero value means absence.
type Value interface{ IsZero() bool }

// A Table says how records of one kind are kept. All functions are pure and safe
// for concurrent use.
type Table[K Key[K], V Value] struct {
	// Name tells the records of this kind from others in the same database: one
	// to 32 lower-case letters, digits and hyphens. It is part of the layout.
	Name string

	// Order turns a key into bytes that compare as the keys do: bytes.Compare of
	// two is Compare of the keys. It is injective; the zero key comes first.
	Order func(K) []byte
	// Parse is the inverse of Order.
	Parse func([]byte) (K, error)

	// KeyOf returns the key of a value that is not zero.
	KeyOf func(V) K
	// Encode and Decode are the text of a value that is not zero. It is JSON, so
	// that the database's own tools can read it.
	Encode func(V) ([]byte, error)
	Decode func([]byte) (V, error)

	// Lookups are the secondary orders that the engine keeps. Adding one to a
	// table that has records takes a Reindex of the adapter.
	Lookups []Lookup[V]
}

// A Lookup finds records by something else than their key. The engine keeps its
// terms in the same transaction as the record.
type Lookup[V any] struct {
	// Name is as that of a table. It is part of the layout: a lookup whose terms
	// change their meaning gets a new name.
	Name string
	// Terms returns the terms under which the value is found, as made by
	// [AppendText] and its neighbours; the same term twice counts once. It reads
	// nothing but the value, so what depends on the instant of the question has
	// to be asked of the records that were found.
	Terms func(V) [][]byte
}

// A Change says that another value is stored under the key now; the zero Value
// says that it was deleted. A Change without a key carries the news alone that
// everything is known that was stored before the call, see [Feed].
type Change[K, V any] struct {
	Key      K
	Value    V
	Position string // where to go on: Changes(ctx, Position) begins after this
	Current  bool   // a mark without key and value
}

// A Feed tells followers what changes in a store, so that they need not read
// everything again. Adapters that have one say so.
//
// Changes yields what changed after a position that an earlier walk was given,
// in an order in which the changes of one key stand as they happened, and then
// waits for more until the context is done, whose error it yields as the last.
// After "" it yields every record that is stored and then the changes.
//
// An acknowledged change is never left out: once Update has returned, every walk
// that began before or after it yields that value of the key or, when the key
// was changed again, a later one; several changes of one key may come as the
// last of them. What was yielded at or before the position may come again.
// Deletions come with the key; after "" they may be missing.
//
// When everything that had been stored at the time of the call has been yielded,
// a mark follows, once a walk.
//
// A position that the engine no longer remembers ends the walk with
// [ErrPosition]: begin again at "".
type Feed[K Key[K], V Value] interface {
	Changes(ctx context.Context, after string) iter.Seq2[Change[K, V], error]
}

// ErrPosition is the error of a feed that cannot go on from the position.
var ErrPosition = errors.New("position unknown to the feed")

// Check reports what is wrong with the table, all of it.
func (t Table[K, V]) Check() error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("storage: table %q: "+format, append([]any{t.Name}, args...)...))
	}
	if !plain(t.Name) {
		bad("the name is not 1 to 32 of a to z, 0 to 9 and hyphens")
	}
	if t.Order == nil || t.Parse == nil || t.KeyOf == nil || t.Encode == nil || t.Decode == nil {
		bad("Order, Parse, KeyOf, Encode and Decode are all needed")
	}
	seen := map[string]bool{}
	for i, l := range t.Lookups {
		switch {
		case !plain(l.Name):
			bad("lookups[%d]: the name %q is not 1 to 32 of a to z, 0 to 9 and hyphens", i, l.Name)
		case seen[l.Name]:
			bad("lookups[%d]: a second %q", i, l.Name)
		case l.Terms == nil:
			bad("lookups[%d]: no Terms", i)
		}
		seen[l.Name] = true
	}
	return errors.Join(errs...)
}

// Names returns the names of the lookups.
func (t Table[K, V]) Names() (names []string) {
	for _, l := range t.Lookups {
		names = append(names, l.Name)
	}
	return names
}

func plain(name string) bool {
	return len(name) >= 1 && len(name) <= 32 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
