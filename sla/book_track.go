package sla

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// A track is what the book knows of how a service did. It is never changed: what
// is added makes a new one.
type track struct {
	measured []*Measurements // by month
}

// WithMeasurements returns b with the measurements in place of those of the same
// service and month. The zero Measurements change nothing.
func (b *Book) WithMeasurements(m Measurements) *Book {
	if m.IsZero() {
		return b.copy()
	}
	return b.tracked(m.key.Service, func(t *track) {
		t.measured = placed(t.measured, &m, func(o *Measurements) int { return o.key.Month.Compare(m.key.Month) })
	})
}

// tracked returns b with a changed track of the service.
func (b *Book) tracked(service ownership.ServiceID, change func(*track)) *Book {
	c := b.copy()
	n := int(c.number(tagService, string(service)))
	l := c.leaves.At(n)
	t := track{}
	if l.track != nil {
		t = *l.track
	}
	change(&t)
	l.track = &t
	c.leaves = c.leaves.Set(n, l)
	return c
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
	if l, ok := b.leaf(tagService, string(service)); ok && l.track != nil {
		return l.track
	}
	return &nothing
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
