package ownership

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"
)

// A Report is the result of a review: every finding, sorted, and which rules ran
// on which subjects, so that "nothing found" and "not looked" are two things.
// Audits, gates and documents are readings of it. It is immutable; the zero
// Report is a review in which nothing ran.
type Report struct {
	at, known      time.Time
	matrix, policy string
	rules          []Rule              // that ran, by code
	read           map[string][]string // identifiers by kind of subject, sorted
	findings       []Finding           // sorted
}

func (r *Report) sort() {
	for _, ids := range r.read {
		slices.Sort(ids)
	}
	r.findings = sortFindings(r.findings)
}

// sortFindings sorts in place and takes out repetitions.
func sortFindings(found []Finding) []Finding {
	slices.SortFunc(found, Finding.Compare)
	return slices.CompactFunc(found, func(a, b Finding) bool { return a.Compare(b) == 0 })
}

// At returns the instant that the review is about.
func (r Report) At() time.Time { return r.at }

// Known returns the instant whose knowledge was reviewed; zero means everything
// that is recorded.
func (r Report) Known() time.Time { return r.known }

// Matrix returns the version of the matrix in force.
func (r Report) Matrix() string { return r.matrix }

// Policy returns the version of the policy in force.
func (r Report) Policy() string { return r.policy }

// Len returns the number of findings.
func (r Report) Len() int { return len(r.findings) }

// All yields the findings: gravest first, then by code, subject, path and arguments.
func (r Report) All() iter.Seq[Finding] { return slices.Values(r.findings) }

// Blocking returns the errors that no waiver lifts.
func (r Report) Blocking() []Finding { return r.filter(Finding.Blocks) }

// AtLeast returns the findings of the severity and graver ones, waived or not.
func (r Report) AtLeast(s Severity) []Finding {
	return r.filter(func(f Finding) bool { return f.Severity >= s })
}

// Of returns the findings of one rule.
func (r Report) Of(code Code) []Finding {
	return r.filter(func(f Finding) bool { return f.Code == code })
}

// About returns the findings about one subject.
func (r Report) About(s Subject) []Finding {
	return r.filter(func(f Finding) bool { return f.Subject == s })
}

func (r Report) filter(keep func(Finding) bool) (out []Finding) {
	for _, f := range r.findings {
		if keep(f) {
			out = append(out, f)
		}
	}
	return out
}

// Count returns how many findings have exactly the severity, and how many of
// them are waived.
func (r Report) Count(s Severity) (all, waived int) {
	for _, f := range r.findings {
		if f.Severity == s {
			all++
			if f.Waived != nil {
				waived++
			}
		}
	}
	return all, waived
}

// Rules returns the rules that ran, by code.
func (r Report) Rules() []Rule { return slices.Clone(r.rules) }

// Ran reports whether the rule read the subject. What did not run says nothing:
// a gate that demands a rule blocks without it.
func (r Report) Ran(code Code, subject Subject) bool {
	i, ok := slices.BinarySearchFunc(r.rules, code, func(rule Rule, c Code) int { return rule.Code.Compare(c) })
	if !ok || !r.rules[i].reads(subject.Kind) {
		return false
	}
	_, ok = slices.BinarySearch(r.read[subject.Kind], subject.ID)
	return ok
}

// Read yields the subjects that were read, in order.
func (r Report) Read() iter.Seq[Subject] {
	return func(yield func(Subject) bool) {
		for _, kind := range slices.Sorted(maps.Keys(r.read)) {
			for _, id := range r.read[kind] {
				if !yield(Subject{kind, id}) {
					return
				}
			}
		}
	}
}

// reportFormat names the text form of a report; a change of meaning gets a new one.
const reportFormat = "itsm-report/1"

// reportJSON lists each subject once, not once a rule.
type reportJSON struct {
	Format   string              `json:"format"`
	At       time.Time           `json:"at,omitzero"`
	Known    time.Time           `json:"known,omitzero"`
	Matrix   string              `json:"matrix,omitempty"`
	Policy   string              `json:"policy,omitempty"`
	Findings []Finding           `json:"findings"`
	Rules    []Rule              `json:"rules"`
	Read     map[string][]string `json:"read"`
}

// MarshalJSON writes the whole report; equal reports give equal bytes.
func (r Report) MarshalJSON() ([]byte, error) {
	j := reportJSON{reportFormat, r.at, r.known, r.matrix, r.policy, r.findings, r.rules, r.read}
	if j.Findings == nil {
		j.Findings = []Finding{}
	}
	if j.Rules == nil {
		j.Rules = []Rule{}
	}
	if j.Read == nil {
		j.Read = map[string][]string{}
	}
	return json.Marshal(j)
}

// UnmarshalJSON is the inverse of MarshalJSON. Unknown fields, another format
// and findings of rules that the report does not list are errors.
func (r *Report) UnmarshalJSON(data []byte) error {
	var j reportJSON
	if err := strictJSON(data, &j); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if j.Format != reportFormat {
		return fmt.Errorf("report: format: %w: %.40q, want %q", ErrInvalid, j.Format, reportFormat)
	}
	out := Report{normalTime(j.At), normalTime(j.Known), j.Matrix, j.Policy, j.Rules, j.Read, j.Findings}
	slices.SortFunc(out.rules, func(a, b Rule) int { return a.Code.Compare(b.Code) })
	for i := range out.findings {
		f := &out.findings[i]
		n, ok := slices.BinarySearchFunc(out.rules, f.Code, func(rule Rule, c Code) int { return rule.Code.Compare(c) })
		if !ok {
			return fmt.Errorf("report: findings[%d].code: %w: no rule %.60q in the report", i, ErrInvalid, string(f.Code))
		}
		f.said = &out.rules[n]
	}
	out.sort()
	*r = out
	return nil
}

// Rerated returns r with severities and waivers as rate sets them: for rooms that
// know more than the policy does, such as when a rule is due. Of a finding only
// Severity and Waived are taken; findings of hard rules stay as they are, and a
// severity that there is not changes nothing.
func (r Report) Rerated(rate func(*Finding)) Report {
	out := r
	out.findings = slices.Clone(r.findings)
	rerate(out.findings, rate)
	return out
}

// rerate is [Report.Rerated] in place.
func rerate(findings []Finding, rate func(*Finding)) {
	for i := range findings {
		f := &findings[i]
		if rule, ok := f.said.(*Rule); ok && rule.Kind == Hard {
			continue
		}
		rated := *f
		if rate(&rated); severities.Known(rated.Severity) {
			f.Severity, f.Waived = rated.Severity, rated.Waived
		}
	}
	slices.SortFunc(findings, Finding.Compare)
}
