package ownership

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// guardian is an overlay of a caller: a role and an activity of its own.
func guardian() Overlay {
	return Overlay{
		Name: "privacy", Version: "ours-1", From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		Roles: []RoleCard{{
			Role: "privacy-guardian", Name: "Privacy guardian", Objectives: []string{"Keep personal data safe."},
			Levels: []Level{LevelOrganisation}, Holders: OneByPolicy, ReachesDown: true, AppointedBy: AppointRoleHolder,
		}},
		Rows: []Row{{
			Activity: "assess-privacy", Name: "Assess the effect on privacy", Process: "change management", On: []Level{LevelService},
			Cells: map[Role]RACI{"privacy-guardian": A | R, ServiceOwner: C},
		}},
		Changes: []RowChange{{Activity: ApproveChange, Cells: map[Role]RACI{"privacy-guardian": C, FunctionalServiceManager: 0}, Acting: Never, Note: "Asks first."}},
	}
}

func TestOverlay(t *testing.T) {
	base := Standard()
	before := base.Chart()
	o := guardian()
	m, err := base.With(o)
	require.NoError(t, err)
	assert.Empty(t, m.Review())
	assert.Equal(t, "ours-1", m.Version())
	assert.Equal(t, o.From, m.From())
	assert.Equal(t, []string{"privacy"}, m.Applied())
	assert.Equal(t, []Role{"privacy-guardian"}, m.Roles("assess-privacy", A))
	assert.Equal(t, []Activity{"assess-privacy"}, m.Activities("privacy-guardian", A|R))
	assert.Equal(t, C, m.Letters(ApproveChange, "privacy-guardian"))
	assert.Zero(t, m.Letters(ApproveChange, FunctionalServiceManager))
	row, _ := m.Row(ApproveChange)
	assert.Equal(t, Never, row.Acting)
	assert.Equal(t, "Asks first.", row.Note)

	var process []string
	for r := range m.Rows() {
		if !slices.Contains(process, r.Process) {
			process = append(process, r.Process)
		} else {
			assert.Equal(t, process[len(process)-1], r.Process, "rows of a process stand together")
		}
	}

	// Nothing is shared with the caller or with the matrix before.
	o.Rows[0].Cells[ServiceOwner] = A
	o.Roles[0].Levels[0] = LevelProcess
	row, _ = m.Row("assess-privacy")
	row.Cells[ServiceOwner], row.On[0] = A, LevelProcess
	card, _ := m.Card(ServiceOwner)
	card.Levels[0], card.Skills[0] = LevelProcess, "x"
	table := m.Table()
	table.Rows[0].Cells[Customer], table.Roles[0].Levels[0], table.Applied[0] = A, LevelProcess, "x"
	assert.Equal(t, C, m.Letters("assess-privacy", ServiceOwner))
	assert.Empty(t, m.Review())
	assert.Equal(t, before, base.Chart())
	assert.Equal(t, before, Standard().Chart())

	// And out again.
	bare, err := m.With(Overlay{Name: "no privacy", DropRows: []Activity{"assess-privacy"}, DropRoles: []Role{"privacy-guardian"}})
	require.NoError(t, err)
	assert.Zero(t, bare.Letters(ApproveChange, "privacy-guardian"))
	assert.Equal(t, []string{"privacy", "no privacy"}, bare.Applied())
	assert.Equal(t, "ours-1+no privacy", bare.Version())
}

// pathsOf returns the paths of joined defects.
func pathsOf(t *testing.T, err error) []string {
	t.Helper()
	var out []string
	for _, d := range defectsOf(err) {
		require.NotNil(t, d)
		assert.NotEmpty(t, d.Error())
		out = append(out, d.Path)
	}
	return out
}

// TestOverlayDefects: everything that is wrong is said at once, each with its place.
func TestOverlayDefects(t *testing.T) {
	good := guardian()
	o := Overlay{
		Name: " ", From: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
		Roles: []RoleCard{
			{Role: "a\n", Name: "", Levels: []Level{99, LevelService, LevelService}, Holders: 7, DeputyOf: "nobody", AppointedBy: "nothing", Skills: []Skill{""}, Aliases: []string{""}, Sources: []Source{" "}},
			{Role: "deputy-of-deputy", Name: "D", Levels: onService, Holders: Several, DeputyOf: ServiceOwnerDeputy},
			good.Roles[0], good.Roles[0],
		},
		Rows: []Row{
			{Activity: "", Name: "", Process: "", Acting: 9, Cells: map[Role]RACI{"nobody": A, ServiceOwner: 32, Customer: 0}, Sources: []Source{""}},
			good.Rows[0], good.Rows[0],
		},
		Changes: []RowChange{
			{Activity: "no-such"},
			{Activity: ApproveChange, Acting: 9, Cells: map[Role]RACI{"nobody": C, Customer: 0, User: 99}},
			{Activity: ApproveChange},
		},
		DropRows:  []Activity{"no-such", PlanRelease, PlanRelease, AppointDeputy},
		DropRoles: []Role{"no-such", Sponsor, Sponsor},
	}
	_, err := Standard().With(o)
	require.ErrorIs(t, err, ErrInvalid)
	want := []string{
		"name", "from", "roles[3].role", "rows[2].activity",
		"changes[0].activity", "changes[1].acting", "changes[1].cells.customer", "changes[1].cells.nobody", "changes[1].cells.user", "changes[2].activity",
		"dropRows[0]", "dropRows[2]", "dropRoles[0]", "dropRoles[2]",
		"roles[service-owner-deputy].appointedBy",
		"roles[0].role", "roles[0].name", "roles[0].aliases[0]", "roles[0].levels[0]", "roles[0].levels[2]", "roles[0].holders",
		"roles[0].deputyOf", "roles[0].appointedBy", "roles[0].skills[0]", "roles[0].sources[0]", "roles[1].deputyOf",
		"rows[0].activity", "rows[0].name", "rows[0].process", "rows[0].on", "rows[0].acting",
		"rows[0].cells.customer", "rows[0].cells.nobody", "rows[0].cells.service-owner", "rows[0].sources[0]",
	}
	assert.ElementsMatch(t, want, pathsOf(t, err))
	for range 10 {
		_, again := Standard().With(o)
		require.EqualError(t, again, err.Error(), "in a fixed order")
	}
	_, err = Standard().With(Overlay{Name: strings.Repeat("n", 250)})
	assert.Equal(t, []string{"version"}, pathsOf(t, err), "the version that would result is too long")
}

func TestMatrixDefects(t *testing.T) {
	card := RoleCard{Role: "cook", Name: "Cook", Levels: onService, Holders: Several}
	row := Row{Activity: "cook", Name: "Cook", Process: "kitchen", On: onService, Cells: map[Role]RACI{"cook": A}}
	_, err := NewMatrix(MatrixTable{
		From: time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), Applied: []string{""},
		Roles: []RoleCard{card, card}, Rows: []Row{row, row},
	})
	assert.ElementsMatch(t, []string{"version", "from", "applied[0]", "roles[1].role", "rows[1].activity"}, pathsOf(t, err))
	_, err = NewMatrix(MatrixTable{Version: "v", Roles: []RoleCard{card}, Rows: []Row{row}})
	require.NoError(t, err, "letters may be missing: that is a finding")
}

// TestOverlayRefusesBrokenRules: what breaks a hard rule is refused with the
// findings; what was broken before does not stand in the way of other changes.
func TestOverlayRefusesBrokenRules(t *testing.T) {
	o := Overlay{Name: "grab", Changes: []RowChange{
		{Activity: CommitResources, Cells: map[Role]RACI{ServiceLevelManager: R}},
		{Activity: AppraiseStaff, Cells: map[Role]RACI{ServiceOwner: R}},
	}}
	_, err := Standard().With(o)
	require.ErrorIs(t, err, ErrRefused)
	var refused *Error
	require.True(t, errors.As(err, &refused))
	var codes []Code
	for _, f := range refused.Findings {
		codes = append(codes, f.Code)
	}
	assert.Equal(t, []Code{"matrix.commitment-by-another", "matrix.staff-by-owner"}, codes)

	broken, err := Standard().apply([]Overlay{o})
	require.NoError(t, err)
	_, err = broken.With(guardian())
	assert.NoError(t, err)
	_, err = broken.With(Overlay{Name: "more", Changes: []RowChange{{Activity: CommitResources, Cells: map[Role]RACI{FinanceManager: R}}}})
	assert.ErrorIs(t, err, ErrRefused, "a further breach of the same row")

	warned, err := Standard().With(Overlay{Name: "both", Changes: []RowChange{{Activity: ReviewPerformance, Cells: map[Role]RACI{ServiceLevelManager: R}}}})
	require.NoError(t, err, "a recommendation does not refuse")
	require.Len(t, warned.Review(), 1)
	assert.Equal(t, Code("matrix.duplicate-effort"), warned.Review()[0].Code)
}

func TestProfiles(t *testing.T) {
	defaults, questions, names := map[string]int{}, []string{}, map[string]bool{}
	for _, p := range Profiles() {
		if !slices.Contains(questions, p.Question) {
			questions = append(questions, p.Question)
			assert.True(t, p.Default, "%s: the default comes first", p.Name)
		}
		assert.Equal(t, questions[len(questions)-1], p.Question, "profiles of a question stand together")
		if p.Default {
			defaults[p.Question]++
		}
		assert.False(t, names[p.Name], p.Name)
		names[p.Name] = true
		assert.NotEmpty(t, p.Text)
		assert.NotEmpty(t, p.Sources)
		got, ok := ProfileByName(p.Name)
		assert.True(t, ok)
		assert.Equal(t, p, got)
		m, err := Standard().With(p.Overlay())
		require.NoError(t, err)
		var cells []Change
		for _, c := range Standard().Diff(m) {
			if strings.HasPrefix(c.Path, "rows[") {
				cells = append(cells, c)
			}
		}
		assert.Equal(t, p.Default, len(cells) == 0, "%s changes %v", p.Name, cells)
		for _, r := range Profiles() {
			_, err := m.With(r.Overlay())
			if r.Question == p.Question {
				assert.ErrorIs(t, err, ErrInvalid, "%s after %s", r.Name, p.Name)
			} else {
				assert.NoError(t, err, "%s after %s", r.Name, p.Name)
			}
		}
	}
	for _, q := range questions {
		assert.Equal(t, 1, defaults[q], q)
	}
	_, ok := ProfileByName("no such")
	assert.False(t, ok)
}

// TestProfilesMoveWhatTheySay holds the cells that matter against the sources.
func TestProfilesMoveWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		profile  string
		activity Activity
		role     Role
		want     RACI
	}{
		{"agreements-by-relationship-manager", DraftAgreement, ClientRelationshipManager, A | R},
		{"agreements-by-relationship-manager", NegotiateAgreement, ServiceLevelManager, C},
		{"agreements-by-relationship-manager", SignAgreementForProvider, ServiceLevelManager, A | R},
		{"agreements-by-owner", NegotiateAgreement, ServiceOwner, A | R},
		{"owner-assists-negotiation", NegotiateOLA, ServiceOwner, R},
		{"level-manager-monitors-only", MonitorLevels, ServiceOwner, A},
		{"level-manager-monitors-only", ReportLevels, ServiceLevelManager, R},
		{"agreement-contact-relationship-manager", AnswerAgreementQuestions, ClientRelationshipManager, A | R},
		{"crisis-notified", RunCrisisTeam, ServiceOwner, I},
		{"crisis-chair", RunCrisisTeam, ServiceOwner, A | R},
		{"catalogue-by-level-manager", MaintainCatalogue, ServiceLevelManager, A | R},
		{"catalogue-by-level-manager", MaintainCatalogueEntry, ServiceOwner, A | R},
		{"owner-measures", RecordMeasurement, ServiceOwner, A | R},
		{"escalation-by-level-manager", EscalateToSeniorManagement, ServiceLevelManager, R},
		{"problem-owner-takes-part", FindRootCause, ServiceOwner, R},
		{"readiness-owner-decides", JudgeReadiness, ServiceOwner, A},
		{"cost-owner-consulted", DefineCostModel, ServiceOwner, C},
	} {
		p, ok := ProfileByName(c.profile)
		require.True(t, ok, c.profile)
		m, err := Standard().With(p.Overlay())
		require.NoError(t, err)
		assert.Equal(t, c.want, m.Letters(c.activity, c.role), "%s: %s", c.profile, c.activity)
	}
	for name, a := range map[string]Activity{"escalation-by-deputy": EscalateToSeniorManagement, "commitment-by-deputy": CommitResources} {
		p, _ := ProfileByName(name)
		m, err := Standard().With(p.Overlay())
		require.NoError(t, err)
		row, _ := m.Row(a)
		assert.Equal(t, WhenAway, row.Acting)
	}
}
