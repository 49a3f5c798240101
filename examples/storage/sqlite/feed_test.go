package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

func TestFeed(t *testing.T) {
	storagecheck.TestFeed(t, func(t testing.TB) storagecheck.FeedStore {
		return store(t, open(t, filepath.Join(t.TempDir(), "notes.db")), storagecheck.Notes())
	})
}
