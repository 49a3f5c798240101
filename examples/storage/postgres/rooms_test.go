package postgres_test

import (
	"testing"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/lifecycle/lifecycletest"
)

// TestRooms runs the suites of the rooms above ownership.
func TestRooms(t *testing.T) {
	server, err := shared()
	w := &wire{quiet: openPool(t, started(t, server, err).URL(), nil)}
	pool := openPool(t, server.URL(), w.config)
	t.Run("records", func(t *testing.T) {
		lifecycletest.TestRecords(t,
			func(t testing.TB) lifecycletest.RecordStore { return openWired(t, pool, w, storage.Records()) },
			lifecycletest.Options[lifecycletest.RecordStore]{
				LoseReply: func(_ lifecycletest.RecordStore, written bool) { w.loseReply(written) },
				Rerun:     func(lifecycletest.RecordStore) { w.overtake(t) },
			})
	})
	t.Run("changes", func(t *testing.T) {
		lifecycletest.TestChanges(t,
			func(t testing.TB) lifecycletest.ChangeStore { return openWired(t, pool, w, storage.Changes()) },
			lifecycletest.Options[lifecycletest.ChangeStore]{})
	})
	t.Run("improvements", func(t *testing.T) {
		lifecycletest.TestImprovements(t,
			func(t testing.TB) lifecycletest.ImprovementStore {
				return openWired(t, pool, w, storage.Improvements())
			},
			lifecycletest.Options[lifecycletest.ImprovementStore]{})
	})
}
