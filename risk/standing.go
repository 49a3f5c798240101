package risk

import (
	"slices"
	"strconv"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/ownership"
)

// Footing says what a risk's acceptance is worth.
type Footing uint8

// The footings of a risk.
const (
	Unaccepted  Footing = iota + 1 // nobody accepted it, or not since it was closed
	Stands                         // it is accepted
	Unconfirmed                    // it is accepted, and somebody should confirm that
	Void                           // it was accepted, and no longer is: it counts as open
)

var footings = enum.Of[Footing]("Footing", "unaccepted", "stands", "unconfirmed", "void")

// String returns the name, "unset", or Footing(n) for an unknown value.
func (f Footing) String() string { return footings.String(f) }

// MarshalText refuses unknown values.
func (f Footing) MarshalText() ([]byte, error) { return footings.MarshalText(f) }

// UnmarshalText refuses unknown names.
func (f *Footing) UnmarshalText(text []byte) (err error) {
	*f, err = footings.Parse(string(text))
	return err
}

// A Standing is what a risk's acceptance is worth at an instant, and why.
type Standing struct {
	Footing Footing

	// Acceptance is the revision of the act that made the newest acceptance; 0 for
	// Unaccepted.
	Acceptance int

	// Findings are the conditions that make it void, or ask for its confirmation;
	// sorted, and empty where it stands.
	Findings []ownership.Finding
}

// Accepted reports whether somebody carries the risk by a decision that holds. A
// confirmation that is missing does not make it fall.
func (s Standing) Accepted() bool { return s.Footing == Stands || s.Footing == Unconfirmed }

// Standing says what the newest acceptance of the risk is worth at the instant: by
// what was recorded of the risk up to it, by what the register knows, and by the
// criteria in force. Nothing is rewritten: the record keeps the decision as it was
// taken.
//
// It is [Void] if it expired or was revoked; if whoever accepted was not entitled,
// by what is known now; if cause, event or consequence were replaced; if the
// newest assessment of the same exposure has, under the grid in force, a level
// above the one accepted; or if its expected loss has risen by more than the
// criteria allow. It is [Unconfirmed] if that person has left, if the grid now
// says of the pair something that cannot be held against what was accepted, or if
// the losses cannot be compared. [AcceptanceRules] lists every condition.
func (r Risk) Standing(at time.Time, reg *ownership.Register, criteria []Criteria) Standing {
	known := r.AsOf(at)
	return acceptedAt(&known, at, reg, listed{criteria, reg}).standing()
}

// Standing says what the newest acceptance of the risk is worth at the instant, by
// the criteria of r and what the ownership register below it knows; see
// [Risk.Standing].
func (r *Register) Standing(k Risk, at time.Time) Standing {
	r = r.use()
	known := r.asOf(&k, at)
	return acceptedAt(&known, at, r.reg, r).standing()
}

func (v *acceptedRisk) standing() Standing {
	if v == nil {
		return Standing{Footing: Unaccepted}
	}
	out := Standing{Footing: Stands, Acceptance: v.act.Revision}
	for _, worst := range []struct {
		effect  effect
		footing Footing
	}{{voids, Void}, {asks, Unconfirmed}} {
		for i := range acceptanceRules {
			row := &acceptanceRules[i]
			if row.effect != worst.effect {
				continue
			}
			row.check(v, func(path string, args ...string) {
				f := row.rule.NewFinding(v.r.id.Subject(), path)
				for i, value := range args[:min(len(args), len(row.rule.Args))] {
					f.Args = append(f.Args, ownership.Arg{Name: row.rule.Args[i], Value: value})
				}
				out.Findings = append(out.Findings, f)
			})
		}
		if len(out.Findings) > 0 {
			out.Footing = worst.footing
			slices.SortFunc(out.Findings, ownership.Finding.Compare)
			return out
		}
	}
	return out
}

// measures are dated criteria, as a list or as a [Register] keeps them.
type measures interface {
	// criteriaOn returns those in force at the instant.
	criteriaOn(at time.Time) (*Criteria, bool)
	// yardstickOn returns what the risk is measured with at the instant.
	yardstickOn(k *Risk, at time.Time) Yardstick
	// gridOf returns the version of the grid, as far as some criteria still have it.
	gridOf(id GridID, version string) (*Grid, bool)
}

type listed struct {
	criteria []Criteria
	reg      *ownership.Register
}

func (l listed) criteriaOn(at time.Time) (*Criteria, bool) {
	c, ok := CriteriaAt(l.criteria, at)
	return &c, ok
}

func (l listed) yardstickOn(k *Risk, at time.Time) Yardstick {
	c, ok := CriteriaAt(l.criteria, at)
	if !ok {
		return Yardstick{}
	}
	return c.Yardstick(l.reg, at, k.entry().Category, k.Scopes()...)
}

func (l listed) gridOf(id GridID, version string) (*Grid, bool) {
	for i := range l.criteria {
		if g := &l.criteria[i].Grid; g.ID() == id && g.Version() == version {
			return g, true
		}
	}
	return nil, false
}

func (r *Register) criteriaOn(at time.Time) (*Criteria, bool) {
	if c := r.criteriaAt(at); c != nil {
		return &c.Criteria, true
	}
	return nil, false
}

func (r *Register) yardstickOn(k *Risk, at time.Time) Yardstick {
	return r.yardstick(k, r.criteriaAt(at), at)
}

func (r *Register) gridOf(id GridID, version string) (*Grid, bool) {
	g, ok := r.grids[gridVersion{id, version}]
	return g, ok
}

// An acceptedRisk is what the rules on an acceptance read.
type acceptedRisk struct {
	*Acceptance
	r     *Risk
	act   *Act // that accepted
	at    time.Time
	reg   *ownership.Register
	by    measures
	limit int64 // the threshold of the row, in a review

	subject *Assessment // what was accepted
	now     *Assessment // the newest of its exposure
	then    *Entry      // what the register said when it was accepted
}

// acceptedAt returns what the rules read of the newest acceptance, nil if there is
// none. The risk holds no act after the instant.
func acceptedAt(r *Risk, at time.Time, reg *ownership.Register, by measures) *acceptedRisk {
	act := r.acceptance()
	if act == nil {
		return nil
	}
	v := &acceptedRisk{Acceptance: act.Acceptance, r: r, act: act, at: at, reg: reg, by: by}
	v.subject = r.act(v.Assessment).Assessment
	v.now = r.assessed(v.subject.Of).Assessment
	before := v.before()
	v.then = before.entry()
	return v
}

// before is the risk as it was accepted.
func (v *acceptedRisk) before() Risk { return Risk{v.r.id, v.r.scope, v.r.acts[:v.act.Revision]} }

// path is the place of the acceptance in the record.
func (v *acceptedRisk) path(field string) string {
	return "acts[" + strconv.Itoa(v.act.Revision-1) + "].acceptance" + field
}

// people are those who took part in an act: who acted, and for whom.
func people(a *Act) []ownership.PartyID {
	if a.Proof.For == "" || a.Proof.For == a.Proof.By {
		return []ownership.PartyID{a.Proof.By}
	}
	return []ownership.PartyID{a.Proof.By, a.Proof.For}
}

// inCharge is the person whose decision the act was.
func inCharge(a *Act) ownership.PartyID {
	if a.Proof.For != "" {
		return a.Proof.For
	}
	return a.Proof.By
}

func digits(n int) string { return strconv.Itoa(n) }
