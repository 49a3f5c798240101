package ownership

import (
	"encoding/json"
	"strings"

	"github.com/serviceowner/itsm/internal/enum"
)

// RuleKind says how firm a rule is; see the kinds H, P and W of the
// requirements.
type RuleKind uint8

// The kinds of rule.
const (
	Hard           RuleKind = iota + 1 // no policy softens it, no waiver lifts it
	Adjustable                         // policy sets threshold and severity
	Recommendation                     // a warning unless policy says otherwise
)

var ruleKinds = enum.Of[RuleKind]("RuleKind", "hard", "adjustable", "recommendation")

// String returns the name, "unset", or RuleKind(n) for an unknown value.
func (k RuleKind) String() string { return ruleKinds.String(k) }

// MarshalText refuses unknown values.
func (k RuleKind) MarshalText() ([]byte, error) { return ruleKinds.MarshalText(k) }

// UnmarshalText refuses unknown names.
func (k *RuleKind) UnmarshalText(text []byte) (err error) {
	*k, err = ruleKinds.Parse(string(text))
	return err
}

// A Rule is the description of one row of a rule table: what every finding with
// its code has in common. Text and Remedy are sentences with {name} where an
// argument of the finding goes; {subject} is the identifier of its subject.
type Rule struct {
	Code     Code     `json:"code"`
	Kind     RuleKind `json:"kind"`
	Severity Severity `json:"severity"` // unless policy says otherwise
	Subject  string   `json:"subject"`  // the kind of subject it reads, for example "service"
	Sources  []Source `json:"sources"`

	// Args names the arguments that its findings carry, in order.
	Args []string `json:"args,omitempty"`

	// Threshold is the number that it compares with, if it does.
	Threshold Threshold `json:"threshold,omitempty"`

	Text   string `json:"text"`
	Remedy string `json:"remedy"`
}

// NewFinding makes a finding of rule r about subject. Args are name, value pairs
// in the order of the rule's text.
func (r *Rule) NewFinding(subject Subject, path string, args ...string) Finding {
	f := Finding{Code: r.Code, Severity: r.Severity, Subject: subject, Path: path, Sources: r.Sources, said: r}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args = append(f.Args, Arg{args[i], args[i+1]})
	}
	return f
}

func (r *Rule) text(f *Finding) string   { return render(r.Text, f) }
func (r *Rule) remedy(f *Finding) string { return render(r.Remedy, f) }

func render(sentence string, f *Finding) string {
	pairs := make([]string, 0, 2*len(f.Args)+2)
	pairs = append(pairs, "{subject}", f.Subject.ID)
	for _, a := range f.Args {
		pairs = append(pairs, "{"+a.Name+"}", a.Value)
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}

// A RuleRow is one row of a rule table: the description with the code that
// looks. Rows are made by [Local], [Folding] and [Lift].
type RuleRow[S any] struct {
	rule  Rule
	local func(S, *Finder)
	fold  folding[S]
}

// Rule returns the description.
func (r RuleRow[S]) Rule() Rule { return r.rule }

// Local makes a row that reads one subject and nothing else. S is whatever the
// room shows its rules of a subject; check must not keep or change it.
func Local[S any](rule Rule, check func(S, *Finder)) RuleRow[S] {
	return RuleRow[S]{rule: rule, local: check}
}

// A Fold is what a folding row does: every subject gives its part, parts are
// merged in any grouping and any order, and the whole is finished once. P must
// survive a round trip through JSON, because parts of one review may be read on
// several machines; its zero value is the part of no subject.
type Fold[S, P any] struct {
	// Read adds what one subject contributes.
	Read func(s S, into *P)
	// Merge adds one part to another, of which it keeps nothing; associative and
	// commutative.
	Merge func(into *P, part P)
	// Finish tells what is found in the whole, with [Finder.FoundAbout].
	Finish func(whole *P, found *Finder)
}

// Folding makes a row that needs all subjects of its kind, such as one that
// looks for cycles.
func Folding[S, P any](rule Rule, f Fold[S, P]) RuleRow[S] {
	if f.Read == nil || f.Merge == nil || f.Finish == nil {
		return RuleRow[S]{rule: rule} // NewRulebook reports it
	}
	return RuleRow[S]{rule: rule, fold: foldOf[S, P](f)}
}

// Lift makes rows over S of rows over T, where every S has a T: the rows of a
// narrower table become part of a wider one.
func Lift[S, T any](part func(S) T, rows ...RuleRow[T]) []RuleRow[S] {
	out := make([]RuleRow[S], len(rows))
	for i, r := range rows {
		out[i].rule = r.rule
		if r.local != nil {
			out[i].local = func(s S, f *Finder) { r.local(part(s), f) }
		}
		if r.fold != nil {
			out[i].fold = lifted[S, T]{r.fold, part}
		}
	}
	return out
}

// A Finder takes down what a row finds.
type Finder struct {
	rule    *Rule
	subject Subject
	limit   int64
	out     *[]Finding
}

// Found takes down a finding about the subject that is read. Args are the values
// of the rule's arguments, in its order.
func (f *Finder) Found(path string, args ...string) { f.FoundAbout(f.subject, path, args...) }

// FoundAbout takes down a finding about another subject.
func (f *Finder) FoundAbout(subject Subject, path string, args ...string) {
	found := f.rule.NewFinding(subject, path)
	for i, value := range args[:min(len(args), len(f.rule.Args))] {
		found.Args = append(found.Args, Arg{f.rule.Args[i], value})
	}
	*f.out = append(*f.out, found)
}

// Limit is the value of the rule's threshold: the policy's, or the default.
func (f *Finder) Limit() int64 { return f.limit }

// folding is a Fold without its type of part; every any below is a *P.
type folding[S any] interface {
	zero() any
	read(s S, into any)
	merge(into, part any)
	finish(whole any, f *Finder)
	decode(data []byte) (any, error)
}

type foldOf[S, P any] Fold[S, P]

func (f foldOf[S, P]) zero() any                   { return new(P) }
func (f foldOf[S, P]) read(s S, into any)          { f.Read(s, into.(*P)) }
func (f foldOf[S, P]) merge(into, part any)        { f.Merge(into.(*P), *part.(*P)) }
func (f foldOf[S, P]) finish(whole any, d *Finder) { f.Finish(whole.(*P), d) }
func (f foldOf[S, P]) decode(data []byte) (any, error) {
	p := new(P)
	return p, json.Unmarshal(data, p)
}

type lifted[S, T any] struct {
	folding[T]
	part func(S) T
}

func (l lifted[S, T]) read(s S, into any) { l.folding.read(l.part(s), into) }
