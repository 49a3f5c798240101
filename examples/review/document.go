package main

import (
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// A document is what all rooms have to say about an organisation: one JSON object
// with their sections side by side, described by document.schema.json.
type document struct {
	ownership.Document

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
