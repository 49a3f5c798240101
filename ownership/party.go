package ownership

import (
	"maps"
	"slices"

	"github.com/serviceowner/itsm/internal/enum"
)

// PartyKind tells persons from the rest (R79). Customer, supplier and business
// are not kinds: they are what a party is to a service, and so roles.
type PartyKind uint8

// The kinds of party.
const (
	Person PartyKind = iota + 1
	Group
	Unit
	Organisation
)

var partyKinds = enum.Of[PartyKind]("PartyKind", "person", "group", "unit", "organisation")

// String returns the name, "unset", or PartyKind(n) for an unknown value.
func (k PartyKind) String() string { return partyKinds.String(k) }

// MarshalText refuses unknown values.
func (k PartyKind) MarshalText() ([]byte, error) { return partyKinds.MarshalText(k) }

// UnmarshalText refuses unknown names.
func (k *PartyKind) UnmarshalText(text []byte) (err error) {
	*k, err = partyKinds.Parse(string(text))
	return err
}

// A Party is a person, a group, an organisational unit or an organisation. Names
// and contact data live here and nowhere else: anonymising a party keeps its
// identifier and so the whole history.
type Party struct {
	ID   PartyID   `json:"id"`
	Kind PartyKind `json:"kind"`
	Name string    `json:"name,omitempty"`

	// Placeholder marks an entry that stands for nobody, such as "to be hired"
	// (R81). It can be recorded as a holder and never answers for anything.
	Placeholder bool `json:"placeholder,omitempty"`

	// Active lists the periods in which the party exists or is employed. None
	// means always. Who is not active holds nothing (R90).
	Active []Period `json:"active,omitempty"`

	// Absences are stretches in which an active person is away and deputies act.
	Absences []Absence `json:"absences,omitempty"`

	// Within lists the groups, units and organisations that the party belongs
	// to, each for a period. Nesting of organisations is the same relation.
	Within []Membership `json:"within,omitempty"`

	// Lead is the person to ask when a group, unit or organisation is recorded
	// where a person should be (R81). It answers for nothing by itself.
	Lead PartyID `json:"lead,omitempty"`

	Skills   []Skill      `json:"skills,omitempty"`
	Contacts []Contact    `json:"contacts,omitempty"`
	Labels   Labels       `json:"labels,omitempty"`
	External []ExternalID `json:"external,omitempty"`
}

// An Absence is a stretch in which a person is away.
type Absence struct {
	Period
	Reason string `json:"reason,omitempty"`
}

// A Membership places a party within another for a period.
type Membership struct {
	Of PartyID `json:"of"`
	Period
}

// A Contact is a way to reach a party, for example {"mail", "dora@example.org"}.
type Contact struct {
	Channel string `json:"channel"`
	Address string `json:"address"`
}

// Labels are the caller's own key-value pairs; no rule reads them.
type Labels map[string]string

// An ExternalID is the key of an entity in another system, such as a CMDB.
type ExternalID struct {
	System string `json:"system"`
	Key    string `json:"key"`
}

// Anonymised returns p without name, contacts, skills, labels, external keys and
// reasons of absence. Identifier, kind, periods and memberships stay, so every
// answer about the past stays the same.
func (p Party) Anonymised() Party {
	out := Party{ID: p.ID, Kind: p.Kind, Placeholder: p.Placeholder, Active: p.Active, Within: p.Within, Lead: p.Lead}
	for _, a := range p.Absences {
		out.Absences = append(out.Absences, Absence{Period: a.Period})
	}
	return out
}

// clone returns p with slices and maps of its own.
func (p Party) clone() Party {
	p.Active = slices.Clone(p.Active)
	p.Absences = slices.Clone(p.Absences)
	p.Within = slices.Clone(p.Within)
	p.Skills = slices.Clone(p.Skills)
	p.Contacts = slices.Clone(p.Contacts)
	p.Labels = maps.Clone(p.Labels)
	p.External = slices.Clone(p.External)
	return p
}
