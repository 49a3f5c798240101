package ownership

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Eight writers hand the service on, each to somebody else than the holder it
// finds. Authority is asked for inside the closure, so each judgement rests on
// the ledger that is then written: no handover is refused and none is lost.
func TestEightWritersHandOver(t *testing.T) {
	ctx := context.Background()
	var store Memory
	live := NewLive(world(t))
	l, err := store.Update(ctx, mail, func(l Ledger) (Ledger, error) {
		return l.Establish(live, by("boss", 1), Establish{Scope: mail, Claims: []Claim{owner("ada", from(1))}})
	})
	require.NoError(t, err)
	live.Apply(l)

	const writers, each = 8, 50
	var wg sync.WaitGroup
	failed := make(chan error, writers*each)
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				ref := Ref(fmt.Sprintf("w%d-%d", w, n))
				stored, err := store.Update(ctx, mail, func(l Ledger) (Ledger, error) {
					to, now := next(l)
					return l.Handover(live, Who{By: "boss", At: now, Ref: ref}, Handover{To: to})
				})
				if err != nil {
					failed <- err
					continue
				}
				live.Apply(stored)
			}
		})
	}
	wg.Wait()
	close(failed)
	for err := range failed {
		t.Error(err)
	}

	final, err := store.Get(ctx, mail)
	require.NoError(t, err)
	require.Equal(t, 1+writers*each, final.Revision())
	oneOwnerThroughout(t, final, writers*each)
	assert.Equal(t, final.Revision(), int(live.Register().revision(must(live.Register().scopeNo(mail)))), "the last one applied is the newest")
	for a := range final.Acts() {
		assert.Equal(t, PartyID("boss"), a.Proof.By)
		assert.Equal(t, SeniorManagement, a.Proof.Role, "act %d", a.Revision)
	}
}

// The counter-example: an authorization obtained before the closure is for the
// revision that was read then, and is refused once somebody else was faster.
func TestAuthorityAskedOutsideTheClosureIsStale(t *testing.T) {
	ctx := context.Background()
	var store Memory
	reg := world(t)
	l, err := store.Update(ctx, mail, func(Ledger) (Ledger, error) { return founded(t), nil })
	require.NoError(t, err)
	early, err := reg.With(l).Authorize(Request{By: "boss", Activity: AppointServiceOwner, Scope: mail, At: day(2)})
	require.NoError(t, err)

	_, err = store.Update(ctx, mail, func(l Ledger) (Ledger, error) {
		return l.Handover(reg, by("boss", 2), Handover{To: "ben"})
	})
	require.NoError(t, err)
	_, err = store.Update(ctx, mail, func(l Ledger) (Ledger, error) {
		return l.Handover(early, by("boss", 2), Handover{To: "cyd"})
	})
	require.ErrorIs(t, err, ErrStale)

	after, err := store.Get(ctx, mail)
	require.NoError(t, err)
	assert.Equal(t, 2, after.Revision(), "nothing was written")
	_, err = store.Update(ctx, mail, func(l Ledger) (Ledger, error) {
		return l.Handover(reg, by("boss", 2), Handover{To: "cyd"})
	})
	assert.NoError(t, err, "asked inside, the same handover is right")
}

// After an unknown outcome the command is repeated with its Ref: it takes effect
// once, whether or not the first write had happened.
func TestRepeatAfterUnknownOutcome(t *testing.T) {
	ctx := context.Background()
	for _, written := range []bool{true, false} {
		t.Run(fmt.Sprintf("written %t", written), func(t *testing.T) {
			var store Memory
			reg := world(t)
			_, err := store.Update(ctx, mail, func(Ledger) (Ledger, error) { return founded(t), nil })
			require.NoError(t, err)
			handover := func(l Ledger) (Ledger, error) {
				return l.Handover(reg, Who{By: "boss", At: day(2), Ref: "req-7"}, Handover{To: "ben"})
			}
			if written { // and the reply was lost
				_, err = store.Update(ctx, mail, handover)
				require.NoError(t, err)
			}
			_, err = store.Update(ctx, mail, handover)
			if written {
				require.ErrorIs(t, err, ErrRepeated)
			} else {
				require.NoError(t, err)
			}
			l, err := store.Get(ctx, mail)
			require.NoError(t, err)
			assert.Equal(t, 2, l.Revision())
			act, ok := l.ByRef("req-7")
			assert.True(t, ok)
			assert.Equal(t, HandedOver, act.Kind)
		})
	}
}

func TestMemoryErrorsAreTyped(t *testing.T) {
	ctx := context.Background()
	var store Memory
	var typed *Error
	_, err := store.Get(ctx, mail)
	require.ErrorAs(t, err, &typed)
	assert.Equal(t, mail.Subject(), typed.Subject)
	_, err = store.Update(ctx, mail, func(Ledger) (Ledger, error) { return acme(t), nil })
	require.ErrorAs(t, err, &typed)
	assert.Equal(t, "scope", typed.Path)
	assert.ErrorIs(t, err, ErrInvalid)
}

// next returns somebody who is not the owner and the instant after the last act.
func next(l Ledger) (PartyID, time.Time) {
	last, _ := l.Act(l.Revision())
	now := last.At.Add(time.Minute)
	people := []PartyID{"ada", "ben", "cyd", "dee"}
	for e := range l.At(now, time.Time{}) {
		if e.Role == ServiceOwner {
			return people[(slices.Index(people, e.Holder)+1)%len(people)], now
		}
	}
	return "", now
}

// oneOwnerThroughout checks that what is believed is one chain of owners without
// a gap and without an overlap, with this many handovers in it.
func oneOwnerThroughout(t *testing.T, l Ledger, handovers int) {
	t.Helper()
	var chain []Entry
	for e := range l.Entries() {
		if e.Role == ServiceOwner && e.Superseded == 0 {
			chain = append(chain, e)
		}
	}
	slices.SortFunc(chain, func(a, b Entry) int { return a.Period.From.Compare(b.Period.From) })
	require.Len(t, chain, handovers+1)
	for i := 1; i < len(chain); i++ {
		require.Equal(t, chain[i-1].Period.Until, chain[i].Period.From, "owner %d", i)
		require.NotEqual(t, chain[i-1].Holder, chain[i].Holder, "owner %d", i)
	}
	require.True(t, chain[len(chain)-1].Period.IsOpen())
}

func must[T any](v T, ok bool) T {
	if !ok {
		panic(errors.New("not there"))
	}
	return v
}
