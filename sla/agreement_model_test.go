package sla_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
	"github.com/serviceowner/itsm/sla/slatest"
)

// A naive agreement is one promise about mail, kept as a list of notes.
type naive struct {
	status    sla.AgreementStatus
	versions  int
	share     sla.Share // promised by the newest version
	validity  ownership.Period
	judged    bool
	able      sla.Share
	accepted  map[sla.Share]time.Time // until when
	committed bool
	signed    map[sla.Side]bool
	activated []activation
	ends      time.Time
}

type activation struct {
	version     int
	from, until time.Time
}

// inForce goes through everything that was ever put into force.
func (n *naive) inForce(at time.Time) (version int) {
	for _, a := range n.activated {
		if at.Before(a.from) {
			continue
		}
		version = a.version
		if !a.until.IsZero() && !at.Before(a.until) {
			version = 0
		}
	}
	if !n.ends.IsZero() && !at.Before(n.ends) {
		return 0
	}
	return version
}

// over reports whether the last version that was put into force is.
func (n *naive) over(at time.Time) bool {
	if len(n.activated) == 0 {
		return true
	}
	last := n.activated[len(n.activated)-1]
	return !last.until.IsZero() && !at.Before(last.until)
}

func (n *naive) now(at time.Time) sla.AgreementStatus {
	if n.status == sla.Active && n.over(at) {
		return sla.Expired
	}
	return n.status
}

func (n *naive) short() bool { return n.judged && n.able < n.share }

func (n *naive) settled(at time.Time) bool {
	until, ok := n.accepted[n.share]
	return n.judged && (!n.short() || ok && at.Before(until))
}

func (n *naive) terms(share sla.Share, validity ownership.Period, status sla.AgreementStatus) {
	n.versions++
	n.share, n.validity, n.status = share, validity, status
	n.judged, n.committed, n.signed = false, false, map[sla.Side]bool{}
}

// usual is what leads on.
func (n *naive) usual(at time.Time) string {
	switch s := n.now(at); {
	case s == sla.Draft:
		return "negotiate"
	case s == sla.Active || s == sla.Expired:
		return "revise"
	case s == sla.Agreed && n.committed:
		return "activate"
	case !n.judged:
		return "assess"
	case !n.settled(at):
		return "accept"
	case !n.committed:
		return "commit"
	case !n.signed[sla.ForProvider]:
		return "sign for provider"
	}
	return "sign for customer"
}

// A move is one command, with what the notes say about it: whether it is taken,
// and what it changes.
type move struct {
	name   string
	by     ownership.PartyID
	run    func(sla.Agreement, *ownership.Register, ownership.Who) (sla.Agreement, error)
	taken  bool
	change func()
}

func (n *naive) moves(t *rapid.T, at time.Time) []move {
	percent := rapid.Map(rapid.IntRange(95, 99), func(p int) sla.Share { return sla.Share(p) * sla.Percent })
	share := percent.Draw(t, "share")
	later := at.AddDate(0, 0, rapid.IntRange(1, 15).Draw(t, "later"))
	next := terms(availability(share))
	if rapid.Bool().Draw(t, "from later") {
		next.Validity.From = at.AddDate(0, 0, rapid.IntRange(-20, 20).Draw(t, "from"))
	}
	if rapid.Bool().Draw(t, "until") {
		next.Validity.Until = at.AddDate(0, 0, rapid.IntRange(21, 40).Draw(t, "until"))
	}
	s := n.now(at)
	is := func(list ...sla.AgreementStatus) bool {
		for _, o := range list {
			if s == o {
				return true
			}
		}
		return false
	}
	open := is(sla.Negotiating) || is(sla.Active)
	sign := func(name string, by ownership.PartyID, side sla.Side) move {
		return move{name, by, func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.Sign(reg, w, side)
		}, is(sla.Negotiating) && !n.signed[side] && n.settled(at), func() {
			if n.signed[side] = true; len(n.signed) == 2 {
				n.status = sla.Agreed
			}
		}}
	}
	begun := len(n.activated) > 0
	return []move{
		{"targets", "sam", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.SetTargets(reg, w, next.Targets)
		}, is(sla.Draft), func() { n.terms(share, n.validity, sla.Draft) }},
		{"negotiate", "sam", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.Negotiate(reg, w, next, "")
		}, is(sla.Draft, sla.Negotiating, sla.Agreed), func() { n.terms(share, next.Validity, sla.Negotiating) }},
		{"assess", "sam", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.Assess(reg, w, []sla.Capability{able(mail, share)}, utcZones)
		}, open, func() { n.judged, n.able = true, share }},
		{"improve", "olga", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.Improve(reg, w, able(mail, share), utcZones, "")
		}, open && n.short(), func() { n.able = share }},
		{"lower", "cara", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.LowerTarget(reg, w, "availability", sla.Objective{Share: share}, "")
		}, is(sla.Negotiating) && n.short() && share < n.share, func() {
			committed := n.committed
			n.terms(share, n.validity, sla.Negotiating)
			n.judged, n.committed = true, committed
		}},
		{"accept", "olga", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.AcceptShortfall(reg, w, sla.Shortfall{Target: "availability", Service: mail, Until: later, Reason: "x"})
		}, open && n.short(), func() { n.accepted[n.share] = later }},
		{"commit", "olga", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.Commit(reg, w, mail, ownership.Quantity{})
		}, open || is(sla.Agreed), func() { n.committed = true }},
		sign("sign for provider", "sam", sla.ForProvider),
		sign("sign for customer", "cara", sla.ForCounterparty),
		{"activate", "sam", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.Activate(reg, w)
		}, is(sla.Agreed) && n.committed && n.settled(at) && (n.validity.Until.IsZero() || at.Before(n.validity.Until)), func() {
			from := n.validity.From
			if from.Before(at) {
				from = at
			}
			n.status, n.activated = sla.Active, append(n.activated, activation{n.versions, from, n.validity.Until})
		}},
		{"revise", "sam", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.Revise(reg, w, next, "")
		}, is(sla.Active, sla.Expired), func() { n.terms(share, next.Validity, sla.Negotiating) }},
		{"withdraw", "sam", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.Withdraw(reg, w, "x")
		}, is(sla.Negotiating, sla.Agreed) || is(sla.Draft), func() {
			if n.status = sla.Terminated; begun {
				n.status = sla.Active
			}
		}},
		{"give notice", "cara", func(a sla.Agreement, reg *ownership.Register, w ownership.Who) (sla.Agreement, error) {
			return a.GiveNotice(reg, w, sla.Notice{Side: sla.ForCounterparty, At: at.AddDate(0, 0, 40), Reason: "x"})
		}, is(sla.Active) || is(sla.Negotiating, sla.Agreed) && begun && !n.over(at), func() {
			n.status, n.ends = sla.Terminated, at.AddDate(0, 0, 40)
		}},
	}
}

// TestAgreementModel holds random histories to the notes: what is taken, what
// becomes of it, and what was in force on any day.
func TestAgreementModel(t *testing.T) {
	reg := world(t)
	reached := map[sla.AgreementStatus]int{}
	history := func(t *rapid.T) {
		n := &naive{accepted: map[sla.Share]time.Time{}}
		p := proposalOf(sla.SLA)
		a, err := sla.Agreement{}.Draft(reg, by("sam", day(2)), p)
		require.NoError(t, err)
		n.terms(99*sla.Percent, ownership.Period{}, sla.Draft)
		at := day(2)
		for range rapid.IntRange(1, 40).Draw(t, "moves") {
			at = at.AddDate(0, 0, rapid.IntRange(0, 6).Draw(t, "days"))
			reached[n.now(at)]++
			moves := n.moves(t, at)
			// Mostly the usual way, or nothing ever comes about.
			m := rapid.SampledFrom(moves).Draw(t, "move")
			if rapid.IntRange(0, 3).Draw(t, "usual") > 0 {
				m = moves[slices.IndexFunc(moves, func(m move) bool { return m.name == n.usual(at) })]
			}
			person := m.by
			if rapid.IntRange(0, 9).Draw(t, "wrong") == 0 {
				person = rapid.SampledFrom([]ownership.PartyID{"sam", "cara", "olga", "nick"}).Draw(t, "person")
			}
			next, err := m.run(a, reg, by(person, at))
			if taken := m.taken && person == m.by; taken != (err == nil) {
				t.Fatalf("%s by %s at %s: want taken %t, got %v\nnotes: %+v", m.name, person, at, taken, err, n)
			}
			if err != nil {
				require.ErrorIs(t, err, ownership.ErrRefused, m.name)
				require.Equal(t, a.Revision(), next.Revision())
				continue
			}
			m.change()
			require.Equal(t, a.Revision()+1, next.Revision(), m.name)
			a = next
			require.Equal(t, n.now(at), a.NewestStatus(at), "after %s", m.name)
			require.Equal(t, n.versions, a.Newest().No, "after %s", m.name)

		}
		for range 20 {
			asked := day(rapid.IntRange(-30, 250).Draw(t, "asked")).Add(-time.Duration(rapid.IntRange(0, 1).Draw(t, "tick")) * time.Microsecond)
			v, _ := a.VersionAt(asked)
			require.Equal(t, n.inForce(asked), v.No, "in force at %s: %+v", asked, n)
		}
		slatest.CheckAgreement(t, a, at, at.AddDate(0, 0, 30))
	}
	// What is rare may be missing among the few that one check draws.
	for range 20 {
		rapid.Check(t, history)
		if reached[sla.Draft] > 0 && reached[sla.Negotiating] > 0 && reached[sla.Agreed] > 0 &&
			reached[sla.Active] > 0 && reached[sla.Expired] > 0 && reached[sla.Terminated] > 0 {
			break
		}
	}
	for s := sla.Draft; s <= sla.Terminated; s++ {
		assert.Positive(t, reached[s], "no history ever reached %s", s)
	}
}
