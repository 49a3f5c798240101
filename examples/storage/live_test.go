package storage_test

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
)

// A tape is a feed that says what was recorded, breaks where nil stands and ends
// in the error.
type tape struct {
	changes []*storage.Change[ownership.Scope, ownership.Ledger]
	err     error
}

var errBroken = errors.New("broken")

func (r tape) Changes(_ context.Context, after string) iter.Seq2[storage.Change[ownership.Scope, ownership.Ledger], error] {
	return func(yield func(storage.Change[ownership.Scope, ownership.Ledger], error) bool) {
		at, _ := strconv.Atoi(after)
		for i, c := range r.changes[at:] {
			if c == nil && i == 0 {
				continue // this was the break last time
			}
			if c == nil {
				yield(storage.Change[ownership.Scope, ownership.Ledger]{}, errBroken)
				return
			}
			c.Position = strconv.Itoa(at + i + 1)
			if !yield(*c, nil) {
				return
			}
		}
		if r.err != nil {
			yield(storage.Change[ownership.Scope, ownership.Ledger]{}, r.err)
		}
	}
}

func TestLive(t *testing.T) {
	start := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	ledger := func(service ownership.ServiceID, owner ownership.PartyID) *storage.Change[ownership.Scope, ownership.Ledger] {
		l := ownershiptest.Must(ownership.Adopt(ownership.ServiceScope(service), "list", start, ownership.Claim{Role: ownership.ServiceOwner, Holder: owner}))
		return &storage.Change[ownership.Scope, ownership.Ledger]{Key: l.Scope(), Value: l}
	}
	facts := ownership.Facts{
		Parties:  []ownership.Party{{ID: "ada", Kind: ownership.Person}, {ID: "ben", Kind: ownership.Person}},
		Services: []ownership.Service{{ID: "mail"}, {ID: "web"}, {ID: "wiki"}},
	}
	mark := &storage.Change[ownership.Scope, ownership.Ledger]{Current: true}
	gone := &storage.Change[ownership.Scope, ownership.Ledger]{Key: ownership.ServiceScope("web")}
	feed := tape{[]*storage.Change[ownership.Scope, ownership.Ledger]{
		ledger("mail", "ada"), ledger("web", "ben"), mark, ledger("wiki", "ada"), nil, gone, ledger("mail", "ada"),
	}, context.Canceled}

	live, position, err := storage.LoadLive(t.Context(), feed, facts)
	require.NoError(t, err)
	owner := func(service ownership.ServiceID) ownership.PartyID {
		return live.Register().Owner(service, start.Add(time.Hour)).Holder
	}
	assert.Equal(t, []ownership.PartyID{"ada", "ben", ""}, []ownership.PartyID{owner("mail"), owner("web"), owner("wiki")})

	position, err = storage.Follow(t.Context(), feed, live, position)
	assert.ErrorIs(t, err, errBroken)
	assert.Equal(t, ownership.PartyID("ada"), owner("wiki"))
	position, err = storage.Follow(t.Context(), feed, live, position)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, "7", position)
	assert.Equal(t, ownership.PartyID("ben"), owner("web"), "what was deleted stays known")

	for name, broken := range map[string]tape{
		"an error before the mark": {feed.changes[:2], errBroken},
		"an end before the mark":   {feed.changes[:2], nil},
	} {
		_, _, err := storage.LoadLive(t.Context(), broken, facts)
		assert.Error(t, err, name)
	}
	_, err = storage.Follow(t.Context(), tape{}, live, "")
	assert.Error(t, err, "a feed that ends by itself")
}
