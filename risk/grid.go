package risk

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// A GridTable is what a [Grid] is made of: all of it data, none of it fixed. A
// reader can hold it against the chart that the organisation agreed on: a row of
// Cells for every step of likelihood, least first, and in it a level for every step
// of impact, least first. Scales may differ in length, and a cell need not have the
// level of its mirror image.
type GridTable struct {
	ID         GridID      `json:"id"`
	Version    string      `json:"version"`
	Likelihood Scale       `json:"likelihood"`
	Impact     Scale       `json:"impact"`
	Levels     []Level     `json:"levels"`
	Cells      [][]LevelID `json:"cells"`
}

// A Grid says which level of risk a step of likelihood and a step of impact make
// together. It is immutable and safe for concurrent use. The zero value knows no
// step.
type Grid struct {
	table GridTable
	ranks [][]int // of the level of each cell
}

// A Cell is one pair of steps with its level.
type Cell struct {
	Likelihood StepID
	Impact     StepID
	Level      LevelID
}

// NewGrid makes a grid of a copy of the table, or returns everything that is wrong
// with it, joined: ids that are malformed or repeated, scales without steps,
// malformed colours, cells that are missing, that are too many, or whose level is
// not listed. Each is an [*ownership.Error] with a path such as "cells[2][0]". What
// is odd but can be used is for [Grid.Review] to say.
func NewGrid(t GridTable) (*Grid, error) {
	if err := t.check().err(); err != nil {
		return nil, err
	}
	return newGrid(t), nil
}

// newGrid takes a table without defects.
func newGrid(t GridTable) *Grid {
	g := &Grid{table: t.clone()}
	for _, row := range t.Cells {
		ranks := make([]int, len(row))
		for j, level := range row {
			ranks[j] = t.rank(level)
		}
		g.ranks = append(g.ranks, ranks)
	}
	return g
}

func (t *GridTable) clone() GridTable {
	c := *t
	c.Likelihood, c.Impact, c.Levels = slices.Clone(t.Likelihood), slices.Clone(t.Impact), slices.Clone(t.Levels)
	c.Cells = make([][]LevelID, len(t.Cells))
	for i, row := range t.Cells {
		c.Cells[i] = slices.Clone(row)
	}
	return c
}

// rank is the place of the level in the order, or -1.
func (t *GridTable) rank(id LevelID) int {
	return slices.IndexFunc(t.Levels, func(l Level) bool { return l.ID == id })
}

func (t *GridTable) check() *defects {
	d := &defects{op: "grid", subject: t.subject()}
	d.name("id", "grid", string(t.ID))
	d.name("version", "version", t.Version)
	checkRows(d, "likelihood", "step", t.Likelihood)
	checkRows(d, "impact", "step", t.Impact)
	checkRows(d, "levels", "level", t.Levels)
	t.checkCells(d)
	return d
}

func (t *GridTable) checkCells(d *defects) {
	rows, columns := min(len(t.Likelihood), maxSteps), min(len(t.Impact), maxSteps)
	known := map[LevelID]bool{}
	for _, l := range t.Levels[:min(len(t.Levels), maxSteps)] {
		known[l.ID] = true
	}
	d.must(len(t.Cells) <= rows, fmt.Sprintf("cells[%d]", rows), "%d rows, but %d steps of likelihood", len(t.Cells), rows)
	for i := range rows {
		if i >= len(t.Cells) {
			d.must(false, fmt.Sprintf("cells[%d]", i), "no row for likelihood %.60q", string(t.Likelihood[i].ID))
			continue
		}
		row := t.Cells[i]
		d.must(len(row) <= columns, fmt.Sprintf("cells[%d][%d]", i, columns), "%d cells, but %d steps of impact", len(row), columns)
		for j := range columns {
			path := fmt.Sprintf("cells[%d][%d]", i, j)
			switch {
			case j >= len(row), row[j] == "":
				d.must(false, path, "no level for likelihood %.60q and impact %.60q", string(t.Likelihood[i].ID), string(t.Impact[j].ID))
			default:
				d.must(known[row[j]], path, "%.60q is no level of the grid", string(row[j]))
			}
		}
	}
}

func (t *GridTable) subject() ownership.Subject {
	return ownership.Subject{Kind: "grid", ID: string(t.ID)}
}

// Subject is the grid as the subject of a finding.
func (g *Grid) Subject() ownership.Subject { return g.table.subject() }

// ID returns the name that all versions share.
func (g *Grid) ID() GridID { return g.table.ID }

// Version returns the name of the version.
func (g *Grid) Version() string { return g.table.Version }

// Table returns a copy of what the grid was made of, to be changed and made into
// another version.
func (g *Grid) Table() GridTable { return g.table.clone() }

// Level returns the level of the pair; false when a step is not one of the grid's.
func (g *Grid) Level(likelihood, impact StepID) (Level, bool) {
	i, known := g.table.Likelihood.Index(likelihood)
	j, too := g.table.Impact.Index(impact)
	if !known || !too {
		return Level{}, false
	}
	return g.table.Levels[g.ranks[i][j]], true
}

// Rank returns the place of the level in the order, from 0 for the least risk.
func (g *Grid) Rank(id LevelID) (int, bool) {
	r := g.table.rank(id)
	return r, r >= 0
}

// same reports whether g and o are made of the same table.
func (g *Grid) same(o *Grid) bool {
	a, b := &g.table, &o.table
	return a.ID == b.ID && a.Version == b.Version && slices.Equal(a.Likelihood, b.Likelihood) && slices.Equal(a.Impact, b.Impact) &&
		slices.Equal(a.Levels, b.Levels) && slices.EqualFunc(a.Cells, b.Cells, slices.Equal[[]LevelID])
}

// Cells yields every pair, by likelihood, then by impact, least first.
func (g *Grid) Cells() iter.Seq[Cell] {
	return func(yield func(Cell) bool) {
		for i, row := range g.table.Cells {
			for j, level := range row {
				if !yield(Cell{g.table.Likelihood[i].ID, g.table.Impact[j].ID, level}) {
					return
				}
			}
		}
	}
}

// gridLimits: the largest grid there can be, with long names.
var gridLimits = strictjson.Limits{
	Bytes: 8 << 20,
	Most:  map[string]int{"likelihood": maxSteps, "impact": maxSteps, "levels": maxSteps, "cells": maxSteps},
}

// MarshalJSON writes the table. The zero value is refused, as it could not be read
// back.
func (g Grid) MarshalJSON() ([]byte, error) {
	if err := g.table.check().err(); err != nil {
		return nil, err
	}
	return json.Marshal(g.table)
}

// UnmarshalJSON reads a table and makes the grid of it. Unknown and repeated fields
// and every defect that [NewGrid] reports are listed with their path.
func (g *Grid) UnmarshalJSON(data []byte) error {
	var t GridTable
	if err := decode(data, &t, gridLimits, (*GridTable).check); err != nil {
		return err
	}
	*g = *newGrid(t)
	return nil
}
