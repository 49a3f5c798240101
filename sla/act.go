package sla

import (
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/ownership"
)

// An Act is one command that a record of this package has taken: what was done, by
// whom, when and on what authority. C names the commands of the record.
type Act[C any] struct {
	// Revision is the position in the record's history, counted from 1.
	Revision int           `json:"revision"`
	Command  C             `json:"command"`
	At       time.Time     `json:"at"`
	Ref      ownership.Ref `json:"ref,omitempty"`
	Reason   string        `json:"reason,omitempty"`
	// Source is where an imported record was taken from, for example "cmdb". An
	// import is judged by nobody, and its proof is empty.
	Source string          `json:"source,omitempty"`
	Proof  ownership.Proof `json:"proof,omitzero"`
}

// acts checks the shape of a stored history and brings its instants into their
// normal form. Which commands may follow one another is for the record to say.
func (s *shape) acts(path string, n int, act func(i int) actShape) {
	if n == 0 {
		s.bad(path, "none, and a record begins with an act")
	}
	refs, last := map[ownership.Ref]bool{}, time.Time{}
	for i := range n {
		at, a := indexed(path, i), act(i)
		if *a.revision != i+1 {
			s.bad(at+".revision", "%d, want %d", *a.revision, i+1)
		}
		if a.unset {
			s.bad(at+".command", "missing")
		}
		s.instant(at+".at", a.at)
		if a.at.Before(last) {
			s.bad(at+".at", "before the act before it")
		}
		last = *a.at
		if a.ref != "" && refs[a.ref] {
			s.bad(at+".ref", "%q is the reference of an earlier act", a.ref)
		}
		refs[a.ref] = true
		s.text(at+".reason", a.reason)
		s.proof(at, a)
	}
}

// An actShape is an act without its type of command.
type actShape struct {
	revision *int
	unset    bool
	at       *time.Time
	ref      ownership.Ref
	reason   string
	source   string
	proof    *ownership.Proof
}

// historyShape checks a stored history of any record.
func historyShape[C comparable](s *shape, path string, list []Act[C]) {
	var none C
	s.acts(path, len(list), func(i int) actShape {
		a := &list[i]
		return actShape{&a.Revision, a.Command == none, &a.At, a.Ref, a.Reason, a.Source, &a.Proof}
	})
}

// proof checks that an act has either a proof of its own instant or a source.
func (s *shape) proof(path string, a actShape) {
	p := a.proof
	if a.source != "" {
		s.err(path+".source", ident.Check("source", a.source))
		if *p != (ownership.Proof{}) {
			s.bad(path+".proof", "given, and nobody judged an import")
		}
		return
	}
	if p.By == "" {
		s.bad(path+".proof.by", "missing")
	}
	if p.Capacity == 0 {
		s.bad(path+".proof.capacity", "missing")
	}
	if p.Activity == "" {
		s.bad(path+".proof.activity", "missing")
	}
	if p.Scope.IsZero() {
		s.bad(path+".proof.scope", "missing")
	}
	s.instant(path+".proof.at", &p.At)
	if !p.At.Equal(*a.at) {
		s.bad(path+".proof.at", "is not the instant of the act")
	}
	if p.Revision < 0 {
		s.bad(path+".proof.revision", "%d is negative", p.Revision)
	}
	if p.Amount.Value < 0 {
		s.bad(path+".proof.amount.value", "%d is negative", p.Amount.Value)
	}
	s.text(path+".proof.matrix", p.Matrix)
}
