package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

// TestFeedCutOff: the server ends the session of a follower again and again while
// services are handed over. It goes on each time from where it was, and knows in
// the end what is stored.
func TestFeedCutOff(t *testing.T) {
	server, err := shared()
	pool := openPool(t, started(t, server, err).URL(), nil)
	ledgers := openStore(t, openDB(t, pool), storage.Ledgers())
	ctx := t.Context()
	relay, err := storagecheck.NewRelay(3)
	require.NoError(t, err)
	require.NoError(t, relay.Fill(ctx, ledgers))
	live, position, err := storage.LoadLive(ctx, ledgers, relay.Facts())
	require.NoError(t, err)

	following, stop := context.WithCancel(ctx)
	defer stop()
	var follower, load sync.WaitGroup
	cuts := 0
	follower.Go(func() {
		for following.Err() == nil {
			var err error
			position, err = storage.Follow(following, ledgers, live, position)
			if !errors.Is(err, context.Canceled) {
				cuts++
			}
		}
	})
	load.Go(func() {
		for range 2 {
			assert.NoError(t, relay.Run(ctx, 6, 15, ledgers))
		}
		stop()
	})
	for following.Err() == nil {
		_, err := pool.Exec(ctx, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'itsm feed'")
		require.NoError(t, err)
		time.Sleep(15 * time.Millisecond)
	}
	load.Wait()
	follower.Wait()

	assert.NoError(t, relay.Check(ctx, ledgers))
	t.Logf("cut off %d times; %s", cuts, relay.Counts())
	assert.Positive(t, cuts)
	sameAsStored(t, ledgers, relay.Facts(), live, position)
}
