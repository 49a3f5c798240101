package etcd_test

import (
	"context"
	"encoding/json"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/etcd/etcdtest"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
	"github.com/serviceowner/itsm/ownership"
)

// TestMembersLost: of three members one that follows is hard-stopped under load,
// comes back, and then the leader is, fsync on, while some contexts end at random.
// Nothing that was acknowledged is lost, no rule is broken, and a live register
// that follows knows in the end what is stored. ITSM_FULL=1 does it many times.
func TestMembersLost(t *testing.T) {
	t.Parallel()
	rounds := 1
	if os.Getenv("ITSM_FULL") != "" {
		rounds = 15
	}
	cluster, err := etcdtest.Start(3, true)
	require.NoError(t, err)
	defer func() { assert.NoError(t, cluster.Stop()) }()
	ctx := t.Context()
	prefix := newPrefix()
	db := openDB(t, clientOf(t, cluster, nil), prefix)
	notes, ledgers := openStore(t, db, storagecheck.Notes()), openStore(t, db, storage.Ledgers())
	db = openDB(t, clientOf(t, cluster, nil), prefix)
	otherNotes, otherLedgers := openStore(t, db, storagecheck.Notes()), openStore(t, db, storage.Ledgers())

	relay, err := storagecheck.NewRelay(3)
	require.NoError(t, err)
	require.NoError(t, relay.Fill(ctx, ledgers))
	live, position, err := storage.LoadLive(ctx, ledgers, relay.Facts())
	require.NoError(t, err)
	history := storagecheck.NewHistory()

	loaded, stop := context.WithCancel(ctx)
	defer stop()
	var load sync.WaitGroup
	load.Go(func() {
		history.Run(loaded, storagecheck.Load{Clients: 6, Cancel: 5, Seed: 1}, notes, otherNotes)
	})
	load.Go(func() { assert.NoError(t, relay.Run(loaded, 6, 0, ledgers, otherLedgers)) })
	load.Go(func() {
		for loaded.Err() == nil {
			position, _ = storage.Follow(loaded, ledgers, live, position)
			time.Sleep(10 * time.Millisecond)
		}
	})
	lose := func(member int) {
		time.Sleep(300 * time.Millisecond)
		before := relay.Counts().Writes
		cluster.Kill(member)
		assert.Eventually(t, func() bool { return relay.Counts().Writes > before+10 }, time.Minute, 10*time.Millisecond, "writes go on without member %d", member)
		require.NoError(t, cluster.Revive(member))
	}
	for range rounds {
		leader := cluster.Leader()
		require.GreaterOrEqual(t, leader, 0)
		lose((leader + 1) % 3)
		leader = cluster.Leader()
		require.GreaterOrEqual(t, leader, 0)
		lose(leader)
	}
	time.Sleep(100 * time.Millisecond)
	stop()
	load.Wait()

	require.NoError(t, relay.Settle(ctx, otherLedgers))
	assert.NoError(t, relay.Check(ctx, ledgers))
	t.Log("handovers: ", relay.Counts())
	history.Check(t)

	for c, err := range ledgers.Changes(ctx, position) {
		require.NoError(t, err)
		if c.Current {
			break
		}
		live.Apply(c.Value)
	}
	stored, err := ownership.Load(ctx, ledgers, relay.Facts())
	require.NoError(t, err)
	review := func(r *ownership.Register) string {
		text, err := json.Marshal(r.Review(time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC), ownership.Selection{}))
		require.NoError(t, err)
		return string(text)
	}
	assert.Equal(t, review(stored), review(live.Register()))
}
