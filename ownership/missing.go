package ownership

import (
	"slices"
	"strings"
)

// The rules of authority, one row each. They are read by refusals; what they say
// is decided by judge.
var (
	requestMalformed = &Rule{
		Code: "request.malformed", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R98"},
		Text: "{path} is malformed: {problem}", Remedy: "Correct {path} and ask again.",
	}
	authorityActivity = &Rule{
		Code: "authority.activity", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R16", "R98"},
		Text: "the matrix {matrix} has no activity {activity}", Remedy: "Add a row for {activity} to the matrix, or correct the name.",
	}
	authorityVoid = &Rule{
		Code: "authority.void", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R16"},
		Text:   "the row of {activity} in the matrix {matrix} breaks a hard rule and entitles nobody",
		Remedy: "Put the row right as the review of the matrix says.",
	}
	authorityLevel = &Rule{
		Code: "authority.level", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R14", "R18"},
		Text: "{activity} is not done to a {level}", Remedy: "Ask for a scope of level {levels}.",
	}
	authorityUnknown = &Rule{
		Code: "authority.unknown", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R91"},
		Text: "{by} is not a known party", Remedy: "Add {by} to the parties, or correct the name.",
	}
	authorityNotPerson = &Rule{
		Code: "authority.not-person", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R80"},
		Text: "{by} is a {kind}, and only a person can act", Remedy: "Let a person act.",
	}
	authorityInactive = &Rule{
		Code: "authority.inactive", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R90"},
		Text: "{by} is not active at the instant", Remedy: "Let somebody act who is active, or correct the periods of {by}.",
	}
	authorityNotHeld = &Rule{
		Code: "authority.not-held", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R14", "R97"},
		Text:   "{by} does not act as {role}, which is {letters} for {activity}; over {via} that role is {state}: {claimants}",
		Remedy: "Let the {role} of {via} act, or have {by} appointed.",
	}
	authorityContested = &Rule{
		Code: "authority.contested", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R01", "R96"},
		Text: "{by} is one of several recorded as {role} over {via}: {claimants}", Remedy: "Correct the ledger of {via} until one is left.",
	}
	authorityNoDeputy = &Rule{
		Code: "authority.not-deputised", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R32", "C15"},
		Text: "{activity} is for the {role} alone, and {by} only stands in", Remedy: "Wait for the {role}, or appoint another one.",
	}
	authorityPresent = &Rule{
		Code: "authority.holder-present", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R07", "C15"},
		Text: "{by} is a deputy, and {claimants} is there to act as {role} of {via}", Remedy: "Let {claimants} act, or record the absence.",
	}
	authorityOutranked = &Rule{
		Code: "authority.outranked", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R07", "C15"},
		Text: "{by} is not the first available deputy of the {role} of {via}", Remedy: "Let {first} act.",
	}
	authorityNarrow = &Rule{
		Code: "authority.delegation-narrow", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"C15"},
		Text: "what {from} delegated to {by} does not include {activity}", Remedy: "Have {from} delegate {activity}.",
	}
	authorityFallen = &Rule{
		Code: "authority.delegation-fallen", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"C15"},
		Text: "{from}, who delegated to {by}, does not answer as {role} of {via}", Remedy: "Have the {role} of {via} delegate anew.",
	}
	authorityUnplaced = &Rule{
		Code: "authority.unplaced", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R10", "R97"},
		Text: "{scope} lies in no other scope, and nobody holds a role over it that could authorise anything", Remedy: "Place {scope} in a portfolio or an organisation first; only an organisation can be founded.",
	}
	authorityBehalf = &Rule{
		Code: "authority.not-on-behalf", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"C15"},
		Text: "{by} does not stand in for {for}", Remedy: "Name the party that {by} stands in for, or none.",
	}
	authorityLimit = &Rule{
		Code: "authority.limit", Kind: Hard, Severity: SeverityError, Subject: "scope", Sources: []Source{"R09", "R32", "R99"},
		Text: "{amount} is beyond the mandate for {activity}, which is limited to {limits}", Remedy: "Commit less, or have the mandate raised.",
	}
)

// missing lists everything that keeps the request from being authorised, sorted.
// It runs only when judge has said no, and says why from the same facts.
func (r *Register) missing(m *compiledMatrix, row *compiledRow, req Request, at instant) []Finding {
	w := &refusal{r: r, m: m, row: row, req: req, at: at}
	w.actor()
	if row == nil {
		w.add(authorityActivity, "matrix", m.version, "activity", string(req.Activity))
	} else if row.void {
		w.add(authorityVoid, "activity", string(req.Activity), "matrix", m.version)
	} else {
		w.level()
		w.place()
		w.roles()
		w.standIns()
	}
	slices.SortFunc(w.found, Finding.Compare)
	return slices.CompactFunc(w.found, func(a, b Finding) bool { return a.Compare(b) == 0 })
}

type refusal struct {
	r     *Register
	m     *compiledMatrix
	row   *compiledRow
	req   Request
	at    instant
	found []Finding
}

func (w *refusal) add(rule *Rule, args ...string) {
	w.found = append(w.found, rule.NewFinding(w.req.Scope.Subject(), "", args...))
}

func (w *refusal) actor() {
	by := string(w.req.By)
	n, ok := w.r.partyNo(w.req.By)
	if !ok || w.r.party(n) == nil {
		w.add(authorityUnknown, "by", by)
		return
	}
	switch p := w.r.party(n); {
	case !p.isPerson():
		w.add(authorityNotPerson, "by", by, "kind", kindOf(p))
	case !p.activeAt(w.at):
		w.add(authorityInactive, "by", by)
	}
}

func (w *refusal) level() {
	if l := w.req.Scope.Level; !w.row.appliesTo(l) {
		names := make([]string, len(w.row.row.On))
		for i, on := range w.row.row.On {
			names[i] = on.String()
		}
		w.add(authorityLevel, "activity", string(w.req.Activity), "level", l.String(), "levels", strings.Join(names, " or "))
	}
}

// place says that a scope which lies nowhere, and over which nothing is held, is
// out of everybody's reach.
func (w *refusal) place() {
	if w.req.Scope.Level == LevelOrganisation {
		return
	}
	if s, ok := w.r.scopeNo(w.req.Scope); ok {
		held, within := false, false
		w.r.entries(s, w.at, func(*cell) bool { held = true; return false })
		var buf ancestry
		for range w.r.above(&buf, s, w.at) {
			within = true
			break
		}
		if held || within {
			return
		}
	}
	w.add(authorityUnplaced, "scope", w.req.Scope.String())
}

// roles says of every role that could do the activity who has it instead.
func (w *refusal) roles() {
	for role, letters := range w.row.row.Cells {
		if letters&(R|A) == 0 {
			continue
		}
		a := w.r.Holder(role, w.req.Scope, w.req.At)
		rule, mine := authorityNotHeld, slices.Contains(slices.Collect(a.Claimants()), w.req.By)
		switch {
		case mine && a.State == Contested:
			rule = authorityContested
		case mine && a.State == Held:
			// The role is there and something else is missing.
			if w.req.For != "" && w.req.For != w.req.By {
				w.add(authorityBehalf, "by", string(w.req.By), "for", string(w.req.For))
				continue
			}
			w.limits(role, a.Via, w.req.By)
			continue
		}
		w.add(rule, "by", string(w.req.By), "role", string(role), "letters", letters.String(), "activity", string(w.req.Activity),
			"via", a.Via.String(), "state", a.State.String(), "claimants", joined(a))
	}
}

// limits reports the limits of the holder's mandate that the amount is beyond.
func (w *refusal) limits(role Role, via Scope, holder PartyID) {
	s, ok := w.r.scopeNo(via)
	if !ok {
		return
	}
	var limits []string
	w.r.entries(s, w.at, func(c *cell) bool {
		x := w.r.extra(s, c)
		if w.r.roleOf(c.role) != role || w.r.partyOf(c.holder) != holder || x == nil || x.mandate == nil || w.r.entryBears(s, c, w.req) {
			return true
		}
		for _, l := range x.mandate.Limits {
			if l.Activity == w.req.Activity {
				limits = append(limits, l.Max.String())
			}
		}
		return true
	})
	if limits != nil && w.req.Amount != (Quantity{}) {
		w.add(authorityLimit, "amount", w.req.Amount.String(), "activity", string(w.req.Activity), "limits", strings.Join(limits, ", "))
	}
}

// standIns says of everything that makes the actor a deputy or delegate, over
// the scope or one that contains it, why it does not suffice.
func (w *refusal) standIns() {
	s, okS := w.r.scopeNo(w.req.Scope)
	p, okP := w.r.partyNo(w.req.By)
	if !okS || !okP {
		return
	}
	look := func(via scopeNo) {
		w.r.entries(via, w.at, func(c *cell) bool {
			switch {
			case c.holder != p:
			case c.flags&hasDelegation != 0:
				w.delegate(via, c)
			default:
				w.deputy(via, c)
			}
			return true
		})
	}
	look(s)
	var buf ancestry
	for a := range w.r.above(&buf, s, w.at) {
		look(a.scope)
	}
}

func (w *refusal) deputy(via scopeNo, c *cell) {
	card := w.m.card(c.role)
	if card == nil || card.DeputyOf == "" {
		return
	}
	principal, ok := w.r.roleNo(card.DeputyOf)
	if !ok || !w.row.may.has(principal) {
		return
	}
	owner := w.r.claimOf(principal, via, w.at)
	a := w.r.answer(w.m, principal, w.r.scopeOf(via), via, w.at)
	args := []string{
		"by", string(w.req.By), "activity", string(w.req.Activity), "role", string(card.DeputyOf),
		"via", w.r.scopeOf(via).String(), "claimants", joined(a),
	}
	first, found := w.r.firstDeputy(w.m, principal, via, w.at)
	switch {
	case w.row.row.Acting == Never:
		w.add(authorityNoDeputy, args...)
	case owner.distinct > 1:
		// Said already, for the role itself.
	case w.r.present(owner, w.at) && w.row.row.Acting != Always:
		w.add(authorityPresent, args...)
	case found && first != c.holder:
		w.add(authorityOutranked, append(args, "first", string(w.r.partyOf(first)))...)
	case w.req.For != "" && w.req.For != a.Holder:
		w.add(authorityBehalf, "by", string(w.req.By), "for", string(w.req.For))
	default:
		w.limits(w.r.roleOf(c.role), w.r.scopeOf(via), w.req.By)
		if owner.distinct == 1 {
			w.limits(card.DeputyOf, w.r.scopeOf(via), w.r.partyOf(owner.holder))
		}
	}
}

func (w *refusal) delegate(via scopeNo, c *cell) {
	x := w.r.extra(via, c)
	if x == nil || !w.row.may.has(c.role) {
		return
	}
	args := []string{
		"by", string(w.req.By), "activity", string(w.req.Activity), "role", string(w.r.roleOf(c.role)),
		"via", w.r.scopeOf(via).String(), "from", string(w.r.partyOf(x.from)),
	}
	switch {
	case w.row.row.Acting == Never:
		w.add(authorityNoDeputy, args...)
	case !covers(x.activities, w.req.Activity):
		w.add(authorityNarrow, args...)
	case !w.r.delegatorStands(c.role, x.from, via, w.at):
		w.add(authorityFallen, args...)
	case w.req.For != "" && w.req.For != w.r.partyOf(x.from):
		w.add(authorityBehalf, "by", string(w.req.By), "for", string(w.req.For))
	default:
		w.limits(w.r.roleOf(c.role), w.r.scopeOf(via), w.req.By)
		w.limits(w.r.roleOf(c.role), w.r.scopeOf(via), w.r.partyOf(x.from))
	}
}

func joined(a Answer) string {
	var names []string
	for p := range a.Claimants() {
		names = append(names, string(p))
	}
	if names == nil {
		return "nobody"
	}
	return strings.Join(names, ", ")
}
