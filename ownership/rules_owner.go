package ownership

import (
	"strconv"
	"strings"
	"time"
)

// ownerRules say whether somebody answers for each service, and whether it is
// somebody who can.
var ownerRules = []RuleRow[*view]{
	// Not hard, although R04 is: the lowest room knows neither the earliest status,
	// in which a missing owner may be tolerated, nor services that are retired.
	// Whoever knows the status demands this rule where it is due.
	Local(Rule{
		Code: "owner.vacant", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R03", "R04", "R06"},
		Text: "nobody is recorded as owner of {subject}", Remedy: "Assign one person as service owner.",
	}, func(v *view, f *Finder) {
		if v.service != nil && v.owner.distinct == 0 {
			f.Found(string(ServiceOwner))
		}
	}),
	Local(Rule{
		Code: "owner.contested", Kind: Hard, Severity: SeverityError, Subject: kindScope, Sources: []Source{"R01", "R96"},
		Args: []string{"role", "claimants"},
		Text: "{subject} has several parties as {role}: {claimants}", Remedy: "Correct the ledger until one of {claimants} is left as {role}.",
	}, contested(OneAlways)),
	Local(Rule{
		Code: "owner.not-person", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R80", "R81"},
		Args: []string{"holder", "kind", "ask"},
		Text: "{holder} is recorded as owner and is a {kind}; {ask} could be asked who it is", Remedy: "Name a person; ask {ask}.",
	}, func(v *view, f *Finder) {
		for c := range v.holding(ServiceOwner) {
			if p := v.r.party(c.holder); v.service != nil && p != nil && !p.isPerson() {
				f.Found(v.holderPath(c), string(p.ID), kindOf(p), v.askFor(c.holder))
			}
		}
	}),
	Local(Rule{
		Code: "owner.inactive", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R80", "R90"},
		Args: []string{"holder", "why"},
		Text: "{holder} is recorded as owner and is not active: {why}", Remedy: "Hand over to somebody who is there, or correct the periods of {holder}.",
	}, func(v *view, f *Finder) {
		for c := range v.holding(ServiceOwner) {
			if p := v.r.party(c.holder); v.service != nil && p.isPerson() && !p.activeAt(v.at) {
				f.Found(v.holderPath(c), string(p.ID), whyInactive(p, v.at))
			}
		}
	}),
	Local(Rule{
		Code: "owner.leaving", Kind: Recommendation, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R01", "R04", "R90"},
		Args: []string{"holder", "on"}, Threshold: NoticeDays,
		Text: "{holder} leaves on {on}, and nobody is recorded to follow as owner", Remedy: "Hand over before {on}.",
	}, func(v *view, f *Finder) {
		if v.ownerState != Held || v.service == nil {
			return
		}
		p := v.r.party(v.owner.holder)
		end := activeUntil(p, v.at)
		if end <= v.until(f) && v.ownedBy(p.ID, end) {
			f.Found(string(ServiceOwner), string(p.ID), onDay(end))
		}
	}),
	Local(Rule{
		Code: "owner.ending", Kind: Recommendation, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R01", "R04"},
		Args: []string{"holder", "on"}, Threshold: NoticeDays,
		Text: "the ownership of {holder} ends on {on}, and nobody is recorded to follow", Remedy: "Assign a successor from {on}.",
	}, func(v *view, f *Finder) {
		for c := range v.holding(ServiceOwner) {
			if v.service != nil && c.until <= v.until(f) && !v.ownedAt(c.until) {
				f.Found(v.holderPath(c), string(v.r.partyOf(c.holder)), onDay(c.until))
			}
		}
	}),
	Folding(Rule{
		Code: "owner.overloaded", Kind: Adjustable, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R02", "R08"},
		Args: []string{"count", "limit"}, Threshold: ServicesPerOwner,
		Text: "{subject} is recorded as owner of {count} services, and {limit} are thought to be bearable", Remedy: "Give some of them to somebody with enough time.",
	}, Fold[*view, map[PartyID]int64]{
		Read: func(v *view, owned *map[PartyID]int64) {
			if *owned == nil {
				*owned = map[PartyID]int64{}
			}
			for _, p := range v.names(v.holding(ServiceOwner)) {
				(*owned)[PartyID(p)]++
			}
		},
		Merge: func(into *map[PartyID]int64, part map[PartyID]int64) {
			if *into == nil {
				*into = map[PartyID]int64{}
			}
			for p, n := range part {
				(*into)[p] += n
			}
		},
		Finish: func(owned *map[PartyID]int64, f *Finder) {
			for p, n := range *owned {
				if n > f.Limit() {
					f.FoundAbout(PartySubject(p), "", strconv.FormatInt(n, 10), strconv.FormatInt(f.Limit(), 10))
				}
			}
		},
	}),
	Local(Rule{
		Code: "owner.executive", Kind: Recommendation, Severity: SeverityWarning, Subject: kindParty, Sources: []Source{"R08"},
		Args: []string{"over", "services"},
		Text: "{subject} is senior management of {over} and owns {services}", Remedy: "Name somebody with enough time as owner.",
	}, executiveOwner),
	Local(Rule{
		Code: "owner.outside", Kind: Adjustable, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R82"},
		Args: []string{"holder", "provider"},
		Text: "{holder} owns the service and is not recorded within {provider}, which provides it", Remedy: "Name an owner within {provider}, or record that {holder} belongs to it.",
	}, func(v *view, f *Finder) {
		if v.service == nil || v.ownerState != Held {
			return
		}
		for i, p := range v.service.Providers {
			by, known := v.r.partyNo(p.By)
			if known && v.r.party(by) != nil && spanOf(p.Period).contains(v.at) && !v.within(v.owner.holder, by) {
				f.Found(indexed("providers", i, ".by"), string(v.r.partyOf(v.owner.holder)), string(p.By))
			}
		}
	}),
	Local(Rule{
		Code: "owner.no-mandate", Kind: Recommendation, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R09"},
		Args: []string{"holder"},
		Text: "{holder} owns the service without a recorded mandate", Remedy: "Have senior management grant a mandate and record it with the assignment.",
	}, func(v *view, f *Finder) {
		for c := range v.holding(ServiceOwner) {
			if v.service != nil && v.ownerState == Held && c.flags&hasMandate == 0 {
				f.Found(v.holderPath(c), string(v.r.partyOf(c.holder)))
			}
		}
	}),
	Local(Rule{
		Code: "owner.below-only", Kind: Recommendation, Severity: SeverityWarning, Subject: kindScope, Sources: []Source{"R11"},
		Args: []string{"level", "holder", "service"},
		Text: "{level} {subject} has the owner {holder}, and service {service} that it belongs to has none", Remedy: "Assign an owner for service {service} as a whole.",
	}, ownerBelowOnly),
}

// contested looks for several holders of roles that are for one.
func contested(which Holders) func(*view, *Finder) {
	return func(v *view, f *Finder) {
		for i, c := range v.now {
			card := v.m.card(c.role)
			if card == nil || card.Holders != which || c.delegated() || v.earlier(i) {
				continue
			}
			if names := v.names(v.holding(card.Role)); len(names) > 1 {
				f.Found(string(card.Role), string(card.Role), strings.Join(names, ", "))
			}
		}
	}
}

// earlier reports whether the role of the i-th present entry has come up before.
func (v *view) earlier(i int) bool {
	for _, c := range v.now[:i] {
		if c.role == v.now[i].role && !c.delegated() {
			return true
		}
	}
	return false
}

// kindOf says in a word what a party is that is not a person.
func kindOf(p *partyRec) string {
	switch {
	case p.Placeholder:
		return "placeholder"
	case p.Kind == 0:
		return "party of no stated kind"
	}
	return p.Kind.String()
}

// askFor names who could be asked about a group: its lead, or else its members.
func (v *view) askFor(group partyNo) string {
	const most = 5
	p := v.r.party(group)
	if p.Lead != "" {
		return string(p.Lead)
	}
	members := v.crowd.of(group)
	var names []string
	for i, m := range members {
		if i == most {
			names = append(names, strconv.Itoa(len(members)-most)+" others")
			break
		}
		names = append(names, string(m))
	}
	if names == nil {
		return "nobody"
	}
	return strings.Join(names, ", ")
}

// until is the end of the notice that the rule gives.
func (v *view) until(f *Finder) instant {
	days := min(max(f.Limit(), 0), int64((forever-beginning)/oneDay))
	return min(v.at+instant(days)*oneDay, forever)
}

// ownedAt reports whether anybody is recorded as owner at the instant.
func (v *view) ownedAt(at instant) bool {
	so, ok := v.r.roleNo(ServiceOwner)
	return ok && v.r.claimOf(so, v.n, at).distinct > 0
}

// ownedBy reports whether the party is still all that is recorded as owner at
// the instant.
func (v *view) ownedBy(p PartyID, at instant) bool {
	so, _ := v.r.roleNo(ServiceOwner)
	c := v.r.claimOf(so, v.n, at)
	return c.distinct == 1 && v.r.partyOf(c.holder) == p
}

// activeUntil returns the end of the activity of p that contains the instant,
// taking periods that follow without a gap as one.
func activeUntil(p *partyRec, at instant) instant {
	if len(p.active) == 0 {
		return unended
	}
	end := at
	for grew := true; grew; {
		grew = false
		for _, s := range p.active {
			if s.contains(end) && end < unended {
				end, grew = s.until, true
			}
		}
	}
	return end
}

// whyInactive says when a party left that is not active at the instant.
func whyInactive(p *partyRec, at instant) string {
	left := beginning
	for _, s := range p.active {
		if !s.empty() && s.until <= at {
			left = max(left, s.until)
		}
	}
	if left == beginning {
		return "has not begun"
	}
	return "left on " + onDay(left)
}

func onDay(i instant) string { return i.time().Format(time.DateOnly) }

func indexed(list string, i int, field string) string {
	return list + "[" + strconv.Itoa(i) + "]" + field
}

// within reports whether the party belongs to the other at the instant,
// directly or through others.
func (v *view) within(p, of partyNo) bool {
	seen := map[partyNo]bool{p: true}
	for queue := []partyNo{p}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == of {
			return true
		}
		rec := v.r.party(queue[0])
		if rec == nil {
			continue
		}
		for _, w := range rec.Within {
			if g, ok := v.r.partyNo(w.Of); ok && spanOf(w.Period).contains(v.at) && !seen[g] {
				seen[g] = true
				queue = append(queue, g)
			}
		}
	}
	return false
}

// executiveOwner looks for services and senior management in one hand.
func executiveOwner(v *view, f *Finder) {
	exec, ok := v.r.roleNo(SeniorManagement)
	so, owns := v.r.roleNo(ServiceOwner)
	if !ok || !owns || !v.party.isPerson() {
		return
	}
	over, services := "", 0
	for n := range v.r.holdings(v.p) {
		v.r.entries(n, v.at, func(c *cell) bool {
			switch {
			case c.holder != v.p || c.delegated():
			case c.role == exec && over == "":
				over = v.r.scopeOf(n).ID
			case c.role == so:
				services++
			}
			return true
		})
	}
	if over != "" && services > 0 {
		f.Found("", over, plural(services, "service"))
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// ownerBelowOnly looks, from a system or component that has an owner, for the
// service that has none.
func ownerBelowOnly(v *view, f *Finder) {
	role, ok := ownerOfLevel[v.scope.Level]
	if !ok || v.scope.Level < LevelSystem {
		return
	}
	so, _ := v.r.roleNo(ServiceOwner)
	for c := range v.holding(role) {
		var buf ancestry
		for a := range v.r.above(&buf, v.n, v.at) {
			s := v.r.scopeOf(a.scope)
			if s.Level == LevelService && v.r.claimOf(so, a.scope, v.at).distinct == 0 {
				f.Found(v.holderPath(c), v.scope.Level.String(), string(v.r.partyOf(c.holder)), s.ID)
			}
		}
	}
}

// ownerOfLevel names who is accountable at each level besides the service (R10).
var ownerOfLevel = map[Level]Role{
	LevelPortfolio: ServiceDeliveryManager,
	LevelSystem:    SystemOwner,
	LevelComponent: ComponentOwner,
}
