package main

import (
	"encoding/json"
	"io"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// output is the JSON form; a change of meaning gets a new format.
type output struct {
	Format   string              `json:"format"`
	At       time.Time           `json:"at"`
	Known    time.Time           `json:"known,omitzero"`
	Services []outputService     `json:"services"`
	Levels   *outputLevels       `json:"levels,omitempty"`
	Risks    *outputRisks        `json:"risks,omitempty"` // none: the document has no such sections
	Findings []ownership.Finding `json:"findings"`
	Hidden   int                 `json:"hidden,omitempty"` // milder findings
	Coming   []string            `json:"comingMatrices,omitempty"`
	Ran      []ownership.Code    `json:"rulesRun"` // so that "nothing found" is not "not looked"
	Read     []ownership.Subject `json:"subjectsRead"`

	// Requirements says in a sentence what the sources of the findings stand for.
	Requirements map[ownership.Source]string `json:"requirements,omitempty"`
}

type outputService struct {
	ID       ownership.ServiceID `json:"id"`
	Name     string              `json:"name"`
	Owner    outputAnswer        `json:"owner"`
	Acting   outputActor         `json:"acting"`
	Deputies []ownership.PartyID `json:"deputies,omitempty"`
	Levels   outputAnswer        `json:"serviceLevelManager"`
}

type outputAnswer struct {
	State     ownership.State     `json:"state"`
	Holder    ownership.PartyID   `json:"holder,omitempty"`
	Via       ownership.Scope     `json:"via"`
	Claimants []ownership.PartyID `json:"claimants,omitempty"`
}

type outputActor struct {
	Person   ownership.PartyID  `json:"person,omitempty"`
	Capacity ownership.Capacity `json:"capacity,omitempty"`
}

func renderJSON(w io.Writer, s *summary) error {
	o := output{
		Format: "itsm-example-review/1", At: s.at, Known: s.known, Services: []outputService{},
		Findings: s.findings, Hidden: s.hidden, Ran: []ownership.Code{}, Read: s.read(),
	}
	if o.Findings == nil {
		o.Findings = []ownership.Finding{}
	}
	for _, id := range s.sources() {
		if o.Requirements == nil {
			o.Requirements = map[ownership.Source]string{}
		}
		o.Requirements[id] = id.Text()
	}
	for _, r := range s.rules() {
		o.Ran = append(o.Ran, r.Code)
	}
	if s.levels != nil {
		o.Levels = s.levels.output()
	}
	if s.risks != nil {
		o.Risks = s.risks.output()
	}
	for _, m := range s.coming {
		o.Coming = append(o.Coming, m.Version())
	}
	form := func(a answer) outputAnswer { return outputAnswer{a.State, a.Holder, a.Via, a.claimants} }
	for _, v := range s.services {
		o.Services = append(o.Services, outputService{
			ID: v.id, Name: v.name, Owner: form(v.owner), Acting: outputActor{v.acting.Person, v.acting.Capacity},
			Deputies: v.deputies, Levels: form(v.slm),
		})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(o)
}
