package lifecycle

import (
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/internal/persist"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// A Portfolio is an immutable snapshot of everything that is known of all
// services: who answers for them, what was promised, what may go wrong, and where
// each stands. It is only a join, made for asking and safe for concurrent use.
// With and its siblings return a changed copy that shares almost everything, so
// a question about one service costs the same among a thousand and among a
// hundred thousand. The nil and the zero Portfolio are empty and follow the
// standard lifecycle.
//
// Every question takes the instant that it is about and sees the records as they
// were by then, and none that the register would not know either (see
// [ownership.Register.KnownAt]).
type Portfolio struct {
	model *Model
	reg   *ownership.Register
	known time.Time // of reg; zero is everything
	book  *sla.Book
	risks *risk.Register

	services     persist.Shelf[holding]
	changes      persist.Shelf[*Change]
	improvements persist.Shelf[*Improvement]
}

// A holding is what this room keeps of one service.
type holding struct {
	record       *Record
	changes      persist.Set // by number, those that touch the service
	improvements persist.Set
}

// Rooms are what a portfolio joins. Whatever is missing is empty. Agreements and
// risks are seen over the register given here, whichever they were made over.
type Rooms struct {
	Model      *Model // nil is [Standard]
	Register   *ownership.Register
	Agreements *sla.Book
	Risks      *risk.Register
}

// NewPortfolio joins the rooms and the records of this one; nil for a sequence is
// none. Of several records with one key the last counts.
func NewPortfolio(rooms Rooms, records iter.Seq[Record], changes iter.Seq[Change], improvements iter.Seq[Improvement]) *Portfolio {
	p := &Portfolio{
		model: rooms.Model,
		book:  rooms.Agreements, risks: rooms.Risks,
		changes: shelfOf(changes, Change.Key), improvements: shelfOf(improvements, Improvement.Key),
	}
	held := map[string]*holding{}
	at := func(id ownership.ServiceID) *holding {
		h := held[string(id)]
		if h == nil {
			h = &holding{}
			held[string(id)] = h
		}
		return h
	}
	if records != nil {
		for r := range records {
			if !r.IsZero() {
				at(r.service).record = &r
			}
		}
	}
	for n := range uint32(p.changes.Len()) {
		for _, s := range p.changes.At(n).services() {
			h := at(s)
			h.changes = h.changes.With(n)
		}
	}
	for n := range uint32(p.improvements.Len()) {
		h := at(p.improvements.At(n).aim().Service)
		h.improvements = h.improvements.With(n)
	}
	words := slices.Sorted(maps.Keys(held))
	items := make([]holding, len(words))
	for i, w := range words {
		items[i] = *held[w]
	}
	p.services = persist.ShelfOf(words, items)
	return p.WithRegister(rooms.Register)
}

// shelfOf makes a shelf at once, which is less work than one by one.
func shelfOf[K ~string, V interface{ IsZero() bool }](values iter.Seq[V], key func(V) K) persist.Shelf[*V] {
	if values == nil {
		return persist.Shelf[*V]{}
	}
	byKey := map[string]*V{}
	for v := range values {
		if !v.IsZero() {
			byKey[string(key(v))] = &v
		}
	}
	words := slices.Sorted(maps.Keys(byKey))
	items := make([]*V, len(words))
	for i, w := range words {
		items[i] = byKey[w]
	}
	return persist.ShelfOf(words, items)
}

func (p *Portfolio) use() *Portfolio {
	if p == nil {
		return &Portfolio{}
	}
	return p
}

// With returns p with the record in place of the one of its service. The zero
// Record changes nothing.
func (p *Portfolio) With(r Record) *Portfolio {
	w := *p.use()
	if r.IsZero() {
		return &w
	}
	w.hold(r.service, func(h *holding) { h.record = &r })
	return &w
}

// WithChange is With for a change.
func (p *Portfolio) WithChange(c Change) *Portfolio {
	w := *p.use()
	if c.IsZero() {
		return &w
	}
	old, _ := w.changes.Get(string(c.id))
	var n uint32
	w.changes, n = w.changes.Put(string(c.id), &c)
	if old != nil {
		for _, s := range old.services() {
			w.hold(s, func(h *holding) { h.changes = h.changes.Without(n) })
		}
	}
	for _, s := range c.services() {
		w.hold(s, func(h *holding) { h.changes = h.changes.With(n) })
	}
	return &w
}

// WithImprovement is With for an improvement.
func (p *Portfolio) WithImprovement(m Improvement) *Portfolio {
	w := *p.use()
	if m.IsZero() {
		return &w
	}
	old, _ := w.improvements.Get(string(m.id))
	var n uint32
	w.improvements, n = w.improvements.Put(string(m.id), &m)
	if old != nil {
		w.hold(old.aim().Service, func(h *holding) { h.improvements = h.improvements.Without(n) })
	}
	w.hold(m.aim().Service, func(h *holding) { h.improvements = h.improvements.With(n) })
	return &w
}

// WithRegister returns p over another register, which agreements and risks follow.
func (p *Portfolio) WithRegister(reg *ownership.Register) *Portfolio {
	w := *p.use()
	w.reg, w.known = reg, reg.Setting(time.Time{}).Known
	w.book, w.risks = w.book.WithRegister(reg), w.risks.WithRegister(reg)
	return &w
}

// WithAgreements returns p with another book of agreements.
func (p *Portfolio) WithAgreements(b *sla.Book) *Portfolio {
	w := *p.use()
	w.book = b.WithRegister(w.reg)
	return &w
}

// WithRisks returns p with another register of risks.
func (p *Portfolio) WithRisks(r *risk.Register) *Portfolio {
	w := *p.use()
	w.risks = r.WithRegister(w.reg)
	return &w
}

// hold changes what is kept of one service; only its maker knows p yet.
func (p *Portfolio) hold(id ownership.ServiceID, change func(*holding)) {
	h, _ := p.services.Get(string(id))
	change(&h)
	p.services, _ = p.services.Put(string(id), h)
}

// Model returns the lifecycle that the services follow.
func (p *Portfolio) Model() *Model {
	if m := p.use().model; m != nil {
		return m
	}
	return standard
}

// Register returns who answers for what.
func (p *Portfolio) Register() *ownership.Register { return p.use().reg }

// Agreements returns what was promised.
func (p *Portfolio) Agreements() *sla.Book { return p.use().book }

// Risks returns what may go wrong.
func (p *Portfolio) Risks() *risk.Register { return p.use().risks }

// asOf returns the instant by which an act had to be recorded to be seen.
func (p *Portfolio) asOf(at time.Time) time.Time {
	at = instant.Normal(at)
	if !p.known.IsZero() && p.known.Before(at) {
		return p.known
	}
	return at
}

// Record returns the record of the service as it was at the instant, if it had
// one.
func (p *Portfolio) Record(id ownership.ServiceID, at time.Time) (Record, bool) {
	p = p.use()
	h, _ := p.services.Get(string(id))
	if h.record == nil {
		return Record{}, false
	}
	r := h.record.At(p.asOf(at))
	return r, !r.IsZero()
}

// Status returns where the service stood at the instant; empty where nobody has
// recorded it.
func (p *Portfolio) Status(id ownership.ServiceID, at time.Time) Status {
	r, _ := p.Record(id, at)
	return r.Status()
}

// Change returns the change as it was at the instant, if there was one.
func (p *Portfolio) Change(id ChangeID, at time.Time) (Change, bool) {
	p = p.use()
	c, ok := p.changes.Get(string(id))
	if !ok {
		return Change{}, false
	}
	was := c.At(p.asOf(at))
	return was, !was.IsZero()
}

// Improvement returns the improvement as it was at the instant, if there was one.
func (p *Portfolio) Improvement(id ImprovementID, at time.Time) (Improvement, bool) {
	p = p.use()
	m, ok := p.improvements.Get(string(id))
	if !ok {
		return Improvement{}, false
	}
	was := m.At(p.asOf(at))
	return was, !was.IsZero()
}

// Changes yields the changes and releases that touch the service, as they were at
// the instant, in the order in which the portfolio came to know them.
func (p *Portfolio) Changes(id ownership.ServiceID, at time.Time) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		p := p.use()
		h, _ := p.services.Get(string(id))
		for n := range h.changes.All() {
			if c := p.changes.At(n).At(p.asOf(at)); !c.IsZero() && !yield(c) {
				return
			}
		}
	}
}

// Improvements yields the improvements of the service, as they were at the
// instant, in the order in which the portfolio came to know them.
func (p *Portfolio) Improvements(id ownership.ServiceID, at time.Time) iter.Seq[Improvement] {
	return func(yield func(Improvement) bool) {
		p := p.use()
		h, _ := p.services.Get(string(id))
		for n := range h.improvements.All() {
			if m := p.improvements.At(n).At(p.asOf(at)); !m.IsZero() && !yield(m) {
				return
			}
		}
	}
}

// Records yields the records as they were at the instant, by service.
func (p *Portfolio) Records(at time.Time) iter.Seq[Record] {
	return func(yield func(Record) bool) {
		p := p.use()
		for _, h := range p.services.From("") {
			if h.record == nil {
				continue
			}
			if r := h.record.At(p.asOf(at)); !r.IsZero() && !yield(r) {
				return
			}
		}
	}
}
