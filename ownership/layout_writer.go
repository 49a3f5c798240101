package ownership

import (
	"maps"
	"slices"

	"github.com/serviceowner/itsm/internal/persist"
)

// Tags of words. Words are strings that repeat themselves, kept once and
// numbered from 1 in what is encoded, 0 being the empty string.
const (
	wordRole uint8 = iota + 1
	wordActivity
	wordVersion
	wordUnit
	wordKind
	wordGroup
	wordSystem
	wordKey
	wordSpan
	wordHow
	wordLinks
	wordExtra
)

// noRole stands for every role beyond the 65,535 that a register tells apart.
// Nothing is ever asked about it, so such an entry entitles nobody.
const noRole = ^roleNo(0)

// A writer makes a new snapshot: its snapshot is a copy whose containers are
// replaced by changed ones, never changed.
type writer struct {
	*snapshot
	buf  encoder
	memo *memos // only while a whole register is built

	current, past []cellAndExtra // room for part
}

type cellAndExtra struct {
	cell
	extra uint32
}

// memos hold what is numbered while a register is built, in plain maps; they are
// frozen at the end.
type memos struct{ word, link, extra memo }

type memo struct {
	numbers map[string]uint32 // by tag and text
	list    []persist.Name
}

func (m *memos) words() *memo  { return pick(m, func(m *memos) *memo { return &m.word }) }
func (m *memos) links() *memo  { return pick(m, func(m *memos) *memo { return &m.link }) }
func (m *memos) extras() *memo { return pick(m, func(m *memos) *memo { return &m.extra }) }

func pick(m *memos, field func(*memos) *memo) *memo {
	if m == nil {
		return nil
	}
	return field(m)
}

// fresh returns the buffer, empty but for the tag.
func (w *writer) fresh(tag uint8) *encoder {
	w.buf = append(w.buf[:0], tag)
	return &w.buf
}

// intern returns the number of the text, whose first byte is its tag.
func (w *writer) intern(names *persist.Names, m *memo, text []byte) uint32 {
	if m == nil {
		n, ok := names.Find(text[0], string(text[1:]))
		if !ok {
			n = uint32(names.Len())
			*names = names.Add(persist.Name{Tag: text[0], Text: string(text[1:])})
		}
		return n
	}
	n, ok := m.numbers[string(text)]
	if !ok {
		s := string(text)
		n = uint32(len(m.list))
		m.numbers[s] = n
		m.list = append(m.list, persist.Name{Tag: s[0], Text: s[1:]})
	}
	return n
}

// word returns the number of the word, counted from 1; 0 for "".
func (w *writer) word(tag uint8, s string) uint64 {
	if s == "" {
		return 0
	}
	e := w.fresh(tag)
	*e = append(*e, s...)
	return uint64(w.intern(&w.words, w.memo.words(), *e)) + 1
}

// wordOf is the inverse of word.
func (s *snapshot) wordOf(n uint64) string {
	if n == 0 {
		return ""
	}
	return s.words.At(uint32(n - 1)).Text
}

// period numbers the period; 0 is the one without beginning and end.
func (w *writer) period(p Period) uint64 {
	sp := spanOf(p)
	if sp == (span{beginning, unended}) {
		return 0
	}
	e := w.fresh(wordSpan)
	e.span(sp)
	return uint64(w.intern(&w.words, w.memo.words(), *e)) + 1
}

// periodOf is the inverse of period.
func (s *snapshot) periodOf(n uint64) Period {
	if n == 0 {
		return Period{}
	}
	d := decoder(s.words.At(uint32(n - 1)).Text)
	return d.span().period()
}

func (w *writer) numberScope(sc Scope) scopeNo {
	n, ok := w.scopes.Find(uint8(sc.Level), sc.ID)
	if !ok {
		n = uint32(w.scopes.Len())
		w.scopes = w.scopes.Add(persist.Name{Tag: uint8(sc.Level), Text: sc.ID})
		if w.memo == nil && int(n)>>chunkBits >= w.chunks.Len() {
			w.chunks = w.chunks.Append(&chunk{})
		}
	}
	return scopeNo(n)
}

func (w *writer) numberParty(id PartyID) partyNo {
	n, ok := w.parties.Find(0, string(id))
	if !ok {
		n = uint32(w.parties.Len())
		w.parties = w.parties.Add(persist.Name{Text: string(id)})
		if w.memo == nil {
			w.records = w.records.Append(nil)
			w.held = w.held.Append(nil)
		}
	}
	return partyNo(n)
}

func (w *writer) numberRole(r Role) roleNo {
	n, ok := w.roleNos[r]
	if !ok {
		if len(w.roles) >= int(noRole) {
			return noRole
		}
		n = roleNo(len(w.roles))
		if w.memo == nil {
			known := w.roleNos
			w.roleNos = make(map[Role]roleNo, len(known)+1)
			maps.Copy(w.roleNos, known)
			w.roles = slices.Clip(w.roles)
		}
		w.roleNos[r] = n
		w.roles = append(w.roles, r)
	}
	return n
}

// part makes the part of the ledger; facts and links stay those of old.
func (w *writer) part(l *Ledger, old part) part {
	p := part{links: old.links, facts: old.facts, listed: true}
	current, past := w.current[:0], w.past[:0]
	for i := range l.entries {
		c := w.cell(&l.entries[i])
		if c.end == believed {
			current = append(current, c)
			p.roles |= roleBit(c.role)
		} else {
			past = append(past, c)
		}
	}
	w.current, w.past = current, past
	slices.SortStableFunc(current, func(a, b cellAndExtra) int { return a.cell.compare(&b.cell) })
	slices.SortStableFunc(past, func(a, b cellAndExtra) int { return a.cell.compare(&b.cell) })
	cells := make([]cell, 0, len(current)+len(past))
	for _, list := range [2][]cellAndExtra{current, past} {
		for i := range list {
			if list[i].flags != 0 {
				p.extras = append(p.extras, extraRef{cell: uint32(len(cells)), number: list[i].extra})
			}
			cells = append(cells, list[i].cell)
		}
	}
	p.current, p.past = cells[:len(current)], cells[len(current):]
	p.acts = make([]actRec, len(l.acts))
	for i := range l.acts {
		p.acts[i] = w.encodeAct(&l.acts[i], l.scope)
	}
	return p
}

// cell numbers what the entry mentions.
func (w *writer) cell(e *Entry) cellAndExtra {
	sp := spanOf(e.Period)
	c := cell{
		from: sp.from, until: sp.until, holder: w.numberParty(e.Holder), role: w.numberRole(e.Role),
		act: uint32(e.Act), end: believed, rank: uint8(min(max(e.Rank, 0), 255)),
	}
	if e.Superseded > 0 {
		c.end = uint32(e.Superseded)
	}
	if e.Delegation != nil {
		c.flags |= hasDelegation
	}
	if e.Mandate != nil {
		c.flags |= hasMandate
	}
	if e.Claim != "" {
		c.flags |= hasClaim
	}
	if c.flags == 0 {
		return cellAndExtra{cell: c}
	}
	return cellAndExtra{c, w.encodeExtra(e)}
}

// encodeExtra numbers the extra; equal ones are kept once.
func (w *writer) encodeExtra(entry *Entry) uint32 {
	var from partyNo
	if d := entry.Delegation; d != nil {
		from = w.numberParty(d.From)
	}
	e := w.fresh(wordExtra)
	flags, limits := byte(0), []Limit(nil)
	if entry.Delegation != nil {
		flags |= hasDelegation
	}
	if entry.Mandate != nil {
		flags, limits = flags|hasMandate, entry.Mandate.Limits
	}
	e.byte(flags)
	e.text(entry.Claim)
	if d := entry.Delegation; d != nil {
		e.uint(uint64(from))
		e.text(d.Reason)
		e.uint(uint64(len(d.Activities)))
		for _, a := range d.Activities {
			e.text(string(a))
		}
	}
	if m := entry.Mandate; m != nil {
		e.text(string(m.GrantedBy))
		e.text(m.Text)
		e.uint(uint64(len(limits)))
		for _, l := range limits {
			e.text(string(l.Activity))
			e.int(l.Max.Value)
			e.text(l.Max.Unit)
		}
	}
	names := &w.extraNames
	n := w.intern(names, w.memo.extras(), *e)
	if w.memo == nil && int(n) >= w.extras.Len() {
		w.extras = w.extras.Append(decodeExtra(names.At(n).Text))
	}
	return n
}

// decodeExtra is the inverse of encodeExtra.
func decodeExtra(text string) *extra {
	d := decoder(text)
	flags := d.byte()
	x := &extra{claim: d.text()}
	if flags&hasDelegation != 0 {
		x.from, x.reason = partyNo(d.uint()), d.text()
		n := d.uint()
		x.activities = list[Activity](n)
		for range n {
			x.activities = append(x.activities, Activity(d.text()))
		}
	}
	if flags&hasMandate != 0 {
		x.mandate = &Mandate{GrantedBy: PartyID(d.text()), Text: d.text()}
		n := d.uint()
		x.mandate.Limits = list[Limit](n)
		for range n {
			x.mandate.Limits = append(x.mandate.Limits, Limit{Activity(d.text()), Quantity{d.int(), d.text()}})
		}
	}
	return x
}
