package main

import (
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// outputRisks is the JSON form.
type outputRisks struct {
	HeatMap     risk.HeatMap       `json:"heatMap"`
	Above       []outputDecision   `json:"aboveAppetite"`
	ByOwner     []risk.Burden      `json:"byOwner"`
	Suggestions []outputSuggestion `json:"suggestions"`
	Calendar    []risk.Date        `json:"calendar"`
}

type outputDecision struct {
	risk.Ranked
	DecidedBy string `json:"decidedBy"`
	Missing   bool   `json:"decisionMissing,omitempty"`
}

type outputSuggestion struct {
	ID     risk.RiskID     `json:"id"`
	Scope  ownership.Scope `json:"scope"`
	Entry  risk.Entry      `json:"entry"`
	Closed risk.RiskID     `json:"closed,omitempty"`
}

func (r *risks) output() *outputRisks {
	o := &outputRisks{r.heat, []outputDecision{}, r.burdens, []outputSuggestion{}, r.calendar}
	for _, d := range r.above {
		o.Above = append(o.Above, outputDecision{d.Ranked, d.whose(), d.missing})
	}
	for _, u := range r.unseen {
		o.Suggestions = append(o.Suggestions, outputSuggestion{u.ID, u.Scope, u.Entry, u.Closed})
	}
	return o
}
