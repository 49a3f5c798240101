package ownership

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/strictjson"
)

// storedLedger is the JSON form of a ledger. The zero Ledger is {}.
type storedLedger struct {
	Scope   Scope   `json:"scope,omitzero"`
	Acts    []Act   `json:"acts,omitempty"`
	Entries []Entry `json:"entries,omitempty"`
}

// MarshalJSON writes everything: scope, acts and entries.
func (l Ledger) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedLedger{l.scope, l.acts, l.entries})
}

// UnmarshalJSON reads what MarshalJSON wrote and checks its shape only: numbers
// that count, references that lead somewhere, recorded instants that are those
// of the acts. Loading is not creating: whether the entries make sense is for a
// review to say. The error is over [ErrInvalid], names every problem with its
// path, and leaves l as it was.
func (l *Ledger) UnmarshalJSON(data []byte) error {
	var doc storedLedger
	if err := strictjson.Decode(data, &doc, strictjson.Limits{}); err != nil {
		return &Error{Op: "decode ledger", Err: fmt.Errorf("%w: %w", ErrInvalid, err)}
	}
	s := shape{}
	s.ledger(&doc)
	if len(s.problems) > 0 {
		err := &strictjson.Error{Problems: s.problems, Cut: s.cut}
		return &Error{Op: "decode ledger", Subject: doc.Scope.Subject(), Err: err}
	}
	*l = Ledger{scope: doc.Scope, acts: doc.Acts, entries: doc.Entries}
	return nil
}

// A shape collects what is wrong with the shape of a stored ledger, and brings
// instants into their normal form.
type shape struct {
	problems []strictjson.Problem
	cut      bool
}

// maxProblems bounds what one ledger can say about itself.
const maxProblems = 100

func (s *shape) bad(path, format string, args ...any) {
	if len(s.problems) == maxProblems {
		s.cut = true
		return
	}
	s.problems = append(s.problems, strictjson.Problem{
		Path: path, Code: strictjson.BadValue, Text: fmt.Sprintf(format, args...), Err: ErrInvalid,
	})
}

func (s *shape) err(path string, err error) {
	if err != nil {
		s.bad(path, "%s", err)
	}
}

func (s *shape) ledger(doc *storedLedger) {
	if doc.Scope.IsZero() {
		if len(doc.Acts)+len(doc.Entries) > 0 {
			s.bad("scope", "missing")
		}
		return
	}
	if len(doc.Acts) == 0 {
		s.bad("acts", "none, and a ledger begins with an act")
	}
	refs := map[Ref]bool{}
	for i := range doc.Acts {
		s.act(fmt.Sprintf("acts[%d]", i), doc, i, refs)
	}
	for i := range doc.Entries {
		s.entry(fmt.Sprintf("entries[%d]", i), doc, i)
	}
}

func (s *shape) act(path string, doc *storedLedger, i int, refs map[Ref]bool) {
	a := &doc.Acts[i]
	if a.Revision != i+1 {
		s.bad(path+".revision", "%d, want %d", a.Revision, i+1)
	}
	if !actKinds.Known(a.Kind) {
		s.bad(path+".kind", "missing")
	}
	s.instant(path+".at", &a.At)
	if i > 0 && a.At.Before(doc.Acts[i-1].At) {
		s.bad(path+".at", "before the act before it")
	}
	if a.Ref != "" && refs[a.Ref] {
		s.bad(path+".ref", "%q is the reference of an earlier act", a.Ref)
	}
	refs[a.Ref] = true
	s.text(path+".reason", a.Reason)
	s.proof(path+".proof", doc, a)
}

// proof checks that the proof is about this act. Only an adopted ledger has an
// act of nobody.
func (s *shape) proof(path string, doc *storedLedger, a *Act) {
	p := &a.Proof
	if p.By == "" && (a.Kind != Imported || p.Capacity != 0) {
		s.bad(path+".by", "missing")
	}
	if p.By != "" && !capacities.Known(p.Capacity) {
		s.bad(path+".capacity", "missing")
	}
	if p.Activity == "" {
		s.bad(path+".activity", "missing")
	}
	if p.Scope != doc.Scope {
		s.bad(path+".scope", "%s, and the ledger is that of %s", p.Scope, doc.Scope)
	}
	s.instant(path+".at", &p.At)
	if !p.At.Equal(a.At) {
		s.bad(path+".at", "is not the instant of the act")
	}
	if p.Revision < 0 {
		s.bad(path+".revision", "%d is negative", p.Revision)
	}
	s.text(path+".matrix", p.Matrix)
	s.quantity(path+".amount", p.Amount)
}

func (s *shape) entry(path string, doc *storedLedger, i int) {
	e := &doc.Entries[i]
	if e.No != i+1 {
		s.bad(path+".no", "%d, want %d", e.No, i+1)
	}
	if e.Role == "" {
		s.bad(path+".role", "missing")
	}
	if e.Holder == "" {
		s.bad(path+".holder", "missing")
	}
	if e.Rank < 0 || e.Rank > maxRank {
		s.bad(path+".rank", "%d, want 0 to %d", e.Rank, maxRank)
	}
	s.period(path+".period", &e.Period)
	s.period(path+".recorded", &e.Recorded)
	s.belief(path, doc, i)
	if e.Claim != "" {
		s.err(path+".claim", ident.Check("source", e.Claim))
	}
	if m := e.Mandate; m != nil {
		s.mandate(path+".mandate", m)
	}
	if d := e.Delegation; d != nil {
		s.delegation(path+".delegation", d)
	}
}

// belief checks that the entry was recorded, and superseded, by acts that exist,
// at their instants, and that entries stand in the order in which they were
// recorded.
func (s *shape) belief(path string, doc *storedLedger, i int) {
	e := &doc.Entries[i]
	if i > 0 && e.Act < doc.Entries[i-1].Act {
		s.bad(path+".act", "%d, before that of the entry before it", e.Act)
	}
	if e.Act < 1 || e.Act > len(doc.Acts) {
		s.bad(path+".act", "%d, and there are %d acts", e.Act, len(doc.Acts))
	} else if !e.Recorded.From.Equal(doc.Acts[e.Act-1].At) {
		s.bad(path+".recorded.from", "is not the instant of act %d", e.Act)
	}
	switch {
	case e.Superseded == 0:
		if !e.Recorded.Until.IsZero() {
			s.bad(path+".recorded.until", "given, and no act has superseded the entry")
		}
	case e.Superseded <= e.Act || e.Superseded > len(doc.Acts):
		s.bad(path+".superseded", "%d, want an act after %d", e.Superseded, e.Act)
	case !e.Recorded.Until.Equal(doc.Acts[e.Superseded-1].At):
		s.bad(path+".recorded.until", "is not the instant of act %d", e.Superseded)
	}
}

func (s *shape) mandate(path string, m *Mandate) {
	if m.GrantedBy == "" {
		s.bad(path+".grantedBy", "missing")
	}
	s.text(path+".text", m.Text)
	for i, limit := range m.Limits {
		at := fmt.Sprintf("%s.limits[%d]", path, i)
		if limit.Activity == "" {
			s.bad(at+".activity", "missing")
		}
		s.err(at+".max.unit", ident.Check("unit", limit.Max.Unit))
		s.quantity(at+".max", limit.Max)
	}
}

func (s *shape) delegation(path string, d *Delegation) {
	if d.From == "" {
		s.bad(path+".from", "missing")
	}
	for i, a := range d.Activities {
		if a == "" {
			s.bad(fmt.Sprintf("%s.activities[%d]", path, i), "missing")
		}
	}
	s.text(path+".reason", d.Reason)
}

func (s *shape) quantity(path string, q Quantity) {
	if q.Value < 0 {
		s.bad(path+".value", "%d is negative", q.Value)
	}
	if q.Unit != "" {
		s.err(path+".unit", ident.Check("unit", q.Unit))
	}
}

// instant brings a required instant into its normal form.
func (s *shape) instant(path string, t *time.Time) {
	n := normalTime(*t)
	if n.IsZero() {
		s.bad(path, "missing")
	}
	s.err(path, checkTime(*t))
	*t = n
}

// period brings a period into its normal form. It may be reversed.
func (s *shape) period(path string, p *Period) {
	s.err(path+".from", checkTime(p.From))
	s.err(path+".until", checkTime(p.Until))
	if !p.Until.IsZero() && normalTime(p.Until).IsZero() {
		s.bad(path+".until", "before anything can begin")
	}
	*p = p.normal()
}

func (s *shape) text(path, text string) {
	if !utf8.ValidString(text) {
		s.err(path, errors.New("not valid UTF-8"))
	}
}
