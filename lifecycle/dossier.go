package lifecycle

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// A Dossier is all that is known of one service at an instant, part by part, each
// with who answers for it. It is made by [Portfolio.Dossier]; a service of which
// nothing is known has empty parts. [Dossier.Markdown] writes it for people.
type Dossier struct {
	Service  ownership.ServiceID
	At       time.Time
	Facts    ownership.Service // as declared
	Declared bool

	Standing   Answered[Standing]
	Definition Answered[Version] // the latest; version 0 if there is none
	Entry      Answered[Listing]
	Ownership  Answered[Ownership]

	// Agreements are those that are for the service and those by which it is
	// contributed to others, by name. Attained is what became of the promises in the
	// last cycles that ended, then in those that run.
	Agreements   Answered[[]sla.Agreement]
	Attained     Answered[[]sla.Attainment]
	Underpinning Answered[sla.Underpinning]

	// Breaches are those noticed by the instant, with everything that is recorded of
	// them.
	Breaches Answered[[]sla.Breach]

	Risks        Answered[[]Peril] // closed ones included, by id
	Changes      Answered[[]Change]
	Improvements Answered[[]Improvement]
	Continuity   Answered[risk.Continuity]

	// Findings are what a review finds about the service, its agreements, risks,
	// changes and improvements, in the order of a report, each with who can settle it.
	// What shows in the whole portfolio alone, such as a cycle of dependencies, is
	// not among them.
	Findings Answered[[]Obstacle]
}

// Answered is a part of a dossier with who answers for it.
type Answered[T any] struct {
	Activity ownership.Activity

	// Answer says who is accountable for the activity: for the service or, where
	// nobody holds the role there, for the nearest scope around it.
	Answer ownership.Answer

	// Ask are the people who may do it now: those who answer or do, and who acts for
	// them.
	Ask []ownership.PartyID

	Of T
}

// A Standing is where a service stands, and how it came there.
type Standing struct {
	Status  Status // empty where nobody has recorded it
	Stage   Stage
	Section Section
	Since   time.Time
	Steps   []Step
}

// A Listing is what the catalogue says of a service.
type Listing struct {
	Entry  Entry
	Looked Act // by which it was last written or found to be true
	Age    time.Duration
	Listed bool // whether there is an entry
}

// Ownership is who owns a service and who stands in.
type Ownership struct {
	Owner    ownership.Answer
	Acting   ownership.Actor
	Deputies []ownership.Holding // by rank
}

// A Peril is a risk as it was at an instant, with what its acceptance was worth.
type Peril struct {
	Risk     risk.Risk
	Standing risk.Standing
}

// Dossier gathers all that is known of the service at the instant. The number of
// other services does not matter, apart from those that it depends on.
func (p *Portfolio) Dossier(id ownership.ServiceID, at time.Time) Dossier {
	p = p.use()
	at = instant.Normal(at)
	d := Dossier{Service: id, At: at}
	d.Facts, d.Declared = p.reg.Service(id).Service()
	d.Standing = answered(p, id, at, ownership.ManagePortfolio, p.standing)
	d.Definition = answered(p, id, at, ownership.DefineService, p.definition)
	d.Entry = answered(p, id, at, ownership.MaintainCatalogueEntry, p.listing)
	d.Ownership = answered(p, id, at, ownership.AppointServiceOwner, p.owned)
	d.Agreements = answered(p, id, at, ownership.DraftAgreement, p.agreed)
	d.Attained = answered(p, id, at, ownership.ReviewPerformance, p.attained)
	d.Underpinning = answered(p, id, at, ownership.DraftAgreement, p.book.Underpinning)
	d.Breaches = answered(p, id, at, ownership.InvestigateBreach, p.breaches)
	d.Risks = answered(p, id, at, ownership.MaintainRiskEntry, p.perils)
	d.Changes = answered(p, id, at, ownership.ApproveChange, func(id ownership.ServiceID, at time.Time) []Change { return slices.Collect(p.Changes(id, at)) })
	d.Improvements = answered(p, id, at, ownership.PlanImprovement, func(id ownership.ServiceID, at time.Time) []Improvement {
		return slices.Collect(p.Improvements(id, at))
	})
	d.Continuity = answered(p, id, at, ownership.MaintainContinuityPlan, func(id ownership.ServiceID, _ time.Time) risk.Continuity {
		c, _ := p.risks.Continuity(id)
		return c
	})
	d.Findings = answered(p, id, at, ownership.AssureQuality, func(id ownership.ServiceID, at time.Time) []Obstacle { return p.troubles(&d) })
	return d
}

// answered makes a part: what is asked, and who answers for it.
func answered[T any](p *Portfolio, id ownership.ServiceID, at time.Time, activity ownership.Activity, ask func(ownership.ServiceID, time.Time) T) Answered[T] {
	return Answered[T]{Activity: activity, Answer: p.accountable(activity, id, at), Ask: p.entitled(activity, id, at), Of: ask(id, at)}
}

// accountable returns who answers for the activity: over the service itself or,
// if it is vacant there, over the nearest scope around it where it is not.
func (p *Portfolio) accountable(activity ownership.Activity, id ownership.ServiceID, at time.Time) ownership.Answer {
	answer := p.reg.Accountable(activity, ownership.ServiceScope(id), at)
	if answer.State != ownership.Vacant {
		return answer
	}
	for scope := range p.reg.Service(id).Within(at) {
		if further := p.reg.Accountable(activity, scope, at); further.State != ownership.Vacant {
			return further
		}
	}
	return answer
}

func (p *Portfolio) standing(id ownership.ServiceID, at time.Time) Standing {
	r, _ := p.Record(id, at)
	s := r.Status()
	return Standing{Status: s, Stage: p.Model().Stage(s), Section: p.Model().Section(s), Since: r.Since(), Steps: slices.Collect(r.Steps())}
}

func (p *Portfolio) definition(id ownership.ServiceID, at time.Time) Version {
	r, _ := p.Record(id, at)
	v, _ := r.Definition()
	return v
}

func (p *Portfolio) listing(id ownership.ServiceID, at time.Time) (l Listing) {
	r, _ := p.Record(id, at)
	l.Entry, l.Looked, l.Listed = r.Entry()
	l.Age, _ = r.EntryAge(at)
	return l
}

func (p *Portfolio) owned(id ownership.ServiceID, at time.Time) Ownership {
	o := Ownership{Owner: p.reg.Owner(id, at), Acting: p.reg.ActingOwner(id, at)}
	for h := range p.reg.Holders(ownership.ServiceOwnerDeputy, ownership.ServiceScope(id), at) {
		if h.Delegation == nil {
			o.Deputies = append(o.Deputies, h)
		}
	}
	return o
}

func (p *Portfolio) agreed(id ownership.ServiceID, at time.Time) []sla.Agreement {
	all := slices.Concat(p.book.Concerning(id), p.book.Contributed(id))
	all = slices.DeleteFunc(all, func(a sla.Agreement) bool { return a.Status(at) == 0 })
	slices.SortFunc(all, func(a, b sla.Agreement) int { return a.ID().Compare(b.ID()) })
	return slices.CompactFunc(all, func(a, b sla.Agreement) bool { return a.ID() == b.ID() })
}

func (p *Portfolio) attained(id ownership.ServiceID, at time.Time) []sla.Attainment {
	return slices.Concat(p.book.Ended(id, at), p.book.SoFar(id, at))
}

func (p *Portfolio) breaches(id ownership.ServiceID, at time.Time) (out []sla.Breach) {
	for b := range p.book.Breaches(id) {
		if !b.NoticedAt().After(p.asOf(at)) {
			out = append(out, b)
		}
	}
	return out
}

func (p *Portfolio) perils(id ownership.ServiceID, at time.Time) (out []Peril) {
	for k := range p.risks.About(ownership.ServiceScope(id), at) {
		out = append(out, Peril{k, p.risks.Standing(k, at)})
	}
	return out
}

// troubles reviews everything that the dossier holds.
func (p *Portfolio) troubles(d *Dossier) []Obstacle {
	only := ownership.Selection{Subjects: []ownership.Subject{ownership.ServiceScope(d.Service).Subject()}}
	for _, a := range d.Agreements.Of {
		only.Subjects = append(only.Subjects, a.ID().Subject())
	}
	for _, k := range d.Risks.Of {
		only.Subjects = append(only.Subjects, k.Risk.ID().Subject())
	}
	for _, c := range d.Changes.Of {
		only.Subjects = append(only.Subjects, c.Key().Subject())
	}
	for _, m := range d.Improvements.Of {
		only.Subjects = append(only.Subjects, m.Key().Subject())
	}
	return p.obstacles(slices.Collect(p.Review(d.At, only).All()), d.Service, d.At)
}
