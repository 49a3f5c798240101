// Package postgres keeps the records of the rooms in PostgreSQL: one generic
// [Store] for every [storage.Table].
//
//	pool, err := pgxpool.New(ctx, "postgres://...")
//	db, err := postgres.Open(ctx, pool, "itsm")
//	ledgers, err := postgres.NewStore(ctx, db, storage.Ledgers()) // an ownership.Store
//
// # Semantics
//
// Updates are optimistic: the closure runs without a lock or a connection held,
// may take its time and may call the store; it runs again when another update of
// the same key came first, and after a hundred times Update ends in
// ownership.ErrConflict. Closures that return what they were given write nothing.
// Any number of programs may write to one database.
//
// Every read asks the database. A record that a Store has read or written lately
// is neither sent nor decoded again while its version is the same.
//
// A write is one statement and commits by itself. It is durable when Update
// returns, provided that the server runs with fsync and that synchronous_commit is
// not off, which is how servers come. Reads have to go to the primary: a replica
// is behind.
//
// The outcome of a write is unknown (ownership.ErrOutcomeUnknown) when the
// connection is lost, or the context done, between the moment at which the
// statement may have left and the server's answer. An error that the server
// itself reports of the statement is definite: it was rolled back.
//
// # Layout
//
// See the migrations for the exact schema. All of it lies in the schema that Open
// is given.
//
//	record (kind, key)              version, changed, value    one row a key; value is JSON, null when deleted
//	lookup (kind, name, term, key)                             the terms of records, in the same transaction
//	lookup_built (kind, name)                                  lookups that are complete
//	layout                          version                    how many migrations were applied
//
// kind is the name of the table and key its Order, as bytea, so that the order of
// keys does not depend on a collation. version counts the writes of one key and
// goes on over deletions, of which a row without value stays.
//
// # Feed
//
// changed is the number of the transaction that wrote the row last. Numbers are
// given out when transactions begin to write, and they end in another order: a
// reader that goes on above the greatest number seen would miss those that were
// late. [Store.Changes] therefore goes on from the oldest transaction that was
// still running when it looked, whose number the server tells, and remembers what
// it has yielded beyond. So writers pay one index entry and wait for nobody; in
// return, while a transaction anywhere on the server has written and is left open,
// followers keep in memory what changes, and their positions stand still.
//
// Numbers belong to one server and its physical copies. After a dump was loaded
// into another server, call [DB.Renumber] and let followers begin anew.
//
// Writers wake followers by NOTIFY, at most fifty times a second for each Store
// and outside the transaction of the write: one inside it would make all commits
// of the database queue. A lost wake-up costs a second and no change.
package postgres
