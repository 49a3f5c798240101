package risk

import "time"

// A Proposal asks that a risk be accepted. By whom it was made matters where two
// people are to look at every acceptance; see [Criteria].
type Proposal struct {
	// Assessment is the revision of the act that made it.
	Assessment int       `json:"assessment"`
	Until      time.Time `json:"until"`
}

// An Acceptance is the decision to carry a risk as it was assessed, until an
// instant. By whom, on whose behalf, when and why are those of its [Act]. It is
// bound to one assessment and to what that was worth under the grid in force when
// it was accepted; whether it still holds is for [Risk.Standing] to say.
type Acceptance struct {
	Assessment int       `json:"assessment"` // the revision of the act that made it
	Until      time.Time `json:"until"`      // the first instant at which it no longer holds

	Grid        GridID  `json:"grid"`
	GridVersion string  `json:"gridVersion"`
	Level       LevelID `json:"level"` // of the assessment, under that grid

	Expected Money `json:"expected,omitzero"` // of the assessment

	// Request is the revision of the act that asked for it, a proposal or an
	// escalation; 0 means that whoever accepted asked nobody.
	Request int `json:"request,omitempty"`
}
