package ownership

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// An Overlay changes a matrix: the caller's own roles and activities, and
// whatever the caller's organisation does differently. It is data, and applied
// by [Matrix.With].
//
// Its parts are applied in the order of the fields, so a row that is added may
// have cells of a role that is added, and a role may be dropped with its rows.
type Overlay struct {
	// Name says what the overlay is for; the result lists it as applied.
	Name string `json:"name"`

	// Version names the result; empty: that of the matrix, "+", and the name.
	Version string `json:"version,omitempty"`

	// From is the instant from which the result is in force; zero: that of the matrix.
	From time.Time `json:"from,omitzero"`

	// Roles are added, or replace the card of the same role.
	Roles []RoleCard `json:"roles,omitempty"`

	// Rows are added at the end of their process, or replace the row of the same
	// activity.
	Rows []Row `json:"rows,omitempty"`

	// Changes alter rows in part.
	Changes []RowChange `json:"changes,omitempty"`

	// DropRows and DropRoles are taken out. The cells of a dropped role go too.
	DropRows  []Activity `json:"dropRows,omitempty"`
	DropRoles []Role     `json:"dropRoles,omitempty"`
}

// A RowChange alters one row and leaves the rest of it as it is.
type RowChange struct {
	Activity Activity `json:"activity"`

	// Cells replaces cells; no letters removes one.
	Cells map[Role]RACI `json:"cells,omitempty"`

	// Acting replaces, unless unset.
	Acting Acting `json:"acting,omitempty"`

	// Note replaces, unless empty.
	Note string `json:"note,omitempty"`
}

// With returns m with the overlays applied, one after the other. It returns all
// defects, joined, each an [*Error] with its path in the overlay: over ErrInvalid
// for what cannot be applied or read, and, when everything can, over ErrRefused
// for a result that breaks a hard rule which m keeps. Other findings do not
// refuse; ask the result for its [Matrix.Review].
//
// Of the [Profiles] that settle the same question only one can be applied.
func (m *Matrix) With(overlays ...Overlay) (*Matrix, error) {
	out, err := m.apply(overlays)
	if err != nil {
		return nil, err
	}
	hard := func(r *Rule) bool { return r.Kind == Hard }
	kept := m.findBy(hard)
	broken := slices.DeleteFunc(out.findBy(hard), func(f Finding) bool {
		return slices.ContainsFunc(kept, func(k Finding) bool { return k.Code == f.Code && k.Path == f.Path })
	})
	if len(broken) > 0 {
		return nil, &Error{Op: "overlay", Subject: out.Subject(), Findings: broken, Err: ErrRefused}
	}
	return out, nil
}

// apply is With without a judgement of the result.
func (m *Matrix) apply(overlays []Overlay) (*Matrix, error) {
	for i := range overlays {
		next, err := m.applyOne(&overlays[i])
		if err != nil {
			return nil, err
		}
		m = next
	}
	return m, nil
}

func (m *Matrix) applyOne(o *Overlay) (*Matrix, error) {
	e := &edit{
		tableCheck: tableCheck{op: "overlay", subject: Subject{Kind: "overlay", ID: o.Name}},
		table:      m.Table(),
	}
	e.name("name", "overlay", o.Name)
	e.bad("from", checkTime(o.From))
	e.must(!slices.Contains(m.profile, o.Name), "name", "%q is applied already", o.Name)
	if other := rival(o.Name, m.profile); other != "" {
		e.must(false, "name", "%q settles the same question as %q, which is applied already", o.Name, other)
	}
	e.table.Version = cmp.Or(o.Version, m.version+"+"+o.Name)
	e.table.Applied = append(e.table.Applied, o.Name)
	if !o.From.IsZero() {
		e.table.From = o.From
	}
	e.putRoles(o.Roles)
	e.putRows(o.Rows)
	e.change(o.Changes)
	e.dropRows(o.DropRows)
	e.dropRoles(o.DropRoles)
	if err := errors.Join(e.defects...); err != nil {
		return nil, err
	}
	return NewMatrix(e.table)
}

// An edit is a table in the course of being changed.
type edit struct {
	tableCheck
	table MatrixTable
}

func (e *edit) row(a Activity) int {
	return slices.IndexFunc(e.table.Rows, func(r Row) bool { return r.Activity == a })
}

func (e *edit) role(role Role) int {
	return slices.IndexFunc(e.table.Roles, func(c RoleCard) bool { return c.Role == role })
}

// once reports whether list[i] is named there for the first time.
func once[T comparable](list []T, i int) bool { return !slices.Contains(list[:i], list[i]) }

func (e *edit) putRoles(cards []RoleCard) {
	for i, c := range cards {
		again := slices.ContainsFunc(cards[:i], func(o RoleCard) bool { return o.Role == c.Role })
		e.must(!again, fmt.Sprintf("roles[%d].role", i), "%q is given twice", c.Role)
		if at := e.role(c.Role); at >= 0 {
			e.table.Roles[at] = c
		} else {
			e.table.Roles = append(e.table.Roles, c)
		}
	}
}

func (e *edit) putRows(rows []Row) {
	for i, r := range rows {
		again := slices.ContainsFunc(rows[:i], func(o Row) bool { return o.Activity == r.Activity })
		e.must(!again, fmt.Sprintf("rows[%d].activity", i), "%q is given twice", r.Activity)
		if at := e.row(r.Activity); at >= 0 {
			e.table.Rows[at] = r
		} else {
			e.table.Rows = append(e.table.Rows, r)
		}
	}
}

func (e *edit) change(changes []RowChange) {
	for i, c := range changes {
		path := fmt.Sprintf("changes[%d].", i)
		again := slices.ContainsFunc(changes[:i], func(o RowChange) bool { return o.Activity == c.Activity })
		e.must(!again, path+"activity", "%q is changed twice", c.Activity)
		at := e.row(c.Activity)
		e.must(at >= 0, path+"activity", "%q has no row", c.Activity)
		if at < 0 {
			continue
		}
		r := &e.table.Rows[at]
		r.Acting, r.Note = cmp.Or(c.Acting, r.Acting), cmp.Or(c.Note, r.Note)
		// The row may be the caller's own, just added.
		r.Cells = maps.Clone(r.Cells)
		if r.Cells == nil {
			r.Cells = map[Role]RACI{}
		}
		for _, role := range slices.Sorted(maps.Keys(c.Cells)) {
			cell := fmt.Sprintf("%scells.%.60s", path, string(role))
			e.must(e.role(role) >= 0, cell, "%q has no card", role)
			if c.Cells[role] == 0 {
				e.must(r.Cells[role] != 0, cell, "there is no such cell to remove")
				delete(r.Cells, role)
			} else {
				r.Cells[role] = c.Cells[role]
			}
		}
	}
}

func (e *edit) dropRows(list []Activity) {
	for i, a := range list {
		at := e.row(a)
		e.must(at >= 0 || !once(list, i), fmt.Sprintf("dropRows[%d]", i), "%q has no row", a)
		e.must(once(list, i), fmt.Sprintf("dropRows[%d]", i), "%q is listed twice", a)
		if at >= 0 {
			e.table.Rows = slices.Delete(e.table.Rows, at, at+1)
		}
	}
}

func (e *edit) dropRoles(list []Role) {
	for i, role := range list {
		at := e.role(role)
		e.must(at >= 0 || !once(list, i), fmt.Sprintf("dropRoles[%d]", i), "%q has no card", role)
		e.must(once(list, i), fmt.Sprintf("dropRoles[%d]", i), "%q is listed twice", role)
		if at < 0 {
			continue
		}
		e.table.Roles = slices.Delete(e.table.Roles, at, at+1)
		for j := range e.table.Rows {
			cells := maps.Clone(e.table.Rows[j].Cells)
			delete(cells, role)
			e.table.Rows[j].Cells = cells
		}
	}
}
