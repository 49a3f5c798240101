package ownership

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// revisions are the ledger of mail after each of its first acts.
func revisions(t testing.TB, n int) []Ledger {
	out := []Ledger{founded(t)}
	people := []PartyID{"ben", "cyd", "dee", "ada"}
	for i := 1; i < n; i++ {
		l, err := out[i-1].Handover(world(t), by("boss", i+1), Handover{To: people[(i-1)%4]})
		require.NoError(t, err)
		out = append(out, l)
	}
	return out
}

func TestLiveKeepsTheGreatestRevision(t *testing.T) {
	ledgers := revisions(t, 4)
	live := NewLive(world(t))
	assert.True(t, live.Apply(ledgers[2]))
	before := live.Register()
	assert.False(t, live.Apply(ledgers[0]), "older")
	assert.False(t, live.Apply(ledgers[2]), "equal")
	assert.False(t, live.Apply(Ledger{}), "absence is no news")
	assert.Same(t, before, live.Register(), "old news change nothing")
	assert.True(t, live.Apply(ledgers[3]))
	assert.Equal(t, PartyID("dee"), live.Register().Owner("mail", day(20)).Holder)
	assert.Equal(t, PartyID("cyd"), before.Owner("mail", day(20)).Holder, "a register in hand stays as it is")
}

// Ledgers that arrive in any order, from any number of sides, leave the newest.
func TestLiveInAnyOrder(t *testing.T) {
	ledgers := revisions(t, 12)
	live := NewLive(world(t))
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for _, i := range rand.New(rand.NewPCG(uint64(w), 1)).Perm(len(ledgers)) {
				live.Apply(ledgers[i])
				assert.NoError(t, live.ApplyParty(Party{ID: "ada", Kind: Person, Name: "Ada"}))
				assert.NoError(t, live.ApplyService(Service{ID: "chat", Parents: []Parent{{Scope: OrganisationScope("acme")}}}))
				r := live.Register()
				n, ok := r.scopeNo(mail)
				if !ok || r.revision(n) == 0 {
					t.Error("what was applied is not there")
				}
			}
		})
	}
	wg.Wait()
	r := live.Register()
	assert.EqualValues(t, len(ledgers), r.revision(must(r.scopeNo(mail))))
	for d := 1; d <= 12; d++ {
		assert.Equal(t, ledgers[11].ownerAt(d), r.Owner("mail", day(d)).Holder, "day %d", d)
	}
}

func (l Ledger) ownerAt(d int) PartyID {
	for e := range l.At(day(d), day(100)) {
		if e.Role == ServiceOwner {
			return e.Holder
		}
	}
	return ""
}

func TestLiveTakesFacts(t *testing.T) {
	live := NewLive(world(t))
	live.Apply(founded(t))
	require.Equal(t, Held, live.Register().Owner("mail", day(3)).State)

	require.NoError(t, live.ApplyParty(Party{ID: "ada", Kind: Person, Active: []Period{{Until: day(3)}}}))
	assert.Equal(t, Vacant, live.Register().Owner("mail", day(3)).State, "who has left does not answer")
	require.NoError(t, live.ApplyParty(Party{ID: "fay", Kind: Person}))
	assert.NoError(t, handoverTo(live, founded(t), "fay"), "who is new can become the owner")

	intranet := ServiceScope("intranet")
	request := Request{By: "boss", Activity: ImportRecords, Scope: intranet, At: day(3)}
	assert.False(t, live.Register().May(request), "outside the organisation")
	require.NoError(t, live.ApplyService(Service{ID: "intranet", Parents: []Parent{{Scope: Scope{LevelPortfolio, "inner"}}}}))
	require.NoError(t, live.ApplyArea(Area{Scope: Scope{LevelPortfolio, "inner"}, Parents: []Parent{{Scope: OrganisationScope("acme")}}}))
	assert.True(t, live.Register().May(request), "and inside it, by way of a portfolio")

	before := live.Register()
	require.ErrorIs(t, live.ApplyParty(Party{}), ErrInvalid)
	require.ErrorIs(t, live.ApplyService(Service{ID: " "}), ErrInvalid)
	require.ErrorIs(t, live.ApplyArea(Area{}), ErrInvalid)
	assert.Same(t, before, live.Register(), "what cannot be told apart is not taken over")
}

func handoverTo(a Authority, l Ledger, to PartyID) error {
	_, err := l.Handover(a, by("boss", 10), Handover{To: to})
	return err
}

func TestLiveOfNothing(t *testing.T) {
	var none *Live
	for name, live := range map[string]*Live{"nil": none, "zero": {}, "of nil": NewLive(nil), "of the zero register": NewLive(&Register{})} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, Vacant, live.Register().Owner("mail", day(1)).State)
			_, err := Authorize(live, Request{By: "boss", Activity: AppointServiceOwner, Scope: mail, At: day(1)})
			assert.ErrorIs(t, err, ErrRefused)
			assert.Error(t, handoverTo(live, founded(t), "ben"))
			require.NoError(t, live.ApplyParty(Party{ID: "ada", Kind: Person}))
			assert.Equal(t, live != nil, live.Apply(founded(t)))
			if live != nil {
				assert.Equal(t, PartyID("ada"), live.Register().Owner("mail", day(1)).Holder)
			}
		})
	}
}

// Changes of different subjects that arrive at once are all kept.
func TestLiveLosesNothing(t *testing.T) {
	live := NewLive(world(t))
	const writers, each = 4, 25
	id := func(w, n int) PartyID { return PartyID(fmt.Sprintf("p%d-%d", w, n)) }
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				assert.NoError(t, live.ApplyParty(Party{ID: id(w, n), Kind: Person}))
			}
		})
	}
	wg.Wait()
	for w := range writers {
		for n := range each {
			_, known := live.Register().Party(id(w, n)).Party()
			assert.True(t, known, "%s", id(w, n))
		}
	}
}
