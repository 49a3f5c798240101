package risk

import "github.com/serviceowner/itsm/internal/enum"

// Status says how far the handling of a risk is.
type Status uint8

// The statuses of a risk.
const (
	StatusDraft            Status = iota + 1 // cause, event or consequence is missing
	StatusIdentified                         // complete, and not assessed
	StatusAssessed                           // nothing is decided
	StatusTreatmentPlanned                   // treatments are planned and none is under way
	StatusInTreatment                        // a treatment is under way
	StatusAccepted                           // somebody decided to carry it; see [Risk.Standing]
	StatusMitigated                          // all treatments have ended, not all by being dropped
	StatusClosed                             // the risk no longer is one
	StatusReopened                           // it is one again, and has to be assessed anew
)

var statuses = enum.Of[Status]("Status", "draft", "identified", "assessed", "treatment planned", "in treatment",
	"accepted", "mitigated", "closed", "reopened")

// String returns the name, "unset", or Status(n) for an unknown value.
func (s Status) String() string { return statuses.String(s) }

// MarshalText refuses unknown values.
func (s Status) MarshalText() ([]byte, error) { return statuses.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *Status) UnmarshalText(text []byte) (err error) {
	*s, err = statuses.Parse(string(text))
	return err
}
