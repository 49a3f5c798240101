package ownership

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/serviceowner/itsm/internal/ident"
)

// A Rulebook is a validated table of rules that read subjects of type S, and the
// only machinery that evaluates rules: reviews, gates and admission are readings
// of the [Report] that it makes. Each room has one, over what the room knows of
// a subject. It is immutable and safe for concurrent use.
type Rulebook[S any] struct {
	rows       []RuleRow[S] // by code
	at         map[Code]int
	thresholds []ThresholdCard // by name
}

// A ThresholdCard describes a number that policy may set.
type ThresholdCard struct {
	Threshold Threshold `json:"threshold"`
	Default   int64     `json:"default"`
	Meaning   string    `json:"meaning"`
	Sources   []Source  `json:"sources"`
}

// NewRulebook makes a rulebook of the rows, or returns all defects of the table:
// codes that are malformed or repeated, rows without check, kind, severity,
// subject, text, remedy or sources, recommendations that block, sentences with
// unknown arguments, thresholds that are unknown, repeated or unused.
func NewRulebook[S any](thresholds []ThresholdCard, rows ...RuleRow[S]) (*Rulebook[S], error) {
	b := &Rulebook[S]{
		rows: slices.Clone(rows), at: make(map[Code]int, len(rows)),
		thresholds: slices.Clone(thresholds),
	}
	slices.SortStableFunc(b.rows, func(a, b RuleRow[S]) int { return a.rule.Code.Compare(b.rule.Code) })
	slices.SortStableFunc(b.thresholds, func(a, b ThresholdCard) int {
		return cmp.Compare(a.Threshold, b.Threshold)
	})
	var defects []error
	for i := range b.rows {
		r := &b.rows[i]
		if _, again := b.at[r.rule.Code]; again {
			defects = append(defects, defect(r.rule.Code, "code is repeated"))
		}
		b.at[r.rule.Code] = i
		if r.local == nil && r.fold == nil {
			defects = append(defects, defect(r.rule.Code, "no check"))
		}
		defects = append(defects, b.ruleDefects(&r.rule)...)
	}
	defects = append(defects, b.thresholdDefects()...)
	if err := errors.Join(defects...); err != nil {
		return nil, err
	}
	return b, nil
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}?|\}`)

func (b *Rulebook[S]) ruleDefects(r *Rule) (defects []error) {
	check := func(ok bool, format string, args ...any) {
		if !ok {
			defects = append(defects, defect(r.Code, format, args...))
		}
	}
	check(ident.Check("code", string(r.Code)) == nil, "malformed code")
	check(ruleKinds.Known(r.Kind), "no kind")
	check(severities.Known(r.Severity), "no severity")
	check(r.Kind != Recommendation || r.Severity != SeverityError, "a recommendation does not block")
	check(r.Subject != "", "no kind of subject")
	check(len(r.Sources) > 0, "no sources")
	check(r.Text != "", "no text")
	check(r.Remedy != "", "no remedy")
	for _, sentence := range []string{r.Text, r.Remedy} {
		for _, p := range placeholder.FindAllString(sentence, -1) {
			name := p[min(1, len(p)):max(len(p)-1, 1)]
			check(p == "{subject}" || slices.Contains(r.Args, name) && p == "{"+name+"}", "unknown argument %s", p)
		}
	}
	_, ok := b.threshold(r.Threshold)
	check(r.Threshold == "" || ok, "unknown threshold %s", r.Threshold)
	return defects
}

func (b *Rulebook[S]) thresholdDefects() (defects []error) {
	for i, t := range b.thresholds {
		code := Code(t.Threshold)
		if i > 0 && b.thresholds[i-1].Threshold == t.Threshold {
			defects = append(defects, defect(code, "threshold is repeated"))
		}
		if t.Meaning == "" || len(t.Sources) == 0 || t.Default < 0 {
			defects = append(defects, defect(code, "threshold without meaning or sources, or below zero"))
		}
		if !slices.ContainsFunc(b.rows, func(r RuleRow[S]) bool { return r.rule.Threshold == t.Threshold }) {
			defects = append(defects, defect(code, "threshold that no rule reads"))
		}
	}
	return defects
}

func defect(code Code, format string, args ...any) error {
	return fmt.Errorf("rule %.60q: %w: %s", string(code), ErrInvalid, fmt.Sprintf(format, args...))
}

// Rules returns the descriptions of all rows, by code.
func (b *Rulebook[S]) Rules() []Rule {
	out := make([]Rule, len(b.rows))
	for i := range b.rows {
		out[i] = b.rows[i].rule
	}
	return out
}

// Rule returns the description with the code.
func (b *Rulebook[S]) Rule(code Code) (Rule, bool) {
	i, ok := b.at[code]
	if !ok {
		return Rule{}, false
	}
	return b.rows[i].rule, true
}

// Thresholds returns the cards of all thresholds, by name.
func (b *Rulebook[S]) Thresholds() []ThresholdCard { return slices.Clone(b.thresholds) }

func (b *Rulebook[S]) threshold(t Threshold) (ThresholdCard, bool) {
	i := slices.IndexFunc(b.thresholds, func(c ThresholdCard) bool { return c.Threshold == t })
	if i < 0 {
		return ThresholdCard{}, false
	}
	return b.thresholds[i], true
}

// limit returns the threshold of the row under the policy, 0 if it has none.
func (b *Rulebook[S]) limit(r *Rule, p *Policy) int64 {
	if r.Threshold == "" {
		return 0
	}
	if n, ok := p.Thresholds[r.Threshold]; ok {
		return n
	}
	card, _ := b.threshold(r.Threshold)
	return card.Default
}

// reads reports whether the rule reads subjects of the kind. A rule for "scope"
// reads the scopes of every level.
func (r *Rule) reads(kind string) bool {
	if r.Subject != kindScope {
		return r.Subject == kind
	}
	l, err := levels.Parse(kind)
	return err == nil && levels.Known(l)
}
