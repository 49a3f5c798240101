package storagecheck

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/serviceowner/itsm/examples/storage"
)

// A LookupStore is a store of [Notes] that finds them by their words.
type LookupStore interface {
	Store[Name, Note]
	Find(ctx context.Context, lookup string, from, until []byte) iter.Seq2[Note, error]
}

// TestLookup holds what the engine finds to a search through everything: over a
// random life of notes, for single words and for ranges of them, with more of
// them than are read at a time.
func TestLookup(t *testing.T, factory func(testing.TB) LookupStore) {
	t.Helper()
	if err := checkLookup(factory(t)); err != nil {
		t.Error(err)
	}
}

func checkLookup(s LookupStore) error {
	ctx := context.Background()
	random := rand.New(rand.NewPCG(1, 2))
	words := []string{"a", "aa", "a\u0001b", "b", "\u07ff", "\u00e9"}
	for i := range 500 {
		text := "a"
		for range random.IntN(4) {
			text += " " + words[random.IntN(len(words))]
		}
		if err := write(ctx, s, noteName(i), text); err != nil {
			return err
		}
		if i%5 == 0 {
			text = []string{"", "b", "aa aa"}[random.IntN(3)]
			if err := write(ctx, s, noteName(random.IntN(i+1)), text); err != nil {
				return err
			}
		}
	}
	var errs []error
	for _, from := range words {
		term := storage.AppendText(nil, from)
		errs = append(errs, agree(ctx, s, term, storage.Through(term)), agree(ctx, s, term, nil))
		for _, until := range words {
			errs = append(errs, agree(ctx, s, term, storage.AppendText(nil, until)))
		}
	}
	errs = append(errs, agree(ctx, s, nil, nil), agree(ctx, s, []byte{}, []byte{}))
	done, cancel := context.WithCancel(ctx)
	cancel()
	for n, err := range s.Find(done, LookupWord, nil, nil) {
		if !errors.Is(err, context.Canceled) || !n.IsZero() {
			errs = append(errs, fmt.Errorf("with a done context: %v, %v", n, err))
		}
	}
	refused := false
	for _, err := range s.Find(ctx, "nothing", nil, nil) {
		refused = err != nil
	}
	if !refused {
		errs = append(errs, errors.New("a lookup that the table does not have was asked"))
	}
	return errors.Join(errs...)
}

// agree compares what is found with a search through all notes.
func agree(ctx context.Context, s LookupStore, from, until []byte) error {
	type hit struct {
		term []byte
		key  Name
	}
	var hits []hit
	for n, err := range s.All(ctx, "") {
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, word := range strings.Fields(n.Text) {
			term := storage.AppendText(nil, word)
			if !seen[word] && bytes.Compare(term, from) >= 0 && (until == nil || bytes.Compare(term, until) < 0) {
				hits = append(hits, hit{term, n.Name})
			}
			seen[word] = true
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(bytes.Compare(a.term, b.term), a.key.Compare(b.key)) })
	i := 0
	for n, err := range s.Find(ctx, LookupWord, from, until) {
		if err != nil {
			return err
		}
		if i >= len(hits) || hits[i].key != n.Name {
			return fmt.Errorf("from %q until %q: hit %d is %s", from, until, i, n.Name)
		}
		i++
	}
	if i != len(hits) {
		return fmt.Errorf("from %q until %q: %d hits, want %d", from, until, i, len(hits))
	}
	return nil
}
