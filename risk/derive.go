package risk

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// A Derivation says what may go wrong because of something that a review found: one
// row for one code. In its texts {subject} stands for the identifier of the
// finding's subject, and the name of an argument in braces for its value.
type Derivation struct {
	Code     ownership.Code
	Category Category

	Title, Cause, Event, Consequence string
}

// A Suggestion is a risk that nobody has written down.
type Suggestion struct {
	// ID is made of the cause and not taken; another one will do.
	ID    RiskID
	Scope ownership.Scope
	Entry Entry // complete, and covering the cause

	// Finding is what it was derived from.
	Finding ownership.Finding

	// Closed is an entry that covers the cause and was closed; open it again instead
	// of making another one. Empty if there is none.
	Closed RiskID
}

// Derive suggests risks for the findings of a review, of this package or any other,
// by the rows of the table; nil stands for [StandardDerivations]. Nothing is
// suggested for a cause that an open entry covers ([Entry.Covers]), for one that is
// waived, for a code without a row, and for a subject that is no scope. A cause is
// suggested once, however often it was found. The scope is the one found, or for
// what lies within a service, such as a system, the service.
//
// The order is by scope and then by cause; the same findings in another order give
// the same suggestions. The error joins everything that is wrong with the table.
func (r *Register) Derive(at time.Time, findings iter.Seq[ownership.Finding], table []Derivation) ([]Suggestion, error) {
	if table == nil {
		table = standardDerivations
	}
	rows, err := derivations(table)
	if err != nil || findings == nil {
		return nil, err
	}
	r = r.use()
	sorted := slices.SortedFunc(findings, ownership.Finding.Compare)
	seen, taken := map[Cover]bool{}, map[RiskID]bool{}
	var out []Suggestion
	for _, f := range sorted {
		row, ok := rows[f.Code]
		cover := CoverOf(f)
		if !ok || f.Waived != nil || seen[cover] {
			continue
		}
		scope, ok := r.home(f.Subject, at)
		if !ok {
			continue
		}
		seen[cover] = true
		closed, isOpen := r.covering(cover, at)
		if isOpen {
			continue
		}
		out = append(out, Suggestion{Scope: scope, Entry: row.entry(&f), Finding: f, Closed: closed})
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(a.Scope.Compare(b.Scope), a.Entry.Covers[0].Compare(b.Entry.Covers[0]))
	})
	for i := range out {
		out[i].ID = r.freeID(out[i].Entry.Covers[0], taken)
		taken[out[i].ID] = true
	}
	return out, nil
}

// derivations turns the table round, or says what is wrong with it.
func derivations(table []Derivation) (map[ownership.Code]*Derivation, error) {
	d, rows := &defects{op: "derive"}, map[ownership.Code]*Derivation{}
	for i := range table {
		row, at := &table[i], strictjson.Index("table", i)
		d.name(at+".code", "code", string(row.Code))
		if row.Category != "" {
			d.name(at+".category", "category", string(row.Category))
		}
		for _, part := range [...]struct{ name, text string }{{"cause", row.Cause}, {"event", row.Event}, {"consequence", row.Consequence}} {
			d.must(part.text != "", at+"."+part.name, "required")
		}
		rows[row.Code] = row
	}
	return rows, d.err()
}

// home is the scope whose owner would keep the entry.
func (r *Register) home(s ownership.Subject, at time.Time) (ownership.Scope, bool) {
	scope, err := ownership.ParseScope(s.String())
	if err != nil {
		return ownership.Scope{}, false
	}
	if scope.Level > ownership.LevelService {
		for outer := range r.reg.Scope(scope).Within(at) {
			if outer.Level == ownership.LevelService {
				return outer, true
			}
		}
	}
	return scope, true
}

// covering returns the first closed entry that covers the cause at the instant, and
// whether an open one does.
func (r *Register) covering(c Cover, at time.Time) (closed RiskID, isOpen bool) {
	wanted := func(k *Risk) (Risk, bool) {
		then := r.asOf(k, at)
		return then, slices.Contains(then.entry().Covers, c)
	}
	for k := range r.among(r.covers.of(c), wanted) {
		switch {
		case k.Status() != StatusClosed:
			return "", true
		case closed == "":
			closed = k.id
		}
	}
	return closed, false
}

// entry fills the row with what was found. Values are cut, so that no text becomes
// longer than an entry may have.
func (row *Derivation) entry(f *ownership.Finding) Entry {
	pairs := []string{"{subject}", f.Subject.ID}
	for _, a := range f.Args {
		pairs = append(pairs, "{"+a.Name+"}", clipped(a.Value))
	}
	fill := strings.NewReplacer(pairs...).Replace
	return Entry{
		Title: fill(row.Title), Category: row.Category, Cause: fill(row.Cause), Event: fill(row.Event), Consequence: fill(row.Consequence),
		Covers: []Cover{CoverOf(*f)},
	}
}

func clipped(s string) string {
	const most = 256
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// freeID names the cause by itself, if that is an identifier and nobody has it.
func (r *Register) freeID(c Cover, taken map[RiskID]bool) RiskID {
	base := c.String()
	if ident.Check("risk", base) != nil || len(base) > ident.Max-10 {
		h := fnv.New64a()
		h.Write([]byte(base))
		base = fmt.Sprintf("cause %016x", h.Sum64())
	}
	id := RiskID(base)
	for n := 2; ; n++ {
		if _, known := r.Risk(id); !known && !taken[id] {
			return id
		}
		id = RiskID(fmt.Sprintf("%s %d", base, n))
	}
}
