package ownership

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"
)

// A Setting is what a review is made under: the instant that it is about, what
// was known, and the tables in force. All parts of one review share it.
type Setting struct {
	At     time.Time
	Known  time.Time // zero: everything that is recorded
	Matrix string    // version of the matrix
	Policy *Policy   // nil: the default one
}

func (s Setting) policy() *Policy {
	if s.Policy == nil {
		return &Policy{}
	}
	return s.Policy
}

// A Selection says what of a review is wanted; the zero Selection is everything.
type Selection struct {
	// Codes are the rules to run; none means all. Unknown ones do not run, which
	// [Report.Ran] tells.
	Codes []Code

	// Subjects are the only ones to read; none means all. Unknown ones are not
	// read. Folding rules do not run on a choice of subjects: what they look for
	// shows in the whole alone.
	Subjects []Subject
}

// A Part is what a review found on some of its subjects, before it is finished.
// It is written as JSON and read again elsewhere; only a [Rulebook] merges and
// finishes parts.
type Part struct {
	at, known      time.Time
	matrix, policy string
	codes          []Code              // the rules that ran, sorted
	read           map[string][]string // the subjects by kind, as they were read
	findings       []Finding
	folds          map[Code]any // a *P of the row's Fold, or json.RawMessage
}

func newPart(under Setting) Part {
	return Part{
		at: normalTime(under.At), known: normalTime(under.Known), matrix: under.Matrix,
		policy: under.policy().Version, read: map[string][]string{},
	}
}

// Read runs rules on subjects, which come with what the rules see of them. Of
// the selection, the codes choose rules, and the mere presence of subjects keeps
// folding rules from running. A subject of a kind that no rule reads is passed over.
func (b *Rulebook[S]) Read(under Setting, sel Selection, subjects iter.Seq2[Subject, S]) Part {
	p := newPart(under)
	runs, byKind := b.runs(under, sel, &p), map[string][]int{}
	for subject, s := range subjects {
		rows, ok := byKind[subject.Kind]
		if !ok {
			for i := range runs {
				if runs[i].row.rule.reads(subject.Kind) {
					rows = append(rows, i)
				}
			}
			byKind[subject.Kind] = rows
		}
		if len(rows) == 0 {
			continue
		}
		p.read[subject.Kind] = append(p.read[subject.Kind], subject.ID)
		for _, i := range rows {
			r := &runs[i]
			if r.row.fold != nil {
				r.row.fold.read(s, r.fold)
				continue
			}
			r.finder.subject = subject
			r.row.local(s, &r.finder)
		}
	}
	return p
}

// A run is a row at work in one Read.
type run[S any] struct {
	row    *RuleRow[S]
	finder Finder
	fold   any
}

// runs prepares the selected rows and writes into p which they are.
func (b *Rulebook[S]) runs(under Setting, sel Selection, p *Part) []run[S] {
	runs := []run[S]{}
	add := func(row *RuleRow[S]) {
		r := run[S]{row: row, finder: Finder{rule: &row.rule, limit: b.limit(&row.rule, under.policy()), out: &p.findings}}
		if row.fold != nil {
			if len(sel.Subjects) > 0 {
				return
			}
			r.fold = row.fold.zero()
			if p.folds == nil {
				p.folds = map[Code]any{}
			}
			p.folds[row.rule.Code] = r.fold
		}
		p.codes = append(p.codes, row.rule.Code)
		runs = append(runs, r)
	}
	if len(sel.Codes) == 0 {
		for i := range b.rows {
			add(&b.rows[i])
		}
		return runs
	}
	for row := range b.chosen(sel.Codes) {
		add(row)
	}
	return runs
}

// chosen yields the rows with the codes, each once, by code; unknown codes are
// passed over.
func (b *Rulebook[S]) chosen(codes []Code) iter.Seq[*RuleRow[S]] {
	return func(yield func(*RuleRow[S]) bool) {
		for _, code := range slices.Compact(slices.Sorted(slices.Values(codes))) {
			if i, ok := b.at[code]; ok && !yield(&b.rows[i]) {
				return
			}
		}
	}
}

// Merge joins parts of one review, in any grouping and order. It refuses parts
// that were made under another setting or with other rules, that name rules the
// book does not have, or that read the same subject.
func (b *Rulebook[S]) Merge(parts ...Part) (Part, error) {
	if len(parts) == 0 {
		return Part{}, nil
	}
	out := parts[0]
	out.read, out.folds, out.findings = map[string][]string{}, map[Code]any{}, nil
	for _, c := range out.codes {
		i, ok := b.at[c]
		if !ok {
			return Part{}, partError("codes", "the book has no rule %s", c)
		}
		if b.rows[i].fold != nil {
			out.folds[c] = b.rows[i].fold.zero()
		}
	}
	for i, p := range parts {
		if !p.sameReview(&out) {
			return Part{}, partError(fmt.Sprintf("parts[%d]", i), "part of another review")
		}
		for kind, ids := range p.read {
			out.read[kind] = append(out.read[kind], ids...)
		}
		out.findings = append(out.findings, p.findings...)
		if err := b.mergeFolds(&out, p); err != nil {
			return Part{}, err
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(out.read)) {
		ids := out.read[kind]
		slices.Sort(ids)
		for i, id := range ids {
			if i > 0 && ids[i-1] == id {
				return Part{}, partError("read", "%s is read twice", Subject{kind, id})
			}
		}
	}
	return out, nil
}

func (b *Rulebook[S]) mergeFolds(out *Part, p Part) error {
	for code, into := range out.folds {
		fold := b.rows[b.at[code]].fold
		part, ok := p.folds[code]
		if !ok {
			return partError("folds", "nothing for %s", code)
		}
		if raw, ok := part.(json.RawMessage); ok {
			var err error
			if part, err = fold.decode(raw); err != nil {
				return partError("folds", "%s: %v", code, err)
			}
		}
		fold.merge(into, part)
	}
	return nil
}

func (p *Part) sameReview(o *Part) bool {
	return p.at.Equal(o.at) && p.known.Equal(o.known) && p.matrix == o.matrix && p.policy == o.policy &&
		slices.Equal(p.codes, o.codes)
}

func partError(path, format string, args ...any) error {
	return &Error{Op: "review", Path: path, Err: fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))}
}

// Finish merges all parts of a review and makes the report: folding rules are
// finished, severities and waivers of the policy applied.
func (b *Rulebook[S]) Finish(under Setting, parts ...Part) (Report, error) {
	whole := newPart(under)
	if len(parts) > 0 {
		merged, err := b.Merge(parts...)
		if err != nil {
			return Report{}, err
		}
		if whole.codes = merged.codes; !whole.sameReview(&merged) {
			return Report{}, partError("", "parts of a review under another setting")
		}
		whole = merged
	}
	return b.finish(under, whole)
}

// Settle takes out of a part what needs no other part. What its local rules
// found becomes a report, with the subjects that they read; the rest is what its
// folding rules keep. So a review of any size is finished part by part: the
// reports together with the one that [Rulebook.Finish] makes of all the rests say
// what the review of the whole says. A rest no longer tells which subjects it
// is about: that parts cover the whole once is for the caller to see to.
func (b *Rulebook[S]) Settle(under Setting, p Part) (Report, Part, error) {
	merged, err := b.Merge(p)
	if err != nil {
		return Report{}, Part{}, err
	}
	rest := newPart(under)
	if rest.codes = merged.codes; !rest.sameReview(&merged) {
		return Report{}, Part{}, partError("", "part of a review under another setting")
	}
	settled := merged
	settled.codes, rest.codes, rest.folds = nil, nil, merged.folds
	for _, code := range merged.codes {
		if _, folding := merged.folds[code]; folding {
			rest.codes = append(rest.codes, code)
		} else {
			settled.codes = append(settled.codes, code)
		}
	}
	report, err := b.finish(under, settled)
	return report, rest, err
}

func (b *Rulebook[S]) finish(under Setting, whole Part) (Report, error) {
	policy := under.policy()
	r := Report{at: whole.at, known: whole.known, matrix: whole.matrix, policy: whole.policy, read: whole.read}
	for _, code := range whole.codes {
		row := &b.rows[b.at[code]]
		r.rules = append(r.rules, row.rule)
		if row.fold != nil {
			row.fold.finish(whole.folds[code], &Finder{rule: &row.rule, limit: b.limit(&row.rule, policy), out: &whole.findings})
		}
	}
	lifts := policy.waiversAt(instantOf(whole.at))
	for _, f := range whole.findings {
		rated, err := b.rate(f, policy, lifts)
		if err != nil {
			return Report{}, err
		}
		r.findings = append(r.findings, rated)
	}
	r.sort()
	return r, nil
}

// rate gives the finding its rule's sentences and sources, the severity that the
// policy sets, and the waiver that lifts it.
func (b *Rulebook[S]) rate(f Finding, p *Policy, lifts map[waived]*Waiver) (Finding, error) {
	i, ok := b.at[f.Code]
	if !ok {
		return f, partError("findings", "the book has no rule %s", f.Code)
	}
	rule := &b.rows[i].rule
	f.Severity, f.Sources, f.said = rule.Severity, rule.Sources, rule
	if rule.Kind == Hard {
		return f, nil
	}
	if s := p.Severities[rule.Code]; severities.Known(s) {
		f.Severity = s
	}
	f.Waived = lifts[waived{f.Code, f.Subject}]
	return f, nil
}

// partJSON is the text form of a Part: facts only, the book has the rest.
type partJSON struct {
	At       time.Time                `json:"at,omitzero"`
	Known    time.Time                `json:"known,omitzero"`
	Matrix   string                   `json:"matrix,omitempty"`
	Policy   string                   `json:"policy,omitempty"`
	Codes    []Code                   `json:"codes"`
	Read     map[string][]string      `json:"read"`
	Findings []partFinding            `json:"findings,omitempty"`
	Folds    map[Code]json.RawMessage `json:"folds,omitempty"`
}

type partFinding struct {
	Code    Code    `json:"code"`
	Subject Subject `json:"subject"`
	Path    string  `json:"path,omitempty"`
	Args    []Arg   `json:"args,omitempty"`
}

// MarshalJSON writes the part.
func (p Part) MarshalJSON() ([]byte, error) {
	j := partJSON{At: p.at, Known: p.known, Matrix: p.matrix, Policy: p.policy, Codes: p.codes, Read: p.read}
	for _, f := range p.findings {
		j.Findings = append(j.Findings, partFinding{f.Code, f.Subject, f.Path, f.Args})
	}
	for code, fold := range p.folds {
		raw, err := json.Marshal(fold)
		if err != nil {
			return nil, partError("folds", "%s: %v", code, err)
		}
		if j.Folds == nil {
			j.Folds = map[Code]json.RawMessage{}
		}
		j.Folds[code] = raw
	}
	return json.Marshal(j)
}

// UnmarshalJSON is the inverse of MarshalJSON; unknown fields are an error.
// Whether rules and folds are known is for the [Rulebook] to say.
func (p *Part) UnmarshalJSON(data []byte) error {
	var j partJSON
	if err := strictJSON(data, &j); err != nil {
		return fmt.Errorf("part: %w", err)
	}
	*p = Part{
		at: normalTime(j.At), known: normalTime(j.Known), matrix: j.Matrix, policy: j.Policy,
		codes: slices.Compact(slices.Sorted(slices.Values(j.Codes))), read: j.Read,
	}
	for _, f := range j.Findings {
		p.findings = append(p.findings, Finding{Code: f.Code, Subject: f.Subject, Path: f.Path, Args: f.Args})
	}
	for code, raw := range j.Folds {
		if p.folds == nil {
			p.folds = map[Code]any{}
		}
		p.folds[code] = raw
	}
	return nil
}
