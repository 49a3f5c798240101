package risk

import "github.com/serviceowner/itsm/internal/machine"

// StatusDefects is what is wrong with the status table.
var StatusDefects = statusDefects

// A Move is a move of the status table.
type Move = machine.Move[Status, event, struct{}]

// Moves are the moves of the status table.
func Moves() (out []Move) {
	for m := range statusMachine.Moves() {
		out = append(out, m)
	}
	return out
}
