package lifecycle

import (
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
)

// A Record is what is kept of one service in this room: where it stands and how
// it came there, the versions of its definition, and its catalogue entry. It is
// an immutable value: a command returns a new one. The zero Record is absence.
//
// A record holds the acts that were recorded, one after the other; everything
// else follows from them. They run forwards in time, so that [Record.At] is the
// record as it was.
type Record struct {
	service ownership.ServiceID
	acts    history[recordAct, *recordAct]
}

// A recordAct is an act of a Record with what its command was given.
type recordAct struct {
	Act
	Move       *Passage    `json:"move,omitempty"`
	Definition *Definition `json:"definition,omitempty"`
	Version    int         `json:"version,omitempty"`
	Entry      *Entry      `json:"entry,omitempty"`
}

// A Passage is one move of a service, with what was known when it was made.
type Passage struct {
	Event Event  `json:"event,omitempty"` // empty where the record begins
	From  Status `json:"from,omitempty"`
	To    Status `json:"to"`
	Gate  Gate   `json:"gate,omitempty"`

	// Findings are those of the rules that were due at the gate. None of them
	// stood in the way: they are mild, or waived, and then say by whom.
	Findings []ownership.Finding `json:"findings,omitempty"`

	// Demanded are the rules that were due, and ran.
	Demanded []ownership.Code `json:"demanded,omitempty"`

	// Policy is the version of the policy under which the gate was passed.
	Policy string `json:"policy,omitempty"`
}

func (p Passage) clone() Passage {
	p.Findings, p.Demanded = slices.Clone(p.Findings), slices.Clone(p.Demanded)
	return p
}

// Waivers returns the waivers on which the passage rested.
func (p Passage) Waivers() (out []ownership.Waiver) {
	for _, f := range p.Findings {
		if f.Waived != nil && !slices.Contains(out, *f.Waived) {
			out = append(out, *f.Waived)
		}
	}
	return out
}

// A Step is a passage with the act by which it was made: who decided, on whose
// behalf, when.
type Step struct {
	Act
	Passage
}

// A Stay is how long a service was in a status. The last one is open.
type Stay struct {
	Status Status
	ownership.Period
}

// Propose takes a service into the pipeline.
type Propose struct {
	Service ownership.ServiceID
	// Model is the lifecycle whose first start the service begins in; nil is the
	// standard one.
	Model  *Model
	Reason string
}

// Propose begins a record: the service is taken into the pipeline. The right to do
// so is one over the portfolio that contains it.
func (r Record) Propose(a ownership.Authority, w ownership.Who, c Propose) (Record, error) {
	x := newOrder("propose", Proposed, ownership.ServiceScope(c.Service).Subject(), a, w)
	x.id("service", "service", string(c.Service))
	x.because(c.Reason)
	model := c.Model
	if model == nil {
		model = standard
	}
	if model.start == "" {
		x.bad("model", "has no start")
	}
	if !r.IsZero() && r.service != c.Service {
		x.bad("service", "%s, and the record is that of %s", c.Service, r.service)
	}
	if err := begin(x, r.acts); err != nil {
		return r, err
	}
	if !r.IsZero() {
		x.refuse(recordPresent, "")
	}
	if scope, ok := portfolioOf(x.reg, c.Service, x.who.At); ok {
		x.authorize(ownership.ProposeService, scope)
	} else {
		x.refuse(recordUnplaced, "service")
	}
	act, err := x.finish(1)
	if err != nil {
		return r, err
	}
	return Record{c.Service, r.acts.with(recordAct{Act: act, Move: &Passage{To: model.start}})}, nil
}

// portfolioOf returns the portfolio that contains the service.
func portfolioOf(reg *ownership.Register, service ownership.ServiceID, at time.Time) (ownership.Scope, bool) {
	for s := range reg.Service(service).Within(at) {
		if s.Level == ownership.LevelPortfolio {
			return s, true
		}
	}
	return ownership.Scope{}, false
}

// AdoptRecord takes over where another catalogue claims that a service stands,
// with the name of the source. It is judged by nobody: what is wrong with the
// claim is for a review to find.
func AdoptRecord(service ownership.ServiceID, source string, at time.Time, status Status) (Record, error) {
	x := &order{op: "adopt", command: Adopted, subject: ownership.ServiceScope(service).Subject()}
	x.id("service", "service", string(service))
	x.id("source", "source", source)
	x.id("status", "status", string(status))
	x.who.At = x.instant("at", at)
	if x.defects != nil {
		return Record{}, begin(x, history[recordAct, *recordAct](nil))
	}
	act := Act{Revision: 1, Command: Adopted, At: x.who.At, Source: source}
	return Record{service, history[recordAct, *recordAct]{{Act: act, Move: &Passage{To: status}}}}, nil
}

// begin is the beginning of every command on a record that exists.
func (r Record) begin(x *order) error {
	if r.IsZero() {
		if err := begin(x, r.acts); err != nil {
			return err
		}
		x.refuse(recordAbsent, "")
		_, err := x.finish(0)
		return err
	}
	return begin(x, r.acts)
}

func (r Record) finish(x *order, one recordAct) (Record, error) {
	act, err := x.finish(len(r.acts) + 1)
	if err != nil {
		return r, err
	}
	one.Act = act
	r.acts = r.acts.with(one)
	return r, nil
}

func (r Record) scope() ownership.Scope     { return ownership.ServiceScope(r.service) }
func (r Record) subject() ownership.Subject { return r.scope().Subject() }

// IsZero reports whether r is absence.
func (r Record) IsZero() bool { return r.service == "" && len(r.acts) == 0 }

// Key returns the service that r is about.
func (r Record) Key() ownership.ServiceID { return r.service }

// Revision returns the number of acts.
func (r Record) Revision() int { return len(r.acts) }

// Acts yields what was done, in order.
func (r Record) Acts() iter.Seq[Act] {
	return func(yield func(Act) bool) {
		for i := range r.acts {
			if !yield(r.acts[i].Act) {
				return
			}
		}
	}
}

// ByRef returns the act with the reference, if there is one.
func (r Record) ByRef(ref ownership.Ref) (Act, bool) {
	a, ok := r.acts.byRef(ref)
	if !ok {
		return Act{}, false
	}
	return *a, true
}

// At returns the record as it was at the instant: the acts that were recorded by
// then. Before the first it is the zero Record.
func (r Record) At(at time.Time) Record {
	n := r.acts.until(instant.Normal(at))
	if n == 0 {
		return Record{}
	}
	r.acts = r.acts[:n:n]
	return r
}

// Status returns where the service stands; empty for the zero Record.
func (r Record) Status() Status {
	for i := len(r.acts) - 1; i >= 0; i-- {
		if m := r.acts[i].Move; m != nil {
			return m.To
		}
	}
	return ""
}

// Steps yields the moves, in order, beginning with the one by which the record
// began.
func (r Record) Steps() iter.Seq[Step] {
	return func(yield func(Step) bool) {
		for i := range r.acts {
			if a := &r.acts[i]; a.Move != nil && !yield(Step{a.Act, a.Move.clone()}) {
				return
			}
		}
	}
}

// Stays yields how long the service was in which status, in order. The stay that
// goes on is open.
func (r Record) Stays() iter.Seq[Stay] {
	return func(yield func(Stay) bool) {
		var open Stay
		for i := range r.acts {
			a := &r.acts[i]
			if a.Move == nil {
				continue
			}
			if open.Status != "" {
				if open.Until = a.At; !yield(open) {
					return
				}
			}
			open = Stay{Status: a.Move.To, Period: ownership.Period{From: a.At}}
		}
		if open.Status != "" {
			yield(open)
		}
	}
}

// Since returns the instant from which the service has been in its status.
func (r Record) Since() time.Time {
	for i := len(r.acts) - 1; i >= 0; i-- {
		if a := &r.acts[i]; a.Move != nil {
			return a.At
		}
	}
	return time.Time{}
}

// Spent returns how long the service was in each status by the instant.
func (r Record) Spent(at time.Time) map[Status]time.Duration {
	at = instant.Normal(at)
	out := map[Status]time.Duration{}
	for s := range r.At(at).Stays() {
		until := s.Until
		if until.IsZero() {
			until = at
		}
		out[s.Status] += until.Sub(s.From)
	}
	return out
}

func number(n int) string { return strconv.Itoa(n) }

// checkService is for records that are read.
func checkService(s *shape, path string, id ownership.ServiceID) {
	s.err(path, ident.Check("service", string(id)))
}
