package postgres_test

import (
	"testing"

	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

func TestHistory(t *testing.T) {
	server, err := shared()
	pool := openPool(t, started(t, server, err).URL(), nil)
	store := openStore(t, openDB(t, pool), storagecheck.Notes())
	h := storagecheck.NewHistory()
	h.Run(t.Context(), storagecheck.Load{Operations: 300, Seed: 1}, store)
	h.Run(t.Context(), storagecheck.Load{Operations: 300, Cancel: 50, Seed: 2}, store)
	h.Check(t)
}
