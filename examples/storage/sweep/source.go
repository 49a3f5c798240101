package sweep

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
)

// Records are what a sweep asks of the store of one kind of record. The adapters
// have all of it.
type Records[K storage.Key[K], V storage.Value] interface {
	Get(ctx context.Context, key K) (V, error)
	All(ctx context.Context, from K) iter.Seq2[V, error]
	Find(ctx context.Context, lookup string, from, until []byte) iter.Seq2[V, error]

	// Split returns every so-manieth key in order, the first stored one first,
	// without reading values.
	Split(ctx context.Context, every int) ([]K, error)
}

// A Source is where an organisation is kept.
type Source struct {
	Ledgers  Records[ownership.Scope, ownership.Ledger]
	Areas    Records[ownership.Scope, storage.Area]
	Services Records[ownership.ServiceID, storage.Service]
	Parties  Records[ownership.PartyID, storage.Party]

	// The tables are few and small.
	Matrices []ownership.Matrix
	Policies []ownership.Policy
}

// A Range is what is reviewed at a time: the parties, or the scopes, from one key
// on and before another. An empty Until is no end. The range of tables is that
// of the matrix and the policy.
type Range struct {
	Kind  Kind   `json:"kind"`
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"`
}

// A Kind is what a range consists of.
type Kind string

// The kinds of range.
const (
	OfTables  Kind = "tables"
	OfParties Kind = "parties"
	OfScopes  Kind = "scopes"
)

// Ranges cuts what is stored into ranges of at most every parties, ledgers,
// declared services and declared areas.
func (s Source) Ranges(ctx context.Context, every int) ([]Range, error) {
	if every < 1 {
		return nil, fmt.Errorf("%w: every %d", ownership.ErrInvalid, every)
	}
	parties, err := s.Parties.Split(ctx, every)
	if err != nil {
		return nil, err
	}
	scopes, err := s.Ledgers.Split(ctx, every)
	if err != nil {
		return nil, err
	}
	areas, err := s.Areas.Split(ctx, every)
	if err != nil {
		return nil, err
	}
	services, err := s.Services.Split(ctx, every)
	if err != nil {
		return nil, err
	}
	scopes = append(scopes, areas...)
	for _, id := range services {
		scopes = append(scopes, ownership.ServiceScope(id))
	}
	slices.SortFunc(scopes, ownership.Scope.Compare)
	ranges := []Range{{Kind: OfTables}}
	ranges = append(ranges, cut(OfParties, parties)...)
	return append(ranges, cut(OfScopes, slices.Compact(scopes))...), nil
}

// cut makes ranges that begin at the keys. The first one begins before them all.
func cut[K fmt.Stringer](kind Kind, keys []K) []Range {
	ranges := []Range{{Kind: kind}}
	for i, k := range keys {
		if i > 0 {
			ranges[len(ranges)-1].Until = k.String()
			ranges = append(ranges, Range{Kind: kind, From: k.String()})
		}
	}
	return ranges
}

func (r Range) bounds() (from, until ownership.Scope, err error) {
	errFrom := from.UnmarshalText([]byte(r.From))
	errUntil := until.UnmarshalText([]byte(r.Until))
	return from, until, errors.Join(errFrom, errUntil)
}

// Read loads the range with all that its review looks at. The subjects are those
// of the range alone; the tables are those in force at the instant.
func (s Source) Read(ctx context.Context, r Range, at time.Time) (*ownership.Register, []ownership.Subject, error) {
	l := newLoader(ctx, s)
	var subjects []ownership.Subject
	var err error
	switch r.Kind {
	case OfTables:
	case OfParties:
		subjects, err = l.parties(r)
	case OfScopes:
		subjects, err = l.scopes(r)
	default:
		err = fmt.Errorf("%w: range of %.60q", ownership.ErrInvalid, r.Kind)
	}
	if err == nil {
		err = l.close()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("sweep: %s from %.300q: %w", r.Kind, r.From, err)
	}
	reg, err := ownership.NewRegister(l.facts, slices.Values(l.ledgers))
	if err != nil {
		return nil, nil, fmt.Errorf("sweep: %s from %.300q: %w", r.Kind, r.From, err)
	}
	if r.Kind == OfTables {
		for subject := range reg.Subjects(at) {
			if subject.Kind == "matrix" || subject.Kind == "policy" {
				subjects = append(subjects, subject)
			}
		}
	}
	return reg, subjects, nil
}
