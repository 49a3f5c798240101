package risk_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/serviceowner/itsm/risk"
)

// TestGridChanges changes one thing of a grid in each case.
func TestGridChanges(t *testing.T) {
	base := func() risk.GridTable { return tableOf("low mid high", "01", "12") }
	for _, c := range []struct {
		name   string
		change func(*risk.GridTable)
		want   []risk.Change
	}{
		{"nothing", func(*risk.GridTable) {}, nil},
		{"another version", func(t *risk.GridTable) { t.Version = "2" }, nil},
		{"colour and abbreviation", func(t *risk.GridTable) { t.Levels[0].Colour, t.Impact[0].Abbreviation = "#000000", "x" }, nil},
		{"raised", func(t *risk.GridTable) { t.Cells[0][0] = "high" }, []risk.Change{{"l0", "i0", risk.Raised, "low", "high"}}},
		{"lowered", func(t *risk.GridTable) { t.Cells[1][1] = "mid" }, []risk.Change{{"l1", "i1", risk.Lowered, "high", "mid"}}},
		{"step renamed", func(t *risk.GridTable) { t.Impact[1].Name = "Grave" }, []risk.Change{
			{"l0", "i1", risk.Reworded, "mid", "mid"},
			{"l1", "i1", risk.Reworded, "high", "high"},
		}},
		{"a name that says what the id said", func(t *risk.GridTable) { t.Impact[1].Name = "i1" }, nil},
		{"step with another meaning", func(t *risk.GridTable) { t.Likelihood[0].Meaning = "once in ten years" }, []risk.Change{
			{"l0", "i0", risk.Reworded, "low", "low"},
			{"l0", "i1", risk.Reworded, "mid", "mid"},
		}},
		{"level renamed", func(t *risk.GridTable) { t.Levels[0].Name = "Negligible" }, []risk.Change{{"l0", "i0", risk.Reworded, "low", "low"}}},
		{"renamed and raised", func(t *risk.GridTable) { t.Levels[1].Name, t.Cells[0][0] = "Middling", "mid" }, []risk.Change{
			{"l0", "i0", risk.Raised, "low", "mid"},
			{"l0", "i1", risk.Reworded, "mid", "mid"},
			{"l1", "i0", risk.Reworded, "mid", "mid"},
		}},
		{"a level between", func(t *risk.GridTable) {
			*t = tableOf("low fair mid high", "02", "13")
		}, []risk.Change{{"l1", "i0", risk.Lowered, "mid", "fair"}}},
		{"a level less", func(t *risk.GridTable) {
			*t = tableOf("low high", "01", "11")
		}, []risk.Change{{"l0", "i1", risk.Raised, "mid", "high"}, {"l1", "i0", risk.Raised, "mid", "high"}}},
		{"another level for an old one", func(t *risk.GridTable) {
			*t = tableOf("low medium high", "01", "12")
		}, []risk.Change{{"l0", "i1", risk.Replaced, "mid", "medium"}, {"l1", "i0", risk.Replaced, "mid", "medium"}}},
		{"levels trade places", func(t *risk.GridTable) {
			t.Levels[0], t.Levels[1] = t.Levels[1], t.Levels[0]
		}, []risk.Change{
			{"l0", "i0", risk.Replaced, "low", "low"},
			{"l0", "i1", risk.Replaced, "mid", "mid"},
			{"l1", "i0", risk.Replaced, "mid", "mid"},
		}},
		{"levels trade places and a cell moves between them", func(t *risk.GridTable) {
			t.Levels[0], t.Levels[1] = t.Levels[1], t.Levels[0]
			t.Cells[0][0] = "mid"
		}, []risk.Change{
			{"l0", "i0", risk.Replaced, "low", "mid"},
			{"l0", "i1", risk.Replaced, "mid", "mid"},
			{"l1", "i0", risk.Replaced, "mid", "mid"},
		}},
		{"steps in another order", func(t *risk.GridTable) {
			t.Likelihood[0], t.Likelihood[1] = t.Likelihood[1], t.Likelihood[0]
			t.Cells[0], t.Cells[1] = t.Cells[1], t.Cells[0]
		}, nil},
		{"a step more and one less", func(t *risk.GridTable) { t.Impact[1].ID = "i2" }, []risk.Change{
			{"l0", "i1", risk.Removed, "mid", ""},
			{"l1", "i1", risk.Removed, "high", ""},
			{"l0", "i2", risk.Added, "", "mid"},
			{"l1", "i2", risk.Added, "", "high"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			next := base()
			c.change(&next)
			assert.Empty(t, cmp.Diff(c.want, gridOf(t, base()).Changes(gridOf(t, next))))
		})
	}
}

// TestGridChangesLaw: whatever two grids over the same scales and levels, the pairs
// listed are exactly those whose level differs, in the direction of the ranks, and
// the way back is the mirror image.
func TestGridChangesLaw(t *testing.T) {
	back := map[risk.Shift]risk.Shift{
		risk.Raised: risk.Lowered, risk.Lowered: risk.Raised, risk.Added: risk.Removed, risk.Removed: risk.Added, risk.Replaced: risk.Replaced,
	}
	rapid.Check(t, func(t *rapid.T) {
		was, is := drawnTable(t), drawnTable(t)
		all := tableOf("a b c d e", "0").Levels
		was.Levels, is.Levels = all, all
		a, b := gridOf(t, was), gridOf(t, is)
		want := map[[2]risk.StepID]risk.Shift{}
		for cell := range a.Cells() {
			level, ok := b.Level(cell.Likelihood, cell.Impact)
			switch pair := [2]risk.StepID{cell.Likelihood, cell.Impact}; {
			case !ok:
				want[pair] = risk.Removed
			case level.ID > cell.Level: // the ids are in order
				want[pair] = risk.Raised
			case level.ID < cell.Level:
				want[pair] = risk.Lowered
			}
		}
		for cell := range b.Cells() {
			if _, ok := a.Level(cell.Likelihood, cell.Impact); !ok {
				want[[2]risk.StepID{cell.Likelihood, cell.Impact}] = risk.Added
			}
		}
		got, mirrored := map[[2]risk.StepID]risk.Shift{}, map[[2]risk.StepID]risk.Shift{}
		for _, c := range a.Changes(b) {
			got[[2]risk.StepID{c.Likelihood, c.Impact}] = c.Shift
		}
		for _, c := range b.Changes(a) {
			mirrored[[2]risk.StepID{c.Likelihood, c.Impact}] = back[c.Shift]
		}
		require.Equal(t, want, got)
		require.Equal(t, want, mirrored)
	})
}
