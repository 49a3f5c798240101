package risk_test

import (
	"fmt"

	"github.com/serviceowner/itsm/risk"
)

// smallGrid is a grid as a small organisation may have it: three likelihoods, four
// impacts, three levels.
func smallGrid() risk.GridTable {
	const low, medium, high risk.LevelID = "low", "medium", "high"
	return risk.GridTable{
		ID: "house", Version: "2030",
		Likelihood: risk.Scale{
			{ID: "rare", Meaning: "less than once in ten years"},
			{ID: "possible", Meaning: "once in one to ten years"},
			{ID: "frequent", Meaning: "more than once a year"},
		},
		Impact: risk.Scale{{ID: "slight"}, {ID: "noticeable"}, {ID: "serious"}, {ID: "critical"}},
		Levels: []risk.Level{{ID: low, Colour: "#59BBB2"}, {ID: medium, Colour: "#F5C481"}, {ID: high, Name: "High: not ours to accept", Colour: "#E6686D"}},
		Cells: [][]risk.LevelID{
			{low, low, low, medium},
			{low, medium, medium, high},
			{low, medium, high, high},
		},
	}
}

// How bad is something that is possible and would be critical?
func ExampleGrid() {
	grid, err := risk.NewGrid(smallGrid())
	if err != nil {
		fmt.Println(err)
		return
	}
	level, known := grid.Level("possible", "critical")
	fmt.Println(level.Label(), known)
	_, known = grid.Level("certain", "critical")
	fmt.Println(known)
	// Output:
	// High: not ours to accept true
	// false
}

// Everything that is wrong with a table is reported at once; what is only odd is
// found by a review.
func ExampleNewGrid() {
	table := smallGrid()
	table.Cells[0][1] = "lwo"
	table.Cells[2] = table.Cells[2][:3]
	table.Levels[0].Colour = "green"
	_, err := risk.NewGrid(table)
	fmt.Println(err)

	table = smallGrid()
	table.Cells[2][1] = "low"
	grid, _ := risk.NewGrid(table)
	for _, finding := range grid.Review() {
		fmt.Println(finding)
	}
	// Output:
	// grid grid:house: levels[0].colour: invalid: "green", want a form like "#59BBB2"
	// grid grid:house: cells[0][1]: invalid: "lwo" is no level of the grid
	// grid grid:house: cells[2][3]: invalid: no level for likelihood "frequent" and impact "critical"
	// warning grid:house: In grid house, likelihood frequent and impact noticeable make low, less than the medium of the next lower likelihood. [grid.not-monotone R86]
}

// A new version of the grid scores nothing anew by itself: these are the pairs
// whose assessments somebody has to look at.
func ExampleGrid_Changes() {
	was, _ := risk.NewGrid(smallGrid())
	table := was.Table()
	table.Version = "2031"
	table.Cells[0][3] = "high"
	table.Impact[0].Meaning = "nobody outside notices"
	is, _ := risk.NewGrid(table)
	for _, c := range was.Changes(is) {
		fmt.Println(c.Likelihood, c.Impact, c.Shift, c.Was, "->", c.Is)
	}
	// Output:
	// rare slight reworded low -> low
	// rare critical raised medium -> high
	// possible slight reworded low -> low
	// frequent slight reworded low -> low
}
