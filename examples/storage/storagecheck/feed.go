package storagecheck

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
)

// A FeedStore is a store that tells of its changes.
type FeedStore interface {
	Store[Name, Note]
	storage.Feed[Name, Note]
}

// TestFeed holds the feeds of the stores that factory returns to the contract of
// [storage.Feed], one subtest a rule; a failure prints the rule. factory is
// called once a rule and returns a fresh, empty store each time.
func TestFeed(t *testing.T, factory func(testing.TB) FeedStore) {
	t.Helper()
	for _, r := range feedRows {
		t.Run(r.name, func(t *testing.T) {
			if err := r.try(factory(t), time.Minute); err != nil {
				t.Errorf("the rule: %s\nbroken: %v", r.rule, err)
			}
		})
	}
}

type feedRow struct {
	name, rule string
	check      func(context.Context, FeedStore) error
}

// try runs the row with a deadline, because a feed that misses a change waits
// for ever.
func (r feedRow) try(s FeedStore, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return r.check(ctx, s)
}

var feedRows = []feedRow{
	{"everything first", "after no position, every record that is stored is yielded, and then one mark with a position", everythingFirst},
	{"nothing stored", "the mark of an empty store comes, too", nothingStored},
	{"waits", "a walk goes on after its mark and yields what is written later", waits},
	{"deletions", "a deletion is yielded with its key and the zero value", deletions},
	{"order", "the changes of one key are yielded in their order, the last one always", inOrder},
	{"any position", "after any position that a walk was given, everything that changed later is yielded before the mark", anyPosition},
	{"killed and resumed", "a follower that is killed again and again while many write, and goes on at its last position, misses nothing", killed},
	{"honest mark", "what was acknowledged before a walk began is known when its mark comes, also while others write", honestMark},
	{"loop", "the body of the loop may call the store, and may leave", bodyOfLoop},
	{"context", "a context that is done ends the walk with its error as the last, before the walk, during it and while it waits", contexts},
	{"unknown position", "a position that nobody was given ends the walk with ErrPosition", unknownPosition},
}

// A follower keeps what it is told.
type follower struct {
	notes    map[Name]Note
	position string
	marks    int
}

func newFollower() *follower { return &follower{notes: map[Name]Note{}} }

// take takes the change over.
func (f *follower) take(c storage.Change[Name, Note]) error {
	f.position = c.Position
	switch {
	case c.Current && (c.Key != "" || !c.Value.IsZero()):
		return fmt.Errorf("a mark with the key %q", c.Key)
	case c.Current:
		if f.marks++; f.marks > 1 {
			return errors.New("a second mark")
		}
	case c.Key == "":
		return errors.New("a change without a key")
	case c.Value.IsZero():
		delete(f.notes, c.Key)
	case c.Value.Name != c.Key:
		return fmt.Errorf("the value of %q comes with the key %q", c.Value.Name, c.Key)
	default:
		f.notes[c.Key] = c.Value
	}
	return nil
}

// walk follows from its position on until stop says so, which is asked after
// every change.
func (f *follower) walk(ctx context.Context, s FeedStore, stop func(storage.Change[Name, Note]) bool) error {
	f.marks = 0
	for c, err := range s.Changes(ctx, f.position) {
		if err != nil {
			return err
		}
		if err := f.take(c); err != nil {
			return err
		}
		if stop(c) {
			return nil
		}
	}
	return errors.New("the walk has ended without an error")
}

func mark(c storage.Change[Name, Note]) bool { return c.Current }

// compare says whether the follower knows exactly what is stored.
func (f *follower) compare(ctx context.Context, s FeedStore) error {
	stored := map[Name]Note{}
	for n, err := range s.All(ctx, "") {
		if err != nil {
			return err
		}
		stored[n.Name] = n
	}
	if maps.Equal(stored, f.notes) {
		return nil
	}
	for key, n := range stored {
		if f.notes[key] != n {
			return fmt.Errorf("%s: the follower has %q, stored is %q (%d notes followed, %d stored)", key, f.notes[key].Text, n.Text, len(f.notes), len(stored))
		}
	}
	return fmt.Errorf("the follower has %d notes, stored are %d", len(f.notes), len(stored))
}

// write stores a note, or deletes it when text is empty, and repeats what did
// not succeed for a reason that passes.
func write(ctx context.Context, s Store[Name, Note], key Name, text string) error {
	for {
		_, err := s.Update(ctx, key, func(Note) (Note, error) {
			if text == "" {
				return Note{}, nil
			}
			return Note{key, text}, nil
		})
		if !errors.Is(err, ownership.ErrConflict) && !errors.Is(err, ownership.ErrOutcomeUnknown) {
			return err
		}
	}
}

func noteName(i int) Name { return Name(fmt.Sprintf("note %04d", i)) }

// feedNotes is more than adapters read at a time.
const feedNotes = 600

func everythingFirst(ctx context.Context, s FeedStore) error {
	for i := range feedNotes {
		if err := write(ctx, s, noteName(i), "a"); err != nil {
			return err
		}
	}
	if err := write(ctx, s, noteName(7), ""); err != nil {
		return err
	}
	f := newFollower()
	if err := f.walk(ctx, s, mark); err != nil {
		return err
	}
	if f.position == "" {
		return errors.New("the mark has no position")
	}
	return f.compare(ctx, s)
}

func nothingStored(ctx context.Context, s FeedStore) error {
	f := newFollower()
	if err := f.walk(ctx, s, mark); err != nil {
		return err
	}
	if err := write(ctx, s, "late", "a"); err != nil {
		return err
	}
	if err := f.walk(ctx, s, mark); err != nil {
		return err
	}
	return f.compare(ctx, s)
}

// waits writes only after the mark has come, so the walk has to wait.
func waits(ctx context.Context, s FeedStore) error {
	f, failed := newFollower(), make(chan error, 3)
	err := f.walk(ctx, s, func(c storage.Change[Name, Note]) bool {
		if c.Current {
			go func() {
				for _, text := range []string{"a", "b", "c"} {
					time.Sleep(20 * time.Millisecond)
					failed <- write(ctx, s, "late", text)
				}
			}()
		}
		return c.Value.Text == "c"
	})
	for range 3 {
		if err != nil {
			return err
		}
		err = <-failed
	}
	return err
}

func deletions(ctx context.Context, s FeedStore) error {
	for _, key := range []Name{"kept", "deleted", "created anew"} {
		if err := write(ctx, s, key, "a"); err != nil {
			return err
		}
	}
	f := newFollower()
	if err := f.walk(ctx, s, mark); err != nil {
		return err
	}
	for _, step := range []Note{{"deleted", ""}, {"created anew", ""}, {"created anew", "a"}} {
		if err := write(ctx, s, step.Name, step.Text); err != nil {
			return err
		}
	}
	if err := f.walk(ctx, s, mark); err != nil {
		return err
	}
	return f.compare(ctx, s)
}

func inOrder(ctx context.Context, s FeedStore) error {
	const last = 200
	failed := make(chan error, 1)
	go func() {
		for i := 1; i <= last; i++ {
			if err := write(ctx, s, "note", strconv.Itoa(i)); err != nil {
				failed <- err
				return
			}
		}
		failed <- nil
	}()
	before := 0
	var wrong error
	err := newFollower().walk(ctx, s, func(c storage.Change[Name, Note]) bool {
		if c.Current {
			return false
		}
		n, err := strconv.Atoi(c.Value.Text)
		if err != nil || n < before {
			wrong = errors.Join(err, fmt.Errorf("change %d comes after change %d", n, before))
			return true
		}
		before = n
		return n == last
	})
	return errors.Join(<-failed, err, wrong)
}

// anyPosition lets a follower begin at every place at which another one has been,
// with what that one knew there.
func anyPosition(ctx context.Context, s FeedStore) error {
	var places []*follower
	f := newFollower()
	for round := range 4 {
		for i := range 6 {
			text := strconv.Itoa(round)
			if i == round {
				text = ""
			}
			if err := write(ctx, s, noteName(i), text); err != nil {
				return err
			}
		}
		if err := f.walk(ctx, s, func(c storage.Change[Name, Note]) bool {
			places = append(places, &follower{notes: maps.Clone(f.notes), position: c.Position})
			return c.Current
		}); err != nil {
			return err
		}
	}
	for i, p := range places {
		if err := p.walk(ctx, s, mark); err != nil {
			return err
		}
		if err := p.compare(ctx, s); err != nil {
			return fmt.Errorf("from place %d of %d on: %w", i+1, len(places), err)
		}
	}
	return nil
}

// killed lets followers be killed, in the loop and by their context, while many
// write.
func killed(ctx context.Context, s FeedStore) error {
	const writers, each, keys = 8, 60, 240 // most are written twice, so that few misses are made good
	var wait sync.WaitGroup
	failed := make(chan error, writers)
	for w := range writers {
		wait.Go(func() {
			for i := range each {
				text := fmt.Sprintf("%d of %d", i, w)
				if i%10 == 9 {
					text = ""
				}
				if err := write(ctx, s, noteName((w*each/2+i)%keys), text); err != nil {
					failed <- err
					return
				}
				time.Sleep(rand.N(time.Millisecond)) // a store in memory would be done before anybody looks
			}
		})
	}
	done := make(chan struct{})
	go func() { wait.Wait(); close(done) }()
	f := newFollower()
	for n := 1; ; n++ {
		select {
		case err := <-failed:
			return err
		case <-done:
			if err := f.walk(ctx, s, mark); err != nil {
				return err
			}
			return f.compare(ctx, s)
		default:
		}
		life, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
		seen := 0
		err := f.walk(life, s, func(storage.Change[Name, Note]) bool { seen++; return seen == n%7+1 })
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
	}
}

// honestMark writes a note and follows until the mark, while others write.
func honestMark(ctx context.Context, s FeedStore) error {
	busy, stop := context.WithCancel(ctx)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer stop()
	for w := range 4 {
		wait.Go(func() {
			for i := 0; busy.Err() == nil; i++ {
				_ = write(busy, s, noteName(w), strconv.Itoa(i))
				time.Sleep(rand.N(time.Millisecond))
			}
		})
	}
	resumed := newFollower()
	for i := range 25 {
		text := fmt.Sprintf("acknowledged %d", i)
		if err := write(ctx, s, "mine", text); err != nil {
			return err
		}
		for _, f := range []*follower{newFollower(), resumed} {
			if err := f.walk(ctx, s, mark); err != nil {
				return err
			}
			if got := f.notes["mine"].Text; got != text {
				return fmt.Errorf("at the mark the follower has %q, acknowledged was %q", got, text)
			}
		}
	}
	return nil
}

func bodyOfLoop(ctx context.Context, s FeedStore) error {
	for i := range 3 {
		if err := write(ctx, s, noteName(i), "a"); err != nil {
			return err
		}
	}
	var failed error
	err := newFollower().walk(ctx, s, func(c storage.Change[Name, Note]) bool {
		if c.Value.Text == "a" {
			failed = errors.Join(failed, write(ctx, s, c.Key, "b"))
			_, err := s.Get(ctx, c.Key)
			failed = errors.Join(failed, err)
		}
		return c.Key == noteName(2) && c.Value.Text == "b"
	})
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	f := newFollower()
	if err := f.walk(ctx, s, mark); err != nil {
		return err
	}
	return f.compare(ctx, s)
}

func contexts(ctx context.Context, s FeedStore) error {
	if err := write(ctx, s, "note", "a"); err != nil {
		return err
	}
	none := func(storage.Change[Name, Note]) bool { return false }
	done, cancel := context.WithCancel(ctx)
	cancel()
	f := newFollower()
	if err := f.walk(done, s, none); !errors.Is(err, context.Canceled) || len(f.notes) > 0 {
		return fmt.Errorf("with a done context: %v, after %d notes", err, len(f.notes))
	}
	during, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := newFollower().walk(during, s, func(storage.Change[Name, Note]) bool { cancel(); return false }); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("cancelled in the loop: %w", err)
	}
	waiting, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	if err := newFollower().walk(waiting, s, none); !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("while it waits: %w", err)
	}
	last := false
	ended, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	for _, err := range s.Changes(ended, "") {
		if last {
			return errors.New("the walk goes on after its error")
		}
		last = err != nil
	}
	return nil
}

func unknownPosition(ctx context.Context, s FeedStore) error {
	for _, position := range []string{"nobody was given this", strconv.FormatInt(1<<62, 10), "-1"} {
		f := &follower{notes: map[Name]Note{}, position: position}
		err := f.walk(ctx, s, func(storage.Change[Name, Note]) bool { return true })
		if !errors.Is(err, storage.ErrPosition) {
			return fmt.Errorf("after %q: %v, want ErrPosition", position, err)
		}
	}
	return nil
}
