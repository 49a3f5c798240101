package storagecheck

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/serviceowner/itsm/examples/storage"
)

// A teller is a box that keeps a log of its changes. Its faults make wrong feeds
// of a right one.
type teller struct {
	*box
	log []Note // in the order of commits; a deletion has no text

	forgetsDeletions bool
	skipsOne         bool // goes on one change too late
	marksFirst       bool
	marksTwice       bool
	ends             bool // when it has caught up
	acceptsAnything  bool // as a position
	tellsLate        bool // commits with a number that followers have passed
	backwards        bool
	nameless         bool // changes without a key
	holdsLock        bool // while the loop's body runs
	deaf             bool // to the context while it waits
	nextOnly         bool // after no position, changes alone
}

func newTeller() *teller { return &teller{box: newBox()} }

func (s *teller) Update(ctx context.Context, key Name, change func(Note) (Note, error)) (Note, error) {
	n, err := s.box.Update(ctx, key, change)
	if err != nil {
		return n, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// The box has been left, so others may have come between: log what is there.
	entry := Note{key, s.notes[key].Text}
	if s.tellsLate && len(s.log) > 3 && s.writes%5 == 0 {
		s.log = slices.Insert(s.log, len(s.log)-3, entry)
	} else {
		s.log = append(s.log, entry)
	}
	return n, nil
}

func (s *teller) Changes(ctx context.Context, after string) iter.Seq2[storage.Change[Name, Note], error] {
	return func(yield func(storage.Change[Name, Note], error) bool) {
		fail := func(err error) { yield(storage.Change[Name, Note]{}, err) }
		at, err := 0, error(nil)
		if after != "" {
			at, err = strconv.Atoi(after)
		}
		s.mu.Lock()
		start := len(s.log)
		s.mu.Unlock()
		if err != nil || at < 0 || at > start {
			if !s.acceptsAnything {
				fail(storage.ErrPosition)
				return
			}
			at = 0
		}
		if s.skipsOne && at > 0 {
			at = min(at+1, start)
		}
		if s.nextOnly && after == "" {
			at = start
		}
		for marked := 0; ; {
			if err := ctx.Err(); err != nil {
				fail(err)
				return
			}
			if marked == 0 && (at >= start || s.marksFirst) {
				marked++
				c := storage.Change[Name, Note]{Position: strconv.Itoa(at), Current: true}
				if !yield(c, nil) || s.marksTwice && !yield(c, nil) {
					return
				}
			}
			s.mu.Lock()
			fresh := slices.Clone(s.log[at:])
			s.mu.Unlock()
			if s.backwards {
				slices.Reverse(fresh)
			}
			for _, n := range fresh {
				at++
				c := storage.Change[Name, Note]{Key: n.Name, Value: n, Position: strconv.Itoa(at)}
				if n.Text == "" {
					if c.Value = (Note{}); s.forgetsDeletions {
						continue
					}
				}
				if s.nameless {
					c.Key = ""
				}
				if !s.tell(c, yield) {
					return
				}
				if ctx.Err() != nil || at == start && marked == 0 {
					break
				}
			}
			if at < start || marked == 0 || len(fresh) > 0 {
				continue
			}
			if s.ends {
				return
			}
			if s.deaf {
				ctx = context.WithoutCancel(ctx)
				time.Sleep(3 * patience)
			}
			time.Sleep(time.Millisecond)
		}
	}
}

func (s *teller) tell(c storage.Change[Name, Note], yield func(storage.Change[Name, Note], error) bool) bool {
	if s.holdsLock {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	return yield(c, nil)
}

// patience is how long a rule may take here, where feeds hang on purpose.
const patience = 700 * time.Millisecond

// broken returns the rules that the feeds break. What hangs breaks its rule, too.
func broken(s func() FeedStore) (names []string) {
	hits := make(chan string)
	for _, r := range feedRows {
		go func() {
			done := make(chan error, 1)
			go func() { done <- r.try(s(), patience) }()
			select {
			case err := <-done:
				if err == nil {
					hits <- ""
					return
				}
			case <-time.After(2 * patience):
			}
			hits <- r.name
		}()
	}
	for range feedRows {
		if name := <-hits; name != "" {
			names = append(names, name)
		}
	}
	return names
}

func TestFeedOfRightStore(t *testing.T) {
	TestFeed(t, func(testing.TB) FeedStore { return newTeller() })
}

// TestFeedFindsWrongStores: each fault breaks at least the rule that is about it.
func TestFeedFindsWrongStores(t *testing.T) {
	faults := map[string]struct {
		spoil func(*teller)
		rule  string
	}{
		"forgets deletions": {func(s *teller) { s.forgetsDeletions = true }, "deletions"},
		"skips one":         {func(s *teller) { s.skipsOne = true }, "any position"},
		"marks first":       {func(s *teller) { s.marksFirst = true }, "honest mark"},
		"marks twice":       {func(s *teller) { s.marksTwice = true }, "waits"},
		"ends":              {func(s *teller) { s.ends = true }, "waits"},
		"accepts anything":  {func(s *teller) { s.acceptsAnything = true }, "unknown position"},
		"tells late":        {func(s *teller) { s.tellsLate = true }, "killed and resumed"},
		"backwards":         {func(s *teller) { s.backwards = true }, "everything first"},
		"nameless":          {func(s *teller) { s.nameless = true }, "everything first"},
		"holds its lock":    {func(s *teller) { s.holdsLock = true }, "loop"},
		"deaf":              {func(s *teller) { s.deaf = true }, "context"},
		"changes alone":     {func(s *teller) { s.nextOnly = true }, "everything first"},
	}
	type result struct {
		name   string
		broken []string
	}
	results := make(chan result)
	for name, f := range faults {
		go func() {
			results <- result{name, broken(func() FeedStore { s := newTeller(); f.spoil(s); return s })}
		}()
	}
	caught := map[string]bool{}
	for range faults {
		r := <-results
		if !slices.Contains(r.broken, faults[r.name].rule) {
			t.Errorf("%s: breaks %q, want %q among them", r.name, r.broken, faults[r.name].rule)
		}
		for _, rule := range r.broken {
			caught[rule] = true
		}
	}
	t.Logf("rules that have caught something: %q", slices.Sorted(maps.Keys(caught)))
	for _, r := range feedRows {
		if !caught[r.name] {
			t.Errorf("no wrong feed breaks %q", r.name)
		}
	}
}
