package memstore_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/serviceowner/itsm/internal/memstore"
	"github.com/serviceowner/itsm/internal/storetest"
	"pgregory.net/rapid"
)

type word string

func (w word) Compare(o word) int { return strings.Compare(string(w), string(o)) }
func (w word) String() string     { return string(w) }

// A note is immutable: its marks are in a string.
type note struct {
	key   word
	marks string
}

func (n note) IsZero() bool { return n.key == "" }

var (
	errNotFound = errors.New("not found")
	errInvalid  = errors.New("invalid")
)

// A room is what a room makes of the store: it adds the errors.
type room struct{ memstore.Store[word, note] }

func (r *room) Get(ctx context.Context, key word) (note, error) {
	n, err := r.Store.Get(ctx, key)
	if err == nil && n.IsZero() {
		err = errNotFound
	}
	return n, err
}

func (r *room) Update(ctx context.Context, key word, change func(note) (note, error)) (note, error) {
	if change == nil {
		return note{}, errInvalid
	}
	return r.Store.Update(ctx, key, func(old note) (note, error) {
		n, err := change(old)
		if err == nil && !n.IsZero() && n.key != key {
			err = errInvalid
		}
		return n, err
	})
}

func TestContract(t *testing.T) {
	storetest.Suite[word, note, *room]{
		Spec: storetest.Spec[word, note]{
			Keys:  []word{"A", "a", "a b", "a:", "a:b", "aa", "b", "ä"},
			Build: func(key word, marks ...string) (note, error) { return note{key, strings.Join(marks, "|")}, nil },
			Marks: func(n note) []string {
				if n.IsZero() {
					return nil
				}
				return strings.Split(n.marks, "|")
			},
			KeyOf:    func(n note) word { return n.key },
			Equal:    func(a, b note) bool { return a == b },
			Scribble: func(note) {},
			NotFound: errNotFound, Conflict: errors.New("conflict"), Unknown: errors.New("unknown"), Invalid: errInvalid,
		},
		New: func(testing.TB) *room { return new(room) },
	}.Run(t)
}

// TestAgainstAMap drives random steps against a plain map.
func TestAgainstAMap(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		var s memstore.Store[word, note]
		model := map[word]note{}
		keys := rapid.SampledFrom([]word{"a", "b", "c", "d", "e", "f", "g"})
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				n := note{keys.Draw(t, "key"), fmt.Sprint(rapid.Byte().Draw(t, "value"))}
				got, err := s.Update(ctx, n.key, func(old note) (note, error) {
					if old != model[n.key] {
						t.Errorf("Update(%s) hands %v to the closure, want %v", n.key, old, model[n.key])
					}
					return n, nil
				})
				if err != nil || got != n {
					t.Errorf("Update(%s) = %v, %v", n.key, got, err)
				}
				model[n.key] = n
			},
			"delete": func(t *rapid.T) {
				key := keys.Draw(t, "key")
				if got, err := s.Update(ctx, key, func(note) (note, error) { return note{}, nil }); err != nil || !got.IsZero() {
					t.Errorf("Update(%s) = %v, %v", key, got, err)
				}
				delete(model, key)
			},
			"": func(t *rapid.T) {
				from := keys.Draw(t, "from")
				var want []note
				for _, key := range []word{"a", "b", "c", "d", "e", "f", "g"} {
					if n, ok := model[key]; ok && key >= from {
						want = append(want, n)
					}
				}
				if got := collect(t, s.All(ctx, from)); !slices.Equal(got, want) {
					t.Errorf("All(%s) = %v, want %v", from, got, want)
				}
			},
		})
	})
}

func collect(t *rapid.T, all iter.Seq2[note, error]) (out []note) {
	for n, err := range all {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
	return out
}

// BenchmarkLoad shows that the order of keys is made once and not per key.
func BenchmarkLoad(b *testing.B) {
	ctx := context.Background()
	for b.Loop() {
		var s memstore.Store[word, note]
		for i := range 100_000 {
			key := word(fmt.Sprintf("%08x", uint32(i)*2654435761))
			_, _ = s.Update(ctx, key, func(note) (note, error) { return note{key, "a"}, nil })
		}
		n := 0
		for range s.All(ctx, "") {
			n++
		}
		if n != 100_000 {
			b.Fatal(n)
		}
	}
}
