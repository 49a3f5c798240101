package ownership

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
)

// A factsCheck collects everything that makes facts impossible to tell apart, in
// the order of the input. What is merely wrong (reversed periods, references to
// nothing, overlaps) is left to rules.
type factsCheck struct {
	subject  Subject
	problems []error
}

func (c *factsCheck) add(path string, err error) {
	if err != nil {
		if !errors.Is(err, ErrInvalid) {
			err = fmt.Errorf("%w: %w", ErrInvalid, err)
		}
		c.problems = append(c.problems, &Error{Op: "register", Subject: c.subject, Path: path, Err: err})
	}
}

func (c *factsCheck) err() error { return errors.Join(c.problems...) }

// ref checks a reference, which may be empty: that is for rules to report.
func (c *factsCheck) ref(path, kind, id string) {
	if id != "" {
		c.add(path, ident.Check(kind, id))
	}
}

func (c *factsCheck) scopeRef(path string, sc Scope) {
	if !sc.IsZero() {
		c.add(path, sc.check())
	}
}

func (c *factsCheck) time(path string, t time.Time) {
	if !t.IsZero() {
		c.add(path, checkTime(t))
	}
}

func (c *factsCheck) period(path string, p Period) {
	c.time(path+"from", p.From)
	c.time(path+"until", p.Until)
	if !p.Until.IsZero() && normalTime(p.Until).IsZero() && p.Until.UTC().Year() == 1 {
		// Cut to microseconds it would be the zero time, which means open.
		c.add(path+"until", fmt.Errorf("%w: ends in the first microsecond of year 1", ErrInvalid))
	}
}

func (c *factsCheck) party(path string, p *Party) {
	c.subject = PartySubject(p.ID)
	c.add(path+"id", ident.Check("party", string(p.ID)))
	if p.Kind != 0 && !partyKinds.Known(p.Kind) {
		c.add(path+"kind", fmt.Errorf("%w: %s", ErrInvalid, p.Kind))
	}
	for i, a := range p.Active {
		c.period(fmt.Sprintf("%sactive[%d].", path, i), a)
	}
	for i, a := range p.Absences {
		c.period(fmt.Sprintf("%sabsences[%d].", path, i), a.Period)
	}
	for i, m := range p.Within {
		at := fmt.Sprintf("%swithin[%d].", path, i)
		c.ref(at+"of", "party", string(m.Of))
		c.period(at, m.Period)
	}
	c.ref(path+"lead", "party", string(p.Lead))
	for i, s := range p.Skills {
		c.add(fmt.Sprintf("%sskills[%d]", path, i), ident.Check("skill", string(s)))
	}
}

func (c *factsCheck) service(path string, v *Service) {
	c.subject = ServiceScope(v.ID).Subject()
	c.add(path+"id", ident.Check("service", string(v.ID)))
	c.parents(path, v.Parents)
	for i, p := range v.Providers {
		at := fmt.Sprintf("%sproviders[%d].", path, i)
		c.ref(at+"by", "party", string(p.By))
		c.period(at, p.Period)
	}
	for i, d := range v.Dependencies {
		at := fmt.Sprintf("%sdependencies[%d].", path, i)
		c.ref(at+"on", "service", string(d.On))
		c.period(at, d.Period)
	}
}

func (c *factsCheck) area(path string, a *Area) {
	c.subject = a.Scope.Subject()
	err := a.Scope.check()
	if err == nil && a.Scope.Level == LevelService {
		err = fmt.Errorf("%w: a service is not declared as an area", ErrInvalid)
	}
	c.add(path+"scope", err)
	c.parents(path, a.Parents)
}

func (c *factsCheck) parents(path string, parents []Parent) {
	for i, p := range parents {
		at := fmt.Sprintf("%sparents[%d].", path, i)
		c.scopeRef(at+"scope", p.Scope)
		c.period(at, p.Period)
	}
}

func (c *factsCheck) policy(path string, p *Policy) {
	c.subject = Subject{}
	c.time(path+"from", p.From)
	for i, w := range p.Waivers {
		c.period(fmt.Sprintf("%swaivers[%d].", path, i), w.Period)
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

func (c *factsCheck) repeated(a ascent, i int, path string) {
	if a.repeated != nil && a.repeated[i] {
		c.add(path, errRepeated)
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
