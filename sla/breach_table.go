package sla

import (
	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/machine"
	"github.com/serviceowner/itsm/ownership"
)

// A BreachStatus says how far a breach has been dealt with.
type BreachStatus uint8

// The statuses of a breach.
const (
	BreachNoticed    BreachStatus = iota + 1 // nobody has found its cause
	BreachExplained                          // the cause is known
	BreachCorrecting                         // something is done so that it does not come back
	BreachClosed
)

var breachStatuses = enum.Of[BreachStatus]("BreachStatus", "noticed", "explained", "correcting", "closed")

// String returns the name, "unset", or BreachStatus(n) for an unknown value.
func (s BreachStatus) String() string { return breachStatuses.String(s) }

// MarshalText refuses unknown values.
func (s BreachStatus) MarshalText() ([]byte, error) { return breachStatuses.MarshalText(s) }

// UnmarshalText refuses unknown names.
func (s *BreachStatus) UnmarshalText(text []byte) (err error) {
	*s, err = breachStatuses.Parse(string(text))
	return err
}

// A BreachCommand is what an act did to a breach.
type BreachCommand uint8

// The commands of a breach.
const (
	Noticed         BreachCommand = iota + 1 // a promise was found to be broken
	CauseFound                               // and why, perhaps not for the first time
	ActionPlanned                            // somebody is to do something until a date
	ActionDone                               // and did
	BreachEnded                              // nothing more is to be done
	BreachReopened                           // after all, something is
	BreachTakenOver                          // from another system, unjudged
)

var breachCommands = enum.Of[BreachCommand]("BreachCommand",
	"noticed", "cause found", "action planned", "action done", "closed", "reopened", "taken over")

// String returns the name, "unset", or BreachCommand(n) for an unknown value.
func (c BreachCommand) String() string { return breachCommands.String(c) }

// MarshalText refuses unknown values.
func (c BreachCommand) MarshalText() ([]byte, error) { return breachCommands.MarshalText(c) }

// UnmarshalText refuses unknown names.
func (c *BreachCommand) UnmarshalText(text []byte) (err error) {
	*c, err = breachCommands.Parse(string(text))
	return err
}

// The conditions of the status table (R71).
const (
	ifCauseKnown  machine.Condition = "its cause is known"
	ifActionTaken machine.Condition = "an action has an owner and a date"
)

// breachMachine is the status table of a breach, with the activity that each command
// asks for. What binds the service is done over it, what binds the agreement over that.
// It is a constant in all but name: a test holds that the table has no defects.
var breachMachine, errBreachMachine = machine.New(machine.Table[BreachStatus, BreachCommand, ownership.Activity]{
	States: []BreachStatus{BreachNoticed, BreachExplained, BreachCorrecting, BreachClosed},
	Events: []BreachCommand{CauseFound, ActionPlanned, ActionDone, BreachEnded, BreachReopened},
	Start:  []BreachStatus{BreachNoticed},
	Rows: []machine.Row[BreachStatus, BreachCommand, ownership.Activity]{
		{From: within(BreachNoticed, BreachExplained), On: CauseFound, To: BreachExplained, Data: ownership.InvestigateBreach},
		{From: within(BreachCorrecting), On: CauseFound, To: BreachCorrecting, Data: ownership.InvestigateBreach},

		// What is done before the cause is known does not make it known.
		{From: within(BreachNoticed), On: ActionPlanned, To: BreachNoticed, Data: ownership.TakeCorrectiveAction},
		{From: within(BreachExplained, BreachCorrecting), On: ActionPlanned, To: BreachCorrecting, Data: ownership.TakeCorrectiveAction},
		{From: within(BreachNoticed), On: ActionDone, To: BreachNoticed, Data: ownership.TakeCorrectiveAction},
		{From: within(BreachExplained), On: ActionDone, To: BreachExplained, Data: ownership.TakeCorrectiveAction},
		{From: within(BreachCorrecting), On: ActionDone, To: BreachCorrecting, Data: ownership.TakeCorrectiveAction},

		{
			From: within(BreachNoticed, BreachExplained, BreachCorrecting), On: BreachEnded, To: BreachClosed,
			If: []machine.Condition{ifCauseKnown, ifActionTaken}, Data: ownership.CloseBreach,
		},
		{From: within(BreachClosed), On: BreachReopened, To: BreachCorrecting, Data: ownership.CloseBreach},
	},
})

func within(s ...BreachStatus) []BreachStatus { return s }

// BreachDiagram draws the status table as a Mermaid state diagram.
func BreachDiagram() string { return breachMachine.Mermaid(nil) }
