package ownership

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A breach is one change of the standard table and what the checks must say to
// it, everything and nothing else.
type breach struct {
	name   string
	change func(*MatrixTable)
	codes  []Code
	path   string // of the first
}

func give(a Activity, r Role, l RACI) func(*MatrixTable) {
	return func(t *MatrixTable) {
		for i := range t.Rows {
			if t.Rows[i].Activity != a {
				continue
			}
			if l == 0 {
				delete(t.Rows[i].Cells, r)
			} else {
				t.Rows[i].Cells[r] = l
			}
			return
		}
		panic("no row " + a)
	}
}

func withRow(a Activity, f func(*Row)) func(*MatrixTable) {
	return func(t *MatrixTable) {
		f(&t.Rows[slices.IndexFunc(t.Rows, func(r Row) bool { return r.Activity == a })])
	}
}

func withCard(role Role, f func(*RoleCard)) func(*MatrixTable) {
	return func(t *MatrixTable) {
		f(&t.Roles[slices.IndexFunc(t.Roles, func(c RoleCard) bool { return c.Role == role })])
	}
}

func together(changes ...func(*MatrixTable)) func(*MatrixTable) {
	return func(t *MatrixTable) {
		for _, c := range changes {
			c(t)
		}
	}
}

func withNew(r Row) func(*MatrixTable) {
	return func(t *MatrixTable) { t.Rows = append(t.Rows, r) }
}

var breaches = []breach{
	{"nobody accountable", give(PlanRelease, ReleaseManager, R), []Code{"matrix.accountable-none"}, "rows[plan-release]"},
	{"two accountable", give(PlanRelease, ChangeAuthority, A), []Code{"matrix.accountable-several"}, "rows[plan-release]"},
	{"nobody responsible", give(PlanRelease, ReleaseManager, A), []Code{"matrix.responsible-none"}, "rows[plan-release]"},
	{
		"a crowd is accountable", together(give(AssureQuality, FunctionalServiceManager, A|R), give(AssureQuality, ServiceOwner, C)),
		[]Code{"matrix.accountable-shared"},
		"rows[assure-quality].cells[functional-service-manager]",
	},
	{"a role that never gets there", give(AssureQuality, SystemOwner, R), []Code{"matrix.cell-idle"}, "rows[assure-quality].cells[system-owner]"},
	{"no objective", withCard(Sponsor, func(c *RoleCard) { c.Objectives = nil }), []Code{"matrix.objective-none"}, "roles[sponsor]"},
	{"no appointment", withCard(Sponsor, func(c *RoleCard) { c.AppointedBy = "" }), []Code{"matrix.appointment-none"}, "roles[sponsor]"},
	{"owners in the plural", withCard(ServiceOwner, func(c *RoleCard) { c.Holders = OneByPolicy }), []Code{"matrix.owner-shared"}, "roles[service-owner]"},
	{
		"a second person commits", give(CommitResources, ServiceLevelManager, R),
		[]Code{"matrix.commitment-by-another", "matrix.duplicate-effort"},
		"rows[commit-resources].cells[service-level-manager]",
	},
	{
		"the level manager commits instead", together(give(CommitResources, ServiceOwner, C), give(CommitResources, ServiceLevelManager, A|R)),
		[]Code{"matrix.commitment-by-another", "matrix.commitment-not-the-owners", "matrix.level-manager-beyond-agreements"},
		"rows[commit-resources].cells[service-level-manager]",
	},
	{"deputies commit", withRow(CommitResources, func(r *Row) { r.Acting = 0 }), []Code{"matrix.commitment-by-deputy"}, "rows[commit-resources]"},
	{"commitments without limit", withRow(CommitResources, func(r *Row) { r.Limited = false }), []Code{"matrix.commitment-unlimited"}, "rows[commit-resources]"},
	{
		"somebody else delivers", together(give(DeliverService, ServiceOwner, C), give(DeliverService, SeniorManagement, A)),
		[]Code{"matrix.service-not-the-owners"},
		"rows[deliver-service].cells[service-owner]",
	},
	{
		"the level manager delivers", together(give(DeliverService, ServiceOwner, C), give(DeliverService, ServiceLevelManager, A)),
		[]Code{"matrix.level-manager-beyond-agreements", "matrix.service-not-the-owners"},
		"rows[deliver-service].cells[service-level-manager]",
	},
	{
		"the delivery manager owns", together(give(AssureValue, ServiceOwner, R), give(AssureValue, ServiceDeliveryManager, A)),
		[]Code{"matrix.delivery-manager-owns-service"},
		"rows[assure-value].cells[service-delivery-manager]",
	},
	{"feasible without the owner", give(AssessFeasibility, ServiceOwner, 0), []Code{"matrix.feasibility-without-owner"}, "rows[assess-feasibility].cells[service-owner]"},
	{
		"the provider lowers targets", together(give(LowerTarget, Customer, C), give(LowerTarget, ServiceLevelManager, A|R)),
		[]Code{"matrix.target-lowered-by-another"},
		"rows[lower-target].cells[customer]",
	},
	{
		"the sponsor signs", together(give(SignAgreementForCustomer, Customer, C), give(SignAgreementForCustomer, Sponsor, A), give(SignAgreementForCustomer, Customer, R)),
		[]Code{"matrix.customer-does-not-sign", "matrix.cell-idle"},
		"rows[sign-agreement-for-customer].cells[customer]",
	},
	{
		"the vote is not the owner's", together(give(ApproveChange, ServiceOwner, R), give(ApproveChange, ChangeAuthority, A)),
		[]Code{"matrix.vote-not-the-owners"},
		"rows[approve-change].cells[service-owner]",
	},
	{
		"escalation passes on", together(give(EscalateToSeniorManagement, ServiceOwner, R), give(EscalateToSeniorManagement, ServiceDeliveryManager, C), give(EscalateToSeniorManagement, FinanceManager, A)),
		[]Code{"matrix.escalation-not-the-owners", "matrix.escalation-by-another"},
		"rows[escalate-to-senior-management].cells[service-owner]",
	},
	{
		"the level manager escalates", withRow(EscalateToSeniorManagement, func(r *Row) { r.Cells[ServiceLevelManager] = R; r.Note = "split" }),
		[]Code{"matrix.escalation-by-another"},
		"rows[escalate-to-senior-management].cells[service-level-manager]",
	},
	{
		"finance keeps the risk entry", together(give(MaintainRiskEntry, ServiceOwner, R), give(MaintainRiskEntry, FinanceManager, A)),
		[]Code{"matrix.risk-entry-not-the-owners"},
		"rows[maintain-risk-entry].cells[service-owner]",
	},
	{
		"the owner takes any risk", together(give(AcceptRiskBeyondTolerance, ServiceOwner, A|R), give(AcceptRiskBeyondTolerance, SeniorManagement, I)),
		[]Code{"matrix.great-risk-not-senior-managements"},
		"rows[accept-risk-beyond-tolerance].cells[senior-management]",
	},
	{
		"the owner answers for the portfolio", together(give(ManagePortfolio, ServiceDeliveryManager, R), give(ManagePortfolio, ServiceOwner, A)),
		[]Code{"matrix.owner-beyond-service", "matrix.portfolio-not-the-delivery-managers", "matrix.cell-idle"},
		"rows[manage-portfolio].cells[service-owner]",
	},
	{
		"the owner answers for a system", together(give(RunSystem, SystemOwner, R), give(RunSystem, ServiceOwner, A)),
		[]Code{"matrix.owner-beyond-service", "matrix.system-not-its-owners"},
		"rows[run-system].cells[service-owner]",
	},
	{
		"the system owner answers for a component", together(give(RunComponent, ComponentOwner, R), give(RunComponent, CapacityManager, A)),
		[]Code{"matrix.component-not-its-owners"},
		"rows[run-component].cells[component-owner]",
	},
	{
		"the system owner answers for a service", together(give(AssureQuality, ServiceOwner, C), give(AssureQuality, SystemOwner, A)),
		[]Code{"matrix.system-owner-beyond-system", "matrix.cell-idle"},
		"rows[assure-quality].cells[system-owner]",
	},
	{
		"the component owner answers for a service", together(give(AssureQuality, ServiceOwner, C), give(AssureQuality, ComponentOwner, A)),
		[]Code{"matrix.component-owner-beyond-component", "matrix.cell-idle"},
		"rows[assure-quality].cells[component-owner]",
	},
	{
		"the process owner answers for a service", together(give(AssureQuality, ServiceOwner, C), give(AssureQuality, ProcessOwner, A)),
		[]Code{"matrix.process-owner-beyond-process", "matrix.cell-idle"},
		"rows[assure-quality].cells[process-owner]",
	},
	{
		"the owner sets the budget", together(give(SetITBudget, FinanceManager, C), give(SetITBudget, ServiceOwner, A|R)),
		[]Code{"matrix.budget-by-owner", "matrix.owner-beyond-service", "matrix.cell-idle"},
		"rows[set-it-budget].cells[service-owner]",
	},
	{"the owner is told about appraisals", give(AppraiseStaff, ServiceOwner, I), []Code{"matrix.staff-by-owner"}, "rows[appraise-staff].cells[service-owner]"},
	{
		"a caller's own row of line management", withNew(Row{
			Activity: "hire", Name: "Hire", Process: "line management", On: []Level{LevelOrganisation},
			Cells: map[Role]RACI{LineManager: A | R, ServiceOwnerDeputy: C},
		}), []Code{"matrix.staff-by-owner"}, "rows[hire].cells[service-owner-deputy]",
	},
	{
		"the owner answers for the cost model", together(give(DefineCostModel, FinanceManager, R), give(DefineCostModel, ServiceOwner, A)),
		[]Code{"matrix.cost-model-by-owner"},
		"rows[define-cost-model].cells[service-owner]",
	},
	{
		"the owner keeps the CSI register", together(give(MaintainCSIRegister, CSIManager, R), give(MaintainCSIRegister, ServiceOwner, A)),
		[]Code{"matrix.improvement-process-by-owner", "matrix.owner-beyond-service", "matrix.cell-idle"},
		"rows[maintain-csi-register].cells[service-owner]",
	},
	{
		"the owner decides on changes", together(give(DecideChange, ChangeAuthority, R), give(DecideChange, ServiceOwner, A), withRow(DecideChange, func(r *Row) { r.On = onService })),
		[]Code{"matrix.change-decided-by-owner"},
		"rows[decide-change].cells[service-owner]",
	},
	{"the owner waives", give(GrantWaiver, ServiceOwner, R), []Code{"matrix.waiver-by-owner"}, "rows[grant-waiver].cells[service-owner]"},
	{
		"the level manager measures the service", together(give(ReviewPerformance, ServiceOwner, R), give(ReviewPerformance, ServiceLevelManager, A)),
		[]Code{"matrix.level-manager-beyond-agreements"},
		"rows[review-performance].cells[service-level-manager]",
	},
	{
		"level work that has nothing to do with agreements", withNew(Row{
			Activity: "tune", Name: "Tune", Process: "service level management", On: onService,
			Cells: map[Role]RACI{ServiceLevelManager: A | R},
		}), []Code{"matrix.level-manager-beyond-agreements"}, "rows[tune].cells[service-level-manager]",
	},
	{"both do it", withRow(ReviewPerformance, func(r *Row) { r.Cells[ServiceLevelManager] = R }), []Code{"matrix.duplicate-effort"}, "rows[review-performance]"},
	{
		"the owner replaces the function", together(give(DeliverService, FunctionalServiceManager, C), give(DeliverService, ServiceOwner, A|R)),
		[]Code{"matrix.function-displaced"},
		"rows[deliver-service].cells[functional-service-manager]",
	},
	{"the owner doubles the function", withRow(DeliverService, func(r *Row) { r.Cells[ServiceOwner], r.Note = A|R, "" }), []Code{"matrix.function-doubled"}, "rows[deliver-service]"},
	{"one signs for both", give(SignAgreementForCustomer, ServiceLevelManager, R), []Code{"matrix.both-sides"}, "rows[sign-agreement-for-customer].cells[service-level-manager]"},
	{"one signs the OLA for both", give(SignOLAForProvider, LineManager, R), []Code{"matrix.both-sides"}, "rows[sign-ola-for-supporting-party].cells[line-manager]"},
	{"one signs the contract for both", give(SignUCForSupplier, SupplierManager, R), []Code{"matrix.both-sides"}, "rows[sign-uc-for-supplier].cells[supplier-manager]"},
	{
		"a process without the owner", withNew(Row{
			Activity: "patch", Name: "Patch", Process: "patching", On: []Level{LevelService, LevelSystem},
			Cells: map[Role]RACI{ReleaseManager: A | R},
		}), []Code{"matrix.owner-uninvolved"}, "process[patching]",
	},
	{"no deputies", withCard(ServiceOwnerDeputy, func(c *RoleCard) { c.DeputyOf = "" }), []Code{"matrix.deputies-none"}, "roles[service-owner]"},
}

func TestMatrixRules(t *testing.T) {
	rule := func(c Code) Rule {
		rows := matrixRules()
		return rows[slices.IndexFunc(rows, func(r RuleRow[*Matrix]) bool { return r.rule.Code == c })].rule
	}
	hit := map[Code]bool{}
	for _, b := range breaches {
		t.Run(b.name, func(t *testing.T) {
			table := Standard().Table()
			b.change(&table)
			m, err := NewMatrix(table)
			require.NoError(t, err, "a matrix that breaks rules can be looked at")
			var codes []Code
			paths := map[Code]string{}
			for _, f := range m.Review() {
				codes = append(codes, f.Code)
				paths[f.Code] = f.Path
				assert.NotContains(t, f.Text()+f.Remedy(), "{")
				if rule(f.Code).Kind == Hard && f.Arg("activity") != "" {
					assert.True(t, m.void[Activity(f.Arg("activity"))])
				}
				hit[f.Code] = true
			}
			assert.ElementsMatch(t, b.codes, codes)
			assert.Equal(t, b.path, paths[b.codes[0]])
		})
	}
	rules := map[Code]bool{}
	for _, r := range matrixRules() {
		assert.True(t, hit[r.rule.Code], "no breach shows %s", r.rule.Code)
		assert.False(t, rules[r.rule.Code], "%s twice", r.rule.Code)
		rules[r.rule.Code] = true
	}
	_, err := NewRulebook(nil, matrixRules()...)
	require.NoError(t, err)
}

// TestMatrixRulesOff: a check of a role is silent where the matrix has no such role.
func TestMatrixRulesOff(t *testing.T) {
	m, err := NewMatrix(MatrixTable{
		Version: "small",
		Roles:   []RoleCard{{Role: "cook", Name: "Cook", Levels: onService, Holders: OneByPolicy, Objectives: []string{"Cook."}, AppointedBy: "hire"}},
		Rows: []Row{
			{Activity: "hire", Name: "Hire", Process: "kitchen", On: onService, Cells: map[Role]RACI{"cook": A | R}},
		},
	})
	require.NoError(t, err)
	assert.Empty(t, m.Review())
	assert.Empty(t, (&Matrix{}).Review())
	assert.Empty(t, (&Matrix{}).Roles("x", A))
	assert.NotEmpty(t, (&Matrix{}).Chart())
}

// TestContains holds the table of containment against the chain that levels form.
func TestContains(t *testing.T) {
	want := map[Level][]Level{
		LevelOrganisation: {LevelPortfolio, LevelService, LevelSystem, LevelComponent, LevelProcess, LevelAgreement},
		LevelPortfolio:    {LevelService, LevelSystem, LevelComponent, LevelAgreement},
		LevelService:      {LevelSystem, LevelComponent, LevelAgreement},
		LevelSystem:       {LevelComponent},
	}
	for outer := LevelOrganisation; outer <= LevelAgreement; outer++ {
		for inner := LevelOrganisation; inner <= LevelAgreement; inner++ {
			assert.Equal(t, slices.Contains(want[outer], inner), contains(outer, inner), "%s %s", outer, inner)
		}
	}
}

// TestVoidRowEntitlesNobody: a row that breaks a hard rule gives no right, and the
// refusal says so; the other rows are as they were.
func TestVoidRowEntitlesNobody(t *testing.T) {
	table := Standard().Table()
	give(CommitResources, ServiceLevelManager, R)(&table)
	m, err := NewMatrix(table)
	require.NoError(t, err)
	c := compileMatrix(m, func() func(Role) roleNo {
		nos := map[Role]roleNo{}
		return func(r Role) roleNo {
			if _, ok := nos[r]; !ok {
				nos[r] = roleNo(len(nos))
			}
			return nos[r]
		}
	}())
	row := c.row(CommitResources)
	assert.True(t, row.void)
	assert.False(t, row.hasA)
	assert.Empty(t, row.may)
	assert.True(t, c.row(DeliverService).hasA)
}
