package ownership

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Change is one difference between two matrices: what was at the path and what
// is. Of something that was added Was is empty, of something removed Is.
type Change struct {
	Path string `json:"path"` // for example "rows[approve-change].cells[customer]"
	Was  string `json:"was,omitempty"`
	Is   string `json:"is,omitempty"`
}

// String is one line.
func (c Change) String() string {
	switch {
	case c.Was == "":
		return fmt.Sprintf("%s: added %s", c.Path, c.Is)
	case c.Is == "":
		return fmt.Sprintf("%s: removed %s", c.Path, c.Was)
	}
	return fmt.Sprintf("%s: %s, was %s", c.Path, c.Is, c.Was)
}

// Compare orders by path, then by what was and is.
func (c Change) Compare(o Change) int {
	return cmp.Or(cmp.Compare(c.Path, o.Path), cmp.Compare(c.Was, o.Was), cmp.Compare(c.Is, o.Is))
}

// Diff returns every difference between m and a later matrix, sorted. A row or
// card that was added or removed is one change; where both have it, every part
// that differs is. The order of rows and of lists does not count. Version, date
// and overlays applied are differences too.
// A nil matrix is the zero one.
func (m *Matrix) Diff(later *Matrix) []Change {
	if later == nil {
		later = &Matrix{}
	}
	d := &diff{}
	d.parts("", headParts(m), headParts(later))
	was, is := partsByName(m.cards, cardName, cardParts), partsByName(later.cards, cardName, cardParts)
	d.entries("roles", was, is)
	was, is = partsByName(m.rows, rowName, rowParts), partsByName(later.rows, rowName, rowParts)
	d.entries("rows", was, is)
	slices.SortFunc(d.changes, Change.Compare)
	return d.changes
}

// parts is a thing as texts by the name of the part.
type parts map[string]string

func headParts(m *Matrix) parts {
	p := parts{"version": m.version, "applied": strings.Join(m.profile, ", ")}
	if !m.from.IsZero() {
		p["from"] = Period{From: m.from}.String()
	}
	return p
}

func cardName(c RoleCard) string { return string(c.Role) }
func rowName(r Row) string       { return string(r.Activity) }

func cardParts(c RoleCard) parts {
	return parts{
		"name": c.Name, "aliases": sortedList(c.Aliases), "objectives": sortedList(c.Objectives),
		"levels": sortedLevels(c.Levels), "holders": c.Holders.String(), "reachesDown": yes(c.ReachesDown),
		"relation": yes(c.Relation), "deputyOf": string(c.DeputyOf), "appointedBy": string(c.AppointedBy),
		"skills": sortedList(c.Skills), "sources": sortedList(c.Sources),
	}
}

func rowParts(r Row) parts {
	p := parts{
		"name": r.Name, "process": r.Process, "on": sortedLevels(r.On), "acting": r.Acting.orDefault().String(),
		"limited": yes(r.Limited), "note": r.Note, "sources": sortedList(r.Sources),
	}
	for role, l := range r.Cells {
		p["cells["+string(role)+"]"] = l.String()
	}
	return p
}

func partsByName[T any](list []T, name func(T) string, of func(T) parts) map[string]parts {
	out := make(map[string]parts, len(list))
	for _, v := range list {
		out[name(v)] = of(v)
	}
	return out
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func sortedList[T ~string](list []T) string {
	return joinNames(slices.Sorted(slices.Values(list)))
}

func sortedLevels(list []Level) string {
	return joinedLevels(slices.Sorted(slices.Values(list)))
}

type diff struct{ changes []Change }

func (d *diff) entries(kind string, was, is map[string]parts) {
	for name := range bothKeys(was, is) {
		path := kind + "[" + name + "]"
		switch a, b := was[name], is[name]; {
		case a == nil:
			d.changes = append(d.changes, Change{Path: path, Is: b["name"]})
		case b == nil:
			d.changes = append(d.changes, Change{Path: path, Was: a["name"]})
		default:
			d.parts(path+".", a, b)
		}
	}
}

func (d *diff) parts(path string, was, is parts) {
	for name := range bothKeys(was, is) {
		if was[name] != is[name] {
			d.changes = append(d.changes, Change{Path: path + name, Was: was[name], Is: is[name]})
		}
	}
}

func bothKeys[V any](a, b map[string]V) map[string]bool {
	out := make(map[string]bool, len(a))
	for k := range maps.Keys(a) {
		out[k] = true
	}
	for k := range maps.Keys(b) {
		out[k] = true
	}
	return out
}
