package machine

import (
	"errors"
	"fmt"
	"slices"

	"github.com/serviceowner/itsm/internal/ident"
)

// ErrDefect is the sentinel behind every defect of a table.
var ErrDefect = errors.New("defect of the table")

// New makes a machine of the table, or returns all its defects, joined in the
// order of the table:
//
//   - a state or event that has no name, or the name of another
//   - a state, event, row or condition that is listed twice
//   - a state or event in a row that is not listed, a listed event without a row
//   - two rows that lead from one state on one event to different places
//   - no start; a state that cannot be reached from a start
//   - a state that is left for no other without being final, and the reverse
func New[S, E Symbol, D any](t Table[S, E, D]) (*Machine[S, E, D], error) {
	m := &Machine[S, E, D]{
		states: newSymbols(slices.Clone(t.States)), events: newSymbols(slices.Clone(t.Events)),
		start: slices.Clone(t.Start), final: slices.Clone(t.Final), at: map[pair[S, E]]int32{},
	}
	c := check[S, E, D]{table: t, m: m}
	c.names()
	c.rows()
	c.places()
	if err := errors.Join(c.defects...); err != nil {
		return nil, err
	}
	return m, nil
}

type check[S, E Symbol, D any] struct {
	table   Table[S, E, D]
	m       *Machine[S, E, D]
	cells   []int32 // the row of each cell, for the second row to be compared with
	defects []error
}

func (c *check[S, E, D]) defect(format string, args ...any) {
	c.defects = append(c.defects, fmt.Errorf("%w: %s", ErrDefect, fmt.Sprintf(format, args...)))
}

func (c *check[S, E, D]) names() {
	listNames(c.defect, "state", c.table.States)
	listNames(c.defect, "event", c.table.Events)
	if len(c.table.States) == 0 || len(c.table.Events) == 0 {
		c.defect("no states or no events")
	}
	for _, list := range []struct {
		name   string
		states []S
	}{{"start", c.table.Start}, {"final", c.table.Final}} {
		for i, s := range list.states {
			if c.m.states.index(s) < 0 {
				c.defect("%s[%d]: state %.40q is not listed", list.name, i, Name(s))
			}
			if slices.Contains(list.states[:i], s) {
				c.defect("%s[%d]: state %.40q is repeated", list.name, i, Name(s))
			}
		}
	}
}

func listNames[T Symbol](defect func(string, ...any), kind string, list []T) {
	values, names := map[T]bool{}, map[string]bool{}
	for i, v := range list {
		name, ok := named(v)
		switch {
		case values[v]:
			defect("%ss[%d]: %s %.40q is repeated", kind, i, kind, Name(v))
		case !ok:
			defect("%ss[%d]: %s %.40q has no name", kind, i, kind, Name(v))
		case ident.Check(kind, name) != nil:
			defect("%ss[%d]: %v", kind, i, ident.Check(kind, name))
		case names[name]:
			defect("%ss[%d]: %s %.40q has the name of another", kind, i, kind, name)
		}
		values[v], names[name] = true, true
	}
}

// rows fills the cells of the machine.
func (c *check[S, E, D]) rows() {
	m, width := c.m, len(c.table.Events)
	c.cells = slices.Repeat([]int32{none}, len(c.table.States)*width)
	m.cells = slices.Clone(c.cells)
	used := make([]bool, width)
	for i, r := range c.table.Rows {
		c.row(i, &r, used)
	}
	for j, e := range c.table.Events {
		if !used[j] && m.events.index(e) == j {
			c.defect("events[%d]: event %.40q has no row", j, Name(e))
		}
	}
	for i, s := range c.table.States {
		for j, e := range c.table.Events {
			if n := c.cells[i*width+j]; n != none {
				r := &c.table.Rows[n]
				m.cells[i*width+j] = int32(len(m.moves))
				m.at[pair[S, E]{s, e}] = int32(len(m.moves))
				m.moves = append(m.moves, Move[S, E, D]{From: s, On: e, To: r.To, If: slices.Clone(r.If), Data: r.Data})
			}
		}
	}
}

func (c *check[S, E, D]) row(i int, r *Row[S, E, D], used []bool) {
	j := c.m.events.index(r.On)
	if j < 0 {
		c.defect("rows[%d].on: event %.40q is not listed", i, Name(r.On))
	} else {
		used[j] = true
	}
	if c.m.states.index(r.To) < 0 {
		c.defect("rows[%d].to: state %.40q is not listed", i, Name(r.To))
	}
	if len(r.From) == 0 {
		c.defect("rows[%d].from: no state", i)
	}
	for k, name := range r.If {
		if err := ident.Check("condition", string(name)); err != nil {
			c.defect("rows[%d].if[%d]: %v", i, k, err)
		}
		if slices.Contains(r.If[:k], name) {
			c.defect("rows[%d].if[%d]: condition %.40q is repeated", i, k, string(name))
		}
	}
	for k, s := range r.From {
		n := c.m.states.index(s)
		if n < 0 {
			c.defect("rows[%d].from[%d]: state %.40q is not listed", i, k, Name(s))
		}
		if n < 0 || j < 0 {
			continue
		}
		cell := &c.cells[n*len(c.table.Events)+j]
		switch {
		case *cell == none:
			*cell = int32(i)
		case c.table.Rows[*cell].To == r.To:
			c.defect("rows[%d].from[%d]: %.40q on %.40q is repeated", i, k, Name(s), Name(r.On))
		default:
			c.defect("rows[%d].from[%d]: %.40q on %.40q is ambiguous, row %d leads elsewhere", i, k, Name(s), Name(r.On), *cell)
		}
	}
}

// places looks for states that cannot be entered or left.
func (c *check[S, E, D]) places() {
	if len(c.table.Start) == 0 {
		c.defect("start: no state")
	}
	m := c.m
	reached := map[S]bool{}
	todo := slices.Clone(c.table.Start)
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !reached[s] {
			reached[s] = true
			for move := range m.Permitted(s) {
				todo = append(todo, move.To)
			}
		}
	}
	for i, s := range c.table.States {
		if m.states.index(s) != i {
			continue // repeated, which is said already
		}
		left := false
		for move := range m.Permitted(s) {
			left = left || move.To != s
		}
		final := slices.Contains(c.table.Final, s)
		switch {
		case !reached[s]:
			c.defect("states[%d]: state %.40q cannot be reached", i, Name(s))
		case !left && !final:
			c.defect("states[%d]: state %.40q is a dead end and not declared final", i, Name(s))
		}
		if left && final {
			c.defect("states[%d]: state %.40q is declared final and is left", i, Name(s))
		}
	}
}
