package ownership

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var chat = ServiceScope("chat")

// kept is a store and a live register that know the ledgers.
func kept(t rapidOrTest, reg *Register, ledgers ...Ledger) (*Memory, *Live) {
	store, live := &Memory{}, NewLive(reg)
	for _, l := range ledgers {
		_, err := store.Update(context.Background(), l.Scope(), func(Ledger) (Ledger, error) { return l, nil })
		require.NoError(t, err)
		live.Apply(l)
	}
	return store, live
}

type rapidOrTest interface {
	require.TestingT
	Helper()
}

func plan(t rapidOrTest, live *Live, seen Observed) *Reconciliation {
	t.Helper()
	r, err := live.Register().Reconcile(seen)
	require.NoError(t, err)
	return r
}

// steps writes a reconciliation in short: "handover service-owner ada>ben".
func steps(r *Reconciliation) (out []string) {
	for s := range r.Steps() {
		kind := s.Kind.String()
		if s.Kind == 0 {
			kind = strings.TrimPrefix(string(s.Finding.Code), "sync.")
		}
		out = append(out, fmt.Sprintf("%s %s %s>%s", kind, s.Role, joinIDs(s.Believed), joinIDs(s.Observed)))
	}
	return out
}

func shown(role Role, holders ...PartyID) (out []Observation) {
	for _, h := range holders {
		out = append(out, Observation{Scope: mail, Role: role, Holder: h})
	}
	return out
}

// contestedMail has two owners by adoption.
func contestedMail(t testing.TB, owners ...PartyID) Ledger {
	var claims []Claim
	for _, o := range owners {
		claims = append(claims, owner(o, from(1)))
	}
	l, err := Adopt(mail, "legacy", day(1), claims...)
	require.NoError(t, err)
	return l
}

func TestReconcileProposesAndApplies(t *testing.T) {
	deputies := founded(t, deputy("ben", 1, from(1)), deputy("cyd", 2, from(1)))
	tests := []struct {
		name   string
		before Ledger
		seen   []Observation
		steps  []string
		left   []string // what another comparison finds after applying, besides what agrees
	}{
		{"agreed", founded(t), shown(ServiceOwner, "ada"), []string{"same service-owner ada>ada"}, nil},
		{"handed over", founded(t), shown(ServiceOwner, "ben"), []string{"handover service-owner ada>ben"}, nil},
		{"nobody", founded(t), shown(ServiceOwner, ""), []string{"end service-owner ada>"}, nil},
		{"not mentioned", founded(t), shown(ServiceLevelManager, "dee"), []string{"assign service-level-manager >dee"}, nil},
		{"nothing recorded", Ledger{}, append(shown(ServiceOwner, "ada"), shown(ServiceOwnerDeputy, "cyd", "ben")...), []string{"establish  >ada, ben, cyd"}, nil},
		{"nothing recorded, several shown", Ledger{}, shown(ServiceOwner, "ben", "ada"), []string{"import  >ada, ben"}, nil},
		{"nothing recorded, nobody shown", Ledger{}, shown(ServiceOwner, ""), []string{"same  >"}, nil},
		{"contested, one is right", contestedMail(t, "ada", "ben", "cyd"), shown(ServiceOwner, "ben"), []string{"correct service-owner ada, ben, cyd>ben"}, nil},
		{"contested, another is right", contestedMail(t, "ada", "ben"), shown(ServiceOwner, "cyd"), []string{"correct service-owner ada, ben>cyd"}, nil},
		{"contested, and so it is shown", contestedMail(t, "ada", "ben"), shown(ServiceOwner, "ben", "ada"), []string{"same service-owner ada, ben>ada, ben"}, nil},
		{"contested, nobody shown", contestedMail(t, "ada", "ben"), shown(ServiceOwner, ""), []string{"unclear service-owner ada, ben>"}, []string{"unclear service-owner ada, ben>"}},
		{"several shown", founded(t), shown(ServiceOwner, "ada", "ben"), []string{"unclear service-owner ada>ada, ben"}, []string{"unclear service-owner ada>ada, ben"}},
		{"deputies in another order", deputies, shown(ServiceOwnerDeputy, "cyd", "ben"), []string{
			"end service-owner-deputy ben>", "end service-owner-deputy cyd>",
			"assign service-owner-deputy >cyd", "assign service-owner-deputy >ben",
		}, nil},
		{"a deputy becomes the owner", deputies, append(shown(ServiceOwner, "ben"), shown(ServiceOwnerDeputy, "ada", "cyd")...), []string{
			"handover service-owner ada>ben", "assign service-owner-deputy >ada",
		}, nil},
		{"customers", founded(t, Claim{Role: Customer, Holder: "ben", Period: from(1)}), shown(Customer, "team", "cyd"), []string{
			"end customer ben>", "assign customer >cyd", "assign customer >team",
		}, nil},
		{"refused", founded(t), shown(ServiceOwner, "team"), []string{"handover service-owner ada>team"}, []string{"handover service-owner ada>team"}},
		{"unknown", founded(t), shown("wizard", "ada"), []string{"assign wizard >ada"}, []string{"assign wizard >ada"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx := context.Background()
			store, live := kept(t, world(t))
			if !tt.before.IsZero() {
				store, live = kept(t, world(t), tt.before)
			}
			seen := Observed{Source: "cmdb", At: day(3), Assignments: tt.seen}
			r := plan(t, live, seen)
			assert.Equal(t, tt.steps, steps(r))
			for s := range r.Steps() {
				assert.NotContains(t, s.Finding.Text()+s.Finding.Remedy(), "{", "every argument is there")
			}

			outcomes, err := r.Apply(ctx, store, live, Who{By: "boss", At: day(4), Ref: "sync-1"})
			again := plan(t, live, Observed{Source: "cmdb", At: day(4), Assignments: tt.seen})
			assert.Equal(t, tt.left, without(steps(again), "same"))
			if !slices.ContainsFunc(tt.left, func(s string) bool { return !strings.HasPrefix(s, "unclear") }) {
				assert.NoError(t, err)
			} else {
				assert.Error(t, err)
			}

			revision := revisionOf(t, store)
			repeated, _ := r.Apply(ctx, store, live, Who{By: "boss", At: day(5), Ref: "sync-1"})
			require.Len(t, repeated, len(outcomes))
			for i, o := range repeated {
				assert.Equal(t, outcomes[i].Err == nil, o.Already, "what was done is done: %v", o.Err)
			}
			anonymous, _ := r.Apply(ctx, store, live, Who{By: "boss", At: day(5)})
			for i, o := range anonymous {
				assert.Equal(t, outcomes[i].Err == nil, o.Already, "nor does one without a reference: %v", o.Err)
			}
			assert.Equal(t, revision, revisionOf(t, store), "a repeated run changes nothing")
		})
	}
}

func without(all []string, prefix string) (out []string) {
	for _, s := range all {
		if !strings.HasPrefix(s, prefix) {
			out = append(out, s)
		}
	}
	return out
}

func revisionOf(t testing.TB, store *Memory) int {
	l, err := store.Get(context.Background(), mail)
	if !errors.Is(err, ErrNotFound) {
		require.NoError(t, err)
	}
	return l.Revision()
}

// A source that keeps a role for all scopes ends what it no longer shows.
func TestReconcileComplete(t *testing.T) {
	other, err := Ledger{}.Establish(world(t), by("boss", 1), Establish{Scope: chat, Claims: []Claim{owner("dee", from(1))}})
	require.NoError(t, err)
	_, live := kept(t, world(t), founded(t), other)
	r := plan(t, live, Observed{Source: "cmdb", At: day(3), Assignments: shown(ServiceOwner, "ada"), Complete: []Role{ServiceOwner}})
	assert.Equal(t, []string{"end service-owner dee>", "same service-owner ada>ada"}, steps(r))
	r = plan(t, live, Observed{Source: "cmdb", At: day(3), Assignments: shown(ServiceOwner, "ada")})
	assert.Equal(t, []string{"same service-owner ada>ada"}, steps(r), "what is not mentioned is left alone")
}

// Nothing bypasses the rules: without a mandate every step is refused, each is
// reported, and nothing is written.
func TestReconcileNeedsAMandate(t *testing.T) {
	store, live := kept(t, world(t), founded(t))
	r := plan(t, live, Observed{Source: "cmdb", At: day(3), Assignments: append(shown(ServiceOwner, "ben"), Observation{Scope: chat, Role: ServiceOwner, Holder: "dee"})})
	for _, by := range []PartyID{"ada", "team", "nobody-knows"} {
		outcomes, err := r.Apply(context.Background(), store, live, Who{By: by, At: day(3)})
		require.Len(t, outcomes, 2)
		for _, o := range outcomes {
			assert.ErrorIs(t, o.Err, ErrRefused, "%s: %s", by, o.Step.Finding.Text())
			assert.ErrorIs(t, err, o.Err)
			assert.True(t, o.Ledger.IsZero())
		}
		assert.Equal(t, 1, revisionOf(t, store))
	}
}

// A ledger that has changed since the comparison is not changed on old grounds.
func TestReconcileOnOldGrounds(t *testing.T) {
	ctx := context.Background()
	store, live := kept(t, world(t), founded(t))
	r := plan(t, live, Observed{Source: "cmdb", At: day(3), Assignments: shown(ServiceOwner, "ben")})
	_, err := store.Update(ctx, mail, func(l Ledger) (Ledger, error) { return l.Handover(live, by("boss", 3), Handover{To: "cyd"}) })
	require.NoError(t, err)
	_, err = r.Apply(ctx, store, live, by("boss", 4))
	assert.ErrorIs(t, err, ErrConflict)
	assert.Equal(t, 2, revisionOf(t, store))

	_, err = store.Update(ctx, mail, func(l Ledger) (Ledger, error) { return l.Handover(live, by("boss", 4), Handover{To: "ben"}) })
	require.NoError(t, err)
	outcomes, err := r.Apply(ctx, store, live, by("boss", 5))
	require.NoError(t, err)
	assert.True(t, outcomes[0].Already, "somebody else did what was proposed")
}

// A run that is repeated later is not a new run, whatever happened since.
func TestReconcileRepeatedLater(t *testing.T) {
	ctx := context.Background()
	store, live := kept(t, world(t), founded(t))
	r := plan(t, live, Observed{Source: "cmdb", At: day(3), Assignments: shown(ServiceOwner, "ben")})
	_, err := r.Apply(ctx, store, live, Who{By: "boss", At: day(3), Ref: "sync-1"})
	require.NoError(t, err)
	_, err = store.Update(ctx, mail, func(l Ledger) (Ledger, error) { return l.Handover(live, by("boss", 4), Handover{To: "ada"}) })
	require.NoError(t, err)
	outcomes, err := r.Apply(ctx, store, live, Who{By: "boss", At: day(5), Ref: "sync-1"})
	require.NoError(t, err)
	assert.True(t, outcomes[0].Already)
	assert.Equal(t, 3, revisionOf(t, store))
}

// A correction leaves the claim that is right as it was, so the past has an
// answer now; what was believed before can still be asked.
func TestReconcileCorrectsThePast(t *testing.T) {
	store, live := kept(t, world(t), contestedMail(t, "ada", "ben"))
	_, err := plan(t, live, Observed{Source: "cmdb", At: day(3), Assignments: shown(ServiceOwner, "ben")}).Apply(context.Background(), store, live, by("boss", 3))
	require.NoError(t, err)
	assert.Equal(t, PartyID("ben"), live.Register().Owner("mail", day(2)).Holder)
	assert.Equal(t, Contested, live.Register().KnownAt(day(2)).Owner("mail", day(2)).State)
}

// Who was lent a role has not got it.
func TestReconcileLeavesDelegates(t *testing.T) {
	lent := Claim{Role: ServiceOwner, Holder: "ben", Period: between(1, 20), Delegation: &Delegation{From: "ada", Reason: "leave"}}
	l, err := Adopt(mail, "legacy", day(1), owner("ada", from(1)), lent)
	require.NoError(t, err)
	_, live := kept(t, world(t), l)
	r := plan(t, live, Observed{Source: "cmdb", At: day(3), Assignments: shown(ServiceOwner, "ada"), Complete: []Role{ServiceOwner}})
	assert.Equal(t, []string{"same service-owner ada>ada"}, steps(r))
}

// A schedule stays as it is: what is assigned ends where it begins.
func TestReconcileLeavesSchedules(t *testing.T) {
	l, err := Ledger{}.Establish(world(t), by("boss", 1), Establish{Scope: mail, Claims: []Claim{owner("ada", between(1, 2)), owner("ben", from(20))}})
	require.NoError(t, err)
	store, live := kept(t, world(t), l)
	_, err = plan(t, live, Observed{Source: "cmdb", At: day(3), Assignments: shown(ServiceOwner, "cyd")}).Apply(context.Background(), store, live, by("boss", 3))
	require.NoError(t, err)
	assert.Equal(t, PartyID("cyd"), live.Register().Owner("mail", day(19)).Holder)
	assert.Equal(t, PartyID("ben"), live.Register().Owner("mail", day(20)).Holder)
}

// An unknown outcome is settled by giving the step again.
func TestReconcileAfterUnknownOutcome(t *testing.T) {
	for _, written := range []bool{true, false} {
		memory, live := kept(t, world(t), founded(t))
		r := plan(t, live, Observed{Source: "cmdb", At: day(3), Assignments: shown(ServiceOwner, "ben")})
		outcomes, err := r.Apply(context.Background(), &lossy{Memory: memory, written: written, left: 1}, live, Who{By: "boss", At: day(3), Ref: "run"})
		require.NoError(t, err)
		assert.Equal(t, written, outcomes[0].Already)
		assert.Equal(t, 2, revisionOf(t, memory))

		outcomes, err = r.Apply(context.Background(), &lossy{Memory: memory, left: 100}, live, Who{By: "boss", At: day(3), Ref: "other"})
		assert.ErrorIs(t, err, ErrOutcomeUnknown, "a store that never answers is reported")
		assert.Len(t, outcomes, 1)
	}
}

type lossy struct {
	*Memory
	written bool
	left    int
}

func (s *lossy) Update(ctx context.Context, key Scope, change func(Ledger) (Ledger, error)) (Ledger, error) {
	if s.left--; s.left < 0 {
		return s.Memory.Update(ctx, key, change)
	}
	if s.written {
		if _, err := s.Memory.Update(ctx, key, change); err != nil {
			return Ledger{}, err
		}
	}
	return Ledger{}, ErrOutcomeUnknown
}

func TestReconcileNamesEveryDefect(t *testing.T) {
	_, err := world(t).Reconcile(Observed{
		Assignments: []Observation{{}, {Scope: mail, Role: ServiceOwner, Holder: " ", Rank: -1}},
		Complete:    []Role{""},
	})
	require.ErrorIs(t, err, ErrInvalid)
	var paths []string
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		var typed *Error
		require.ErrorAs(t, e, &typed)
		paths = append(paths, typed.Path)
	}
	assert.Equal(t, []string{"source", "at", "assignments[0].scope", "assignments[0].role", "assignments[1].holder", "assignments[1].rank", "complete[0]"}, paths)

	var none *Register
	r, err := none.Reconcile(Observed{Source: "cmdb", At: day(1), Assignments: shown(ServiceOwner, "ada")})
	require.NoError(t, err)
	assert.Equal(t, []string{"establish  >ada"}, steps(r))
	_, err = r.Apply(context.Background(), nil, none, by("boss", 1))
	assert.ErrorIs(t, err, ErrInvalid)
	_, err = r.Apply(context.Background(), new(Memory), nil, by("boss", 1))
	assert.ErrorIs(t, err, ErrInvalid)
}

func TestStepRefs(t *testing.T) {
	long := PartyID(strings.Repeat("x", 256))
	a := Step{Kind: Assigned, Role: ServiceOwner, claims: []Claim{{Holder: long}}}
	b := Step{Kind: Assigned, Role: ServiceOwner, claims: []Claim{{Holder: long, Rank: 1}}}
	for _, s := range []Step{a, b} {
		_, err := ParseRef(string(s.ref("run")))
		assert.NoError(t, err)
	}
	assert.NotEqual(t, a.ref("run"), b.ref("run"))
	assert.NotEqual(t, a.ref("run"), a.ref("other run"))
	assert.Equal(t, Ref(""), a.ref(""))
}

// The law: after applying, a new comparison proposes only what was refused, what
// was done is what the source shows, and the order of the rows does not matter.
func TestReconcileLaw(t *testing.T) {
	reg := world(t)
	people := rapid.SampledFrom([]PartyID{"ada", "ben", "cyd", "dee", "team", "gone", "", "stranger"})
	roles := []Role{ServiceOwner, ServiceLevelManager, Customer, ServiceOwnerDeputy, FunctionalServiceManager}
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		var ledgers []Ledger
		for _, scope := range []Scope{mail, chat} {
			claims := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Claim {
				c := Claim{Role: rapid.SampledFrom(roles).Draw(t, "role"), Holder: people.Filter(func(p PartyID) bool { return p != "" }).Draw(t, "holder")}
				c.Period = Period{From: day(rapid.IntRange(1, 8).Draw(t, "from"))}
				if d := rapid.IntRange(0, 4).Draw(t, "days"); d > 0 {
					c.Period.Until = c.Period.From.AddDate(0, 0, d)
				}
				if c.Role == ServiceOwnerDeputy {
					c.Rank = rapid.IntRange(1, 3).Draw(t, "rank")
				}
				return c
			}), 0, 5).Draw(t, "claims")
			if len(claims) > 0 {
				l, err := Adopt(scope, "legacy", day(1), claims...)
				require.NoError(t, err)
				ledgers = append(ledgers, l)
			}
		}
		store, live := kept(t, reg, ledgers...)
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Observation {
			o := Observation{
				Scope: rapid.SampledFrom([]Scope{mail, chat}).Draw(t, "scope"),
				Role:  rapid.SampledFrom(roles).Draw(t, "role"), Holder: people.Draw(t, "holder"),
			}
			if o.Role == ServiceOwnerDeputy {
				o.Rank = rapid.IntRange(1, 3).Draw(t, "rank")
			}
			return o
		}), 0, 8).Draw(t, "rows")
		seen := Observed{Source: "cmdb", At: day(5), Assignments: rows}
		if rapid.Bool().Draw(t, "complete") {
			seen.Complete = roles
		}
		r := plan(t, live, seen)
		shuffled := seen
		shuffled.Assignments = rapid.Permutation(rows).Draw(t, "shuffled")
		require.Equal(t, steps(r), steps(plan(t, live, shuffled)))

		who := Who{By: "boss", At: day(5), Ref: "run"}
		outcomes, err := r.Apply(ctx, store, live, who)
		failed := map[string]bool{}
		for _, o := range outcomes {
			if o.Err != nil {
				failed[o.Step.Scope.String()] = true
				require.ErrorIs(t, err, o.Err)
				require.True(t, errors.Is(o.Err, ErrRefused) || errors.Is(o.Err, ErrContested), "%v", o.Err)
			}
		}
		for s := range plan(t, live, seen).Commands() {
			require.True(t, failed[s.Scope.String()], "%s: %s after everything there was done", s.Scope, s.Finding.Text())
		}
		before := live.Register()
		_, _ = r.Apply(ctx, store, live, who)
		for _, scope := range []Scope{mail, chat} {
			if failed[scope.String()] {
				continue // a step refused at first may be possible after the others
			}
			n, ok := before.scopeNo(scope)
			if m, still := live.Register().scopeNo(scope); still && ok {
				require.Equal(t, before.revision(n), live.Register().revision(m))
			}
		}
	})
}
