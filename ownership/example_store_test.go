package ownership_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
)

// A shelf is a store of one's own, as small as one can be: one lock, held while
// a closure runs, so no update is ever overtaken. A loop copies first and holds
// no lock while its body runs.
type shelf struct {
	mu      sync.Mutex
	ledgers map[ownership.Scope]ownership.Ledger
}

func newShelf() *shelf { return &shelf{ledgers: map[ownership.Scope]ownership.Ledger{}} }

func (s *shelf) Get(ctx context.Context, key ownership.Scope) (ownership.Ledger, error) {
	if err := ctx.Err(); err != nil {
		return ownership.Ledger{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.ledgers[key]
	if !ok {
		return ownership.Ledger{}, fmt.Errorf("%s: %w", key, ownership.ErrNotFound)
	}
	return l, nil
}

func (s *shelf) Update(ctx context.Context, key ownership.Scope, change func(ownership.Ledger) (ownership.Ledger, error)) (ownership.Ledger, error) {
	if err := ctx.Err(); err != nil {
		return ownership.Ledger{}, err
	}
	if change == nil {
		return ownership.Ledger{}, ownership.ErrInvalid
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l, err := change(s.ledgers[key])
	switch {
	case err != nil:
		return ownership.Ledger{}, err
	case l.IsZero():
		delete(s.ledgers, key)
	case l.Scope() != key:
		return ownership.Ledger{}, fmt.Errorf("%s under %s: %w", l.Scope(), key, ownership.ErrInvalid)
	default:
		s.ledgers[key] = l
	}
	return l, nil
}

func (s *shelf) All(ctx context.Context, from ownership.Scope) iter.Seq2[ownership.Ledger, error] {
	return func(yield func(ownership.Ledger, error) bool) {
		s.mu.Lock()
		now := maps.Clone(s.ledgers)
		s.mu.Unlock()
		for _, key := range slices.SortedFunc(maps.Keys(now), ownership.Scope.Compare) {
			if ctx.Err() == nil && key.Compare(from) >= 0 && !yield(now[key], nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(ownership.Ledger{}, err)
		}
	}
}

// A store of one's own is used as any other, and Load builds a register of it.
func ExampleStore() {
	var store ownership.Store = newShelf()
	ctx := context.Background()
	facts, ledgers := kelp()
	for _, l := range ledgers {
		_, err := store.Update(ctx, l.Scope(), func(ownership.Ledger) (ownership.Ledger, error) { return l, nil })
		if err != nil {
			fmt.Println(err)
		}
	}
	reg, err := ownership.Load(ctx, store, facts)
	owner := reg.Owner("mail", time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(err, owner.State, owner.Holder)
	_, err = store.Get(ctx, ownership.ServiceScope("fax"))
	fmt.Println(errors.Is(err, ownership.ErrNotFound))
	// Output:
	// <nil> held ada
	// true
}

// Every store is held to the contract in this way.
func TestShelf(t *testing.T) {
	ownershiptest.TestStore(t, func(testing.TB) ownership.Store { return newShelf() })
}

// kelp is a plainly fictional organisation with one service and its board.
func kelp() (ownership.Facts, []ownership.Ledger) {
	founded := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	org, mail := ownership.OrganisationScope("kelp"), ownership.ServiceScope("mail")
	facts := ownership.Facts{
		Parties: []ownership.Party{
			{ID: "kelp", Kind: ownership.Organisation},
			{ID: "boss", Kind: ownership.Person},
			{ID: "ada", Kind: ownership.Person},
			{ID: "dora", Kind: ownership.Person},
			{ID: "mail-team", Kind: ownership.Group, Lead: "dora"},
			{ID: "cmdb-sync", Kind: ownership.Person},
		},
		Services: []ownership.Service{
			{ID: "chat", Parents: []ownership.Parent{{Scope: org}}},
			{ID: "mail", Parents: []ownership.Parent{{Scope: org}}},
			{ID: "wiki", Parents: []ownership.Parent{{Scope: org}}},
		},
	}
	return facts, []ownership.Ledger{
		// The sync's standing mandate: the service delivery manager of the
		// organisation appoints the owners of its services.
		ownershiptest.Must(ownership.Adopt(org, "charter", founded,
			ownership.Claim{Role: ownership.SeniorManagement, Holder: "boss"},
			ownership.Claim{Role: ownership.ServiceDeliveryManager, Holder: "cmdb-sync"})),
		ownershiptest.Must(ownership.Adopt(mail, "charter", founded, ownership.Claim{Role: ownership.ServiceOwner, Holder: "ada"})),
		ownershiptest.Must(ownership.Adopt(ownership.ServiceScope("chat"), "charter", founded, ownership.Claim{Role: ownership.ServiceOwner, Holder: "ada"})),
	}
}

func keep(store ownership.Store, ledgers []ownership.Ledger) {
	for _, l := range ledgers {
		ownershiptest.Must(store.Update(context.Background(), l.Scope(), func(ownership.Ledger) (ownership.Ledger, error) { return l, nil }))
	}
}

// How do I hand a service over for good, and keep the running program up to date?
func ExampleLive() {
	ctx := context.Background()
	facts, ledgers := kelp()
	store := newShelf()
	keep(store, ledgers)
	live := ownership.NewLive(ownershiptest.Must(ownership.Load(ctx, store, facts)))

	july := time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC)
	boss := ownership.Who{By: "boss", At: july.AddDate(0, -1, 0), Ref: "ticket-4711"}
	handover := func(l ownership.Ledger) (ownership.Ledger, error) {
		// Asked inside the closure, the authority judges the ledger in hand.
		return l.Handover(live, boss, ownership.Handover{To: "dora", At: july})
	}
	l, err := store.Update(ctx, ownership.ServiceScope("mail"), handover)
	if err != nil {
		fmt.Println(err)
		return
	}
	live.Apply(l)
	fmt.Println("in June:", live.Register().Owner("mail", july.Add(-time.Second)).Holder)
	fmt.Println("in July:", live.Register().Owner("mail", july).Holder)

	// After a timeout nobody knows whether it was written. Repeat it.
	_, err = store.Update(ctx, ownership.ServiceScope("mail"), handover)
	fmt.Println("again:", errors.Is(err, ownership.ErrRepeated))
	// Output:
	// in June: ada
	// in July: dora
	// again: true
}

// How does a CMDB sync feed in without bypassing the rules?
func ExampleRegister_Reconcile() {
	ctx := context.Background()
	facts, ledgers := kelp()
	var store ownership.Memory
	keep(&store, ledgers)
	live := ownership.NewLive(ownershiptest.Must(ownership.Load(ctx, &store, facts)))

	now := time.Date(2026, time.June, 1, 3, 0, 0, 0, time.UTC)
	plan := ownershiptest.Must(live.Register().Reconcile(ownership.Observed{
		Source: "cmdb", At: now,
		Assignments: []ownership.Observation{
			{Scope: ownership.ServiceScope("chat"), Role: ownership.ServiceOwner, Holder: "dora"},
			{Scope: ownership.ServiceScope("mail"), Role: ownership.ServiceOwner, Holder: "mail-team"},
			{Scope: ownership.ServiceScope("wiki"), Role: ownership.ServiceOwner, Holder: "ada"},
		},
	}))
	for step := range plan.Commands() {
		fmt.Printf("%s %s: %s\n", step.Kind, step.Scope, step.Finding.Text())
	}

	outcomes, _ := plan.Apply(ctx, &store, live, ownership.Who{By: "cmdb-sync", At: now, Ref: "night-153"})
	for _, o := range outcomes {
		var refused *ownership.Error
		if errors.As(o.Err, &refused) {
			fmt.Println("refused:", o.Step.Scope, refused.Findings[0].Code)
			continue
		}
		fmt.Println("done:", o.Step.Scope, live.Register().Owner(o.Step.Scope.Service(), now).Holder)
	}
	// Output:
	// handover service:chat: cmdb shows dora as service-owner, the register ada
	// handover service:mail: cmdb shows mail-team as service-owner, the register ada
	// establish service:wiki: nothing is recorded, and cmdb shows ada
	// done: service:chat dora
	// refused: service:mail owner.not-person
	// done: service:wiki ada
}
