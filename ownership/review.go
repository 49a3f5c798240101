package ownership

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// The kinds of subject that this package's rules read, besides the levels of
// scopes. A rule for kindScope reads the scopes of every level.
const (
	kindScope  = "scope"
	kindParty  = "party"
	kindMatrix = "matrix"
	kindPolicy = "policy"
)

// Review runs the rules over the facts and ledgers as they are at the instant
// and as known to r. It never refuses to look at bad data: what is wrong is in
// the report. The policy and the matrix in force at the instant apply.
func (r *Register) Review(at time.Time, only Selection) Report {
	r = r.use()
	subjects := r.Subjects(at)
	if len(only.Subjects) > 0 {
		chosen := slices.Compact(slices.SortedFunc(slices.Values(only.Subjects), Subject.Compare))
		subjects = slices.Values(chosen)
	}
	under := r.setting(at)
	report, _ := ownershipRules.finish(under, ownershipRules.Read(under, only, r.views(under, subjects)))
	return report
}

// ReviewPart reviews some of the subjects, with all rules or those with the
// codes. Parts that cover all of [Register.Subjects] once, made of the same
// facts and ledgers, become the report of the whole with [Register.FinishReview].
func (r *Register) ReviewPart(at time.Time, subjects iter.Seq[Subject], codes ...Code) Part {
	r = r.use()
	under := r.setting(at)
	return ownershipRules.Read(under, Selection{Codes: codes}, r.views(under, subjects))
}

// FinishReview merges the parts of a review and makes its report. It refuses
// parts that do not belong together; see [Rulebook.Merge].
func (r *Register) FinishReview(at time.Time, parts ...Part) (Report, error) {
	r = r.use()
	return ownershipRules.Finish(r.setting(at), parts...)
}

// SettleReview reports what the local rules found in the part and returns what
// the folding rules keep of it, for [Register.FinishReview]; see
// [Rulebook.Settle]. It is for reviews that are too large to be held as a whole.
func (r *Register) SettleReview(at time.Time, p Part) (Report, Part, error) {
	r = r.use()
	return ownershipRules.Settle(r.setting(at), p)
}

// Rules returns the rule table of this package, by code.
func Rules() []Rule { return ownershipRules.Rules() }

// Thresholds returns what the rules of this package compare with, by name.
func Thresholds() []ThresholdCard { return ownershipRules.Thresholds() }

// Subjects yields everything that a review at the instant reads, in a fixed
// order: the matrix and the policy in force, the parties, and the scopes that
// are declared or have a ledger.
func (r *Register) Subjects(at time.Time) iter.Seq[Subject] {
	r = r.use()
	return func(yield func(Subject) bool) {
		i := instantOf(at)
		if !yield(r.matrixAt(i).Subject()) || !yield(r.policyAt(i).subject()) {
			return
		}
		for p := range r.allParties() {
			if !yield(PartySubject(r.partyOf(p))) {
				return
			}
		}
		for n := range r.allScopes(Scope{}) {
			if r.reads(n) && !yield(r.scopeOf(n).Subject()) {
				return
			}
		}
	}
}

// reads reports whether the scope is more than a name that something mentions.
func (r *Register) reads(n scopeNo) bool {
	return r.revision(n) > 0 || r.declared(n)
}

// Setting returns what a review at the instant is made under: the matrix and the
// policy in force. Rooms above this one review their own subjects under it.
func (r *Register) Setting(at time.Time) Setting {
	s := r.use().setting(at)
	policy := s.Policy.normal()
	s.Policy = &policy
	return s
}

func (r *Register) setting(at time.Time) Setting {
	i := instantOf(at)
	s := Setting{At: i.time(), Matrix: r.matrixAt(i).version, Policy: r.policyAt(i)}
	if r.known < forever {
		s.Known = r.known.time()
	}
	return s
}

// subject names a policy by its version; one without is "default".
func (p *Policy) subject() Subject { return Subject{kindPolicy, cmp.Or(p.Version, "default")} }

// A view is what the rules of this package see: one subject, and the register
// around it. One view serves a whole reading, so rules keep nothing of it.
type view struct {
	r      *Register
	at     instant
	m      *compiledMatrix
	policy *Policy
	book   Tables // what a policy may speak of
	crowd  *crowd

	// For scopes.
	n       scopeNo
	scope   Scope
	service *Service // nil unless it is a declared service
	parents []Parent
	known   []*cell // believed, as known to r
	now     []*cell // those of them that are valid at the instant

	// For services: who is recorded as owner.
	owner      claim
	ownerState State

	// For parties.
	p     partyNo
	party *partyRec

	declared      Service // what service points to
	accountableAt map[Level][]roleNo
}

// views shows the rules the subjects that r knows.
func (r *Register) views(under Setting, subjects iter.Seq[Subject]) iter.Seq2[Subject, *view] {
	return func(yield func(Subject, *view) bool) {
		v := r.viewAt(instantOf(under.At), ownershipRules)
		if subjects == nil {
			return
		}
		for subject := range subjects {
			if v.show(subject) && !yield(subject, v) {
				return
			}
		}
	}
}

func (r *Register) viewAt(at instant, book Tables) *view {
	return &view{r: r, at: at, m: r.matrixAt(at), policy: r.policyAt(at), book: book, crowd: &crowd{r: r, at: at}}
}

// show turns v to the subject and reports whether there is such a thing.
func (v *view) show(subject Subject) bool {
	switch subject.Kind {
	case kindMatrix:
		return subject == v.m.Subject()
	case kindPolicy:
		return subject == v.policy.subject()
	case kindParty:
		p, ok := v.r.partyNo(PartyID(subject.ID))
		if !ok || v.r.party(p) == nil {
			return false
		}
		v.p, v.party = p, v.r.party(p)
		return true
	}
	level, err := levels.Parse(subject.Kind)
	if err != nil {
		return false
	}
	n, ok := v.r.scopeNo(Scope{level, subject.ID})
	if !ok || !v.r.reads(n) {
		return false
	}
	v.showScope(n)
	return true
}

func (v *view) showScope(n scopeNo) {
	v.n, v.scope, v.service, v.parents = n, v.r.scopeOf(n), nil, nil
	if s, ok := v.r.service(n); ok {
		v.declared = s
		v.service, v.parents = &v.declared, s.Parents
	} else if a, ok := v.r.area(n); ok {
		v.parents = a.Parents
	}
	v.known, v.now = v.known[:0], v.now[:0]
	current, superseded := v.r.cells(n)
	revision := v.r.knownRevision(n)
	for _, cells := range [2][]cell{current, superseded} {
		for i := range cells {
			c := &cells[i]
			if !c.known(revision) {
				continue
			}
			v.known = append(v.known, c)
			if c.valid(v.at) {
				v.now = append(v.now, c)
			}
		}
	}
	v.owner, v.ownerState = claim{via: ancestor{scope: n}}, Vacant
	if so, ok := v.r.roleNo(ServiceOwner); ok && v.service != nil {
		v.owner = v.r.nearest(v.m, so, n, v.at)
		v.ownerState = v.r.stateOf(v.m, so, v.owner, v.at)
	}
}

// holding yields the entries of the role that are valid now, delegations apart.
func (v *view) holding(role Role) iter.Seq[*cell] {
	return func(yield func(*cell) bool) {
		n, ok := v.r.roleNo(role)
		for _, c := range v.now {
			if ok && c.role == n && !c.delegated() && !yield(c) {
				return
			}
		}
	}
}

// names returns the distinct holders of the entries, by name.
func (v *view) names(cells iter.Seq[*cell]) []string {
	var out []string
	for c := range cells {
		out = append(out, string(v.r.partyOf(c.holder)))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// holderPath says which entry of a ledger a finding is about: role[holder].
func (v *view) holderPath(c *cell) string {
	return string(v.r.roleOf(c.role)) + "[" + string(v.r.partyOf(c.holder)) + "]"
}

// delegated reports whether the cell is that of a delegate.
func (c *cell) delegated() bool { return c.flags&hasDelegation != 0 }

// A crowd finds the members of groups. It is made when the first one is asked
// for, because most reviews of one service never do.
type crowd struct {
	r       *Register
	at      instant
	members map[partyNo][]PartyID
}

// of returns the active persons who belong to the group directly, by name.
func (c *crowd) of(group partyNo) []PartyID {
	if c.members == nil {
		c.members = map[partyNo][]PartyID{}
		for p := range c.r.allParties() {
			rec := c.r.party(p)
			if !rec.isPerson() || !rec.activeAt(c.at) {
				continue
			}
			for _, w := range rec.Within {
				if g, ok := c.r.partyNo(w.Of); ok && spanOf(w.Period).contains(c.at) {
					c.members[g] = append(c.members[g], rec.ID)
				}
			}
		}
	}
	return c.members[group]
}
