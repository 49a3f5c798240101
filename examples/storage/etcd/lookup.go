package etcd

import (
	"context"
	"fmt"
	"iter"
	"slices"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/serviceowner/itsm/examples/storage"
)

// entry is the key of a term of the record.
func (s *Store[K, V]) entry(t storage.Term, order []byte) string {
	return s.lookup(t.Lookup) + string(append(storage.AppendText(nil, string(t.Term)), order...))
}

func (s *Store[K, V]) lookup(name string) string { return s.lookups + name + "/" }

// Find yields the values that have a term from the given one on and before
// until (nil: no end) in the lookup, in the order of terms and then of keys; a
// value comes once for each of its terms in the range. storage.Through makes the
// end for one term. Find reads in pages, and each value as it is now: one that
// lost its term meanwhile is left out. Errors are as those of All.
func (s *Store[K, V]) Find(ctx context.Context, lookup string, from, until []byte) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		err := s.find(ctx, lookup, from, until, func(v V) bool { return yield(v, nil) })
		if err != nil {
			var zero V
			yield(zero, fmt.Errorf("etcd: find %s by %s: %w", s.table.Name, lookup, err))
		}
	}
}

func (s *Store[K, V]) find(ctx context.Context, lookup string, from, until []byte, yield func(V) bool) error {
	if !slices.Contains(s.table.Names(), lookup) {
		return fmt.Errorf("no lookup %q", lookup)
	}
	prefix := s.lookup(lookup)
	end := clientv3.GetPrefixRangeEnd(prefix)
	if until != nil {
		end = prefix + string(storage.AppendText(nil, string(until)))
	}
	for kv, err := range s.scan(ctx, prefix+string(storage.AppendText(nil, string(from))), end, clientv3.WithKeysOnly()) {
		if err != nil {
			return err
		}
		term, order, err := storage.CutText(kv.Key[len(prefix):])
		if err != nil {
			return err
		}
		found, err := s.client.Get(ctx, s.record(order))
		if err != nil {
			return err
		}
		if len(found.Kvs) == 0 {
			continue
		}
		v, err := s.table.Decode(found.Kvs[0].Value)
		if err != nil {
			return err
		}
		still := func(t storage.Term) bool { return t.Lookup == lookup && string(t.Term) == term }
		if slices.ContainsFunc(s.table.Terms(v), still) && !yield(v) {
			return nil
		}
	}
	return nil
}

// build completes the lookups that are not there yet. Whoever changes a record
// meanwhile writes what becomes of its terms; what stays is written here, under
// the condition that the record is still the one that was read.
func (s *Store[K, V]) build(ctx context.Context) error {
	built, err := s.client.Get(ctx, s.built, clientv3.WithPrefix(), clientv3.WithKeysOnly())
	if err != nil {
		return err
	}
	missing := s.table.Names()
	for _, kv := range built.Kvs {
		missing = slices.DeleteFunc(missing, func(name string) bool { return s.built+name == string(kv.Key) })
	}
	if len(missing) == 0 {
		return nil
	}
	for kv, err := range s.scan(ctx, s.records, clientv3.GetPrefixRangeEnd(s.records)) {
		if err == nil {
			err = s.index(ctx, kv.Key[len(s.records):], kv.ModRevision, kv.Value, missing)
		}
		if err != nil {
			return err
		}
	}
	for _, name := range missing {
		if _, err := s.client.Put(ctx, s.built+name, ""); err != nil {
			return err
		}
	}
	return nil
}

// index writes the terms of one record, and again when it has changed meanwhile.
func (s *Store[K, V]) index(ctx context.Context, order []byte, revision int64, text []byte, missing []string) error {
	for {
		v, err := s.table.Decode(text)
		if err != nil {
			return err
		}
		var ops []clientv3.Op
		for _, t := range s.table.Terms(v) {
			if slices.Contains(missing, t.Lookup) {
				ops = append(ops, clientv3.OpPut(s.entry(t, order), ""))
			}
		}
		done := true
		for chunk := range slices.Chunk(ops, 100) {
			at, err := s.swap(ctx, s.record(order), revision, chunk)
			if err != nil {
				return err
			}
			if done = at != 0; !done {
				break
			}
		}
		if done {
			return nil
		}
		found, err := s.client.Get(ctx, s.record(order))
		if err != nil || len(found.Kvs) == 0 {
			return err
		}
		revision, text = found.Kvs[0].ModRevision, found.Kvs[0].Value
	}
}
