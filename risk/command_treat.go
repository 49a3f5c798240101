package risk

import (
	"github.com/serviceowner/itsm/internal/machine"
	"github.com/serviceowner/itsm/ownership"
)

// Treat says what is done about a risk, or how far it is.
type Treat struct {
	Treatment Treatment // the whole of it; replaces the one with its id
	Reason    string    // optional
}

// Treat records a treatment or its progress. It asks for [ownership.TreatRisk].
func (r Risk) Treat(a ownership.Authority, w ownership.Who, c Treat) (Risk, error) {
	x := newCommand(r, "treat", ActTreated, a, w)
	t := &c.Treatment
	x.name("treatment.id", "treatment", string(t.ID))
	x.must(responses.Known(t.Response), "treatment.response", "%s, want one of avoid, modify, share, retain, take", t.Response)
	x.must(progresses.Known(t.Progress), "treatment.progress", "%s, want one of planned, underway, done, dropped", t.Progress)
	x.text("treatment.text", t.Text)
	x.bearer("treatment.owner", t.Owner)
	t.Due = x.optional("treatment.due", t.Due)
	x.reason("reason", c.Reason)
	if err := x.begin(); err != nil {
		return r, err
	}
	x.act.Treatment = t
	x.authorize(Money{}, ownership.TreatRisk)
	next := x.after()
	x.move(next.treated())
	return x.finish()
}

// treated is what the treatments together come to.
func (r *Risk) treated() event {
	count := [Dropped + 1]int{}
	for _, a := range r.Treatments() {
		if p := a.Treatment.Progress; progresses.Known(p) {
			count[p]++
		}
	}
	switch {
	case count[Underway] > 0:
		return begun
	case count[Planned] > 0:
		return planned
	case count[Done] > 0:
		return ended
	}
	return dropped
}

// unmet returns the conditions of closing that are not met.
func (r *Risk) unmet() (out []machine.Condition) {
	if e := r.treated(); e == begun || e == planned {
		out = append(out, noTreatmentOpen)
	}
	if len(r.Undecided()) > 0 {
		out = append(out, allDecided)
	}
	return out
}
