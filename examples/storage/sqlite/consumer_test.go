package sqlite_test

import (
	"testing"

	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

func TestConsumer(t *testing.T) {
	storagecheck.TestConsumer(t, "sqlite", `package main

import (
	"context"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/sqlite"
	"github.com/serviceowner/itsm/ownership"
)

func main() {
	ctx := context.Background()
	db, err := sqlite.Open(ctx, "itsm.db")
	if err != nil {
		panic(err)
	}
	defer db.Close()
	var ledgers ownership.Store
	ledgers, err = sqlite.NewStore(ctx, db, storage.Ledgers())
	if err != nil {
		panic(err)
	}
	if _, err := ownership.Load(ctx, ledgers, ownership.Facts{}); err != nil {
		panic(err)
	}
}
`)
}
