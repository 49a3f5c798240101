package risk

import (
	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/machine"
)

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

// An event moves a risk from one status to another. Acts that move nothing, such as
// a review, are none.
type event string

const (
	completed event = "complete the entry"
	assessed  event = "assess"
	planned   event = "plan treatment"    // the treatments are planned, none is under way
	begun     event = "begin treatment"   // one is under way
	ended     event = "finish treatment"  // none is left, and one was done
	dropped   event = "drop treatment"    // none is left, and none was done
	accepted  event = "accept"            //
	revoked   event = "revoke acceptance" //
	closed    event = "close"             //
	reopened  event = "reopen"            //
)

// The conditions of closing, by the codes of the rules that say them.
const (
	noTreatmentOpen machine.Condition = "risk.treatment-open"
	allDecided      machine.Condition = "risk.escalation-undecided"
)

// statusTable is the whole of it. An accepted risk stays so while it is treated
// further: the decision to carry what is left is what counts.
var statusTable = machine.Table[Status, event, struct{}]{
	States: []Status{
		StatusDraft, StatusIdentified, StatusAssessed, StatusTreatmentPlanned, StatusInTreatment,
		StatusAccepted, StatusMitigated, StatusClosed, StatusReopened,
	},
	Events: []event{completed, assessed, planned, begun, ended, dropped, accepted, revoked, closed, reopened},
	Start:  []Status{StatusDraft, StatusIdentified},
	Rows: []machine.Row[Status, event, struct{}]{
		{From: []Status{StatusDraft}, On: completed, To: StatusIdentified},

		{From: []Status{StatusIdentified, StatusReopened, StatusAssessed}, On: assessed, To: StatusAssessed},
		{From: []Status{StatusTreatmentPlanned}, On: assessed, To: StatusTreatmentPlanned},
		{From: []Status{StatusInTreatment}, On: assessed, To: StatusInTreatment},
		{From: []Status{StatusAccepted}, On: assessed, To: StatusAccepted},
		{From: []Status{StatusMitigated}, On: assessed, To: StatusMitigated},

		{From: undecidedStatuses, On: planned, To: StatusTreatmentPlanned},
		{From: undecidedStatuses, On: begun, To: StatusInTreatment},
		{From: undecidedStatuses, On: ended, To: StatusMitigated},
		{From: undecidedStatuses, On: dropped, To: StatusAssessed},
		{From: []Status{StatusAccepted}, On: planned, To: StatusAccepted},
		{From: []Status{StatusAccepted}, On: begun, To: StatusAccepted},
		{From: []Status{StatusAccepted}, On: ended, To: StatusAccepted},
		{From: []Status{StatusAccepted}, On: dropped, To: StatusAccepted},

		{From: undecidedStatuses, On: accepted, To: StatusAccepted},
		{From: []Status{StatusAccepted}, On: accepted, To: StatusAccepted}, // anew, which replaces the old one
		{From: []Status{StatusAccepted}, On: revoked, To: StatusAssessed},  // and then on to where the treatments are

		{
			From: []Status{
				StatusDraft, StatusIdentified, StatusAssessed, StatusTreatmentPlanned, StatusInTreatment,
				StatusAccepted, StatusMitigated, StatusReopened,
			},
			On: closed, To: StatusClosed, If: []machine.Condition{noTreatmentOpen, allDecided},
		},
		{From: []Status{StatusClosed}, On: reopened, To: StatusReopened},
	},
}

var undecidedStatuses = []Status{StatusAssessed, StatusTreatmentPlanned, StatusInTreatment, StatusMitigated}

// The table is checked by a test; a machine of a table with defects would be nil,
// and refuse everything.
var statusMachine, statusDefects = machine.New(statusTable)
