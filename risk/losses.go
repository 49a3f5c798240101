package risk

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Losses are the models behind the open risks, put together.
type Losses struct {
	// Models has one model for every currency, by its code: nothing is converted.
	Models []*Model

	// Unmodelled are the risks that no model shows, by id. What somebody merely
	// estimated is in [Register.ByOwner].
	Unmodelled []RiskID
}

// Losses puts together the models that the open risks within the scopes, or all
// without any, are judged by. A scenario is one cause: where several risks have it,
// it strikes once, with the losses of all of them, and a loss that several list
// alike is one loss. The models tell the whole; ask [Model.Expected] and
// [Model.Simulate] for the part that some services bear.
//
// Two risks that have one scenario with different rates contradict each other: that
// is an error over [ownership.ErrInvalid] for each such scenario, by id.
func (r *Register) Losses(at time.Time, within ...ownership.Scope) (Losses, error) {
	var out Losses
	d := &defects{op: "losses"}
	whole := map[Currency]map[ScenarioID]*cause{}
	for k := range r.use().Open(at, within...) {
		a := k.judgedBy()
		if a == nil || a.Assessment.Model == nil || len(a.Assessment.Model.scenarios) == 0 {
			out.Unmodelled = append(out.Unmodelled, k.id)
			continue
		}
		m := a.Assessment.Model
		if whole[m.currency] == nil {
			whole[m.currency] = map[ScenarioID]*cause{}
		}
		for _, s := range m.Scenarios() {
			if c := whole[m.currency][s.ID]; c != nil {
				c.join(d, s, k.id)
			} else {
				whole[m.currency][s.ID] = &cause{s, k.id}
			}
		}
	}
	if err := d.err(); err != nil {
		return Losses{}, err
	}
	for _, c := range slices.Sorted(maps.Keys(whole)) {
		var scenarios []Scenario
		for _, id := range slices.Sorted(maps.Keys(whole[c])) {
			scenarios = append(scenarios, whole[c][id].Scenario)
		}
		m, err := NewModel(scenarios...)
		if err != nil {
			return Losses{}, err
		}
		out.Models = append(out.Models, m)
	}
	return out, nil
}

// A cause is a scenario with the first risk that has it.
type cause struct {
	Scenario
	of RiskID
}

// join adds the losses of the same scenario in another risk. Losses that are alike
// within one risk stay as many as they are.
func (c *cause) join(d *defects, s Scenario, of RiskID) {
	if s.PerYear != c.PerYear {
		d.subject = of.Subject()
		d.bad("scenarios["+string(s.ID)+"].perYear", fmt.Errorf("%w: %v events a year, but %v in risk %s", ownership.ErrInvalid, s.PerYear, c.PerYear, c.of))
		return
	}
	known := slices.Clone(c.Losses)
	for _, l := range s.Losses {
		i := slices.IndexFunc(known, func(o Loss) bool { return l.same(&o) })
		if i < 0 {
			c.Losses = append(c.Losses, l)
			continue
		}
		known = slices.Delete(known, i, i+1)
	}
}

// same reports whether l and o are the same loss, in whatever order its bearers are.
func (l *Loss) same(o *Loss) bool {
	return l.Shape == o.Shape && l.Low == o.Low && l.Likely == o.Likely && l.High == o.High &&
		slices.Equal(slices.Sorted(slices.Values(l.Services)), slices.Sorted(slices.Values(o.Services)))
}
