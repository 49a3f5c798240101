package lifecycle

import (
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// Review runs the rules of all rooms over everything that is known at the instant:
// the whole audit in one pass. It never refuses to look at bad data: what is wrong
// is in the report. The policy and the matrix that are in force at the instant
// apply, with two things that only this room knows: what a demand makes hard in
// the status of a service is an error that nothing lifts, and what is not due in
// it yet, or no longer, is information.
func (p *Portfolio) Review(at time.Time, only ownership.Selection) ownership.Report {
	p = p.use()
	subjects := p.Subjects(at)
	if len(only.Subjects) > 0 {
		subjects = slices.Values(slices.Compact(slices.SortedFunc(slices.Values(only.Subjects), ownership.Subject.Compare)))
	}
	report := p.read(at, only, subjects)
	return report.Rerated(func(f *ownership.Finding) {
		if f.Subject.Kind == kindService {
			p.rerate(f, p.Status(ownership.ServiceID(f.Subject.ID), at))
		}
	})
}

// read evaluates rules on those of the subjects that some room knows, with the
// weights that policy gives to what they find.
func (p *Portfolio) read(at time.Time, only ownership.Selection, subjects iter.Seq[ownership.Subject]) ownership.Report {
	under := p.reg.Setting(at)
	part := portfolioRules.Read(under, only, func(yield func(ownership.Subject, *Subject) bool) {
		v := p.viewed(under)
		for s := range subjects {
			if v.show(s) && !yield(s, v) {
				return
			}
		}
	})
	report, err := portfolioRules.Finish(under, part)
	if err != nil { // a part that was just read belongs to its review
		return ownership.Report{}
	}
	return report
}

// viewed returns the view of the rules, turned to nothing yet.
func (p *Portfolio) viewed(under ownership.Setting) *Subject {
	return &Subject{p: p, reg: p.reg, at: under.At, look: p.reg.Look(under.At, portfolioRules)}
}

// rerate gives the finding about a service the weight that it has in the status.
func (p *Portfolio) rerate(f *ownership.Finding, s Status) {
	model := p.Model()
	d := model.demand(f.Code)
	switch {
	case d == nil:
	case !model.isDue(d, s):
		f.Severity, f.Waived = min(f.Severity, ownership.SeverityInfo), nil
	case model.isHard(d, s):
		f.Severity, f.Waived = ownership.SeverityError, nil
	}
}

// Subjects yields everything that a review at the instant reads, each once, by
// kind and name.
func (p *Portfolio) Subjects(at time.Time) iter.Seq[ownership.Subject] {
	p = p.use()
	at = instant.Normal(at)
	var all []ownership.Subject
	for _, room := range []iter.Seq[ownership.Subject]{p.reg.Subjects(at), p.book.Subjects(at), p.risks.Subjects(at)} {
		all = slices.AppendSeq(all, room)
	}
	for id := range p.services.From("") {
		all = append(all, ownership.ServiceScope(ownership.ServiceID(id)).Subject())
	}
	for id := range p.changes.From("") {
		all = append(all, ChangeID(id).Subject())
	}
	for id := range p.improvements.From("") {
		all = append(all, ImprovementID(id).Subject())
	}
	slices.SortFunc(all, ownership.Subject.Compare)
	return slices.Values(slices.Compact(all))
}
