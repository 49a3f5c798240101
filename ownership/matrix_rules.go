package ownership

import (
	"fmt"
	"slices"
	"strings"
)

// matrixRules are the checks of a matrix, by what they guard. A finding that
// names an activity makes its row void if the rule is hard: nobody may do the
// activity until the row is put right.
func matrixRules() []RuleRow[*Matrix] {
	return slices.Concat(shapeRules(), separationRules(), coverageRules())
}

// Review returns everything that the rules find wrong with m, sorted. Severities
// are those of the rules; a review of a register applies the policy as well.
func (m *Matrix) Review() []Finding {
	return m.findBy(func(*Rule) bool { return true })
}

// findBy runs the rules that are chosen.
func (m *Matrix) findBy(chosen func(*Rule) bool) []Finding {
	var out []Finding
	for _, row := range matrixRules() {
		if chosen(&row.rule) {
			row.local(m, &Finder{rule: &row.rule, subject: m.Subject(), out: &out})
		}
	}
	slices.SortFunc(out, Finding.Compare)
	return out
}

// voidRows returns the activities whose rows break a hard rule.
func (m *Matrix) voidRows() map[Activity]bool {
	void := map[Activity]bool{}
	for _, f := range m.findBy(func(r *Rule) bool { return r.Kind == Hard }) {
		if a := f.Arg("activity"); a != "" {
			void[Activity(a)] = true
		}
	}
	return void
}

// rowPath and cellPath are the paths of findings: by name, because the number of
// a row means nothing to a reader.
func rowPath(a Activity) string { return fmt.Sprintf("rows[%s]", a) }

func cellPath(a Activity, r Role) string { return fmt.Sprintf("rows[%s].cells[%s]", a, r) }

func cardPath(r Role) string { return fmt.Sprintf("roles[%s]", r) }

func joinNames[T ~string](list []T) string {
	s := make([]string, len(list))
	for i, v := range list {
		s[i] = string(v)
	}
	return strings.Join(s, ", ")
}

func joinedLevels(list []Level) string {
	s := make([]string, len(list))
	for i, l := range list {
		s[i] = l.String()
	}
	return strings.Join(s, ", ")
}

// eachRow makes the check of a rule that looks at one row at a time.
func eachRow(check func(m *Matrix, r *Row, f *Finder)) func(*Matrix, *Finder) {
	return func(m *Matrix, f *Finder) {
		for i := range m.rows {
			check(m, &m.rows[i], f)
		}
	}
}

// shapeRules say what makes a row a row (R16).
func shapeRules() []RuleRow[*Matrix] {
	return []RuleRow[*Matrix]{
		Local(Rule{
			Code: "matrix.accountable-none", Kind: Hard, Severity: SeverityError, Subject: "matrix",
			Sources: []Source{"R16"}, Args: []string{"activity"},
			Text: "nobody is accountable for {activity}", Remedy: "Give one role the A for {activity}.",
		}, eachRow(func(_ *Matrix, r *Row, f *Finder) {
			if len(r.with(A)) == 0 {
				f.Found(rowPath(r.Activity), string(r.Activity))
			}
		})),
		Local(Rule{
			Code: "matrix.accountable-several", Kind: Hard, Severity: SeverityError, Subject: "matrix",
			Sources: []Source{"R03", "R16"}, Args: []string{"activity", "roles"},
			Text:   "several roles are accountable for {activity}: {roles}",
			Remedy: "Leave the A for {activity} with one of {roles}, or split the activity.",
		}, eachRow(func(_ *Matrix, r *Row, f *Finder) {
			if roles := r.with(A); len(roles) > 1 {
				f.Found(rowPath(r.Activity), string(r.Activity), joinNames(roles))
			}
		})),
		Local(Rule{
			Code: "matrix.responsible-none", Kind: Hard, Severity: SeverityError, Subject: "matrix",
			Sources: []Source{"R16"}, Args: []string{"activity"},
			Text: "nobody is responsible for doing {activity}", Remedy: "Give at least one role the R for {activity}.",
		}, eachRow(func(_ *Matrix, r *Row, f *Finder) {
			if len(r.with(R)) == 0 {
				f.Found(rowPath(r.Activity), string(r.Activity))
			}
		})),
		Local(Rule{
			Code: "matrix.accountable-shared", Kind: Adjustable, Severity: SeverityWarning, Subject: "matrix",
			Sources: []Source{"R03", "R80"}, Args: []string{"activity", "role"},
			Text:   "{role} is accountable for {activity}, but several may hold that role at once",
			Remedy: "Make {role} a role for one holder, or give the A for {activity} to another role.",
		}, eachRow(func(m *Matrix, r *Row, f *Finder) {
			for _, role := range r.with(A) {
				if m.cardOf(role).Holders == Several {
					f.Found(cellPath(r.Activity, role), string(r.Activity), string(role))
				}
			}
		})),
		Local(Rule{
			Code: "matrix.cell-idle", Kind: Recommendation, Severity: SeverityWarning, Subject: "matrix",
			Sources: []Source{"R16", "R18"}, Args: []string{"activity", "role", "held", "on"},
			Text:   "{role} has a part in doing {activity}, but is held over {held} and never comes to act on {on}",
			Remedy: "Let the card of {role} hold or reach that far, or take the letter away.",
		}, eachRow(func(m *Matrix, r *Row, f *Finder) {
			for _, role := range r.with(R | A) {
				if card := m.cardOf(role); !card.canActOn(r.On) {
					f.Found(cellPath(r.Activity, role), string(r.Activity), string(role), joinedLevels(card.Levels), joinedLevels(r.On))
				}
			}
		})),
		Local(Rule{
			Code: "matrix.objective-none", Kind: Recommendation, Severity: SeverityWarning, Subject: "matrix",
			Sources: []Source{"R84"}, Args: []string{"role"},
			Text: "the card of {role} states no objective", Remedy: "Say what {role} is for.",
		}, func(m *Matrix, f *Finder) {
			for i := range m.cards {
				if len(m.cards[i].Objectives) == 0 {
					f.Found(cardPath(m.cards[i].Role), string(m.cards[i].Role))
				}
			}
		}),
		Local(Rule{
			Code: "matrix.appointment-none", Kind: Recommendation, Severity: SeverityWarning, Subject: "matrix",
			Sources: []Source{"R06"}, Args: []string{"role"},
			Text:   "the card of {role} names no activity by which it is given, so nobody can be appointed",
			Remedy: "Name the activity, for example appoint-role-holder.",
		}, func(m *Matrix, f *Finder) {
			for i := range m.cards {
				if m.cards[i].AppointedBy == "" {
					f.Found(cardPath(m.cards[i].Role), string(m.cards[i].Role))
				}
			}
		}),
		Local(Rule{
			Code: "matrix.owner-shared", Kind: Hard, Severity: SeverityError, Subject: "matrix",
			Sources: []Source{"R01"}, Args: []string{"holders"},
			Text:   "the card of the service owner allows holders: {holders}",
			Remedy: "Leave it at one, always.",
		}, func(m *Matrix, f *Finder) {
			if c := m.cardOf(ServiceOwner); c != nil && c.Holders != OneAlways {
				f.Found(cardPath(ServiceOwner), c.Holders.String())
			}
		}),
	}
}

// canActOn reports whether a holder can come to act on an object of one of the
// levels: because the role is held there, or reaches down to it.
func (c *RoleCard) canActOn(on []Level) bool {
	for _, l := range on {
		for _, held := range c.Levels {
			if held == l || c.ReachesDown && contains(held, l) {
				return true
			}
		}
	}
	return false
}

// contains reports whether objects of level outer can contain those of inner.
func contains(outer, inner Level) bool {
	switch outer {
	case LevelOrganisation:
		return inner > LevelOrganisation
	case LevelPortfolio:
		return inner > LevelPortfolio && inner != LevelProcess
	case LevelService:
		return inner > LevelService && inner != LevelProcess
	case LevelSystem:
		return inner == LevelComponent
	default: // components, processes and agreements contain nothing
		return false
	}
}
