package slatest

import (
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// TestInvariantsOfTracks holds what is drawn to the invariants.
func TestInvariantsOfTracks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Measurements().Draw(t, "measurements")
		CheckMeasurements(t, m)
		b := Breaches().Draw(t, "breach")
		CheckBreach(t, b)
		a := Agreements().Draw(t, "agreement")
		book := sla.NewBook(Organisation(), a).WithMeasurements(m).WithBreach(b)
		n := Meetings(book, a.ID()).Draw(t, "meeting")
		CheckMeeting(t, n)
		for f := range book.WithMeeting(n).Review(month.Period().Until, ownership.Selection{}).All() {
			if f.Code == "meeting.incomplete" || f.Code == "meeting.unauthorised" || f.Code == "breach.unauthorised" || f.Code == "measurement.unauthorised" {
				t.Errorf("%s", f.Text())
			}
		}
	})
}

// TestTracksGetEverywhere: each status and step comes up sooner or later.
func TestTracksGetEverywhere(t *testing.T) {
	for s := sla.BreachNoticed; s <= sla.BreachClosed; s++ {
		example(t, Breaches(), func(b sla.Breach) bool { return b.Status() == s })
	}
	for s := sla.MeetingPlanned; s <= sla.MeetingCancelled; s++ {
		example(t, Meetings(sla.NewBook(organisation), "drawn"), func(m sla.Meeting) bool { return m.Status() == s })
	}
	for s := sla.FiguresRecorded; s <= sla.DropExplained; s++ {
		example(t, Measurements(), func(m sla.Measurements) bool {
			return slices.ContainsFunc(slices.Collect(m.Acts()), func(a sla.Act[sla.MeasurementStep]) bool { return a.Command == s })
		})
	}
}

// Records with one wrong answer each.
type (
	alwaysInForce  struct{ sla.Agreement }
	neverVersioned struct{ sla.Agreement }
	alwaysActive   struct{ sla.Agreement }
	twiceInEffect  struct{ sla.Agreement }
	endless        struct{ sla.Agreement }
	withoutActs    struct{ sla.Agreement }
	forgetful      struct{ sla.Agreement }

	otherMonth   struct{ sla.Measurements }
	moreFigures  struct{ sla.Measurements }
	openedAgain  struct{ sla.Breach }
	causeless    struct{ sla.Breach }
	actionless   struct{ sla.Breach }
	neverHeld    struct{ sla.Meeting }
	rowsTwice    struct{ sla.Meeting }
	backwardActs struct{ sla.Meeting }
)

func (a alwaysInForce) InForce(time.Time) (sla.Terms, bool)           { return sla.Terms{}, true }
func (a neverVersioned) VersionAt(time.Time) (v sla.Version, ok bool) { return v, false }
func (a alwaysActive) Status(time.Time) sla.AgreementStatus           { return sla.Active }
func (a twiceInEffect) During(p ownership.Period) []sla.InEffect {
	return append(a.Agreement.During(p), a.Agreement.During(p)...)
}
func (a endless) Ends() (time.Time, bool)              { return time.Time{}, false }
func (a withoutActs) Acts() iter.Seq[sla.AgreementAct] { return func(func(sla.AgreementAct) bool) {} }
func (a *forgetful) UnmarshalJSON([]byte) error        { return nil }
func (m otherMonth) Key() sla.MeasurementKey {
	k := m.Measurements.Key()
	k.Month.Year++
	return k
}

func (m moreFigures) Figures() sla.Figures {
	f := m.Measurements.Figures()
	f.Maintenance = append(f.Maintenance, month.Period(), month.Period())
	return f
}
func (b openedAgain) Status() sla.BreachStatus     { return sla.BreachNoticed }
func (b causeless) Cause() string                  { return "" }
func (b actionless) Actions() iter.Seq[sla.Action] { return func(func(sla.Action) bool) {} }
func (m neverHeld) HeldAt() time.Time              { return time.Time{} }
func (m rowsTwice) Rows() iter.Seq[sla.MeetingRow] {
	rows := slices.Collect(m.Meeting.Rows())
	return slices.Values(append(rows, rows...))
}

func (m backwardActs) Acts() iter.Seq[sla.Act[sla.MeetingCommand]] {
	acts := slices.Collect(m.Meeting.Acts())
	slices.Reverse(acts)
	return slices.Values(acts)
}

// example is the first that is drawn and wanted.
func example[V any](t *testing.T, g *rapid.Generator[V], want func(V) bool) V {
	t.Helper()
	for seed := range 2000 {
		if v := g.Example(seed); want(v) {
			return v
		}
	}
	t.Fatal("nothing wanted is ever drawn")
	panic("unreachable")
}

// TestInvariantsBite: an answer that is wrong breaks the rule that forbids it, and the
// right one does not.
func TestInvariantsBite(t *testing.T) {
	at, before := day(200), start.Add(-time.Hour)
	a := example(t, Agreements(), func(a sla.Agreement) bool {
		_, ok := a.InForce(at)
		return ok
	})
	m := example(t, Measurements(), func(m sla.Measurements) bool { return !m.Figures().IsZero() })
	b := example(t, Breaches(), func(b sla.Breach) bool { return b.Status() == sla.BreachClosed })
	n := example(t, Meetings(sla.NewBook(organisation, a), a.ID()), func(n sla.Meeting) bool {
		return n.Revision() > 1 && len(slices.Collect(n.Rows())) > 0
	})
	for name, broken := range map[string]error{
		"in force, though no version is":   oneInForce(alwaysInForce{a}, before),
		"a version that nobody finds":      oneInForce(neverVersioned{a}, at),
		"two versions at a time":           oneInForce(twiceInEffect{a}, at),
		"active before it is in force":     activeWhileInForce(alwaysActive{a}, before),
		"versions that overlap":            noOverlap(twiceInEffect{a}, at),
		"in force without being activated": notBeforeActivated(withoutActs{a}, at),
		"without an end":                   ends(endless{a}, at),
		"active before the first act":      nothingBefore(alwaysActive{a}, before),
		"read back as nothing":             readBack(forgetful{a}),
		"figures of another year":          inTheirMonth(otherMonth{m}),
		"figures that grow":                recordedAgain(moreFigures{m}),
		"a status that no act leads to":    whereActsLead(openedAgain{b}),
		"closed without a cause":           closedForCause(causeless{b}),
		"closed without an action":         closedForCause(actionless{b}),
		"acts that plan nothing":           causesHaveActs(actionless{b}),
		"held, and nobody knows when":      onlyWhenHeld(neverHeld{n}),
		"rows that are there twice":        onceEach(rowsTwice{n}),
		"acts in another order":            orderly(backwardActs{n}.Acts()),
	} {
		assert.Error(t, broken, name)
	}
	said := &recorder{}
	CheckAgreement(said, a, before, at)
	CheckMeasurements(said, m)
	CheckBreach(said, b)
	CheckMeeting(said, n)
	assert.Empty(t, said.said)
	hold(said, "R70", "a rule", onceEach(rowsTwice{n}))
	assert.Len(t, said.said, 1)
}

// A recorder takes the place of a test.
type recorder struct {
	rapid.TB
	said []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}
