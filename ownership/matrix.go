package ownership

import (
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
)

// Acting says when deputies and delegates may stand in for an activity.
type Acting uint8

// When deputies act. Unset means WhenAway.
const (
	// WhenAway: while the holder is absent, inactive or missing.
	WhenAway Acting = iota + 1
	// Always: also while the holder is there.
	Always
	// Never: only the holder. Committing resources is so by default (R32).
	Never
)

var actings = enum.Of[Acting]("Acting", "when away", "always", "never")

// String returns the name, "unset", or Acting(n) for an unknown value.
func (a Acting) String() string { return actings.String(a) }

// MarshalText refuses unknown values.
func (a Acting) MarshalText() ([]byte, error) { return actings.MarshalText(a) }

// UnmarshalText refuses unknown names.
func (a *Acting) UnmarshalText(text []byte) (err error) {
	*a, err = actings.Parse(string(text))
	return err
}

// A Row is one activity of the matrix with the letters of every role that has
// part in it. Rows are data: a reader holds them against the requirements.
type Row struct {
	Activity Activity `json:"activity"`
	Name     string   `json:"name"`

	// Process groups rows, for example "incident management".
	Process string `json:"process"`

	// On lists the levels of the objects that the activity is done to (R18).
	On []Level `json:"on"`

	Cells map[Role]RACI `json:"cells"`

	// Acting says when deputies and delegates may stand in.
	Acting Acting `json:"acting,omitempty"`

	// Limited marks activities for which a mandate may carry a limit (R09, R32).
	Limited bool `json:"limited,omitempty"`

	// Note says how the work is split where several roles are responsible (R17).
	Note string `json:"note,omitempty"`

	Sources []Source `json:"sources,omitempty"`
}

// A MatrixTable is what a [Matrix] is made of: the whole of it, as data.
type MatrixTable struct {
	// Version names the matrix; every recorded act says under which it was judged.
	Version string
	// From is the instant from which the matrix is in force; zero: from the beginning.
	From time.Time
	// Applied names the overlays that led to it, in order.
	Applied []string
	Roles   []RoleCard
	Rows    []Row
}

// A Matrix says who has which part in what: activity by role, the letters of
// RACI in the cells, with cards that describe the roles. It is immutable and safe
// for concurrent use; what goes in and comes out is copied. The zero Matrix has
// no rows: nobody may do anything.
//
// A Matrix can be read without doubt, which is all that its construction
// promises. Whether it is a good one is for [Matrix.Review] to say, because
// published charts with two accountable parties or none exist and must be
// possible to look at. A row that breaks a hard rule entitles nobody to anything.
type Matrix struct {
	version string
	from    time.Time
	profile []string          // names of the overlays applied, in order
	cards   []RoleCard        // by role
	rows    []Row             // those of a process together, else as they were given
	void    map[Activity]bool // rows that break a hard rule
}

// NewMatrix makes a matrix of the table, or returns everything that keeps it
// from being read, joined, each an [*Error] over ErrInvalid with its path:
// malformed or repeated names, unknown levels and letters, cells of roles without
// a card, deputies of nobody. Rows of one process are brought together.
func NewMatrix(t MatrixTable) (*Matrix, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	m := newMatrix(t.Version, mapped(t.Roles, RoleCard.clone), mapped(t.Rows, Row.clone))
	m.from, m.profile = normalTime(t.From), cloneList(t.Applied)
	return m, nil
}

// newMatrix takes what it is given and trusts it.
func newMatrix(version string, cards []RoleCard, rows []Row) *Matrix {
	m := &Matrix{version: version, cards: cards, rows: byProcess(rows)}
	slices.SortFunc(m.cards, func(a, b RoleCard) int { return a.Role.Compare(b.Role) })
	m.void = m.voidRows()
	return m
}

// byProcess brings rows of one process together, in the order in which the
// processes first appear.
func byProcess(rows []Row) []Row {
	at := map[string]int{}
	for _, r := range rows {
		if _, ok := at[r.Process]; !ok {
			at[r.Process] = len(at)
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return at[a.Process] - at[b.Process] })
	return rows
}

// Table returns the whole of m as data, roles by name, rows in order.
func (m *Matrix) Table() MatrixTable {
	return MatrixTable{
		Version: m.version, From: m.from, Applied: slices.Clone(m.profile),
		Roles: mapped(m.cards, RoleCard.clone), Rows: mapped(m.rows, Row.clone),
	}
}

// Version names m.
func (m *Matrix) Version() string { return m.version }

// From is the instant from which m is in force; zero: from the beginning.
func (m *Matrix) From() time.Time { return m.from }

// Applied returns the names of the overlays that led to m, in order.
func (m *Matrix) Applied() []string { return slices.Clone(m.profile) }

// Subject returns m as the subject of a finding.
func (m *Matrix) Subject() Subject { return Subject{Kind: "matrix", ID: m.version} }

// Row returns the row of the activity, and whether there is one.
func (m *Matrix) Row(a Activity) (Row, bool) {
	if r := m.find(a); r != nil {
		return r.clone(), true
	}
	return Row{}, false
}

func (m *Matrix) find(a Activity) *Row {
	for i := range m.rows {
		if m.rows[i].Activity == a {
			return &m.rows[i]
		}
	}
	return nil
}

// Rows yields all rows, those of a process together.
func (m *Matrix) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for i := range m.rows {
			if !yield(m.rows[i].clone()) {
				return
			}
		}
	}
}

// Card returns the card of the role, and whether there is one.
func (m *Matrix) Card(r Role) (RoleCard, bool) {
	if c := m.cardOf(r); c != nil {
		return c.clone(), true
	}
	return RoleCard{}, false
}

func (m *Matrix) cardOf(r Role) *RoleCard {
	i, ok := slices.BinarySearchFunc(m.cards, r, func(c RoleCard, r Role) int { return c.Role.Compare(r) })
	if !ok {
		return nil
	}
	return &m.cards[i]
}

// Cards yields all cards, by role.
func (m *Matrix) Cards() iter.Seq[RoleCard] {
	return func(yield func(RoleCard) bool) {
		for i := range m.cards {
			if !yield(m.cards[i].clone()) {
				return
			}
		}
	}
}

// Letters returns the cell of the activity and the role; no letters if there is
// no such row or no such cell.
func (m *Matrix) Letters(a Activity, r Role) RACI {
	if row := m.find(a); row != nil {
		return row.Cells[r]
	}
	return 0
}

// Roles returns the roles that have any of the letters for the activity, by
// name. With A it is who answers for it: in a sound matrix exactly one.
func (m *Matrix) Roles(a Activity, any RACI) []Role {
	if row := m.find(a); row != nil {
		return row.with(any)
	}
	return nil
}

// Activities returns the activities for which the role has any of the letters,
// in the order of the rows.
func (m *Matrix) Activities(r Role, any RACI) []Activity {
	var out []Activity
	for i := range m.rows {
		if m.rows[i].Cells[r].Has(any) {
			out = append(out, m.rows[i].Activity)
		}
	}
	return out
}

// with returns the roles that have any of the letters, by name.
func (r *Row) with(any RACI) []Role {
	var out []Role
	for role, l := range r.Cells {
		if l.Has(any) {
			out = append(out, role)
		}
	}
	slices.Sort(out)
	return out
}

func (r Row) clone() Row {
	r.On, r.Sources = cloneList(r.On), cloneList(r.Sources)
	if len(r.Cells) == 0 {
		r.Cells = nil
	}
	r.Cells = maps.Clone(r.Cells)
	return r
}

func (c RoleCard) clone() RoleCard {
	c.Aliases, c.Objectives, c.Levels = cloneList(c.Aliases), cloneList(c.Objectives), cloneList(c.Levels)
	c.Skills, c.Sources = cloneList(c.Skills), cloneList(c.Sources)
	return c
}

// cloneList copies; an empty list becomes nil, so that equal tables are equal
// however they were written.
func cloneList[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}

func mapped[T any](list []T, f func(T) T) []T {
	out := make([]T, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}
