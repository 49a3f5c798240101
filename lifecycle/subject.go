package lifecycle

import (
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// A Subject is what the rules see of one subject at one instant: the rooms, each
// of which shows its own rules what it knows, and what this room keeps. Rules
// keep nothing of it.
type Subject struct {
	p   *Portfolio // nil where a command asks about the record in its hands
	reg *ownership.Register
	at  time.Time

	subject ownership.Subject
	look    *ownership.Look
	looked  bool // look is turned to subject
	promise *sla.Subject
	peril   *risk.Subject

	service ownership.ServiceID
	record  Record // of a service; zero if there is none
	status  Status // in which the service is judged

	change      *Change      // of a change, otherwise nil
	improvement *Improvement // of an improvement, otherwise nil
}

// show turns v to the subject and reports whether any room knows it.
func (v *Subject) show(s ownership.Subject) bool {
	*v = Subject{p: v.p, reg: v.reg, at: v.at, look: v.look, subject: s}
	switch s.Kind {
	case kindService:
		v.service = ownership.ServiceID(s.ID)
		v.record, _ = v.p.Record(v.service, v.at)
		v.status = v.record.Status()
		_, held := v.p.services.Get(s.ID)
		return held || v.lookedAt() || v.promised() || v.imperilled()
	case kindChange:
		c, ok := v.p.Change(ChangeID(s.ID), v.at)
		v.change = &c
		return ok
	case kindImprovement:
		m, ok := v.p.Improvement(ImprovementID(s.ID), v.at)
		v.improvement = &m
		return ok
	}
	return v.lookedAt() || v.promised() || v.imperilled()
}

// lookedAt turns the look of package ownership to the subject, once.
func (v *Subject) lookedAt() bool {
	v.looked = true
	return v.look.Show(v.subject)
}

func (v *Subject) promised() (ok bool) { v.promise, ok = v.p.book.Show(v.subject, v.at); return ok }

func (v *Subject) imperilled() (ok bool) {
	v.peril, ok = v.p.risks.Subject(v.subject, v.at)
	return ok
}

// seen, pledged and endangered are what the rules of the other rooms see. Each is
// made when the first rule asks, because a gate asks few rules.
func (v *Subject) seen() *ownership.Look {
	if !v.looked {
		v.lookedAt()
	}
	return v.look
}

func (v *Subject) pledged() *sla.Subject {
	if v.promise == nil {
		v.promised()
	}
	return v.promise
}

func (v *Subject) endangered() *risk.Subject {
	if v.peril == nil {
		v.imperilled()
	}
	return v.peril
}

// judge asks rules of this package about a record as the command would leave it,
// under the policy in force: what blocks a review blocks the command.
func (x *order) judge(v *Subject, codes ...ownership.Code) {
	under := x.reg.Setting(x.who.At)
	only := ownership.Selection{Codes: codes, Subjects: []ownership.Subject{x.subject}}
	part := roomRules.Read(under, only, func(yield func(ownership.Subject, *Subject) bool) { yield(x.subject, v) })
	report, err := roomRules.Finish(under, part)
	if err != nil {
		x.failed = err
		return
	}
	x.found = append(x.found, report.Blocking()...)
}
