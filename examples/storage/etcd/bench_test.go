package etcd_test

import (
	"context"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/etcd/etcdtest"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

// BenchmarkCompare measures with three members, fsync on, beside a put under the
// condition that the revision is still the one that was read.
func BenchmarkCompare(b *testing.B) {
	cluster, err := etcdtest.Start(3, true)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			b.Error(err)
		}
	})
	client := clientOf(b, cluster, nil)
	storagecheck.Compare(b, openStore(b, openDB(b, client, newPrefix()), storage.Ledgers()), storagecheck.Raw{
		Read: func(ctx context.Context, key string) ([]byte, int64, error) {
			found, err := client.Get(ctx, key)
			if err != nil || len(found.Kvs) == 0 {
				return nil, 0, err
			}
			return found.Kvs[0].Value, found.Kvs[0].ModRevision, nil
		},
		Swap: func(ctx context.Context, key string, version int64, value []byte) (bool, error) {
			done, err := client.Txn(ctx).If(clientv3.Compare(clientv3.ModRevision(key), "=", version)).
				Then(clientv3.OpPut(key, string(value))).Commit()
			return err == nil && done.Succeeded, err
		},
	})
}
