package ownership

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/serviceowner/itsm/internal/strictjson"
)

// maxApplied is how many profiles and overlays a document may put on the base.
// Each is a pass over the whole table.
const maxApplied = 64

// standardBase is the only base that a document can start from.
const standardBase = "standard"

// matrixForm is a matrix in a document, in one of two forms. The full form has
// roles and rows and stands by itself. The short form has a base and says what
// is different; it means the standard table of whoever reads it.
type matrixForm struct {
	Version string    `json:"version,omitempty"`
	From    time.Time `json:"from,omitzero"`

	// The full form.
	Applied []string   `json:"applied,omitempty"`
	Roles   []RoleCard `json:"roles,omitempty"`
	Rows    []Row      `json:"rows,omitempty"`

	// The short form.
	Base     string    `json:"base,omitempty"`
	Profiles []string  `json:"profiles,omitempty"`
	Overlays []Overlay `json:"overlays,omitempty"`
}

// matrixLimits: a profile or an overlay of a few bytes copies the whole table, and
// names are compared each with each. The standard matrix takes a tenth of it.
var matrixLimits = strictjson.Limits{Bytes: 1 << 20, Most: map[string]int{"profiles": 64, "overlays": 64}}

// MarshalJSON writes the full form, which [Matrix.UnmarshalJSON] reads back as
// the same matrix.
func (m Matrix) MarshalJSON() ([]byte, error) {
	return json.Marshal(matrixForm{
		Version: m.version, From: m.from, Applied: m.profile, Roles: m.cards, Rows: m.rows,
	})
}

// UnmarshalJSON reads a matrix in its full form (version, from, roles, rows), or
// in the short one, which names a base and what is different:
//
//	{"base": "standard", "profiles": ["crisis-chair"], "overlays": [...], "version": "ours-3", "from": "2025-01-01T00:00:00Z"}
//
// Everything that cannot be read is reported with its path. Broken rules do not
// refuse a document, hard ones neither: they are for [Matrix.Review] to report,
// and rows that break a hard one entitle nobody.
func (m *Matrix) UnmarshalJSON(data []byte) error {
	var form matrixForm
	if err := strictjson.Decode(data, &form, matrixLimits); err != nil {
		return err
	}
	build := form.full
	if form.Base != "" {
		build = form.short
	}
	built, err := build()
	if err != nil {
		return problemsOf(err)
	}
	*m = *built
	return nil
}

func (f *matrixForm) full() (*Matrix, error) {
	c := &tableCheck{op: "matrix", subject: Subject{Kind: "matrix", ID: f.Version}}
	c.must(len(f.Profiles) == 0, "profiles", "only with a base")
	c.must(len(f.Overlays) == 0, "overlays", "only with a base")
	if err := errors.Join(c.defects...); err != nil {
		return nil, err
	}
	return NewMatrix(MatrixTable{Version: f.Version, From: f.From, Applied: f.Applied, Roles: f.Roles, Rows: f.Rows})
}

func (f *matrixForm) short() (*Matrix, error) {
	c := &tableCheck{op: "matrix", subject: Subject{Kind: "matrix", ID: f.Version}}
	c.must(f.Base == standardBase, "base", "%.60q, want %q", f.Base, standardBase)
	c.must(len(f.Roles) == 0, "roles", "not with a base; use overlays")
	c.must(len(f.Rows) == 0, "rows", "not with a base; use overlays")
	c.must(len(f.Applied) == 0, "applied", "not with a base; use profiles")
	c.must(len(f.Profiles)+len(f.Overlays) <= maxApplied, "overlays", "with the profiles more than %d", maxApplied)
	m := Standard()
	if len(c.defects) == 0 {
		m = f.onTop(m, c)
	}
	if f.Version != "" {
		c.name("version", "version", f.Version)
		m.version = f.Version
	}
	if !f.From.IsZero() {
		c.bad("from", checkTime(f.From))
		m.from = normalTime(f.From)
	}
	if err := errors.Join(c.defects...); err != nil {
		return nil, err
	}
	return m, nil
}

// onTop applies what the document puts on the base, up to the first that cannot
// be applied: later ones may build on it.
func (f *matrixForm) onTop(m *Matrix, c *tableCheck) *Matrix {
	var steps []Overlay
	var paths []string
	for i, name := range f.Profiles {
		p, ok := ProfileByName(name)
		c.must(ok, fmt.Sprintf("profiles[%d]", i), "no profile %.60q", name)
		// The name of the profile is all there is of it in the document.
		steps, paths = append(steps, p.Overlay()), append(paths, fmt.Sprintf("profiles[%d]", i))
	}
	for i, o := range f.Overlays {
		steps, paths = append(steps, o), append(paths, fmt.Sprintf("overlays[%d]", i))
	}
	for i := range steps {
		if len(c.defects) > 0 {
			break
		}
		next, err := m.applyOne(&steps[i])
		if err != nil {
			for _, d := range defectsOf(err) {
				c.bad(strictjson.Join(paths[i], d.Path), d.Err)
			}
			break
		}
		m = next
	}
	return m
}

// defectsOf takes joined defects apart again.
func defectsOf(err error) []*Error {
	list, joined := err.(interface{ Unwrap() []error })
	if !joined {
		d := (*Error)(nil)
		if errors.As(err, &d) {
			return []*Error{d}
		}
		return []*Error{{Err: err}}
	}
	var out []*Error
	for _, e := range list.Unwrap() {
		out = append(out, defectsOf(e)...)
	}
	return out
}

// problemsOf turns defects into problems of the document, so that the document
// around the matrix can name their places.
func problemsOf(err error) error {
	out := &strictjson.Error{}
	for _, d := range defectsOf(err) {
		out.Problems = append(out.Problems, strictjson.Problem{
			Path: d.Path, Code: strictjson.BadValue, Text: d.Err.Error(), Err: d.Err,
		})
	}
	return out
}
