package lifecycle_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

type light uint8

const (
	red light = iota + 1
	green
)

func (l light) String() string { return [...]string{"", "red", "green"}[l] }

type signal string

func lights() lifecycle.Table[light, signal] {
	return lifecycle.Table[light, signal]{
		States: []light{red, green},
		Events: []signal{"go", "stop"},
		Start:  []light{red},
		Rows: []lifecycle.Row[light, signal]{
			{From: []light{red}, On: "go", To: green, Gate: "crossing", Decides: "switch-lights", If: []ownership.Code{"road.clear", "timer.up"}, Sources: []ownership.Source{"R56"}},
			{From: []light{green}, On: "stop", To: red, Decides: "switch-lights"},
		},
	}
}

func TestMachine(t *testing.T) {
	m, err := lifecycle.NewMachine(lights())
	require.NoError(t, err)

	to, err := m.Next(red, "go")
	assert.Equal(t, green, to)
	assert.NoError(t, err)
	assert.NoError(t, m.Explain(red, "go", "something.else"))

	to, err = m.Next(red, "go", "timer.up")
	assert.Equal(t, red, to)
	assert.Equal(t, lifecycle.ErrUnmet, err)
	assert.ErrorIs(t, err, ownership.ErrRefused)
	var why *ownership.Error
	require.ErrorAs(t, m.Explain(red, "go", "timer.up", "road.clear"), &why)
	assert.ErrorIs(t, why, lifecycle.ErrUnmet)
	assert.Equal(t, ownership.Subject{Kind: "status", ID: "red"}, why.Subject)
	var conditions []string
	for _, f := range why.Findings {
		assert.Equal(t, ownership.Code("move.unmet"), f.Code)
		assert.True(t, f.Blocks())
		conditions = append(conditions, f.Arg("condition"))
	}
	assert.Equal(t, []string{"road.clear", "timer.up"}, conditions, "all of them, in the order of the row")

	_, err = m.Next(red, "stop")
	assert.Equal(t, lifecycle.ErrNoMove, err)
	require.ErrorAs(t, m.Explain(red, "stop"), &why)
	assert.ErrorIs(t, why, ownership.ErrRefused)
	assert.Equal(t, "go", why.Findings[0].Arg("permitted"))

	_, err = m.Next(red, "fly")
	assert.Equal(t, lifecycle.ErrNoStatus, err)
	require.ErrorAs(t, m.Explain(red, "fly"), &why)
	assert.ErrorIs(t, why, ownership.ErrInvalid)
	assert.Equal(t, ownership.Code("move.unknown"), why.Findings[0].Code)

	v, ok := m.Move(red, "go")
	assert.True(t, ok)
	want := lifecycle.Move[light, signal]{
		From: red, On: "go", To: green, Gate: "crossing", Decides: "switch-lights",
		If: []ownership.Code{"road.clear", "timer.up"}, Sources: []ownership.Source{"R56"},
	}
	if diff := cmp.Diff(want, v); diff != "" {
		t.Error(diff)
	}
	v.If[0], v.Sources[0] = "x", "x"
	again, _ := m.Move(red, "go")
	assert.Equal(t, want, again, "nothing is shared")
	assert.Contains(t, m.Mermaid(), "s0 --> s1 : go (switch-lights)\n")
	assert.Contains(t, m.DOT(), `s1 -> s0 [label="stop (switch-lights)"]`)
	assert.Equal(t, "| | go | stop |\n|---|---|---|\n| red | green if road.clear, timer.up | |\n| green | | red |\n", m.Markdown())
	assert.True(t, m.Known(green) && m.Starts(red) && !m.Final(red))
}

func TestNoMachine(t *testing.T) {
	for _, m := range []*lifecycle.Machine[light, signal]{nil, {}} {
		to, err := m.Next(red, "go")
		assert.Equal(t, red, to)
		assert.Equal(t, lifecycle.ErrNoStatus, err)
		assert.ErrorIs(t, m.Explain(red, "go"), lifecycle.ErrNoStatus)
		assert.NotPanics(t, func() {
			_ = m.Markdown() + m.Mermaid() + m.DOT()
			for range m.Moves() {
				t.Error("a move")
			}
			for range m.Permitted(red) {
				t.Error("a move")
			}
		})
		assert.Empty(t, m.States())
	}
	var none *lifecycle.Model
	assert.Nil(t, none.Machine())
	assert.Empty(t, none.Cards())
	assert.Empty(t, none.Demands())
	assert.Empty(t, none.Due(lifecycle.Operational))
	assert.NotEmpty(t, none.Chart(nil))
	assert.NotEmpty(t, new(lifecycle.Model).Chart(ownership.Standard()))
}

func TestMachineDefects(t *testing.T) {
	table := lights()
	table.Rows[0].Decides, table.Rows[1].Gate, table.Rows[0].Sources = "", " x", []ownership.Source{""}
	table.Events = append(table.Events, "fly")
	_, err := lifecycle.NewMachine(table)
	require.ErrorIs(t, err, ownership.ErrInvalid)
	assert.Equal(t, []string{
		"machine: rows[0].decides: invalid: activity: malformed identifier: empty",
		"machine: rows[0].sources[0]: invalid: source: malformed identifier: empty",
		`machine: rows[1].gate: invalid: gate: malformed identifier: " x" begins or ends with white space`,
		`machine: invalid: defect of the table: events[2]: event "fly" has no row`,
	}, strings.Split(err.Error(), "\n"), "the defects of the rows and those of the table together")
}

func TestMovesDoNotAllocate(t *testing.T) {
	m := lifecycle.Standard().Machine()
	unmet := []ownership.Code{"owner.vacant"}
	for name, ask := range map[string]func() error{
		"move":    func() error { _, err := m.Next(lifecycle.Released, lifecycle.Forward); return err },
		"refusal": func() error { _, err := m.Next(lifecycle.Released, lifecycle.Forward, unmet...); return err },
		"no move": func() error { _, err := m.Next(lifecycle.Released, lifecycle.Revive); return err },
		"unknown": func() error { _, err := m.Next("lost", lifecycle.Revive); return err },
	} {
		assert.Zero(t, testing.AllocsPerRun(100, func() { _ = ask() }), name)
	}
}

// small is a plan with two demands, into which every defect of a plan is put.
func small() lifecycle.Plan {
	return lifecycle.Plan{
		Statuses: []lifecycle.StatusCard{
			{Status: "idea", Stage: "before", Section: lifecycle.Pipeline},
			{Status: "live", Stage: "now", Section: lifecycle.Catalogue},
			{Status: "paused", Within: "live", Stage: "now", Section: lifecycle.Catalogue},
			{Status: "gone", Section: lifecycle.Retirees},
		},
		Events: []lifecycle.Event{"start", "pause", "stop"},
		Start:  []lifecycle.Status{"idea"},
		Final:  []lifecycle.Status{"gone"},
		Moves: []lifecycle.Row[lifecycle.Status, lifecycle.Event]{
			{From: []lifecycle.Status{"idea", "paused"}, On: "start", To: "live", Gate: "launch", Decides: "launch", If: []ownership.Code{"of.its.own"}},
			{From: []lifecycle.Status{"live"}, On: "pause", To: "paused", Decides: "launch"},
			{From: []lifecycle.Status{"idea", "live", "paused"}, On: "stop", To: "gone", Decides: "launch"},
		},
		Demands: []lifecycle.Demand{
			{Code: "b.late", Due: "live", Hard: "live", Resolves: "mend"},
			{Code: "a.early", Due: "idea", Resolves: "mend"},
		},
	}
}

func TestModel(t *testing.T) {
	m, err := lifecycle.NewModel(small())
	require.NoError(t, err)
	v, _ := m.Machine().Move("idea", "start")
	assert.Equal(t, []ownership.Code{"of.its.own", "a.early", "b.late"}, v.If)
	v, _ = m.Machine().Move("live", "pause")
	assert.Empty(t, v.If, "no gate")
	codes := func(s lifecycle.Status) (out []ownership.Code) {
		for _, d := range m.Due(s) {
			out = append(out, d.Code)
		}
		return out
	}
	assert.Equal(t, []ownership.Code{"a.early"}, codes("idea"))
	assert.Equal(t, []ownership.Code{"a.early", "b.late"}, codes("live"))
	assert.Equal(t, []ownership.Code{"a.early", "b.late"}, codes("paused"), "as what it is a case of")
	assert.Empty(t, codes("gone"))
	assert.Equal(t, []ownership.Code{"a.early", "b.late"}, codes("never heard of"))
}

func TestModelDefects(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*lifecycle.Plan)
		want   []string
	}{
		{"no stage", func(p *lifecycle.Plan) { p.Statuses[0].Stage = "" }, []string{"statuses[0].stage"}},
		{"no section", func(p *lifecycle.Plan) { p.Statuses[3].Section = 0 }, []string{"statuses[3].stage", "statuses[3].section"}},
		{"within nothing", func(p *lifecycle.Plan) { p.Statuses[2].Within = "lost" }, []string{"statuses[2].within"}},
		{"within a case", func(p *lifecycle.Plan) { p.Statuses[2].Within = "paused" }, []string{"statuses[2].within"}},
		{"within another section", func(p *lifecycle.Plan) { p.Statuses[2].Within = "idea" }, []string{"statuses[2].within"}},
		{"demand repeated", func(p *lifecycle.Plan) { p.Demands[1].Code = "b.late" }, []string{"demands[1].code"}},
		{"demand of nothing", func(p *lifecycle.Plan) { p.Demands[0] = lifecycle.Demand{} }, []string{"demands[0].code", "demands[0].resolves", "demands[0].due"}},
		{"due when retired", func(p *lifecycle.Plan) { p.Demands[1].Due = "gone" }, []string{"demands[1].due"}},
		{"due in a case", func(p *lifecycle.Plan) { p.Demands[1].Due = "paused" }, []string{"demands[1].due"}},
		{"hard before due", func(p *lifecycle.Plan) { p.Demands[0].Hard = "idea" }, []string{"demands[0].hard"}},
		{"hard nowhere", func(p *lifecycle.Plan) { p.Demands[1].Hard = "lost" }, []string{"demands[1].hard"}},
		{"gate to the end", func(p *lifecycle.Plan) { p.Moves[2].Gate = "out" }, []string{"moves[2].gate"}},
		{"everything at once", func(p *lifecycle.Plan) {
			p.Statuses[0].Stage, p.Demands[0].Code, p.Moves[1].Decides = "", "", ""
		}, []string{"statuses[0].stage", "demands[0].code", "rows[1].decides"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := small()
			c.change(&plan)
			m, err := lifecycle.NewModel(plan)
			assert.Nil(t, m)
			require.ErrorIs(t, err, ownership.ErrInvalid)
			assert.Equal(t, c.want, paths(err))
		})
	}
}

// paths lists the paths of all errors that are joined in err, in order.
func paths(err error) (out []string) {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			out = append(out, paths(e)...)
		}
		return out
	}
	var one *ownership.Error
	if errors.As(err, &one) {
		return []string{one.Path}
	}
	return []string{"?" + err.Error()}
}
