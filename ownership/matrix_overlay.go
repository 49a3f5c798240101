package ownership

import (
	"errors"
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
	type place struct {
		code Code
		path string
	}
	was := map[place]bool{}
	for _, f := range m.findBy(hard) {
		was[place{f.Code, f.Path}] = true
	}
	broken := slices.DeleteFunc(out.findBy(hard), func(f Finding) bool { return was[place{f.Code, f.Path}] })
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
	e := newEdit(m, o)
	e.head(m)
	e.putRoles(o.Roles)
	e.putRows(o.Rows)
	e.change(o.Changes)
	e.dropRows(o.DropRows)
	e.dropRoles(o.DropRoles)
	e.tableCheck.table(&e.table, e.path)
	if err := errors.Join(e.defects...); err != nil {
		return nil, err
	}
	return NewMatrix(e.table)
}
