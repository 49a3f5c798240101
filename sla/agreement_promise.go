package sla

import (
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Assess holds the targets of the newest version against capability and records
// what was found (R61); see [Feasibility]. Nobody can sign while a target that
// falls short is not settled: by [Agreement.Improve], [Agreement.LowerTarget] or
// [Agreement.AcceptShortfall] (R62). It asks for [ownership.AssessFeasibility].
func (a Agreement) Assess(auth ownership.Authority, who ownership.Who, able []Capability, zones Zones) (Agreement, error) {
	x := a.deal("assess", auth, who, Assessed)
	w, err := x.workbench(able, zones)
	if err != nil {
		return a, err
	}
	x.act.Judged = w.judge(a.promised())
	x.move(a.id.Scope(), ownership.Quantity{})
	return x.seal("")
}

// Improve records that a capability was raised, the first way to settle what
// falls short (R62): the targets that it is about are judged anew. It asks for
// [ownership.ImproveCapability] over the service.
func (a Agreement) Improve(auth ownership.Authority, who ownership.Who, able Capability, zones Zones, reason string) (Agreement, error) {
	x := a.deal("improve capability", auth, who, CapabilityImproved)
	x.text("reason", reason)
	x.service(able.Service)
	w, err := x.workbench([]Capability{able}, zones)
	if err != nil {
		return a, err
	}
	x.act.Judged = a.judged(len(a.versions))
	short := false
	for i, j := range x.act.Judged {
		t, _ := w.terms.Target(j.Target)
		if j.Service == able.Service && w.find(&t, j.Service) >= 0 {
			short = short || !j.Feasible()
			x.act.Judged[i] = w.judgeOne(&t, j.Service)
		}
	}
	if !short {
		x.refuse(agreementNoShortfall, "capability.measure", string(able.Measure), string(able.Service))
	}
	x.move(ownership.ServiceScope(able.Service), ownership.Quantity{})
	return x.seal(reason)
}

// LowerTarget lowers a target that falls short, the second way to settle it
// (R62): the customer is content with less. It makes a new version that differs
// in this objective alone, keeps what was assessed and committed, and lets
// signatures fall. What is not lower than before is refused. It asks for
// [ownership.LowerTarget], or for the negotiation of the OLA or contract, where
// the service is who receives.
func (a Agreement) LowerTarget(auth ownership.Authority, who ownership.Who, id TargetID, to Objective, reason string) (Agreement, error) {
	x := a.deal("lower target", auth, who, TargetLowered)
	x.act.Target = id
	x.text("reason", reason)
	terms := a.Newest().Terms
	i := x.target(&terms, id)
	if i >= 0 {
		card, _ := terms.Card(terms.Targets[i].Measure)
		to.problems(card, "objective", x.problem)
	}
	if err := x.ready(); err != nil {
		return a, err
	}
	card, _ := terms.Card(terms.Targets[i].Measure)
	from := terms.Targets[i].Objective
	if from == to || len(levelGaps(card, from, to)) > 0 {
		x.refuse(agreementNotLower, "objective", string(id))
	}
	terms.Targets[i].Objective = to
	x.act.Judged = a.judged(len(a.versions))
	short := false
	for k := range x.act.Judged {
		if j := &x.act.Judged[k]; j.Target == id {
			short = short || !j.Feasible()
			j.lower(card, to)
		}
	}
	if !short {
		x.refuse(agreementNoShortfall, "target", string(id), "")
	}
	x.propose(terms)
	x.move(a.id.Scope(), ownership.Quantity{})
	return x.seal(reason)
}

// lower judges the level anew; what nobody has said, and the hours, stay.
func (j *Judged) lower(card MeasureCard, to Objective) {
	if slices.Contains(j.Gaps, GapUnknown) {
		return
	}
	hours := slices.Contains(j.Gaps, GapHours)
	j.Gaps = levelGaps(card, j.Able, to)
	if hours {
		j.Gaps = append(j.Gaps, GapHours)
	}
}

// A Shortfall is what somebody accepts for a time.
type Shortfall struct {
	Target  TargetID
	Service ownership.ServiceID // whose capability falls short
	Until   time.Time           // when the acceptance ends; required
	Reason  string              // required
}

// AcceptShortfall accepts that a target falls short, until a date, the third way
// to settle it (R62). It becomes part of the agreement and stays a finding. It
// asks for [ownership.AcceptShortfall]: of an SLA over the service that falls
// short, otherwise over the agreement, because it is the owner of the supported
// service who has to live with it.
func (a Agreement) AcceptShortfall(auth ownership.Authority, who ownership.Who, c Shortfall) (Agreement, error) {
	x := a.deal("accept shortfall", auth, who, ShortfallAccepted)
	x.service(c.Service)
	x.act.Target = c.Target
	terms := a.Newest().Terms
	x.target(&terms, c.Target)
	x.act.Until = x.instant("until", c.Until)
	x.required("reason", c.Reason)
	if !c.Until.IsZero() && !x.act.Until.After(x.who.At) {
		x.problem("until", "not after the command")
	}
	if err := x.ready(); err != nil {
		return a, err
	}
	if !slices.ContainsFunc(a.judged(len(a.versions)), func(j Judged) bool {
		return j.Target == c.Target && j.Service == c.Service && !j.Feasible()
	}) {
		x.refuse(agreementNoShortfall, "target", string(c.Target), string(c.Service))
	}
	scope := a.id.Scope()
	if a.kind == SLA {
		scope = ownership.ServiceScope(c.Service)
	}
	x.move(scope, ownership.Quantity{})
	return x.seal(c.Reason)
}

// Commit commits the resources that a promised service needs to keep the newest
// version (R32): the right of its owner alone. It asks for
// [ownership.CommitResources] over the service, for the amount.
func (a Agreement) Commit(auth ownership.Authority, who ownership.Who, service ownership.ServiceID, amount ownership.Quantity) (Agreement, error) {
	x := a.deal("commit resources", auth, who, ResourcesCommitted)
	x.service(service)
	if err := x.ready(); err != nil {
		return a, err
	}
	x.move(ownership.ServiceScope(service), amount)
	return x.seal("")
}

// workbench ends the collection of defects.
func (x *dealing) workbench(able []Capability, zones Zones) (*workbench, error) {
	if x.defects != nil || x.before.IsZero() {
		return nil, x.ready()
	}
	terms := x.before.versions[len(x.before.versions)-1].Terms
	w := newWorkbench(x.order, &terms, able, zones, x.who.At)
	for i, c := range able {
		if c.Service != "" && !slices.Contains(x.before.promised(), c.Service) {
			x.problem(indexed("capabilities", i)+".service", "the agreement does not promise it")
		}
	}
	return w, x.ready()
}

// target returns the index of the target in the terms, -1 after a defect.
func (x *dealing) target(t *Terms, id TargetID) int {
	i := slices.IndexFunc(t.Targets, func(l LevelTarget) bool { return l.ID == id })
	if i < 0 && !x.before.IsZero() {
		x.bad("target", "the newest terms have no target %.60q", id)
	}
	return i
}
