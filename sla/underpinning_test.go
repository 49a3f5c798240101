package sla_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

func TestUnderpinning(t *testing.T) {
	reg := registerOf(t, stands("mail", "auth", "store", "farrelay"), stands("auth", "net"), stands("store", "net"), stands("farrelay"), stands("net"))
	book := sla.NewBook(reg,
		promised(t, "mail", upTo(t, "99.8%")),
		supported(t, "mail", "auth", upTo(t, "99.95%")),
		supported(t, "mail", "store", upTo(t, "99.9%")),
		supported(t, "mail", "farrelay", upTo(t, "99.99%")),
		supported(t, "auth", "net", upTo(t, "99.98%")),
		supported(t, "store", "net", upTo(t, "99.97%")),
	)
	u := book.Underpinning("mail", underAt)
	// The net once, and by the lesser promise.
	assert.InDelta(t, 0.9995*0.999*0.9999*0.9997, u.Able.Low, sla.ChanceError)

	assert.True(t, u.Able.Exact())
	require.Len(t, u.Promises, 1)
	assert.Equal(t, sla.Borne{
		Agreement: "mail-sla", Version: 1, Target: "availability", Measure: sla.Availability, Bearing: sla.Carried,
		Promised: share(t, "99.8%"), Own: u.Promises[0].Own,
	}, u.Promises[0])
	// What is left for mail itself: with it the promise is kept, with less it is not.
	low, _ := u.Able.Shares()
	keeps := func(own sla.Share) bool {
		return new(big.Int).Mul(big.NewInt(int64(own)), big.NewInt(int64(low))).Cmp(new(big.Int).Mul(big.NewInt(int64(share(t, "99.8%"))), big.NewInt(int64(sla.Whole)))) >= 0
	}
	assert.True(t, keeps(u.Promises[0].Own))
	assert.False(t, keeps(u.Promises[0].Own-1))

	require.Len(t, u.Weakest, 1)
	assert.Equal(t, "store (99.9% by mail-store)", u.Weakest[0].String())
	assert.Equal(t, sla.Link{
		Service: "mail", On: "auth", Path: "dependencies[0]", Cover: sla.InForce,
		Agreements: []sla.AgreementID{"mail-auth"}, Availability: share(t, "99.95%"), Best: "mail-auth",
	}, u.Links[0])

	// A deeper one becomes the weakest.
	worse := book.With(supported(t, "auth", "net", upTo(t, "99.5%"))).Underpinning("mail", underAt)
	assert.Equal(t, sla.TooWeak, worse.Promises[0].Bearing)
	assert.Zero(t, worse.Promises[0].Own)
	require.Len(t, worse.Weakest, 2)
	assert.Equal(t, "net (99.5% by auth-net)", worse.Weakest[1].String())

	// Nothing at all is known of nobody.
	assert.Equal(t, sla.Underpinning{Service: "none", Able: sla.Composed{Chance: sla.ChanceOf(sla.Whole)}}, (*sla.Book)(nil).Underpinning("none", underAt))
}

// An estate for the oracle: services that may depend on later ones, each link with
// an agreement in one of several conditions.
type drawnEstate struct {
	services []ownership.Service
	deals    map[[2]int]string // the availability promised by a link; "" none, "-" not in force
	promised sla.Share
}

var drawnShares = []string{"90%", "99%", "99.5%", "99.9%", "100%", "", "-"}

func drawEstate(t *rapid.T) drawnEstate {
	e := drawnEstate{deals: map[[2]int]string{}}
	n := rapid.IntRange(1, 7).Draw(t, "services")
	back := rapid.IntRange(0, 5).Draw(t, "circles") == 0
	for i := range n {
		s := ownership.Service{ID: service(i)}
		for range rapid.IntRange(0, 3).Draw(t, "needs") {
			to := i
			switch {
			case back:
				to = rapid.IntRange(0, n-1).Draw(t, "on")
			case i < n-1:
				to = rapid.IntRange(i+1, n-1).Draw(t, "on")
			}
			if to == i {
				continue
			}
			s.Dependencies = append(s.Dependencies, ownership.Dependency{On: service(to), Group: rapid.SampledFrom([]string{"", "a", "a", "b"}).Draw(t, "group")})
			if _, ok := e.deals[[2]int{i, to}]; !ok && rapid.IntRange(0, 5).Draw(t, "covered") > 0 {
				e.deals[[2]int{i, to}] = rapid.SampledFrom(drawnShares).Draw(t, "promised")
			}
		}
		if rapid.Bool().Draw(t, "redundant") {
			s.Redundancy = append(s.Redundancy, ownership.Redundancy{Group: "a", Need: rapid.IntRange(-1, 4).Draw(t, "need")})
		}
		e.services = append(e.services, s)
	}
	e.promised = sla.Share(rapid.Int64Range(900_000_000, 1_000_000_000).Draw(t, "share"))
	if rapid.Bool().Draw(t, "round") {
		e.promised = e.promised / sla.Percent * sla.Percent
	}
	return e
}

func (e drawnEstate) book(t testing.TB) *sla.Book {
	agreements := []sla.Agreement{promised(t, service(0), sla.LevelTarget{
		ID: "availability", Measure: sla.Availability, Objective: sla.Objective{Share: e.promised}, Cycle: sla.MonthlyIn("UTC"),
	})}
	for link, text := range e.deals {
		var targets []sla.LevelTarget
		if text != "" && text != "-" {
			targets = append(targets, upTo(t, text))
		}
		a := supported(t, service(link[0]), service(link[1]), targets...)
		if text == "-" {
			a = over(t, a)
		}
		agreements = append(agreements, a)
	}
	return sla.NewBook(registerOf(t, slices.Clone(e.services)...), agreements...)
}

// able is the oracle: every state of all services, in exact numbers.
func (e drawnEstate) able(t testing.TB, high bool) *big.Rat {
	n := len(e.services)
	number := func(id ownership.ServiceID) (out int) {
		return slices.IndexFunc(e.services, func(s ownership.Service) bool { return s.ID == id })
	}
	// What the first service reaches, and who reaches whom.
	reach := make([][]bool, n)
	for i := range reach {
		reach[i] = make([]bool, n)
		for _, d := range e.services[i].Dependencies {
			reach[i][number(d.On)] = true
		}
	}
	for k := range n {
		for i := range n {
			for j := range n {
				reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
			}
		}
	}
	// The least promise to any service that the first one needs.
	own := make([]*big.Rat, n)
	own[0] = big.NewRat(1, 1)
	for i := 1; i < n; i++ {
		least := big.NewRat(1, 1)
		for from := range n {
			depends := slices.ContainsFunc(e.services[from].Dependencies, func(d ownership.Dependency) bool { return number(d.On) == i })
			if !depends || from != 0 && !reach[0][from] {
				continue
			}
			p := big.NewRat(0, 1)
			if text := e.deals[[2]int{from, i}]; text != "" && text != "-" {
				p = big.NewRat(int64(share(t, text)), int64(sla.Whole))
			} else if high {
				p = big.NewRat(1, 1)
			}
			if p.Cmp(least) < 0 {
				least = p
			}
		}
		own[i] = least
	}
	total := new(big.Rat)
	for state := range 1 << n {
		p := big.NewRat(1, 1)
		up := make([]bool, n)
		for i := range n {
			up[i] = state>>i&1 == 1
			if up[i] {
				p.Mul(p, own[i])
			} else {
				p.Mul(p, new(big.Rat).Sub(big.NewRat(1, 1), own[i]))
			}
		}
		if p.Sign() == 0 {
			continue
		}
		for again := true; again; {
			again = false
			for i := range n {
				if up[i] && !e.holds(i, up, number, reach) {
					up[i], again = false, true
				}
			}
		}
		if up[0] {
			total.Add(total, p)
		}
	}
	return total
}

func (e drawnEstate) holds(i int, up []bool, number func(ownership.ServiceID) int, reach [][]bool) bool {
	for j := range up {
		if i != j && reach[i][j] && reach[j][i] && !up[j] {
			return false
		}
	}
	members := map[string]map[int]bool{}
	for _, d := range e.services[i].Dependencies {
		if d.Group == "" {
			if !up[number(d.On)] {
				return false
			}
			continue
		}
		if members[d.Group] == nil {
			members[d.Group] = map[int]bool{}
		}
		members[d.Group][number(d.On)] = true
	}
	for group, of := range members {
		working, need := 0, len(of)
		for m := range of {
			if up[m] {
				working++
			}
		}
		for _, r := range e.services[i].Redundancy {
			if r.Group == group && r.Need >= 1 && r.Need <= len(of) {
				need = r.Need
			}
		}
		if working < need {
			return false
		}
	}
	return true
}

func TestUnderpinningAgainstEnumeration(t *testing.T) {
	counts := map[sla.Bearing]int{}
	rapid.Check(t, func(rt *rapid.T) {
		e := drawEstate(rt)
		u := e.book(t).Underpinning(service(0), underAt)
		low, high := e.able(t, false), e.able(t, true)
		require.False(rt, u.Able.Bounded)
		l, _ := low.Float64()
		h, _ := high.Float64()
		require.InDelta(rt, l, u.Able.Low, sla.ChanceError, "%v %v", e.services, e.deals)
		require.InDelta(rt, h, u.Able.High, sla.ChanceError, "%v %v", e.services, e.deals)

		promise := big.NewRat(int64(e.promised), int64(sla.Whole))
		want := sla.Unknown
		switch {
		case low.Cmp(promise) >= 0 && !e.silent():
			want = sla.Carried
		case high.Cmp(promise) < 0 || e.silentFor(true):
			want = sla.TooWeak
		}
		require.Equal(rt, sla.AgreementID(service(0)+"-sla"), u.Promises[0].Agreement, "to customers first")
		require.Equal(rt, want, u.Promises[0].Bearing, "%v %v %s", e.services, e.deals, e.promised)
		counts[want]++
	})
	assert.Len(t, counts, 3, "%v", counts)
}

// silent reports whether the links of the first service do not suffice even if
// level does not matter: too many of a group are not in force or promise nothing.
func (e drawnEstate) silent() bool { return e.silentFor(false) }

// silentFor counts those in force that promise nothing alone, if only is set.
func (e drawnEstate) silentFor(only bool) bool {
	groups := map[string]map[ownership.ServiceID]bool{}
	for i, d := range e.services[0].Dependencies {
		g := d.Group
		if g == "" {
			g = fmt.Sprint("alone ", i)
		}
		if groups[g] == nil {
			groups[g] = map[ownership.ServiceID]bool{}
		}
		groups[g][d.On] = true
	}
	for g, of := range groups {
		short := 0
		for on := range of {
			i := slices.IndexFunc(e.services, func(s ownership.Service) bool { return s.ID == on })
			text, covered := e.deals[[2]int{0, i}]
			if covered && text == "" || !only && (!covered || text == "-") {
				short++
			}
		}
		need := len(of)
		for _, r := range e.services[0].Redundancy {
			if r.Group == g && r.Need >= 1 && r.Need <= len(of) {
				need = r.Need
			}
		}
		if len(of)-short < need {
			return true
		}
	}
	return false
}

// Every pair of conditions of two links, needed both or one of them, held to what
// anybody would say: enough of them have to bear the promise for certain, or at
// least not be known not to.
func TestEveryPairOfLinks(t *testing.T) {
	type condition struct {
		name string
		deal func(on ownership.ServiceID) []sla.Agreement
		good bool
		open bool
	}
	deal := func(on ownership.ServiceID, targets ...sla.LevelTarget) []sla.Agreement {
		return []sla.Agreement{supported(t, "mail", on, targets...)}
	}
	all := func(l sla.LevelTarget, change func(*sla.LevelTarget)) sla.LevelTarget { change(&l); return l }
	conditions := []condition{
		{name: "no agreement", deal: func(ownership.ServiceID) []sla.Agreement { return nil }, open: true},
		{name: "not in force", deal: func(on ownership.ServiceID) []sla.Agreement {
			return []sla.Agreement{over(t, supported(t, "mail", on, within(sla.Resolution, time.Hour)))}
		}, open: true},
		{name: "nothing said", deal: func(on ownership.ServiceID) []sla.Agreement { return deal(on) }},
		{name: "said of another", deal: func(on ownership.ServiceID) []sla.Agreement {
			return []sla.Agreement{struck(t, sla.Proposal{
				ID: sla.AgreementID("mail-" + on), Kind: sla.OLA, Counterparty: "acme", Services: []ownership.ServiceID{"mail"},
				Through: []ownership.ServiceID{on, "other"},
				Terms:   sla.Terms{Targets: []sla.LevelTarget{all(within(sla.Resolution, time.Hour), func(l *sla.LevelTarget) { l.Service = "other" })}},
			})}
		}},
		{name: "another measure", deal: func(on ownership.ServiceID) []sla.Agreement { return deal(on, within(sla.Response, time.Hour)) }},
		{name: "another class", deal: func(on ownership.ServiceID) []sla.Agreement {
			return deal(on, all(within(sla.Resolution, time.Hour), func(l *sla.LevelTarget) { l.Class = "p4" }))
		}},
		{name: "too slow", deal: func(on ownership.ServiceID) []sla.Agreement {
			return deal(on, within(sla.Resolution, 8*time.Hour+1))
		}},
		{name: "for too few", deal: func(on ownership.ServiceID) []sla.Agreement {
			return deal(on, all(within(sla.Resolution, time.Hour), func(l *sla.LevelTarget) { l.Objective.Share-- }))
		}},
		{name: "other form", deal: func(on ownership.ServiceID) []sla.Agreement {
			return deal(on, all(within(sla.Resolution, 0), func(l *sla.LevelTarget) { l.Objective.Within = sla.Target{Days: 1} }))
		}},
		{name: "over a longer time", deal: func(on ownership.ServiceID) []sla.Agreement {
			return deal(on, all(within(sla.Resolution, time.Hour), func(l *sla.LevelTarget) { l.Cycle = sla.QuarterlyIn("UTC") }))
		}},
		{name: "just as good", deal: func(on ownership.ServiceID) []sla.Agreement { return deal(on, within(sla.Resolution, 8*time.Hour)) }, good: true},
		{name: "one of two is", deal: func(on ownership.ServiceID) []sla.Agreement {
			l := within(sla.Resolution, time.Hour)
			l.Class, l.ID = "p1", "better"
			return deal(on, within(sla.Resolution, 9*time.Hour), l)
		}, good: true},
	}
	target := within(sla.Resolution, 8*time.Hour)
	target.Class = "p1"
	verdicts := map[sla.Bearing]int{}
	for _, a := range conditions {
		for _, b := range conditions {
			for need := 1; need <= 2; need++ {
				reg := registerOf(t, suffices(stands("mail", "g/one", "g/two"), "g", need), stands("one"), stands("two"))
				agreements := append(append(a.deal("one"), b.deal("two")...), promised(t, "mail", target))
				u := sla.NewBook(reg, agreements...).Underpinning("mail", underAt)
				good, possible := 0, 0
				for _, c := range []condition{a, b} {
					if c.good {
						good++
					}
					if c.good || c.open {
						possible++
					}
				}
				want := sla.TooWeak
				switch {
				case good >= need:
					want = sla.Carried
				case possible >= need:
					want = sla.Unknown
				}
				require.Len(t, u.Promises, 1)
				require.Equal(t, want, u.Promises[0].Bearing, "%d of %s, %s: %+v", need, a.name, b.name, u.Promises[0])
				require.Equal(t, want == sla.TooWeak, len(u.Promises[0].Weak) > 0)
				verdicts[want]++
			}
		}
	}
	assert.Len(t, verdicts, 3)
}

// Hours are held against a walk through every hour of the year.
func TestUnderpinningHours(t *testing.T) {
	nine := sla.Window{From: 9 * sla.Hour, Until: 17 * sla.Hour}
	definitions := []sla.Definition{
		{Name: "office", Zone: "Europe/Berlin", Week: sla.Weekdays(nine)},
		{Name: "long office", Zone: "Europe/Berlin", Week: sla.Weekdays(sla.Window{From: 8 * sla.Hour, Until: 18 * sla.Hour})},
		{Name: "daily", Zone: "Europe/Berlin", Week: sla.Daily(nine)},
		{Name: "London", Zone: "Europe/London", Week: sla.Weekdays(nine)},
		{Name: "London long", Zone: "Europe/London", Week: sla.Weekdays(sla.Window{From: 8 * sla.Hour, Until: 17 * sla.Hour})},
		{Name: "New York", Zone: "America/New_York", Week: sla.Weekdays(sla.Window{From: 2 * sla.Hour, Until: 12 * sla.Hour})},
		{Name: "no Christmas", Zone: "Europe/Berlin", Week: sla.Weekdays(nine), Holidays: []sla.Holiday{{Date: sla.Date{Month: time.December, Day: 25}}}},
		{Name: "always", Zone: "UTC", Week: sla.AlwaysOpen()},
	}
	reg := registerOf(t, stands("mail", "auth"), stands("auth"))
	carried := 0
	for _, able := range definitions {
		for _, asked := range definitions {
			hours := func(d sla.Definition) (sla.LevelTarget, func(*sla.Proposal)) {
				l := upTo(t, "99%")
				l.Calendar = d.Name
				return l, func(p *sla.Proposal) { p.Terms.Calendars = []sla.Definition{d} }
			}
			in := func(a sla.Agreement, d sla.Definition) sla.Agreement {
				l, with := hours(d)
				return struck(t, sla.Proposal{
					ID: a.ID(), Kind: a.Kind(), Counterparty: a.Counterparty(), Services: a.Services(), Through: a.Through(),
					Terms: sla.Terms{Targets: []sla.LevelTarget{l}},
				}, with)
			}
			book := sla.NewBook(reg, in(promised(t, "mail"), asked), in(supported(t, "mail", "auth"), able)).WithZones(time.LoadLocation)
			u := book.Underpinning("mail", underAt)
			a, err := sla.NewCalendar(able, time.LoadLocation)
			require.NoError(t, err)
			b, err := sla.NewCalendar(asked, time.LoadLocation)
			require.NoError(t, err)
			want := sla.Carried
			for at := underAt; at.Before(underAt.AddDate(1, 0, 0)); at = at.Add(time.Hour) {
				if b.Open(at) && !a.Open(at) {
					want = sla.TooWeak
				}
			}
			require.Equal(t, want, u.Promises[0].Bearing, "%s under %s: %+v", able.Name, asked.Name, u.Promises[0])
			if want == sla.TooWeak {
				require.Equal(t, []sla.Gap{sla.GapHours}, u.Promises[0].Weak[0].Gaps)
			} else {
				carried++
			}
			// Without zones nothing is covered that a zone has to be asked for.
			blind := sla.NewBook(reg, in(promised(t, "mail"), asked), in(supported(t, "mail", "auth"), able)).Underpinning("mail", underAt)
			if able.Zone != "UTC" {
				require.Equal(t, sla.TooWeak, blind.Promises[0].Bearing)
			}
		}
	}
	assert.Greater(t, carried, len(definitions))
}

// The chain goes to whoever is promised the least of what is shared.
func TestWeakestChainEndsWithTheLeastPromise(t *testing.T) {
	reg := registerOf(t, stands("light", "power", "relay"), stands("relay", "mast"), stands("mast", "power"), stands("power"))
	u := sla.NewBook(reg,
		supported(t, "light", "power", upTo(t, "99.9%")), supported(t, "light", "relay", upTo(t, "100%")), supported(t, "relay", "mast", upTo(t, "99.95%")),
	).Underpinning("light", underAt)
	var chain []string
	for _, l := range u.Weakest {
		chain = append(chain, string(l.Service)+" > "+l.String())
	}
	assert.Equal(t, []string{"light > relay (100% by light-relay)", "relay > mast (99.95% by relay-mast)", "mast > power (under no agreement)"}, chain)
}
