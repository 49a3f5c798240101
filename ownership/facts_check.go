package ownership

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
)

// A factsCheck collects everything that makes facts impossible to tell apart, in
// the order of the input. What is merely wrong (reversed periods, references to
// nothing, overlaps) is left to rules.
type factsCheck struct {
	subject func() Subject // of the record being checked, or nil
	list    string         // where it is in the facts; "" if it stands alone
	i       int
	bad     []error
}

// inRecord is a place in a record. It becomes text only when there is something to say.
type inRecord struct {
	list  string // "" for a field of the record itself
	i     int
	field string // "" for the element itself
}

func (c *factsCheck) add(at inRecord, err error) {
	if err == nil {
		return
	}
	if !errors.Is(err, ErrInvalid) {
		err = fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	var steps []string
	if c.list != "" {
		steps = append(steps, fmt.Sprintf("%s[%d]", c.list, c.i))
	}
	if at.list != "" {
		steps = append(steps, fmt.Sprintf("%s[%d]", at.list, at.i))
	}
	if at.field != "" {
		steps = append(steps, at.field)
	}
	e := &Error{Op: "register", Path: strings.Join(steps, "."), Err: err}
	if c.subject != nil {
		e.Subject = c.subject()
	}
	c.bad = append(c.bad, e)
}

func (c *factsCheck) err() error { return errors.Join(c.bad...) }

// ref checks a reference, which may be empty: that is for rules to report.
func (c *factsCheck) ref(at inRecord, kind, id string) {
	if id != "" {
		c.add(at, ident.Check(kind, id))
	}
}

func (c *factsCheck) time(at inRecord, t time.Time) {
	if !t.IsZero() {
		c.add(at, checkTime(t))
	}
}

func (c *factsCheck) period(list string, i int, p Period) {
	if p == (Period{}) {
		return
	}
	c.time(inRecord{list, i, "from"}, p.From)
	c.time(inRecord{list, i, "until"}, p.Until)
	if !p.Until.IsZero() && instantOf(p.Until) == beginning && p.Until.UTC().Year() == 1 {
		// Cut to microseconds it would be the zero time, which means open.
		c.add(inRecord{list, i, "until"}, fmt.Errorf("%w: ends in the first microsecond of year 1", ErrInvalid))
	}
}

func (c *factsCheck) party(p *Party) {
	c.subject = func() Subject { return PartySubject(p.ID) }
	c.add(inRecord{field: "id"}, ident.Check("party", string(p.ID)))
	if p.Kind != 0 && !partyKinds.Known(p.Kind) {
		c.add(inRecord{field: "kind"}, fmt.Errorf("%w: %s", ErrInvalid, p.Kind))
	}
	for i, a := range p.Active {
		c.period("active", i, a)
	}
	for i, a := range p.Absences {
		c.period("absences", i, a.Period)
	}
	for i, m := range p.Within {
		c.ref(inRecord{"within", i, "of"}, "party", string(m.Of))
		c.period("within", i, m.Period)
	}
	c.ref(inRecord{field: "lead"}, "party", string(p.Lead))
	for i, s := range p.Skills {
		c.add(inRecord{"skills", i, ""}, ident.Check("skill", string(s)))
	}
}

func (c *factsCheck) service(v *Service) {
	c.subject = func() Subject { return ServiceScope(v.ID).Subject() }
	c.add(inRecord{field: "id"}, ident.Check("service", string(v.ID)))
	c.parents(v.Parents)
	for i, p := range v.Providers {
		c.ref(inRecord{"providers", i, "by"}, "party", string(p.By))
		c.period("providers", i, p.Period)
	}
	for i, d := range v.Dependencies {
		c.ref(inRecord{"dependencies", i, "on"}, "service", string(d.On))
		c.period("dependencies", i, d.Period)
	}
}

func (c *factsCheck) area(a *Area) {
	c.subject = func() Subject { return a.Scope.Subject() }
	err := a.Scope.check()
	if err == nil && a.Scope.Level == LevelService {
		err = fmt.Errorf("%w: a service is not declared as an area", ErrInvalid)
	}
	c.add(inRecord{field: "scope"}, err)
	c.parents(a.Parents)
}

func (c *factsCheck) parents(parents []Parent) {
	for i := range parents {
		p := &parents[i]
		if !p.Scope.IsZero() {
			c.add(inRecord{"parents", i, "scope"}, p.Scope.check())
		}
		c.period("parents", i, p.Period)
	}
}

func (c *factsCheck) policy(p *Policy) {
	c.subject = nil
	c.time(inRecord{field: "from"}, p.From)
	for i, w := range p.Waivers {
		c.period("waivers", i, w.Period)
	}
}

// An ascent lists the positions of values in the order of their keys.
type ascent struct {
	order    []int
	repeated []bool // by position: an earlier value has the same key; nil if none has
}

func ascentOf(n int, compare func(i, j int) int) ascent {
	a := ascent{order: make([]int, n)}
	for i := range a.order {
		a.order[i] = i
	}
	// Input mostly comes sorted, and then one look at each pair is enough.
	slices.SortStableFunc(a.order, compare)
	for k := 1; k < n; k++ {
		if compare(a.order[k-1], a.order[k]) == 0 {
			if a.repeated == nil {
				a.repeated = make([]bool, n)
			}
			a.repeated[a.order[k]] = true
		}
	}
	return a
}

var errRepeated = fmt.Errorf("%w: given more than once", ErrInvalid)

func (c *factsCheck) repeated(a ascent, field string) {
	if a.repeated != nil && a.repeated[c.i] {
		c.add(inRecord{field: field}, errRepeated)
	}
}

// normal returns p as a register keeps it: instants in UTC and whole
// microseconds, empty lists nil, nothing shared.
func (p Party) normal() Party {
	p = p.clone()
	p.Active, p.Absences, p.Within = nilIfEmpty(p.Active), nilIfEmpty(p.Absences), nilIfEmpty(p.Within)
	p.Skills, p.Contacts, p.External = nilIfEmpty(p.Skills), nilIfEmpty(p.Contacts), nilIfEmpty(p.External)
	if len(p.Labels) == 0 {
		p.Labels = nil
	}
	for i := range p.Active {
		p.Active[i] = p.Active[i].normal()
	}
	for i := range p.Absences {
		p.Absences[i].Period = p.Absences[i].Period.normal()
	}
	for i := range p.Within {
		p.Within[i].Period = p.Within[i].Period.normal()
	}
	return p
}

func nilIfEmpty[T any](s []T) []T {
	if len(s) == 0 {
		return nil
	}
	return s
}
