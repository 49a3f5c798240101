package machine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/internal/enum"
)

type door uint8

const (
	open door = iota + 1
	shut
	locked
	bricked
)

var doors = enum.Of[door]("Door", "open", "shut", "locked", "bricked up")

func (d door) String() string               { return doors.String(d) }
func (d door) MarshalText() ([]byte, error) { return doors.MarshalText(d) }

type act string

type table = Table[door, act, string]

// valid is the fixture that every defect is put into.
func valid() table {
	return table{
		States: []door{open, shut, locked, bricked},
		Events: []act{"close", "open", "turn", "brick"},
		Start:  []door{open},
		Final:  []door{bricked},
		Rows: []Row[door, act, string]{
			{From: []door{open}, On: "close", To: shut, Data: "anybody"},
			{From: []door{shut}, On: "open", To: open},
			{From: []door{shut}, On: "turn", To: locked, If: []Condition{"key", "oil"}, Data: "caretaker"},
			{From: []door{locked}, On: "turn", To: shut, If: []Condition{"key"}},
			{From: []door{open, shut, locked}, On: "brick", To: bricked, If: []Condition{"mason", "bricks", "permit"}},
		},
	}
}

func mustMachine(t testing.TB) *Machine[door, act, string] {
	m, err := New(valid())
	require.NoError(t, err)
	return m
}

func TestMachine(t *testing.T) {
	m := mustMachine(t)
	for _, c := range []struct {
		s       door
		e       act
		unmet   []Condition
		to      door
		reason  error
		missing []Condition
	}{
		{open, "close", nil, shut, nil, nil},
		{open, "close", []Condition{"key"}, shut, nil, nil},
		{open, "open", nil, open, ErrNoMove, nil},
		{shut, "turn", nil, locked, nil, nil},
		{shut, "turn", []Condition{"oil", "key", "oil"}, shut, ErrUnmet, []Condition{"key", "oil"}},
		{locked, "turn", []Condition{"oil"}, shut, nil, nil},
		{locked, "brick", []Condition{"permit", "mason"}, locked, ErrUnmet, []Condition{"mason", "permit"}},
		{bricked, "open", nil, bricked, ErrNoMove, nil},
		{0, "open", nil, 0, ErrUnknown, nil},
		{99, "open", nil, 99, ErrUnknown, nil},
		{open, "", nil, open, ErrUnknown, nil},
		{open, "Close", nil, open, ErrUnknown, nil},
	} {
		to, err := m.Next(c.s, c.e, c.unmet...)
		assert.Equal(t, c.to, to)
		assert.Equal(t, c.reason, err)
		why := m.Explain(c.s, c.e, c.unmet...)
		if c.reason == nil {
			assert.NoError(t, why)
			continue
		}
		require.ErrorIs(t, why, c.reason)
		var refusal *Refusal
		require.ErrorAs(t, why, &refusal)
		assert.Equal(t, c.missing, refusal.Unmet)
	}
	assert.Equal(t, `"locked" on "brick": conditions not met: mason, permit`, m.Explain(locked, "brick", "permit", "mason").Error())
	assert.Equal(t, `"Door(99)" on "open": unknown state or event`, m.Explain(99, "open").Error())

	var from []string
	for v := range m.Permitted(shut) {
		from = append(from, fmt.Sprint(v.On, ">", v.To, v.Data))
	}
	assert.Equal(t, []string{"open>open", "turn>lockedcaretaker", "brick>bricked up"}, from, "in the order of the events")
	assert.Equal(t, []door{open, shut, locked, bricked}, m.States())
	assert.Equal(t, []act{"close", "open", "turn", "brick"}, m.Events())
	assert.Len(t, slices.Collect(m.Moves()), 7)
	assert.True(t, m.Known(bricked) && !m.Known(0) && m.Starts(open) && !m.Starts(shut) && m.Final(bricked) && !m.Final(open))
	v, ok := m.Move(shut, "turn")
	assert.True(t, ok)
	assert.Equal(t, Move[door, act, string]{From: shut, On: "turn", To: locked, If: []Condition{"key", "oil"}, Data: "caretaker"}, v)
}

func TestNothingIsShared(t *testing.T) {
	table := valid()
	m, err := New(table)
	require.NoError(t, err)
	before := m.Markdown() + m.DOT(nil)
	table.States[0], table.Events[0], table.Start[0], table.Final[0] = bricked, "x", shut, open
	table.Rows[0], table.Rows[2].If[0] = table.Rows[1], "x"
	m.States()[0], m.Events()[0] = bricked, "x"
	assert.Equal(t, before, m.Markdown()+m.DOT(nil))
}

func TestNoMachine(t *testing.T) {
	for _, m := range []*Machine[door, act, string]{nil, {}} {
		to, err := m.Next(open, "close")
		assert.Equal(t, open, to)
		assert.Equal(t, ErrUnknown, err)
		assert.ErrorIs(t, m.Explain(open, "close"), ErrUnknown)
		_, ok := m.Move(open, "close")
		assert.False(t, ok || m.Known(open) || m.Starts(open) || m.Final(open))
		assert.Empty(t, m.States())
		assert.Empty(t, m.Events())
		for range m.Moves() {
			t.Error("a move")
		}
		for range m.Permitted(open) {
			t.Error("a move")
		}
		assert.NotPanics(t, func() { _ = m.Mermaid(nil) + m.DOT(nil) + m.Markdown() })
	}
}

type nameless int

type shouting string

func (shouting) String() string { return "ALIKE" }

// TestDefects puts one defect at a time into the fixture.
func TestDefects(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*table)
		want   []string
	}{
		{"no states", func(t *table) { *t = table{} }, []string{"no states or no events", "start: no state"}},
		{"unnamed state", func(t *table) { t.States = append(t.States, 0, 99) }, []string{
			`states[4]: state "unset" has no name`, `states[5]: state "Door(99)" has no name`,
			`states[4]: state "unset" cannot be reached`, `states[5]: state "Door(99)" cannot be reached`,
		}},
		{"unnamed event", func(t *table) { t.Events = append(t.Events, "", " x", "a\x00") }, []string{
			`events[4]: event "" has no name`, `events[5]: event: malformed identifier: " x" begins or ends with white space`,
			`events[6]: event: malformed identifier: "a\x00" contains a control character`,
			`events[4]: event "" has no row`, `events[5]: event " x" has no row`, `events[6]: event "a\x00" has no row`,
		}},
		{"repeated state", func(t *table) { t.States = append(t.States, open) }, []string{`states[4]: state "open" is repeated`}},
		{"repeated event", func(t *table) { t.Events = append(t.Events, "turn") }, []string{`events[4]: event "turn" is repeated`}},
		{"repeated start", func(t *table) { t.Start = append(t.Start, open) }, []string{`start[1]: state "open" is repeated`}},
		{"repeated end", func(t *table) { t.Final = append(t.Final, bricked) }, []string{`final[1]: state "bricked up" is repeated`}},
		{"repeated row", func(t *table) { t.Rows = append(t.Rows, t.Rows[1]) }, []string{`rows[5].from[0]: "shut" on "open" is repeated`}},
		{"repeated in a row", func(t *table) { t.Rows[1].From = []door{shut, shut} }, []string{`rows[1].from[1]: "shut" on "open" is repeated`}},
		{"ambiguous", func(t *table) {
			t.Rows = append(t.Rows, Row[door, act, string]{From: []door{open, locked}, On: "turn", To: open})
		}, []string{
			`rows[5].from[1]: "locked" on "turn" is ambiguous, row 3 leads elsewhere`,
		}},
		{"repeated condition", func(t *table) { t.Rows[2].If = []Condition{"key", "", "key"} }, []string{
			`rows[2].if[1]: condition: malformed identifier: empty`, `rows[2].if[2]: condition "key" is repeated`,
		}},
		{"unlisted", func(t *table) {
			t.Rows = append(t.Rows, Row[door, act, string]{From: []door{0}, On: "knock", To: 7})
			t.Start, t.Final = append(t.Start, 8), append(t.Final, 9)
		}, []string{
			`start[1]: state "Door(8)" is not listed`, `final[1]: state "Door(9)" is not listed`,
			`rows[5].on: event "knock" is not listed`, `rows[5].to: state "Door(7)" is not listed`, `rows[5].from[0]: state "unset" is not listed`,
		}},
		{"empty row", func(t *table) { t.Rows = append(t.Rows, Row[door, act, string]{On: "turn", To: shut}) }, []string{`rows[5].from: no state`}},
		{"missing row", func(t *table) { t.Events = append(t.Events, "knock") }, []string{`events[4]: event "knock" has no row`}},
		{"no start", func(t *table) { t.Start = nil }, []string{
			"start: no state", `states[0]: state "open" cannot be reached`, `states[1]: state "shut" cannot be reached`,
			`states[2]: state "locked" cannot be reached`, `states[3]: state "bricked up" cannot be reached`,
		}},
		{"unreachable", func(t *table) { t.Rows[2].To = shut }, []string{`states[2]: state "locked" cannot be reached`}},
		{"dead end", func(t *table) { t.Final = nil }, []string{`states[3]: state "bricked up" is a dead end and not declared final`}},
		{"dead end that runs in circles", func(t *table) {
			t.Final, t.Rows = nil, append(t.Rows, Row[door, act, string]{From: []door{bricked}, On: "turn", To: bricked})
		}, []string{`states[3]: state "bricked up" is a dead end and not declared final`}},
		{"no end", func(t *table) { t.Final = append(t.Final, open) }, []string{`states[0]: state "open" is declared final and is left`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := valid()
			c.change(&table)
			m, err := New(table)
			require.ErrorIs(t, err, ErrDefect)
			assert.Nil(t, m)
			var want []string
			for _, w := range c.want {
				want = append(want, ErrDefect.Error()+": "+w)
			}
			if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
	_, err := New(Table[nameless, shouting, int]{
		States: []nameless{1, 2}, Events: []shouting{"a", "b"}, Start: []nameless{1}, Final: []nameless{2},
		Rows: []Row[nameless, shouting, int]{{From: []nameless{1}, On: "a", To: 2}, {From: []nameless{1}, On: "b", To: 2}},
	})
	require.Error(t, err)
	assert.Contains(t, err.Error(), `states[0]: state "1" has no name`)
	assert.Contains(t, err.Error(), `events[1]: event "ALIKE" has the name of another`)
}

// TestAgainstRows compares random machines with a walk over the rows, for
// every state and event and some that are not listed.
func TestAgainstRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{2, 5, 17, 40}).Draw(t, "states")
		k := rapid.SampledFrom([]int{1, 3, 17}).Draw(t, "events")
		var table Table[act, act, int]
		for i := range n {
			table.States = append(table.States, act(fmt.Sprint("s", i)))
		}
		for i := range k {
			table.Events = append(table.Events, act(fmt.Sprint("e", i)))
		}
		table.Start = table.States[:1]
		conditions := []Condition{"a", "b", "c", "d"}
		for i, s := range table.States {
			for j, e := range table.Events {
				to := table.States[rapid.IntRange(0, n-1).Draw(t, "to")]
				if j == 0 {
					to = table.States[(i+1)%n] // a ring, so that all is reached and left
				} else if i > 0 && rapid.Bool().Draw(t, "absent") {
					continue
				}
				table.Rows = append(table.Rows, Row[act, act, int]{
					From: []act{s}, On: e, To: to, Data: len(table.Rows),
					If: rapid.SliceOfNDistinct(rapid.SampledFrom(conditions), 0, 4, rapid.ID).Draw(t, "if"),
				})
			}
		}
		m, err := New(table)
		require.NoError(t, err)
		unmet := rapid.SliceOfN(rapid.SampledFrom(conditions), 0, 3).Draw(t, "unmet")
		for _, s := range append(slices.Clone(table.States), "", "other") {
			for _, e := range append(slices.Clone(table.Events), "", "other") {
				want, missing, reason := walk(table, s, e, unmet)
				to, err := m.Next(s, e, unmet...)
				require.Equal(t, want, to)
				require.Equal(t, reason, err)
				var refusal *Refusal
				if errors.As(m.Explain(s, e, unmet...), &refusal) {
					require.Equal(t, reason, refusal.Err)
					require.Equal(t, missing, refusal.Unmet)
				} else {
					require.NoError(t, reason)
				}
			}
		}
	})
}

func walk(t Table[act, act, int], s, e act, unmet []Condition) (to act, missing []Condition, reason error) {
	if !slices.Contains(t.States, s) || !slices.Contains(t.Events, e) {
		return s, nil, ErrUnknown
	}
	for _, r := range t.Rows {
		if !slices.Contains(r.From, s) || r.On != e {
			continue
		}
		for _, c := range r.If {
			if slices.Contains(unmet, c) {
				missing = append(missing, c)
			}
		}
		if missing != nil {
			return s, missing, ErrUnmet
		}
		return r.To, nil, nil
	}
	return s, nil, ErrNoMove
}

func TestMovesDoNotAllocate(t *testing.T) {
	m := mustMachine(t)
	unmet := []Condition{"permit", "key"}
	for _, c := range []struct {
		name string
		ask  func() error
		want error
	}{
		{"move", func() error { _, err := m.Next(shut, "turn"); return err }, nil},
		{"guarded move", func() error { _, err := m.Next(open, "close", unmet...); return err }, nil},
		{"refusal", func() error { _, err := m.Next(shut, "turn", "oil"); return err }, ErrUnmet},
		{"refusal by a list", func() error { _, err := m.Next(locked, "brick", unmet...); return err }, ErrUnmet},
		{"no move", func() error { _, err := m.Next(open, "turn"); return err }, ErrNoMove},
		{"unknown", func() error { _, err := m.Next(77, "turn"); return err }, ErrUnknown},
		{"nothing to explain", func() error { return m.Explain(shut, "turn") }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, c.ask())
			if c.name == "nothing to explain" {
				return
			}
			assert.Zero(t, testing.AllocsPerRun(100, func() { _ = c.ask() }))
		})
	}
}

// TestConcurrently is for the race detector.
func TestConcurrently(t *testing.T) {
	m := mustMachine(t)
	want := m.Markdown() + m.Mermaid(nil)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				_, _ = m.Next(shut, "turn", "key")
				_ = m.Explain(locked, "brick", "permit")
				assert.Equal(t, want, m.Markdown()+m.Mermaid(nil))
			}
		})
	}
	wg.Wait()
}

func TestDiagrams(t *testing.T) {
	m := mustMachine(t)
	by := func(v Move[door, act, string]) string {
		return string(v.On) + ": " + v.Data + "\n\"quoted\" \\"
	}
	assert.Equal(t, `stateDiagram-v2
    state "open" as s0
    state "shut" as s1
    state "locked" as s2
    state "bricked up" as s3
    [*] --> s0
    s0 --> s1 : close
    s0 --> s3 : brick
    s1 --> s0 : open
    s1 --> s2 : turn
    s1 --> s3 : brick
    s2 --> s1 : turn
    s2 --> s3 : brick
    s3 --> [*]
`, m.Mermaid(nil))
	assert.Contains(t, m.Mermaid(by), `    s1 --> s2 : turn#58; caretaker#10;#34;quoted#34; #92;`+"\n")
	assert.Contains(t, m.DOT(by), `    s1 -> s2 [label="turn: caretaker\n\"quoted\" \\"]`+"\n")
	assert.Equal(t, `digraph {
    rankdir=LR
    node [shape=box, style=rounded]
    s0 [label="open"]
    s1 [label="shut"]
    s2 [label="locked"]
    s3 [label="bricked up", peripheries=2]
    start0 [shape=point]
    start0 -> s0
    s0 -> s1 [label="close"]
    s0 -> s3 [label="brick"]
    s1 -> s0 [label="open"]
    s1 -> s2 [label="turn"]
    s1 -> s3 [label="brick"]
    s2 -> s1 [label="turn"]
    s2 -> s3 [label="brick"]
}
`, m.DOT(nil))
	assert.Equal(t, `| | close | open | turn | brick |
|---|---|---|---|---|
| open | shut | | | bricked up if mason, bricks, permit |
| shut | | open | locked if key, oil | bricked up if mason, bricks, permit |
| locked | | | shut if key | bricked up if mason, bricks, permit |
| bricked up | | | | |
`, m.Markdown())
}
