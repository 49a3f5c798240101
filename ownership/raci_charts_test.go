package ownership

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/shareddata"
)

// A publishedChart is a RACI chart as somebody published it: roles are free text
// and letters are what they are.
type publishedChart struct {
	Name       string   `json:"name"`
	Roles      []string `json:"roles"`
	Activities []struct {
		Activity string              `json:"activity"`
		Cells    map[string][]string `json:"cells"`
	} `json:"activities"`
	ExpectedFindings [][2]string         `json:"expected_findings"`
	Accountable      map[string][]string `json:"accountable"`
}

// matrix reads the chart as a matrix. What charts do not say is filled in with
// the least that makes a card and a row.
func (c publishedChart) matrix(t *testing.T) *Matrix {
	t.Helper()
	table := MatrixTable{Version: c.Name}
	for _, r := range c.Roles {
		table.Roles = append(table.Roles, RoleCard{
			Role: Role(r), Name: r, Objectives: []string{"As published."}, Levels: onService, Holders: OneByPolicy,
			AppointedBy: Activity(c.Activities[0].Activity),
		})
	}
	for _, a := range c.Activities {
		row := Row{Activity: Activity(a.Activity), Name: a.Activity, Process: c.Name, On: onService, Cells: map[Role]RACI{}}
		for role, cell := range a.Cells {
			for _, l := range cell {
				set, err := ParseRACI(l)
				require.NoError(t, err)
				row.Cells[Role(role)] |= set
			}
		}
		table.Rows = append(table.Rows, row)
	}
	m, err := NewMatrix(table)
	require.NoError(t, err)
	return m
}

var chartFindings = map[Code]string{
	"matrix.accountable-none":    "no_accountable",
	"matrix.accountable-several": "several_accountable",
	"matrix.responsible-none":    "no_responsible",
}

func (c publishedChart) check(t *testing.T) {
	t.Helper()
	m := c.matrix(t)
	want, got := [][2]string{}, [][2]string{}
	want = append(want, c.ExpectedFindings...)
	for _, f := range m.Review() {
		require.NotEmpty(t, chartFindings[f.Code], "%s", f)
		got = append(got, [2]string{f.Arg("activity"), chartFindings[f.Code]})
	}
	assert.ElementsMatch(t, want, got)
	assert.Len(t, c.Accountable, len(m.rows))
	for activity, roles := range c.Accountable {
		who := []string{}
		for _, r := range m.Roles(Activity(activity), A) {
			who = append(who, string(r))
		}
		assert.ElementsMatch(t, roles, who, activity)
	}
	assert.NotContains(t, m.Chart(), "\n\n\n")
}

func TestSharedRACICharts(t *testing.T) {
	text, err := os.ReadFile(shareddata.Path(t, "raci-matrices.json"))
	require.NoError(t, err)
	var file struct {
		Matrices []publishedChart `json:"matrices"`
	}
	require.NoError(t, json.Unmarshal(text, &file))
	require.NotEmpty(t, file.Matrices)
	for _, c := range file.Matrices {
		t.Run(c.Name, c.check)
	}
}

// TestPublishedCharts has a case of each class, made up: a sound chart with one
// role both accountable and responsible, and one with every fault.
func TestPublishedCharts(t *testing.T) {
	for _, text := range []string{
		`{"name":"Bicycle repair","roles":["Mechanic","Shop Owner","Rider"],"activities":[
			{"activity":"Take in","cells":{"Mechanic":["R"],"Shop Owner":["A","R"],"Rider":["C"]}},
			{"activity":"Repair & test | twice ?","cells":{"Mechanic":["A","R","I"]}}],
		 "expected_findings":[],
		 "accountable":{"Take in":["Shop Owner"],"Repair & test | twice ?":["Mechanic"]}}`,
		`{"name":"Bicycle lending","roles":["Clerk","Manager"],"activities":[
			{"activity":"Lend","cells":{"Clerk":["R"]}},
			{"activity":"Collect","cells":{"Clerk":["A"],"Manager":["A"]}},
			{"activity":"Insure","cells":{"Manager":["A"],"Clerk":["I"]}},
			{"activity":"Forget","cells":{}}],
		 "expected_findings":[["Lend","no_accountable"],["Collect","several_accountable"],["Collect","no_responsible"],
			["Insure","no_responsible"],["Forget","no_accountable"],["Forget","no_responsible"]],
		 "accountable":{"Lend":[],"Collect":["Clerk","Manager"],"Insure":["Manager"],"Forget":[]}}`,
	} {
		var c publishedChart
		require.NoError(t, json.Unmarshal([]byte(text), &c))
		t.Run(c.Name, c.check)
	}
}

// TestChartCannotBeBroken: no text of a caller ends a cell or a line.
func TestChartCannotBeBroken(t *testing.T) {
	evil := "x|y\n# z\r<b>`*_[a](b)\\"
	m := newMatrix("v|<i>", []RoleCard{{
		Role: "r`|", Name: evil, Aliases: []string{evil}, Objectives: []string{evil}, Levels: onService, Holders: Several,
	}}, []Row{{Activity: "a`|`", Name: evil, Process: evil, On: onService, Cells: map[Role]RACI{"r`|": A | R}, Note: evil, Sources: []Source{"s|"}}})
	text := m.Chart()
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "| ") {
			bars := strings.Count(line, "|") - strings.Count(line, `\|`)
			assert.Equal(t, 8, bars, line)
		}
		assert.NotContains(t, line, "<")
	}
	assert.Equal(t, 3, strings.Count("\n"+text, "\n#"), "title, process, roles: %s", text)
}
