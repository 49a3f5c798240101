// Package machine is the engine under every status table: states, events, and
// the moves between them, as one literal from which everything else is derived.
// It is generic over the states and events of its caller and over what the
// caller keeps beside each move, such as who decides it. It knows no domain and
// calls nothing back: conditions are names in the row, and whoever asks says
// which of them are not met.
//
// A table is checked as a whole when its machine is made, so that a machine that
// exists cannot fail later. A machine never changes and is safe for concurrent
// use. A move and a refusal allocate nothing.
package machine

import (
	"errors"
	"fmt"
	"iter"
	"slices"
)

// A Symbol is what states and events can be: plain values with an order of their
// own. Their names come from MarshalText, from String, or, for a string, from
// the value itself.
type Symbol interface {
	~string | ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// A Condition names what has to hold before a move.
type Condition string

// A Table is the literal that a machine is made of. States and Events list all
// there are, in the order of every answer.
type Table[S, E Symbol, D any] struct {
	States []S
	Events []E
	Start  []S // where a subject may begin
	Final  []S // left for no other, on purpose
	Rows   []Row[S, E, D]
}

// A Row says where an event leads. Several states in From make one row of what
// would be many alike.
type Row[S, E Symbol, D any] struct {
	From []S
	On   E
	To   S
	If   []Condition // all of them have to be met
	Data D           // what the caller keeps beside the move
}

// A Move is a row as seen from one state.
type Move[S, E Symbol, D any] struct {
	From S
	On   E
	To   S
	If   []Condition // in the order of the row; not to be changed
	Data D
}

// The reasons of a refusal, for errors.Is.
var (
	// ErrUnknown: the table has no such state or event.
	ErrUnknown = errors.New("unknown state or event")
	// ErrNoMove: the event leads nowhere from the state.
	ErrNoMove = errors.New("no such move")
	// ErrUnmet: the move exists, but conditions of it are not met.
	ErrUnmet = errors.New("conditions not met")
)

// A Machine answers questions about one table. The zero Machine and the nil
// pointer know nothing and refuse everything.
type Machine[S, E Symbol, D any] struct {
	states symbols[S]
	events symbols[E]
	start  []S
	final  []S
	moves  []Move[S, E, D] // by state, then event, in the order of the lists
	cells  []int32         // state x event: the number of the move, or none

	// The same as cells. One look into a map is faster than finding the places of
	// two symbols.
	at map[pair[S, E]]int32
}

type pair[S, E Symbol] struct {
	s S
	e E
}

const none = -1

// find returns the number of the move, or a reason why there is none.
func (m *Machine[S, E, D]) find(s S, e E) (int32, error) {
	if m == nil {
		return none, ErrUnknown
	}
	if n, ok := m.at[pair[S, E]{s, e}]; ok {
		return n, nil
	}
	if m.states.index(s) < 0 || m.events.index(e) < 0 {
		return none, ErrUnknown
	}
	return none, ErrNoMove
}

// Next returns where the event leads from the state, given the conditions that
// are not met; others than those of the move do not matter. A refusal returns
// the state as it was with [ErrUnknown], [ErrNoMove] or [ErrUnmet] itself;
// [Machine.Explain] tells the rest. Next does not keep unmet.
func (m *Machine[S, E, D]) Next(s S, e E, unmet ...Condition) (S, error) {
	return Next(m, s, e, unmet)
}

// Next is the method of that name for callers who spell conditions in a type of
// their own.
func Next[S, E Symbol, D any, C ~string](m *Machine[S, E, D], s S, e E, unmet []C) (S, error) {
	n, err := m.find(s, e)
	if err != nil {
		return s, err
	}
	for _, c := range m.moves[n].If {
		if slices.Contains(unmet, C(c)) {
			return s, ErrUnmet
		}
	}
	return m.moves[n].To, nil
}

// Explain returns nil if Next would make the move, and otherwise a [*Refusal]
// with every condition of the move that is not met.
func (m *Machine[S, E, D]) Explain(s S, e E, unmet ...Condition) error {
	n, err := m.find(s, e)
	refusal := &Refusal{State: Name(s), Event: Name(e), Err: err}
	if err != nil {
		return refusal
	}
	for _, c := range m.moves[n].If {
		if slices.Contains(unmet, c) {
			refusal.Unmet = append(refusal.Unmet, c)
		}
	}
	if refusal.Unmet == nil {
		return nil
	}
	refusal.Err = ErrUnmet
	return refusal
}

// A Refusal says why a move is not made.
type Refusal struct {
	State, Event string      // their names
	Unmet        []Condition // in the order of the row
	Err          error       // one of the reasons of this package
}

// Error is one line.
func (r *Refusal) Error() string {
	out := fmt.Sprintf("%.40q on %.40q: %v", r.State, r.Event, r.Err)
	for i, c := range r.Unmet {
		sep := ", "
		if i == 0 {
			sep = ": "
		}
		out += sep + string(c)
	}
	return out
}

// Unwrap returns the reason.
func (r *Refusal) Unwrap() error { return r.Err }

// Move returns the move that the event makes from the state, if there is one.
func (m *Machine[S, E, D]) Move(s S, e E) (Move[S, E, D], bool) {
	n, err := m.find(s, e)
	if err != nil {
		return Move[S, E, D]{}, false
	}
	return m.moves[n], true
}

// Permitted yields the moves from the state, in the order of the events.
func (m *Machine[S, E, D]) Permitted(s S) iter.Seq[Move[S, E, D]] {
	return func(yield func(Move[S, E, D]) bool) {
		if m == nil {
			return
		}
		i, width := m.states.index(s), len(m.events.list)
		if i < 0 {
			return
		}
		for _, n := range m.cells[i*width : (i+1)*width] {
			if n != none && !yield(m.moves[n]) {
				return
			}
		}
	}
}

// Moves yields all moves, by state and then by event.
func (m *Machine[S, E, D]) Moves() iter.Seq[Move[S, E, D]] {
	if m == nil {
		return slices.Values([]Move[S, E, D](nil))
	}
	return slices.Values(m.moves)
}

// States returns the states in the order of the table.
func (m *Machine[S, E, D]) States() []S {
	if m == nil {
		return nil
	}
	return slices.Clone(m.states.list)
}

// Events returns the events in the order of the table.
func (m *Machine[S, E, D]) Events() []E {
	if m == nil {
		return nil
	}
	return slices.Clone(m.events.list)
}

// Known reports whether the table has the state.
func (m *Machine[S, E, D]) Known(s S) bool { return m != nil && m.states.index(s) >= 0 }

// Starts reports whether a subject may begin in the state.
func (m *Machine[S, E, D]) Starts(s S) bool { return m != nil && slices.Contains(m.start, s) }

// Final reports whether the state is one that nothing leaves.
func (m *Machine[S, E, D]) Final(s S) bool { return m != nil && slices.Contains(m.final, s) }
