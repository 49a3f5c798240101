package ownership

// Facts are everything a [Register] is built from besides ledgers. They are
// taken as they are: what is wrong with them is for [Register.Review] to say.
// Only what cannot be told apart at all is refused: malformed or repeated
// identifiers, malformed tables.
type Facts struct {
	Parties  []Party   `json:"parties,omitempty"`
	Services []Service `json:"services,omitempty"`
	Areas    []Area    `json:"areas,omitempty"`

	// Matrices are the versions of the matrix, each from its own date; none
	// means the standard one.
	Matrices []Matrix `json:"matrices,omitempty"`

	// Policies are the versions of the policy, each from its own date; none
	// means the default one.
	Policies []Policy `json:"policies,omitempty"`
}
