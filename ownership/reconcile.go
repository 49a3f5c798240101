package ownership

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/serviceowner/itsm/internal/ident"
)

// Observed is what another system, such as a CMDB or a portal, shows at an
// instant. Only what it mentions is compared: a role over a scope about which it
// says nothing is left as it is.
type Observed struct {
	Source string    // names the system, for example "cmdb"
	At     time.Time // when it showed this

	Assignments []Observation

	// Complete lists the roles that the source keeps for all scopes: whoever has
	// one of them over any scope and is not shown is to lose it.
	Complete []Role
}

// An Observation says that a source shows Holder in Role over Scope.
type Observation struct {
	Scope Scope
	Role  Role

	// Holder is who is shown; empty says that the source shows nobody.
	Holder PartyID

	// Rank orders deputies. Sources often keep a mere list: deputies without a
	// rank are ranked by their place among those of their scope and role.
	Rank int

	// Mandate goes with the assignment if it has to be made. It is not compared.
	Mandate *Mandate
}

// A Reconciliation is what it would take to make the register show what a source
// shows: a dry run, of which nothing has happened yet. It is immutable.
type Reconciliation struct {
	source string
	at     time.Time
	steps  []Step
}

// A Step compares one role over one scope, or for a scope without a ledger all
// of its roles, and names the command that would settle the difference.
type Step struct {
	// Kind is the command: Established, Imported, Assigned, HandedOver, Ended or
	// Corrected. It is zero where there is nothing to do, and where no command
	// can help; the severity of the finding tells the two apart.
	Kind  ActKind
	Scope Scope
	Role  Role // empty for Established and Imported

	// Believed and Observed are who has the role according to the register and
	// according to the source, distinct and in order. For a role that several may
	// hold, and for a scope without a ledger, they are who is concerned.
	Believed, Observed []PartyID

	// Finding explains the step: Info where both agree, Warning where no command
	// can settle it.
	Finding Finding

	claims []Claim // what is to be recorded, or for Ended what is to end
	each   bool    // several may have the role, and the step is about one of them
}

// Source returns the name of the source.
func (r *Reconciliation) Source() string { return r.source }

// At returns the instant of the comparison.
func (r *Reconciliation) At() time.Time { return r.at }

// Steps yields every comparison: by scope, and within a scope in the order in
// which commands have to be given. Ends come before handovers and those before
// assignments, so that ranks and roles are free before they are given.
func (r *Reconciliation) Steps() iter.Seq[Step] { return slices.Values(r.steps) }

// Commands yields the steps that have a command.
func (r *Reconciliation) Commands() iter.Seq[Step] {
	return func(yield func(Step) bool) {
		for _, s := range r.steps {
			if s.Kind != 0 && !yield(s) {
				return
			}
		}
	}
}

// Reconcile compares what a source shows with what the register believes at the
// same instant. The two are compared as recorded: who has left or is no person is
// still whom they name, and whether a command may do something about it is judged
// when it is given. Delegations are not compared.
//
// The error is over [ErrInvalid] and names every malformed observation.
func (r *Register) Reconcile(seen Observed) (*Reconciliation, error) {
	r = r.use()
	if err := seen.check(); err != nil {
		return nil, err
	}
	c := comparison{r: r, m: r.matrixAt(instantOf(seen.At)), at: instantOf(seen.At), source: seen.Source, shown: map[Scope]map[Role][]Claim{}}
	for _, o := range seen.Assignments {
		c.show(o)
	}
	if len(seen.Complete) > 0 {
		c.complete(seen.Complete)
	}
	scopes := make([]Scope, 0, len(c.shown))
	for s := range c.shown {
		scopes = append(scopes, s)
	}
	slices.SortFunc(scopes, Scope.Compare)
	for _, s := range scopes {
		c.compare(s)
	}
	return &Reconciliation{source: seen.Source, at: normalTime(seen.At), steps: c.steps}, nil
}

func (o *Observed) check() error {
	var errs []error
	bad := func(path string, err error) {
		if err != nil {
			errs = append(errs, &Error{Op: "reconcile", Path: path, Err: fmt.Errorf("%w: %w", ErrInvalid, err)})
		}
	}
	bad("source", ident.Check("source", o.Source))
	bad("at", checkTime(o.At))
	if o.At.IsZero() {
		bad("at", errors.New("no instant given"))
	}
	for i, a := range o.Assignments {
		path := "assignments[" + strconv.Itoa(i) + "]."
		bad(path+"scope", a.Scope.check())
		bad(path+"role", ident.Check("role", string(a.Role)))
		if a.Holder != "" {
			bad(path+"holder", ident.Check("party", string(a.Holder)))
		}
		if a.Rank < 0 || a.Rank > maxRank {
			bad(path+"rank", fmt.Errorf("%d, want 0 to %d", a.Rank, maxRank))
		}
	}
	for i, role := range o.Complete {
		bad("complete["+strconv.Itoa(i)+"]", ident.Check("role", string(role)))
	}
	return errors.Join(errs...)
}

// A comparison is one reconciliation while it is made.
type comparison struct {
	r      *Register
	m      *compiledMatrix
	at     instant
	source string
	shown  map[Scope]map[Role][]Claim // no claims: the source shows nobody
	steps  []Step
}

func (c *comparison) show(o Observation) {
	roles := c.shown[o.Scope]
	if roles == nil {
		roles = map[Role][]Claim{}
		c.shown[o.Scope] = roles
	}
	claims := roles[o.Role]
	if o.Holder == "" {
		roles[o.Role] = claims
		return
	}
	if o.Rank == 0 && c.deputises(o.Role) != "" {
		o.Rank = min(len(claims)+1, maxRank)
	}
	if !slices.ContainsFunc(claims, func(k Claim) bool { return k.Holder == o.Holder && (k.Rank == o.Rank || c.single(o.Role)) }) {
		claims = append(claims, Claim{Role: o.Role, Holder: o.Holder, Rank: o.Rank, Mandate: o.Mandate.clone()})
	}
	roles[o.Role] = claims
}

// complete adds "nobody" for every role over every scope that somebody has.
func (c *comparison) complete(roles []Role) {
	for n := range c.r.allScopes(Scope{}) {
		c.r.entries(n, c.at, func(e *cell) bool {
			if role := c.r.roleOf(e.role); e.flags&hasDelegation == 0 && slices.Contains(roles, role) {
				c.show(Observation{Scope: c.r.scopeOf(n), Role: role})
			}
			return true
		})
	}
}

func (c *comparison) card(role Role) *RoleCard {
	if n, ok := c.r.roleNo(role); ok {
		return c.m.card(n)
	}
	return nil
}

// single reports whether one party at a time may have the role.
func (c *comparison) single(role Role) bool {
	card := c.card(role)
	return card != nil && card.Holders != Several
}

// deputises returns the role that holders of this one stand in for, or "".
func (c *comparison) deputises(role Role) Role {
	if card := c.card(role); card != nil {
		return card.DeputyOf
	}
	return ""
}

func (c *comparison) compare(scope Scope) {
	n, known := c.r.scopeNo(scope)
	if !known || c.r.knownRevision(n) == 0 {
		c.found(scope)
		return
	}
	believed := map[Role][]Claim{}
	c.r.entries(n, c.at, func(e *cell) bool {
		if e.flags&hasDelegation == 0 {
			role := c.r.roleOf(e.role)
			believed[role] = append(believed[role], Claim{Role: role, Holder: c.r.partyOf(e.holder), Rank: int(e.rank)})
		}
		return true
	})
	first := len(c.steps)
	roles := sortedRoles(c.shown[scope])
	for _, role := range roles {
		if c.single(role) {
			c.compareSingle(scope, role, believed[role], c.shown[scope][role])
		}
	}
	for _, role := range roles {
		if !c.single(role) {
			c.compareSeveral(scope, role, c.left(scope, role, believed[role], first), c.shown[scope][role])
		}
	}
	slices.SortStableFunc(c.steps[first:], func(a, b Step) int { return cmp.Compare(stepOrder(a.Kind), stepOrder(b.Kind)) })
}

// left returns the deputies that the steps for the principal's role leave:
// whoever becomes the holder stops being a deputy by that alone.
func (c *comparison) left(scope Scope, role Role, believed []Claim, first int) []Claim {
	principal := c.deputises(role)
	if principal == "" {
		return believed
	}
	return slices.DeleteFunc(slices.Clone(believed), func(k Claim) bool {
		return slices.ContainsFunc(c.steps[first:], func(s Step) bool {
			return s.Role == principal && (s.Kind == Assigned || s.Kind == HandedOver) && s.claims[0].Holder == k.Holder
		})
	})
}

// stepOrder is the order in which the commands of one scope are given.
func stepOrder(k ActKind) int {
	return slices.Index([]ActKind{Corrected, Ended, HandedOver, Assigned}, k)
}

// found is for a scope of which nothing is recorded.
func (c *comparison) found(scope Scope) {
	var claims []Claim
	kind, rule := Established, syncEstablish
	for _, role := range sortedRoles(c.shown[scope]) {
		shown := c.shown[scope][role]
		if len(shown) > 1 && c.single(role) {
			kind, rule = Imported, syncImport // only an adoption can record a contest
		}
		claims = append(claims, shown...)
	}
	if len(claims) == 0 {
		kind, rule = 0, syncSame
	}
	c.step(rule, Step{Kind: kind, Scope: scope, Observed: holdersOf(claims), claims: claims})
}

// compareSingle is for a role that one party may have.
func (c *comparison) compareSingle(scope Scope, role Role, believed, shown []Claim) {
	s := Step{Scope: scope, Role: role, Believed: holdersOf(believed), Observed: holdersOf(shown)}
	switch b, o := len(s.Believed), len(s.Observed); {
	case slices.Equal(s.Believed, s.Observed):
		c.step(syncSame, s)
	case o > 1 || b > 1 && o == 0:
		c.step(syncUnclear, s)
	case b > 1:
		s.Kind, s.claims = Corrected, shown
		c.step(syncCorrect, s)
	case b == 0:
		s.Kind, s.claims = Assigned, shown
		c.step(syncAssign, s)
	case o == 0:
		s.Kind, s.claims = Ended, believed
		c.step(syncEnd, s)
	default:
		s.Kind, s.claims = HandedOver, shown
		c.step(syncHandover, s)
	}
}

// compareSeveral is for a role that several may have, each by himself.
func (c *comparison) compareSeveral(scope Scope, role Role, believed, shown []Claim) {
	order := func(a, b Claim) int { return cmp.Or(cmp.Compare(a.Rank, b.Rank), a.Holder.Compare(b.Holder)) }
	believed, shown = slices.SortedFunc(slices.Values(believed), order), slices.SortedFunc(slices.Values(shown), order)
	differs := false
	each := func(rule *Rule, kind ActKind, from, in []Claim) {
		for _, k := range from {
			if slices.ContainsFunc(in, func(o Claim) bool { return order(k, o) == 0 }) {
				continue
			}
			differs = true
			s := Step{Kind: kind, Scope: scope, Role: role, claims: []Claim{k}, each: true}
			if kind == Ended {
				s.Believed = []PartyID{k.Holder}
			} else {
				s.Observed = []PartyID{k.Holder}
			}
			c.step(rule, s)
		}
	}
	each(syncEnd, Ended, believed, shown)
	each(syncAssign, Assigned, shown, believed)
	if !differs {
		c.step(syncSame, Step{Scope: scope, Role: role, Believed: holdersOf(believed), Observed: holdersOf(shown)})
	}
}

func (c *comparison) step(rule *Rule, s Step) {
	name := func(ids []PartyID) string { return cmp.Or(joinIDs(ids), "nobody") }
	s.Finding = rule.NewFinding(s.Scope.Subject(), "", "role", cmp.Or(string(s.Role), "every role"),
		"believed", name(s.Believed), "observed", name(s.Observed), "source", c.source, "at", c.at.String())
	c.steps = append(c.steps, s)
}

func sortedRoles(m map[Role][]Claim) []Role {
	roles := make([]Role, 0, len(m))
	for role := range m {
		roles = append(roles, role)
	}
	slices.Sort(roles)
	return roles
}

// holdersOf returns the distinct holders in order; nil if there are none.
func holdersOf(claims []Claim) []PartyID {
	var ids []PartyID
	for _, k := range claims {
		ids = append(ids, k.Holder)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
