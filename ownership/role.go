package ownership

import "github.com/serviceowner/itsm/internal/enum"

// Holders says how many parties may hold a role over one scope at a time.
type Holders uint8

// Every role that holds an A in the standard matrix is for one holder a scope.
const (
	// Several may hold the role at once.
	Several Holders = iota + 1
	// One holder at a time; a second one is a finding whose severity policy sets.
	OneByPolicy
	// OneAlways is one holder at a time, and no setting softens it (R01).
	OneAlways
)

var holders = enum.Of[Holders]("Holders", "several", "one by policy", "one always")

// String returns the name, "unset", or Holders(n) for an unknown value.
func (h Holders) String() string { return holders.String(h) }

// MarshalText refuses unknown values.
func (h Holders) MarshalText() ([]byte, error) { return holders.MarshalText(h) }

// UnmarshalText refuses unknown names.
func (h *Holders) UnmarshalText(text []byte) (err error) {
	*h, err = holders.Parse(string(text))
	return err
}

// A RoleCard describes a role: one literal a role, read by commands, questions
// and rules. A caller adds a role by adding a card to a matrix.
type RoleCard struct {
	Role Role   `json:"role"`
	Name string `json:"name"`

	// Aliases are other names met for the same role, for importers and readers.
	Aliases []string `json:"aliases,omitempty"`

	// Objectives say what the role is for (R84).
	Objectives []string `json:"objectives,omitempty"`

	// Levels are the levels at which the role is held.
	Levels []Level `json:"levels"`

	// Holders says how many hold the role over one scope at a time.
	Holders Holders `json:"holders"`

	// ReachesDown lets a holder act over the scopes below the one it is held
	// over, until a nearer scope has a holder of its own.
	ReachesDown bool `json:"reachesDown,omitempty"`

	// Relation marks roles that say what a party is to a service (customer,
	// user, supplier): any kind of party may hold them.
	Relation bool `json:"relation,omitempty"`

	// DeputyOf names the role that holders of this one stand in for, in the
	// order of their rank (R07, C15).
	DeputyOf Role `json:"deputyOf,omitempty"`

	// AppointedBy is the activity that is asked for before the role is given,
	// handed over, cancelled or ended. Without it no command does any of that:
	// the role comes only with an act that founds, imports or corrects a ledger.
	AppointedBy Activity `json:"appointedBy,omitempty"`

	// Skills make up the competence profile of the role (R30, R50).
	Skills []Skill `json:"skills,omitempty"`

	Sources []Source `json:"sources,omitempty"`
}
