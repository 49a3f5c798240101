package sweep

import (
	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
)

// What is added here is in the register of the range, and what it refers to will
// be.

func (l *loader) addLedger(led ownership.Ledger) {
	if l.ledgerRead[led.Scope()] {
		return
	}
	l.ledgerRead[led.Scope()] = true
	l.ledgers = append(l.ledgers, led)
	for e := range led.Entries() {
		l.wantParty(e.Holder)
		if e.Role == ownership.ServiceOwner {
			l.owners[e.Holder] = true
		}
		if e.Mandate != nil {
			l.wantParty(e.Mandate.GrantedBy)
		}
		if e.Delegation != nil {
			l.wantParty(e.Delegation.From)
		}
	}
	for a := range led.Acts() {
		l.wantParty(a.Proof.By)
		l.wantParty(a.Proof.For)
		l.wantScope(a.Proof.Via)
	}
}

func (l *loader) addArea(a storage.Area) {
	if l.areaRead[a.Scope] {
		return
	}
	l.areaRead[a.Scope] = true
	l.facts.Areas = append(l.facts.Areas, a.Area)
	for _, p := range a.Parents {
		l.wantScope(p.Scope)
	}
}

func (l *loader) addService(s storage.Service) {
	if l.serviceRead[s.ID] {
		return
	}
	l.serviceRead[s.ID] = true
	l.facts.Services = append(l.facts.Services, s.Service)
	for _, p := range s.Parents {
		l.wantScope(p.Scope)
	}
	for _, p := range s.Providers {
		l.wantParty(p.By)
	}
}

func (l *loader) addParty(p storage.Party) {
	if l.partyRead[p.ID] {
		return
	}
	l.partyRead[p.ID] = true
	l.facts.Parties = append(l.facts.Parties, p.Party)
	l.wantParty(p.Lead)
	for _, m := range p.Within {
		l.wantParty(m.Of)
	}
}
