package risk

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// storedRisk is the JSON form of a risk. The zero Risk is {}.
type storedRisk struct {
	ID    RiskID          `json:"id,omitempty"`
	Scope ownership.Scope `json:"scope,omitzero"`
	Acts  []Act           `json:"acts,omitempty"`
}

// MarshalJSON writes everything: identifier, scope and history.
func (r Risk) MarshalJSON() ([]byte, error) { return json.Marshal(storedRisk{r.id, r.scope, r.acts}) }

// UnmarshalJSON reads what MarshalJSON wrote and checks its shape only: numbers
// that count, what belongs to the kind of an act, references to acts before.
// Loading is not creating: whether the record makes sense is for a review to say.
// The error is over [ownership.ErrInvalid], names every problem with its path, and
// leaves r as it was.
func (r *Risk) UnmarshalJSON(data []byte) error {
	var doc storedRisk
	if err := decode(data, &doc, strictjson.Limits{}, (*storedRisk).check); err != nil {
		return &ownership.Error{Op: "decode risk", Subject: doc.ID.Subject(), Err: fmt.Errorf("%w: %w", ownership.ErrInvalid, err)}
	}
	*r = Risk{doc.ID, doc.Scope, doc.Acts}
	return nil
}

// A riskShape finds what is wrong with the shape of a stored risk, and brings
// instants into their normal form.
type riskShape struct {
	defects
	acts []Act
	refs map[ownership.Ref]bool
}

// maxDefects bounds what one record can say about itself.
const maxDefects = 100

func (doc *storedRisk) check() *defects {
	s := riskShape{acts: doc.Acts, refs: map[ownership.Ref]bool{}}
	if len(doc.Acts) == 0 {
		s.must(doc.ID == "" && doc.Scope.IsZero(), "acts", "none, and a risk begins with an act")
		return &s.defects
	}
	s.must(doc.ID != "", "id", "missing")
	s.must(!doc.Scope.IsZero(), "scope", "missing")
	for i := range doc.Acts {
		s.act(fmt.Sprintf("acts[%d]", i), i, doc.Scope)
		if len(s.list) > maxDefects {
			s.list = s.list[:maxDefects]
			break
		}
	}
	return &s.defects
}

func (s *riskShape) act(path string, i int, scope ownership.Scope) {
	a := &s.acts[i]
	s.must(a.Revision == i+1, path+".revision", "%d, want %d", a.Revision, i+1)
	s.must(actKinds.Known(a.Kind), path+".kind", "missing")
	s.must(statuses.Known(a.Status), path+".status", "missing")
	s.must((a.Kind == ActIdentified) == (i == 0), path+".kind", "%s, and a risk is identified once, at first", a.Kind)
	s.required(path+".at", &a.At)
	s.must(i == 0 || !a.At.Before(s.acts[i-1].At), path+".at", "before the act before it")
	s.must(a.Ref == "" || !s.refs[a.Ref], path+".ref", "%.60q is the reference of an earlier act", string(a.Ref))
	s.refs[a.Ref] = true
	s.text(path+".reason", a.Reason)
	s.proof(path+".proof", a, scope)
	for _, part := range a.parts() {
		s.must(part.given == part.of(a.Kind), path+"."+part.name, "given is %t, of an act that is %s", part.given, a.Kind)
	}
	s.contents(path, a)
}

// parts are the fields of an act that belong to certain kinds.
func (a *Act) parts() []actPart {
	return []actPart{
		{"entry", a.Entry != nil, []ActKind{ActIdentified, ActRevised}},
		{"assessment", a.Assessment != nil, []ActKind{ActAssessed}},
		{"treatment", a.Treatment != nil, []ActKind{ActTreated}},
		{"proposal", a.Proposal != nil, []ActKind{ActProposed}},
		{"acceptance", a.Acceptance != nil, []ActKind{ActAccepted}},
		{"revokes", a.Revokes != 0, []ActKind{ActRevoked}},
		{"escalation", a.Escalation != nil, []ActKind{ActEscalated}},
		{"decision", a.Decision != nil, []ActKind{ActDecided}},
		{"review", a.Review != nil, []ActKind{ActIdentified, ActReviewed, ActReopened}},
	}
}

type actPart struct {
	name  string
	given bool
	kinds []ActKind
}

func (p *actPart) of(kind ActKind) bool {
	for _, k := range p.kinds {
		if k == kind {
			return true
		}
	}
	return false
}

func (s *riskShape) contents(path string, a *Act) {
	if e := a.Entry; e != nil {
		s.entry(path+".entry", e)
	}
	if x := a.Assessment; x != nil {
		s.assessment(path+".assessment", x)
	}
	if t := a.Treatment; t != nil {
		s.treatment(path+".treatment", t)
	}
	if p := a.Proposal; p != nil {
		s.refers(path+".proposal.assessment", a, p.Assessment, ActAssessed)
		s.required(path+".proposal.until", &p.Until)
	}
	if c := a.Acceptance; c != nil {
		s.acceptance(path+".acceptance", a, c)
	}
	if a.Revokes != 0 {
		s.refers(path+".revokes", a, a.Revokes, ActAccepted)
	}
	if e := a.Escalation; e != nil {
		s.must(!e.Amount.IsZero(), path+".escalation.amount", "missing")
	}
	if d := a.Decision; d != nil {
		s.refers(path+".decision.escalation", a, d.Escalation, ActEscalated)
		s.must(responses.Known(d.Response), path+".decision.response", "missing")
	}
	if v := a.Review; v != nil {
		s.required(path+".review.next", &v.Next)
	}
}

func (s *riskShape) entry(path string, e *Entry) {
	s.text(path+".title", e.Title)
	s.text(path+".cause", e.Cause)
	s.text(path+".event", e.Event)
	s.text(path+".consequence", e.Consequence)
	for i, scope := range e.Affects {
		s.must(!scope.IsZero(), fmt.Sprintf("%s.affects[%d]", path, i), "missing")
	}
	s.bearer(path+".owner", e.Owner)
	for i, c := range e.Controls {
		at := fmt.Sprintf("%s.controls[%d]", path, i)
		s.must(c.Text != "", at+".text", "missing")
		s.text(at+".text", c.Text)
		s.bearer(at+".owner", c.Owner)
	}
	checkCovers(&s.defects, path+".covers", e.Covers)
}

func (s *riskShape) assessment(path string, x *Assessment) {
	s.must(exposures.Known(x.Of), path+".of", "missing")
	s.must(x.Likelihood != "", path+".likelihood", "missing")
	s.must(x.Impact != "", path+".impact", "missing")
	s.level(path, x.Grid, x.GridVersion, x.Level)
	s.must(x.Expected.Sign() >= 0, path+".expected", "%s, want nothing or more", x.Expected)
}

func (s *riskShape) treatment(path string, t *Treatment) {
	s.must(t.ID != "", path+".id", "missing")
	s.must(responses.Known(t.Response), path+".response", "missing")
	s.must(progresses.Known(t.Progress), path+".progress", "missing")
	s.text(path+".text", t.Text)
	s.bearer(path+".owner", t.Owner)
	if !t.Due.IsZero() {
		s.required(path+".due", &t.Due)
	}
}

func (s *riskShape) acceptance(path string, a *Act, c *Acceptance) {
	s.refers(path+".assessment", a, c.Assessment, ActAssessed)
	s.required(path+".until", &c.Until)
	s.level(path, c.Grid, c.GridVersion, c.Level)
	s.must(c.Expected.Sign() >= 0, path+".expected", "%s, want nothing or more", c.Expected)
	if c.Request != 0 {
		s.refers(path+".request", a, c.Request, ActProposed, ActEscalated)
	}
}

func (s *riskShape) level(path string, grid GridID, version string, level LevelID) {
	s.must(grid != "", path+".grid", "missing")
	s.invalid(path+".gridVersion", ident.Check("version", version))
	s.must(level != "", path+".level", "missing")
}

// refers checks that the act refers to one of the kinds before it.
func (s *riskShape) refers(path string, a *Act, revision int, kinds ...ActKind) {
	ok := revision >= 1 && revision < a.Revision && revision <= len(s.acts)
	if ok {
		p := actPart{kinds: kinds}
		ok = p.of(s.acts[revision-1].Kind)
	}
	s.must(ok, path, "%d is no act before it of the kind %s", revision, kinds[0])
}

// proof checks that the proof is about this act.
func (s *riskShape) proof(path string, a *Act, scope ownership.Scope) {
	p := &a.Proof
	s.must(p.By != "", path+".by", "missing")
	s.must(p.Capacity != 0, path+".capacity", "missing")
	s.must(p.Activity != "", path+".activity", "missing")
	s.must(p.Scope == scope, path+".scope", "%.60q, and the risk is that of %.60q", p.Scope.String(), scope.String())
	s.required(path+".at", &p.At)
	s.must(p.At.Equal(a.At), path+".at", "is not the instant of the act")
	s.must(p.Revision >= 0, path+".revision", "%d is negative", p.Revision)
	s.text(path+".matrix", p.Matrix)
	s.must(p.Amount.Value >= 0, path+".amount.value", "%d is negative", p.Amount.Value)
	if p.Amount.Unit != "" {
		s.invalid(path+".amount.unit", ident.Check("unit", p.Amount.Unit))
	}
}

func (s *riskShape) bearer(path string, b Bearer) {
	s.must(b.Role == "" || b.Party == "", path, "both a role and a party")
}

// required brings a required instant into its normal form.
func (s *riskShape) required(path string, t *time.Time) {
	n := instant.Normal(*t)
	s.must(!n.IsZero(), path, "missing")
	s.instant(path, *t)
	*t = n
}

func (s *riskShape) text(path, text string) {
	s.must(utf8.ValidString(text), path, "not valid UTF-8")
}
