package storage

import (
	"encoding/json"
	"fmt"

	"github.com/serviceowner/itsm/ownership"
)

// LookupHolder finds ledgers by role and holder: [Holder] is the term.
const LookupHolder = "holder"

// Ledgers is the table of ownership ledgers. [LookupHolder] finds those in which
// a party holds a role, as believed now and at whatever time, delegations apart;
// the ledger tells when.
func Ledgers() Table[ownership.Scope, ownership.Ledger] {
	return Table[ownership.Scope, ownership.Ledger]{
		Name:   "ledger",
		Order:  orderScope,
		Parse:  parseScope,
		KeyOf:  ownership.Ledger.Scope,
		Encode: encode[ownership.Ledger],
		Decode: decode[ownership.Ledger],
		Lookups: []Lookup[ownership.Ledger]{
			{Name: LookupHolder, Terms: holders},
		},
	}
}

// Holder is the term of [LookupHolder].
func Holder(role ownership.Role, holder ownership.PartyID) []byte {
	return AppendText(AppendText(nil, string(role)), string(holder))
}

func holders(l ownership.Ledger) (terms [][]byte) {
	for e := range l.Entries() {
		if e.Superseded == 0 && e.Delegation == nil {
			terms = append(terms, Holder(e.Role, e.Holder))
		}
	}
	return terms
}

// orderScope writes the level in one byte and the identifier as it is: levels
// are compared first, as numbers, then identifiers bytewise.
func orderScope(s ownership.Scope) []byte {
	return append([]byte{byte(s.Level)}, s.ID...)
}

func parseScope(b []byte) (ownership.Scope, error) {
	if len(b) == 0 {
		return ownership.Scope{}, fmt.Errorf("storage: scope without a level")
	}
	return ownership.Scope{Level: ownership.Level(b[0]), ID: string(b[1:])}, nil
}

func encode[V any](v V) ([]byte, error) { return json.Marshal(v) }

func decode[V any](text []byte) (v V, err error) {
	err = json.Unmarshal(text, &v)
	return v, err
}
