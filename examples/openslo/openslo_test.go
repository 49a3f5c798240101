package openslo_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/examples/openslo"
	"github.com/serviceowner/itsm/internal/shareddata"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

func share(t testing.TB, text string) sla.Share {
	t.Helper()
	s, err := sla.ParseShare(text)
	require.NoError(t, err)
	return s
}

func paths(left []openslo.Left) (out []string) {
	for _, l := range left {
		out = append(out, l.Path)
	}
	return out
}

// The four files of OpenSLO itself, with everything that is left of them.
func TestSharedFiles(t *testing.T) {
	ratio := []string{
		"spec.indicator.metadata.displayName", "spec.indicator.metadata.name",
		"spec.indicator.spec.ratioMetric.good.metricSource.spec.query", "spec.indicator.spec.ratioMetric.good.metricSource.type",
		"spec.indicator.spec.ratioMetric.total.metricSource.spec.query", "spec.indicator.spec.ratioMetric.total.metricSource.type",
	}
	available := sla.MeasureCard{Measure: sla.Availability, Unit: sla.UnitShare, Direction: sla.AtLeast}
	target := func(id sla.TargetID, m sla.Measure, s string, c sla.Cycle) sla.LevelTarget {
		return sla.LevelTarget{ID: id, Measure: m, Objective: sla.Objective{Share: share(t, s)}, Cycle: c}
	}
	slices := func(more ...string) []string {
		return append(append([]string{"metadata.displayName", "spec.description"}, ratio...), more...)
	}
	for file, want := range map[string][]openslo.Promise{
		"budgeting-method_occurences-slo.yaml": {{
			Service: "web-shop", Target: target("search-slo", "search-latency", "99%", sla.RollingIn(14, "UTC")),
			Card: sla.MeasureCard{Measure: "search-latency", Unit: sla.UnitShare, Direction: sla.AtLeast},
			Left: left(
				"metadata.displayName", "spec.description", "spec.indicator.metadata.displayName",
				"spec.indicator.spec.thresholdMetric.metricSource.spec.query", "spec.indicator.spec.thresholdMetric.metricSource.type",
				"spec.objectives[0].displayName", "spec.objectives[0].op", "spec.objectives[0].value",
			),
		}},
		"budgeting-method_ratio-timeslices.yaml": {{
			Service: "web-shop", Target: target("main-page", sla.Availability, "99%", sla.RollingIn(14, "UTC")), Card: available,
			Left: left(slices("spec.objectives[0].displayName", "spec.objectives[0].op", "spec.objectives[0].timeSliceWindow")...),
		}},
		// The window says 1m, which is a minute, and means 1M: nobody guesses.
		"budgeting-method_timeslices-slo.yaml": {
			{
				Service: "web-availability", Target: target("service-availability-1", sla.Availability, "99.5%", sla.Cycle{}), Card: available,
				Left: left(slices(
					"spec.objectives[0].displayName", "spec.objectives[0].op", "spec.objectives[0].timeSliceTarget", "spec.objectives[0].timeSliceWindow",
					"spec.timeWindow[0].calendar.startTime", "spec.timeWindow[0].duration",
				)...),
			},
			{
				Service: "web-availability", Target: target("service-availability-2", sla.Availability, "99%", sla.Cycle{}), Card: available,
				Left: left(slices(
					"spec.objectives[1].displayName", "spec.objectives[1].timeSliceTarget", "spec.objectives[1].timeSliceWindow",
					"spec.timeWindow[0].calendar.startTime", "spec.timeWindow[0].duration",
				)...),
			},
		},
		// A week by the calendar is no cycle here.
		"treat-low-traffic-as-equally-important_timeslices-slo.yaml": {{
			Service: "web-availability", Target: target("service-availability", sla.Availability, "99.95%", sla.Cycle{}), Card: available,
			Left: left(append(append([]string{"metadata.displayName"}, ratio...),
				"spec.objectives[0].displayName", "spec.objectives[0].op", "spec.objectives[0].timeSliceTarget", "spec.objectives[0].timeSliceWindow",
				"spec.timeWindow[0].calendar.startTime", "spec.timeWindow[0].duration",
			)...),
		}},
	} {
		t.Run(file, func(t *testing.T) {
			text, err := os.ReadFile(shareddata.Path(t, "openslo", file))
			require.NoError(t, err)
			got, err := openslo.Import(text)
			require.NoError(t, err)
			require.Len(t, got, len(want))
			for i := range got {
				assert.Equal(t, paths(want[i].Left), paths(got[i].Left))
				got[i].Left, want[i].Left = nil, nil
				assert.Empty(t, cmp.Diff(want[i], got[i]))
			}
		})
	}
	files, err := filepath.Glob(shareddata.Path(t, "openslo") + "/*.yaml")
	require.NoError(t, err)
	assert.Len(t, files, 4)
}

func left(paths ...string) (out []openslo.Left) {
	slices.Sort(paths)
	for _, p := range paths {
		out = append(out, openslo.Left{Path: p})
	}
	return out
}

// drawn draws a promise that OpenSLO can say.
func drawn(t *rapid.T) openslo.Promise {
	cards := []sla.MeasureCard{
		{Measure: sla.Availability, Unit: sla.UnitShare, Direction: sla.AtLeast},
		{Measure: "good answers", Unit: sla.UnitShare, Direction: sla.AtLeast},
		{Measure: "errors", Unit: sla.UnitShare, Direction: sla.AtMost},
		{Measure: sla.Response, Unit: sla.UnitTime, Direction: sla.AtMost},
	}
	text := rapid.OneOf(rapid.SampledFrom([]string{"a", "availability", "Response P1", "x--y", "-", "日本", strings.Repeat("long", 30)}), rapid.StringMatching(`[a-z0-9 .:-]{0,20}[a-z]`).Filter(func(s string) bool {
		return s == strings.TrimSpace(s)
	}))
	p := openslo.Promise{Service: ownership.ServiceID(text.Draw(t, "service")), Card: rapid.SampledFrom(cards).Draw(t, "card")}
	l := sla.LevelTarget{ID: sla.TargetID(text.Draw(t, "id")), Measure: p.Card.Measure}
	l.Cycle = rapid.SampledFrom([]sla.Cycle{
		sla.MonthlyIn("Europe/Berlin"), sla.QuarterlyIn("UTC"), sla.YearlyIn("America/New_York"), sla.RollingIn(28, "UTC"), sla.RollingIn(7, "Asia/Tokyo"),
	}).Draw(t, "cycle")
	if rapid.Bool().Draw(t, "more") {
		l.Service, l.Class, l.Calendar = p.Service, text.Draw(t, "class"), text.Draw(t, "calendar")
	}
	low, high := int64(0), int64(sla.Whole)-1
	if p.Card.Direction == sla.AtMost && p.Card.Unit == sla.UnitShare {
		low, high = 1, int64(sla.Whole)
	}
	l.Objective.Share = sla.Share(rapid.OneOf(rapid.Int64Range(low, high), rapid.SampledFrom([]int64{low, high, 999_000_000})).Draw(t, "share"))
	if p.Card.Unit == sla.UnitTime {
		switch rapid.IntRange(0, 3).Draw(t, "form") {
		case 0:
			l.Objective.Within = sla.Target{Days: rapid.IntRange(1, 99).Draw(t, "days"), EndOfDay: rapid.Bool().Draw(t, "end")}
		case 1:
			l.Objective.Within = sla.Target{Days: 3, DayOf: 8 * time.Hour}
		default:
			l.Objective.Within.Time = time.Duration(rapid.Int64Min(0).Draw(t, "time"))
		}
		l.Objective.Within.ThroughHolds = rapid.Bool().Draw(t, "through")
	}
	p.Target = l
	return p
}

// What is written is read back, whatever OpenSLO has no place for.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawn(t)
		text, _, err := openslo.Export(want)
		require.NoError(t, err)
		got, err := openslo.Import(text)
		require.NoError(t, err, "%s", text)
		require.Len(t, got, 1)
		require.Empty(t, got[0].Left, "%s", text)
		require.Empty(t, cmp.Diff(want, got[0]), "%s", text)
		again, _, err := openslo.Export(got[0])
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
	})
}

// What only annotations say is listed, and without them what is left is the truth:
// the share, the service and the length of the window.
func TestOthersReadTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawn(t)
		text, lost, err := openslo.Export(want)
		require.NoError(t, err)
		if want.Target.Calendar != "" {
			require.Contains(t, paths(lost), "calendar")
		}
		if want.Target.Objective.Within.ThroughHolds || want.Target.Objective.Within.Days > 0 {
			require.Contains(t, paths(lost), "objective.within")
		}
		var bare []string
		for line := range strings.Lines(string(text)) {
			if !strings.Contains(line, "itsm.serviceowner/") && !strings.Contains(line, "annotations:") {
				bare = append(bare, line)
			}
		}
		got, err := openslo.Import([]byte(strings.Join(bare, "")))
		require.NoError(t, err)
		require.Equal(t, want.Service, got[0].Service)
		good := want.Target.Objective.Share
		if want.Card.Direction == sla.AtMost && want.Card.Unit == sla.UnitShare {
			good = sla.Whole - good
		}
		require.Equal(t, good, got[0].Target.Objective.Share)
		require.Equal(t, [2]int{want.Target.Cycle.Months, want.Target.Cycle.Days}, [2]int{got[0].Target.Cycle.Months, got[0].Target.Cycle.Days})
	})
}

func TestExportRefuses(t *testing.T) {
	valid := openslo.Promise{
		Service: "shop",
		Target:  sla.LevelTarget{ID: "a", Measure: sla.Availability, Objective: sla.Objective{Share: 99 * sla.Percent}, Cycle: sla.MonthlyIn("UTC")},
		Card:    sla.MeasureCard{Measure: sla.Availability, Unit: sla.UnitShare, Direction: sla.AtLeast},
	}
	_, _, err := openslo.Export(valid)
	require.NoError(t, err)
	for path, change := range map[string]func(*openslo.Promise){
		"objective.share":  func(p *openslo.Promise) { p.Target.Objective.Share = sla.Whole },
		"cycle":            func(p *openslo.Promise) { p.Target.Cycle = sla.Cycle{} },
		"id":               func(p *openslo.Promise) { p.Target.ID = "" },
		"service":          func(p *openslo.Promise) { p.Service = "" },
		"measure":          func(p *openslo.Promise) { p.Target.Measure = sla.Response },
		"card.direction":   func(p *openslo.Promise) { p.Card.Direction = 0 },
		"objective.amount": func(p *openslo.Promise) { p.Card.Measure, p.Target.Measure, p.Card.Unit = "smiles", "smiles", "smiles" },
	} {
		p := valid
		change(&p)
		_, _, err := openslo.Export(p)
		var e *ownership.Error
		require.ErrorAs(t, err, &e, path)
		assert.Equal(t, path, e.Path)
		assert.ErrorIs(t, err, ownership.ErrInvalid)
	}
}

const document = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout
spec:
  service: shop
  indicatorRef: good-answers
  timeWindow:
    - duration: 28d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - target: 0.99
`

func TestImportRefuses(t *testing.T) {
	_, err := openslo.Import([]byte(document))
	require.NoError(t, err)
	for _, c := range [][3]string{
		{"openslo/v1", "openslo/v1alpha", "apiVersion"},
		{"kind: SLO", "kind: SLI", "kind"},
		{"service: shop", "service: ''", "spec.service"},
		{"name: checkout", "name: ''", "metadata.name"},
		{"duration: 28d", "duration: 28 days", "spec.timeWindow[0].duration"},
		{"Occurrences", "Wishes", "spec.budgetingMethod"},
		{"indicatorRef: good-answers", "indicator: {}", "spec.indicator"},
		{"target: 0.99", "target: 1", "spec.objectives[0].target"},
		{"target: 0.99", "target: -0.1", "spec.objectives[0].target"},
		{"target: 0.99", "target: 0.9999999999", "spec.objectives[0].target"},
		{"target: 0.99", "target: '1e-99999999'", "spec.objectives[0].target"},
		{"target: 0.99", "targetPercent: 100", "spec.objectives[0].targetPercent"},
		{"- target: 0.99", "- {target: 0.99, targetPercent: 99}", "spec.objectives[0]"},
		{"- target: 0.99", "- {}", "spec.objectives[0].target"},
		{"    - target: 0.99\n", "", "spec.objectives"},
		{"    - duration", "    - {duration: 1d}\n    - duration", "spec.timeWindow"},
		{"isRolling: true", "calendar: {startTime: yesterday}", ""},
	} {
		text := strings.Replace(document, c[0], c[1], 1)
		require.NotEqual(t, document, text, c[0])
		_, err := openslo.Import([]byte(text))
		if c[2] == "" { // 28 days by the calendar are left before anything else
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, ownership.ErrInvalid, text)
		var e *ownership.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, c[2], e.Path, "%s", text)
	}
	for _, text := range []string{"a: b: c", "{", "a: 1\na: 2", "[1]", "--- x"} {
		_, err := openslo.Import([]byte(text))
		assert.ErrorIs(t, err, ownership.ErrInvalid, text)
	}
	// All problems of all documents at once.
	_, err = openslo.Import([]byte(strings.Replace(document, "kind: SLO", "kind: SLI", 1) + "---\n" + strings.Replace(document, "0.99", "2", 1)))
	require.Error(t, err)
	assert.Contains(t, err.Error(), "document 1")
	assert.Contains(t, err.Error(), "document 2")
	none, err := openslo.Import([]byte("---\n---\n# nothing\n"))
	require.NoError(t, err)
	assert.Empty(t, none)
}

func FuzzImport(f *testing.F) {
	f.Add(document)
	f.Add(strings.Replace(document, "28d", "1M", 1))
	f.Add("a: [&x [*x]]")
	f.Fuzz(func(t *testing.T, text string) {
		promises, err := openslo.Import([]byte(text))
		if err != nil {
			return
		}
		for _, p := range promises {
			if p.Target.Cycle.IsZero() {
				continue
			}
			out, _, err := openslo.Export(p)
			require.NoError(t, err)
			again, err := openslo.Import(out)
			require.NoError(t, err, "%s", out)
			p.Left = nil
			require.Empty(t, cmp.Diff(p, again[0]))
		}
	})
}
