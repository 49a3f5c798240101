package risk

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// The bounds of a model. They keep every number that the simulation handles within
// what a float64 holds to the minor unit, and every run finite.
const (
	maxScenarios = 100_000
	maxLosses    = 100
	maxPerYear   = 1000
	maxAmount    = 1 << 53 // minor units, of an amount and of a mean
)

// z95 is where one in twenty of the standard normal distribution lies above.
const z95 = 1.6448536269514722

// A Model is scenarios, checked and made ready to be asked what they cost. It is
// immutable and safe for concurrent use. All its amounts are in one currency. The
// zero value has no scenarios and costs nothing.
type Model struct {
	scenarios []Scenario
	ready     []readyScenario
	currency  Currency
}

type readyScenario struct {
	id      ScenarioID
	key     key
	perYear float64
	losses  []readyLoss
}

// readyLoss is a loss in numbers: low and span of a PERT range, mu and sigma of a
// lognormal one. A range without width costs low always.
type readyLoss struct {
	shape     Shape
	low, span float64
	beta      beta
	mu, sigma float64
	mean      float64 // before rounding to minor units
	services  []ownership.ServiceID
}

// NewModel makes a model of a copy of the scenarios, or returns everything that is
// wrong with them, joined, each an [*ownership.Error] with a path such as
// "scenarios[3].losses[0].high": names that are malformed or repeated, rates out of
// range, unknown shapes, amounts that are missing, below 0, out of order or beyond
// 2**53 minor units, and currencies that differ ([ErrCurrencies]).
func NewModel(scenarios ...Scenario) (*Model, error) {
	f := modelForm{scenarios}
	if err := f.check().err(); err != nil {
		return nil, err
	}
	return newModel(scenarios), nil
}

// newModel takes scenarios without defects.
func newModel(scenarios []Scenario) *Model {
	m := &Model{scenarios: cloneScenarios(scenarios)}
	for _, s := range m.scenarios {
		ready := readyScenario{id: s.ID, key: keyOf(s.ID), perYear: s.PerYear}
		for _, l := range s.Losses {
			m.currency = l.Low.currency
			ready.losses = append(ready.losses, l.ready())
		}
		m.ready = append(m.ready, ready)
	}
	return m
}

func cloneScenarios(list []Scenario) []Scenario {
	out := slices.Clone(list)
	for i := range out {
		out[i].Losses = slices.Clone(out[i].Losses)
		for j := range out[i].Losses {
			out[i].Losses[j].Services = slices.Clone(out[i].Losses[j].Services)
		}
	}
	return out
}

// Scenarios returns a copy of what the model was made of.
func (m *Model) Scenarios() []Scenario { return cloneScenarios(m.scenarios) }

// Currency returns the currency of all amounts; none when there are none.
func (m *Model) Currency() Currency { return m.currency }

func (l *Loss) ready() readyLoss {
	r := readyLoss{shape: l.Shape, low: float64(l.Low.minor), services: l.Services}
	high := float64(l.High.minor)
	if r.span = high - r.low; r.span == 0 {
		r.mean = r.low
		return r
	}
	switch l.Shape {
	case Lognormal:
		below, above := ln(r.low), ln(high)
		r.mu, r.sigma = (below+above)/2, (above-below)/(2*z95)
		r.mean = exp(r.mu + float64(r.sigma*r.sigma)/2)
	default:
		likely := float64(l.Likely.minor)
		r.beta = newBeta((likely - r.low) / r.span)
		r.mean = (r.low + float64(4*likely) + high) / 6
	}
	return r
}

type modelForm struct {
	Scenarios []Scenario `json:"scenarios"`
}

func (f *modelForm) check() *defects {
	d := &defects{op: "model"}
	d.must(len(f.Scenarios) <= maxScenarios, "scenarios", "%d, at most %d", len(f.Scenarios), maxScenarios)
	seen, currency := map[ScenarioID]bool{}, Currency("")
	for i := range f.Scenarios[:min(len(f.Scenarios), maxScenarios)] {
		s, at := &f.Scenarios[i], fmt.Sprintf("scenarios[%d]", i)
		d.name(at+".id", "scenario", string(s.ID))
		d.must(s.ID == "" || !seen[s.ID], at+".id", "%.60q is given twice", string(s.ID))
		seen[s.ID] = true
		d.must(s.PerYear >= 0 && s.PerYear <= maxPerYear, at+".perYear", "%v events a year, want 0 to %d", s.PerYear, maxPerYear)
		d.must(len(s.Losses) > 0 && len(s.Losses) <= maxLosses, at+".losses", "%d losses, want 1 to %d", len(s.Losses), maxLosses)
		for j := range s.Losses[:min(len(s.Losses), maxLosses)] {
			s.Losses[j].check(d, fmt.Sprintf("%s.losses[%d]", at, j), &currency)
		}
	}
	return d
}

// check reports what is wrong with the loss at path. The first currency of the
// model is the one that all others have to have.
func (l *Loss) check(d *defects, path string, currency *Currency) {
	seen := map[ownership.ServiceID]bool{}
	for k, service := range l.Services {
		at := fmt.Sprintf("%s.services[%d]", path, k)
		d.name(at, "service", string(service))
		d.must(service == "" || !seen[service], at, "%.60q is given twice", string(service))
		seen[service] = true
	}
	amounts := []struct {
		name  string
		money Money
	}{{"low", l.Low}, {"likely", l.Likely}, {"high", l.High}}
	switch l.Shape {
	case PERT:
	case Lognormal:
		d.must(l.Likely.IsZero(), path+".likely", "not with a lognormal range, whose ends say it")
		amounts = slices.Delete(amounts, 1, 2)
		d.must(l.Low.currency == "" || l.Low.minor != 0, path+".low", "want more than nothing: a lognormal amount is never 0")
	default:
		d.must(false, path+".shape", "%s is no shape", l.Shape)
		return
	}
	list, whole := len(d.list), true
	least := int64(0)
	for _, a := range amounts {
		at := path + "." + a.name
		if a.money.currency == "" {
			d.must(false, at, "no amount")
			whole = false
			continue
		}
		if *currency == "" {
			*currency = a.money.currency
		}
		if a.money.currency != *currency {
			d.bad(at, fmt.Errorf("%w: %s and, before it, %s", ErrCurrencies, a.money.currency, *currency))
		}
		d.must(a.money.minor >= least && a.money.minor <= maxAmount, at, "%s, want %s to %s",
			a.money, Money{least, a.money.currency}, Money{maxAmount, a.money.currency})
		least = max(least, a.money.minor)
	}
	if whole && len(d.list) == list && l.Shape == Lognormal && l.Low.minor > 0 {
		mean := l.ready().mean
		d.must(mean <= maxAmount, path+".high", "with this low the mean would be about %.3g minor units, at most %d", mean, int64(maxAmount))
	}
}

// Expected is the expected annual loss in closed form: of every scenario the rate
// times the mean of its losses, rounded to a minor unit (half to even). With
// services, only losses that one of them bears count, each once. The error is
// [ErrOverflow] or [ownership.ErrInvalid] for a malformed service.
func (m *Model) Expected(services ...ownership.ServiceID) (Money, error) {
	if err := checkServices("expected", services); err != nil {
		return Money{}, err
	}
	amounts := make([]Money, 0, len(m.ready)+1)
	amounts = append(amounts, Money{0, m.currency})
	for _, s := range m.ready {
		mean := 0.0
		for _, l := range s.losses {
			if l.counts(services) {
				mean += l.mean
			}
		}
		annual := math.RoundToEven(float64(s.perYear * mean))
		if annual >= 1<<63 {
			return Money{}, refusedRun("expected", s.id, ErrOverflow)
		}
		amounts = append(amounts, Money{int64(annual), m.currency})
	}
	return Sum(amounts...)
}

// counts reports whether one of the services bears the loss; no services stand for
// the whole.
func (l *readyLoss) counts(services []ownership.ServiceID) bool {
	return len(services) == 0 || slices.ContainsFunc(l.services, func(s ownership.ServiceID) bool {
		return slices.Contains(services, s)
	})
}

func checkServices(op string, services []ownership.ServiceID) error {
	d := &defects{op: op}
	for i, s := range services {
		if err := ident.Check("service", string(s)); err != nil {
			d.bad(fmt.Sprintf("services[%d]", i), fmt.Errorf("%w: %w", ownership.ErrInvalid, err))
		}
	}
	return d.err()
}

func refusedRun(op string, id ScenarioID, err error) error {
	return &ownership.Error{Op: op, Subject: ownership.Subject{Kind: "scenario", ID: string(id)}, Err: err}
}

// MarshalJSON writes the scenarios.
func (m Model) MarshalJSON() ([]byte, error) {
	list := m.scenarios
	if list == nil {
		list = []Scenario{}
	}
	return json.Marshal(modelForm{list})
}

// UnmarshalJSON reads scenarios and makes the model of them. Unknown and repeated
// fields and every defect that [NewModel] reports are listed with their path.
func (m *Model) UnmarshalJSON(data []byte) error {
	var f modelForm
	if err := decode(data, &f, strictjson.Limits{}, (*modelForm).check); err != nil {
		return err
	}
	*m = *newModel(f.Scenarios)
	return nil
}
