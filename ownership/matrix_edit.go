package ownership

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/serviceowner/itsm/internal/ident"
)

// An edit is a table in the course of being changed by an overlay. Places are
// looked up by name, because an overlay may be as long as a document allows.
type edit struct {
	tableCheck
	overlay *Overlay
	table   MatrixTable

	// Where a role or an activity is in the table, and where in the overlay.
	roleAt, newRole map[Role]int
	rowAt, newRow   map[Activity]int
}

func newEdit(m *Matrix, o *Overlay) *edit {
	e := &edit{
		tableCheck: tableCheck{op: "overlay", subject: Subject{Kind: "overlay", ID: o.Name}},
		overlay:    o, table: m.Table(),
		roleAt: map[Role]int{}, newRole: map[Role]int{}, rowAt: map[Activity]int{}, newRow: map[Activity]int{},
	}
	for i, c := range e.table.Roles {
		e.roleAt[c.Role] = i
	}
	for i, r := range e.table.Rows {
		e.rowAt[r.Activity] = i
	}
	return e
}

func (e *edit) head(m *Matrix) {
	o := e.overlay
	e.name("name", "overlay", o.Name)
	e.must(!slices.Contains(m.profile, o.Name), "name", "%q is applied already", o.Name)
	if other := rival(o.Name, m.profile); other != "" {
		e.must(false, "name", "%q settles the same question as %q, which is applied already", o.Name, other)
	}
	e.table.Applied = append(e.table.Applied, o.Name)
	e.table.Version = cmp.Or(o.Version, m.version+"+"+o.Name)
	if ident.Check("overlay", o.Name) == nil {
		e.name("version", "version", e.table.Version)
	}
	e.bad("from", checkTime(o.From))
	if !o.From.IsZero() {
		e.table.From = o.From
	}
}

// path returns where in the overlay a card or row of the result comes from; what
// was there before is named.
func (e *edit) path(kind string, i int) string {
	if kind == "roles" {
		role := e.table.Roles[i].Role
		if at, ok := e.newRole[role]; ok {
			return fmt.Sprintf("roles[%d].", at)
		}
		return cardPath(role) + "."
	}
	a := e.table.Rows[i].Activity
	if at, ok := e.newRow[a]; ok {
		return fmt.Sprintf("rows[%d].", at)
	}
	return rowPath(a) + "."
}

func (e *edit) putRoles(cards []RoleCard) {
	for i, c := range cards {
		_, again := e.newRole[c.Role]
		e.must(!again, fmt.Sprintf("roles[%d].role", i), "%q is given twice", c.Role)
		e.newRole[c.Role] = i
		if at, ok := e.roleAt[c.Role]; ok {
			e.table.Roles[at] = c
			continue
		}
		e.roleAt[c.Role] = len(e.table.Roles)
		e.table.Roles = append(e.table.Roles, c)
	}
}

func (e *edit) putRows(rows []Row) {
	for i, r := range rows {
		_, again := e.newRow[r.Activity]
		e.must(!again, fmt.Sprintf("rows[%d].activity", i), "%q is given twice", r.Activity)
		e.newRow[r.Activity] = i
		if at, ok := e.rowAt[r.Activity]; ok {
			e.table.Rows[at] = r
			continue
		}
		e.rowAt[r.Activity] = len(e.table.Rows)
		e.table.Rows = append(e.table.Rows, r)
	}
}

func (e *edit) change(changes []RowChange) {
	changed := map[Activity]bool{}
	for i, c := range changes {
		path := fmt.Sprintf("changes[%d].", i)
		e.must(!changed[c.Activity], path+"activity", "%q is changed twice", c.Activity)
		changed[c.Activity] = true
		at, ok := e.rowAt[c.Activity]
		e.must(ok, path+"activity", "%q has no row", c.Activity)
		if !ok {
			continue
		}
		r := &e.table.Rows[at]
		e.must(c.Acting == 0 || actings.Known(c.Acting), path+"acting", "%s", c.Acting)
		if actings.Known(c.Acting) {
			r.Acting = c.Acting
		}
		r.Note = cmp.Or(c.Note, r.Note)
		// The row may be the caller's own, just added.
		r.Cells = maps.Clone(r.Cells)
		for _, role := range slices.Sorted(maps.Keys(c.Cells)) {
			e.setCell(fmt.Sprintf("%scells.%.60s", path, string(role)), r, role, c.Cells[role])
		}
	}
}

func (e *edit) setCell(path string, r *Row, role Role, l RACI) {
	_, known := e.roleAt[role]
	switch {
	case !known:
		e.must(false, path, "%q has no card", role)
	case l == 0 && r.Cells[role] == 0:
		e.must(false, path, "there is no such cell to remove")
	case l == 0:
		delete(r.Cells, role)
	case !l.valid():
		e.must(false, path, "%q is no set of letters", l)
	case r.Cells == nil:
		r.Cells = map[Role]RACI{role: l}
	default:
		r.Cells[role] = l
	}
}

func (e *edit) dropRows(list []Activity) {
	gone := dropSet(e, "dropRows", list, e.rowAt)
	e.table.Rows = slices.DeleteFunc(e.table.Rows, func(r Row) bool { return gone[r.Activity] })
}

func (e *edit) dropRoles(list []Role) {
	gone := dropSet(e, "dropRoles", list, e.roleAt)
	e.table.Roles = slices.DeleteFunc(e.table.Roles, func(c RoleCard) bool { return gone[c.Role] })
	if len(gone) == 0 {
		return
	}
	for i := range e.table.Rows {
		cells := maps.Clone(e.table.Rows[i].Cells)
		maps.DeleteFunc(cells, func(r Role, _ RACI) bool { return gone[r] })
		e.table.Rows[i].Cells = cells
	}
}

func dropSet[T ~string](e *edit, list string, names []T, known map[T]int) map[T]bool {
	gone := map[T]bool{}
	for i, n := range names {
		path := fmt.Sprintf("%s[%d]", list, i)
		_, ok := known[n]
		e.must(ok, path, "%q is not there", n)
		e.must(!gone[n], path, "%q is listed twice", n)
		gone[n] = true
	}
	return gone
}
