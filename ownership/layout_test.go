package ownership

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The layout knows nothing of what a ledger may say, so these ledgers say
// anything that can be written down.

var (
	drawParty  = rapid.Map(rapid.IntRange(0, 30), func(n int) PartyID { return PartyID(fmt.Sprintf("p%d", n)) })
	drawRole   = rapid.SampledFrom([]Role{ServiceOwner, ServiceLevelManager, "curator", "a role of its own"})
	drawTime   = rapid.Custom(func(t *rapid.T) time.Time { return day(rapid.IntRange(1, 6).Draw(t, "day")) })
	drawPeriod = rapid.Custom(func(t *rapid.T) Period {
		p := Period{}
		if rapid.Bool().Draw(t, "from") {
			p.From = drawTime.Draw(t, "from")
		}
		if rapid.Bool().Draw(t, "until") {
			p.Until = drawTime.Draw(t, "until")
		}
		return p
	})
	drawActivity = rapid.SampledFrom([]Activity{CommitResources, ApproveChange, "water the plants"})
	drawQuantity = rapid.Custom(func(t *rapid.T) Quantity {
		return Quantity{rapid.Int64().Draw(t, "value"), rapid.SampledFrom([]string{"", "EUR"}).Draw(t, "unit")}
	})
	drawScope = rapid.Custom(func(t *rapid.T) Scope {
		level := rapid.SampledFrom([]Level{LevelOrganisation, LevelPortfolio, LevelService, LevelService, LevelService, LevelAgreement}).Draw(t, "level")
		return Scope{level, fmt.Sprintf("s%d", rapid.IntRange(0, 60).Draw(t, "id"))}
	})
)

func drawMaybe[T any](t *rapid.T, label string, g *rapid.Generator[T]) (v T) {
	if rapid.IntRange(0, 2).Draw(t, label+"?") == 0 {
		v = g.Draw(t, label)
	}
	return v
}

func drawLayoutLedger(t *rapid.T, scope Scope) Ledger {
	l := Ledger{scope: scope}
	at := day(1)
	for i := range rapid.IntRange(1, 4).Draw(t, "acts") {
		if rapid.Bool().Draw(t, "later") {
			at = at.AddDate(0, 0, 1)
		}
		a := Act{
			Revision: i + 1, Kind: ActKind(rapid.IntRange(1, 8).Draw(t, "kind")), At: at, Ref: Ref(fmt.Sprintf("ref %d", i)), Reason: "because",
			Role:  drawMaybe(t, "role", drawRole),
			Proof: Proof{By: drawMaybe(t, "by", drawParty), For: drawMaybe(t, "for", drawParty), Activity: drawMaybe(t, "activity", drawActivity)},
		}
		p := &a.Proof
		p.Capacity = Capacity(rapid.IntRange(0, 4).Draw(t, "capacity"))
		p.Role, p.Revision, p.Matrix = drawMaybe(t, "may", drawRole), rapid.IntRange(0, 9).Draw(t, "revision"), drawMaybe(t, "matrix", rapid.Just("standard"))
		p.At, p.Amount = rapid.SampledFrom([]time.Time{{}, at, day(2)}).Draw(t, "proof at"), drawMaybe(t, "amount", drawQuantity)
		p.Via = rapid.SampledFrom([]Scope{{}, scope, {LevelPortfolio, "elsewhere"}}).Draw(t, "via")
		p.Scope = rapid.SampledFrom([]Scope{{}, scope, {LevelProcess, "elsewhere"}}).Draw(t, "done to")
		l.acts = append(l.acts, a)
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "entries") {
		e := Entry{
			No: i + 1, Role: drawRole.Draw(t, "role"), Holder: drawParty.Draw(t, "holder"), Period: drawPeriod.Draw(t, "period"),
			Rank: rapid.IntRange(0, 3).Draw(t, "rank"), Act: rapid.IntRange(1, len(l.acts)).Draw(t, "act"),
		}
		if rapid.Bool().Draw(t, "superseded") {
			e.Superseded = rapid.IntRange(1, len(l.acts)).Draw(t, "by act")
		}
		e.Claim = drawMaybe(t, "claim", rapid.SampledFrom([]string{"cmdb", "portal"}))
		if rapid.IntRange(0, 3).Draw(t, "mandate") == 0 {
			e.Mandate = &Mandate{GrantedBy: drawParty.Draw(t, "granted by"), Text: drawMaybe(t, "text", rapid.Just("as agreed"))}
			for range rapid.IntRange(0, 2).Draw(t, "limits") {
				e.Mandate.Limits = append(e.Mandate.Limits, Limit{drawActivity.Draw(t, "activity"), drawQuantity.Draw(t, "max")})
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "delegation") == 0 {
			e.Delegation = &Delegation{From: drawParty.Draw(t, "delegator"), Reason: "away", Activities: rapid.SliceOfN(drawActivity, 0, 2).Draw(t, "activities")}
		}
		l.entries = append(l.entries, e)
		if rapid.IntRange(0, 7).Draw(t, "twice") == 0 {
			// The same cell, and perhaps not the same extra.
			if e.No++; e.Claim != "" {
				e.Claim = "another source"
			}
			l.entries = append(l.entries, e)
		}
	}
	return l
}

func drawParents(t *rapid.T) []Parent {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Parent {
		return Parent{drawMaybe(t, "parent", drawScope), drawPeriod.Draw(t, "during")}
	}), 0, 2).Draw(t, "parents")
}

var (
	drawLabels   = rapid.MapOfN(rapid.SampledFrom([]string{"", "tier", "team"}), rapid.String(), 0, 2)
	drawExternal = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ExternalID {
		return ExternalID{rapid.SampledFrom([]string{"", "cmdb"}).Draw(t, "system"), rapid.String().Draw(t, "key")}
	}), 0, 2)
	drawAreaFacts = rapid.Custom(func(t *rapid.T) Area {
		return Area{Name: drawMaybe(t, "name", rapid.String()), Parents: drawParents(t), Labels: drawLabels.Draw(t, "labels"), External: drawExternal.Draw(t, "external")}
	})
	drawServiceFacts = rapid.Custom(func(t *rapid.T) Service {
		a := drawAreaFacts.Draw(t, "area")
		v := Service{Name: a.Name, Parents: a.Parents, Labels: a.Labels, External: a.External}
		v.Kind = drawMaybe(t, "kind", rapid.SampledFrom([]ServiceKind{Infrastructure, "odd"}))
		group := rapid.SampledFrom([]string{"", "db"})
		for range rapid.IntRange(0, 2).Draw(t, "providers") {
			v.Providers = append(v.Providers, Provider{drawMaybe(t, "by", drawParty), drawPeriod.Draw(t, "during")})
		}
		for range rapid.IntRange(0, 2).Draw(t, "dependencies") {
			v.Dependencies = append(v.Dependencies, Dependency{ServiceID(drawMaybe(t, "on", drawScope).ID), group.Draw(t, "group"), drawPeriod.Draw(t, "during")})
		}
		for range rapid.IntRange(0, 2).Draw(t, "redundancy") {
			v.Redundancy = append(v.Redundancy, Redundancy{group.Draw(t, "group"), rapid.Int().Draw(t, "need")})
		}
		return v
	})
	drawPartyFacts = rapid.Custom(func(t *rapid.T) Party {
		p := Party{Kind: PartyKind(rapid.IntRange(0, 4).Draw(t, "kind")), Name: rapid.String().Draw(t, "name")}
		p.Active = rapid.SliceOfN(drawPeriod, 0, 2).Draw(t, "active")
		p.Labels, p.External = drawLabels.Draw(t, "labels"), drawExternal.Draw(t, "external")
		return p
	})
)

// A plainWorld is what a register is built from, by key.
type plainWorld struct {
	parties  map[PartyID]Party
	services map[ServiceID]Service
	areas    map[Scope]Area
	ledgers  map[Scope]Ledger
}

func drawPlainWorld(t *rapid.T, scopes int) plainWorld {
	w := plainWorld{map[PartyID]Party{}, map[ServiceID]Service{}, map[Scope]Area{}, map[Scope]Ledger{}}
	for range rapid.IntRange(0, 5).Draw(t, "parties") {
		w.put(t, "party")
	}
	for range rapid.IntRange(0, scopes).Draw(t, "scopes") {
		w.put(t, rapid.SampledFrom([]string{"facts", "ledger"}).Draw(t, "what"))
	}
	return w
}

// put draws one thing, puts it into the world and returns it.
func (w plainWorld) put(t *rapid.T, what string) any {
	scope := drawScope.Draw(t, "scope")
	switch {
	case what == "party":
		p := drawPartyFacts.Draw(t, "party")
		p.ID = drawParty.Draw(t, "id")
		w.parties[p.ID] = p
		return p
	case what == "ledger":
		w.ledgers[scope] = drawLayoutLedger(t, scope)
		return w.ledgers[scope]
	case scope.Level == LevelService:
		v := drawServiceFacts.Draw(t, "service")
		v.ID = ServiceID(scope.ID)
		w.services[v.ID] = v
		return v
	}
	a := drawAreaFacts.Draw(t, "area")
	a.Scope = scope
	w.areas[scope] = a
	return a
}

func (w plainWorld) clone() plainWorld {
	return plainWorld{maps.Clone(w.parties), maps.Clone(w.services), maps.Clone(w.areas), maps.Clone(w.ledgers)}
}

func (w plainWorld) facts() Facts {
	return Facts{
		Parties:  slices.Collect(maps.Values(w.parties)),
		Services: slices.Collect(maps.Values(w.services)),
		Areas:    slices.Collect(maps.Values(w.areas)),
	}
}

func (w plainWorld) build(t require.TestingT) *Register {
	r, err := NewRegister(w.facts(), maps.Values(w.ledgers))
	require.NoError(t, err)
	return r
}

func applied(t require.TestingT, r *Register, change any) *Register {
	var err error
	switch v := change.(type) {
	case Party:
		r, err = r.WithParty(v)
	case Service:
		r, err = r.WithService(v)
	case Area:
		r, err = r.WithArea(v)
	case Ledger:
		r = r.With(v)
	}
	require.NoError(t, err)
	return r
}

// TestRegisterTellsWhatItWasTold builds a register at once, grows it by changes
// in random order, and grows another from nothing: each version tells exactly
// what it was told, and goes on doing so after it was changed.
func TestRegisterTellsWhatItWasTold(t *testing.T) { rapid.Check(t, registerTellsWhatItWasTold) }

func registerTellsWhatItWasTold(t *rapid.T) {
	type version struct {
		world plainWorld
		reg   *Register
	}
	world := drawPlainWorld(t, 40)
	versions := []version{{world, world.build(t)}}
	var nothing *Register
	for _, change := range world.changes(t) {
		nothing = applied(t, nothing, change)
	}
	if nothing != nil {
		versions = append(versions, version{world, nothing})
	}
	for range rapid.IntRange(1, 12).Draw(t, "changes") {
		old := rapid.SampledFrom(versions).Draw(t, "version")
		next := version{old.world.clone(), nil}
		next.reg = applied(t, old.reg, next.world.put(t, rapid.SampledFrom([]string{"party", "facts", "ledger"}).Draw(t, "what")))
		versions = append(versions, next)
	}
	for _, v := range versions {
		want := toldPicture(v.world.facts(), v.world.ledgers)
		require.Equal(t, want, askedPicture(v.reg))
		order := []Scope{}
		from := drawScope.Draw(t, "from")
		for n := range v.reg.allScopes(from) {
			order = append(order, v.reg.scopeOf(n))
		}
		scopes := slices.SortedFunc(maps.Keys(want.Scopes), Scope.Compare)
		i, _ := slices.BinarySearchFunc(scopes, from, Scope.Compare)
		require.Equal(t, append([]Scope{}, scopes[i:]...), order)
	}
}

// changes are the whole world as single changes, in any order.
func (w plainWorld) changes(t *rapid.T) (changes []any) {
	for _, id := range slices.Sorted(maps.Keys(w.parties)) {
		changes = append(changes, w.parties[id])
	}
	for _, id := range slices.Sorted(maps.Keys(w.services)) {
		changes = append(changes, w.services[id])
	}
	for _, sc := range slices.SortedFunc(maps.Keys(w.areas), Scope.Compare) {
		changes = append(changes, w.areas[sc])
	}
	for _, sc := range slices.SortedFunc(maps.Keys(w.ledgers), Scope.Compare) {
		changes = append(changes, w.ledgers[sc])
	}
	return rapid.Permutation(changes).Draw(t, "order")
}

func FuzzRegisterTellsWhatItWasTold(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(registerTellsWhatItWasTold))
}

// TestRolesOfCells: a clear bit means that no current cell has the role.
func TestRolesOfCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawPlainWorld(t, 20).build(t)
		for n := range r.allScopes(Scope{}) {
			var want uint64
			current, _ := r.cells(n)
			for i := range current {
				want |= roleBit(current[i].role)
			}
			require.Equal(t, want, r.roleBits(n))
			require.True(t, slices.IsSortedFunc(current, func(a, b cell) int { return a.compare(&b) }))
		}
	})
}

// TestReadersBesideWriter asks old and new registers at once, for the race
// detector.
func TestReadersBesideWriter(t *testing.T) {
	world := rapid.Custom(func(t *rapid.T) plainWorld { return drawPlainWorld(t, 60) }).Example(1)
	changes := rapid.Custom(func(t *rapid.T) []any {
		w, out := world.clone(), []any{}
		for range 40 {
			out = append(out, w.put(t, rapid.SampledFrom([]string{"party", "facts", "ledger"}).Draw(t, "what")))
		}
		return out
	}).Example(2)
	first := world.build(t)
	want := askedPicture(first)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for range 5 {
				if got := askedPicture(first); len(got.Scopes) != len(want.Scopes) {
					t.Error("an old register changed")
				}
			}
		})
		wg.Go(func() {
			r := first
			for _, c := range changes {
				r = applied(t, r, c)
				askedPicture(r)
			}
		})
	}
	wg.Wait()
	require.Equal(t, want, askedPicture(first))
}

// TestManyRoles: roles are numbered with 16 bits.
func TestManyRoles(t *testing.T) {
	many := Ledger{scope: ServiceScope("crowded"), acts: []Act{{Revision: 1, Kind: Imported, At: day(1)}}}
	for i := range 66_000 {
		many.entries = append(many.entries, Entry{No: i + 1, Role: Role(fmt.Sprintf("role %d", i)), Holder: "p1", Act: 1})
	}
	_, err := NewRegister(Facts{}, slices.Values([]Ledger{many}))
	require.ErrorIs(t, err, ErrInvalid)
}
