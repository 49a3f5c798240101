package etcd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"

	"go.etcd.io/etcd/api/v3/mvccpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc/codes"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
)

// A Store keeps the records of one table. It has the shape of the stores of all
// rooms, and is safe for concurrent use.
type Store[K storage.Key[K], V storage.Value] struct {
	client  *clientv3.Client
	table   storage.Table[K, V]
	records string // prefix of the keys of records
	lookups string // and of those of lookups
	built   string
	recent  storage.Recent[K, V]
}

// NewStore returns the store of the table under the prefix. Lookups that it does
// not have yet are built first, record by record, while others may write. All
// programs that write need the same tables.
func NewStore[K storage.Key[K], V storage.Value](ctx context.Context, db *DB, table storage.Table[K, V]) (*Store[K, V], error) {
	if err := table.Check(); err != nil {
		return nil, err
	}
	s := &Store[K, V]{
		client: db.client, table: table,
		records: db.prefix + "record/" + table.Name + "/",
		lookups: db.prefix + "lookup/" + table.Name + "/",
		built:   db.prefix + "built/" + table.Name + "/",
	}
	if err := s.build(ctx); err != nil {
		return nil, fmt.Errorf("etcd: %s: %w", table.Name, err)
	}
	return s, nil
}

// Get returns the value stored under the key, or ownership.ErrNotFound.
func (s *Store[K, V]) Get(ctx context.Context, key K) (V, error) {
	found, err := s.read(ctx, key)
	if err == nil && found.Text == nil {
		err = ownership.ErrNotFound
	}
	if err != nil {
		return s.failed("get", key, err)
	}
	return found.Value, nil
}

// attempts bounds how often a closure is overtaken.
const attempts = 100

// Update hands the value stored under the key to change and stores what it
// returns; see the package documentation and the store interfaces of the rooms.
func (s *Store[K, V]) Update(ctx context.Context, key K, change func(V) (V, error)) (V, error) {
	if change == nil {
		return s.failed("update", key, fmt.Errorf("%w: no change given", ownership.ErrInvalid))
	}
	for range attempts {
		old, err := s.read(ctx, key)
		if err != nil {
			return s.failed("update", key, err)
		}
		next, err := change(old.Value)
		if err != nil {
			return s.failed("update", key, err)
		}
		switch done, err := s.write(ctx, key, old, next); {
		case err != nil:
			return s.failed("update", key, err)
		case done:
			return next, nil
		}
	}
	return s.failed("update", key, fmt.Errorf("%w: overtaken %d times", ownership.ErrConflict, attempts))
}

// failed is the zero value with what went wrong.
func (s *Store[K, V]) failed(op string, key K, err error) (V, error) {
	var zero V
	return zero, fmt.Errorf("etcd: %s %s %.300q: %w", op, s.table.Name, key.String(), err)
}

// read returns what etcd has under a key: version 0 if nothing.
func (s *Store[K, V]) read(ctx context.Context, key K) (storage.Kept[V], error) {
	if err := ctx.Err(); err != nil {
		return storage.Kept[V]{}, err
	}
	answer, err := s.client.Get(ctx, s.record(s.table.Order(key)))
	if err != nil || len(answer.Kvs) == 0 {
		return storage.Kept[V]{}, err
	}
	found := storage.Kept[V]{Version: answer.Kvs[0].ModRevision, Text: answer.Kvs[0].Value}
	if known := s.recent.Get(key); known.Version == found.Version {
		return known, nil
	}
	if found.Value, err = s.table.Decode(found.Text); err != nil {
		return storage.Kept[V]{}, err
	}
	s.recent.Put(key, found)
	return found, nil
}

func (s *Store[K, V]) record(key []byte) string { return s.records + string(key) }

// write stores next if the row is still the one that was read, and says whether
// it was. It leaves alone what would not change.
func (s *Store[K, V]) write(ctx context.Context, key K, old storage.Kept[V], next V) (bool, error) {
	order := s.table.Order(key)
	name := s.record(order)
	op, stored := clientv3.OpDelete(name), storage.Kept[V]{Value: next}
	if next.IsZero() {
		if old.Text == nil {
			return true, nil
		}
	} else {
		if s.table.KeyOf(next) != key {
			return false, fmt.Errorf("%w: the change returned the value of another key", ownership.ErrInvalid)
		}
		var err error
		if stored.Text, err = s.table.Encode(next); err != nil {
			return false, fmt.Errorf("%w: %w", ownership.ErrInvalid, err)
		}
		if bytes.Equal(stored.Text, old.Text) {
			return true, nil
		}
		op = clientv3.OpPut(name, string(stored.Text))
	}
	ops := []clientv3.Op{op}
	remove, add := s.table.Differ(old.Value, next)
	for _, t := range remove {
		ops = append(ops, clientv3.OpDelete(s.entry(t, order)))
	}
	for _, t := range add {
		ops = append(ops, clientv3.OpPut(s.entry(t, order), ""))
	}
	revision, err := s.swap(ctx, name, old.Version, ops)
	if stored.Version = revision; revision != 0 && stored.Text != nil {
		s.recent.Put(key, stored)
	}
	return revision != 0, err
}

// swap carries the operations out if the key still has the revision, and returns
// the one that it gets; 0 if they were not carried out.
func (s *Store[K, V]) swap(ctx context.Context, name string, revision int64, ops []clientv3.Op) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	done, err := s.client.Txn(ctx).If(clientv3.Compare(clientv3.ModRevision(name), "=", revision)).Then(ops...).Commit()
	if err != nil {
		return 0, outcome(err)
	}
	if !done.Succeeded {
		return 0, nil
	}
	return done.Header.Revision, nil
}

// outcome says what an error of the transaction means: ErrOutcomeUnknown for
// everything but a refusal.
func outcome(err error) error {
	var told rpctypes.EtcdError
	if errors.As(err, &told) {
		switch told.Code() {
		case codes.InvalidArgument, codes.ResourceExhausted, codes.PermissionDenied, codes.Unauthenticated, codes.Unimplemented:
			return err
		}
	}
	return fmt.Errorf("%w: %w", ownership.ErrOutcomeUnknown, err)
}

// page is how many keys are read at a time.
const page = 256

// All yields the values in key order, beginning with the first whose key is not
// before from.
func (s *Store[K, V]) All(ctx context.Context, from K) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		var zero V
		for kv, err := range s.scan(ctx, s.record(s.table.Order(from)), clientv3.GetPrefixRangeEnd(s.records)) {
			var v V
			if err == nil {
				v, err = s.table.Decode(kv.Value)
			}
			if err != nil {
				yield(zero, fmt.Errorf("etcd: all %s: %w", s.table.Name, err))
				return
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}

// scan yields what lies in the range, in order, reading page by page. A context
// that is done ends it with an error.
func (s *Store[K, V]) scan(ctx context.Context, from, end string, options ...clientv3.OpOption) iter.Seq2[*mvccpb.KeyValue, error] {
	return func(yield func(*mvccpb.KeyValue, error) bool) {
		options := append(options, clientv3.WithRange(end), clientv3.WithLimit(page))
		for {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			found, err := s.client.Get(ctx, from, options...)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, kv := range found.Kvs {
				if err := ctx.Err(); err != nil {
					yield(nil, err)
					return
				}
				if !yield(kv, nil) {
					return
				}
			}
			if !found.More {
				if err := ctx.Err(); err != nil {
					yield(nil, err)
				}
				return
			}
			from = string(found.Kvs[len(found.Kvs)-1].Key) + "\x00"
		}
	}
}
