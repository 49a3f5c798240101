package risk

import (
	"slices"
	"strconv"

	"github.com/serviceowner/itsm/ownership"
)

// An effect says what a condition of an acceptance does to it.
type effect uint8

const (
	voids effect = iota + 1
	asks         // for confirmation
	warns        // of what is to come; the acceptance is as good as before
)

// An acceptanceRule is one condition of an acceptance. It is written once and read
// by [Risk.Accept], which takes nothing that is void from its beginning, by
// [Risk.Standing], and by the review of the register.
type acceptanceRule struct {
	rule   ownership.Rule
	effect effect
	// reproves: the row judges the proof anew, so it has nothing to say of an
	// acceptance that was refused for want of one.
	reproves bool
	check    func(v *acceptedRisk, found func(path string, args ...string))
}

// AcceptanceRules returns the descriptions of the conditions on which acceptances
// stand and fall, by code.
func AcceptanceRules() []ownership.Rule {
	out := make([]ownership.Rule, len(acceptanceRules))
	for i := range acceptanceRules {
		out[i] = acceptanceRules[i].rule
	}
	return out
}

// acceptanceRows are the conditions as a review reads them: of risks whose handling
// rests on their acceptance.
var acceptanceRows = func() []ownership.RuleRow[*Subject] {
	var out []ownership.RuleRow[*Subject]
	for i := range acceptanceRules {
		row := &acceptanceRules[i]
		out = append(out, ownership.Local(row.rule, func(s *Subject, f *ownership.Finder) {
			if s.risk.Status() != StatusAccepted {
				return
			}
			if v := acceptedAt(s.risk, s.at, s.r.reg, s.r); v != nil {
				v.limit = f.Limit()
				row.check(v, f.Found)
			}
		}))
	}
	return out
}()

// acceptanceRules is the table, by code. The severities are those of a review, where
// the acceptance concerned is one on which the handling of the risk rests.
var acceptanceRules = []acceptanceRule{
	{
		effect: asks,
		rule: ownership.Rule{
			Code: "acceptance.approver-gone", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: "risk",
			Sources: []ownership.Source{"R86", "R90"}, Args: []string{"approver", "role"},
			Text:   "{approver}, who accepted the risk, is no longer there as {role}",
			Remedy: "Have the acceptance confirmed, by accepting anew, by whoever answers now.",
		},
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if v.gone() {
				found(v.path(""), string(inCharge(v.act)), string(v.act.Proof.Role))
			}
		},
	},
	{
		effect: voids,
		rule: ownership.Rule{
			Code: "acceptance.beyond-authority", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: "risk",
			Sources: []ownership.Source{"R86"}, Args: []string{"by", "level", "expected"},
			Text:   "{by} accepted level {level} with {expected} a year as if it were within tolerance and threshold, and it was not",
			Remedy: "Have senior management decide.",
		},
		reproves: true,
		check: func(v *acceptedRisk, found func(string, ...string)) {
			before := v.before()
			if !slices.Contains(entitling(position(v.by, &before, v.act.At, v.subject)), v.act.Proof.Activity) {
				found(v.path(""), string(v.act.Proof.By), string(v.Level), amount(v.Expected))
			}
		},
	},
	{
		effect: voids,
		rule: ownership.Rule{
			Code: "acceptance.expired", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: "risk",
			Sources: []ownership.Source{"R49", "R86"}, Args: []string{"until"},
			Text: "the risk was accepted until {until}", Remedy: "Decide again: accept the risk anew or treat it.",
		},
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if v.expired() {
				found(v.path(".until"), day(v.Until))
			}
		},
	},
	{
		effect: warns,
		rule: ownership.Rule{
			Code: "acceptance.expiring", Kind: ownership.Recommendation, Severity: ownership.SeverityWarning, Subject: "risk",
			Sources: []ownership.Source{"R49"}, Args: []string{"until"}, Threshold: AcceptanceExpiringDays,
			Text: "the acceptance ends on {until}", Remedy: "Prepare the next decision: whether to accept the risk anew or to treat it.",
		},
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if !v.expired() && days(v.at, v.Until) < v.limit {
				found(v.path(".until"), day(v.Until))
			}
		},
	},
	{
		effect: asks,
		rule: ownership.Rule{
			Code: "acceptance.grid-changed", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: "risk",
			Sources: []ownership.Source{"R86"}, Args: []string{"level", "grid", "version"},
			Text:   "level {level} was accepted under grid {grid} {version}, and the grid in force says something else of it or nothing",
			Remedy: "Have the risk looked at under the grid in force and the acceptance confirmed, by accepting anew.",
		},
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if v.relabelled() {
				found(v.path(".level"), string(v.Level), string(v.Grid), v.GridVersion)
			}
		},
	},
	{
		effect: voids,
		rule: ownership.Rule{
			Code: "acceptance.level-rose", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: "risk",
			Sources: []ownership.Source{"R86"}, Args: []string{"accepted", "level"},
			Text: "level {accepted} was accepted, and it is {level} now", Remedy: "Have whoever may accept {level} decide.",
		},
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if level, rose := v.rose(); rose {
				found(v.path(".level"), string(v.Level), string(level))
			}
		},
	},
	{
		effect: asks,
		rule: ownership.Rule{
			Code: "acceptance.loss-incomparable", Kind: ownership.Adjustable, Severity: ownership.SeverityWarning, Subject: "risk",
			Sources: []ownership.Source{"R86"}, Args: []string{"accepted", "expected"},
			Text:   "{accepted} a year was accepted, and {expected} is expected now, which cannot be compared",
			Remedy: "Have the acceptance confirmed, by accepting anew, in view of the loss that is expected now.",
		},
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if v.Expected.currency != v.now.Expected.currency {
				found(v.path(".expected"), amount(v.Expected), amount(v.now.Expected))
			}
		},
	},
	{
		effect: voids,
		rule: ownership.Rule{
			Code: "acceptance.loss-rose", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: "risk",
			Sources: []ownership.Source{"R86"}, Args: []string{"accepted", "expected", "percent"},
			Text:   "{accepted} a year was accepted, and {expected} is expected now, which is more than {percent} % above",
			Remedy: "Have whoever may accept {expected} decide.",
		},
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if in, ok := v.by.criteriaOn(v.at); ok && roseBeyond(v.Expected, v.now.Expected, in.RisePercent) {
				found(v.path(".expected"), v.Expected.String(), v.now.Expected.String(), strconv.FormatInt(in.RisePercent, 10))
			}
		},
	},
	{
		effect: voids,
		rule: ownership.Rule{
			Code: "acceptance.own-request", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: "risk",
			Sources: []ownership.Source{"R86"}, Args: []string{"by"},
			Text:   "{by} accepted the risk without anybody else's having looked at it",
			Remedy: "Let one person propose or escalate and another accept; who acts for somebody counts as both.",
		},
		reproves: true,
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if in, ok := v.by.criteriaOn(v.act.At); ok && in.FourEyes && v.alone() {
				found(v.path(".request"), string(v.act.Proof.By))
			}
		},
	},
	{
		effect: voids,
		rule: ownership.Rule{
			Code: "acceptance.replaced", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: "risk",
			Sources: []ownership.Source{"R49"}, Args: []string{"on"},
			Text: "cause, event or consequence are no longer those that were accepted on {on}", Remedy: "Assess the risk as it is now and decide again.",
		},
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if !v.then.sameRisk(v.r.entry()) {
				found(v.path(""), day(v.act.At))
			}
		},
	},
	{
		effect: voids,
		rule: ownership.Rule{
			Code: "acceptance.revoked", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: "risk",
			Sources: []ownership.Source{"R49", "R86"}, Args: []string{"by", "on"},
			Text: "{by} revoked the acceptance on {on}", Remedy: "Decide again: accept the risk anew or treat it.",
		},
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if a := v.r.last(func(a *Act) bool { return a.Revokes == v.act.Revision }); a != nil {
				found(v.path(""), string(a.Proof.By), day(a.At))
			}
		},
	},
	{
		effect: voids,
		rule: ownership.Rule{
			Code: "acceptance.unauthorised", Kind: ownership.Adjustable, Severity: ownership.SeverityError, Subject: "risk",
			Sources: []ownership.Source{"R86", "R97"}, Args: []string{"by", "activity"},
			Text:   "by what is known, {by} had no authority to {activity}",
			Remedy: "Have the risk accepted by whoever is entitled to.",
		},
		reproves: true,
		check: func(v *acceptedRisk, found func(string, ...string)) {
			if !v.reg.Upholds(v.act.Proof) {
				found(v.path(""), string(v.act.Proof.By), string(v.act.Proof.Activity))
			}
		},
	},
}

// gone reports whether the person who decided no longer is active, or no longer
// holds the role by which he decided. Who stood in for a role that nobody held is
// asked for no role.
func (v *acceptedRisk) gone() bool {
	who, p := inCharge(v.act), &v.act.Proof
	if party, known := v.reg.Party(who).Party(); !known || !activeAt(&party, v.at) {
		return true
	}
	if p.Role == "" || p.Capacity != ownership.OwnRight && p.For == "" {
		return false
	}
	for h := range v.reg.Holders(p.Role, p.Via, v.at) {
		if h.Party == who && h.Delegation == nil {
			return false
		}
	}
	return true
}

func (v *acceptedRisk) expired() bool { return !v.at.Before(v.Until) }

// rose returns the level now and whether the grid in force has it above the one
// accepted. What it cannot compare has not risen, but see relabelled.
func (v *acceptedRisk) rose() (LevelID, bool) {
	in, ok := v.by.criteriaOn(v.at)
	if !ok {
		return "", false
	}
	grid := &in.Grid
	level, ok := grid.Level(v.now.Likelihood, v.now.Impact)
	accepted, known := grid.Rank(v.Level)
	is, _ := grid.Rank(level.ID)
	return level.ID, ok && known && is > accepted
}

// relabelled reports whether what was accepted reads otherwise under the grid in
// force, or cannot be held against it at all.
func (v *acceptedRisk) relabelled() bool {
	in, ok := v.by.criteriaOn(v.at)
	if !ok {
		return true
	}
	grid := &in.Grid
	if _, known := grid.Level(v.now.Likelihood, v.now.Impact); !known {
		return true
	}
	if grid.ID() == v.Grid && grid.Version() == v.GridVersion {
		return false
	}
	former, ok := v.by.gridOf(v.Grid, v.GridVersion)
	if !ok {
		return true
	}
	is, known := grid.Level(v.subject.Likelihood, v.subject.Impact)
	was, before := former.Level(v.subject.Likelihood, v.subject.Impact)
	_, ranked := grid.Rank(v.Level)
	if !known || !before || !ranked || was.ID != v.Level {
		return true
	}
	shift := former.shift(grid, Cell{v.subject.Likelihood, v.subject.Impact, was.ID}, is.ID)
	return shift == Reworded || shift == Replaced
}

// alone reports whether nobody but those who accepted asked for it. Who acted and on
// whose behalf both count, on either side.
func (v *acceptedRisk) alone() bool {
	request := v.r.act(v.Request)
	if request == nil {
		return true
	}
	asked := people(request)
	return slices.ContainsFunc(people(v.act), func(p ownership.PartyID) bool { return slices.Contains(asked, p) })
}

// roseBeyond reports whether now is more than the percentage above then. Amounts
// that cannot be compared have not risen.
func roseBeyond(then, now Money, percent int64) bool {
	if then.IsZero() || now.currency != then.currency || percent < 0 {
		return false
	}
	// In 128 bits: then x (100 + percent) against now x 100.
	limit, is := product(magnitude(then.minor), uint64(percent)+100), product(magnitude(now.minor), 100)
	return now.minor > 0 && (then.minor <= 0 || limit.less(is))
}

// amount is an amount for people, who should see that there is none.
func amount(m Money) string {
	if m.IsZero() {
		return "no estimate"
	}
	return m.String()
}
