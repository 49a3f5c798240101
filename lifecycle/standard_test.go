package lifecycle_test

import (
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
)

var updateChart = flag.Bool("update-chart", false, "write the golden chart of the standard lifecycle")

// TestStandardGolden holds the whole standard to a chart that can be read beside
// the requirements.
func TestStandardGolden(t *testing.T) {
	file := filepath.Join("testdata", "standard.md")
	got := lifecycle.Standard().Chart(ownership.Standard())
	if *updateChart {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	for range 5 {
		require.Equal(t, string(want), lifecycle.Standard().Chart(ownership.Standard()), "run with -update-chart if the change is meant")
	}
}

// TestStandardSpace asks for every status, event and role whether a holder of
// the role may make the move, and compares the answer with the chart: a line of
// it read as text, and the cell of the RACI matrix.
func TestStandardSpace(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("testdata", "standard.md"))
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(golden), "# Moves")
	moves, _, _ := strings.Cut(rest, "# Where")
	lines := map[string][]string{}
	for line := range strings.Lines(moves) {
		if cells := strings.Split(strings.Trim(line, "| \n"), " | "); len(cells) > 3 {
			lines[cells[0]+" "+cells[1]] = cells
		}
	}
	m := lifecycle.Standard().Machine()
	matrix := ownership.Standard()
	reg, at := everyRole(t)
	may, refused, none := 0, 0, 0
	for _, s := range m.States() {
		for _, e := range m.Events() {
			cells, listed := lines[string(s)+" "+string(e)]
			move, ok := m.Move(s, e)
			require.Equal(t, listed, ok, "%s on %s", s, e)
			to, err := m.Next(s, e)
			if !ok {
				require.ErrorIs(t, err, lifecycle.ErrNoMove)
				require.Equal(t, s, to)
				none++
				continue
			}
			require.NoError(t, err)
			require.Equal(t, cells[2], string(to))
			for card := range matrix.Cards() {
				got := reg.May(ownership.Request{
					By: ownership.PartyID(card.Role), Activity: move.Decides, Scope: ownership.ServiceScope("svc"), At: at,
				})
				letters := matrix.Letters(move.Decides, card.Role)
				listed := strings.Contains(strings.Join(cells, " | "), string(card.Role)+" ("+letters.String()+")")
				require.Equal(t, listed, got, "%s by %s: %s", move.Decides, card.Role, letters)
				require.Equal(t, letters.Has(ownership.A) || letters.Has(ownership.R), got)
				if got {
					may++
				} else {
					refused++
				}
			}
		}
	}
	t.Logf("%d x %d: %d moves that a role may make, %d that it may not, %d pairs without a move", len(m.States()), len(m.Events()), may, refused, none)
	assert.Equal(t, len(m.States())*len(m.Events())-len(slices.Collect(m.Moves())), none)
}

// everyRole is a register in which a person named like each role holds it over
// one service.
func everyRole(t testing.TB) (*ownership.Register, time.Time) {
	t.Helper()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	facts := ownership.Facts{Services: []ownership.Service{{ID: "svc"}}}
	var claims []ownership.Claim
	for card := range ownership.Standard().Cards() {
		facts.Parties = append(facts.Parties, ownership.Party{ID: ownership.PartyID(card.Role), Kind: ownership.Person})
		claim := ownership.Claim{Role: card.Role, Holder: ownership.PartyID(card.Role)}
		if card.DeputyOf != "" {
			claim.Rank = 1
		}
		claims = append(claims, claim)
	}
	l, err := ownership.Adopt(ownership.ServiceScope("svc"), "sample", at.AddDate(-1, 0, 0), claims...)
	require.NoError(t, err)
	reg, err := ownership.NewRegister(facts, slices.Values([]ownership.Ledger{l}))
	require.NoError(t, err)
	return reg, at
}

// TestStandardStages holds the derived parts to the requirements, written down
// apart from the table.
func TestStandardStages(t *testing.T) {
	m := lifecycle.Standard()
	portfolio := map[lifecycle.Status]bool{}
	stages := map[lifecycle.Stage][]lifecycle.Status{}
	sections := map[lifecycle.Section][]lifecycle.Status{}
	for _, c := range m.Cards() {
		portfolio[m.Portfolio(c.Status)] = true
		stages[m.Stage(c.Status)] = append(stages[m.Stage(c.Status)], c.Status)
		sections[m.Section(c.Status)] = append(sections[m.Section(c.Status)], c.Status)
	}
	assert.Len(t, portfolio, 12)
	if diff := cmp.Diff(map[lifecycle.Stage][]lifecycle.Status{
		lifecycle.Strategy:             {"requirements", "defined", "analysed", "approved", "chartered"},
		lifecycle.Design:               {"designed"},
		lifecycle.Transition:           {"developed", "built", "tested", "released"},
		lifecycle.Operation:            {"operational", "suspended"},
		lifecycle.ContinualImprovement: {"improving"},
		"":                             {"retired"},
	}, stages); diff != "" {
		t.Error(diff)
	}
	assert.Equal(t, []lifecycle.Status{"released", "operational", "improving", "suspended"}, sections[lifecycle.Catalogue])
	assert.Equal(t, []lifecycle.Status{"retired"}, sections[lifecycle.Retirees])
	assert.Equal(t, lifecycle.Operational, m.Portfolio(lifecycle.Improving))
	assert.Equal(t, lifecycle.Status(""), m.Portfolio("unheard-of"))

	machine := m.Machine()
	for _, s := range machine.States() {
		to, err := machine.Next(s, lifecycle.Retire)
		if s == lifecycle.Retired {
			assert.ErrorIs(t, err, lifecycle.ErrNoMove)
		} else {
			assert.NoError(t, err)
			assert.Equal(t, lifecycle.Retired, to, "from anywhere")
		}
	}
	// R56: from every stage there is a way to every other one.
	for from := range stages {
		reached := reach(machine, stages[from][0])
		for to, list := range stages {
			assert.True(t, slices.ContainsFunc(list, func(s lifecycle.Status) bool { return reached[s] }), "from %q to %q", from, to)
		}
	}
	// A way back or out has no gate; a way forward, and every way into operation, has one.
	for v := range machine.Moves() {
		gated := v.On == lifecycle.Forward || v.To == lifecycle.Operational || v.From == lifecycle.Retired
		assert.Equal(t, gated, v.Gate != "", "%s on %s", v.From, v.On)
	}
}

func reach[S, E lifecycle.Symbol](m *lifecycle.Machine[S, E], from S) map[S]bool {
	reached := map[S]bool{}
	for todo := []S{from}; len(todo) > 0; {
		s := todo[0]
		todo = todo[1:]
		for v := range m.Permitted(s) {
			if !reached[v.To] {
				reached[v.To] = true
				todo = append(todo, v.To)
			}
		}
	}
	return reached
}

// TestStandardNames: every activity has a row in the standard matrix, and every
// requirement that is named has a text.
func TestStandardNames(t *testing.T) {
	check := func(where string, activity ownership.Activity, sources iter.Seq[ownership.Source]) {
		_, ok := ownership.Standard().Row(activity)
		assert.True(t, ok, "%s: %s", where, activity)
		n := 0
		for s := range sources {
			assert.NotEmpty(t, s.Text(), "%s: %s", where, s)
			n++
		}
		assert.NotZero(t, n, where)
	}
	for v := range lifecycle.Standard().Machine().Moves() {
		check(fmt.Sprintf("%s on %s", v.From, v.On), v.Decides, slices.Values(v.Sources))
	}
	for _, d := range lifecycle.Standard().Demands() {
		check(string(d.Code), d.Resolves, slices.Values(d.Sources))
	}
}

// TestStandardUnbroken: nobody can reach into the standard.
func TestStandardUnbroken(t *testing.T) {
	before := lifecycle.Standard().Chart(nil)
	m := lifecycle.Standard()
	m.Cards()[0].Status = "x"
	for v := range m.Machine().Moves() {
		v.Sources[0], v.To = "x", "x"
		clear(v.If)
	}
	for _, d := range m.Demands() {
		d.Sources[0] = "x"
	}
	for _, d := range m.Due(lifecycle.Operational) {
		d.Sources[0] = "x"
	}
	m.Machine().States()[0] = "x"
	assert.Equal(t, before, lifecycle.Standard().Chart(nil))
}
