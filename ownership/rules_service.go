package ownership

import (
	"slices"
	"strconv"
)

// serviceRules look at what is declared about a service: its kind, who provides
// it and what it depends on. What ended before the instant is history and not
// looked at, except for periods that make no sense.
var serviceRules = []RuleRow[*view]{
	Local(Rule{
		Code: "service.undeclared", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R24", "R91"},
		Text: "there is a ledger for {subject}, and no such service is declared", Remedy: "Declare the service, or correct the name.",
	}, func(v *view, f *Finder) {
		if v.service == nil {
			f.Found("")
		}
	}),
	Local(Rule{
		Code: "service.no-kind", Kind: Adjustable, Severity: SeverityInfo, Subject: "service", Sources: []Source{"R78"},
		Text: "the kind of {subject} is not stated", Remedy: "State whether it is an infrastructure, application or professional service, or a kind of your own.",
	}, func(v *view, f *Finder) {
		if v.service != nil && v.service.Kind == "" {
			f.Found("kind")
		}
	}),
	Local(Rule{
		Code: "provider.unknown", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R82", "R91"},
		Args: []string{"provider"},
		Text: "the provider {provider} is no known party", Remedy: "Add {provider} to the parties, or correct the name.",
	}, func(v *view, f *Finder) {
		for i, p := range v.providers() {
			if n, ok := v.r.partyNo(p.By); !ok || v.r.party(n) == nil {
				f.Found(indexed("providers", i, ".by"), string(p.By))
			}
		}
	}),
	Local(Rule{
		Code: "provider.kind", Kind: Adjustable, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R79", "R82"},
		Args: []string{"provider", "kind"},
		Text: "the provider {provider} is a {kind}, and neither an organisation nor a unit of one", Remedy: "Name the organisation that provides the service.",
	}, func(v *view, f *Finder) {
		for i, p := range v.providers() {
			n, ok := v.r.partyNo(p.By)
			if !ok || v.r.party(n) == nil {
				continue
			}
			if rec := v.r.party(n); rec.Kind != Organisation && rec.Kind != Unit || rec.Placeholder {
				f.Found(indexed("providers", i, ".by"), string(p.By), kindOf(rec))
			}
		}
	}),
	Local(Rule{
		Code: "provider.several", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R82", "R94"},
		Args: []string{"one", "other"},
		Text: "{one} and {other} both provide the service at the same time", Remedy: "Name one provider, and record the other as supplier.",
	}, func(v *view, f *Finder) {
		for j, q := range v.providers() {
			for i, p := range v.providers() {
				if i >= j {
					break
				}
				if p.By != q.By && p.Overlaps(q.Period) {
					f.Found(indexed("providers", j, ".by"), string(p.By), string(q.By))
					break
				}
			}
		}
	}),
	Local(Rule{
		Code: "dependency.empty", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R42", "R91"},
		Text: "a dependency of {subject} names no service", Remedy: "Name the service, or leave the dependency out.",
	}, func(v *view, f *Finder) {
		for i, d := range v.dependencies() {
			if d.On == "" {
				f.Found(indexed("dependencies", i, ".on"))
			}
		}
	}),
	Local(Rule{
		Code: "dependency.dangling", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R42", "R91"},
		Args: []string{"on"},
		Text: "{subject} depends on {on}, which is no known service", Remedy: "Add {on} to the services, or correct the name.",
	}, func(v *view, f *Finder) {
		for i, d := range v.dependencies() {
			if d.On != "" && !v.r.isService(d.On) {
				f.Found(indexed("dependencies", i, ".on"), string(d.On))
			}
		}
	}),
	Local(Rule{
		Code: "dependency.self", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R42", "R92"},
		Text: "{subject} depends on itself", Remedy: "Leave the dependency out.",
	}, func(v *view, f *Finder) {
		for i, d := range v.dependencies() {
			if d.On == v.service.ID {
				f.Found(indexed("dependencies", i, ".on"))
			}
		}
	}),
	Local(Rule{
		Code: "dependency.duplicate", Kind: Adjustable, Severity: SeverityWarning, Subject: "service", Sources: []Source{"R42", "R94"},
		Args: []string{"on"},
		Text: "{subject} depends on {on} twice at the same time", Remedy: "Leave one of the two out.",
	}, func(v *view, f *Finder) {
		seen := map[ServiceID][]span{}
		for i, d := range v.dependencies() {
			if d.On == "" {
				continue
			}
			s := spanOf(d.Period)
			if slices.ContainsFunc(seen[d.On], func(o span) bool { _, both := s.meet(o); return both }) {
				f.Found(indexed("dependencies", i, ".on"), string(d.On))
			}
			seen[d.On] = append(seen[d.On], s)
		}
	}),
	Local(Rule{
		Code: "redundancy.group", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R42", "R91"},
		Args: []string{"group"},
		Text: "no dependency of {subject} is in group {group}", Remedy: "Put dependencies into {group}, or leave the redundancy out.",
	}, func(v *view, f *Finder) {
		members := v.members()
		for i, r := range v.redundancy() {
			if members[r.Group] == 0 {
				f.Found(indexed("redundancy", i, ".group"), r.Group)
			}
		}
	}),
	Local(Rule{
		Code: "redundancy.need", Kind: Adjustable, Severity: SeverityError, Subject: "service", Sources: []Source{"R42"},
		Args: []string{"group", "need", "members"},
		Text: "{need} of the dependencies in group {group} are said to suffice, and there are {members}", Remedy: "State a number from 1 to {members}.",
	}, func(v *view, f *Finder) {
		members := v.members()
		for i, r := range v.redundancy() {
			if n := members[r.Group]; n > 0 && (r.Need < 1 || r.Need > n) {
				f.Found(indexed("redundancy", i, ".need"), r.Group, strconv.Itoa(r.Need), strconv.Itoa(n))
			}
		}
	}),
}

// isService reports whether the service is declared.
func (s *snapshot) isService(id ServiceID) bool {
	n, ok := s.scopeNo(ServiceScope(id))
	return ok && s.declared(n)
}

// dependencies yields the dependencies that have not ended, with their index.
func (v *view) dependencies() func(yield func(int, *Dependency) bool) {
	return func(yield func(int, *Dependency) bool) {
		if v.service == nil {
			return
		}
		for i := range v.service.Dependencies {
			d := &v.service.Dependencies[i]
			if v.notOver(d.Period) && !yield(i, d) {
				return
			}
		}
	}
}

// providers yields the providers that have not ended, with their index.
func (v *view) providers() func(yield func(int, *Provider) bool) {
	return func(yield func(int, *Provider) bool) {
		if v.service == nil {
			return
		}
		for i := range v.service.Providers {
			p := &v.service.Providers[i]
			if v.notOver(p.Period) && !yield(i, p) {
				return
			}
		}
	}
}

func (v *view) redundancy() []Redundancy {
	if v.service == nil {
		return nil
	}
	return v.service.Redundancy
}

// members counts for each group its dependencies at the instant.
func (v *view) members() map[string]int {
	if len(v.redundancy()) == 0 {
		return nil
	}
	n := map[string]int{}
	for _, d := range v.dependencies() {
		if d.Group != "" && spanOf(d.Period).contains(v.at) {
			n[d.Group]++
		}
	}
	return n
}

func (v *view) notOver(p Period) bool { return spanOf(p).until > v.at }
