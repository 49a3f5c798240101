package risk

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// Criteria are what risks are measured with: the grid in force and, by scope and
// category, how much risk is wanted (appetite), how much is borne (tolerance) and
// above what loss senior management decides (R86). They are plain data, dated: the
// version in force at the instant of a question applies, see [CriteriaAt]. The zero
// Criteria know no level, so nothing is within them.
type Criteria struct {
	Version string    `json:"version"`
	From    time.Time `json:"from,omitzero"` // zero: from the beginning

	// Grid is in force as long as these criteria are. A grid is replaced by giving
	// it another version in new criteria; what was assessed under the old one is
	// not scored anew but found by a review.
	Grid Grid `json:"grid"`

	// Limits hold for scopes and categories; see [Criteria.Limit] for which of them
	// counts. No two are for the same scope and category.
	Limits []Limit `json:"limits,omitempty"`

	// FourEyes: nobody who raised a request accepts the risk alone.
	FourEyes bool `json:"fourEyes,omitempty"`

	// RisePercent is by how much the expected annual loss may rise above what it was
	// when a risk was accepted before the acceptance is void. 0 means any rise.
	RisePercent int64 `json:"risePercent"`

	// Restore is what the restore of every service needs; none means
	// [StandardNeeds] (R44).
	Restore []Need `json:"restore,omitempty"`
}

// A Limit is what holds within a scope for a category. Fields left empty are said
// by a limit further out, or by none.
type Limit struct {
	Scope    ownership.Scope `json:"scope,omitzero"`     // zero: everywhere
	Category Category        `json:"category,omitempty"` // empty: every category

	// Appetite is the highest level that is wanted: nothing has to be decided.
	Appetite LevelID `json:"appetite,omitempty"`

	// Tolerance is the highest level that is borne: the service owner may accept it.
	// What is above it is decided by senior management.
	Tolerance LevelID `json:"tolerance,omitempty"`

	// Threshold is the expected annual loss above which senior management decides,
	// whatever the level.
	Threshold Money `json:"threshold,omitzero"`

	// ReviewDays is after how many days a risk is reviewed again.
	ReviewDays int `json:"reviewDays,omitempty"`
}

// The bounds of criteria.
const (
	maxLimits      = 10_000
	maxRisePercent = 1_000_000
	maxReviewDays  = 36_525 // a hundred years
	maxNeeds       = 100
)

// Validate returns everything that is wrong with c, joined, each an
// [*ownership.Error] with a path such as "limits[2].tolerance": no version, a
// malformed grid, levels that the grid does not have, an appetite above the
// tolerance of the same limit, two limits for the same scope and category, numbers
// out of range. What is odd but can be used is for the review of a [Register].
func (c Criteria) Validate() error { return c.check().err() }

func (c *Criteria) check() *defects {
	d := &defects{op: "criteria", subject: c.Subject()}
	d.name("version", "version", c.Version)
	d.instant("from", c.From)
	d.within("grid", c.Grid.table.check())
	d.must(len(c.Limits) <= maxLimits, "limits", "%d, at most %d", len(c.Limits), maxLimits)
	first := map[place]int{}
	for i := range c.Limits[:min(len(c.Limits), maxLimits)] {
		l, at := &c.Limits[i], fmt.Sprintf("limits[%d]", i)
		c.checkLimit(d, at, l)
		n, again := first[place{l.Scope, l.Category}]
		d.must(!again, at, "for the same scope and category as limits[%d]", n)
		if !again {
			first[place{l.Scope, l.Category}] = i
		}
	}
	d.must(c.RisePercent >= 0 && c.RisePercent <= maxRisePercent, "risePercent", "%d, want 0 to %d", c.RisePercent, maxRisePercent)
	d.must(len(c.Restore) <= maxNeeds, "restore", "%d, at most %d", len(c.Restore), maxNeeds)
	for i, n := range c.Restore[:min(len(c.Restore), maxNeeds)] {
		d.name(fmt.Sprintf("restore[%d]", i), "need", string(n))
		d.must(n == "" || !slices.Contains(c.Restore[:i], n), fmt.Sprintf("restore[%d]", i), "%.60q is given twice", string(n))
	}
	return d
}

func (c *Criteria) checkLimit(d *defects, at string, l *Limit) {
	if !l.Scope.IsZero() {
		_, err := l.Scope.MarshalText()
		d.invalid(at+".scope", err)
	}
	if l.Category != "" {
		d.name(at+".category", "category", string(l.Category))
	}
	appetite, wanted := c.Grid.Rank(l.Appetite)
	tolerance, borne := c.Grid.Rank(l.Tolerance)
	d.must(wanted || l.Appetite == "", at+".appetite", "%.60q is no level of the grid", string(l.Appetite))
	d.must(borne || l.Tolerance == "", at+".tolerance", "%.60q is no level of the grid", string(l.Tolerance))
	d.must(!wanted || !borne || appetite <= tolerance, at+".appetite", "%.60q is more than the tolerance %.60q", string(l.Appetite), string(l.Tolerance))
	d.must(l.Threshold.Sign() >= 0, at+".threshold", "%s, want nothing or more", l.Threshold)
	d.must(l.ReviewDays >= 0 && l.ReviewDays <= maxReviewDays, at+".reviewDays", "%d, want 0 to %d", l.ReviewDays, maxReviewDays)
}

// needs returns what a restore needs; no criteria need what the standard does.
func (c *compiled) needs() []Need {
	if c != nil && len(c.Restore) > 0 {
		return c.Restore
	}
	out := make([]Need, len(standardNeeds))
	for i, card := range standardNeeds {
		out[i] = card.Need
	}
	return out
}

// Subject is the criteria as the subject of a finding, named by their version.
func (c *Criteria) Subject() ownership.Subject {
	return ownership.Subject{Kind: "criteria", ID: c.Version}
}

// CriteriaAt returns the version in force at the instant: the one with the latest
// From that is not after it, whatever the order of the list, the last of those that
// begin together. False means that there is none.
func CriteriaAt(list []Criteria, at time.Time) (Criteria, bool) {
	best := -1
	for i := range list {
		if !list[i].From.After(at) && (best < 0 || !list[i].From.Before(list[best].From)) {
			best = i
		}
	}
	if best < 0 {
		return Criteria{}, false
	}
	return list[best], true
}

// Limit returns what holds for the category in the first of the scopes, of which
// each lies within the next. Every field is looked up by itself: nearest scope
// first and, in each, the category before every category; limits without a scope
// come last. The fields of the first limit that says something are taken. Scope
// and Category of the result are those asked about.
func (c *Criteria) Limit(category Category, scopes ...ownership.Scope) Limit {
	return resolve(category, scopes, func(p place) *Limit {
		i := slices.IndexFunc(c.Limits, func(l Limit) bool { return l.Scope == p.scope && l.Category == p.category })
		if i < 0 {
			return nil
		}
		return &c.Limits[i]
	})
}

// resolve is the one rule of [Criteria.Limit]; of returns the limit of exactly the
// place, or nil.
func resolve(category Category, scopes []ownership.Scope, of func(place) *Limit) Limit {
	found := Limit{Category: category}
	if len(scopes) > 0 {
		found.Scope = scopes[0]
	}
	for i := 0; i <= len(scopes); i++ {
		var scope ownership.Scope // everywhere, at last
		if i < len(scopes) {
			scope = scopes[i]
		}
		found.take(of(place{scope, category}))
		if category != "" {
			found.take(of(place{scope, ""}))
		}
	}
	return found
}

// take fills what l does not say from a limit further out.
func (l *Limit) take(outer *Limit) {
	if outer == nil {
		return
	}
	if l.Appetite == "" {
		l.Appetite = outer.Appetite
	}
	if l.Tolerance == "" {
		l.Tolerance = outer.Tolerance
	}
	if l.Threshold.IsZero() {
		l.Threshold = outer.Threshold
	}
	if l.ReviewDays == 0 {
		l.ReviewDays = outer.ReviewDays
	}
}

var criteriaLimits = strictjson.Limits{Bytes: 16 << 20, Most: map[string]int{"limits": maxLimits}}

// criteriaForm is Criteria without its methods.
type criteriaForm Criteria

// MarshalJSON writes c as it is; what could not be read back is refused.
func (c Criteria) MarshalJSON() ([]byte, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return json.Marshal(criteriaForm(c))
}

// UnmarshalJSON reads criteria. Unknown and repeated fields and every defect that
// [Criteria.Validate] reports are listed with their path.
func (c *Criteria) UnmarshalJSON(data []byte) error {
	var form criteriaForm
	if err := decode(data, &form, criteriaLimits, func(f *criteriaForm) *defects { return (*Criteria)(f).check() }); err != nil {
		return err
	}
	*c = Criteria(form)
	return nil
}
