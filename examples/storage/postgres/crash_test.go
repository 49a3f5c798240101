package postgres_test

import (
	"context"
	"encoding/json"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/postgres"
	"github.com/serviceowner/itsm/examples/storage/postgres/pgtest"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
	"github.com/serviceowner/itsm/ownership"
)

// TestCrash: the server is crashed and restarted under load, fsync on, while some
// contexts end at random. Nothing that was acknowledged is lost, no rule is
// broken, and a live register that follows knows in the end what is stored.
// ITSM_FULL=1 makes more crashes.
func TestCrash(t *testing.T) {
	crashes := 3
	if os.Getenv("ITSM_FULL") != "" {
		crashes = 40
	}
	server, err := pgtest.Start()
	started(t, server, err)
	defer func() { assert.NoError(t, server.Stop()) }()
	pool := openPool(t, server.URL(), func(c *pgxpool.Config) { c.MaxConns = 30 })
	ctx := t.Context()
	db := openDB(t, pool)
	notes, ledgers := openStore(t, db, storagecheck.Notes()), openStore(t, db, storage.Ledgers())

	relay, err := storagecheck.NewRelay(3)
	require.NoError(t, err)
	require.NoError(t, relay.Fill(ctx, ledgers))
	live, position, err := storage.LoadLive(ctx, ledgers, relay.Facts())
	require.NoError(t, err)
	history := storagecheck.NewHistory()

	loaded, stop := context.WithCancel(ctx)
	defer stop()
	var load sync.WaitGroup
	load.Go(func() { history.Run(loaded, storagecheck.Load{Clients: 6, Cancel: 5, Seed: 1}, notes) })
	load.Go(func() { assert.NoError(t, relay.Run(loaded, 6, 0, ledgers)) })
	breaks := 0
	load.Go(func() {
		for loaded.Err() == nil {
			position, _ = storage.Follow(loaded, ledgers, live, position)
			breaks++
			time.Sleep(10 * time.Millisecond)
		}
	})
	for range crashes {
		time.Sleep(400 * time.Millisecond)
		require.NoError(t, server.Crash())
		time.Sleep(50 * time.Millisecond)
		require.NoError(t, server.Restart())
	}
	time.Sleep(300 * time.Millisecond)
	stop()
	load.Wait()

	require.NoError(t, relay.Settle(ctx, ledgers))
	assert.NoError(t, relay.Check(ctx, ledgers))
	t.Log("handovers: ", relay.Counts())
	history.Check(t)
	assert.Greater(t, breaks, crashes, "the follower was cut off by each crash and by the end")
	sameAsStored(t, ledgers, relay.Facts(), live, position)
}

// sameAsStored lets the follower catch up and compares.
func sameAsStored(t *testing.T, ledgers *postgres.Store[ownership.Scope, ownership.Ledger], facts ownership.Facts, live *ownership.Live, position string) {
	t.Helper()
	for c, err := range ledgers.Changes(t.Context(), position) {
		require.NoError(t, err)
		if c.Current {
			break
		}
		live.Apply(c.Value)
	}
	stored, err := ownership.Load(t.Context(), ledgers, facts)
	require.NoError(t, err)
	at := time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC)
	review := func(r *ownership.Register) string {
		text, err := json.Marshal(r.Review(at, ownership.Selection{}))
		require.NoError(t, err)
		return string(text)
	}
	assert.Equal(t, review(stored), review(live.Register()))
	for _, s := range facts.Services {
		for h := range 24 * 14 {
			at := time.Date(2026, time.January, 1, h, 0, 0, 0, time.UTC)
			want, got := stored.Owner(s.ID, at), live.Register().Owner(s.ID, at)
			require.Equal(t, want.State, got.State, "%s at %s", s.ID, at)
			require.Equal(t, want.Holder, got.Holder, "%s at %s", s.ID, at)
		}
	}
}
