package ownership

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
)

// A Policy is what the caller may set: severities, thresholds, combinations of
// roles, waivers. Hard rules ignore it. Policies are dated: the one in force at
// the instant of a question applies. The zero Policy is the default one.
type Policy struct {
	Version string    `json:"version,omitempty"`
	From    time.Time `json:"from,omitzero"`

	// Severities replaces the severity of adjustable rules and recommendations.
	Severities map[Code]Severity `json:"severities,omitempty"`

	// Thresholds replaces the thresholds of rules; see Thresholds.
	Thresholds map[Threshold]int64 `json:"thresholds,omitempty"`

	// Combinations says which roles one person may hold together (R73, C1). A
	// pair that is not listed has its default, see StandardCombinations.
	Combinations []Combination `json:"combinations,omitempty"`

	Waivers []Waiver `json:"waivers,omitempty"`
}

// A Threshold names a number that a rule compares with.
type Threshold string

// Verdict says what is thought of a combination of roles.
type Verdict uint8

// The verdicts.
const (
	Allow Verdict = iota + 1
	Warn
	Forbid
)

var verdicts = enum.Of[Verdict]("Verdict", "allow", "warn", "forbid")

// String returns the name, "unset", or Verdict(n) for an unknown value.
func (v Verdict) String() string { return verdicts.String(v) }

// MarshalText refuses unknown values.
func (v Verdict) MarshalText() ([]byte, error) { return verdicts.MarshalText(v) }

// UnmarshalText refuses unknown names.
func (v *Verdict) UnmarshalText(text []byte) (err error) {
	*v, err = verdicts.Parse(string(text))
	return err
}

// A Combination rates one person holding both roles over one scope. The order
// of the two does not matter.
type Combination struct {
	One     Role    `json:"one"`
	Other   Role    `json:"other"`
	Verdict Verdict `json:"verdict"`
}

// roles yields the two roles with the field that names each.
func (c Combination) roles() iter.Seq2[string, Role] {
	return func(yield func(string, Role) bool) {
		_ = yield(".one", c.One) && yield(".other", c.Other)
	}
}

func (c Combination) samePair(o Combination) bool {
	return c.One == o.One && c.Other == o.Other || c.One == o.Other && c.Other == o.One
}

// StandardCombinations are the pairs that are not allowed unless policy says so.
// The owner and the service level manager guard different things (C1), and the
// owner does not absorb the functional manager's work (R13); one person may do
// both where there is nobody else, so both are warnings.
func StandardCombinations() []Combination { return slices.Clone(standardCombinations) }

var standardCombinations = []Combination{
	{ServiceOwner, ServiceLevelManager, Warn},
	{ServiceOwner, FunctionalServiceManager, Warn},
}

// Verdict returns what p thinks of one person holding both roles over one scope:
// what p lists, or else the standard one, or else Allow.
func (p *Policy) Verdict(one, other Role) Verdict {
	pair := Combination{One: one, Other: other}
	for _, list := range [2][]Combination{p.Combinations, standardCombinations} {
		if i := slices.IndexFunc(list, pair.samePair); i >= 0 {
			return list[i].Verdict
		}
	}
	return Allow
}

// Threshold returns the number that p sets, or the default of the name; 0 for an
// unknown name.
func (p *Policy) Threshold(t Threshold) int64 {
	if n, ok := p.Thresholds[t]; ok {
		return n
	}
	for _, c := range thresholdCards {
		if c.Threshold == t {
			return c.Default
		}
	}
	return 0
}

// Validate returns everything that has no meaning in p as it stands: unknown or
// hard codes, unknown severities and thresholds, malformed combinations and
// waivers. It is one [Error] with all findings, and ErrInvalid. What depends on
// facts, such as an unknown author, is for a review to say.
func (p *Policy) Validate() error {
	book, err := NewRulebook(nil, policyTableRules...)
	if err != nil {
		return err
	}
	under := Setting{Policy: p}
	report, err := book.finish(under, book.Read(under, Selection{}, func(yield func(Subject, policyView) bool) {
		yield(p.subject(), policyView{p, ownershipRules})
	}))
	if found := slices.Collect(report.All()); err == nil && found != nil {
		err = &Error{Op: "policy", Subject: p.subject(), Findings: found, Err: ErrInvalid}
	}
	return errors.Join(err, checkTime(p.From))
}

// codes yields every place in p that names a rule.
func (p *Policy) codes() iter.Seq2[string, Code] {
	return func(yield func(string, Code) bool) {
		for _, code := range slices.Sorted(maps.Keys(p.Severities)) {
			if !yield("severities["+string(code)+"]", code) {
				return
			}
		}
		for i, w := range p.Waivers {
			if !yield(indexed("waivers", i, ".code"), w.Code) {
				return
			}
		}
	}
}
