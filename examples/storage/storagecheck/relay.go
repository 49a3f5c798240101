package storagecheck

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A Relay is an organisation whose services are handed over again and again, by
// many writers at once. What was acknowledged is replayed in memory, so that it
// can be compared with what is stored, record by record and in review.
type Relay struct {
	// Name tells the writers of several processes apart.
	Name string
	// Trace is written to while writers work; see [History].
	Trace io.Writer

	facts   ownership.Facts
	initial []ownership.Ledger

	mu     sync.Mutex
	acks   map[ownership.Scope]map[ownership.Ref]baton
	open   map[baton]bool // outcome unknown
	broken []error        // what readers saw meanwhile
	writer int
	counts Counts
}

// A baton is one handover.
type baton struct {
	scope ownership.Scope
	ref   ownership.Ref
	to    ownership.PartyID
	at    time.Time
}

const (
	relayPeople = 5
	boss        = ownership.PartyID("boss")
)

var founded = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// NewRelay returns a relay with so many services that are handed over. Beside
// them the organisation has some flaws, so that a review has something to say.
func NewRelay(services int) (*Relay, error) {
	org := ownership.OrganisationScope("kelp")
	r := &Relay{
		acks: map[ownership.Scope]map[ownership.Ref]baton{}, open: map[baton]bool{},
		facts: ownership.Facts{Parties: []ownership.Party{
			{ID: "kelp", Kind: ownership.Organisation}, {ID: boss, Kind: ownership.Person}, {ID: "team", Kind: ownership.Group},
		}},
	}
	for i := range relayPeople {
		r.facts.Parties = append(r.facts.Parties, ownership.Party{ID: person(i), Kind: ownership.Person})
	}
	adopt := func(s ownership.Scope, claims ...ownership.Claim) error {
		l, err := ownership.Adopt(s, "charter", founded, claims...)
		r.initial = append(r.initial, l)
		return err
	}
	err := adopt(org, ownership.Claim{Role: ownership.SeniorManagement, Holder: boss})
	declare := func(id ownership.ServiceID, owners ...ownership.PartyID) {
		r.facts.Services = append(r.facts.Services, ownership.Service{ID: id, Parents: []ownership.Parent{{Scope: org}}})
		var claims []ownership.Claim
		for _, o := range owners {
			claims = append(claims, ownership.Claim{Role: ownership.ServiceOwner, Holder: o})
		}
		if len(claims) > 0 {
			err = errors.Join(err, adopt(ownership.ServiceScope(id), claims...))
		}
	}
	for i := range services {
		declare(relayService(i), person(i%relayPeople))
	}
	declare("nobody's")
	declare("contested", person(0), person(1))
	declare("the team's", "team")
	return r, err
}

func person(i int) ownership.PartyID { return ownership.PartyID(fmt.Sprintf("person %d", i)) }

func relayService(i int) ownership.ServiceID {
	return ownership.ServiceID(fmt.Sprintf("service %d", i))
}

func (r *Relay) services() (scopes []ownership.Scope) {
	for _, l := range r.initial {
		if s := l.Scope(); s.Service() != "" && s.ID != "contested" && s.ID != "the team's" {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// Facts are what the organisation knows beside its ledgers.
func (r *Relay) Facts() ownership.Facts { return r.facts }

// Fill stores the organisation as it is in the beginning.
func (r *Relay) Fill(ctx context.Context, s ownership.Store) error {
	for _, l := range r.initial {
		if _, err := s.Update(ctx, l.Scope(), func(ownership.Ledger) (ownership.Ledger, error) { return l, nil }); err != nil {
			return err
		}
	}
	return nil
}

// Run lets writers hand services over, each so many times, or until the context
// is done if each is zero; they race for the same services. A reader checks
// meanwhile that every service has one owner. stores are taken by turns.
func (r *Relay) Run(ctx context.Context, writers, each int, stores ...ownership.Store) error {
	reg, err := ownership.NewRegister(r.facts, slices.Values(r.initial))
	if err != nil {
		return err
	}
	reading, stop := context.WithCancel(ctx)
	var work, watch sync.WaitGroup
	watch.Go(func() { r.watch(reading, stores[0]) })
	for i := range writers {
		r.mu.Lock()
		r.writer++
		name := fmt.Sprintf("%swriter %d", r.Name, r.writer)
		r.mu.Unlock()
		work.Go(func() {
			random := rand.New(rand.NewPCG(uint64(i), 7))
			for n := 1; ctx.Err() == nil && (each == 0 || n <= each); n++ {
				services := r.services()
				b := baton{scope: services[random.IntN(len(services))], ref: ownership.Ref(fmt.Sprintf("%s, %d", name, n))}
				if !r.pass(ctx, stores[i%len(stores)], reg, b, 1+random.IntN(relayPeople-1)) {
					time.Sleep(time.Millisecond)
				}
			}
		})
	}
	work.Wait()
	stop()
	watch.Wait()
	return nil
}

// pass hands over once and notes what became of it. Who gets the service, and
// when, is found in the closure, because it depends on the ledger.
func (r *Relay) pass(ctx context.Context, s ownership.Store, a ownership.Authority, b baton, steps int) bool {
	ran := false
	_, err := s.Update(ctx, b.scope, func(l ownership.Ledger) (ownership.Ledger, error) {
		ran = true
		b.to, b.at = next(l, steps)
		r.trace(b, trying)
		return b.hand(l, a)
	})
	switch {
	case err == nil:
		r.learn(b, done)
	case errors.Is(err, ownership.ErrOutcomeUnknown) && ran:
		r.learn(b, unknown)
	default:
		r.learn(b, failed)
	}
	return err == nil
}

func (r *Relay) learn(b baton, s state) {
	r.trace(b, s)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch s {
	case done:
		r.counts.Writes++
		r.acknowledge(b)
	case unknown, trying:
		r.counts.Unknown++
		r.open[b] = true
	case failed:
		r.counts.Failed++
	}
}

func (b baton) hand(l ownership.Ledger, a ownership.Authority) (ownership.Ledger, error) {
	return l.Handover(a, ownership.Who{By: boss, At: b.at, Ref: b.ref}, ownership.Handover{To: b.to})
}

// next returns whose turn it is, and an instant after all acts of the ledger.
func next(l ownership.Ledger, steps int) (ownership.PartyID, time.Time) {
	last, _ := l.Act(l.Revision())
	at := last.At.Add(time.Minute)
	for e := range l.At(at, at) {
		if e.Role != ownership.ServiceOwner {
			continue
		}
		for i := range relayPeople {
			if e.Holder == person(i) {
				return person((i + steps) % relayPeople), at
			}
		}
	}
	return person(steps), at
}

func (r *Relay) acknowledge(b baton) {
	if r.acks[b.scope] == nil {
		r.acks[b.scope] = map[ownership.Ref]baton{}
	}
	r.acks[b.scope][b.ref] = b
}

// watch reads all ledgers again and again.
func (r *Relay) watch(ctx context.Context, s ownership.Store) {
	for ctx.Err() == nil {
		reg, err := ownership.Load(ctx, s, r.facts)
		if err != nil {
			time.Sleep(time.Millisecond)
			continue
		}
		err = r.oneOwner(reg)
		r.mu.Lock()
		r.counts.Reads++
		if err != nil && len(r.broken) == 0 {
			r.broken = append(r.broken, err)
		}
		r.mu.Unlock()
	}
}

// oneOwner checks that every service that is handed over has one owner, at every
// instant around its handovers.
func (r *Relay) oneOwner(reg *ownership.Register) error {
	for _, s := range r.services() {
		for _, after := range []time.Duration{0, 59 * time.Second, time.Minute, time.Hour, 365 * 24 * time.Hour} {
			if a := reg.Owner(s.Service(), founded.Add(after)); a.State != ownership.Held {
				return fmt.Errorf("%s, %v after its founding: %s", s, after, a.State)
			}
		}
	}
	return nil
}

// Settle repeats every handover of unknown outcome with its Ref, until it is
// known to have happened.
func (r *Relay) Settle(ctx context.Context, s ownership.Store) error {
	reg, err := ownership.NewRegister(r.facts, slices.Values(r.initial))
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for b := range r.open {
		again := b
		err := ownership.ErrOutcomeUnknown
		for errors.Is(err, ownership.ErrOutcomeUnknown) || errors.Is(err, ownership.ErrConflict) {
			_, err = s.Update(ctx, b.scope, func(l ownership.Ledger) (ownership.Ledger, error) {
				if !has(l, b.ref) {
					again.to, again.at = next(l, 1)
				}
				return again.hand(l, reg)
			})
		}
		if err != nil && !errors.Is(err, ownership.ErrRepeated) {
			return fmt.Errorf("repeating %q: %w", b.ref, err)
		}
		delete(r.open, b)
		r.acknowledge(again)
	}
	return nil
}

func has(l ownership.Ledger, ref ownership.Ref) bool {
	_, ok := l.ByRef(ref)
	return ok
}

// Check loads what is stored and fails unless it is exactly what was
// acknowledged: every handover once, each with its one owner, and a review that
// finds the same. Settle comes before.
func (r *Relay) Check(ctx context.Context, s ownership.Store) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.open) > 0 {
		return fmt.Errorf("%d handovers are not settled", len(r.open))
	}
	if r.counts.Writes == 0 {
		return fmt.Errorf("no handover was acknowledged: %s", r.counts)
	}
	errs := slices.Clone(r.broken)
	replayed, err := r.replay()
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	stored := map[ownership.Scope]ownership.Ledger{}
	for l, err := range s.All(ctx, ownership.Scope{}) {
		if err != nil {
			return err
		}
		stored[l.Scope()] = l
	}
	for _, scope := range slices.SortedFunc(maps.Keys(replayed), ownership.Scope.Compare) {
		errs = append(errs, same(scope, replayed[scope], stored[scope]))
	}
	if len(stored) != len(replayed) {
		errs = append(errs, fmt.Errorf("%d ledgers are stored, want %d", len(stored), len(replayed)))
	}
	return errors.Join(append(errs, r.sameReview(ctx, s, replayed))...)
}

// Counts says what happened: reads are whole organisations read by the watcher.
func (r *Relay) Counts() Counts {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts
}

// replay repeats what was acknowledged on ledgers in memory, by instant, which
// is the order of the acts.
func (r *Relay) replay() (map[ownership.Scope]ownership.Ledger, error) {
	out := map[ownership.Scope]ownership.Ledger{}
	for _, l := range r.initial {
		out[l.Scope()] = l
	}
	reg, err := ownership.NewRegister(r.facts, slices.Values(r.initial))
	if err != nil {
		return nil, err
	}
	for scope, acks := range r.acks {
		l := out[scope]
		for _, b := range slices.SortedFunc(maps.Values(acks), func(a, b baton) int {
			return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.ref, b.ref))
		}) {
			if l, err = b.hand(l, reg); err != nil {
				return nil, fmt.Errorf("replaying %q on %s: %w", b.ref, scope, err)
			}
		}
		out[scope] = l
	}
	return out, nil
}

func same(scope ownership.Scope, want, got ownership.Ledger) error {
	w, err := json.Marshal(want)
	if err != nil {
		return err
	}
	g, err := json.Marshal(got)
	if err != nil {
		return err
	}
	if bytes.Equal(w, g) {
		return nil
	}
	for a := range want.Acts() {
		if b, ok := got.ByRef(a.Ref); a.Ref != "" && (!ok || b.Revision != a.Revision) {
			return fmt.Errorf("%s: handover %q was acknowledged as act %d and is not there", scope, a.Ref, a.Revision)
		}
	}
	return fmt.Errorf("%s: stored with %d acts, acknowledged were %d", scope, got.Revision(), want.Revision())
}

// sameReview compares the reviews of what is stored and of what was acknowledged.
func (r *Relay) sameReview(ctx context.Context, s ownership.Store, replayed map[ownership.Scope]ownership.Ledger) error {
	want, err := ownership.NewRegister(r.facts, maps.Values(replayed))
	if err != nil {
		return err
	}
	got, err := ownership.Load(ctx, s, r.facts)
	if err != nil {
		return err
	}
	if err := r.oneOwner(got); err != nil {
		return err
	}
	at := founded.AddDate(1, 0, 0)
	a, errA := json.Marshal(want.Review(at, ownership.Selection{}))
	b, errB := json.Marshal(got.Review(at, ownership.Selection{}))
	if errA != nil || errB != nil {
		return errors.Join(errA, errB)
	}
	if !bytes.Equal(a, b) {
		return errors.New("the review of what is stored differs from that of what was acknowledged")
	}
	return nil
}
