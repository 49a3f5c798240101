package sla

import (
	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/machine"
)

// A MeetingKind says who meets (R47).
type MeetingKind uint8

// The kinds of meeting.
const (
	ExternalMeeting MeetingKind = iota + 1 // with the other side of an agreement, or with users
	InternalMeeting                        // of the provider's own people
)

var meetingKinds = enum.Of[MeetingKind]("MeetingKind", "external", "internal")

// String returns the name, "unset", or MeetingKind(n) for an unknown value.
func (k MeetingKind) String() string { return meetingKinds.String(k) }

// MarshalText refuses unknown values.
func (k MeetingKind) MarshalText() ([]byte, error) { return meetingKinds.MarshalText(k) }

// UnmarshalText refuses unknown names.
func (k *MeetingKind) UnmarshalText(text []byte) (err error) {
	*k, err = meetingKinds.Parse(string(text))
	return err
}

// A MeetingStatus says where a meeting stands.
type MeetingStatus uint8

// The statuses of a meeting.
const (
	MeetingPlanned MeetingStatus = iota + 1
	MeetingHeld
	MeetingCancelled
)

var meetingStatuses = enum.Of[MeetingStatus]("MeetingStatus", "planned", "held", "cancelled")

// String returns the name, "unset", or MeetingStatus(n) for an unknown value.
func (s MeetingStatus) String() string { return meetingStatuses.String(s) }

// MarshalText refuses unknown values.
func (s MeetingStatus) MarshalText() ([]byte, error) { return meetingStatuses.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *MeetingStatus) UnmarshalText(text []byte) (err error) {
	*s, err = meetingStatuses.Parse(string(text))
	return err
}

// A MeetingCommand is what an act did to a meeting.
type MeetingCommand uint8

// The commands of a meeting.
const (
	Called     MeetingCommand = iota + 1 // planned for an instant
	Moved                                // to another one
	CalledOff                            // it will not take place
	Held                                 // it took place: levels were compared with targets
	FollowedUp                           // an action that it decided was done
)

var meetingCommands = enum.Of[MeetingCommand]("MeetingCommand", "called", "moved", "called off", "held", "followed up")

// String returns the name, "unset", or MeetingCommand(n) for an unknown value.
func (c MeetingCommand) String() string { return meetingCommands.String(c) }

// MarshalText refuses unknown values.
func (c MeetingCommand) MarshalText() ([]byte, error) { return meetingCommands.MarshalText(c) }

// UnmarshalText refuses unknown names.
func (c *MeetingCommand) UnmarshalText(text []byte) (err error) {
	*c, err = meetingCommands.Parse(string(text))
	return err
}

// A calls says whether a command belongs to organising a meeting or to holding it.
type calls bool

// meetingMachine is the status table of a meeting. It is a constant in all but name: a
// test holds that the table has no defects.
var meetingMachine, errMeetingMachine = machine.New(machine.Table[MeetingStatus, MeetingCommand, calls]{
	States: []MeetingStatus{MeetingPlanned, MeetingHeld, MeetingCancelled},
	Events: []MeetingCommand{Moved, CalledOff, Held, FollowedUp},
	Start:  []MeetingStatus{MeetingPlanned},
	Final:  []MeetingStatus{MeetingHeld, MeetingCancelled},
	Rows: []machine.Row[MeetingStatus, MeetingCommand, calls]{
		{From: []MeetingStatus{MeetingPlanned}, On: Moved, To: MeetingPlanned, Data: true},
		{From: []MeetingStatus{MeetingPlanned}, On: CalledOff, To: MeetingCancelled, Data: true},
		{From: []MeetingStatus{MeetingPlanned}, On: Held, To: MeetingHeld},
		{From: []MeetingStatus{MeetingHeld}, On: FollowedUp, To: MeetingHeld},
	},
})

// MeetingDiagram draws the status table as a Mermaid state diagram.
func MeetingDiagram() string { return meetingMachine.Mermaid(nil) }
