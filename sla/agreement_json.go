package sla

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// storedAgreement is the JSON form of an agreement. The zero Agreement is {}.
type storedAgreement struct {
	ID           AgreementID           `json:"id,omitempty"`
	Name         string                `json:"name,omitempty"`
	Kind         Kind                  `json:"kind,omitzero"`
	Counterparty ownership.PartyID     `json:"counterparty,omitempty"`
	Services     []ownership.ServiceID `json:"services,omitempty"`
	Through      []ownership.ServiceID `json:"through,omitempty"`
	Versions     []Version             `json:"versions,omitempty"`
	Acts         []AgreementAct        `json:"acts,omitempty"`
}

// MarshalJSON writes everything: versions and acts.
func (a Agreement) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedAgreement{a.id, a.name, a.kind, a.counterparty, a.services, a.through, a.versions, a.acts})
}

// UnmarshalJSON reads what MarshalJSON wrote and checks its shape only: numbers
// that count, references that lead somewhere, terms that make sense by
// themselves. Whether it came about as it should is for a review to say. The
// error is over [ownership.ErrInvalid], names every problem with its path, and
// leaves a as it was.
func (a *Agreement) UnmarshalJSON(data []byte) error {
	const op = "decode agreement"
	var doc storedAgreement
	if err := decodeStrictly(op, data, &doc); err != nil {
		return err
	}
	s := &shape{}
	if doc.ID != "" {
		s.agreement(&doc)
	} else if len(doc.Versions)+len(doc.Acts)+len(doc.Services)+len(doc.Through) > 0 || doc.Name != "" || doc.Kind != 0 || doc.Counterparty != "" {
		s.bad("id", "missing")
	}
	if err := s.finish(op, doc.ID.Subject()); err != nil {
		return err
	}
	*a = Agreement{doc.ID, doc.Name, doc.Kind, doc.Counterparty, doc.Services, doc.Through, doc.Versions, doc.Acts}
	return nil
}

// add is how problems of plain data are reported.
func (s *shape) add(path, text string) { s.bad(path, "%s", text) }

func (s *shape) agreement(doc *storedAgreement) {
	p := Proposal{ID: doc.ID, Name: doc.Name, Kind: doc.Kind, Counterparty: doc.Counterparty, Services: doc.Services, Through: doc.Through}
	p.problems(s.add)
	if doc.Kind == 0 {
		s.bad("kind", "missing")
	}
	for _, list := range []struct {
		path string
		ids  []ownership.ServiceID
	}{{"services", doc.Services}, {"through", doc.Through}} {
		if !slices.IsSorted(list.ids) {
			s.bad(list.path, "not in order")
		}
	}
	if len(doc.Versions) == 0 {
		s.bad("versions", "none")
	}
	promised := p.promised()
	for i := range doc.Versions {
		v, at := &doc.Versions[i], indexed("versions", i)
		if v.No != i+1 {
			s.bad(at+".no", "%d, want %d", v.No, i+1)
		}
		switch {
		case v.Act < 1 || v.Act > len(doc.Acts):
			s.bad(at+".act", "%d, and there are %d acts", v.Act, len(doc.Acts))
		case doc.Acts[v.Act-1].Version != v.No:
			s.bad(at+".act", "act %d is about another version", v.Act)
		}
		v.Terms.problems(at+".terms", s.add)
		servicesOfTargets(&v.Terms, promised, at+".terms.targets", s.add)
		v.Terms = v.Terms.clone()
	}
	actsShape(s, "acts", len(doc.Acts), func(i int) *Act[AgreementCommand] { return &doc.Acts[i].Act })
	last := 0
	for i := range doc.Acts {
		s.agreementAct(indexed("acts", i), doc, i, last)
		last = doc.Acts[i].Version
	}
}

func (s *shape) agreementAct(path string, doc *storedAgreement, i, last int) {
	x := &doc.Acts[i]
	switch {
	case x.Version < 1 || x.Version > len(doc.Versions):
		s.bad(path+".version", "%d, and there are %d versions", x.Version, len(doc.Versions))
	case x.Version < last:
		s.bad(path+".version", "%d, after an act on version %d", x.Version, last)
	}
	if x.Status == 0 {
		s.bad(path+".status", "missing")
	}
	if begins := x.Command == Drafted || x.Command == Adopted; begins != (i == 0) {
		s.bad(path+".command", "%s: an agreement begins drafted or adopted, once", x.Command)
	}
	if (x.Command == Adopted) != (x.Source != "") {
		s.bad(path+".source", "goes with what was adopted, and only with that")
	}
	if x.Side == 0 && (x.Command == Signed || x.Command == Countersigned || x.Command == NoticeGiven) {
		s.bad(path+".side", "missing")
	}
	if x.Until.IsZero() && (x.Command == NoticeGiven || x.Command == ShortfallAccepted) {
		s.bad(path+".until", "missing")
	}
	instantProblem(x.Until, path+".until", s.add)
	x.Until = normalTime(x.Until)
	for k, j := range x.Judged {
		at := fmt.Sprintf("%s.judged[%d]", path, k)
		identProblem("target", string(j.Target), at+".target", s.add)
		identProblem("service", string(j.Service), at+".service", s.add)
		for n, g := range j.Gaps {
			if g == 0 {
				s.bad(indexed(at+".gaps", n), "missing")
			}
		}
	}
}

// storedTarget is the JSON form of a [Target].
type storedTarget struct {
	Time         duration `json:"time,omitzero"`
	Days         int      `json:"days,omitempty"`
	DayOf        duration `json:"dayOf,omitzero"`
	EndOfDay     bool     `json:"endOfDay,omitempty"`
	ThroughHolds bool     `json:"throughHolds,omitempty"`
}

// MarshalJSON writes spans of time as "1h30m".
func (t Target) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedTarget{duration(t.Time), t.Days, duration(t.DayOf), t.EndOfDay, t.ThroughHolds})
}

// UnmarshalJSON reads what MarshalJSON wrote, and spans of time however Go reads
// them. Whether the target makes sense is for those who use it to say.
func (t *Target) UnmarshalJSON(data []byte) error {
	var doc storedTarget
	if err := decodeStrictly("decode target", data, &doc); err != nil {
		return err
	}
	*t = Target{Time: time.Duration(doc.Time), Days: doc.Days, DayOf: time.Duration(doc.DayOf), EndOfDay: doc.EndOfDay, ThroughHolds: doc.ThroughHolds}
	return nil
}
