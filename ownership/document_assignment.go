package ownership

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"
)

// An Assignment is one line of what somebody wrote down about who has which
// role: a claim about a scope, with its source. In contrast to an [Entry] it has
// no recorded time and no act of its own.
type Assignment struct {
	Scope  Scope   `json:"scope"`
	Role   Role    `json:"role"`
	Holder PartyID `json:"holder"`

	// Rank orders deputies, 1 first; 0 for other roles, at most 255.
	Rank int `json:"rank,omitempty"`

	// Period is when it is true. The zero Period is always.
	Period

	Mandate    *Mandate    `json:"mandate,omitempty"`
	Delegation *Delegation `json:"delegation,omitempty"`

	// Source names where it was found, for example "cmdb"; empty means the
	// document itself.
	Source string `json:"source,omitempty"`
}

// documentSource is the source of assignments that name none.
const documentSource = "document"

func (a *Assignment) claim() Claim {
	return Claim{Role: a.Role, Holder: a.Holder, Rank: a.Rank, Period: a.Period, Mandate: a.Mandate, Delegation: a.Delegation}
}

func (c *documentCheck) assignment(path string, a *Assignment) {
	c.scope(path+".scope", a.Scope)
	c.id(path+".role", "role", string(a.Role))
	c.id(path+".holder", "party", string(a.Holder))
	c.between(path+".rank", a.Rank, 0, maxRank)
	c.period(path, a.Period)
	if m := a.Mandate; m != nil {
		c.id(path+".mandate.grantedBy", "party", string(m.GrantedBy))
		c.text(path+".mandate.text", m.Text)
		each(c, path+".mandate.limits", m.Limits, func(at string, l *Limit) {
			c.id(at+".activity", "activity", string(l.Activity))
			c.id(at+".max.unit", "unit", l.Max.Unit)
			if l.Max.Value < 0 {
				c.add(at+".max.value", ErrInvalid)
			}
		})
	}
	if d := a.Delegation; d != nil {
		c.id(path+".delegation.from", "party", string(d.From))
		each(c, path+".delegation.activities", d.Activities, func(at string, v *Activity) { c.id(at, "activity", string(*v)) })
		c.text(path+".delegation.reason", d.Reason)
	}
	c.optional(path+".source", "source", a.Source)
}

// AllLedgers yields the ledgers of the document in the order of their scopes:
// those given in full, and one for each scope that has assignments. The latter
// have a single act, an import recorded at At; without At they count as always
// known.
func (d Document) AllLedgers() iter.Seq[Ledger] {
	return func(yield func(Ledger) bool) {
		full := make(map[Scope]Ledger, len(d.Ledgers))
		for _, l := range d.Ledgers {
			full[l.scope] = l
		}
		written := make(map[Scope][]*Assignment)
		for i := range d.Assignments {
			a := &d.Assignments[i]
			written[a.Scope] = append(written[a.Scope], a)
		}
		scopes := slices.Collect(maps.Keys(full))
		for s := range written {
			if _, both := full[s]; !both {
				scopes = append(scopes, s)
			}
		}
		slices.SortFunc(scopes, Scope.Compare)
		for _, s := range scopes {
			l, ok := full[s]
			if !ok {
				l = d.adopt(s, written[s])
			}
			if !yield(l) {
				return
			}
		}
	}
}

// adopt is [Adopt] for claims of several sources.
func (d *Document) adopt(scope Scope, assignments []*Assignment) Ledger {
	at := normalTime(d.At)
	if at.IsZero() {
		// The zero time is no instant of an act; nothing is asked about before
		// this one.
		at = (beginning + 1).time()
	}
	w := Ledger{scope: scope}.draft(at)
	for _, a := range assignments {
		w.adopt(cmp.Or(a.Source, documentSource), []Claim{a.claim()})
	}
	return w.sign(Act{Kind: Imported, Proof: Proof{Activity: ImportRecords, Scope: scope, At: at}})
}

// Register builds the register that the document describes.
func (d Document) Register() (*Register, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	return NewRegister(d.Facts, d.AllLedgers())
}

// normalise brings all instants to the form in which they are kept. It writes to
// slices and pointers that the document shares with nobody.
func (d *Document) normalise() {
	in := func(p *Period) { *p = p.normal() }
	instant := func(t *time.Time) { *t = normalTime(*t) }
	parents := func(list []Parent) {
		for i := range list {
			in(&list[i].Period)
		}
	}
	instant(&d.At)
	for i := range d.Parties {
		p := &d.Parties[i]
		for j := range p.Active {
			in(&p.Active[j])
		}
		for j := range p.Absences {
			in(&p.Absences[j].Period)
		}
		for j := range p.Within {
			in(&p.Within[j].Period)
		}
	}
	for i := range d.Services {
		s := &d.Services[i]
		parents(s.Parents)
		for j := range s.Providers {
			in(&s.Providers[j].Period)
		}
		for j := range s.Dependencies {
			in(&s.Dependencies[j].Period)
		}
	}
	for i := range d.Areas {
		parents(d.Areas[i].Parents)
	}
	for i := range d.Policies {
		p := &d.Policies[i]
		instant(&p.From)
		for j := range p.Waivers {
			in(&p.Waivers[j].Period)
		}
	}
	for i := range d.Assignments {
		in(&d.Assignments[i].Period)
	}
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
