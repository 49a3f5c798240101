// Package etcd keeps the records of the rooms in etcd, on several servers that
// replicate: one generic [Store] for every [storage.Table].
//
//	client, err := clientv3.New(clientv3.Config{Endpoints: ...})
//	db, err := etcd.Open(ctx, client, "itsm/")
//	ledgers, err := etcd.NewStore(ctx, db, storage.Ledgers()) // an ownership.Store
//
// # Semantics
//
// Reads and writes are linearizable, whichever server answers, and go on as long
// as a majority of the servers is there. Updates are optimistic: the closure runs
// without a lock, may take its time and may call the store; it runs again when
// another update of the same key came first, and after a hundred times Update
// ends in ownership.ErrConflict. Closures that return what they were given write
// nothing. Every read asks etcd; a record that a Store has read or written lately
// is not decoded again while its revision is the same.
//
// A write is one transaction, durable on a majority when Update returns. Its
// outcome is unknown (ownership.ErrOutcomeUnknown) when the connection or the
// leader is lost, or the context done, before the answer came. Only an error by
// which etcd refuses the request as such is definite.
//
// etcd takes values of 1.5 MB, transactions of 128 operations and some gigabytes
// in all unless it is told otherwise: it is for organisations with many changes
// and readers, not with many millions of records. An update that changes more
// than 120 terms of a record at once needs servers with --max-txn-ops.
//
// # Layout
//
// Everything lies under the prefix that Open is given.
//
//	layout                                "1"
//	record/TABLE/KEY                      the value, JSON
//	lookup/TABLE/LOOKUP/TERM KEY          nothing; written in the transaction of the record
//	built/TABLE/LOOKUP                    nothing; the lookup is complete
//
// KEY is the Order of the key, byte for byte, and TERM the term as
// storage.AppendText writes it, so that etcd's order is that of the table.
//
// The version of a record is its modification revision, which counts the changes
// of the whole cluster. A deleted key leaves nothing behind, and created anew it
// has a revision that none had before.
//
// # Feed
//
// [Store.Changes] is etcd's watch, which goes on by itself when a server is lost.
// A position is a revision, and while everything is read for the first time a key
// with it. What happened before a compaction is forgotten, and positions with it:
// such a walk ends in storage.ErrPosition.
package etcd
