package risk

import (
	"iter"
	"time"

	"github.com/serviceowner/itsm/internal/persist"
	"github.com/serviceowner/itsm/ownership"
)

// The kinds of subject that the rules of this package read.
const (
	kindService  = "service"  // declared, or with a record of its continuity
	kindRisk     = "risk"     // recorded by the instant, closed ones included
	kindCriteria = "criteria" // those in force, or "none"
	kindGrid     = "grid"     // that of the criteria in force
)

// A Subject is what the rules of this package see of one subject at one instant:
// the subject and the register around it. Whoever lifts [RuleRows] into a table of
// their own makes it with [Register.Subject]. Rules keep nothing of it.
type Subject struct {
	r        *Register
	at       time.Time
	criteria *compiled // nil: none in force

	service  ownership.ServiceID
	declared bool // the service

	risk  *Risk // as it was at the instant
	yard  Yardstick
	yards bool // yard is made
}

// Subject shows the rules the subject of a finding as it is at the instant; false
// when there is no such thing.
func (r *Register) Subject(subject ownership.Subject, at time.Time) (*Subject, bool) {
	r = r.use()
	v := &Subject{r: r, at: at, criteria: r.criteriaAt(at)}
	switch subject.Kind {
	case kindService:
		v.service = ownership.ServiceID(subject.ID)
		v.declared = r.reg.Service(v.service).Declared()
		_, recorded := r.continuity.get(serviceName(v.service))
		return v, v.declared || recorded
	case kindRisk:
		k, ok := r.risks.get(riskName(RiskID(subject.ID)))
		if !ok {
			return nil, false
		}
		then := r.asOf(k, at)
		v.risk = &then
		return v, !then.IsZero()
	case kindCriteria:
		return v, subject == v.criteriaSubject()
	case kindGrid:
		return v, v.criteria != nil && subject == v.criteria.Grid.Subject()
	}
	return nil, false
}

// criteriaSubject names the criteria in force.
func (v *Subject) criteriaSubject() ownership.Subject {
	if v.criteria == nil {
		return ownership.Subject{Kind: kindCriteria, ID: "none"}
	}
	return v.criteria.Subject()
}

// yardstick is what the risk is measured with; it is made once.
func (v *Subject) yardstick() Yardstick {
	if !v.yards {
		v.yard, v.yards = v.r.yardstick(v.risk, v.criteria, v.at), true
	}
	return v.yard
}

// isOpen reports whether the risk is not closed.
func (v *Subject) isOpen() bool { return v.risk.Status() != StatusClosed }

// Subjects yields everything that a review at the instant reads, in a fixed order:
// the criteria in force, their grid, the services that are declared or have a record
// of their continuity, and the risks recorded by then.
func (r *Register) Subjects(at time.Time) iter.Seq[ownership.Subject] {
	r = r.use()
	return func(yield func(ownership.Subject) bool) {
		v := Subject{criteria: r.criteriaAt(at)}
		if !yield(v.criteriaSubject()) || v.criteria != nil && !yield(v.criteria.Grid.Subject()) {
			return
		}
		for id := range r.services() {
			if !yield(ownership.ServiceScope(id).Subject()) {
				return
			}
		}
		for k := range r.risks.from(persist.Name{}) {
			if then := r.asOf(k, at); !then.IsZero() && !yield(k.id.Subject()) {
				return
			}
		}
	}
}

// Around yields the subjects of this package that a service is judged by: itself,
// and the risks that are about it, by id.
func (r *Register) Around(service ownership.ServiceID, at time.Time) iter.Seq[ownership.Subject] {
	return func(yield func(ownership.Subject) bool) {
		scope := ownership.ServiceScope(service)
		if !yield(scope.Subject()) {
			return
		}
		for k := range r.About(scope, at) {
			if !yield(k.id.Subject()) {
				return
			}
		}
	}
}

// services yields the services that are declared or have a record of their
// continuity, by id.
func (r *Register) services() iter.Seq[ownership.ServiceID] {
	return func(yield func(ownership.ServiceID) bool) {
		next, stop := iter.Pull(r.continuity.from(persist.Name{}))
		defer stop()
		recorded, more := next()
		// until yields the recorded ones before id.
		until := func(id ownership.ServiceID, all bool) bool {
			for ; more && (all || recorded.Service < id); recorded, more = next() {
				if !yield(recorded.Service) {
					return false
				}
			}
			if more && recorded.Service == id {
				recorded, more = next()
			}
			return true
		}
		for s := range r.reg.Scopes(ownership.Scope{Level: ownership.LevelService}) {
			id := s.Service()
			if s.Level != ownership.LevelService {
				break
			}
			if r.reg.Scope(s).Declared() && (!until(id, false) || !yield(id)) {
				return
			}
		}
		until("", true)
	}
}

// declaredScope reports whether anything is known of the scope: a declaration, a
// ledger, or for an organisation the party of its name.
func (r *Register) declaredScope(s ownership.Scope) bool {
	v := r.reg.Scope(s)
	if v.Revision() > 0 || v.Declared() {
		return true
	}
	if s.Level == ownership.LevelOrganisation {
		_, ok := r.reg.Party(ownership.PartyID(s.ID)).Party()
		return ok
	}
	return false
}

// days is so many whole days from one instant to a later one.
func days(from, to time.Time) int64 { return int64(to.Sub(from) / (24 * time.Hour)) }

// day is an instant for a sentence.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// earliest returns the earlier of two instants of which a zero one is none.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// rankIn is the place of the level of the steps in the grid.
func rankIn(g *Grid, a *Assessment) (int, bool) {
	level, ok := g.Level(a.Likelihood, a.Impact)
	if !ok {
		return 0, false
	}
	return g.Rank(level.ID)
}
