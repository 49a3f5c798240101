package risk

import (
	"iter"
	"slices"
	"sort"
	"time"

	"github.com/serviceowner/itsm/internal/persist"
	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
)

// A Register is an immutable snapshot of all risks over an [ownership.Register],
// made for asking; it is safe for concurrent use. [Register.With] returns a changed
// copy that shares almost everything, so keeping one up to date costs the same
// however many risks there are. The zero Register has no risks and knows nobody.
//
// Every question takes the instant it is about and sees the risks as they were
// recorded by then ([Risk.AsOf]), and no act that the ownership register would not
// know either ([ownership.Register.KnownAt]).
type Register struct {
	reg        *ownership.Register
	known      time.Time             // of reg; zero is everything
	criteria   []*compiled           // the same
	grids      map[gridVersion]*Grid // of all criteria
	continuity shelf[*Continuity]

	risks  shelf[*Risk]
	scopes index[ownership.Scope] // by every scope that a risk is or was about
	covers index[Cover]           // by every cause that an entry covers or covered
}

// NewRegister builds a register of the facts and risks; nil for a sequence is none,
// and zero risks are passed over. It keeps nothing that the caller can change. The
// error joins an [*ownership.Error] for everything that [Facts.Validate] reports and
// for every risk whose id an earlier one has. What is wrong with the risks is for
// [Register.Review] to find.
func NewRegister(reg *ownership.Register, facts Facts, risks iter.Seq[Risk]) (*Register, error) {
	d := facts.check()
	var list []Risk
	seen := map[RiskID]int{}
	if risks != nil {
		for k := range risks {
			if k.IsZero() {
				continue
			}
			once(d, strictjson.Index("risks", len(list))+".id", "risks", seen, k.id, len(list))
			list = append(list, k)
		}
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	r := &Register{continuity: shelve(facts.Continuity)}
	r.judgeBy(facts.Criteria)
	r.build(list)
	return r.WithRegister(reg), nil
}

// build makes the shelves of risks at once, which is less work than one by one.
func (r *Register) build(list []Risk) {
	items := make([]*Risk, len(list))
	for i := range list {
		items[i] = &list[i]
	}
	r.risks = shelfOf(items, func(k *Risk) persist.Name { return riskName(k.id) })
	scopes, covers := map[ownership.Scope][]uint32{}, map[Cover][]uint32{}
	for i, k := range items {
		for _, s := range k.everAbout() {
			scopes[s] = append(scopes[s], uint32(i))
		}
		for _, c := range k.everCovered() {
			covers[c] = append(covers[c], uint32(i))
		}
	}
	r.scopes, r.covers = indexOf(scopes, scopeName), indexOf(covers, coverName)
}

func riskName(id RiskID) persist.Name { return persist.Name{Text: string(id)} }

func scopeName(s ownership.Scope) persist.Name { return persist.Name{Tag: uint8(s.Level), Text: s.ID} }

func coverName(c Cover) persist.Name { return persist.Name{Text: c.String()} }

// use makes the nil and the zero Register mean the empty one.
func (r *Register) use() *Register {
	if r == nil || r.scopes.name == nil {
		return empty
	}
	return r
}

var empty = &Register{scopes: indexOf(nil, scopeName), covers: indexOf(nil, coverName)}

// With returns r with the risk in place of the one with its id, whatever the
// revisions of the two. The zero Risk changes nothing.
func (r *Register) With(k Risk) *Register {
	r = r.use()
	if k.IsZero() {
		return r
	}
	w, old := *r, &Risk{}
	if before, ok := r.risks.get(riskName(k.id)); ok {
		old = before
	}
	var n uint32
	w.risks, n = r.risks.put(riskName(k.id), &k)
	w.scopes = r.scopes.move(n, old.everAbout(), k.everAbout())
	w.covers = r.covers.move(n, old.everCovered(), k.everCovered())
	return &w
}

// WithRegister returns r over another ownership register, with all its risks.
func (r *Register) WithRegister(reg *ownership.Register) *Register {
	w := *r.use()
	w.reg, w.known = reg, reg.Setting(time.Time{}).Known
	return &w
}

// WithContinuity returns r with the record in place of the one of its service. The
// error is that of [Continuity.Validate].
func (r *Register) WithContinuity(c Continuity) (*Register, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	w := *r.use()
	own := c.clone()
	w.continuity, _ = w.continuity.put(serviceName(c.Service), &own)
	return &w, nil
}

// WithCriteria returns r with these versions of the criteria and no others. The
// error is that of [Facts.Validate].
func (r *Register) WithCriteria(list ...Criteria) (*Register, error) {
	if err := (Facts{Criteria: list}).Validate(); err != nil {
		return nil, err
	}
	w := *r.use()
	w.judgeBy(list)
	return &w, nil
}

// judgeBy makes the criteria those of r, which nobody else has yet.
func (r *Register) judgeBy(list []Criteria) {
	r.criteria = compileAll(list)
	r.grids = gridsOf(r.criteria)
}

// Ownership returns the register below r.
func (r *Register) Ownership() *ownership.Register { return r.use().reg }

// Risk returns the risk with the id, with all its acts, and whether there is one.
func (r *Register) Risk(id RiskID) (Risk, bool) {
	k, ok := r.use().risks.get(riskName(id))
	if !ok {
		return Risk{}, false
	}
	return *k, true
}

// Risks yields every risk with all its acts, in the order of the ids, beginning
// with the first that is not before from.
func (r *Register) Risks(from RiskID) iter.Seq[Risk] {
	r = r.use()
	return func(yield func(Risk) bool) {
		for k := range r.risks.from(riskName(from)) {
			if !yield(*k) {
				return
			}
		}
	}
}

// About yields the risks that at the instant are about the scope itself, closed ones
// included, by id.
func (r *Register) About(scope ownership.Scope, at time.Time) iter.Seq[Risk] {
	r = r.use()
	return r.among(r.scopes.of(scope), func(k *Risk) (Risk, bool) {
		then := r.asOf(k, at)
		return then, slices.Contains(then.Scopes(), scope)
	})
}

// Open yields the risks that are not closed at the instant, by id: all of them, or
// those about one of the scopes or about something that lies within one.
func (r *Register) Open(at time.Time, within ...ownership.Scope) iter.Seq[Risk] {
	r = r.use()
	isOpen := func(k *Risk) (Risk, bool) {
		then := r.asOf(k, at)
		return then, !then.IsZero() && then.Status() != StatusClosed
	}
	if len(within) == 0 {
		return func(yield func(Risk) bool) {
			for k := range r.risks.from(persist.Name{}) {
				if then, ok := isOpen(k); ok && !yield(then) {
					return
				}
			}
		}
	}
	inside := map[ownership.Scope]bool{}
	var numbers persist.Set
	for x := range r.scopes.from(persist.Name{}) {
		if r.lies(x.key, at, within) {
			inside[x.key] = true
			for n := range x.set.All() {
				numbers = numbers.With(n)
			}
		}
	}
	return r.among(numbers, func(k *Risk) (Risk, bool) {
		then, ok := isOpen(k)
		return then, ok && slices.ContainsFunc(then.Scopes(), func(s ownership.Scope) bool { return inside[s] })
	})
}

// among yields those of the numbered risks that are wanted, as wanted says, by id.
func (r *Register) among(numbers persist.Set, wanted func(*Risk) (Risk, bool)) iter.Seq[Risk] {
	return func(yield func(Risk) bool) {
		var list []Risk
		for n := range numbers.All() {
			if k, ok := wanted(r.risks.items.At(int(n))); ok {
				list = append(list, k)
			}
		}
		slices.SortFunc(list, func(a, b Risk) int { return a.id.Compare(b.id) })
		for _, k := range list {
			if !yield(k) {
				return
			}
		}
	}
}

// lies reports whether the scope is one of those given or lies within one.
func (r *Register) lies(scope ownership.Scope, at time.Time, within []ownership.Scope) bool {
	if slices.Contains(within, scope) {
		return true
	}
	for s := range r.reg.Scope(scope).Within(at) {
		if slices.Contains(within, s) {
			return true
		}
	}
	return false
}

// asOf is the risk as recorded by the instant and as far as r knows.
func (r *Register) asOf(k *Risk, at time.Time) Risk {
	if !r.known.IsZero() && r.known.Before(at) {
		at = r.known
	}
	return k.AsOf(at)
}

// Criteria returns the criteria in force at the instant; see [CriteriaAt].
func (r *Register) Criteria(at time.Time) (Criteria, bool) {
	c := r.use().criteriaAt(at)
	if c == nil {
		return Criteria{}, false
	}
	out := c.Criteria
	out.Limits, out.Restore = slices.Clone(out.Limits), slices.Clone(out.Restore)
	return out, true
}

func (r *Register) criteriaAt(at time.Time) *compiled {
	n := sort.Search(len(r.criteria), func(i int) bool { return r.criteria[i].from.After(at) })
	if n == 0 {
		return nil
	}
	return r.criteria[n-1]
}

// Continuity returns what is recorded for the restore of the service, if anything is.
func (r *Register) Continuity(id ownership.ServiceID) (Continuity, bool) {
	c, ok := r.use().continuity.get(serviceName(id))
	if !ok {
		return Continuity{}, false
	}
	return c.clone(), true
}

// Yardstick returns what the risk, as it was at the instant, is measured with: the
// criteria in force and what they say in its scopes. Without criteria in force
// everything is above them.
func (r *Register) Yardstick(k Risk, at time.Time) Yardstick {
	r = r.use()
	return r.yardstick(&k, r.criteriaAt(at), at)
}

func (r *Register) yardstick(k *Risk, c *compiled, at time.Time) Yardstick {
	y := Yardstick{}
	if c == nil {
		return y
	}
	y.Criteria = c.Criteria
	for _, s := range k.Scopes() {
		chain := append([]ownership.Scope{s}, slices.Collect(r.reg.Scope(s).Within(at))...)
		y.Limits = append(y.Limits, c.limit(k.entry().Category, chain))
	}
	return y
}

// everAbout returns every scope that the risk is or was about.
func (r *Risk) everAbout() []ownership.Scope {
	out := r.Scopes()
	for i := range r.acts {
		if e := r.acts[i].Entry; e != nil {
			for _, s := range e.Affects {
				if !slices.Contains(out, s) {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// everCovered returns every cause that the entry covers or covered.
func (r *Risk) everCovered() (out []Cover) {
	for i := range r.acts {
		if e := r.acts[i].Entry; e != nil {
			for _, c := range e.Covers {
				if !slices.Contains(out, c) {
					out = append(out, c)
				}
			}
		}
	}
	return out
}
