// Package storagecheck holds the adapters of examples/storage to what the
// conformance suites of the rooms cannot see: histories under load and under
// faults, feeds, and speed. It is for tests alone.
//
//   - [History] records what clients do to a store while faults happen, and judges
//     it by linearizability.
//   - [Handovers] lets many writers hand services over, and holds what is stored
//     afterwards to what was acknowledged.
//   - [TestFeed] holds a feed to the contract of storage.Feed, row by row.
//   - [Compare] measures a store beside the engine's own compare-and-swap.
//
// None of them knows the engine: the caller injects the fault while they run.
package storagecheck

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/serviceowner/itsm/examples/storage"
)

// A Store is the shape that the stores of all rooms have.
type Store[K, V any] interface {
	Get(ctx context.Context, key K) (V, error)
	Update(ctx context.Context, key K, change func(V) (V, error)) (V, error)
	All(ctx context.Context, from K) iter.Seq2[V, error]
}

// A Name is the key of a [Note].
type Name string

// Compare orders bytewise.
func (n Name) Compare(o Name) int { return strings.Compare(string(n), string(o)) }

// String returns the name itself.
func (n Name) String() string { return string(n) }

// A Note is the smallest record there is: what somebody wrote under a name. No
// note has an empty text, so that absence is told from it.
type Note struct {
	Name Name   `json:"name"`
	Text string `json:"text"`
}

// IsZero reports whether there is no note.
func (n Note) IsZero() bool { return n == Note{} }

// LookupWord finds notes by the words of their text: storage.AppendText(nil, word).
const LookupWord = "word"

// Notes is the table of notes. Adapters keep them as any other record.
func Notes() storage.Table[Name, Note] {
	return storage.Table[Name, Note]{
		Name:  "note",
		Order: func(n Name) []byte { return []byte(n) },
		Parse: func(b []byte) (Name, error) { return Name(b), nil },
		KeyOf: func(n Note) Name { return n.Name },
		Encode: func(n Note) ([]byte, error) {
			if n.Name == "" || n.Text == "" {
				return nil, errors.New("a note needs a name and a text")
			}
			return json.Marshal(n)
		},
		Decode: func(text []byte) (n Note, err error) {
			if err := json.Unmarshal(text, &n); err != nil {
				return Note{}, fmt.Errorf("note: %w", err)
			}
			return n, nil
		},
		Lookups: []storage.Lookup[Note]{{Name: LookupWord, Terms: func(n Note) (terms [][]byte) {
			for _, word := range strings.Fields(n.Text) {
				terms = append(terms, storage.AppendText(nil, word))
			}
			return terms
		}}},
	}
}
