package risk

import "time"

// An Escalation puts a risk before senior management because of the damage that
// threatens (R31). It is a right of the service owner, so nothing is refused for
// being too little; what was known of the threshold is kept beside it.
type Escalation struct {
	Amount Money `json:"amount"`
	// Threshold is the one above which senior management decides, as the criteria in
	// force had it; the zero Money if they had none.
	Threshold Money `json:"threshold,omitzero"`
}

// A Decision is what senior management answered to an escalation. To retain the
// risk it has to be accepted, too: see [Risk.Accept].
type Decision struct {
	Escalation int      `json:"escalation"` // the revision of the act that made it
	Response   Response `json:"response"`
}

// A Review says that somebody looked at the entry, and when it is looked at next.
type Review struct {
	Next time.Time `json:"next"`
}
