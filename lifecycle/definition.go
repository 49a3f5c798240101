package lifecycle

import (
	"iter"
	"slices"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// A Definition says what a service is, in the five parts of R23. Each version is
// written as a whole, confirmed by the customer and approved; an older version
// stays readable and counts no longer.
type Definition struct {
	Functionality Aspect `json:"functionality,omitzero"`
	Scope         Aspect `json:"scope,omitzero"`
	Capacity      Aspect `json:"capacity,omitzero"`
	Quality       Aspect `json:"quality,omitzero"`
	Cost          Aspect `json:"cost,omitzero"`
}

// An Aspect is one part of a definition: words, and figures where there are any,
// such as 5000 mailboxes or 120000 EUR/year.
type Aspect struct {
	Text    string               `json:"text,omitempty"`
	Figures []ownership.Quantity `json:"figures,omitempty"`
}

// IsZero reports whether nothing is said.
func (a Aspect) IsZero() bool { return a.Text == "" && len(a.Figures) == 0 }

func (a Aspect) equal(b Aspect) bool { return a.Text == b.Text && slices.Equal(a.Figures, b.Figures) }

// Parts yields the five parts with their names, in the order of R23.
func (d Definition) Parts() iter.Seq2[string, Aspect] {
	return func(yield func(string, Aspect) bool) {
		_ = yield("functionality", d.Functionality) && yield("scope", d.Scope) && yield("capacity", d.Capacity) &&
			yield("quality", d.Quality) && yield("cost", d.Cost)
	}
}

// Missing names the parts of which nothing is said, in the order of R23. A
// definition is complete when there are none.
func (d Definition) Missing() (out []string) {
	for name, a := range d.Parts() {
		if a.IsZero() {
			out = append(out, name)
		}
	}
	return out
}

// clone returns d with memory of its own.
func (d Definition) clone() Definition {
	for _, a := range d.aspects() {
		a.Figures = slices.Clone(a.Figures)
	}
	return d
}

func (d *Definition) aspects() [5]*Aspect {
	return [...]*Aspect{&d.Functionality, &d.Scope, &d.Capacity, &d.Quality, &d.Cost}
}

// check tells what could not be written and read back unchanged.
func (d Definition) check(path string, bad func(path, format string, args ...any)) {
	for name, a := range d.Parts() {
		at := path + "." + name
		if err := checkText(a.Text); err != nil {
			bad(at+".text", "%v", err)
		}
		if len(a.Figures) > maxList {
			bad(at+".figures", "%d, at most %d", len(a.Figures), maxList)
			continue
		}
		for i, q := range a.Figures {
			if err := ident.Check("unit", q.Unit); err != nil {
				bad(at+indexed(".figures", i)+".unit", "%v", err)
			}
		}
	}
}

// A Version is one version of the definition of a service.
type Version struct {
	Number     int // counted from 1
	Definition Definition
	Written    Act
	Confirmed  Act // by the customer (R23); the zero Act if it is not
	Approved   Act // the zero Act if it is not
}

// IsConfirmed reports whether the customer has confirmed the version.
func (v Version) IsConfirmed() bool { return v.Confirmed.Revision > 0 }

// IsApproved reports whether the version was approved.
func (v Version) IsApproved() bool { return v.Approved.Revision > 0 }

// Define writes the next version of the definition.
type Define struct {
	Definition Definition
	Reason     string
}

// Define writes the next version of the definition. It needs the authority to
// define the service and, when the cost is not what it was, to state its cost
// (C5).
func (r Record) Define(a ownership.Authority, w ownership.Who, c Define) (Record, error) {
	x := newOrder("define", Defining, r.subject(), a, w)
	x.because(c.Reason)
	c.Definition.check("definition", x.bad)
	if err := r.begin(x); err != nil {
		return r, err
	}
	x.authorize(ownership.DefineService, r.scope())
	before, _ := r.Definition()
	if !before.Definition.Cost.equal(c.Definition.Cost) {
		x.authorize(ownership.StateServiceCost, r.scope())
	}
	d := c.Definition.clone()
	return r.finish(x, recordAct{Definition: &d})
}

// Confirm says that a version of the definition meets the customer's
// requirements.
type Confirm struct {
	Version int
	Reason  string
}

// Confirm records that the version, which must be the latest, meets the
// customer's requirements (R23). It is the customer who says so.
func (r Record) Confirm(a ownership.Authority, w ownership.Who, c Confirm) (Record, error) {
	return r.judge("confirm", Confirmed, ownership.ConfirmRequirements, a, w, c.Version, c.Reason)
}

// Approve says that a version of the definition is approved.
type Approve struct {
	Version int
	Reason  string
}

// Approve records that the version, which must be the latest, is approved.
func (r Record) Approve(a ownership.Authority, w ownership.Who, c Approve) (Record, error) {
	return r.judge("approve", Admitted, ownership.ApproveDefinition, a, w, c.Version, c.Reason)
}

func (r Record) judge(op string, command Command, activity ownership.Activity, a ownership.Authority, w ownership.Who, version int, reason string) (Record, error) {
	x := newOrder(op, command, r.subject(), a, w)
	x.because(reason)
	if version < 1 {
		x.bad("version", "%d, counted from 1", version)
	}
	if err := r.begin(x); err != nil {
		return r, err
	}
	// Whoever judges an older version has not read the one that counts.
	if latest := r.versions(); version != latest {
		x.refuse(definitionSuperseded, "version", number(version), number(latest))
	}
	x.authorize(activity, r.scope())
	return r.finish(x, recordAct{Version: version})
}

// Definition returns the latest version of the definition, if there is one.
func (r Record) Definition() (Version, bool) { return r.Version(r.versions()) }

// Version returns one version of the definition, counted from 1.
func (r Record) Version(n int) (Version, bool) {
	out, seen := Version{Number: n}, 0
	for i := range r.acts {
		a := &r.acts[i]
		switch {
		case a.Command == Defining:
			if seen++; seen == n {
				out.Definition, out.Written = a.Definition.clone(), a.Act
			}
		case a.Command == Confirmed && a.Version == n && seen >= n:
			out.Confirmed = a.Act
		case a.Command == Admitted && a.Version == n && seen >= n:
			out.Approved = a.Act
		}
	}
	return out, n >= 1 && n <= seen
}

// versions counts the versions of the definition.
func (r Record) versions() (n int) {
	for i := range r.acts {
		if r.acts[i].Command == Defining {
			n++
		}
	}
	return n
}
