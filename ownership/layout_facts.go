package ownership

import (
	"maps"
	"slices"
)

// Declared facts of services and areas are read by reviews and on paper, not by
// questions, and so are kept encoded. The first byte tells which fields follow.
const (
	factName = 1 << iota
	factKind
	factParents
	factProviders
	factDependencies
	factRedundancy
	factLabels
	factExternal
)

// encodeService keeps lists in the order in which they were given, because
// findings name positions in them. An area is a service with fewer fields.
func (w *writer) encodeService(v *Service) string {
	// Words first: they are numbered through the same buffer.
	var e encoder
	e.byte(present(factName, v.Name != "") | present(factKind, v.Kind != "") | present(factParents, len(v.Parents) > 0) |
		present(factProviders, len(v.Providers) > 0) | present(factDependencies, len(v.Dependencies) > 0) |
		present(factRedundancy, len(v.Redundancy) > 0) | present(factLabels, len(v.Labels) > 0) | present(factExternal, len(v.External) > 0))
	if v.Name != "" {
		e.text(v.Name)
	}
	if v.Kind != "" {
		e.uint(w.word(wordKind, string(v.Kind)))
	}
	encodeList(&e, v.Parents, func(p Parent) {
		e.uint(w.scopeRef(p.Scope))
		e.uint(w.period(p.Period))
	})
	encodeList(&e, v.Providers, func(p Provider) {
		e.uint(w.partyRef(p.By))
		e.uint(w.period(p.Period))
	})
	encodeList(&e, v.Dependencies, func(d Dependency) {
		on := Scope{}
		if d.On != "" {
			on = ServiceScope(d.On)
		}
		e.uint(w.scopeRef(on))
		e.uint(w.word(wordGroup, d.Group))
		e.uint(w.period(d.Period))
	})
	encodeList(&e, v.Redundancy, func(r Redundancy) {
		e.uint(w.word(wordGroup, r.Group))
		e.int(int64(r.Need))
	})
	encodeList(&e, slices.Sorted(maps.Keys(v.Labels)), func(key string) {
		e.uint(w.word(wordKey, key))
		e.text(v.Labels[key])
	})
	encodeList(&e, v.External, func(x ExternalID) {
		e.uint(w.word(wordSystem, x.System))
		e.text(x.Key)
	})
	return string(e)
}

func (w *writer) encodeArea(a *Area) string {
	return w.encodeService(&Service{Name: a.Name, Parents: a.Parents, Labels: a.Labels, External: a.External})
}

func present(bit byte, is bool) byte {
	if is {
		return bit
	}
	return 0
}

func encodeList[T any](e *encoder, values []T, one func(T)) {
	if len(values) > 0 {
		e.uint(uint64(len(values)))
	}
	for _, v := range values {
		one(v)
	}
}

// decodeService is the inverse of encodeService but for the identifier. What was
// empty is nil, instants are in UTC.
func (s *snapshot) decodeService(facts string) (v Service) {
	d := decoder(facts)
	has := d.byte()
	if has&factName != 0 {
		v.Name = d.text()
	}
	if has&factKind != 0 {
		v.Kind = ServiceKind(s.wordOf(d.uint()))
	}
	v.Parents = decodeList(&d, has&factParents, func() Parent {
		return Parent{s.scopeRefOf(d.uint()), s.periodOf(d.uint())}
	})
	v.Providers = decodeList(&d, has&factProviders, func() Provider {
		return Provider{s.partyRefOf(d.uint()), s.periodOf(d.uint())}
	})
	v.Dependencies = decodeList(&d, has&factDependencies, func() Dependency {
		return Dependency{ServiceID(s.scopeRefOf(d.uint()).ID), s.wordOf(d.uint()), s.periodOf(d.uint())}
	})
	v.Redundancy = decodeList(&d, has&factRedundancy, func() Redundancy {
		return Redundancy{s.wordOf(d.uint()), int(d.int())}
	})
	if has&factLabels != 0 {
		v.Labels = Labels{}
		for range d.uint() {
			key := s.wordOf(d.uint())
			v.Labels[key] = d.text()
		}
	}
	v.External = decodeList(&d, has&factExternal, func() ExternalID {
		return ExternalID{s.wordOf(d.uint()), d.text()}
	})
	return v
}

func decodeList[T any](d *decoder, has byte, one func() T) []T {
	if has == 0 {
		return nil
	}
	n := d.uint()
	out := list[T](n)
	for range n {
		out = append(out, one())
	}
	return out
}

// scopeRef and partyRef number a reference, counted from 1; 0 refers to nothing.
func (w *writer) scopeRef(sc Scope) uint64 {
	if sc.IsZero() {
		return 0
	}
	return uint64(w.numberScope(sc)) + 1
}

func (s *snapshot) scopeRefOf(n uint64) Scope {
	if n == 0 {
		return Scope{}
	}
	return s.scopeOf(scopeNo(n - 1))
}

func (w *writer) partyRef(id PartyID) uint64 {
	if id == "" {
		return 0
	}
	return uint64(w.numberParty(id)) + 1
}

func (s *snapshot) partyRefOf(n uint64) PartyID {
	if n == 0 {
		return ""
	}
	return s.partyOf(partyNo(n - 1))
}

// encodeLinks numbers the list of containing scopes; most scopes share theirs
// with many others. Number 0 is the empty list.
func (w *writer) encodeLinks(parents []Parent) uint32 {
	links := make([]link, 0, len(parents))
	for _, p := range parents {
		if !p.Scope.IsZero() {
			links = append(links, link{w.numberScope(p.Scope), spanOf(p.Period)})
		}
	}
	if len(links) == 0 {
		return 0
	}
	slices.SortStableFunc(links, func(a, b link) int { return w.compareLinks(a, b) })
	e := w.fresh(wordLinks)
	for _, l := range links {
		e.uint(uint64(l.to))
		e.span(l.span)
	}
	names := &w.linkNames
	n := w.intern(names, w.memo.links(), *e)
	if w.memo == nil && int(n) >= w.links.Len() {
		w.links = w.links.Append(decodeLinks(names.At(n).Text))
	}
	return n + 1
}

func decodeLinks(text string) (links []link) {
	for d := decoder(text); d != ""; {
		links = append(links, link{scopeNo(d.uint()), d.span()})
	}
	return slices.Clip(links)
}

// recordOf copies what is kept of the party, in its normal form.
func recordOf(p Party) *partyRec {
	rec := &partyRec{Party: p.normal()}
	for _, a := range rec.Active {
		rec.active = append(rec.active, spanOf(a))
	}
	for _, a := range rec.Absences {
		rec.absent = append(rec.absent, spanOf(a.Period))
	}
	return rec
}
