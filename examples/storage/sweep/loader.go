package sweep

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
)

// A loader reads records and what they refer to, each once. Rules of package
// ownership look from a scope at its ledger, at everything above it and the
// ledgers there, at the services that it depends on, and from every ledger at the
// parties that it names; from a party at what it is within, and from a group at
// its members. Of senior managers they look at the services that they own.
type loader struct {
	ctx     context.Context
	source  Source
	facts   ownership.Facts
	ledgers []ownership.Ledger

	// What has been asked for, and what is there already.
	wantedScopes         map[ownership.Scope]bool
	wantedParties        map[ownership.PartyID]bool
	scopeQueue           []ownership.Scope
	partyQueue           []ownership.PartyID
	ledgerRead, areaRead map[ownership.Scope]bool
	serviceRead          map[ownership.ServiceID]bool
	partyRead            map[ownership.PartyID]bool

	// Services are looked at by those that depend on them for their existence
	// alone; parties that own services for their members if they are no persons.
	dependedOn map[ownership.ServiceID]bool
	owners     map[ownership.PartyID]bool
}

func newLoader(ctx context.Context, s Source) *loader {
	l := &loader{
		ctx: ctx, source: s, facts: ownership.Facts{Matrices: s.Matrices, Policies: s.Policies},
		wantedScopes: map[ownership.Scope]bool{}, wantedParties: map[ownership.PartyID]bool{},
		ledgerRead: map[ownership.Scope]bool{}, areaRead: map[ownership.Scope]bool{},
		serviceRead: map[ownership.ServiceID]bool{}, partyRead: map[ownership.PartyID]bool{},
		dependedOn: map[ownership.ServiceID]bool{}, owners: map[ownership.PartyID]bool{},
	}
	for i := range s.Policies {
		for _, w := range s.Policies[i].Waivers {
			l.wantParty(w.Author)
		}
	}
	return l
}

// scopes reads the ledgers, services and areas of the range.
func (l *loader) scopes(r Range) ([]ownership.Subject, error) {
	from, until, err := r.bounds()
	if err != nil {
		return nil, err
	}
	before := func(s ownership.Scope) bool { return until.IsZero() || s.Compare(until) < 0 }
	var subjects []ownership.Subject
	for led, err := range l.source.Ledgers.All(l.ctx, from) {
		if err != nil {
			return nil, err
		}
		if !before(led.Scope()) {
			break
		}
		subjects = append(subjects, led.Scope().Subject())
		l.addLedger(led)
		l.wantScope(led.Scope())
	}
	for a, err := range l.source.Areas.All(l.ctx, from) {
		if err != nil {
			return nil, err
		}
		if !before(a.Scope) {
			break
		}
		subjects = append(subjects, a.Scope.Subject())
		l.addArea(a)
		l.wantScope(a.Scope)
	}
	services, err := l.services(from, before)
	if err != nil {
		return nil, err
	}
	subjects = append(subjects, services...)
	slices.SortFunc(subjects, ownership.Subject.Compare)
	return slices.Compact(subjects), nil
}

// services reads those whose scopes lie in the range.
func (l *loader) services(from ownership.Scope, before func(ownership.Scope) bool) (subjects []ownership.Subject, err error) {
	var first ownership.ServiceID
	switch {
	case from.Level > ownership.LevelService:
		return nil, nil
	case from.Level == ownership.LevelService:
		first = from.Service()
	}
	for s, err := range l.source.Services.All(l.ctx, first) {
		if err != nil {
			return nil, err
		}
		scope := ownership.ServiceScope(s.ID)
		if !before(scope) {
			break
		}
		subjects = append(subjects, scope.Subject())
		l.addService(s)
		for _, d := range s.Dependencies {
			l.dependedOn[d.On] = true
		}
		l.wantScope(scope)
	}
	return subjects, nil
}

// parties reads the parties of the range and the scopes that their holdings are
// judged by.
func (l *loader) parties(r Range) ([]ownership.Subject, error) {
	var subjects []ownership.Subject
	for p, err := range l.source.Parties.All(l.ctx, ownership.PartyID(r.From)) {
		if err != nil {
			return nil, err
		}
		if r.Until != "" && strings.Compare(string(p.ID), r.Until) >= 0 {
			break
		}
		subjects = append(subjects, ownership.PartySubject(p.ID))
		l.addParty(p)
	}
	for _, s := range subjects {
		manages, err := l.holdings(ownership.SeniorManagement, ownership.PartyID(s.ID))
		if err != nil {
			return nil, err
		}
		if !manages {
			continue
		}
		if _, err := l.holdings(ownership.ServiceOwner, ownership.PartyID(s.ID)); err != nil {
			return nil, err
		}
	}
	return subjects, nil
}

// holdings reads the ledgers in which the party has the role.
func (l *loader) holdings(role ownership.Role, party ownership.PartyID) (found bool, err error) {
	term := storage.Holder(role, party)
	for led, err := range l.source.Ledgers.Find(l.ctx, storage.LookupHolder, term, storage.Through(term)) {
		if err != nil {
			return false, err
		}
		found = true
		if !l.ledgerRead[led.Scope()] {
			l.addLedger(led)
			l.wantScope(led.Scope())
		}
	}
	return found, nil
}

func (l *loader) wantScope(s ownership.Scope) {
	if !s.IsZero() && !l.wantedScopes[s] {
		l.wantedScopes[s] = true
		l.scopeQueue = append(l.scopeQueue, s)
	}
}

func (l *loader) wantParty(id ownership.PartyID) {
	if id != "" && !l.wantedParties[id] {
		l.wantedParties[id] = true
		l.partyQueue = append(l.partyQueue, id)
	}
}

// close reads what was referred to and what that refers to, until there is
// nothing left.
func (l *loader) close() error {
	for len(l.scopeQueue)+len(l.partyQueue) > 0 {
		scopes, parties := l.scopeQueue, l.partyQueue
		l.scopeQueue, l.partyQueue = nil, nil
		for _, s := range scopes {
			if err := l.scope(s); err != nil {
				return err
			}
		}
		for _, p := range parties {
			if err := l.party(p); err != nil {
				return err
			}
		}
	}
	for id := range l.dependedOn {
		err := fetch(l.ctx, l.source.Services, id, l.serviceRead[id], func(s storage.Service) {
			l.facts.Services = append(l.facts.Services, ownership.Service{ID: s.ID})
		})
		if err != nil {
			return err
		}
	}
	return l.members()
}

// members reads who belongs directly to owners that are no persons and name
// nobody to ask. What the members refer to is of no interest.
func (l *loader) members() error {
	for _, p := range slices.Clone(l.facts.Parties) {
		if !l.owners[p.ID] || p.Kind == ownership.Person || p.Lead != "" {
			continue
		}
		term := storage.Within(p.ID)
		for m, err := range l.source.Parties.Find(l.ctx, storage.LookupWithin, term, storage.Through(term)) {
			if err != nil {
				return err
			}
			if !l.partyRead[m.ID] {
				l.partyRead[m.ID] = true
				l.facts.Parties = append(l.facts.Parties, m.Party)
			}
		}
	}
	return nil
}

// scope reads what is known of a scope that something refers to.
func (l *loader) scope(s ownership.Scope) error {
	if s.Level == ownership.LevelOrganisation {
		l.wantParty(ownership.PartyID(s.ID))
	}
	if err := fetch(l.ctx, l.source.Ledgers, s, l.ledgerRead[s], l.addLedger); err != nil {
		return err
	}
	if id := s.Service(); id != "" {
		return l.service(id)
	}
	return fetch(l.ctx, l.source.Areas, s, l.areaRead[s], l.addArea)
}

func (l *loader) service(id ownership.ServiceID) error {
	return fetch(l.ctx, l.source.Services, id, l.serviceRead[id], l.addService)
}

func (l *loader) party(id ownership.PartyID) error {
	return fetch(l.ctx, l.source.Parties, id, l.partyRead[id], l.addParty)
}

// fetch reads a record unless it is there already. One that does not exist is no
// error: a reference that leads nowhere is for the review to find.
func fetch[K storage.Key[K], V storage.Value](ctx context.Context, from Records[K, V], key K, have bool, add func(V)) error {
	if have {
		return nil
	}
	v, err := from.Get(ctx, key)
	switch {
	case errors.Is(err, ownership.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	add(v)
	return nil
}
