package ownership

import (
	"errors"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/ident"
	"github.com/serviceowner/itsm/internal/strictjson"
)

// A documentCheck walks a document and collects what is malformed in it. Only
// the form is looked at. References may dangle, periods may be reversed and
// owners may be teams: that is for a review to say.
type documentCheck struct {
	problems []*Error
}

func (d *Document) check() []*Error {
	c := &documentCheck{}
	c.time("at", d.At)
	c.text("$schema", d.Schema)
	each(c, "parties", d.Parties, c.party)
	each(c, "services", d.Services, c.service)
	each(c, "areas", d.Areas, c.area)
	each(c, "policies", d.Policies, c.policy)
	each(c, "assignments", d.Assignments, c.assignment)

	unique(c, "parties", "id", d.Parties, func(p *Party) PartyID { return p.ID })
	unique(c, "services", "id", d.Services, func(s *Service) ServiceID { return s.ID })
	unique(c, "areas", "scope", d.Areas, func(a *Area) Scope { return a.Scope })
	unique(c, "matrices", "from", d.Matrices, func(m *Matrix) instant { return instantOf(m.from) })
	unique(c, "policies", "from", d.Policies, func(p *Policy) instant { return instantOf(p.From) })
	unique(c, "ledgers", "scope", d.Ledgers, func(l *Ledger) Scope { return l.scope })

	ledgers := make(map[Scope]int, len(d.Ledgers))
	for i, l := range d.Ledgers {
		ledgers[l.scope] = i
		if l.IsZero() {
			c.add(strictjson.Index("ledgers", i), errors.New("the zero ledger is absence"))
		}
	}
	for i, a := range d.Assignments {
		if n, ok := ledgers[a.Scope]; ok {
			c.add(strictjson.Index("assignments", i)+".scope", fmt.Errorf("%s has a ledger already, ledgers[%d]", a.Scope, n))
		}
	}
	return c.problems
}

// each calls look for every element, with its path.
func each[T any](_ *documentCheck, path string, list []T, look func(path string, v *T)) {
	for i := range list {
		look(strictjson.Index(path, i), &list[i])
	}
}

// unique reports every element whose key an earlier one has.
func unique[T any, K comparable](c *documentCheck, path, field string, list []T, key func(*T) K) {
	first := make(map[K]int, len(list))
	for i := range list {
		k := key(&list[i])
		if n, again := first[k]; again {
			c.add(strictjson.Index(path, i)+"."+field, fmt.Errorf("the same as %s[%d].%s", path, n, field))
			continue
		}
		first[k] = i
	}
}

func (c *documentCheck) add(path string, err error) {
	// A few more than are listed are kept, for those that are consequences.
	if err != nil && len(c.problems) <= 2*maxDocumentProblems {
		c.problems = append(c.problems, documentError(path, err))
	}
}

func (c *documentCheck) id(path, kind, id string) { c.add(path, ident.Check(kind, id)) }

func (c *documentCheck) optional(path, kind, id string) {
	if id != "" {
		c.id(path, kind, id)
	}
}

func (c *documentCheck) text(path, s string) {
	if !utf8.ValidString(s) {
		c.add(path, errors.New("not valid UTF-8"))
	}
}

func (c *documentCheck) time(path string, t time.Time) {
	err := checkTime(t)
	if err == nil && !t.IsZero() && normalTime(t).IsZero() {
		// Cut to microseconds it would become the zero time, which is open.
		err = errors.New("within the first microsecond of time")
	}
	c.add(path, err)
}

func (c *documentCheck) period(path string, p Period) {
	c.time(path+".from", p.From)
	c.time(path+".until", p.Until)
}

func (c *documentCheck) scope(path string, s Scope) { c.add(path, s.check()) }

func (c *documentCheck) between(path string, n, least, most int) {
	if n < least || n > most {
		c.add(path, fmt.Errorf("%d, want %d to %d", n, least, most))
	}
}

// known lets an unset value pass: that nobody said which is for a review to
// report.
func known[E ~uint8](c *documentCheck, path string, names enum.Table[E], v E) {
	if v != 0 && !names.Known(v) {
		c.add(path, errors.New(names.String(v)))
	}
}

func (c *documentCheck) party(path string, p *Party) {
	c.id(path+".id", "party", string(p.ID))
	known(c, path+".kind", partyKinds, p.Kind)
	c.text(path+".name", p.Name)
	each(c, path+".active", p.Active, func(at string, a *Period) { c.period(at, *a) })
	each(c, path+".absences", p.Absences, func(at string, a *Absence) {
		c.period(at, a.Period)
		c.text(at+".reason", a.Reason)
	})
	each(c, path+".within", p.Within, func(at string, m *Membership) {
		c.id(at+".of", "party", string(m.Of))
		c.period(at, m.Period)
	})
	c.optional(path+".lead", "party", string(p.Lead))
	each(c, path+".skills", p.Skills, func(at string, s *Skill) { c.id(at, "skill", string(*s)) })
	each(c, path+".contacts", p.Contacts, func(at string, v *Contact) {
		c.id(at+".channel", "channel", v.Channel)
		c.text(at+".address", v.Address)
	})
	c.tags(path, p.Labels, p.External)
}

func (c *documentCheck) service(path string, s *Service) {
	c.id(path+".id", "service", string(s.ID))
	c.text(path+".name", s.Name)
	c.optional(path+".kind", "kind", string(s.Kind))
	c.parents(path, s.Parents)
	each(c, path+".providers", s.Providers, func(at string, p *Provider) {
		c.id(at+".by", "party", string(p.By))
		c.period(at, p.Period)
	})
	each(c, path+".dependencies", s.Dependencies, func(at string, d *Dependency) {
		c.optional(at+".on", "service", string(d.On)) // an empty one is kept as it was found
		c.optional(at+".group", "group", d.Group)
		c.period(at, d.Period)
	})
	each(c, path+".redundancy", s.Redundancy, func(at string, r *Redundancy) {
		c.id(at+".group", "group", r.Group)
		c.between(at+".need", r.Need, 0, math.MaxInt32)
	})
	c.tags(path, s.Labels, s.External)
}

func (c *documentCheck) area(path string, a *Area) {
	c.scope(path+".scope", a.Scope)
	if a.Scope.Level == LevelService {
		c.add(path+".scope", errors.New("a service belongs into the section services"))
	}
	c.text(path+".name", a.Name)
	c.parents(path, a.Parents)
	c.tags(path, a.Labels, a.External)
}

func (c *documentCheck) parents(path string, parents []Parent) {
	each(c, path+".parents", parents, func(at string, p *Parent) {
		c.scope(at+".scope", p.Scope)
		c.period(at, p.Period)
	})
}

func (c *documentCheck) tags(path string, labels Labels, external []ExternalID) {
	for _, k := range sortedKeys(labels) {
		at := strictjson.Key(path+".labels", k)
		c.text(at, k)
		c.text(at, labels[k])
	}
	each(c, path+".external", external, func(at string, e *ExternalID) {
		c.id(at+".system", "system", e.System)
		c.id(at+".key", "key", e.Key)
	})
}

func (c *documentCheck) policy(path string, p *Policy) {
	c.text(path+".version", p.Version)
	c.time(path+".from", p.From)
	for _, code := range sortedKeys(p.Severities) {
		at := strictjson.Key(path+".severities", string(code))
		c.id(at, "code", string(code))
		known(c, at, severities, p.Severities[code])
	}
	for _, t := range sortedKeys(p.Thresholds) {
		c.id(strictjson.Key(path+".thresholds", string(t)), "threshold", string(t))
	}
	each(c, path+".combinations", p.Combinations, func(at string, v *Combination) {
		c.id(at+".one", "role", string(v.One))
		c.id(at+".other", "role", string(v.Other))
		known(c, at+".verdict", verdicts, v.Verdict)
	})
	// What a waiver lacks is a finding: it lifts nothing.
	each(c, path+".waivers", p.Waivers, func(at string, w *Waiver) {
		c.optional(at+".code", "code", string(w.Code))
		if !w.Subject.IsZero() {
			_, err := ParseSubject(w.Subject.String())
			c.add(at+".subject", err)
		}
		c.optional(at+".author", "party", string(w.Author))
		c.text(at+".reason", w.Reason)
		c.period(at, w.Period)
	})
}
