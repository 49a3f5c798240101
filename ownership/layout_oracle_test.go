package ownership

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// A picture is everything that the accessors of a snapshot tell, in names. It is
// made in two ways: by asking a register, and straight from the facts and
// ledgers that the register was built from, with neither numbers nor encodings.

type picture struct {
	Scopes   map[Scope]scopePicture // declared, or with a ledger
	Parties  map[PartyID]Party      // declared
	Holdings map[PartyID][]Scope
}

type scopePicture struct {
	Current, Past []cellPicture
	Acts          []Act
	Known         [len(pictureInstants)]uint32 // revisions at these instants
	Links         []linkPicture
	Service       *Service
	Area          *Area
}

type cellPicture struct {
	Role               Role
	From, Until        instant
	Holder             PartyID
	Act, End           uint32
	Rank, Flags        uint8
	Claim, Reason      string
	DelegatedBy        PartyID
	Activities, Limits string
	Mandate            string
}

type linkPicture struct {
	To Scope
	span
}

var pictureInstants = [...]instant{beginning, instantOf(day(1)), instantOf(day(3)), instantOf(day(5)) + 1, forever}

func (c cellPicture) compare(o cellPicture) int {
	return cmp.Or(
		cmp.Compare(c.Role, o.Role), cmp.Compare(c.From, o.From), cmp.Compare(c.Until, o.Until), cmp.Compare(c.Holder, o.Holder),
		cmp.Compare(c.Act, o.Act), cmp.Compare(c.End, o.End), cmp.Compare(c.Rank, o.Rank), cmp.Compare(c.Claim, o.Claim),
		cmp.Compare(c.Reason, o.Reason), cmp.Compare(c.DelegatedBy, o.DelegatedBy), cmp.Compare(c.Activities, o.Activities),
		cmp.Compare(c.Mandate, o.Mandate), cmp.Compare(c.Limits, o.Limits),
	)
}

func (c *cellPicture) addMandate(m *Mandate) {
	if m == nil {
		return
	}
	c.Mandate = string(m.GrantedBy) + "|" + m.Text
	for _, l := range m.Limits {
		c.Limits += string(l.Activity) + "=" + l.Max.String() + ";"
	}
}

func inOneLine(activities []Activity) string {
	var b strings.Builder
	for _, a := range activities {
		b.WriteString(string(a) + ";")
	}
	return b.String()
}

// askedPicture asks the register through its accessors.
func askedPicture(r *Register) picture {
	p := picture{map[Scope]scopePicture{}, map[PartyID]Party{}, map[PartyID][]Scope{}}
	for n := range r.allScopes(Scope{}) {
		var sp scopePicture
		current, past := r.cells(n)
		sp.Current, sp.Past = askedCells(r, n, current), askedCells(r, n, past)
		for revision := range r.revision(n) {
			sp.Acts = append(sp.Acts, r.act(n, revision+1))
		}
		for i, at := range pictureInstants {
			sp.Known[i] = r.revisionAt(n, at)
		}
		for _, l := range r.parents(n) {
			sp.Links = append(sp.Links, linkPicture{r.scopeOf(l.to), l.span})
		}
		if v, ok := r.service(n); ok {
			sp.Service = &v
		}
		if a, ok := r.area(n); ok {
			sp.Area = &a
		}
		p.Scopes[r.scopeOf(n)] = sp
	}
	for n := range r.allParties() {
		p.Parties[r.partyOf(n)] = r.party(n).clone()
	}
	for n := range partyNo(r.parties.Len()) {
		for s := range r.holdings(n) {
			p.Holdings[r.partyOf(n)] = append(p.Holdings[r.partyOf(n)], r.scopeOf(s))
		}
	}
	return p
}

func askedCells(r *Register, n scopeNo, cells []cell) (out []cellPicture) {
	for i := range cells {
		c := &cells[i]
		pc := cellPicture{
			Role: r.roleOf(c.role), From: c.from, Until: c.until, Holder: r.partyOf(c.holder), Act: c.act, End: c.end, Rank: c.rank, Flags: c.flags,
		}
		if x := r.extra(n, c); x != nil {
			pc.Claim = x.claim
			if c.flags&hasDelegation != 0 {
				pc.DelegatedBy, pc.Reason, pc.Activities = r.partyOf(x.from), x.reason, inOneLine(x.activities)
			}
			pc.addMandate(x.mandate)
		}
		out = append(out, pc)
	}
	slices.SortFunc(out, cellPicture.compare)
	return out
}

// toldPicture reads the same from what the register was built from.
func toldPicture(facts Facts, ledgers map[Scope]Ledger) picture {
	p := picture{map[Scope]scopePicture{}, map[PartyID]Party{}, map[PartyID][]Scope{}}
	for _, v := range facts.Services {
		v := toldService(v)
		p.Scopes[ServiceScope(v.ID)] = scopePicture{Service: &v, Links: toldLinks(v.Parents)}
	}
	for _, a := range facts.Areas {
		v := toldService(Service{Name: a.Name, Parents: a.Parents, Labels: a.Labels, External: a.External})
		p.Scopes[a.Scope] = scopePicture{
			Area:  &Area{Scope: a.Scope, Name: v.Name, Parents: v.Parents, Labels: v.Labels, External: v.External},
			Links: toldLinks(v.Parents),
		}
	}
	for _, party := range facts.Parties {
		p.Parties[party.ID] = party.normal()
	}
	held := map[PartyID]map[Scope]bool{}
	for scope, l := range ledgers {
		sp := p.Scopes[scope]
		for _, e := range l.entries {
			if held[e.Holder] == nil {
				held[e.Holder] = map[Scope]bool{}
			}
			held[e.Holder][scope] = true
			if c := toldCell(e); e.Superseded == 0 {
				sp.Current = append(sp.Current, c)
			} else {
				sp.Past = append(sp.Past, c)
			}
		}
		slices.SortFunc(sp.Current, cellPicture.compare)
		slices.SortFunc(sp.Past, cellPicture.compare)
		for _, a := range l.acts {
			a.Ref, a.Reason = "", ""
			sp.Acts = append(sp.Acts, a)
			for i, at := range pictureInstants {
				if instantOf(a.At) <= at {
					sp.Known[i]++
				}
			}
		}
		p.Scopes[scope] = sp
	}
	for id, scopes := range held {
		p.Holdings[id] = slices.SortedFunc(maps.Keys(scopes), Scope.Compare)
	}
	return p
}

func toldCell(e Entry) cellPicture {
	sp := spanOf(e.Period)
	c := cellPicture{
		Role: e.Role, From: sp.from, Until: sp.until, Holder: e.Holder, Act: uint32(e.Act), End: uint32(e.Superseded),
		Rank: uint8(e.Rank), Claim: e.Claim,
	}
	if e.Superseded == 0 {
		c.End = believed
	}
	if d := e.Delegation; d != nil {
		c.Flags |= hasDelegation
		c.DelegatedBy, c.Reason, c.Activities = d.From, d.Reason, inOneLine(d.Activities)
	}
	if e.Mandate != nil {
		c.Flags |= hasMandate
	}
	if e.Claim != "" {
		c.Flags |= hasClaim
	}
	c.addMandate(e.Mandate)
	return c
}

func toldLinks(parents []Parent) (links []linkPicture) {
	for _, p := range parents {
		if !p.Scope.IsZero() {
			links = append(links, linkPicture{p.Scope, spanOf(p.Period)})
		}
	}
	slices.SortStableFunc(links, func(a, b linkPicture) int {
		return cmp.Or(a.To.Compare(b.To), cmp.Compare(a.from, b.from), cmp.Compare(a.until, b.until))
	})
	return links
}

// toldService is the normal form of a service: instants in UTC and whole
// microseconds, empty lists nil.
func toldService(v Service) Service {
	v.Parents, v.Providers, v.Dependencies = slices.Clone(v.Parents), slices.Clone(v.Providers), slices.Clone(v.Dependencies)
	for i := range v.Parents {
		v.Parents[i].Period = v.Parents[i].normal()
	}
	for i := range v.Providers {
		v.Providers[i].Period = v.Providers[i].normal()
	}
	for i := range v.Dependencies {
		v.Dependencies[i].Period = v.Dependencies[i].normal()
	}
	v.Parents, v.Providers, v.Dependencies = nilIfEmpty(v.Parents), nilIfEmpty(v.Providers), nilIfEmpty(v.Dependencies)
	v.Redundancy, v.External = nilIfEmpty(v.Redundancy), nilIfEmpty(v.External)
	if len(v.Labels) == 0 {
		v.Labels = nil
	}
	return v
}
