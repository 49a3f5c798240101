package lifecycle

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/machine"
	"github.com/serviceowner/itsm/ownership"
)

// The reasons why a move is not made, for errors.Is. [Machine.Next] returns them
// as they are.
var (
	// ErrNoMove: the event leads nowhere from the status.
	ErrNoMove = fmt.Errorf("%w: no such move", ownership.ErrRefused)
	// ErrUnmet: the move exists, and conditions of it are not met.
	ErrUnmet = fmt.Errorf("%w: conditions not met", ownership.ErrRefused)
	// ErrNoStatus: there is no such status or event at all.
	ErrNoStatus = fmt.Errorf("%w: unknown status or event", ownership.ErrInvalid)
)

// A Symbol is what the states and events of a [Machine] can be: plain values of
// the caller's own types. Their names come from MarshalText, from String, or,
// for a string, from the value itself.
type Symbol interface {
	~string | ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// A Table is the literal that a [Machine] is made of. States and Events list all
// there are, in the order of every answer.
type Table[S, E Symbol] struct {
	States []S
	Events []E
	Start  []S // where something may begin
	Final  []S // left for no other, on purpose
	Rows   []Row[S, E]
}

// A Row says where an event leads from any of the states in From, and under
// which conditions.
type Row[S, E Symbol] struct {
	From []S
	On   E
	To   S

	// Gate names what is passed by the move; empty where nothing is.
	Gate Gate
	// Decides is the activity whose A or R entitles to the move.
	Decides ownership.Activity
	// If lists what has to hold: codes of rules, or names of the caller's own.
	If []ownership.Code
	// Sources are the requirements that the move stands for.
	Sources []ownership.Source
}

// A Move is a row as seen from one state.
type Move[S, E Symbol] struct {
	From    S
	On      E
	To      S
	Gate    Gate
	Decides ownership.Activity
	If      []ownership.Code
	Sources []ownership.Source
}

// A Machine is a table of moves, checked as a whole and then only asked. It never
// changes, calls nothing back and is safe for concurrent use. The zero Machine
// has no states and refuses everything. See [Model] for a machine with the
// stages of services and the rules that guard them.
type Machine[S, E Symbol] struct {
	engine *machine.Machine[S, E, *decision]
}

// A decision is what is kept beside a move.
type decision struct {
	gate    Gate
	decides ownership.Activity
	ifs     []ownership.Code
	sources []ownership.Source

	once sync.Once
	run  *ownership.Prepared[*Subject]
}

// rules are the conditions as rules of all rooms. They are chosen when the first
// service comes to the gate: models are made before rules, which know models.
func (d *decision) rules() *ownership.Prepared[*Subject] {
	d.once.Do(func() { d.run = portfolioRules.Prepare(d.ifs...) })
	return d.run
}

// NewMachine makes a machine of the table, or returns all its defects: what has
// no name or that of another, is repeated or not listed; a listed event without
// a row; two rows that lead from one state on one event to different places; no
// start; a state that cannot be reached; a state that is left for no other
// without being final, and the reverse; a row without the activity that decides.
func NewMachine[S, E Symbol](t Table[S, E]) (*Machine[S, E], error) {
	var defects []error
	bad := func(path string, err error) {
		if err != nil {
			defects = append(defects, &ownership.Error{Op: "machine", Path: path, Err: fmt.Errorf("%w: %w", ownership.ErrInvalid, err)})
		}
	}
	inner := machine.Table[S, E, *decision]{States: t.States, Events: t.Events, Start: t.Start, Final: t.Final}
	for i, r := range t.Rows {
		path := fmt.Sprintf("rows[%d]", i)
		bad(path+".decides", ident.Check("activity", string(r.Decides)))
		if r.Gate != "" {
			bad(path+".gate", ident.Check("gate", string(r.Gate)))
		}
		for k, s := range r.Sources {
			bad(fmt.Sprintf("%s.sources[%d]", path, k), ident.Check("source", string(s)))
		}
		row := machine.Row[S, E, *decision]{From: r.From, On: r.On, To: r.To}
		for _, c := range r.If {
			row.If = append(row.If, machine.Condition(c))
		}
		row.Data = &decision{gate: r.Gate, decides: r.Decides, ifs: slices.Clone(r.If), sources: slices.Clone(r.Sources)}
		inner.Rows = append(inner.Rows, row)
	}
	engine, err := machine.New(inner)
	bad("", err)
	if defects != nil {
		return nil, errors.Join(defects...)
	}
	return &Machine[S, E]{engine}, nil
}

func (m *Machine[S, E]) inner() *machine.Machine[S, E, *decision] {
	if m == nil {
		return nil
	}
	return m.engine
}

// Next returns where the event leads from the state, given the conditions that
// are not met; those of other moves do not matter. A refusal returns the state
// as it was with [ErrNoMove], [ErrUnmet] or [ErrNoStatus]; [Machine.Explain]
// tells the rest. Neither a move nor a refusal allocates, and unmet is not kept.
func (m *Machine[S, E]) Next(s S, e E, unmet ...ownership.Code) (S, error) {
	to, err := machine.Next(m.inner(), s, e, unmet)
	return to, reason(err)
}

func reason(err error) error {
	switch err { //nolint:errorlint // the engine returns them as they are
	case nil:
		return nil
	case machine.ErrNoMove:
		return ErrNoMove
	case machine.ErrUnmet:
		return ErrUnmet
	}
	return ErrNoStatus
}

// The rules of moves. They are hard: no policy makes a move that the table does
// not have.
var (
	moveNone = &ownership.Rule{
		Code: "move.none", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "status", Sources: []ownership.Source{"R56"},
		Args: []string{"event", "permitted"},
		Text: "{event} leads nowhere from {subject}, from where there is: {permitted}", Remedy: "Choose one of {permitted}.",
	}
	moveUnmet = &ownership.Rule{
		Code: "move.unmet", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "status", Sources: []ownership.Source{"R56"},
		Args: []string{"event", "to", "condition"},
		Text: "{event} leads from {subject} to {to} only when {condition} is met", Remedy: "See to {condition} first.",
	}
	moveUnknown = &ownership.Rule{
		Code: "move.unknown", Kind: ownership.Hard, Severity: ownership.SeverityError, Subject: "status", Sources: []ownership.Source{"R98"},
		Args: []string{"event"},
		Text: "there is no status {subject} or no event {event}", Remedy: "Correct the name.",
	}
)

// Explain returns nil if Next would make the move, and otherwise an
// [*ownership.Error] with a finding for every condition that is not met, in the
// order of the row.
func (m *Machine[S, E]) Explain(s S, e E, unmet ...ownership.Code) error {
	in := m.inner()
	_, err := machine.Next(in, s, e, unmet)
	if err == nil {
		return nil
	}
	subject, event := ownership.Subject{Kind: "status", ID: machine.Name(s)}, machine.Name(e)
	out := &ownership.Error{Op: event, Subject: subject, Err: reason(err)}
	switch out.Err { //nolint:errorlint // reason returns them as they are
	case ErrUnmet:
		move, _ := in.Move(s, e)
		for _, c := range move.Data.ifs {
			if slices.Contains(unmet, c) {
				f := moveUnmet.NewFinding(subject, string(c), "event", event, "to", machine.Name(move.To), "condition", string(c))
				f.Sources = slices.Concat(move.Data.sources, f.Sources)
				out.Findings = append(out.Findings, f)
			}
		}
	case ErrNoMove:
		var events []string
		for move := range in.Permitted(s) {
			events = append(events, machine.Name(move.On))
		}
		out.Findings = append(out.Findings, moveNone.NewFinding(subject, "", "event", event, "permitted", listed(events)))
	default:
		out.Findings = append(out.Findings, moveUnknown.NewFinding(subject, "", "event", event))
	}
	return out
}

func outer[S, E Symbol](v machine.Move[S, E, *decision]) Move[S, E] {
	d := v.Data
	return Move[S, E]{v.From, v.On, v.To, d.gate, d.decides, slices.Clone(d.ifs), slices.Clone(d.sources)}
}

// Move returns the move that the event makes from the state, if there is one.
func (m *Machine[S, E]) Move(s S, e E) (Move[S, E], bool) {
	v, ok := m.inner().Move(s, e)
	if !ok {
		return Move[S, E]{}, false
	}
	return outer(v), true
}

// Permitted yields the moves that lead from the state, in the order of the
// events.
func (m *Machine[S, E]) Permitted(s S) iter.Seq[Move[S, E]] {
	return outerAll(m.inner().Permitted(s))
}

// Moves yields all moves, by state and then by event.
func (m *Machine[S, E]) Moves() iter.Seq[Move[S, E]] { return outerAll(m.inner().Moves()) }

func outerAll[S, E Symbol](moves iter.Seq[machine.Move[S, E, *decision]]) iter.Seq[Move[S, E]] {
	return func(yield func(Move[S, E]) bool) {
		for v := range moves {
			if !yield(outer(v)) {
				return
			}
		}
	}
}

// States returns the states in the order of the table.
func (m *Machine[S, E]) States() []S { return m.inner().States() }

// Events returns the events in the order of the table.
func (m *Machine[S, E]) Events() []E { return m.inner().Events() }

// Known reports whether the table has the state.
func (m *Machine[S, E]) Known(s S) bool { return m.inner().Known(s) }

// Starts reports whether something may begin in the state.
func (m *Machine[S, E]) Starts(s S) bool { return m.inner().Starts(s) }

// Final reports whether the state is left for no other.
func (m *Machine[S, E]) Final(s S) bool { return m.inner().Final(s) }

// Markdown writes the whole table: a line a state, a column an event, and where
// the one leads on the other.
func (m *Machine[S, E]) Markdown() string { return m.inner().Markdown() }

// Mermaid draws the machine as a Mermaid state diagram; each arrow bears its
// event and the activity that decides.
func (m *Machine[S, E]) Mermaid() string { return m.inner().Mermaid(label) }

// DOT draws the machine in the language of Graphviz; each arrow bears its event
// and the activity that decides.
func (m *Machine[S, E]) DOT() string { return m.inner().DOT(label) }

func label[S, E Symbol](v machine.Move[S, E, *decision]) string {
	return machine.Name(v.On) + " (" + string(v.Data.decides) + ")"
}

func listed(names []string) string {
	out := ""
	for i, n := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			out += " and "
		default:
			out += ", "
		}
		out += n
	}
	if out == "" {
		return "nothing"
	}
	return out
}
