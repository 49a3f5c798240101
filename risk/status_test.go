package risk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/risk"
)

// statusGolden is the whole table, one line for each status: what may happen, and
// where it leads.
const statusGolden = `
draft: complete the entry > identified, close > closed
identified: assess > assessed, close > closed
assessed: assess > assessed, plan treatment > treatment planned, begin treatment > in treatment, finish treatment > mitigated, drop treatment > assessed, accept > accepted, close > closed
treatment planned: assess > treatment planned, plan treatment > treatment planned, begin treatment > in treatment, finish treatment > mitigated, drop treatment > assessed, accept > accepted, close > closed
in treatment: assess > in treatment, plan treatment > treatment planned, begin treatment > in treatment, finish treatment > mitigated, drop treatment > assessed, accept > accepted, close > closed
accepted: assess > accepted, plan treatment > accepted, begin treatment > accepted, finish treatment > accepted, drop treatment > accepted, accept > accepted, revoke acceptance > assessed, close > closed
mitigated: assess > mitigated, plan treatment > treatment planned, begin treatment > in treatment, finish treatment > mitigated, drop treatment > assessed, accept > accepted, close > closed
closed: reopen > reopened
reopened: assess > assessed, close > closed
`

func TestStatusTable(t *testing.T) {
	require.NoError(t, risk.StatusDefects)
	lines, last := []string{}, risk.Status(0)
	for _, m := range risk.Moves() {
		if m.From != last {
			lines, last = append(lines, m.From.String()+": "), m.From
		} else {
			lines[len(lines)-1] += ", "
		}
		lines[len(lines)-1] += fmt.Sprintf("%s > %s", m.On, m.To)
		want := 0
		if m.To == risk.StatusClosed {
			want = 2
		}
		assert.Len(t, m.If, want, "%s on %s", m.From, m.On)
	}
	assert.Equal(t, strings.TrimSpace(statusGolden), strings.Join(lines, "\n"))
}
