package etcd

import (
	"context"
	"fmt"
	"strconv"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// layout is the version of the layout in the documentation.
const layout = 1

// A DB is a prefix of a cluster. It is safe for concurrent use.
type DB struct {
	client *clientv3.Client
	prefix string
}

// Open marks the prefix with the layout if it has none. Another layout than that
// of this package is refused. The client stays the caller's, who closes it. One
// set of records has one prefix for all programs that share it, and no other
// prefix begins with it.
func Open(ctx context.Context, client *clientv3.Client, prefix string) (*DB, error) {
	db := &DB{client, prefix}
	key := prefix + "layout"
	done, err := client.Txn(ctx).
		If(clientv3.Compare(clientv3.CreateRevision(key), "=", 0)).
		Then(clientv3.OpPut(key, strconv.Itoa(layout))).
		Else(clientv3.OpGet(key)).
		Commit()
	if err != nil {
		return nil, fmt.Errorf("etcd: open %q: %w", prefix, err)
	}
	if !done.Succeeded {
		if found := string(done.Responses[0].GetResponseRange().Kvs[0].Value); found != strconv.Itoa(layout) {
			return nil, fmt.Errorf("etcd: open %q: layout %.60q, and this program knows %d", prefix, found, layout)
		}
	}
	return db, nil
}
