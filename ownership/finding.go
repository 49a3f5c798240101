package ownership

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/strictjson"
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
	said     wording // nil for a finding made by hand
}

// Blocks reports whether f stands in the way of what depends on its rule: an
// error that no waiver lifts.
func (f Finding) Blocks() bool { return f.Severity == SeverityError && f.Waived == nil }

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
	if f.said == nil {
		return string(f.Code)
	}
	return f.said.text(&f)
}

// Remedy says what to do about it.
func (f Finding) Remedy() string {
	if f.said == nil {
		return ""
	}
	return f.said.remedy(&f)
}

// String is one line: severity, subject, text and sources.
func (f Finding) String() string {
	src := make([]string, len(f.Sources))
	for i, s := range f.Sources {
		src[i] = string(s)
	}
	return fmt.Sprintf("%s %s: %s [%s %s]", f.Severity, f.Subject, f.Text(), f.Code, strings.Join(src, " "))
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

// A wording renders the sentences of a finding: a *Rule does it from its
// templates, a decoded finding has them as they were.
type wording interface {
	text(f *Finding) string
	remedy(f *Finding) string
}

type spoken struct{ said, todo string }

func (s *spoken) text(*Finding) string   { return s.said }
func (s *spoken) remedy(*Finding) string { return s.todo }

// findingJSON is the text form of a finding: the facts, and the sentences for
// readers that have no rule table at hand.
type findingJSON struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Subject  Subject  `json:"subject,omitzero"`
	Path     string   `json:"path,omitempty"`
	Sources  []Source `json:"sources,omitempty"`
	Args     []Arg    `json:"args,omitempty"`
	Waived   *Waiver  `json:"waived,omitempty"`
	Text     string   `json:"text"`
	Remedy   string   `json:"remedy,omitempty"`
}

// MarshalJSON writes the facts and the rendered sentences.
func (f Finding) MarshalJSON() ([]byte, error) {
	return json.Marshal(findingJSON{f.Code, f.Severity, f.Subject, f.Path, f.Sources, f.Args, f.Waived, f.Text(), f.Remedy()})
}

// UnmarshalJSON keeps the sentences as they were written; unknown fields are an
// error.
func (f *Finding) UnmarshalJSON(data []byte) error {
	var j findingJSON
	if err := strictJSON(data, &j); err != nil {
		return fmt.Errorf("finding: %w", err)
	}
	*f = Finding{j.Code, j.Severity, j.Subject, j.Path, j.Sources, j.Args, j.Waived, &spoken{j.Text, j.Remedy}}
	return nil
}

// strictJSON decodes one value; the error names every problem by its path.
func strictJSON(data []byte, into any) error {
	if err := strictjson.Decode(data, into, strictjson.Limits{}); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return nil
}
