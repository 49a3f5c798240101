package ownership

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/ident"
)

// Severity rates a finding.
type Severity uint8

// The severities, mildest first. Only SeverityError blocks.
const (
	SeverityInfo Severity = iota + 1
	SeverityWarning
	SeverityError
)

var severities = enum.Of[Severity]("Severity", "info", "warning", "error")

// String returns the name, "unset", or Severity(n) for an unknown value.
func (s Severity) String() string { return severities.String(s) }

// MarshalText refuses unknown values.
func (s Severity) MarshalText() ([]byte, error) { return severities.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *Severity) UnmarshalText(text []byte) (err error) {
	*s, err = severities.Parse(string(text))
	return err
}

// A Subject is what a finding is about: "service:mail", "party:dora",
// "matrix:standard". Upper rooms bring kinds of their own.
type Subject struct {
	Kind string
	ID   string
}

// PartySubject returns a party as the subject of a finding.
func PartySubject(id PartyID) Subject { return Subject{Kind: "party", ID: string(id)} }

// ParseSubject reads the text form; the first colon separates.
func ParseSubject(s string) (Subject, error) {
	kind, id, ok := strings.Cut(s, ":")
	if !ok {
		return Subject{}, fmt.Errorf("subject: %w: %.60q, want kind:id", ident.ErrMalformed, s)
	}
	if err := cmp.Or(ident.Check("subject kind", kind), ident.Check("subject", id)); err != nil {
		return Subject{}, err
	}
	return Subject{kind, id}, nil
}

// IsZero reports whether s is nothing.
func (s Subject) IsZero() bool { return s == Subject{} }

// String is the text form.
func (s Subject) String() string {
	if s.IsZero() {
		return ""
	}
	return s.Kind + ":" + s.ID
}

// Compare orders bytewise by kind, then by identifier.
func (s Subject) Compare(o Subject) int {
	return cmp.Or(cmp.Compare(s.Kind, o.Kind), cmp.Compare(s.ID, o.ID))
}

// MarshalText returns the text form.
func (s Subject) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (s *Subject) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*s = Subject{}
		return nil
	}
	*s, err = ParseSubject(string(text))
	return err
}

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
// argument of the finding goes.
type Rule struct {
	Code     Code     `json:"code"`
	Kind     RuleKind `json:"kind"`
	Severity Severity `json:"severity"` // unless policy says otherwise
	Subject  string   `json:"subject"`  // the kind of subject it reads, for example "service"
	Sources  []Source `json:"sources"`
	Text     string   `json:"text"`
	Remedy   string   `json:"remedy"`
}

// An Arg is one argument of a finding.
type Arg struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Finding is one thing that a rule found. It holds facts, not prose: Text and
// Remedy render the sentences of its rule on demand.
type Finding struct {
	Code     Code
	Severity Severity
	Subject  Subject
	Path     string // where in the subject, for example "dependencies[2].on"; may be empty
	Sources  []Source
	Args     []Arg
	Waived   *Waiver // the waiver that lifts it, or nil
	rule     *Rule
}

// NewFinding makes a finding of rule r about subject. Args are name, value pairs
// in the order of the rule's text.
func (r *Rule) NewFinding(subject Subject, path string, args ...string) Finding {
	f := Finding{Code: r.Code, Severity: r.Severity, Subject: subject, Path: path, Sources: r.Sources, rule: r}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args = append(f.Args, Arg{args[i], args[i+1]})
	}
	return f
}

// Arg returns the value of the argument called name, or "".
func (f Finding) Arg(name string) string {
	for _, a := range f.Args {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// Text says what was found.
func (f Finding) Text() string {
	if f.rule == nil {
		return string(f.Code)
	}
	return f.render(f.rule.Text)
}

// Remedy says what to do about it.
func (f Finding) Remedy() string {
	if f.rule == nil {
		return ""
	}
	return f.render(f.rule.Remedy)
}

// String is one line: severity, subject, text and sources.
func (f Finding) String() string {
	src := make([]string, len(f.Sources))
	for i, s := range f.Sources {
		src[i] = string(s)
	}
	return fmt.Sprintf("%s %s: %s [%s %s]", f.Severity, f.Subject, f.Text(), f.Code, strings.Join(src, " "))
}

func (f Finding) render(text string) string {
	pairs := make([]string, 0, 2*len(f.Args)+2)
	pairs = append(pairs, "{subject}", f.Subject.ID)
	for _, a := range f.Args {
		pairs = append(pairs, "{"+a.Name+"}", a.Value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Compare orders findings: gravest first, then by code, subject, path and
// arguments.
func (f Finding) Compare(o Finding) int {
	return cmp.Or(
		cmp.Compare(o.Severity, f.Severity),
		cmp.Compare(f.Code, o.Code),
		f.Subject.Compare(o.Subject),
		cmp.Compare(f.Path, o.Path),
		slices.CompareFunc(f.Args, o.Args, func(a, b Arg) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
		}),
	)
}
