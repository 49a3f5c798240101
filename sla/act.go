package sla

import (
	"time"

	"github.com/serviceowner/itsm/internal/chronicle"
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

// shown is what all histories have in common.
func (a *Act[C]) shown() chronicle.Act {
	return chronicle.Act{Revision: a.Revision, Command: a.Command, At: &a.At, Ref: a.Ref, Proof: &a.Proof}
}

// historyShape checks the shape of a stored history.
func historyShape[C comparable](s *shape, path string, list []Act[C]) {
	actsShape(s, path, len(list), func(i int) *Act[C] { return &list[i] })
}

// actsShape checks the shape of n stored acts and brings their instants into their
// normal form. Which commands may follow one another is for the record to say.
func actsShape[C comparable](s *shape, path string, n int, act func(i int) *Act[C]) {
	var none C
	command := func(path string, i int) {
		if act(i).Command == none {
			s.bad(path, "missing")
		}
	}
	rest := func(path string, i int) {
		a := act(i)
		s.text(path+".reason", a.Reason)
		s.proof(path, a.Source, &a.Proof, a.At)
	}
	s.History(path, chronicle.Of(n, func(i int) chronicle.Act { return act(i).shown() }), command, rest)
}

// proof checks that an act has either a proof of its own instant or a source.
func (s *shape) proof(path, source string, p *ownership.Proof, at time.Time) {
	if source != "" {
		s.err(path+".source", ident.Check("source", source))
		if *p != (ownership.Proof{}) {
			s.bad(path+".proof", "given, and nobody judged an import")
		}
		return
	}
	s.Proof(path+".proof", p, at)
	if p.Amount.Value < 0 {
		s.bad(path+".proof.amount.value", "%d is negative", p.Amount.Value)
	}
	s.text(path+".proof.matrix", p.Matrix)
}
