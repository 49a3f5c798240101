package storage

import (
	"time"

	"github.com/serviceowner/itsm/lifecycle"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// The lookups of the rooms above ownership. [Named] makes the terms of those
// that find by an identifier, [AppendTime] those that find by an instant.
const (
	LookupService      = "service"      // agreements by what they promise, improvements by what they improve
	LookupCounterparty = "counterparty" // agreements
	LookupEnds         = "ends"         // agreements by the instant at which the newest version ends
	LookupScope        = "scope"        // risks, by the text of each scope
	LookupBearer       = "bearer"       // risks: [Bearer] is the term
	LookupReview       = "review"       // risks by the instant of their next review
	LookupStatus       = "status"       // records of the lifecycle, by the name of the status
)

// Named is the term of an identifier.
func Named[T ~string](id T) []byte { return AppendText(nil, string(id)) }

// Bearer is the term of [LookupBearer]: whoever holds the role over the scope of
// the risk, or the party.
func Bearer(b risk.Bearer) []byte {
	return AppendText(AppendText(nil, string(b.Role)), string(b.Party))
}

// due is the term of an instant; none of one that nobody gave.
func due(t time.Time) [][]byte {
	if t.IsZero() {
		return nil
	}
	return [][]byte{AppendTime(nil, t)}
}

// named is a table of records whose keys are identifiers, which compare bytewise.
func named[K interface {
	~string
	Key[K]
}, V interface {
	Value
	Key() K
}](name string, lookups ...Lookup[V]) Table[K, V] {
	return Table[K, V]{
		Name:    name,
		Order:   func(k K) []byte { return []byte(k) },
		Parse:   func(b []byte) (K, error) { return K(b), nil },
		KeyOf:   V.Key,
		Encode:  encode[V],
		Decode:  decode[V],
		Lookups: lookups,
	}
}

// Agreements is the table of agreements.
func Agreements() Table[sla.AgreementID, sla.Agreement] {
	return named("agreement",
		Lookup[sla.Agreement]{LookupService, func(a sla.Agreement) (terms [][]byte) {
			for _, s := range a.Promised() {
				terms = append(terms, Named(s))
			}
			return terms
		}},
		Lookup[sla.Agreement]{LookupCounterparty, func(a sla.Agreement) [][]byte {
			return [][]byte{Named(a.Counterparty())}
		}},
		Lookup[sla.Agreement]{LookupEnds, func(a sla.Agreement) [][]byte {
			ends, _ := a.Ends()
			return due(ends)
		}},
	)
}

// Measurements is the table of measurements, by service and then by month.
func Measurements() Table[sla.MeasurementKey, sla.Measurements] {
	return Table[sla.MeasurementKey, sla.Measurements]{
		Name: "measurements",
		Order: func(k sla.MeasurementKey) []byte {
			return AppendInt(AppendInt(AppendText(nil, string(k.Service)), int64(k.Month.Year)), int64(k.Month.Month))
		},
		Parse: func(b []byte) (k sla.MeasurementKey, err error) {
			service, b, err := CutText(b)
			if err != nil {
				return k, err
			}
			year, b, err := CutInt(b)
			if err != nil {
				return k, err
			}
			month, _, err := CutInt(b)
			return sla.MeasurementKey{
				Service: ownership.ServiceID(service), Month: sla.Month{Year: int(year), Month: time.Month(month)},
			}, err
		},
		KeyOf:  sla.Measurements.Key,
		Encode: encode[sla.Measurements],
		Decode: decode[sla.Measurements],
	}
}

// Risks is the table of risks.
func Risks() Table[risk.RiskID, risk.Risk] {
	return named("risk",
		Lookup[risk.Risk]{LookupScope, func(r risk.Risk) (terms [][]byte) {
			for _, s := range r.Scopes() {
				terms = append(terms, Named(s.String()))
			}
			return terms
		}},
		Lookup[risk.Risk]{LookupBearer, func(r risk.Risk) [][]byte {
			if r.Owner().IsZero() {
				return nil
			}
			return [][]byte{Bearer(r.Owner())}
		}},
		Lookup[risk.Risk]{LookupReview, func(r risk.Risk) [][]byte { return due(r.NextReview()) }},
	)
}

// Records is the table of where services stand.
func Records() Table[ownership.ServiceID, lifecycle.Record] {
	return named("lifecycle", Lookup[lifecycle.Record]{LookupStatus, func(r lifecycle.Record) [][]byte {
		return [][]byte{Named(r.Status().String())}
	}})
}

// Changes is the table of changes to vote on.
func Changes() Table[lifecycle.ChangeID, lifecycle.Change] {
	return named[lifecycle.ChangeID, lifecycle.Change]("change")
}

// Improvements is the table of improvements.
func Improvements() Table[lifecycle.ImprovementID, lifecycle.Improvement] {
	return named("improvement", Lookup[lifecycle.Improvement]{LookupService, func(m lifecycle.Improvement) [][]byte {
		return [][]byte{Named(m.Aim().Service)}
	}})
}
