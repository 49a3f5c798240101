// Package sqlite keeps the records of the rooms in one SQLite file: one generic
// [Store] for every [storage.Table].
//
//	db, err := sqlite.Open(ctx, "itsm.db")
//	ledgers, err := sqlite.NewStore(ctx, db, storage.Ledgers()) // an ownership.Store
//
// # Semantics
//
// Updates are optimistic: the closure runs without a lock, may take its time and
// may call the store; it runs again when another update of the same key came
// first, and after a hundred times Update ends in ownership.ErrConflict. Closures
// that return what they were given write nothing. Writes of one process queue for
// one connection; several processes on one machine may share the file, and a
// writer that has waited for others longer than [Patience] ends in
// ownership.ErrConflict with nothing written. The file must not lie on a network.
//
// A commit is on disk when Update returns (WAL, synchronous=FULL). A context that
// is done is looked at until the write begins, and not from then on: so it never
// leaves the outcome open. Only a failing disk does; that error is
// ownership.ErrOutcomeUnknown.
//
// # Layout
//
// See the migrations for the exact schema.
//
//	record (kind, key)              version, value    one row a key; value is JSON, NULL when deleted
//	lookup (kind, name, term, key)                    the terms of records, in the same transaction
//	lookup_built (kind, name)                         lookups that are complete
//
// kind is the name of the table, key its Order. version is the number of the
// change among those of the table; it never comes back, not even after a
// deletion, of which a row without value stays. The feed is the index over it.
package sqlite
