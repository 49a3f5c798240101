package sla

import (
	"errors"

	"github.com/serviceowner/itsm/internal/reliability"
	"github.com/serviceowner/itsm/ownership"
)

// A Part is one service of a [Composition]: how likely it works by itself, and
// what it needs besides.
type Part struct {
	Service ownership.ServiceID
	Own     Chance
	Needs   []Need
}

// A Need is satisfied while at least Enough of the services work. Where Enough is
// no number from 1 to that of the services, all of them are needed.
type Need struct {
	Enough int
	Of     []ownership.ServiceID
}

// A Composition says how available services can be with all that they depend on.
// It is immutable and safe for concurrent use.
//
// Services fail independently of each other: that is assumed, and has to be stated
// with every result. What they have in common, a network or a supplier, belongs
// into the composition as a service of its own.
//
// A service counts once, on however many ways it is needed. Services that depend
// on each other in a circle count as one, which works while all of them do. Then
// the result is exact, however many services are needed in a row, and as long as
// what groups share comes to no more than [MaxShared] factors at a time. A factor
// is all that the same members of groups have in common. Beyond that the result is
// a lower and an upper bound.
type Composition struct {
	solver *reliability.Solver
	number map[ownership.ServiceID]int32
	ids    []ownership.ServiceID
	own    []reliability.Bounds
}

// MaxShared is how many factors may be shared at a time for the result of a
// [Composition] to be exact.
const MaxShared = reliability.MaxShared

// Composed is what a [Composition] says of one service.
type Composed struct {
	Chance

	// Bounded: the bounds lie apart because the groups share too much to look at
	// all cases. Otherwise they do so only where those of single parts do.
	Bounded bool `json:"bounded,omitempty"`
}

// Compose makes a composition of the parts. A service that is needed and is no
// part of its own has [Anything] for a chance and needs nothing. The error joins
// everything that is malformed, over [ownership.ErrInvalid].
func Compose(parts []Part) (*Composition, error) {
	c := &Composition{solver: reliability.NewSolver(), number: make(map[ownership.ServiceID]int32, len(parts))}
	x := order{op: "compose"}
	for i, p := range parts {
		path := indexed("parts", i)
		identProblem("service", string(p.Service), path+".service", x.problem)
		if _, again := c.number[p.Service]; again {
			x.problem(path+".service", "repeated")
		}
		if !p.Own.known() {
			x.problem(path+".own", "want a low and a high bound from 0 to 1")
		}
		c.own[c.add(p.Service)] = reliability.Bounds(p.Own)
		for j, need := range p.Needs {
			for k, of := range need.Of {
				identProblem("service", string(of), indexed(indexed(path+".needs", j)+".of", k), x.problem)
			}
		}
	}
	if x.defects != nil {
		return nil, errors.Join(x.defects...)
	}
	for i, p := range parts { // the i-th part has the number i
		needs := make([]reliability.Need, len(p.Needs))
		for j, need := range p.Needs {
			needs[j] = reliability.Need{Enough: need.Enough, Of: make([]int32, len(need.Of))}
			for k, of := range need.Of {
				needs[j].Of[k] = c.add(of)
			}
		}
		c.solver.Set(int32(i), reliability.NodeOf(needs))
	}
	return c, nil
}

// add returns the number of the service, which it gets if it has none.
func (c *Composition) add(id ownership.ServiceID) int32 {
	n, ok := c.number[id]
	if !ok {
		n = c.solver.Add()
		c.number[id] = n
		c.ids = append(c.ids, id)
		c.own = append(c.own, reliability.Bounds(Anything()))
	}
	return n
}

func (c *Composition) chance(n int32) reliability.Bounds { return c.own[n] }

// Of returns how available the service is with all that it needs. It reports false
// for a service that is not in the composition.
func (c *Composition) Of(service ownership.ServiceID) (Composed, bool) {
	n, ok := c.number[service]
	if !ok {
		return Composed{}, false
	}
	b, cut := c.solver.Fork().Works(n, c.chance)
	return Composed{Chance(b), cut}, true
}

// Weakest returns the shortest way from the service to what holds it back most:
// the service whose never failing would help most, judged by the lower bounds.
// Nothing can be improved where it returns none.
func (c *Composition) Weakest(service ownership.ServiceID) []ownership.ServiceID {
	n, ok := c.number[service]
	if !ok {
		return nil
	}
	return c.named(c.solver.Fork().Weakest(n, c.chance))
}

// Circles returns the sets of services that the service needs, itself included,
// and that depend on each other in a circle or on themselves.
func (c *Composition) Circles(service ownership.ServiceID) (out [][]ownership.ServiceID) {
	n, ok := c.number[service]
	if !ok {
		return nil
	}
	for _, circle := range c.solver.Circles(n) {
		out = append(out, sortedServices(c.named(circle)))
	}
	return out
}

func (c *Composition) named(numbers []int32) (out []ownership.ServiceID) {
	for _, n := range numbers {
		out = append(out, c.ids[n])
	}
	return out
}
