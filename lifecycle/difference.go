package lifecycle

import (
	"cmp"
	"strings"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/ownership"
)

// A Facet is what of a service is another than before.
type Facet uint8

// The facets.
const (
	OfOwner      Facet = iota + 1 // who answers for it
	OfStatus                      // where it stands
	OfAgreement                   // status, and version in force, of one agreement
	OfRisk                        // how far the handling of one risk is
	OfAcceptance                  // what the acceptance of one risk is worth
	OfFinding                     // what a review finds, and what that weighs
)

var facets = enum.Of[Facet]("Facet", "owner", "status", "agreement", "risk", "acceptance", "finding")

// String returns the name, "unset", or Facet(n) for an unknown value.
func (v Facet) String() string { return facets.String(v) }

// MarshalText refuses unknown values.
func (v Facet) MarshalText() ([]byte, error) { return facets.MarshalText(v) }

// UnmarshalText refuses unknown names.
func (v *Facet) UnmarshalText(text []byte) (err error) {
	*v, err = facets.Parse(string(text))
	return err
}

// A Difference is one thing that is another than before.
type Difference struct {
	// Service is whose it is; empty for findings about what belongs to no service.
	Service ownership.ServiceID `json:"service,omitempty"`
	Facet   Facet               `json:"facet"`
	About   ownership.Subject   `json:"about"` // the service, or the agreement, risk or finding's subject
	Code    ownership.Code      `json:"code,omitempty"`
	Path    string              `json:"path,omitempty"`

	// Was and Is are the two states in words; empty is absence.
	Was string `json:"was,omitempty"`
	Is  string `json:"is,omitempty"`

	// Why says what was done in between, or what a finding says; empty where time
	// alone has passed.
	Why string `json:"why,omitempty"`
}

// Compare orders by service, facet, subject, code and path: -1, 0 or +1.
func (d Difference) Compare(o Difference) int {
	return cmp.Or(d.Service.Compare(o.Service), cmp.Compare(d.Facet, o.Facet), d.About.Compare(o.About),
		d.Code.Compare(o.Code), cmp.Compare(d.Path, o.Path))
}

// String is one line: "mail status: suspended, was operational (suspend by cleo)".
func (d Difference) String() string {
	var b strings.Builder
	if d.Service != "" {
		b.WriteString(string(d.Service) + " ")
	}
	b.WriteString(d.Facet.String())
	switch d.Facet {
	case OfAgreement, OfRisk, OfAcceptance:
		b.WriteString(" " + d.About.ID)
	case OfFinding:
		b.WriteString(" " + string(d.Code))
	case OfOwner, OfStatus: // of a service there is one
	}
	was, is := cmp.Or(d.Was, "nothing"), cmp.Or(d.Is, "nothing")
	b.WriteString(": " + is + ", was " + was)
	if d.Why != "" {
		b.WriteString(" (" + d.Why + ")")
	}
	return b.String()
}
