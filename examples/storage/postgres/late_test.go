package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

// TestLateTransaction: one that began to write early and commits late has a lower
// number than what was seen before it. Whoever followed meanwhile, without a
// break or with one at any change, hears of it, and was not kept waiting for the
// others. Nobody calls for it either.
func TestLateTransaction(t *testing.T) {
	server, err := shared()
	pool := openPool(t, started(t, server, err).URL(), nil)
	db := openDB(t, pool)
	store := openStore(t, db, storagecheck.Notes())
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	put := func(name storagecheck.Name, text string) {
		_, err := store.Update(ctx, name, func(storagecheck.Note) (storagecheck.Note, error) {
			return storagecheck.Note{Name: name, Text: text}, nil
		})
		require.NoError(t, err)
	}
	put("late", "before")
	put("other", "before")

	late, err := pool.Begin(ctx)
	require.NoError(t, err)
	defer func() { _ = late.Rollback(context.WithoutCancel(ctx)) }()
	_, err = late.Exec(ctx, strings.ReplaceAll(`update {}.record set version = version + 1, changed = pg_current_xact_id(),
		value = '{"name":"late","text":"after"}' where key = 'late'`, "{}", schema()))
	require.NoError(t, err)

	positions := map[string]bool{"": true}
	for n := range 3 {
		put("other", fmt.Sprint(n))
	}
	committed, seen := false, 0
	for c, err := range store.Changes(ctx, "") {
		require.NoError(t, err)
		if c.Value.Text == "after" {
			break
		}
		positions[c.Position] = true
		if c.Current || c.Key == "other" && !committed {
			put("other", fmt.Sprint("more ", seen))
			if seen++; seen == 4 {
				require.NoError(t, late.Commit(ctx))
				committed = true
			}
		}
	}
	require.True(t, committed)
	for position := range positions {
		var heard []string
		for c, err := range store.Changes(ctx, position) {
			require.NoError(t, err, position)
			if c.Current {
				break
			}
			heard = append(heard, c.Value.Text)
		}
		assert.Contains(t, heard, "after", "from position %q", position)
	}
}

// TestNumbersOfAnotherServer: records that were loaded from a dump carry numbers
// that this server has not reached. A walk says so instead of leaving changes out.
func TestNumbersOfAnotherServer(t *testing.T) {
	server, err := shared()
	pool := openPool(t, started(t, server, err).URL(), nil)
	db := openDB(t, pool)
	store := openStore(t, db, storagecheck.Notes())
	ctx := t.Context()
	_, err = store.Update(ctx, "a", func(storagecheck.Note) (storagecheck.Note, error) {
		return storagecheck.Note{Name: "a", Text: "1"}, nil
	})
	require.NoError(t, err)
	_, err = pool.Exec(ctx, "update "+schema()+".record set changed = '999999999999'")
	require.NoError(t, err)

	first := func(after string) (c storage.Change[storagecheck.Name, storagecheck.Note], err error) {
		for c, err = range store.Changes(ctx, after) {
			break
		}
		return c, err
	}
	_, err = first("")
	assert.Error(t, err)
	assert.NotErrorIs(t, err, storage.ErrPosition, "beginning anew does not help")
	require.NoError(t, db.Renumber(ctx))
	_, err = first("999999999999.")
	assert.ErrorIs(t, err, storage.ErrPosition)
	c, err := first("")
	require.NoError(t, err)
	assert.Equal(t, "1", c.Value.Text)
}
