package ownership

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/serviceowner/itsm/internal/enum"
	"github.com/serviceowner/itsm/internal/ident"
)

// Level says what kind of object a [Scope] is. The levels at which somebody is
// accountable are those of R10, with the objects of the process and agreement
// roles beside them (R18, R74).
type Level uint8

// The levels from the widest to the narrowest. Process and Agreement lie beside
// the chain: a process lies within an organisation, an agreement within a service.
const (
	LevelOrganisation Level = iota + 1
	LevelPortfolio
	LevelService
	LevelSystem
	LevelComponent
	LevelProcess
	LevelAgreement
)

var levels = enum.Of[Level]("Level", "organisation", "portfolio", "service", "system", "component", "process", "agreement")

// String returns the name, "unset", or Level(n) for an unknown value.
func (l Level) String() string { return levels.String(l) }

// MarshalText refuses unknown values.
func (l Level) MarshalText() ([]byte, error) { return levels.MarshalText(l) }

// UnmarshalText refuses unknown names.
func (l *Level) UnmarshalText(text []byte) (err error) {
	*l, err = levels.Parse(string(text))
	return err
}

// A Scope is the object that a role is held over: a level and the identifier of
// the object at that level. Scopes are comparable; the zero Scope is nothing.
// Their text form is "service:mail".
type Scope struct {
	Level Level
	ID    string
}

// ServiceScope is the scope of one service (R14).
func ServiceScope(id ServiceID) Scope { return Scope{LevelService, string(id)} }

// OrganisationScope is the scope of one organisation, which is also a [Party].
func OrganisationScope(id PartyID) Scope { return Scope{LevelOrganisation, string(id)} }

// ParseScope reads the text form. The first colon separates; the identifier may
// contain others.
func ParseScope(s string) (Scope, error) {
	level, id, ok := strings.Cut(s, ":")
	if !ok {
		return Scope{}, fmt.Errorf("scope: %w: %.60q, want level:id", ident.ErrMalformed, s)
	}
	l, err := levels.Parse(level)
	if err != nil {
		return Scope{}, fmt.Errorf("scope: %w", err)
	}
	sc := Scope{l, id}
	if err := sc.check(); err != nil {
		return Scope{}, err
	}
	return sc, nil
}

// IsZero reports whether s is nothing.
func (s Scope) IsZero() bool { return s == Scope{} }

// String is the text form; it never fails.
func (s Scope) String() string {
	if s.IsZero() {
		return ""
	}
	return s.Level.String() + ":" + s.ID
}

// Compare orders by level, then bytewise by identifier.
func (s Scope) Compare(o Scope) int {
	return cmp.Or(cmp.Compare(s.Level, o.Level), cmp.Compare(s.ID, o.ID))
}

// MarshalText refuses a malformed scope; the zero Scope is the empty text.
func (s Scope) MarshalText() ([]byte, error) {
	if s.IsZero() {
		return nil, nil
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return []byte(s.String()), nil
}

// UnmarshalText is the inverse of MarshalText.
func (s *Scope) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*s = Scope{}
		return nil
	}
	*s, err = ParseScope(string(text))
	return err
}

// Subject returns s as the subject of a finding; the zero Scope is none.
func (s Scope) Subject() Subject {
	if s.IsZero() {
		return Subject{}
	}
	return Subject{Kind: s.Level.String(), ID: s.ID}
}

// Service returns the service that s is the scope of, or "".
func (s Scope) Service() ServiceID {
	if s.Level == LevelService {
		return ServiceID(s.ID)
	}
	return ""
}

func (s Scope) check() error {
	if !levels.Known(s.Level) {
		return fmt.Errorf("scope: %w: level %s", ident.ErrMalformed, s.Level)
	}
	return ident.Check("scope", s.ID)
}
