package ownership

import (
	"strconv"
	"time"

	"github.com/serviceowner/itsm/internal/enum"
)

// Who says who gives a command and when it is known.
type Who struct {
	// By is the person who acts.
	By PartyID `json:"by"`

	// For is the party on whose behalf By acts; empty means by own right or, if
	// there is none, for whomever By stands in for.
	For PartyID `json:"for,omitempty"`

	// At is the instant at which the command is given. It becomes the recorded
	// instant and never runs backwards within a ledger.
	At time.Time `json:"at"`

	// Ref is the caller's reference. A command whose Ref the ledger has already
	// recorded changes nothing and says so with ErrRepeated. A Ref that stands for
	// another command, of another kind, by somebody else or for another role, is
	// ErrInvalid. It may be empty.
	Ref Ref `json:"ref,omitempty"`
}

// Capacity says in what way somebody was entitled.
type Capacity uint8

// The capacities.
const (
	OwnRight   Capacity = iota + 1 // holds the role
	AsDeputy                       // ranked deputy of the holder
	AsDelegate                     // delegate of the holder
	Founding                       // nobody could have authorised it; see Ledger.Establish
)

var capacities = enum.Of[Capacity]("Capacity", "own right", "deputy", "delegate", "founding")

// String returns the name, "unset", or Capacity(n) for an unknown value.
func (c Capacity) String() string { return capacities.String(c) }

// MarshalText refuses unknown values.
func (c Capacity) MarshalText() ([]byte, error) { return capacities.MarshalText(c) }

// UnmarshalText refuses unknown names.
func (c *Capacity) UnmarshalText(text []byte) (err error) {
	*c, err = capacities.Parse(string(text))
	return err
}

// A Proof records on what an act rested. It is plain data and authorises
// nothing: what authorises is an [Authorization].
type Proof struct {
	By       PartyID   `json:"by"`
	For      PartyID   `json:"for,omitempty"` // empty for an own right, and for a vacant role
	Capacity Capacity  `json:"capacity"`
	Role     Role      `json:"role,omitempty"` // the role whose R or A it was
	Via      Scope     `json:"via,omitzero"`   // the scope over which that role was held
	Activity Activity  `json:"activity"`
	Scope    Scope     `json:"scope"` // what the activity was done to
	At       time.Time `json:"at"`

	// Revision is that of the ledger of Via when the act was authorised.
	Revision int `json:"revision"`
	// Matrix is the version of the matrix in force.
	Matrix string `json:"matrix"`
	// Amount is what was asked for, where the activity is limited.
	Amount Quantity `json:"amount,omitzero"`
}

// A Quantity is a whole number of the smallest parts of a unit, for example
// {250_000_00, "EUR"} in cents. Units are compared, never converted.
type Quantity struct {
	Value int64  `json:"value"`
	Unit  string `json:"unit"`
}

// String writes "25000000 EUR".
func (q Quantity) String() string { return strconv.FormatInt(q.Value, 10) + " " + q.Unit }

// A Mandate is the authority that comes with an assignment (R09).
type Mandate struct {
	GrantedBy PartyID `json:"grantedBy"`
	Text      string  `json:"text,omitempty"`
	Limits    []Limit `json:"limits,omitempty"`
}

// A Limit caps an activity: each act at most Max (R32, R99).
type Limit struct {
	Activity Activity `json:"activity"`
	Max      Quantity `json:"max"`
}

// A Delegation marks an entry as that of a delegate, who holds named activities
// of From's role and nothing else.
type Delegation struct {
	From       PartyID    `json:"from"`
	Activities []Activity `json:"activities,omitempty"` // none: the whole role
	Reason     string     `json:"reason"`
}

// An Entry of a ledger says: Holder has Role over the ledger's scope during
// Period, and so it was believed during Recorded. It is a rectangle in valid and
// recorded time.
type Entry struct {
	// No is the position in the ledger, counted from 1; it never changes.
	No     int     `json:"no"`
	Role   Role    `json:"role"`
	Holder PartyID `json:"holder"`

	// Rank orders deputies, 1 first; 0 for other roles.
	Rank int `json:"rank,omitempty"`

	Period   Period `json:"period"`
	Recorded Period `json:"recorded"`

	// Act is the revision that recorded the entry, Superseded the one that
	// stopped believing it, 0 while it is believed.
	Act        int `json:"act"`
	Superseded int `json:"superseded,omitempty"`

	Mandate    *Mandate    `json:"mandate,omitempty"`
	Delegation *Delegation `json:"delegation,omitempty"`

	// Claim names the source of an imported entry, for example "cmdb". Imported
	// entries are adopted unjudged.
	Claim string `json:"claim,omitempty"`
}

// ActKind names the command that an act was.
type ActKind uint8

// The commands of a ledger.
const (
	Established ActKind = iota + 1
	Imported
	Assigned
	HandedOver
	Cancelled
	Ended
	Delegated
	Corrected
)

var actKinds = enum.Of[ActKind]("ActKind", "establish", "import", "assign", "handover", "cancel", "end", "delegate", "correct")

// String returns the name, "unset", or ActKind(n) for an unknown value.
func (k ActKind) String() string { return actKinds.String(k) }

// MarshalText refuses unknown values.
func (k ActKind) MarshalText() ([]byte, error) { return actKinds.MarshalText(k) }

// UnmarshalText refuses unknown names.
func (k *ActKind) UnmarshalText(text []byte) (err error) {
	*k, err = actKinds.Parse(string(text))
	return err
}

// An Act is one command recorded in a ledger: the explicit assignment of R06,
// with by whom, when and on what authority.
type Act struct {
	// Revision is the position in the ledger, counted from 1.
	Revision int       `json:"revision"`
	Kind     ActKind   `json:"kind"`
	Role     Role      `json:"role,omitempty"`
	At       time.Time `json:"at"`
	Ref      Ref       `json:"ref,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Proof    Proof     `json:"proof"`
}
