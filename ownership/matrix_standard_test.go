package ownership

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/shareddata"
)

func TestStandardIsSound(t *testing.T) {
	m := Standard()
	assert.Empty(t, m.Review())
	_, err := NewMatrix(m.Table())
	require.NoError(t, err)
	assert.Empty(t, m.void)
	for _, p := range Profiles() {
		with, err := m.With(p.Overlay())
		require.NoError(t, err, p.Name)
		for _, f := range with.Review() {
			assert.Equal(t, SeverityWarning, f.Severity, "%s: %s", p.Name, f)
		}
		assert.Equal(t, p.Default, len(p.Changes) == 0, p.Name)
	}
}

// TestStandardPeople: whoever is accountable is one at a time (R80), and every
// role has what a reader asks of a card.
func TestStandardPeople(t *testing.T) {
	m := Standard()
	for r := range m.Rows() {
		a := m.Roles(r.Activity, A)
		require.Len(t, a, 1, r.Activity)
		card, ok := m.Card(a[0])
		require.True(t, ok)
		assert.NotEqual(t, Several, card.Holders, "%s is accountable for %s", a[0], r.Activity)
		assert.NotEmpty(t, r.Sources, r.Activity)
	}
	for c := range m.Cards() {
		assert.NotEmpty(t, c.Objectives, c.Role)
		assert.NotEmpty(t, c.Sources, c.Role)
		assert.NotEmpty(t, c.AppointedBy, c.Role)
		assert.Equal(t, c.Role == ServiceOwner, c.Holders == OneAlways, c.Role)
	}
	owner, _ := m.Card(ServiceOwner)
	assert.GreaterOrEqual(t, len(owner.Skills), 6)
	names := map[string]Role{}
	for c := range m.Cards() {
		for _, n := range append(c.Aliases, c.Name, string(c.Role)) {
			assert.NotEqual(t, "service manager", strings.ToLower(n), "two roles have that name")
			if other := names[strings.ToLower(n)]; other != "" {
				assert.Equal(t, c.Role, other, "%q names two roles", n)
			}
			names[strings.ToLower(n)] = c.Role
		}
	}
}

// TestStandardNamesAll: every constant has a row or card, and the other way round.
func TestStandardNamesAll(t *testing.T) {
	m := Standard()
	activities := constants(t, "matrix_activities.go", "Activity")
	for r := range m.Rows() {
		assert.Contains(t, activities, string(r.Activity))
	}
	assert.Len(t, activities, len(m.rows))
	roles := constants(t, "role_names.go", "Role")
	for c := range m.Cards() {
		assert.Contains(t, roles, string(c.Role))
	}
	assert.Len(t, roles, len(m.cards))
	for name := range roles {
		assert.NotEqual(t, "ServiceManager", roles[name])
	}
}

// constants reads the string constants of a type from a source file: name by value.
func constants(t *testing.T, file, typ string) map[string]string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	out := map[string]string{}
	ast.Inspect(tree, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := v.Type.(*ast.Ident); ok && id.Name == typ {
			text, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			require.Empty(t, out[text], "%q twice", text)
			out[text] = v.Names[0].Name
		}
		return true
	})
	require.NotEmpty(t, out)
	return out
}

// A duty is what a requirement says about a cell, written down apart from the table.
type duty struct {
	source   Source
	activity Activity
	cells    string // as the requirements put it
}

// duties are the facts and rights that the requirements state with letters.
// "SO -" means that the role has no part at all, "SO !A" that it is not accountable.
var duties = []duty{
	{"R06", AppointServiceOwner, "EXEC A, SDM R"},
	{"R07", AppointDeputy, "SO A/R"},
	{"R10", DeliverService, "SO A"},
	{"R10", ManagePortfolio, "SDM A"},
	{"R10", RunSystem, "SYS A"},
	{"R10", RunComponent, "CMP A"},
	{"R12", ManagePortfolio, "SDM A"},
	{"R13", DeliverService, "FSM R, SO !R"},
	{"R15", ManageStaff, "SO -"},
	{"R15", AppraiseStaff, "SO -"},
	{"R16", PublishResponsibilities, "EXEC A"},
	{"R18", DesignProcess, "PO A"},
	{"R18", RunProcess, "PO A"},
	{"R20", DeliverService, "SO A, FSM R, CUST I"},
	{"R21", KeepDeliveryConsistent, "SO A"},
	{"R22", AlignWithBusiness, "SO A/R, CUST C, CRM C"},
	{"R23", DefineService, "SO A/R, CUST C, SLM C"},
	{"R25", RecordMeasurement, "SO A, SLM R"},
	{"R25", ReportLevels, "SLM R"},
	{"R26", OpenImprovement, "SO A/R, SLM C, CSI C"},
	{"R27", AssureQuality, "SO A, CSI C"},
	{"R28", ReviewService, "SO A, USER C"},
	{"R29", InvestigateDissatisfaction, "SO A/R"},
	{"R30", DiagnoseFault, "SO C, CMP R, SYS R"},
	{"R31", EscalateToSeniorManagement, "SO A/R, SLM !R"},
	{"R32", CommitResources, "SO A/R, SLM !R, DEP -"},
	{"R33", AnswerRequests, "SO A/R"},
	{"R34", MaintainCatalogueEntry, "SO A"},
	{"R34", MaintainCatalogue, "SCM A"},
	{"R35", InformCustomers, "SO A, CUST I, USER I"},
	{"R36", NotifyMajorIncident, "SO I"},
	{"R37", RunCrisisTeam, "SO R"},
	{"R38", FindRootCause, "SO C, PRB A"},
	{"R38", ProposePermanentFix, "SO C, PRB A"},
	{"R39", JudgeReadiness, "SO C"},
	{"R39", ApproveRelease, "SO A/R"},
	{"R40", ApproveChange, "SO A/R"},
	{"R41", OverseeChanges, "SO A, FSM R"},
	{"R41", CarryOutImprovement, "SO A, FSM R"},
	{"R42", MaintainServiceModel, "SO A, FSM R"},
	{"R43", ReviewAvailabilityData, "SO C"},
	{"R43", ReviewCapacityData, "SO C"},
	{"R44", MaintainContinuityPlan, "SO A/R"},
	{"R45", DefineCostModel, "SO R, FIN A"},
	{"R45", TrackCostRecovery, "SO R, FIN A"},
	{"R46", SetITBudget, "SO !A, SO !R, FIN A"},
	{"R47", BringStaffToReviews, "SO A"},
	{"R48", NegotiateAgreement, "SO C, SLM A/R"},
	{"R48", NegotiateOLA, "SO C, SLM A/R"},
	{"R49", MaintainRiskEntry, "SO A/R"},
	{"R49", TreatRisk, "RO R"},
	{"R51", ClarifyRequirements, "SO A/R, CUST C"},
	{"R52", AssureDesign, "SO A"},
	{"R53", AssureTransition, "SO A"},
	{"R54", AssureOperation, "SO A"},
	{"R55", PlanImprovement, "SO A/R, CSI C"},
	{"R55", DecideImprovement, "SO A/R, CSI C"},
	{"R55", MaintainCSIRegister, "CSI A"},
	{"R60", SetLevelTargets, "SLM A/R, CUST C, SO C"},
	{"R60", SignAgreementForCustomer, "CUST A"},
	{"R61", AssessFeasibility, "SLM A/R, SO C"},
	{"R62", LowerTarget, "CUST A"},
	{"R63", NegotiateAgreement, "SLM A/R"},
	{"R63", MaintainAgreement, "SLM A/R"},
	{"R65", NegotiateOLA, "SLM A/R, FSM R, SO C"},
	{"R65", MaintainOLA, "SLM A/R, FSM R, SO C"},
	{"R67", LiaiseWithSupplier, "SLM C, SM A"},
	{"R67", NegotiateUC, "SLM C, SM A"},
	{"R68", OrganiseMeeting, "SLM A/R, SO R, CUST C"},
	{"R72", MonitorLevels, "SLM R"},
	{"R72", ReportLevels, "SLM R"},
	{"R75", DraftAgreement, "CRM C"},
	{"R76", FundService, "SPON A"},
	{"R77", MeasureProcesses, "CSI A"},
	{"R77", MaintainCSIRegister, "CSI A"},
	{"R83", AssureValue, "SO A"},
	{"R83", ReviewService, "SO A"},
	{"R85", OpenImprovement, "SO A"},
	{"R86", AcceptRiskBeyondTolerance, "EXEC A"},
	{"C5", SetITBudget, "FIN A, SO I"},
	{"C5", DefineCostModel, "FIN A, SO R"},
	{"C5", StateServiceCost, "SO A"},
	{"C5", CommitResources, "SO A"},
	{"C12", OpenImprovement, "SO A"},
	{"C12", MaintainCSIRegister, "CSI A"},
	{"C13", MaintainCatalogueEntry, "SO A"},
	{"C14", ApproveChange, "SO A"},
	{"C14", DecideChange, "CHG A"},
	{"C17", ReviewPerformance, "SO A/R"},
	{"C17", RecordMeasurement, "SLM R"},
}

var short = map[string]Role{
	"SO": ServiceOwner, "DEP": ServiceOwnerDeputy, "SLM": ServiceLevelManager, "SDM": ServiceDeliveryManager,
	"FSM": FunctionalServiceManager, "CUST": Customer, "USER": User, "SPON": Sponsor, "CRM": ClientRelationshipManager,
	"SYS": SystemOwner, "CMP": ComponentOwner, "PO": ProcessOwner, "CSI": CSIManager, "EXEC": SeniorManagement,
	"RO": RiskOwner, "SM": SupplierManager, "SCM": ServiceCatalogueManager, "FIN": FinanceManager,
	"PRB": ProblemManager, "CHG": ChangeAuthority,
}

// missingDuties returns the duties that m does not give as required.
func missingDuties(m *Matrix) []string {
	var out []string
	for _, d := range duties {
		row := m.find(d.activity)
		if row == nil {
			out = append(out, string(d.source)+": no row "+string(d.activity))
			continue
		}
		for want := range strings.SplitSeq(d.cells, ", ") {
			role, text, _ := strings.Cut(want, " ")
			have := row.Cells[short[role]]
			negated := strings.HasPrefix(text, "!")
			ok := have == 0
			if text != "-" {
				letters, err := ParseRACI(strings.TrimPrefix(text, "!"))
				if err != nil || short[role] == "" {
					panic(want)
				}
				ok = (have&letters == letters) != negated
			}
			if !ok {
				out = append(out, string(d.source)+": "+string(d.activity)+": "+want+", has "+have.String())
			}
		}
		if !slices.Contains(row.Sources, d.source) {
			out = append(out, string(d.source)+": not named by "+string(d.activity))
		}
	}
	return out
}

func TestStandardGivesTheDuties(t *testing.T) { assert.Empty(t, missingDuties(Standard())) }

// described are the requirements that are rows of a matrix, and the
// contradictions. The list is repeated here so that the test runs everywhere.
var described = strings.Fields(`R12 R15 R18 R20 R21 R22 R25 R27 R34 R36 R38 R41 R42 R43 R44 R45 R46 R47 R48
	R51 R52 R53 R54 R55 R60 R63 R65 R67 R68 R72 R75 R77 R83 R85
	C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12 C13 C14 C15 C16 C17`)

// withLetters are the further requirements whose notes give letters or a right.
var withLetters = strings.Fields(`R01 R03 R04 R06 R07 R09 R10 R11 R13 R14 R16 R17 R19 R23 R26 R28 R29 R30 R31 R32 R33
	R35 R37 R39 R40 R49 R50 R61 R62 R64 R66 R71 R73 R74 R76 R84 R86`)

// named collects the sources of everything that the matrix room has.
func namedSources() map[Source]bool {
	out := map[Source]bool{}
	add := func(s []Source) {
		for _, x := range s {
			out[x] = true
		}
	}
	m := Standard()
	for r := range m.Rows() {
		add(r.Sources)
	}
	for c := range m.Cards() {
		add(c.Sources)
	}
	for _, p := range Profiles() {
		add(p.Sources)
	}
	for _, r := range matrixRules() {
		add(r.rule.Sources)
	}
	return out
}

func TestStandardNamesRequirements(t *testing.T) {
	named := namedSources()
	for _, s := range append(described, withLetters...) {
		assert.True(t, named[Source(s)], "%s is named by no row, card, profile or check", s)
	}
	stated := map[Source]bool{}
	for _, d := range duties {
		stated[d.source] = true
	}
	for _, s := range described {
		if s[0] == 'R' {
			assert.True(t, stated[Source(s)], "no duty states what %s says", s)
		}
	}
}

// TestSharedRequirements walks the list of requirements itself.
func TestSharedRequirements(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(filepath.Dir(shareddata.Path(t)), "requirements.md"))
	require.NoError(t, err)
	named := namedSources()
	line := regexp.MustCompile(`(?m)^\| ([RC]\d+) \|(.*)$`)
	var walked []string
	for _, hit := range line.FindAllStringSubmatch(string(text), -1) {
		cells := strings.Split(hit[2], "|")
		isFact := hit[1][0] == 'C' || len(cells) >= 3 && regexp.MustCompile(`\bD\b`).MatchString(cells[2])
		if !isFact {
			continue
		}
		walked = append(walked, hit[1])
		assert.True(t, named[Source(hit[1])], "%s is named by no row, card, profile or check:%s", hit[1], hit[2])
	}
	assert.ElementsMatch(t, described, walked, "the list in this test is that of the requirements")
}

var updateChart = flag.Bool("update-chart", false, "write the chart of the standard matrix anew")

// TestStandardGolden: a change of the table is seen by a reader.
func TestStandardGolden(t *testing.T) {
	file := filepath.Join("testdata", "standard.md")
	if *updateChart {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(Standard().Chart()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	for range 5 {
		require.Equal(t, string(want), Standard().Chart(), "run with -update-chart if the change is meant")
	}
}

// TestStandardMutants changes every single thing in the table, one at a time. All
// changes must show in the golden chart. The log says how many a check of the
// matrix or a duty that is written down apart from the table notices besides.
func TestStandardMutants(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("testdata", "standard.md"))
	require.NoError(t, err)
	total, byCheck, byDuty := 0, 0, 0
	try := func(what string, table MatrixTable) {
		total++
		m := &Matrix{version: table.Version, cards: table.Roles, rows: table.Rows}
		noticed := m.Chart() != string(want)
		if len(m.Review()) > 0 {
			byCheck++
		} else if len(missingDuties(m)) > 0 {
			byDuty++
		}
		if !noticed {
			t.Errorf("nothing notices: %s", what)
		}
	}
	base := Standard()
	for i, r := range base.rows {
		mutate := func(what string, f func(*Row)) {
			table := base.Table()
			f(&table.Rows[i])
			try(string(r.Activity)+": "+what, table)
		}
		table := base.Table()
		table.Rows = slices.Delete(table.Rows, i, i+1)
		try(string(r.Activity)+": dropped", table)
		for _, role := range slices.Sorted(maps.Keys(r.Cells)) {
			l := r.Cells[role]
			mutate("drop "+string(role), func(r *Row) { delete(r.Cells, role) })
			for _, other := range []RACI{A, R, C, I, A | R} {
				if other != l {
					mutate(string(role)+" gets "+other.String(), func(r *Row) { r.Cells[role] = other })
				}
			}
			to := ServiceOwner
			if role == ServiceOwner || r.Cells[ServiceOwner] != 0 {
				to = ServiceOwnerDeputy
			}
			mutate(string(role)+" redirected", func(r *Row) { r.Cells[to] = l; delete(r.Cells, role) })
		}
		mutate("acting", func(r *Row) { r.Acting = Always })
		mutate("limited", func(r *Row) { r.Limited = !r.Limited })
		mutate("note", func(r *Row) { r.Note += "x" })
		mutate("on", func(r *Row) { r.On = append(r.On[:len(r.On)-1:len(r.On)-1], LevelProcess, LevelComponent) })
		for j := range r.Sources {
			mutate("source dropped", func(r *Row) { r.Sources = slices.Delete(r.Sources, j, j+1) })
		}
	}
	for i, c := range base.cards {
		mutate := func(what string, f func(*RoleCard)) {
			table := base.Table()
			f(&table.Roles[i])
			try(string(c.Role)+": "+what, table)
		}
		mutate("holders", func(c *RoleCard) { c.Holders = Several + OneByPolicy - min(c.Holders, OneByPolicy) })
		mutate("reach", func(c *RoleCard) { c.ReachesDown = !c.ReachesDown })
		mutate("relation", func(c *RoleCard) { c.Relation = !c.Relation })
		mutate("deputy", func(c *RoleCard) { c.DeputyOf += "x" })
		mutate("appointed", func(c *RoleCard) { c.AppointedBy = SetITBudget })
		mutate("level", func(c *RoleCard) { c.Levels = slices.Delete(c.Levels, 0, 1) })
		mutate("objective", func(c *RoleCard) { c.Objectives = c.Objectives[1:] })
		mutate("source", func(c *RoleCard) { c.Sources = c.Sources[1:] })
	}
	t.Logf("%d mutants, all seen in the chart; %d by a check of the matrix, %d more by a stated duty", total, byCheck, byDuty)
	assert.Greater(t, byCheck, total/3)
}
