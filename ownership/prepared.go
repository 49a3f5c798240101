package ownership

import "slices"

// A Prepared is a choice of rules of one rulebook that was made once, for judging
// one subject after the other without choosing again. It is what a gate asks. It
// finds what a [Report] finds that [Rulebook.Read] and [Rulebook.Finish] make of
// the same rules and this subject. It is immutable and safe for concurrent use.
type Prepared[S any] struct {
	book   *Rulebook[S]
	rows   []*RuleRow[S] // by code
	limits []int64       // of the rows, unless policy says otherwise
}

// Prepare chooses the rules with the codes. Codes that the book does not have, and
// folding rules, which find nothing in one subject, do not run; see
// [Prepared.Runs].
func (b *Rulebook[S]) Prepare(codes ...Code) *Prepared[S] {
	p := &Prepared[S]{book: b}
	for row := range b.chosen(codes) {
		if row.fold == nil {
			p.rows = append(p.rows, row)
			p.limits = append(p.limits, b.limit(&row.rule, &Policy{}))
		}
	}
	return p
}

// Runs reports whether the rule is among the chosen ones and reads subjects of
// the kind. A gate that demands a rule which does not run blocks.
func (p *Prepared[S]) Runs(code Code, kind string) bool {
	i, ok := slices.BinarySearchFunc(p.rows, code, func(r *RuleRow[S], c Code) int { return r.rule.Code.Compare(c) })
	return ok && p.rows[i].rule.reads(kind)
}

// Judge returns what the rules find about the subject, s being what they see of
// it, with the weights of the policy, sorted as in a report. Rate may be nil; it
// is what [Report.Rerated] takes.
func (p *Prepared[S]) Judge(under Setting, subject Subject, s S, rate func(*Finding)) []Finding {
	var found []Finding
	policy := under.policy()
	finder := Finder{subject: subject, out: &found}
	for i, row := range p.rows {
		if !row.rule.reads(subject.Kind) {
			continue
		}
		finder.rule, finder.limit = &row.rule, p.limits[i]
		if n, ok := policy.Thresholds[row.rule.Threshold]; ok {
			finder.limit = n
		}
		row.local(s, &finder)
	}
	if found == nil {
		return nil
	}
	lifts := policy.waiversAt(instantOf(under.At))
	for i := range found {
		found[i], _ = p.book.rate(found[i], policy, lifts) // its own rules are in the book
	}
	found = sortFindings(found)
	if rate != nil {
		rerate(found, rate)
	}
	return found
}
