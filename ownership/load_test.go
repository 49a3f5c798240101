package ownership

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLoad(t *testing.T) {
	ctx := context.Background()
	var store Memory
	for _, l := range []Ledger{founded(t), acme(t)} {
		_, err := store.Update(ctx, l.Scope(), func(Ledger) (Ledger, error) { return l, nil })
		require.NoError(t, err)
	}
	facts := Facts{Parties: commandParties(), Matrices: []Matrix{commandMatrix()}, Services: []Service{{ID: "mail", Parents: []Parent{{Scope: OrganisationScope("acme")}}}}}
	reg, err := Load(ctx, &store, facts)
	require.NoError(t, err)
	assert.Equal(t, PartyID("ada"), reg.Owner("mail", day(2)).Holder)
	assert.Equal(t, PartyID("boss"), reg.Holder(SeniorManagement, OrganisationScope("acme"), day(2)).Holder)
	assert.NoError(t, handoverTo(reg, founded(t), "ben"))

	_, err = Load(ctx, nil, facts)
	assert.ErrorIs(t, err, ErrInvalid)
	done, cancel := context.WithCancel(ctx)
	cancel()
	_, err = Load(done, &store, facts)
	assert.ErrorIs(t, err, context.Canceled)
}

// A store that breaks off says after which ledger, and there is no register.
func TestLoadBreaksOff(t *testing.T) {
	torn := errors.New("torn page")
	reg, err := Load(context.Background(), &tornStore{after: acme(t), err: torn}, Facts{})
	assert.Nil(t, reg)
	require.ErrorIs(t, err, torn)
	var typed *Error
	require.ErrorAs(t, err, &typed)
	assert.Equal(t, Error{Op: "load", Subject: OrganisationScope("acme").Subject(), Path: "ledgers", Err: torn}, *typed)
}

type tornStore struct {
	Store
	after Ledger
	err   error
}

func (s *tornStore) All(context.Context, Scope) iter.Seq2[Ledger, error] {
	return func(yield func(Ledger, error) bool) {
		if yield(s.after, nil) {
			yield(Ledger{}, s.err)
		}
	}
}
