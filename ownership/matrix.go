package ownership

import (
	"time"

	"github.com/serviceowner/itsm/internal/enum"
)

// RACI is the set of letters in one cell of the matrix. A role may well be both
// accountable and responsible.
type RACI uint8

// The letters. Only R and A entitle to act; C and I never do.
const (
	R RACI = 1 << iota // responsible: does it
	A                  // accountable: answers for it, one role per activity
	C                  // consulted before
	I                  // informed after
)

// Acting says when deputies and delegates may stand in for an activity.
type Acting uint8

// When deputies act. Unset means WhenAway.
const (
	// WhenAway: while the holder is absent, inactive or missing.
	WhenAway Acting = iota + 1
	// Always: also while the holder is there.
	Always
	// Never: only the holder. Committing resources is so by default (R32).
	Never
)

var actings = enum.Of[Acting]("Acting", "when away", "always", "never")

// String returns the name, "unset", or Acting(n) for an unknown value.
func (a Acting) String() string { return actings.String(a) }

// MarshalText refuses unknown values.
func (a Acting) MarshalText() ([]byte, error) { return actings.MarshalText(a) }

// UnmarshalText refuses unknown names.
func (a *Acting) UnmarshalText(text []byte) (err error) {
	*a, err = actings.Parse(string(text))
	return err
}

// A Row is one activity of the matrix with the letters of every role that has
// part in it. Rows are data: a reader holds them against the requirements.
type Row struct {
	Activity Activity `json:"activity"`
	Name     string   `json:"name"`

	// Process groups rows, for example "incident management".
	Process string `json:"process"`

	// On lists the levels of the objects that the activity is done to (R18).
	On []Level `json:"on"`

	Cells map[Role]RACI `json:"cells"`

	// Acting says when deputies and delegates may stand in.
	Acting Acting `json:"acting,omitempty"`

	// Limited marks activities for which a mandate may carry a limit (R09, R32).
	Limited bool `json:"limited,omitempty"`

	// Note says how the work is split where several roles are responsible (R17).
	Note string `json:"note,omitempty"`

	Sources []Source `json:"sources"`
}

// A Matrix is a validated set of role cards and rows with a version. It is
// immutable. The zero Matrix has no rows: nobody may do anything.
type Matrix struct {
	version string
	from    time.Time
	cards   []RoleCard // by role
	rows    []Row      // by process order of the literal
	profile []string   // names of the overlays applied, in order
}
