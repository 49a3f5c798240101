package sla

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/ownership"
)

// An Underpinning says whether what a service depends on is promised to it, and
// whether that is enough for what it promises itself.
//
// What an OLA or a contract promises of a service is taken for that service by
// itself: what it depends on in turn counts by the promises made about that. If
// mail needs a database promised at 99.9%, which needs a disk promised at 99.9%,
// then 99.8001% can be promised of mail, and not 99.9%. Where several services are
// promised different levels of one that they share, the least of them counts.
// That services fail independently of each other is assumed; see [Composition].
type Underpinning struct {
	Service ownership.ServiceID `json:"service"`

	// Links are what the service depends on directly, in the order in which it
	// says so.
	Links []Link `json:"links,omitempty"`

	// Able is the availability that can be promised by what is promised of
	// everything that the service needs, directly or through others, if the service
	// itself never fails. What nobody promises may be anything.
	Able Composed `json:"able"`

	// Weakest is the chain from the service to what holds it back most, see
	// [Composition.Weakest]. It ends with the link that promises the least of that.
	Weakest []Link `json:"weakest,omitempty"`

	// Circles are services below that depend on each other in a circle. They count
	// as one.
	Circles [][]ownership.ServiceID `json:"circles,omitempty"`

	// Promises are the targets by which levels of the service are promised, to
	// customers and to other services, by agreement and in the order of the terms.
	Promises []Borne `json:"promises,omitempty"`
}

// A Bearing says whether a promise is borne by those made about what the service
// depends on.
type Bearing uint8

// The bearings.
const (
	Carried Bearing = iota + 1 // it is
	TooWeak                    // they are less than the promise takes
	Unknown                    // something is not promised, or cannot be told
)

var bearings = enum.Of[Bearing]("Bearing", "carried", "too weak", "unknown")

// String returns the name, "unset", or Bearing(n) for an unknown value.
func (b Bearing) String() string { return bearings.String(b) }

// MarshalText refuses unknown values.
func (b Bearing) MarshalText() ([]byte, error) { return bearings.MarshalText(b) }

// UnmarshalText refuses unknown names.
func (b *Bearing) UnmarshalText(text []byte) (err error) {
	*b, err = bearings.Parse(string(text))
	return err
}

// Borne is one promise and how it is borne.
type Borne struct {
	Agreement AgreementID `json:"agreement"`
	Version   int         `json:"version"`
	Target    TargetID    `json:"target"`
	Measure   Measure     `json:"measure"`
	Bearing   Bearing     `json:"bearing"`

	// Promised is the share of an availability, and Own what the service itself has
	// to reach to keep it: more than 100% cannot be reached, and is left out.
	Promised Share `json:"promised,omitzero"`
	Own      Share `json:"own,omitzero"`

	// Weak are the links that are too weak for it, and that it cannot do without.
	Weak []WeakLink `json:"weak,omitempty"`
}

// A WeakLink is a link whose agreements are less than a promise takes.
type WeakLink struct {
	On        ownership.ServiceID `json:"on"`
	Path      string              `json:"path"` // of the dependency in the service
	Agreement AgreementID         `json:"agreement"`
	Target    TargetID            `json:"target,omitempty"` // the best that there is; none if nothing is said
	Able      Objective           `json:"able,omitzero"`
	Gaps      []Gap               `json:"gaps"`
}

// Underpinning says how the service is underpinned at the instant (R61, R64, R67).
// Hours are compared for the year from the instant on, or until the promise ends;
// that takes [Book.WithZones]. A calendar whose zone the book does not know covers
// nothing, and nothing covers it.
func (b *Book) Underpinning(service ownership.ServiceID, at time.Time) Underpinning {
	f := b.footings(normalTime(at))
	root := f.add(service)
	u := Underpinning{Service: service, Able: f.able(root)}
	u.Links = slices.Clone(f.of(root).links)
	u.Weakest = f.weakest(root)
	u.Circles = f.circles(root)
	for p := range f.promises(service) {
		u.Promises = append(u.Promises, f.bears(root, p, func() Composed { return u.Able }))
	}
	return u
}

// A promise is one target of an agreement in force by which levels of a service
// are promised.
type promise struct {
	covering
	target *LevelTarget
}

// promises yields every promise about the service at the instant.
func (f *footings) promises(service ownership.ServiceID) func(yield func(promise) bool) {
	return func(yield func(promise) bool) {
		l, _ := f.book.leaf(tagService, string(service))
		made := append(
			f.book.chosen(l.served, func(a *Agreement) bool { return a.kind == SLA }),
			f.book.chosen(l.through, func(a *Agreement) bool { return a.kind != SLA })...,
		)
		for i := range made {
			v := made[i].versionAt(f.at)
			if v == nil {
				continue
			}
			for j := range v.Terms.Targets {
				t := &v.Terms.Targets[j]
				if t.about(service) && !yield(promise{covering{&made[i], v}, t}) {
					return
				}
			}
		}
	}
}

// bears judges one promise. The availability of an OLA or a contract is that of
// the service by itself, so that nothing has to bear it but its hours and cycle.
func (f *footings) bears(root int32, p promise, able func() Composed) Borne {
	out := Borne{
		Agreement: p.agreement.id, Version: p.version.No, Target: p.target.ID, Measure: p.target.Measure, Bearing: Carried,
	}
	weak, open := f.weakLinks(root, p)
	out.Weak = weak
	switch {
	case len(weak) > 0:
		out.Bearing = TooWeak
	case open:
		out.Bearing = Unknown
	}
	if p.target.Measure != Availability {
		return out
	}
	out.Promised = p.target.Objective.Share
	if p.agreement.kind != SLA {
		return out
	}
	can := able()
	low, high := can.Shares()
	if low > 0 && low >= out.Promised {
		// Rounded up: with less it would not be kept.
		out.Own = Share(mulDivUp(uint64(out.Promised), uint64(Whole), uint64(low)))
	}
	switch {
	case high < out.Promised:
		out.Bearing = TooWeak
	case low < out.Promised && out.Bearing == Carried:
		out.Bearing = Unknown
	}
	return out
}

// mulDivUp returns a * b / c, rounded up; the quotient fits.
func mulDivUp(a, b, c uint64) uint64 {
	q := mulDiv(a, b, c)
	if q*c != a*b { // modulo 2^64, which is enough: they differ by less than c
		q++
	}
	return q
}

// weakLinks returns the links that are too weak for the promise, and whether
// something is not promised at all. Of a group only so many have to bear as
// suffice: while they do, nothing is said about the others.
func (f *footings) weakLinks(root int32, p promise) (weak []WeakLink, open bool) {
	foot := f.of(root)
	for _, g := range foot.groups {
		var short []WeakLink
		missing := 0
		for _, i := range g.links {
			l := &foot.links[i]
			if l.Cover != InForce {
				missing++
			} else if w := f.weakLink(foot, l, p); len(w.Gaps) > 0 {
				short = append(short, w)
			}
		}
		spare := 0
		if g.enough >= 1 && g.enough < len(g.links) {
			spare = len(g.links) - g.enough
		}
		if len(short) > spare {
			weak = append(weak, short...)
		}
		open = open || len(short)+missing > spare && missing > 0
	}
	return weak, open
}

// weakLink holds the promise against the best of the targets about the link: the
// one with the fewest gaps, and of those the first.
func (f *footings) weakLink(foot *footing, l *Link, p promise) WeakLink {
	best := WeakLink{On: l.On, Path: l.Path, Gaps: []Gap{GapUnknown}}
	found := false
	for _, c := range foot.acts {
		if !slices.Contains(c.agreement.through, l.On) {
			continue
		}
		if best.Agreement == "" {
			best.Agreement = c.agreement.id
		}
		for i := range c.version.Terms.Targets {
			t := &c.version.Terms.Targets[i]
			if t.Measure != p.target.Measure || !t.about(l.On) || t.Class != "" && t.Class != p.target.Class {
				continue
			}
			gaps := f.gaps(promise{c, t}, p)
			if !found || len(gaps) < len(best.Gaps) {
				found = true
				best.Agreement, best.Target, best.Able, best.Gaps = c.agreement.id, t.ID, t.Objective, gaps
			}
		}
	}
	// Only what every promise is made of has to be there: that a supplier says
	// nothing about a measure that somebody has thought up is no gap.
	if !found && !slices.ContainsFunc(standardMeasures, func(c MeasureCard) bool { return c.Measure == p.target.Measure }) {
		best.Gaps = nil
	}
	return best
}

// gaps returns how far a target falls short of a promise, in the order of the gaps.
// The level of an availability is left to the composition of all of them.
func (f *footings) gaps(able, asked promise) (out []Gap) {
	card, ok := asked.version.Terms.Card(asked.target.Measure)
	other, known := able.version.Terms.Card(asked.target.Measure)
	if !ok || !known || card.Unit != other.Unit {
		return []Gap{GapUnknown}
	}
	for _, g := range levelGaps(card, able.target.Objective, asked.target.Objective) {
		if g != GapHolds && !(g == GapLevel && asked.target.Measure == Availability) {
			out = append(out, g)
		}
	}
	if card.Unit == UnitTime && !allOf(holdsOf(able), holdsOf(asked)) {
		out = append(out, GapHolds)
	}
	if !f.covers(able, asked) {
		out = append(out, GapHours)
	}
	if longer(able.target, asked.target) {
		out = append(out, GapCycle)
	}
	slices.Sort(out)
	return out
}

// holdsOf returns the reasons for which the clock of the target stops.
func holdsOf(p promise) []string {
	if p.target.Objective.Within.ThroughHolds {
		return nil
	}
	return p.version.Terms.Holds
}

func allOf(list, in []string) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !slices.Contains(in, s) })
}

// longer reports whether able is judged over a longer stretch than asked: 99.9% of
// a year can all be missing in one month. What has to be kept whole has no such
// room.
func longer(able, asked *LevelTarget) bool {
	return able.Objective.Share != Whole && able.Cycle.days() > asked.Cycle.days()
}

// days is the longest that the cycle can be.
func (c Cycle) days() int {
	switch c.Months {
	case 1:
		return 31
	case 3:
		return 92
	case 12:
		return 366
	}
	return c.Days
}

// An hoursKey names two calendars of terms.
type hoursKey struct{ able, asked hoursOf }

type hoursOf struct {
	agreement AgreementID
	calendar  string
}

// covers reports whether the hours of able hold all of those of asked, for the
// year from the instant on or as long as the promise is meant.
func (f *footings) covers(able, asked promise) bool {
	if able.target.Calendar == "" {
		return true // around the clock
	}
	key := hoursKey{
		hoursOf{able.agreement.id, able.target.Calendar},
		hoursOf{asked.agreement.id, asked.target.Calendar},
	}
	if known, ok := f.hours[key]; ok {
		return known
	}
	out := f.openFor(able, asked)
	f.hours[key] = out
	return out
}

func (f *footings) openFor(able, asked promise) bool {
	by, err := f.calendar(able)
	if err != nil {
		return false
	}
	during := ownership.Period{From: f.at, Until: f.at.AddDate(1, 0, 0)}
	if until := asked.version.Terms.Validity.Until; !until.IsZero() && until.Before(during.Until) {
		during.Until = until
	}
	if asked.target.Calendar == "" {
		return by.openThroughout(during)
	}
	hours, err := f.calendar(asked)
	if err != nil {
		return false
	}
	if hours == by { // the same definition
		return true
	}
	windows, err := hours.Windows(during)
	return err == nil && !slices.ContainsFunc(windows, func(p ownership.Period) bool { return !by.openThroughout(p) })
}

func (f *footings) calendar(p promise) (*Calendar, error) {
	def, _ := p.version.Terms.Calendar(p.target.Calendar)
	return f.book.clock().calendar(def)
}
