package etcd_test

import (
	"testing"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/lifecycle/lifecycletest"
)

// TestRooms runs the suites of the rooms above ownership.
func TestRooms(t *testing.T) {
	t.Parallel()
	client := newClient(t)
	t.Run("records", func(t *testing.T) {
		lifecycletest.TestRecords(t,
			func(t testing.TB) lifecycletest.RecordStore {
				return openStore(t, openDB(t, client, newPrefix()), storage.Records())
			},
			lifecycletest.Options[lifecycletest.RecordStore]{})
	})
	t.Run("changes", func(t *testing.T) {
		lifecycletest.TestChanges(t,
			func(t testing.TB) lifecycletest.ChangeStore {
				return openStore(t, openDB(t, client, newPrefix()), storage.Changes())
			},
			lifecycletest.Options[lifecycletest.ChangeStore]{})
	})
	t.Run("improvements", func(t *testing.T) {
		lifecycletest.TestImprovements(t,
			func(t testing.TB) lifecycletest.ImprovementStore {
				return openStore(t, openDB(t, client, newPrefix()), storage.Improvements())
			},
			lifecycletest.Options[lifecycletest.ImprovementStore]{})
	})
}
