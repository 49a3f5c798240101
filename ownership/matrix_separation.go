package ownership

import "slices"

// separationRules keep roles apart that the requirements keep apart: the service
// owner from the service level manager, from finance, from line management and
// from the functions; each accountable role from objects that are not its own.
func separationRules() []RuleRow[*Matrix] {
	rules := []RuleRow[*Matrix]{ownerAndLevelManagerBothDo(), ownerDisplacesFunction(), ownerDoublesFunction(), bothSides()}
	for i := range pins {
		rules = append(rules, pins[i].row())
	}
	for i := range bans {
		rules = append(rules, bans[i].row())
	}
	for i := range objects {
		rules = append(rules, objects[i].row())
	}
	return rules
}

// A pin is a letter that a role must have for an activity, if there is a row for it.
type pin struct {
	activity Activity
	role     Role
	any      RACI // at least one of these
	rule     Rule
}

var pins = []pin{
	{DeliverService, ServiceOwner, A, Rule{
		Code: "matrix.service-not-the-owners", Kind: Hard, Sources: []Source{"R03", "R04", "R20"},
	}},
	{CommitResources, ServiceOwner, A, Rule{
		Code: "matrix.commitment-not-the-owners", Kind: Hard, Sources: []Source{"R32", "C5"},
	}},
	{AssessFeasibility, ServiceOwner, A | R | C, Rule{
		Code: "matrix.feasibility-without-owner", Kind: Adjustable, Sources: []Source{"R61"},
	}},
	{LowerTarget, Customer, A, Rule{
		Code: "matrix.target-lowered-by-another", Kind: Hard, Sources: []Source{"R62"},
	}},
	{SignAgreementForCustomer, Customer, A, Rule{
		Code: "matrix.customer-does-not-sign", Kind: Adjustable, Sources: []Source{"R60", "R66", "R76"},
	}},
	{ApproveChange, ServiceOwner, A, Rule{
		Code: "matrix.vote-not-the-owners", Kind: Adjustable, Sources: []Source{"R40", "C14"},
	}},
	{EscalateToSeniorManagement, ServiceOwner, A, Rule{
		Code: "matrix.escalation-not-the-owners", Kind: Adjustable, Sources: []Source{"R31"},
	}},
	{MaintainRiskEntry, ServiceOwner, A, Rule{
		Code: "matrix.risk-entry-not-the-owners", Kind: Adjustable, Sources: []Source{"R49"},
	}},
	{AcceptRiskBeyondTolerance, SeniorManagement, A, Rule{
		Code: "matrix.great-risk-not-senior-managements", Kind: Adjustable, Sources: []Source{"R86"},
	}},
	{ManagePortfolio, ServiceDeliveryManager, A, Rule{
		Code: "matrix.portfolio-not-the-delivery-managers", Kind: Adjustable, Sources: []Source{"R10", "R12"},
	}},
	{RunSystem, SystemOwner, A, Rule{
		Code: "matrix.system-not-its-owners", Kind: Adjustable, Sources: []Source{"R10"},
	}},
	{RunComponent, ComponentOwner, A, Rule{
		Code: "matrix.component-not-its-owners", Kind: Adjustable, Sources: []Source{"R10"},
	}},
}

func (p pin) row() RuleRow[*Matrix] {
	p.rule.Severity, p.rule.Subject = SeverityError, "matrix"
	p.rule.Args = []string{"activity", "role", "letters", "wanted"}
	p.rule.Text = "{activity} must have {wanted} for {role}, and has {letters}"
	p.rule.Remedy = "Give {role} the {wanted} for {activity}."
	return Local(p.rule, func(m *Matrix, f *Finder) {
		if r := m.find(p.activity); r != nil && !r.Cells[p.role].Has(p.any) {
			f.Found(cellPath(p.activity, p.role), string(p.activity), string(p.role), orNone(r.Cells[p.role]), oneOf(p.any))
		}
	})
}

func orNone(l RACI) string {
	if l == 0 {
		return "no letter"
	}
	return l.String()
}

func oneOf(l RACI) string {
	var out []string
	for _, x := range letters {
		if l.Has(x.letter) {
			out = append(out, x.letter.String())
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return "one of " + joinNames(out)
}

// A ban is letters that roles must not have in rows. Rows are named by activity,
// or by process when a caller's own rows are meant as well.
type ban struct {
	activities []Activity
	process    string
	from       func(Role) bool
	letters    RACI
	rule       Rule
}

var bans = []ban{
	{activities: []Activity{CommitResources}, from: allBut(ServiceOwner), letters: A | R, rule: Rule{
		Code: "matrix.commitment-by-another", Kind: Hard, Severity: SeverityError, Sources: []Source{"R14", "R32"},
		Remedy: "Take the letter away: whoever else needs resources asks the service owner.",
	}},
	{activities: []Activity{SetITBudget}, from: only(ServiceOwner), letters: A | R, rule: Rule{
		Code: "matrix.budget-by-owner", Kind: Hard, Severity: SeverityError, Sources: []Source{"R46", "C5"},
		Remedy: "Leave the budget to finance; let the service owner be consulted or informed.",
	}},
	{process: processLine, from: only(ServiceOwner, ServiceOwnerDeputy), letters: allLetters, rule: Rule{
		Code: "matrix.staff-by-owner", Kind: Hard, Severity: SeverityError, Sources: []Source{"R15", "C7"},
		Remedy: "Take the letter away: the service owner coordinates staff and is not their manager.",
	}},
	{activities: []Activity{DefineCostModel, TrackCostRecovery}, from: only(ServiceOwner), letters: A, rule: Rule{
		Code: "matrix.cost-model-by-owner", Kind: Adjustable, Severity: SeverityError, Sources: []Source{"R45", "C5"},
		Remedy: "Let finance be accountable and the service owner help.",
	}},
	{activities: []Activity{MaintainCSIRegister, MeasureProcesses}, from: only(ServiceOwner), letters: A, rule: Rule{
		Code: "matrix.improvement-process-by-owner", Kind: Adjustable, Severity: SeverityError, Sources: []Source{"R77", "C12"},
		Remedy: "Let the CSI manager be accountable for the register and the process.",
	}},
	{activities: []Activity{DecideChange}, from: only(ServiceOwner), letters: A, rule: Rule{
		Code: "matrix.change-decided-by-owner", Kind: Adjustable, Severity: SeverityError, Sources: []Source{"C14"},
		Remedy: "Let the change authority decide; the owner's vote is an activity of its own.",
	}},
	{activities: []Activity{EscalateToSeniorManagement}, from: allBut(ServiceOwner), letters: A | R, rule: Rule{
		Code: "matrix.escalation-by-another", Kind: Recommendation, Severity: SeverityWarning, Sources: []Source{"R31"},
		Remedy: "Take the letter away, or keep the finding as the record of that decision.",
	}},
	{activities: []Activity{GrantWaiver}, from: only(ServiceOwner, ServiceOwnerDeputy), letters: A | R, rule: Rule{
		Code: "matrix.waiver-by-owner", Kind: Adjustable, Severity: SeverityWarning, Sources: []Source{"R16"},
		Remedy: "Let somebody lift findings whom they are not about.",
	}},
}

func only(roles ...Role) func(Role) bool {
	return func(r Role) bool { return slices.Contains(roles, r) }
}

func allBut(role Role) func(Role) bool { return func(r Role) bool { return r != role } }

func (b ban) row() RuleRow[*Matrix] {
	b.rule.Subject, b.rule.Args = "matrix", []string{"activity", "role", "letters"}
	b.rule.Text = "{role} has {letters} for {activity}, which is not its to have"
	return Local(b.rule, eachRow(func(_ *Matrix, r *Row, f *Finder) {
		if r.Process != b.process && !slices.Contains(b.activities, r.Activity) {
			return
		}
		for _, role := range r.with(b.letters) {
			if b.from(role) {
				f.Found(cellPath(r.Activity, role), string(r.Activity), string(role), r.Cells[role].String())
			}
		}
	}))
}

// An object rule says of which objects a role may be accountable: the levels at
// which its activities are done (R18). An A for a service that is not the service
// owner's own would be a second owner under another name.
type object struct {
	role   Role
	levels []Level
	// except lets further rows pass.
	except func(*Row) bool
	rule   Rule
}

var objects = []object{
	{ServiceOwner, onPromise, nil, Rule{
		Code: "matrix.owner-beyond-service", Kind: Hard, Sources: []Source{"R14", "R18"},
	}},
	{ServiceLevelManager, []Level{LevelAgreement, LevelProcess, LevelOrganisation, LevelPortfolio}, levelWork, Rule{
		Code: "matrix.level-manager-beyond-agreements", Kind: Hard, Sources: []Source{"R74", "C1"},
	}},
	{ProcessOwner, onProcess, nil, Rule{
		Code: "matrix.process-owner-beyond-process", Kind: Hard, Sources: []Source{"R18", "C16"},
	}},
	{ServiceDeliveryManager, onWhole, nil, Rule{
		Code: "matrix.delivery-manager-owns-service", Kind: Hard, Sources: []Source{"R12", "C11"},
	}},
	{SystemOwner, []Level{LevelSystem, LevelComponent}, nil, Rule{
		Code: "matrix.system-owner-beyond-system", Kind: Adjustable, Sources: []Source{"R10", "R11"},
	}},
	{ComponentOwner, []Level{LevelComponent}, nil, Rule{
		Code: "matrix.component-owner-beyond-component", Kind: Adjustable, Sources: []Source{"R10", "R11"},
	}},
}

// levelWork reports whether the row is work on agreements that begins before
// there is one, such as gathering what the customer needs of a service.
func levelWork(r *Row) bool {
	return r.Process == processSLM && slices.Contains(r.On, LevelAgreement)
}

func (o object) row() RuleRow[*Matrix] {
	o.rule.Severity, o.rule.Subject = SeverityError, "matrix"
	o.rule.Args = []string{"activity", "role", "on", "levels"}
	o.rule.Text = "{role} is accountable for {activity}, which is done to {on}"
	o.rule.Remedy = "Let {role} be accountable for what is done to {levels} alone, or split the activity."
	return Local(o.rule, eachRow(func(_ *Matrix, r *Row, f *Finder) {
		if !r.Cells[o.role].Has(A) || o.except != nil && o.except(r) {
			return
		}
		if slices.ContainsFunc(r.On, func(l Level) bool { return !slices.Contains(o.levels, l) }) {
			f.Found(cellPath(r.Activity, o.role), string(r.Activity), string(o.role), joinedLevels(r.On), joinedLevels(o.levels))
		}
	}))
}

func ownerAndLevelManagerBothDo() RuleRow[*Matrix] {
	return Local(Rule{
		Code: "matrix.duplicate-effort", Kind: Recommendation, Severity: SeverityWarning, Subject: "matrix",
		Sources: []Source{"R17", "C1"}, Args: []string{"activity"},
		Text:   "service owner and service level manager both do {activity}, and nothing says who does what of it",
		Remedy: "Say in the note of {activity} how the work is split, or leave it to one of them.",
	}, eachRow(func(_ *Matrix, r *Row, f *Finder) {
		if r.Note == "" && r.Cells[ServiceOwner].Has(R) && r.Cells[ServiceLevelManager].Has(R) {
			f.Found(rowPath(r.Activity), string(r.Activity))
		}
	}))
}

// functional are the activities that a functional service manager does in the
// standard matrix. To name a service owner must not take them away (R13).
var functional = func() map[Activity]bool {
	out := map[Activity]bool{}
	for _, r := range standardRows() {
		if r.Cells[FunctionalServiceManager].Has(R) {
			out[r.Activity] = true
		}
	}
	return out
}()

func ownerDisplacesFunction() RuleRow[*Matrix] {
	return Local(Rule{
		Code: "matrix.function-displaced", Kind: Hard, Severity: SeverityError, Subject: "matrix",
		Sources: []Source{"R13"}, Args: []string{"activity"},
		Text:   "the service owner does {activity} in place of the functional service manager",
		Remedy: "Give the functional service manager back the R for {activity}.",
	}, eachRow(func(m *Matrix, r *Row, f *Finder) {
		if functional[r.Activity] && m.cardOf(FunctionalServiceManager) != nil &&
			r.Cells[ServiceOwner].Has(R) && !r.Cells[FunctionalServiceManager].Has(R) {
			f.Found(cellPath(r.Activity, FunctionalServiceManager), string(r.Activity))
		}
	}))
}

func ownerDoublesFunction() RuleRow[*Matrix] {
	return Local(Rule{
		Code: "matrix.function-doubled", Kind: Adjustable, Severity: SeverityWarning, Subject: "matrix",
		Sources: []Source{"R13"}, Args: []string{"activity"},
		Text:   "service owner and functional service manager both do {activity}, and nothing says who does what of it",
		Remedy: "Say in the note of {activity} how the work is split, or leave it to the function.",
	}, eachRow(func(_ *Matrix, r *Row, f *Finder) {
		if r.Note == "" && r.Cells[ServiceOwner].Has(R) && r.Cells[FunctionalServiceManager].Has(R) {
			f.Found(rowPath(r.Activity), string(r.Activity))
		}
	}))
}

// signatures are the two sides of each kind of agreement.
var signatures = [][2]Activity{
	{SignAgreementForProvider, SignAgreementForCustomer},
	{SignOLAForProvider, SignOLAForSupportingParty},
	{SignUCForProvider, SignUCForSupplier},
}

func bothSides() RuleRow[*Matrix] {
	return Local(Rule{
		Code: "matrix.both-sides", Kind: Hard, Severity: SeverityError, Subject: "matrix",
		Sources: []Source{"R66", "C1"}, Args: []string{"activity", "other", "role"},
		Text:   "{role} may sign for both sides: {other} and {activity}",
		Remedy: "Take {role} out of one of the two.",
	}, func(m *Matrix, f *Finder) {
		for _, s := range signatures {
			one, other := m.find(s[0]), m.find(s[1])
			if one == nil || other == nil {
				continue
			}
			for _, role := range other.with(A | R) {
				if one.Cells[role].Has(A | R) {
					f.Found(cellPath(s[1], role), string(s[1]), string(s[0]), string(role))
				}
			}
		}
	})
}
