package storage

import (
	"github.com/serviceowner/itsm/ownership"
)

// A Party is an ownership.Party as a record.
type Party struct{ ownership.Party }

// IsZero reports whether there is no party.
func (p Party) IsZero() bool { return p.ID == "" }

// LookupWithin finds parties by what they are recorded within, at whatever time;
// [Within] is the term.
const LookupWithin = "within"

// Parties is the table of parties.
func Parties() Table[ownership.PartyID, Party] {
	return Table[ownership.PartyID, Party]{
		Name:   "party",
		Order:  func(id ownership.PartyID) []byte { return []byte(id) },
		Parse:  func(b []byte) (ownership.PartyID, error) { return ownership.PartyID(b), nil },
		KeyOf:  func(p Party) ownership.PartyID { return p.ID },
		Encode: encode[Party],
		Decode: decode[Party],
		Lookups: []Lookup[Party]{{Name: LookupWithin, Terms: func(p Party) (terms [][]byte) {
			for _, m := range p.Within {
				terms = append(terms, Within(m.Of))
			}
			return terms
		}}},
	}
}

// Within is the term of [LookupWithin].
func Within(of ownership.PartyID) []byte { return AppendText(nil, string(of)) }

// A Service is an ownership.Service as a record.
type Service struct{ ownership.Service }

// IsZero reports whether there is no service.
func (s Service) IsZero() bool { return s.ID == "" }

// Services is the table of services.
func Services() Table[ownership.ServiceID, Service] {
	return Table[ownership.ServiceID, Service]{
		Name:   "service",
		Order:  func(id ownership.ServiceID) []byte { return []byte(id) },
		Parse:  func(b []byte) (ownership.ServiceID, error) { return ownership.ServiceID(b), nil },
		KeyOf:  func(s Service) ownership.ServiceID { return s.ID },
		Encode: encode[Service],
		Decode: decode[Service],
	}
}

// An Area is an ownership.Area as a record.
type Area struct{ ownership.Area }

// IsZero reports whether there is no area.
func (a Area) IsZero() bool { return a.Scope.IsZero() }

// Areas is the table of areas.
func Areas() Table[ownership.Scope, Area] {
	return Table[ownership.Scope, Area]{
		Name:   "area",
		Order:  orderScope,
		Parse:  parseScope,
		KeyOf:  func(a Area) ownership.Scope { return a.Scope },
		Encode: encode[Area],
		Decode: decode[Area],
	}
}
