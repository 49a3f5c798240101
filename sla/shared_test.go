package sla_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/shareddata"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// A clockCase is a fact out of the tests of another program: a calendar, a
// question, and the answer expected there.
type clockCase struct {
	ID       string
	Op       string
	Calendar struct {
		Timezone  string
		Hours     map[string][][2]string
		Holidays  []sla.Date
		Breaks    map[sla.Date][][2]string
		DateHours map[sla.Date][][2]string `json:"date_hours"`
	}
	Start, End      time.Time
	Target          int64 `json:"target_seconds"`
	Days            int   `json:"target_days"`
	EndOfWorkingDay bool  `json:"end_of_working_day"`
	Pauses          [][2]time.Time
	Local           string
	Expected        json.RawMessage
	SemanticChoice  string `json:"semantic_choice"`
}

// differs lists the cases that are answered otherwise here, with the statement
// in the package's documentation that says why. There is none.
var differs = map[string]string{}

func TestSharedClockCases(t *testing.T) {
	data, err := os.ReadFile(shareddata.Path(t, "sla-clock-cases.json"))
	require.NoError(t, err)
	var file struct{ Cases []clockCase }
	require.NoError(t, json.Unmarshal(data, &file))
	require.Len(t, file.Cases, 99)
	equal := 0
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			got, err := json.Marshal(answer(t, c))
			require.NoError(t, err)
			if why, ok := differs[c.ID]; ok {
				assert.NotEqual(t, string(c.Expected), string(got), "listed as different: %s", why)
				return
			}
			assert.JSONEq(t, string(c.Expected), string(got), c.SemanticChoice)
			equal++
		})
	}
	t.Logf("%d of %d equal, %d listed as different", equal, len(file.Cases), len(differs))
}

func answer(t *testing.T, c clockCase) any {
	cal, err := sla.NewCalendar(c.definition(t), time.LoadLocation)
	require.NoError(t, err)
	var holds []ownership.Period
	for _, p := range c.Pauses {
		holds = append(holds, ownership.Period{From: p[0], Until: p[1]})
	}
	target := time.Duration(c.Target) * time.Second
	var at time.Time
	switch c.Op {
	case "due":
		at, err = cal.Due(c.Start, target, holds...)
	case "due_back":
		at, err = cal.DueBack(c.Start, target, holds...)
	case "due_days":
		if c.EndOfWorkingDay {
			at, err = cal.DueEndOfDay(c.Start, c.Days)
		} else {
			at, err = cal.DueDays(c.Start, c.Days)
		}
	case "clock_start":
		at, err = cal.NextOpening(c.Start)
	case "is_open":
		return cal.Open(c.Start)
	case "elapsed":
		d, err := cal.Elapsed(c.Start, c.End, holds...)
		require.NoError(t, err)
		return d / time.Second
	case "windows":
		var want [][2]time.Time
		require.NoError(t, json.Unmarshal(c.Expected, &want))
		all, err := cal.Windows(ownership.Period{From: c.Start, Until: c.Start.AddDate(1, 0, 0)})
		require.NoError(t, err)
		var got [][2]time.Time
		for _, w := range all[:len(want)] {
			got = append(got, [2]time.Time{w.From, w.Until})
		}
		return got
	case "resolve_local":
		// The wall-clock time is where the only window of a calendar begins.
		date, clock, _ := strings.Cut(c.Local, " ")
		day, err := sla.ParseDate(date)
		require.NoError(t, err)
		cal, err = sla.NewCalendar(sla.Definition{
			Zone:    c.Calendar.Timezone,
			Special: []sla.SpecialDay{{Date: day, Windows: []sla.Window{window(t, clock+"-24:00")}}},
		}, time.LoadLocation)
		require.NoError(t, err)
		windows, err := cal.WindowsOn(day)
		require.NoError(t, err)
		return windows[0].From
	default:
		t.Fatalf("unknown op %q", c.Op)
	}
	require.NoError(t, err)
	return at
}

func (c clockCase) definition(t *testing.T) sla.Definition {
	def := sla.Definition{Zone: c.Calendar.Timezone}
	for name, day := range map[string]*[]sla.Window{
		"mon": &def.Week.Monday, "tue": &def.Week.Tuesday, "wed": &def.Week.Wednesday, "thu": &def.Week.Thursday,
		"fri": &def.Week.Friday, "sat": &def.Week.Saturday, "sun": &def.Week.Sunday,
	} {
		*day = windows(t, c.Calendar.Hours[name])
	}
	for _, d := range c.Calendar.Holidays {
		def.Holidays = append(def.Holidays, sla.Holiday{Date: d})
	}
	special := map[sla.Date][]sla.Window{}
	for d, hours := range c.Calendar.DateHours {
		special[d] = windows(t, hours)
	}
	for d, breaks := range c.Calendar.Breaks {
		open, ok := special[d]
		if !ok {
			open = def.Week.On(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday())
		}
		for _, b := range windows(t, breaks) {
			open = without(open, b)
		}
		special[d] = open
	}
	for d, open := range special {
		def.Special = append(def.Special, sla.SpecialDay{Date: d, Windows: open})
	}
	return def
}

// without cuts a break out of windows.
func without(open []sla.Window, b sla.Window) (rest []sla.Window) {
	for _, w := range open {
		for _, part := range []sla.Window{{From: w.From, Until: min(w.Until, b.From)}, {From: max(w.From, b.Until), Until: w.Until}} {
			if part.From < part.Until {
				rest = append(rest, part)
			}
		}
	}
	return rest
}

func windows(t testing.TB, hours [][2]string) (list []sla.Window) {
	for _, h := range hours {
		list = append(list, window(t, h[0]+"-"+h[1]))
	}
	slices.SortFunc(list, sla.Window.Compare)
	return list
}

func window(t testing.TB, text string) sla.Window {
	t.Helper()
	w, err := sla.ParseWindow(text)
	require.NoError(t, err)
	return w
}
