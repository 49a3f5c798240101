package etcd_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"
	"google.golang.org/grpc"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/etcd"
	"github.com/serviceowner/itsm/examples/storage/etcd/etcdtest"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

func TestMain(m *testing.M) {
	status := m.Run()
	if used.Load() {
		if cluster, err := shared(); err == nil {
			if err := cluster.Stop(); err != nil {
				fmt.Println(err)
				status = 1
			}
		}
	}
	os.Exit(status)
}

// shared is the cluster of all tests that are about one client. It need not survive
// anything, so it has one member, which does not wait for the disk.
var (
	shared = sync.OnceValues(func() (*etcdtest.Cluster, error) { return etcdtest.Start(1, false) })
	used   atomic.Bool
)

func newClient(t testing.TB, options ...grpc.DialOption) *clientv3.Client {
	t.Helper()
	used.Store(true)
	cluster, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return clientOf(t, cluster, nil, options...)
}

func clientOf(t testing.TB, cluster *etcdtest.Cluster, members []int, options ...grpc.DialOption) *clientv3.Client {
	t.Helper()
	client, err := cluster.Client(members, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

var prefixes atomic.Int32

// newPrefix returns one that nobody has used.
func newPrefix() string { return fmt.Sprintf("it's/\x00%d/", prefixes.Add(1)) }

func openDB(t testing.TB, client *clientv3.Client, prefix string) *etcd.DB {
	t.Helper()
	db, err := etcd.Open(context.Background(), client, prefix)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func openStore[K storage.Key[K], V storage.Value](t testing.TB, db *etcd.DB, table storage.Table[K, V]) *etcd.Store[K, V] {
	t.Helper()
	s, err := etcd.NewStore(context.Background(), db, table)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFeed(t *testing.T) {
	t.Parallel()
	client := newClient(t)
	storagecheck.TestFeed(t, func(t testing.TB) storagecheck.FeedStore {
		return openStore(t, openDB(t, client, newPrefix()), storagecheck.Notes())
	})
}

func TestLookup(t *testing.T) {
	t.Parallel()
	client := newClient(t)
	storagecheck.TestLookup(t, func(t testing.TB) storagecheck.LookupStore {
		return openStore(t, openDB(t, client, newPrefix()), storagecheck.Notes())
	})
}

// TestLookupGained: a lookup that a table has gained is built over what is there,
// while others write; and programs of another layout are refused.
func TestLookupGained(t *testing.T) {
	t.Parallel()
	ctx, client, prefix := t.Context(), newClient(t), newPrefix()
	table := storagecheck.Notes()
	old := table
	old.Lookups = nil
	before := openStore(t, openDB(t, client, prefix), old)
	put := func(s *etcd.Store[storagecheck.Name, storagecheck.Note], i int, text string) {
		name := storagecheck.Name(fmt.Sprint(i))
		if _, err := s.Update(ctx, name, func(storagecheck.Note) (storagecheck.Note, error) {
			return storagecheck.Note{Name: name, Text: text}, nil
		}); err != nil {
			t.Error(err)
		}
	}
	const notes = 600 // more than are read at a time
	for i := range notes {
		put(before, i, "old")
	}
	var programs sync.WaitGroup
	for p := range 3 {
		programs.Go(func() {
			s := openStore(t, openDB(t, client, prefix), table) // while others have begun to write
			for i := p; i < notes/2; i += 3 {
				put(s, i, "new old")
			}
		})
	}
	programs.Wait()
	after := openStore(t, openDB(t, client, prefix), table)
	for word, want := range map[string]int{"old": notes, "new": notes / 2} {
		found, term := 0, storage.AppendText(nil, word)
		for _, err := range after.Find(ctx, storagecheck.LookupWord, term, storage.Through(term)) {
			if err != nil {
				t.Fatal(err)
			}
			found++
		}
		if found != want {
			t.Errorf("%d notes with %q, want %d", found, word, want)
		}
	}
	if _, err := client.Put(ctx, prefix+"layout", "2"); err != nil {
		t.Fatal(err)
	}
	if _, err := etcd.Open(ctx, client, prefix); err == nil {
		t.Error("a layout of the future was taken")
	}
}

// TestHistory: clients of different members are what programs on different
// machines are.
func TestHistory(t *testing.T) {
	t.Parallel()
	cluster, err := etcdtest.Start(3, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	prefix := newPrefix()
	stores := []storagecheck.Store[storagecheck.Name, storagecheck.Note]{
		openStore(t, openDB(t, clientOf(t, cluster, []int{0}), prefix), storagecheck.Notes()),
		openStore(t, openDB(t, clientOf(t, cluster, []int{1}), prefix), storagecheck.Notes()),
	}
	h := storagecheck.NewHistory()
	h.Run(t.Context(), storagecheck.Load{Operations: 150, Seed: 1}, stores...)
	h.Run(t.Context(), storagecheck.Load{Operations: 150, Cancel: 50, Seed: 2}, stores...)
	h.Check(t)
}
