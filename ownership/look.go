package ownership

import "time"

// Tables are the rules and thresholds that a policy may speak of. A [Rulebook] is
// one.
type Tables interface {
	Rule(Code) (Rule, bool)
	Thresholds() []ThresholdCard
}

// A Look is what the rules of this package see: one subject after the other, and
// the register around it. It is for rulebooks of packages above that look at more
// than this one does; see [RuleRows]. It serves one reading at a time.
type Look struct {
	v    *view
	sees bool
}

// Look returns a look at the register at the instant, turned to nothing yet.
// Policies are held to the tables; nil are those of this package, which know
// nothing of the rules of others.
func (r *Register) Look(at time.Time, tables Tables) *Look {
	if tables == nil {
		tables = ownershipRules
	}
	return &Look{v: r.use().viewAt(instantOf(at), tables)}
}

// Show turns the look to the subject and reports whether the register knows it,
// as a review by [Register.Review] would. Where it does not, the rules find
// nothing.
func (l *Look) Show(s Subject) bool {
	l.sees = l.v != nil && l.v.show(s)
	return l.sees
}

// RuleRows returns the rows of the rule table, to be lifted into a wider one with
// [Lift]. Each sees what a [Look] shows.
func RuleRows() []RuleRow[*Look] {
	out := make([]RuleRow[*Look], len(ownershipRows))
	for i, r := range ownershipRows {
		out[i].rule = r.rule
		if r.local != nil {
			out[i].local = func(l *Look, f *Finder) {
				if l.sees {
					r.local(l.v, f)
				}
			}
		}
		if r.fold != nil {
			out[i].fold = sighted{r.fold}
		}
	}
	return out
}

// sighted is a fold that reads what a look shows.
type sighted struct{ folding[*view] }

func (s sighted) read(l *Look, into any) {
	if l.sees {
		s.folding.read(l.v, into)
	}
}
