package lifecycle_test

import (
	"slices"
	"testing"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

// numbered is the standard with states and events that are small numbers, as a
// caller with enumerations of its own has them.
func numbered(b *testing.B) *lifecycle.Machine[name, name] {
	b.Helper()
	std := lifecycle.Standard().Machine()
	states, events := std.States(), std.Events()
	no := func(i int) name { return name(i + 1) }
	var t lifecycle.Table[name, name]
	for i := range states {
		t.States = append(t.States, no(i))
	}
	for i := range events {
		t.Events = append(t.Events, no(i))
	}
	t.Start = t.States[:1]
	for v := range std.Moves() {
		t.Rows = append(t.Rows, lifecycle.Row[name, name]{
			From: []name{no(slices.Index(states, v.From))}, On: no(slices.Index(events, v.On)), To: no(slices.Index(states, v.To)),
			Decides: v.Decides, If: v.If,
		})
	}
	m, err := lifecycle.NewMachine(t)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

type name uint8

func (n name) String() string { return string(rune('A' + n)) }

// BenchmarkMove compares a guarded move with what one would write by hand: a map
// from status and event to the next status and the guards.
func BenchmarkMove(b *testing.B) {
	m := lifecycle.Standard().Machine()
	type key struct {
		s lifecycle.Status
		e lifecycle.Event
	}
	type cell struct {
		to  lifecycle.Status
		ifs []ownership.Code
	}
	byHand := map[key]cell{}
	for v := range m.Moves() {
		byHand[key{v.From, v.On}] = cell{v.To, v.If}
	}
	unmet := []ownership.Code{"road.clear"}
	b.Run("machine", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := m.Next(lifecycle.Released, lifecycle.Forward, unmet...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("machine of numbers", func(b *testing.B) {
		n := numbered(b)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := n.Next(10, 1, unmet...); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("map by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c, ok := byHand[key{lifecycle.Released, lifecycle.Forward}]
			if !ok {
				b.Fatal("no move")
			}
			for _, code := range c.ifs {
				if slices.Contains(unmet, code) {
					b.Fatal("unmet")
				}
			}
			_ = c.to
		}
	})
	b.Run("refusal", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := m.Next(lifecycle.Released, lifecycle.Revive); err == nil {
				b.Fatal("moved")
			}
		}
	})
}
