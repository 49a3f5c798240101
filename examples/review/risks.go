package main

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// risks are what the document says about risks, seen at the instant of the review.
type risks struct {
	heat     risk.HeatMap
	above    []decision
	burdens  []risk.Burden
	calendar []risk.Date // of the next 90 days, and what is overdue
	unseen   []risk.Suggestion
	report   ownership.Report
}

// A decision is a risk that somebody has to decide on, or has.
type decision struct {
	risk.Ranked
	missing bool // nobody has decided, or what was decided fell
}

// whose says who decides.
func (d decision) whose() string {
	if d.Position.ForSeniorManagement() {
		return "senior management"
	}
	return "service owner"
}

// state says how far the decision is.
func (d decision) state() string {
	switch {
	case d.missing && d.Footing == risk.Void:
		return "MISSING: the acceptance is void"
	case d.missing:
		return "MISSING"
	case d.Footing == risk.Stands:
		return "accepted"
	case d.Footing == risk.Unconfirmed:
		return "accepted, to be confirmed"
	case d.Position.ForSeniorManagement():
		return "decided, " + d.Status.String()
	}
	return d.Status.String()
}

// newRisks reviews the risks of the document; found are the findings of the other
// rooms, from which risks that nobody wrote down are derived.
func newRisks(doc document, reg *ownership.Register, at time.Time, found []ownership.Finding) (*risks, error) {
	r, err := risk.NewRegister(reg, doc.Facts, slices.Values(doc.Risks))
	if err != nil {
		return nil, err
	}
	out := &risks{
		heat: r.HeatMap(at, risk.Current), calendar: r.Calendar(at, at.AddDate(0, 0, 90)),
		report: r.Review(at, ownership.Selection{}),
	}
	undecided := map[ownership.Subject]bool{}
	for _, code := range []ownership.Code{"risk.above-appetite", "risk.above-tolerance"} {
		for _, f := range out.report.Of(code) {
			undecided[f.Subject] = true
		}
	}
	for _, k := range r.Above(at) {
		out.above = append(out.above, decision{k, undecided[k.Risk.Subject()]})
	}
	if out.burdens, err = r.ByOwner(at); err != nil {
		return nil, err
	}
	out.unseen, err = r.Derive(at, slices.Values(found), nil)
	return out, err
}

// missing counts the decisions that nobody has taken.
func (r *risks) missing() (n int) {
	for _, d := range r.above {
		if d.missing {
			n++
		}
	}
	return n
}
