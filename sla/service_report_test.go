package sla_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

var updateReport = flag.Bool("update-report", false, "write the service report's golden anew")

// reported is a June with everything that a report can show.
func reported(t testing.TB, name string) *sla.Book {
	t.Helper()
	july := func(d int) time.Time { return time.Date(2026, 7, d, 9, 0, 0, 0, time.UTC) }
	reg := world(t)
	requests := sla.LevelTarget{ID: "requests", Measure: "errors", Objective: sla.Objective{Share: sla.Percent}, Cycle: sla.MonthlyIn("UTC")}
	response := sla.LevelTarget{ID: "response", Measure: sla.Response, Objective: sla.Objective{Share: 90 * sla.Percent, Within: sla.Target{Time: 4 * time.Hour, ThroughHolds: true}}, Cycle: sla.MonthlyIn("UTC")}
	b := sla.NewBook(reg, promise(t, withTargets(monthly(99*sla.Percent), requests, response), func(p *sla.Proposal) {
		p.Terms.Measures = []sla.MeasureCard{{Measure: "errors", Unit: sla.UnitShare, Direction: sla.AtMost}}
		p.Terms.Credits = []sla.CreditTier{{Target: "availability", Share: 97 * sla.Percent, BasisPoints: 1250}}
	})).WithMeasurements(measured(t, "2026-06", sla.Figures{
		Watched: []sla.Watch{{Measure: sla.Availability, Period: wholeJune}}, Outages: []sla.Outage{outage(june(1, 0), june(2, 0))},
		Tallies: []sla.Tally{{Measure: "errors", At: june(1, 0), Part: 3, Total: 1000}},
	}))
	of := broken("june")
	of.Note = name
	n, err := sla.Breach{}.Notice(reg, by("sam", july(1)), of)
	require.NoError(t, err)
	n, err = n.Explain(reg, by("olga", july(2)), "no spare: "+name)
	require.NoError(t, err)
	n, err = n.Plan(reg, by("olga", july(2)), sla.PlanAction{What: "a second relay " + name, Owner: "nick", Due: july(10)})
	require.NoError(t, err)
	b = b.WithBreach(n)
	m, err := sla.Meeting{}.CallMeeting(reg, by("sam", july(3)), callOf("july"))
	require.NoError(t, err)
	m, err = m.Hold(reg, by("sam", july(6)), b, sla.Minutes{Present: bothSides, Notes: name, Actions: []sla.PlanAction{planOf("olga", july(30))}})
	require.NoError(t, err)
	return b.WithMeeting(m)
}

func TestServiceReport(t *testing.T) {
	const golden = "testdata/service-report.md"
	text := reported(t, "the relay of farlink").ServiceReport(mail, wholeJune, time.Date(2026, 7, 20, 0, 0, 0, 0, time.UTC))
	if *updateReport {
		require.NoError(t, os.WriteFile(golden, []byte(text), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), text)
}

// TestHostileReport: no name breaks a table or starts markup, and nothing at all is no
// problem.
func TestHostileReport(t *testing.T) {
	hostile := "|\n# <script>`*_[x](y)\r\\"
	plain := strings.Count(reported(t, "x").ServiceReport(mail, wholeJune, june(30, 0)), "\n")
	text := reported(t, hostile).ServiceReport(mail, wholeJune, june(30, 0))
	assert.Equal(t, plain, strings.Count(text, "\n"))
	for _, bad := range []string{"\r", "<script", " |# ", "[x](y)", "\n# <"} {
		assert.NotContains(t, text, bad)
	}
	for _, b := range []*sla.Book{nil, {}, sla.NewBook(nil)} {
		assert.Contains(t, b.ServiceReport(ownership.ServiceID(hostile), ownership.Period{}, time.Time{}), "Nothing was promised.")
	}
}
