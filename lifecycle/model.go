package lifecycle

import (
	"errors"
	"fmt"
	"slices"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// A Model is one lifecycle of services: which statuses there are and to which
// stage and section each belongs, the moves between them, and the rules that are
// due where. [Standard] is one; callers make others of a [Plan]. It is immutable
// and safe for concurrent use.
type Model struct {
	machine *Machine[Status, Event]
	cards   []StatusCard
	demands []Demand
	due     map[Status][]Demand // by code
	start   Status              // where a proposed service begins
}

// A Plan is the literal that a [Model] is made of.
type Plan struct {
	// Statuses lists all there are, in the order in which a service passes them.
	Statuses []StatusCard
	Events   []Event
	Start    []Status // a proposed service begins in the first
	Final    []Status // left for no other, on purpose
	Moves    []Row[Status, Event]
	// Demands says which rules are due from which status on.
	Demands []Demand
}

// A StatusCard says what a status means.
type StatusCard struct {
	Status Status `json:"status"`
	// Within is the portfolio status that this one is a case of, as being
	// suspended is a case of being operational; empty for a portfolio status. What
	// is due there is due here.
	Within  Status  `json:"within,omitempty"`
	Stage   Stage   `json:"stage,omitempty"` // none for a retired service
	Section Section `json:"section"`
	// Passing: a service is not meant to stay here; one that does is stuck.
	Passing bool   `json:"passing,omitempty"`
	Text    string `json:"text,omitempty"`
}

// A Demand makes a rule of a gate: from the status Due on, in the order of the
// statuses, no service passes a gate while the rule finds something about it
// that blocks, or did not run. Before that, an audit reports what the rule finds
// as information. Nothing is due of a retired service.
type Demand struct {
	Code ownership.Code `json:"code"`
	Due  Status         `json:"due"`

	// Hard is the status from which neither policy nor waiver softens the rule;
	// empty if they always may.
	Hard Status `json:"hard,omitempty"`

	// Resolves is the activity that settles what the rule finds: whoever is
	// entitled to it can be asked.
	Resolves ownership.Activity `json:"resolves"`

	Sources []ownership.Source `json:"sources"`
}

// NewModel makes a model of the plan, or returns all its defects: those of
// [NewMachine]; a status without stage or section, or within one that is none;
// a demand that is repeated, malformed, from a status that is none, or hard
// before it is due; a gate that leads to a retired service. The conditions of a
// move through a gate are the demands that are due where it leads, besides its
// own.
func NewModel(p Plan) (*Model, error) {
	m := &Model{
		cards: slices.Clone(p.Statuses), demands: slices.Clone(p.Demands),
		due: make(map[Status][]Demand, len(p.Statuses)),
	}
	var defects []error
	bad := func(path, format string, args ...any) {
		defects = append(defects, &ownership.Error{
			Op: "lifecycle", Path: path, Err: fmt.Errorf("%w: %s", ownership.ErrInvalid, fmt.Sprintf(format, args...)),
		})
	}
	m.checkCards(bad)
	m.checkDemands(bad)
	if defects == nil {
		for _, c := range m.cards {
			m.due[c.Status] = m.dueIn(c)
		}
	}
	t := Table[Status, Event]{Events: p.Events, Start: p.Start, Final: p.Final, Rows: slices.Clone(p.Moves)}
	for _, c := range m.cards {
		t.States = append(t.States, c.Status)
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Gate == "" {
			continue
		}
		if c, ok := m.Card(r.To); ok && c.Section == Retirees {
			bad(fmt.Sprintf("moves[%d].gate", i), "nothing is due of a retired service")
		}
		r.If = slices.Clone(r.If)
		for _, d := range m.due[r.To] {
			if !slices.Contains(r.If, d.Code) {
				r.If = append(r.If, d.Code)
			}
		}
	}
	var err error
	if m.machine, err = NewMachine(t); err != nil {
		defects = append(defects, err)
	}
	if defects != nil {
		return nil, errors.Join(defects...)
	}
	m.start = p.Start[0]
	return m, nil
}

func (m *Model) checkCards(bad func(path, format string, args ...any)) {
	for i, c := range m.cards {
		path := fmt.Sprintf("statuses[%d]", i)
		// A retired service is in no stage.
		if err := ident.Check("stage", string(c.Stage)); err != nil && (c.Stage != "" || c.Section != Retirees) {
			bad(path+".stage", "%v", err)
		}
		if !sections.Known(c.Section) {
			bad(path+".section", "missing")
		}
		if c.Within == "" {
			continue
		}
		outer, ok := m.Card(c.Within)
		switch {
		case !ok || outer.Within != "":
			bad(path+".within", "%.40q is no portfolio status", string(c.Within))
		case outer.Section != c.Section:
			bad(path+".within", "%.40q is in another section", string(c.Within))
		}
	}
}

func (m *Model) checkDemands(bad func(path, format string, args ...any)) {
	seen := map[ownership.Code]bool{}
	for i, d := range m.demands {
		path := fmt.Sprintf("demands[%d]", i)
		if err := ident.Check("code", string(d.Code)); err != nil {
			bad(path+".code", "%v", err)
		}
		if seen[d.Code] {
			bad(path+".code", "%.40q is repeated", string(d.Code))
		}
		seen[d.Code] = true
		if err := ident.Check("activity", string(d.Resolves)); err != nil {
			bad(path+".resolves", "%v", err)
		}
		due, ok := m.rank(d.Due)
		if !ok {
			bad(path+".due", "%.40q is no portfolio status", string(d.Due))
		}
		hard, ok := m.rank(d.Hard)
		switch {
		case d.Hard == "":
		case !ok:
			bad(path+".hard", "%.40q is no portfolio status", string(d.Hard))
		case hard < due:
			bad(path+".hard", "%s comes before %s, from where it is due", d.Hard, d.Due)
		}
		m.demands[i].Sources = slices.Clone(d.Sources)
	}
	slices.SortStableFunc(m.demands, func(a, b Demand) int { return a.Code.Compare(b.Code) })
}

// rank is the place of a portfolio status that something can be due in.
func (m *Model) rank(s Status) (int, bool) {
	i := slices.IndexFunc(m.cards, func(c StatusCard) bool { return c.Status == s })
	return i, i >= 0 && m.cards[i].Within == "" && m.cards[i].Section != Retirees
}

func (m *Model) dueIn(c StatusCard) (out []Demand) {
	if c.Within != "" {
		c.Status = c.Within
	}
	at, ok := m.rank(c.Status)
	for _, d := range m.demands {
		if due, _ := m.rank(d.Due); ok && due <= at {
			out = append(out, d)
		}
	}
	return out
}

// Machine returns the moves.
func (m *Model) Machine() *Machine[Status, Event] {
	if m == nil {
		return nil
	}
	return m.machine
}

// Cards returns what each status means, in order.
func (m *Model) Cards() []StatusCard {
	if m == nil {
		return nil
	}
	return slices.Clone(m.cards)
}

// Card returns what the status means, if there is such a status.
func (m *Model) Card(s Status) (StatusCard, bool) {
	if m == nil {
		return StatusCard{}, false
	}
	i := slices.IndexFunc(m.cards, func(c StatusCard) bool { return c.Status == s })
	if i < 0 {
		return StatusCard{}, false
	}
	return m.cards[i], true
}

// Portfolio returns the portfolio status that s is or is a case of; empty for an
// unknown status.
func (m *Model) Portfolio(s Status) Status {
	c, ok := m.Card(s)
	if ok && c.Within != "" {
		return c.Within
	}
	return c.Status
}

// Stage returns the stage that s belongs to; empty for an unknown status.
func (m *Model) Stage(s Status) Stage { c, _ := m.Card(s); return c.Stage }

// Section returns the section that s belongs to; 0 for an unknown status.
func (m *Model) Section(s Status) Section { c, _ := m.Card(s); return c.Section }

// Demands returns the whole table, by code.
func (m *Model) Demands() []Demand {
	if m == nil {
		return nil
	}
	return cloneDemands(m.demands)
}

// Due returns what is due in the status, by code. In an unknown status all of
// the table is due: a service of which nobody knows where it stands is spared
// nothing.
func (m *Model) Due(s Status) []Demand { return cloneDemands(m.dueAt(s)) }

func (m *Model) dueAt(s Status) []Demand {
	if m == nil {
		return nil
	}
	if due, ok := m.due[s]; ok {
		return due
	}
	return m.demands
}

// isHard reports whether neither policy nor waiver softens the demand in s.
func (m *Model) isHard(d *Demand, s Status) bool {
	if d.Hard == "" {
		return false
	}
	at, ok := m.rank(m.Portfolio(s))
	hard, _ := m.rank(d.Hard)
	return !ok || hard <= at
}

func cloneDemands(demands []Demand) []Demand {
	out := slices.Clone(demands)
	for i := range out {
		out[i].Sources = slices.Clone(out[i].Sources)
	}
	return out
}

// demand returns the demand of the rule, or nil.
func (m *Model) demand(code ownership.Code) *Demand {
	i, ok := slices.BinarySearchFunc(m.demands, code, func(d Demand, c ownership.Code) int { return d.Code.Compare(c) })
	if !ok {
		return nil
	}
	return &m.demands[i]
}

// isDue reports whether the demand is due in s; in an unknown status it is.
func (m *Model) isDue(d *Demand, s Status) bool {
	c, ok := m.Card(s)
	if !ok {
		return true
	}
	at, can := m.rank(m.Portfolio(c.Status))
	due, _ := m.rank(d.Due)
	return can && due <= at
}
