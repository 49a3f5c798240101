package main

import (
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
	"github.com/serviceowner/itsm/sla"
)

// A document is what all rooms have to say about an organisation: one JSON object
// with their sections side by side, described by document.schema.json.
type document struct {
	ownership.Document

	// What is promised, measured and met about.
	sla.Records

	// The sections criteria and continuity, and the records of risks.
	risk.Facts
	Risks []risk.Risk `json:"risks,omitempty"`
}

func parse(data []byte) (document, error) {
	return ownership.ParseInto(data, func(d *document) *ownership.Document { return &d.Document })
}

// hasRisks reports whether the document says anything about risks. Whoever keeps no
// risk register yet is not told of every service that it lacks.
func (d *document) hasRisks() bool { return len(d.Criteria)+len(d.Continuity)+len(d.Risks) > 0 }

// hasLevels reports whether the document says anything about what is promised.
func (d *document) hasLevels() bool {
	return len(d.Agreements)+len(d.Promises)+len(d.Measurements)+len(d.Breaches)+len(d.Meetings) > 0
}

// book is what the document says was promised and kept.
func (d *document) book(reg *ownership.Register) (*sla.Book, error) {
	b, err := d.Book(reg)
	if err != nil {
		return nil, err
	}
	return b.WithZones(time.LoadLocation), nil
}
