package ownership

// ServiceKind is what sort of service it is (R78). The three of the sources are
// constants; callers may bring their own.
type ServiceKind string

// The kinds of R78.
const (
	Infrastructure ServiceKind = "infrastructure"
	Application    ServiceKind = "application"
	Professional   ServiceKind = "professional"
)

// A Service is what somebody answers for as a whole (R03, R04). Containment,
// providers and dependencies are dated like assignments, so that "who answered
// for it then" can be asked of an organisation that has been rebuilt since.
type Service struct {
	ID   ServiceID   `json:"id"`
	Name string      `json:"name,omitempty"`
	Kind ServiceKind `json:"kind,omitempty"`

	// Parents are the scopes that contain the service: at most one per level at
	// a time, normally a portfolio or an organisation.
	Parents []Parent `json:"parents,omitempty"`

	// Providers are the organisations that provide the service, one at a time.
	Providers []Provider `json:"providers,omitempty"`

	// Dependencies are the services that this one needs.
	Dependencies []Dependency `json:"dependencies,omitempty"`

	// Redundancy says for a group of dependencies how many of them suffice.
	Redundancy []Redundancy `json:"redundancy,omitempty"`

	Labels   Labels       `json:"labels,omitempty"`
	External []ExternalID `json:"external,omitempty"`
}

// An Area is any scope besides a service that somebody answers for:
// organisation, portfolio, system, component, process or agreement. Areas need
// not be declared to be used as a scope; declared, they have a place and a name.
type Area struct {
	Scope    Scope        `json:"scope"`
	Name     string       `json:"name,omitempty"`
	Parents  []Parent     `json:"parents,omitempty"`
	Labels   Labels       `json:"labels,omitempty"`
	External []ExternalID `json:"external,omitempty"`
}

// A Parent is a containing scope during a period.
type Parent struct {
	Scope Scope `json:"scope"`
	Period
}

// A Provider is the organisation that provides a service during a period.
type Provider struct {
	By PartyID `json:"by"`
	Period
}

// A Dependency is one service needing another during a period. Dependencies
// with the same Group stand in for each other; see [Redundancy]. An empty Group
// is a dependency of its own that cannot be missed. An empty On is kept as it
// was found and reported.
type Dependency struct {
	On    ServiceID `json:"on"`
	Group string    `json:"group,omitempty"`
	Period
}

// Redundancy says that Need of the dependencies in Group suffice (k of n). A
// group without one needs all of its members.
type Redundancy struct {
	Group string `json:"group"`
	Need  int    `json:"need"`
}
