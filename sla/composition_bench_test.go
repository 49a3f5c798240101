package sla_test

import (
	"testing"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// A memoMap is what one writes by hand: from service to service with a map of what
// was computed already. It knows no groups, counts what is shared as often as it
// is met, and never comes back from a circle.
type memoMap struct {
	own   map[ownership.ServiceID]float64
	needs map[ownership.ServiceID][]ownership.ServiceID
}

func memoMapOf(parts []sla.Part) memoMap {
	m := memoMap{map[ownership.ServiceID]float64{}, map[ownership.ServiceID][]ownership.ServiceID{}}
	for _, p := range parts {
		m.own[p.Service] = p.Own.Low
		for _, n := range p.Needs {
			m.needs[p.Service] = append(m.needs[p.Service], n.Of...)
		}
	}
	return m
}

func (m memoMap) of(id ownership.ServiceID, memo map[ownership.ServiceID]float64) float64 {
	if p, ok := memo[id]; ok {
		return p
	}
	p := m.own[id]
	for _, need := range m.needs[id] {
		p *= m.of(need, memo)
	}
	memo[id] = p
	return p
}

var composedSink float64

// BenchmarkComposition asks for the service that needs all ten thousand others, by
// thirty thousand dependencies. Compare the rows of one run.
func BenchmarkComposition(b *testing.B) {
	row := estate(10_000, 30_000, 0)
	b.Run("serial", func(b *testing.B) {
		c, err := sla.Compose(row)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			got, _ := c.Of(service(0))
			composedSink = got.Low
		}
	})
	b.Run("serial/memo map", func(b *testing.B) {
		m := memoMapOf(row)
		for b.Loop() {
			composedSink = m.of(service(0), map[ownership.ServiceID]float64{})
		}
	})
	b.Run("serial/compose", func(b *testing.B) {
		for b.Loop() {
			if _, err := sla.Compose(row); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("groups", func(b *testing.B) { // one need in ten is a choice of two
		c, err := sla.Compose(estate(10_000, 30_000, 10))
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			got, _ := c.Of(service(0))
			composedSink = got.Low
		}
	})
	b.Run("weakest", func(b *testing.B) {
		c, err := sla.Compose(row)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			c.Weakest(service(0))
		}
	})
}
