package lifecycle

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/serviceowner/itsm/internal/instant"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/sla"
)

// Diff returns what is another at the instant to than it was at the instant from:
// for every service its owner, status, agreements, risks and what their acceptances
// are worth, and the findings that a review makes at one of the instants and not at
// the other, or weighs otherwise. Findings of one rule at one place are one, however
// their figures change. The order is that of [Difference.Compare].
func (p *Portfolio) Diff(from, to time.Time) []Difference {
	p = p.use()
	x := &differ{p: p, from: instant.Normal(from), to: instant.Normal(to)}
	services := map[ownership.ServiceID]bool{}
	for _, at := range []time.Time{x.from, x.to} {
		for s := range p.Subjects(at) {
			if s.Kind == kindService {
				services[ownership.ServiceID(s.ID)] = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(services)) {
		x.service(id)
	}
	x.findings()
	slices.SortFunc(x.out, Difference.Compare)
	return x.out
}

// A differ compares two instants.
type differ struct {
	p        *Portfolio
	from, to time.Time
	out      []Difference
}

// tell notes the difference, if there is one.
func (x *differ) tell(d Difference, was, is string, why func() string) {
	if was == is {
		return
	}
	d.Was, d.Is = was, is
	d.Why = why()
	x.out = append(x.out, d)
}

func (x *differ) service(id ownership.ServiceID) {
	p, about := x.p, ownership.ServiceScope(id).Subject()
	x.tell(Difference{Service: id, Facet: OfOwner, About: about},
		answerText(p.reg.Owner(id, x.from)), answerText(p.reg.Owner(id, x.to)), func() string { return x.since(id) })
	x.tell(Difference{Service: id, Facet: OfStatus, About: about},
		string(p.Status(id, x.from)), string(p.Status(id, x.to)), func() string { return x.moves(id) })
	x.agreements(id)
	x.risks(id)
}

// since says from when the holders of the later instant own the service.
func (x *differ) since(id ownership.ServiceID) string {
	var out []string
	for h := range x.p.reg.Holders(ownership.ServiceOwner, ownership.ServiceScope(id), x.to) {
		if h.Delegation == nil && x.between(h.Period.From) {
			out = append(out, string(h.Party)+" from "+dateText(h.Period.From))
		}
	}
	return strings.Join(out, "; ")
}

// between reports whether the instant lies after the one and not after the other.
func (x *differ) between(at time.Time) bool { return at.After(x.from) && !at.After(x.to) }

func (x *differ) moves(id ownership.ServiceID) string {
	var out []string
	r, _ := x.p.Record(id, x.to)
	for s := range r.Steps() {
		if x.between(s.At) {
			out = append(out, actText(cmp.Or(string(s.Event), s.Command.String()), actorOr(s.Proof, s.Source), s.Reason))
		}
	}
	return strings.Join(out, "; ")
}

// actText is what was done, by whom and why.
func actText(what, by, reason string) string {
	out := what + " by " + by
	if reason != "" {
		out += ": " + reason
	}
	return out
}

// actorOr says who acted, or where the act was taken over from.
func actorOr(p ownership.Proof, source string) string {
	return cmp.Or(source, actorText(p))
}

func (x *differ) agreements(id ownership.ServiceID) {
	all := map[sla.AgreementID]sla.Agreement{}
	for _, at := range []time.Time{x.from, x.to} {
		for _, a := range x.p.agreed(id, at) {
			all[a.ID()] = a
		}
	}
	for _, a := range all { // sorted at the end
		x.tell(Difference{Service: id, Facet: OfAgreement, About: a.ID().Subject()}, agreementText(a, x.from), agreementText(a, x.to), func() string {
			var out []string
			for act := range a.Acts() {
				if x.between(act.At) {
					out = append(out, actText(act.Command.String(), actorOr(act.Proof, act.Source), act.Reason))
				}
			}
			return strings.Join(out, "; ")
		})
	}
}

// agreementText says where the agreement stands, and which version is in force.
func agreementText(a sla.Agreement, at time.Time) string {
	s := a.Status(at)
	if s == 0 {
		return ""
	}
	if v, ok := a.VersionAt(at); ok {
		return s.String() + ", version " + strconv.Itoa(v.No)
	}
	return s.String()
}

// risks compares those that are about the service at either instant, as they were.
func (x *differ) risks(id ownership.ServiceID) {
	was, is := x.perils(id, x.from), x.perils(id, x.to)
	ids := maps.Clone(was)
	maps.Copy(ids, is)
	for about := range ids { // sorted at the end
		a, b := was[about], is[about]
		x.tell(Difference{Service: id, Facet: OfRisk, About: about}, a.status(), b.status(), func() string {
			var out []string
			for act := range b.Risk.Acts() {
				if x.between(act.At) {
					out = append(out, actText(act.Kind.String(), actorText(act.Proof), act.Reason))
				}
			}
			return strings.Join(out, "; ")
		})
		x.tell(Difference{Service: id, Facet: OfAcceptance, About: about}, a.footing(), b.footing(), func() string {
			var out []string
			for _, f := range b.Standing.Findings {
				out = append(out, f.Text())
			}
			return strings.Join(out, "; ")
		})
	}
}

func (x *differ) perils(id ownership.ServiceID, at time.Time) map[ownership.Subject]Peril {
	out := map[ownership.Subject]Peril{}
	for _, k := range x.p.perils(id, at) {
		out[k.Risk.ID().Subject()] = k
	}
	return out
}

func (k *Peril) status() string {
	if k.Risk.IsZero() {
		return ""
	}
	return k.Risk.Status().String()
}

func (k *Peril) footing() string {
	if k.Risk.IsZero() {
		return ""
	}
	return k.Standing.Footing.String()
}

// A place is where a rule found something.
type place struct {
	code  ownership.Code
	about ownership.Subject
	path  string
}

// findings compares two reviews. The services that a finding is about are those of
// the later instant, or where it is gone, of the earlier one.
func (x *differ) findings() {
	was := gravest(x.p.Review(x.from, ownership.Selection{}).All())
	is := gravest(x.p.Review(x.to, ownership.Selection{}).All())
	all := maps.Clone(was)
	maps.Copy(all, is)
	for at, f := range all { // sorted at the end
		when := x.to
		if _, there := is[at]; !there {
			when = x.from
		}
		services := x.p.concerned(at.about, when)
		if len(services) == 0 {
			services = []ownership.ServiceID{""}
		}
		for _, id := range services {
			x.tell(Difference{Service: id, Facet: OfFinding, About: at.about, Code: at.code, Path: at.path}, weightText(was, at), weightText(is, at), f.Text)
		}
	}
}

// gravest returns one finding for each place: the first, as reports are sorted.
func gravest(findings iter.Seq[ownership.Finding]) map[place]ownership.Finding {
	out := map[place]ownership.Finding{}
	for f := range findings {
		at := place{f.Code, f.Subject, f.Path}
		if _, there := out[at]; !there {
			out[at] = f
		}
	}
	return out
}

// weightText is what the finding weighs; empty if there is none.
func weightText(list map[place]ownership.Finding, at place) string {
	f, ok := list[at]
	switch {
	case !ok:
		return ""
	case f.Waived != nil:
		return f.Severity.String() + ", waived"
	}
	return f.Severity.String()
}
