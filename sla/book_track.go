package sla

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/persist"
	"github.com/serviceowner/itsm/ownership"
)

// A track is what the book knows of how a service did, or an agreement, or of one
// record under its own name. It is never changed: what is added makes a new one.
type track struct {
	measured []*Measurements // by month
	breaches []*Breach       // by name
	meetings []*Meeting      // by name
}

// WithMeasurements returns b with the measurements in place of those of the same
// service and month. The zero Measurements change nothing.
func (b *Book) WithMeasurements(m Measurements) *Book {
	c := b.copy()
	if !m.IsZero() {
		c.follow(tagService, string(m.key.Service), func(t *track) {
			t.measured = placed(t.measured, &m, func(o *Measurements) int { return o.key.Month.Compare(m.key.Month) })
		})
	}
	return c
}

// WithBreach returns b with the breach in place of the one with its key. The zero
// Breach changes nothing.
func (b *Book) WithBreach(n Breach) *Book {
	c := b.copy()
	if n.IsZero() {
		return c
	}
	place := func(o *Breach) int { return o.about.ID.Compare(n.about.ID) }
	if old := c.trackOf(tagBreach, string(n.about.ID)).breaches; len(old) > 0 {
		c.follow(tagService, string(old[0].about.Service), func(t *track) { t.breaches = displaced(t.breaches, place) })
	}
	for _, at := range [2]persist.Name{{Tag: tagBreach, Text: string(n.about.ID)}, {Tag: tagService, Text: string(n.about.Service)}} {
		c.follow(at.Tag, at.Text, func(t *track) { t.breaches = placed(t.breaches, &n, place) })
	}
	return c
}

// WithMeeting returns b with the meeting in place of the one with its key. The zero
// Meeting changes nothing.
func (b *Book) WithMeeting(n Meeting) *Book {
	c := b.copy()
	if n.IsZero() {
		return c
	}
	place := func(o *Meeting) int { return o.call.ID.Compare(n.call.ID) }
	if old := c.trackOf(tagMeeting, string(n.call.ID)).meetings; len(old) > 0 {
		home := old[0].call.home()
		c.follow(home.Tag, home.Text, func(t *track) { t.meetings = displaced(t.meetings, place) })
	}
	for _, at := range [2]persist.Name{{Tag: tagMeeting, Text: string(n.call.ID)}, n.call.home()} {
		c.follow(at.Tag, at.Text, func(t *track) { t.meetings = placed(t.meetings, &n, place) })
	}
	return c
}

// home is the name of what is reviewed.
func (c *Call) home() persist.Name {
	if c.Agreement == "" {
		return persist.Name{Tag: tagService, Text: string(c.Service)}
	}
	return persist.Name{Tag: tagAgreement, Text: string(c.Agreement)}
}

// follow changes the track of a name; only its maker knows b yet.
func (b *Book) follow(tag uint8, id string, change func(*track)) {
	n := int(b.number(tag, id))
	l := b.leaves.At(n)
	t := track{}
	if l.track != nil {
		t = *l.track
	}
	change(&t)
	l.track = &t
	b.leaves = b.leaves.Set(n, l)
}

// displaced returns a copy of the sorted list without what lies at the place.
func displaced[T any](list []*T, place func(*T) int) []*T {
	return slices.DeleteFunc(slices.Clone(list), func(o *T) bool { return place(o) == 0 })
}

// placed returns a copy of the sorted list with v in place of its equal.
func placed[T any](list []*T, v *T, place func(*T) int) []*T {
	i, found := slices.BinarySearchFunc(list, v, func(o, _ *T) int { return place(o) })
	out := make([]*T, 0, len(list)+1)
	out = append(append(out, list[:i]...), v)
	if found {
		i++
	}
	return append(out, list[i:]...)
}

// nothing is the track of a service of which nothing is known.
var nothing track

func (b *Book) track(service ownership.ServiceID) *track {
	return b.trackOf(tagService, string(service))
}

func (b *Book) trackOf(tag uint8, id string) *track {
	if l, ok := b.leaf(tag, id); ok && l.track != nil {
		return l.track
	}
	return &nothing
}

// Breach returns the breach with the key.
func (b *Book) Breach(id BreachID) (Breach, bool) {
	return only(b.trackOf(tagBreach, string(id)).breaches)
}

// Breaches yields what was broken of the promises about the service, by key.
func (b *Book) Breaches(service ownership.ServiceID) iter.Seq[Breach] {
	return values(b.track(service).breaches)
}

// Meeting returns the meeting with the key.
func (b *Book) Meeting(id MeetingID) (Meeting, bool) {
	return only(b.trackOf(tagMeeting, string(id)).meetings)
}

// MeetingsOn yields the reviews of the agreement, by key.
func (b *Book) MeetingsOn(id AgreementID) iter.Seq[Meeting] {
	return values(b.trackOf(tagAgreement, string(id)).meetings)
}

// MeetingsAbout yields the reviews of the service itself, by key. Reviews of the
// agreements about it are others; see [Book.MeetingsOn].
func (b *Book) MeetingsAbout(service ownership.ServiceID) iter.Seq[Meeting] {
	return values(b.track(service).meetings)
}

func only[T any](list []*T) (v T, ok bool) {
	if len(list) == 0 {
		return v, false
	}
	return *list[0], true
}

func values[T any](list []*T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range list {
			if !yield(*v) {
				return
			}
		}
	}
}

// Measurements returns what was measured of the service in the month.
func (b *Book) Measurements(service ownership.ServiceID, month Month) (Measurements, bool) {
	list := b.track(service).measured
	i, ok := slices.BinarySearchFunc(list, month, func(m *Measurements, at Month) int { return m.key.Month.Compare(at) })
	if !ok {
		return Measurements{}, false
	}
	return *list[i], true
}

// measuredIn returns the measurements whose figures may reach into the period, in
// the order of months: those of its months, and earlier ones with something that
// had not ended by then.
func (t *track) measuredIn(from, until time.Time) (out []*Measurements) {
	first, last := MonthOf(from), MonthOf(until)
	for _, m := range t.measured {
		switch {
		case m.key.Month.Compare(last) > 0:
			return out
		case m.key.Month.Compare(first) >= 0, m.reach > micros(from):
			out = append(out, m)
		}
	}
	return out
}
