package lifecycle

import (
	"errors"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/machine"
	"github.com/serviceowner/itsm/ownership"
)

// An Obstacle is one thing that stands in the way of a move.
type Obstacle struct {
	ownership.Finding

	// Demand says why the rule is due here; zero for what is no rule of a gate, such
	// as missing authority.
	Demand Demand

	// Ask are the people who can settle it: those who answer for, or do, the
	// activity that the demand names, and who acts for them. Empty if there is
	// nobody.
	Ask []ownership.PartyID
}

// A Blocked is the error of a move that was refused: an [*ownership.Error] with
// all findings, and beside each who can settle it.
type Blocked struct {
	Err       *ownership.Error
	Move      Move[Status, Event]
	Obstacles []Obstacle // in the order of the findings
}

// Error is one line.
func (b *Blocked) Error() string { return b.Err.Error() }

// Unwrap returns the error with the findings.
func (b *Blocked) Unwrap() error { return b.Err }

// The rule of gates, which is hard: a gate is never passed because nobody looked.
var gateUnevaluated = refusal("gate.unevaluated", kindService, "R04",
	"{code} is due and was not evaluated, or there is no such rule", "Use rules that have {code}, or another model.", "code")

var gateStatus = refusal("gate.status", kindService, "R56",
	"{event} leads nowhere from {status}, from where there is: {permitted}", "Choose one of {permitted}.", "event", "status", "permitted")

// Gate tells what would be in the way if the event took the service to another
// status at the instant, apart from who decides: nothing means that the gate is
// open. The findings that would be accepted, such as warnings and what is waived,
// are in passage.
func (p *Portfolio) Gate(id ownership.ServiceID, e Event, at time.Time) (passage Passage, obstacles []Obstacle) {
	p = p.use()
	r, _ := p.Record(id, at)
	passage, found, _ := p.gate(r, id, e, at)
	return passage, p.obstacles(found, id, at)
}

// gate judges the record in hand, which the portfolio need not know.
func (p *Portfolio) gate(r Record, id ownership.ServiceID, e Event, at time.Time) (Passage, []ownership.Finding, Move[Status, Event]) {
	model := p.Model()
	subject := ownership.ServiceScope(id).Subject()
	from := r.Status()
	move, ok := model.Machine().inner().Move(from, e)
	if !ok {
		var events []string
		for v := range model.Machine().inner().Permitted(from) {
			events = append(events, string(v.On))
		}
		f := gateStatus.NewFinding(subject, "event", "event", string(e), "status", string(from), "permitted", listed(events))
		return Passage{Event: e, From: from}, []ownership.Finding{f}, Move[Status, Event]{}
	}
	passage := Passage{Event: e, From: from, To: move.To, Gate: move.Data.gate}
	return passage, p.demanded(move.Data, subject, &passage, at), outer(move)
}

// demanded runs exactly the rules that are conditions of the move, judged in the
// status that it leads to, notes in the passage what they found, and returns what
// blocks.
func (p *Portfolio) demanded(d *decision, subject ownership.Subject, passage *Passage, at time.Time) (blocked []ownership.Finding) {
	if len(d.ifs) == 0 {
		return nil
	}
	under, rules := p.reg.Setting(at), d.rules()
	passage.Demanded = slices.Clone(d.ifs)
	if under.Policy != nil {
		passage.Policy = under.Policy.Version
	}
	v := p.viewed(under)
	known := v.show(subject)
	var unmet []ownership.Code
	for _, code := range d.ifs {
		if !known || !rules.Runs(code, subject.Kind) {
			blocked, unmet = append(blocked, gateUnevaluated.NewFinding(subject, string(code), "code", string(code))), append(unmet, code)
		}
	}
	var found []ownership.Finding
	if known {
		found = rules.Judge(under, subject, v, func(f *ownership.Finding) { p.rerate(f, passage.To) })
	}
	for _, f := range found {
		if f.Blocks() {
			blocked, unmet = append(blocked, f), append(unmet, f.Code)
		} else {
			passage.Findings = append(passage.Findings, f)
		}
	}
	// The table has the last word on what its conditions mean.
	if to, err := machine.Next(p.Model().Machine().inner(), passage.From, passage.Event, unmet); err == nil {
		passage.To = to
	} else if len(blocked) == 0 {
		blocked = append(blocked, gateUnevaluated.NewFinding(subject, "", "code", string(passage.Gate)))
	}
	return blocked
}

// obstacles says of each finding who can settle it.
func (p *Portfolio) obstacles(found []ownership.Finding, id ownership.ServiceID, at time.Time) (out []Obstacle) {
	asked := map[ownership.Activity][]ownership.PartyID{}
	for _, f := range slices.SortedFunc(slices.Values(found), ownership.Finding.Compare) {
		o := Obstacle{Finding: f}
		code := f.Code
		if code == gateUnevaluated.Code {
			code = ownership.Code(f.Arg("code"))
		}
		if d := p.Model().demand(code); d != nil {
			o.Demand = *d
			if _, again := asked[d.Resolves]; !again {
				asked[d.Resolves] = p.entitled(d.Resolves, id, at)
			}
			o.Ask = slices.Clone(asked[d.Resolves])
		}
		out = append(out, o)
	}
	return out
}

// entitled returns who may do the activity for the service: over the service
// itself or, for what is done to a portfolio or an organisation as a whole, over
// the nearest scope around it where there is somebody. Those who answer come
// before those who do.
func (p *Portfolio) entitled(activity ownership.Activity, id ownership.ServiceID, at time.Time) []ownership.PartyID {
	if out := p.entitledOver(activity, ownership.ServiceScope(id), at); out != nil {
		return out
	}
	for scope := range p.reg.Service(id).Within(at) {
		if out := p.entitledOver(activity, scope, at); out != nil {
			return out
		}
	}
	return nil
}

func (p *Portfolio) entitledOver(activity ownership.Activity, scope ownership.Scope, at time.Time) (out []ownership.PartyID) {
	for v := range p.reg.Involved(activity, scope, at) {
		if !v.Letters.Has(ownership.A) && !v.Letters.Has(ownership.R) || slices.Contains(out, v.Party) {
			continue
		}
		if p.reg.May(ownership.Request{By: v.Party, Activity: activity, Scope: scope, At: at}) {
			out = append(out, v.Party)
		}
	}
	return out
}

// Advance says by which event a service is moved.
type Advance struct {
	On     Event
	Reason string
}

// Advance moves the service of the record in hand, and returns the record with the
// move: who decided and for whom, what the gate found and under which policy. It
// asks for the activity that decides and runs exactly the rules that are due where
// the move leads, on what the portfolio knows and the record in hand, so that it
// is right inside the closure of an update that runs again. A report is never
// taken as an argument.
//
// A refusal is a [*Blocked] with everything that stands in the way: missing
// authority, what a rule found that blocks in that status, and rules that are due
// and did not run. The number of other services does not matter.
func (p *Portfolio) Advance(r Record, w ownership.Who, c Advance) (Record, error) {
	p = p.use()
	x := newOrder("advance", Moved, r.subject(), p.reg, w)
	x.id("on", "event", string(c.On))
	x.because(c.Reason)
	if err := r.begin(x); err != nil {
		return r, err
	}
	p = p.With(r)
	passage, found, move := p.gate(r, r.service, c.On, x.who.At)
	if move.Decides != "" {
		x.authorize(move.Decides, r.scope())
	}
	x.found = append(x.found, found...)
	next, err := r.finish(x, recordAct{Move: &passage})
	var refused *ownership.Error
	if errors.As(err, &refused) && len(refused.Findings) > 0 {
		err = &Blocked{refused, move, p.obstacles(refused.Findings, r.service, x.who.At)}
	}
	return next, err
}
