package risk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

func TestYardstickLooksOutwards(t *testing.T) {
	moved := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	desk, core := ownership.Scope{Level: ownership.LevelPortfolio, ID: "desk"}, ownership.Scope{Level: ownership.LevelPortfolio, ID: "core"}
	reg, err := ownership.NewRegister(ownership.Facts{
		Services: []ownership.Service{{ID: "mail", Parents: []ownership.Parent{
			{Scope: desk, Period: ownership.Period{Until: moved}}, {Scope: core, Period: ownership.Period{From: moved}},
		}}},
		Areas: []ownership.Area{
			{Scope: core, Parents: []ownership.Parent{{Scope: ownership.OrganisationScope("o")}}}, {Scope: desk},
		},
	}, nil)
	require.NoError(t, err)
	c := risk.Criteria{Version: "1", Grid: threeByThree(t), Limits: []risk.Limit{
		{Tolerance: "low", ReviewDays: 365},
		{Scope: desk, Tolerance: "medium"},
		{Scope: ownership.OrganisationScope("o"), Tolerance: "high"},
		{Scope: core, Category: "security", ReviewDays: 30},
	}}
	mail, lamp := ownership.ServiceScope("mail"), ownership.ServiceScope("lamp")
	limits := func(at time.Time, category risk.Category, scopes ...ownership.Scope) []risk.Limit {
		return c.Yardstick(reg, at, category, scopes...).Limits
	}
	assert.Equal(t, []risk.Limit{{Scope: mail, Tolerance: "medium", ReviewDays: 365}}, limits(moved.Add(-1e3), "", mail))
	assert.Equal(t, []risk.Limit{{Scope: mail, Tolerance: "high", ReviewDays: 365}}, limits(moved, "", mail))
	assert.Equal(t, []risk.Limit{
		{Scope: lamp, Category: "security", Tolerance: "low", ReviewDays: 365},
		{Scope: mail, Category: "security", Tolerance: "high", ReviewDays: 30},
	}, limits(moved, "security", lamp, mail))
	assert.Equal(t, []risk.Limit{{Tolerance: "low", ReviewDays: 365}}, limits(moved, ""))
	assert.Equal(t, c, c.Yardstick(nil, moved, "", mail).Criteria)
}

func TestPosition(t *testing.T) {
	dollars, err := risk.NewMoney(1, "USD")
	require.NoError(t, err)
	limited := risk.Limit{Appetite: "low", Tolerance: "medium", Threshold: euro(1000)}
	for name, c := range map[string]struct {
		limits             []risk.Limit
		likelihood, impact risk.StepID
		loss               risk.Money
		want               risk.Position
	}{
		"wanted":             {[]risk.Limit{limited}, "rare", "minor", risk.Money{}, risk.Position{Level: "low"}},
		"borne":              {[]risk.Limit{limited}, "rare", "major", euro(1000), risk.Position{Level: "medium", AboveAppetite: true}},
		"beyond":             {[]risk.Limit{limited}, "often", "major", euro(1), risk.Position{Level: "high", AboveAppetite: true, AboveTolerance: true}},
		"costly":             {[]risk.Limit{limited}, "rare", "minor", euro(1001), risk.Position{Level: "low", AboveThreshold: true}},
		"another currency":   {[]risk.Limit{limited}, "rare", "minor", dollars, risk.Position{Level: "low", AboveThreshold: true}},
		"threshold of 0":     {[]risk.Limit{{Tolerance: "high", Threshold: euro(0)}}, "rare", "minor", euro(1), risk.Position{Level: "low", AboveThreshold: true}},
		"nothing lost":       {[]risk.Limit{{Tolerance: "high", Threshold: euro(0)}}, "rare", "minor", euro(0), risk.Position{Level: "low"}},
		"no threshold":       {[]risk.Limit{{Tolerance: "high"}}, "often", "major", euro(1e15), risk.Position{Level: "high"}},
		"no appetite":        {[]risk.Limit{{Tolerance: "medium"}}, "rare", "major", risk.Money{}, risk.Position{Level: "medium"}},
		"no tolerance":       {[]risk.Limit{{Appetite: "high"}}, "rare", "minor", risk.Money{}, risk.Position{Level: "low", AboveAppetite: true, AboveTolerance: true}},
		"no limit":           {nil, "rare", "minor", risk.Money{}, risk.Position{Level: "low", AboveAppetite: true, AboveTolerance: true}},
		"retired step":       {[]risk.Limit{{Tolerance: "high"}}, "never", "minor", risk.Money{}, risk.Position{AboveAppetite: true, AboveTolerance: true}},
		"strictest of two":   {[]risk.Limit{{Tolerance: "high"}, limited}, "often", "major", euro(1001), risk.Position{"high", true, true, true}},
		"appetite of others": {[]risk.Limit{{Appetite: "high", Tolerance: "medium"}}, "often", "major", risk.Money{}, risk.Position{Level: "high", AboveAppetite: true, AboveTolerance: true}},
	} {
		t.Run(name, func(t *testing.T) {
			y := risk.Yardstick{Criteria: risk.Criteria{Grid: threeByThree(t)}, Limits: c.limits}
			got := y.Position(c.likelihood, c.impact, c.loss)
			assert.Equal(t, c.want, got)
			assert.Equal(t, c.want.AboveTolerance || c.want.AboveThreshold, got.ForSeniorManagement())
		})
	}
}
