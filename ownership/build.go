package ownership

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/serviceowner/itsm/internal/persist"
)

// NewRegister builds a register from facts and ledgers. It keeps nothing of what
// it is given: changing that afterwards changes no answer.
//
// Refused is only what cannot be told apart: malformed identifiers, the same
// identifier or two ledgers of one scope given twice, instants outside the years
// 1 to 9999, two versions of the matrix or the policy from the same instant,
// more than 65,534 roles. The error joins an [*Error] over [ErrInvalid] for
// every such place, in the order of the input, with a path such as
// "services[3].id". Everything else that may be wrong with facts is for the
// review to find.
func NewRegister(facts Facts, ledgers iter.Seq[Ledger]) (*Register, error) {
	b := builder{facts: facts}
	if ledgers != nil {
		for l := range ledgers {
			if !l.IsZero() {
				b.ledgers = append(b.ledgers, l)
			}
		}
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	return b.build()
}

type builder struct {
	facts   Facts
	ledgers []Ledger

	parties, services, areas, scopes ascent // scopes: of the ledgers
}

func (b *builder) check() error {
	f, c := &b.facts, &factsCheck{}
	b.parties = ascentOf(len(f.Parties), func(i, j int) int { return f.Parties[i].ID.Compare(f.Parties[j].ID) })
	for c.list, c.i = "parties", 0; c.i < len(f.Parties); c.i++ {
		c.party(&f.Parties[c.i])
		c.repeated(b.parties, "id")
	}
	b.services = ascentOf(len(f.Services), func(i, j int) int { return f.Services[i].ID.Compare(f.Services[j].ID) })
	for c.list, c.i = "services", 0; c.i < len(f.Services); c.i++ {
		c.service(&f.Services[c.i])
		c.repeated(b.services, "id")
	}
	b.areas = ascentOf(len(f.Areas), func(i, j int) int { return f.Areas[i].Scope.Compare(f.Areas[j].Scope) })
	for c.list, c.i = "areas", 0; c.i < len(f.Areas); c.i++ {
		c.area(&f.Areas[c.i])
		c.repeated(b.areas, "scope")
	}
	c.subject = nil
	matrices := ascentOf(len(f.Matrices), func(i, j int) int {
		return cmp.Compare(instantOf(f.Matrices[i].from), instantOf(f.Matrices[j].from))
	})
	for c.list, c.i = "matrices", 0; c.i < len(f.Matrices); c.i++ {
		c.time(inRecord{field: "from"}, f.Matrices[c.i].from)
		c.repeated(matrices, "from")
	}
	policies := ascentOf(len(f.Policies), func(i, j int) int {
		return cmp.Compare(instantOf(f.Policies[i].From), instantOf(f.Policies[j].From))
	})
	for c.list, c.i = "policies", 0; c.i < len(f.Policies); c.i++ {
		c.policy(&f.Policies[c.i])
		c.repeated(policies, "from")
	}
	b.scopes = ascentOf(len(b.ledgers), func(i, j int) int { return b.ledgers[i].scope.Compare(b.ledgers[j].scope) })
	for c.list, c.i = "ledgers", 0; c.i < len(b.ledgers); c.i++ {
		c.subject = b.ledgers[c.i].scope.Subject
		c.repeated(b.scopes, "scope")
	}
	return c.err()
}

func (b *builder) build() (*Register, error) {
	w := &writer{snapshot: &snapshot{roleNos: map[Role]roleNo{}}, memo: newMemos()}
	b.tables(w)
	records := b.people(w)
	chunks, held := b.chunks(w)

	// Names that are only mentioned somewhere were added on the way.
	for len(chunks)<<chunkBits < w.scopes.Len() {
		chunks = append(chunks, &chunk{})
	}
	sets := make([]*persist.Set, w.parties.Len())
	for p := range held {
		if len(held[p]) > 0 {
			set := persist.SetOf(held[p])
			sets[p] = &set
		}
	}
	w.chunks = persist.VectorOf(chunks)
	w.records = persist.VectorOf(append(records, make([]*partyRec, w.parties.Len()-len(records))...))
	w.held = persist.VectorOf(sets)

	w.words = persist.WordsOf(w.memo.word.list)
	w.linkNames, w.extraNames = persist.WordsOf(w.memo.link.list), persist.WordsOf(w.memo.extra.list)
	w.links = persist.VectorOf(decodeAll(&w.linkNames, decodeLinks))
	w.extras = persist.VectorOf(decodeAll(&w.extraNames, decodeExtra))
	if len(w.roles) >= int(noRole) {
		return nil, &Error{Op: "register", Path: "ledgers", Err: fmt.Errorf("%w: more than %d roles", ErrInvalid, noRole-1)}
	}
	return &Register{w.snapshot, unended}, nil
}

func newMemos() *memos {
	m := &memos{}
	for _, x := range []*memo{&m.word, &m.link, &m.extra} {
		x.numbers = map[string]uint32{}
	}
	return m
}

func decodeAll[T any](names *persist.Names, decode func(string) T) []T {
	out := make([]T, names.Len())
	for i := range out {
		out[i] = decode(names.At(uint32(i)).Text)
	}
	return out
}

// tables numbers roles by the matrices and puts the dated tables in order.
func (b *builder) tables(w *writer) {
	matrices := slices.Clone(b.facts.Matrices)
	if len(matrices) == 0 {
		matrices = []Matrix{*Standard()}
	}
	for i := range matrices {
		w.matrices = append(w.matrices, compileMatrix(&matrices[i], w.numberRole))
	}
	slices.SortFunc(w.matrices, func(a, b *compiledMatrix) int { return cmp.Compare(a.from, b.from) })
	for _, p := range b.facts.Policies {
		w.policies = append(w.policies, p.normal())
	}
	if len(w.policies) == 0 {
		w.policies = []Policy{{}}
	}
	slices.SortFunc(w.policies, func(a, b Policy) int { return a.From.Compare(b.From) })
}

// normal returns p as a register keeps it, sharing nothing.
func (p Policy) normal() Policy {
	p.From = normalTime(p.From)
	p.Severities, p.Thresholds = maps.Clone(p.Severities), maps.Clone(p.Thresholds)
	p.Combinations, p.Waivers = slices.Clone(p.Combinations), slices.Clone(p.Waivers)
	for i := range p.Waivers {
		p.Waivers[i].Period = p.Waivers[i].Period.normal()
	}
	return p
}

// people numbers the declared parties in their order.
func (b *builder) people(w *writer) []*partyRec {
	names := make([]persist.Name, len(b.parties.order))
	records := make([]*partyRec, len(names))
	for k, i := range b.parties.order {
		names[k].Text = string(b.facts.Parties[i].ID)
		records[k] = recordOf(b.facts.Parties[i])
	}
	w.parties = persist.NamesOf(names)
	return records
}

// An item is all that is given of one scope; positions are -1 for what is not.
type item struct {
	scope                 Scope
	service, area, ledger int
}

// items yields what is given of every scope, in the order of the scopes.
func (b *builder) items() iter.Seq[item] {
	return func(yield func(item) bool) {
		services, areas, scopes := b.services.order, b.areas.order, b.scopes.order
		for len(services)+len(areas)+len(scopes) > 0 {
			x := item{service: -1, area: -1, ledger: -1}
			var heads [3]Scope
			if len(services) > 0 {
				heads[0] = ServiceScope(b.facts.Services[services[0]].ID)
			}
			if len(areas) > 0 {
				heads[1] = b.facts.Areas[areas[0]].Scope
			}
			if len(scopes) > 0 {
				heads[2] = b.ledgers[scopes[0]].scope
			}
			for _, h := range heads {
				if !h.IsZero() && (x.scope.IsZero() || h.Compare(x.scope) < 0) {
					x.scope = h
				}
			}
			if heads[0] == x.scope {
				x.service, services = services[0], services[1:]
			}
			if heads[1] == x.scope {
				x.area, areas = areas[0], areas[1:]
			}
			if heads[2] == x.scope {
				x.ledger, scopes = scopes[0], scopes[1:]
			}
			if !yield(x) {
				return
			}
		}
	}
}

// chunks lays out all scopes in their order, and lists by party over which of
// them it was ever recorded.
func (b *builder) chunks(w *writer) (chunks []*chunk, held [][]uint32) {
	names := make([]persist.Name, 0, len(b.services.order)+len(b.areas.order))
	for x := range b.items() {
		names = append(names, persist.Name{Tag: uint8(x.scope.Level), Text: x.scope.ID})
	}
	w.scopes = persist.NamesOf(names)
	var parts [chunkSize]part
	n := 0
	for x := range b.items() {
		p := &parts[n&chunkMask]
		if x.service >= 0 {
			v := &b.facts.Services[x.service]
			p.facts, p.links, p.listed = w.encodeService(v), w.encodeLinks(v.Parents), true
		}
		if x.area >= 0 {
			a := &b.facts.Areas[x.area]
			p.facts, p.links, p.listed = w.encodeArea(a), w.encodeLinks(a.Parents), true
		}
		if x.ledger >= 0 {
			*p = w.part(&b.ledgers[x.ledger], *p)
			held = hold(held, uint32(n), p.current)
			held = hold(held, uint32(n), p.past)
		}
		if n++; n&chunkMask == 0 {
			chunks = append(chunks, assemble(&parts))
			parts = [chunkSize]part{}
		}
	}
	if n&chunkMask != 0 {
		chunks = append(chunks, assemble(&parts))
	}
	return chunks, held
}

// hold notes the scope, which is the last one so far, for the holders.
func hold(held [][]uint32, scope uint32, cells []cell) [][]uint32 {
	for i := range cells {
		p := int(cells[i].holder)
		for p >= len(held) {
			held = append(held, nil)
		}
		if list := held[p]; len(list) == 0 || list[len(list)-1] != scope {
			held[p] = append(list, scope)
		}
	}
	return held
}
