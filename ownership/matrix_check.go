package ownership

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/serviceowner/itsm/internal/ident"
)

// A tableCheck collects everything that keeps a table from being read.
type tableCheck struct {
	op      string
	subject Subject
	defects []error
}

func (c *tableCheck) bad(path string, err error) {
	if err != nil {
		c.defects = append(c.defects, &Error{Op: c.op, Subject: c.subject, Path: path, Err: err})
	}
}

func (c *tableCheck) must(ok bool, path, format string, args ...any) {
	if !ok {
		c.bad(path, fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...)))
	}
}

// name checks the spelling of an identifier or a short text.
func (c *tableCheck) name(path, kind, s string) {
	if err := ident.Check(kind, s); err != nil {
		c.bad(path, fmt.Errorf("%w: %w", ErrInvalid, err))
	}
}

func (t *MatrixTable) check() error {
	c := &tableCheck{op: "matrix", subject: Subject{Kind: "matrix", ID: t.Version}}
	c.name("version", "version", t.Version)
	c.bad("from", checkTime(t.From))
	for i, a := range t.Applied {
		c.name(fmt.Sprintf("applied[%d]", i), "overlay", a)
	}
	carded := map[Role]bool{}
	for i := range t.Roles {
		r := t.Roles[i].Role
		c.must(!carded[r], fmt.Sprintf("roles[%d].role", i), "%q has a card already", r)
		carded[r] = true
	}
	seen := map[Activity]bool{}
	for i := range t.Rows {
		a := t.Rows[i].Activity
		c.must(!seen[a], fmt.Sprintf("rows[%d].activity", i), "%q has a row already", a)
		seen[a] = true
	}
	c.table(t, func(kind string, i int) string { return fmt.Sprintf("%s[%d].", kind, i) })
	return errors.Join(c.defects...)
}

// table checks cards and rows, whose paths the caller gives.
func (c *tableCheck) table(t *MatrixTable, path func(kind string, i int) string) {
	known, activities := map[Role]*RoleCard{}, map[Activity]bool{}
	for i := range t.Roles {
		known[t.Roles[i].Role] = &t.Roles[i]
	}
	for i := range t.Rows {
		activities[t.Rows[i].Activity] = true
	}
	for i := range t.Roles {
		c.card(path("roles", i), &t.Roles[i], known, activities)
	}
	for i := range t.Rows {
		c.row(path("rows", i), &t.Rows[i], known)
	}
}

func (c *tableCheck) card(path string, card *RoleCard, known map[Role]*RoleCard, activities map[Activity]bool) {
	c.name(path+"role", "role", string(card.Role))
	c.name(path+"name", "name", card.Name)
	for i, a := range card.Aliases {
		c.name(fmt.Sprintf("%saliases[%d]", path, i), "alias", a)
	}
	c.levels(path+"levels", card.Levels)
	c.must(holders.Known(card.Holders), path+"holders", "%s", card.Holders)
	if of := card.DeputyOf; of != "" {
		principal := known[of]
		c.must(principal != nil, path+"deputyOf", "%q has no card", of)
		c.must(principal == nil || principal.DeputyOf == "", path+"deputyOf", "%q is a deputy as well", of)
	}
	c.must(card.AppointedBy == "" || activities[card.AppointedBy], path+"appointedBy", "%q has no row", card.AppointedBy)
	for i, s := range card.Skills {
		c.name(fmt.Sprintf("%sskills[%d]", path, i), "skill", string(s))
	}
	c.sources(path, card.Sources)
}

func (c *tableCheck) row(path string, row *Row, known map[Role]*RoleCard) {
	c.name(path+"activity", "activity", string(row.Activity))
	c.name(path+"name", "name", row.Name)
	c.name(path+"process", "process", row.Process)
	c.levels(path+"on", row.On)
	c.must(row.Acting == 0 || actings.Known(row.Acting), path+"acting", "%s", row.Acting)
	for _, role := range slices.SortedFunc(maps.Keys(row.Cells), Role.Compare) {
		cell := fmt.Sprintf("%scells.%.60s", path, string(role))
		c.must(known[role] != nil, cell, "%q has no card", role)
		l := row.Cells[role]
		c.must(l.valid(), cell, "%q is no set of letters", l)
	}
	c.sources(path, row.Sources)
}

func (c *tableCheck) levels(path string, list []Level) {
	c.must(len(list) > 0, path, "no level")
	for i, l := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.must(levels.Known(l), at, "%s", l)
		c.must(!slices.Contains(list[:i], l), at, "%s is listed twice", l)
	}
}

func (c *tableCheck) sources(path string, list []Source) {
	for i, s := range list {
		c.name(fmt.Sprintf("%ssources[%d]", path, i), "source", string(s))
	}
}
