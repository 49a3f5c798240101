package risk

import (
	"github.com/serviceowner/itsm/ownership"
)

// Assess says how likely and how bad a risk is.
type Assess struct {
	Of         Exposure
	Likelihood StepID // of the grid in force
	Impact     StepID

	// Expected is the loss that is expected in a year, nothing or more; the zero Money
	// is no estimate. It may be left out where a Model says it.
	Expected Money
	Model    *Model // optional

	Reason string // required
}

// Assess records an assessment by the grid that is in force. It asks for
// [ownership.AssessRisk].
func (r Risk) Assess(a ownership.Authority, w ownership.Who, criteria []Criteria, c Assess) (Risk, error) {
	x := newCommand(r, "assess", ActAssessed, a, w)
	x.must(exposures.Known(c.Of), "of", "%s, want one of inherent, current, residual", c.Of)
	x.name("likelihood", "step", string(c.Likelihood))
	x.name("impact", "step", string(c.Impact))
	x.must(c.Expected.Sign() >= 0, "expected", "%s, want nothing or more", c.Expected)
	c.Expected = x.expected(c.Expected, c.Model)
	x.because("reason", c.Reason)
	if err := x.begin(); err != nil {
		return r, err
	}
	x.authorize(Money{}, ownership.AssessRisk)
	x.move(assessed)
	if in, ok := CriteriaAt(criteria, x.who.At); !ok {
		x.refuse(riskCriteria, "criteria")
	} else if level, ok := in.Grid.Level(c.Likelihood, c.Impact); !ok {
		x.refuse(riskOffGrid, "likelihood", string(c.Likelihood), string(c.Impact), string(in.Grid.ID()), in.Grid.Version())
	} else {
		x.act.Assessment = &Assessment{
			Of: c.Of, Likelihood: c.Likelihood, Impact: c.Impact,
			Grid: in.Grid.ID(), GridVersion: in.Grid.Version(), Level: level.ID,
			Expected: c.Expected, Model: c.Model,
		}
	}
	return x.finish()
}

// expected is the mean of the model, where there is one. An estimate beside it has
// to say the same.
func (x *command) expected(estimate Money, m *Model) Money {
	if m == nil {
		return estimate
	}
	mean, err := m.Expected()
	x.bad("model", err)
	x.must(err != nil || estimate.IsZero() || estimate == mean, "expected", "%s, and the model says %s", estimate, mean)
	return mean
}
