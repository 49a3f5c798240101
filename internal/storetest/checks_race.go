package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
)

const (
	writers    = 8
	increments = 5
)

func (b *bench[K, V, S]) runsAgain() error {
	key := b.Keys[0]
	if err := b.put(key, "a"); err != nil {
		return err
	}
	if b.Rerun != nil {
		b.Rerun(b.store)
	}
	var seen [][]string // by run
	wait := func() error { return nil }
	stored, err := b.store.Update(background, key, func(v V) (V, error) {
		seen = append(seen, b.Marks(v))
		if len(seen) == 1 {
			wait = b.meanwhile(func() error { return b.retry(func(int) error { _, err := b.add(key, "other"); return err }) })
		}
		next, err := b.marked(v, key, fmt.Sprintf("run%d", len(seen)))
		b.Scribble(v)
		return next, err
	})
	if err := errors.Join(err, wait()); err != nil {
		return fmt.Errorf("two updates of which one ran during the other: %w", err)
	}
	if b.Rerun != nil && len(seen) < 2 {
		return errors.New("asked to run the closure again, the store ran it once")
	}
	for i, marks := range seen {
		if !slices.Equal(marks, []string{"a"}) && !slices.Equal(marks, []string{"a", "other"}) {
			return fmt.Errorf("run %d received %q, want what is stored", i+1, marks)
		}
	}
	want := append(slices.Clone(seen[len(seen)-1]), fmt.Sprintf("run%d", len(seen)))
	if got := b.Marks(stored); !slices.Equal(got, want) {
		return fmt.Errorf("Update returned %q, want the result of run %d: %q", got, len(seen), want)
	}
	if !slices.Contains(want, "other") {
		want = append(want, "other")
	}
	return b.want(key, want...)
}

func (b *bench[K, V, S]) oneWinner() error {
	if err := b.overtaken(); err != nil {
		return err
	}
	key := b.Keys[1]
	var mu sync.Mutex
	var results [][]string // the marks after each successful update
	var failed []string    // the marks of updates that ended in a conflict
	err := together(writers, func(w int) error {
		for n := range increments {
			err := b.retry(func(attempt int) error {
				mark := fmt.Sprintf("w%d-%d-%d", w, n, attempt)
				v, err := b.add(key, mark)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					failed = append(failed, mark)
					return err
				}
				results = append(results, b.Marks(v))
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	final, err := b.store.Get(background, key)
	if err != nil {
		return fmt.Errorf("Get(%s): %w", key, err)
	}
	marks := b.Marks(final)
	if len(marks) != writers*increments {
		return fmt.Errorf("%d updates by %d writers succeeded, %d are stored", writers*increments, writers, len(marks))
	}
	for _, mark := range failed {
		if slices.Contains(marks, mark) {
			return fmt.Errorf("the update that added %q ended in a conflict and is stored", mark)
		}
	}
	lengths := map[int]bool{}
	for _, got := range results {
		if len(got) > len(marks) || !slices.Equal(got, marks[:len(got)]) {
			return errors.New("an update returned something that was never a state of the value")
		}
		if lengths[len(got)] {
			return errors.New("two updates saw the same state before them")
		}
		lengths[len(got)] = true
	}
	return nil
}

// overtaken lets one update come first while another's closure runs.
func (b *bench[K, V, S]) overtaken() error {
	key := b.Keys[0]
	if err := b.put(key, "a"); err != nil {
		return err
	}
	wait := func() error { return nil }
	once := sync.OnceFunc(func() {
		wait = b.meanwhile(func() error { return b.retry(func(int) error { _, err := b.add(key, "first"); return err }) })
	})
	err := b.retry(func(int) error {
		_, err := b.store.Update(background, key, func(v V) (V, error) { once(); return b.marked(v, key, "second") })
		return err
	})
	if err := errors.Join(err, wait()); err != nil {
		return fmt.Errorf("two updates of which one ran during the other: %w", err)
	}
	v, err := b.store.Get(background, key)
	if err != nil {
		return fmt.Errorf("Get(%s): %w", key, err)
	}
	marks := b.Marks(v)
	if !slices.Equal(marks, []string{"a", "first", "second"}) && !slices.Equal(marks, []string{"a", "second", "first"}) {
		return fmt.Errorf("two updates succeeded, of which one ran during the other, and %q is stored", marks)
	}
	return nil
}

func (b *bench[K, V, S]) createRace() error {
	taken := errors.New("taken")
	create := func(key K, mark string, before func()) error {
		return b.retry(func(int) error {
			_, err := b.store.Update(background, key, func(v V) (V, error) {
				before()
				if !v.IsZero() {
					return v, taken
				}
				return b.marked(v, key, mark)
			})
			return err
		})
	}
	judge := func(key K, errs []error) error {
		won := -1
		for i, err := range errs {
			switch {
			case err == nil && won >= 0:
				return fmt.Errorf("both creator %d and %d of %s succeeded", won, i, key)
			case err == nil:
				won = i
			case !errors.Is(err, taken):
				return fmt.Errorf("creator %d of %s: %w", i, key, err)
			}
		}
		if won < 0 {
			return fmt.Errorf("no creator of %s succeeded", key)
		}
		return b.want(key, fmt.Sprintf("c%d", won))
	}

	errs := make([]error, 2)
	wait := func() error { return nil }
	once := sync.OnceFunc(func() {
		wait = b.meanwhile(func() error { return create(b.Keys[0], "c1", func() {}) })
	})
	errs[0] = create(b.Keys[0], "c0", once)
	errs[1] = wait()
	if err := judge(b.Keys[0], errs); err != nil {
		return err
	}
	for _, key := range b.Keys[1:] {
		errs := make([]error, writers)
		_ = together(writers, func(w int) error { errs[w] = create(key, fmt.Sprintf("c%d", w), func() {}); return nil })
		if err := judge(key, errs); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench[K, V, S]) keysRace() error {
	err := together(writers, func(w int) error {
		for n := range increments {
			err := b.retry(func(int) error { _, err := b.add(b.Keys[w], fmt.Sprintf("n%d", n)); return err })
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for w := range writers {
		marks := make([]string, increments)
		for n := range marks {
			marks[n] = fmt.Sprintf("n%d", n)
		}
		if err := b.want(b.Keys[w], marks...); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench[K, V, S]) recreate() error {
	key := b.Keys[0]
	if err := b.put(key, "old"); err != nil {
		return err
	}
	wait := func() error { return nil }
	once := sync.OnceFunc(func() {
		wait = b.meanwhile(func() error {
			return errors.Join(
				b.retry(func(int) error { return b.remove(key) }),
				b.retry(func(int) error {
					_, err := b.store.Update(background, key, func(V) (V, error) { return b.make(key, "new") })
					return err
				}))
		})
	})
	err := b.retry(func(int) error {
		_, err := b.store.Update(background, key, func(v V) (V, error) { once(); return b.marked(v, key, "mine") })
		return err
	})
	if err := errors.Join(err, wait()); err != nil {
		return fmt.Errorf("deleting and creating anew during an update: %w", err)
	}
	v, err := b.store.Get(background, key)
	if err != nil {
		return fmt.Errorf("Get(%s): %w", key, err)
	}
	if marks := b.Marks(v); !slices.Equal(marks, []string{"new"}) && !slices.Equal(marks, []string{"new", "mine"}) {
		return fmt.Errorf("deleted and created anew during an update, %q is stored; want the new value, before or after the update", marks)
	}
	return nil
}

func (b *bench[K, V, S]) allDuringChange() error {
	if err := b.shifted(); err != nil {
		return err
	}
	changing, stable := b.Keys[0], []K{}
	for i, key := range b.Keys {
		if i == 0 || i%2 == 1 {
			if err := b.put(key, "a"); err != nil {
				return err
			}
			stable = append(stable, key)
		}
	}
	var seen [][]string
	const rounds = 40
	writing := make(chan error, 1)
	go func() {
		writing <- func() error {
			for n := range rounds {
				key := b.Keys[2+2*(n%((len(b.Keys)-1)/2))] // the even ones come and go
				err := errors.Join(
					b.retry(func(int) error { _, err := b.add(key, "a"); return err }),
					b.retry(func(i int) error { _, err := b.add(changing, fmt.Sprintf("n%d-%d", n, i)); return err }),
					b.retry(func(int) error { return b.remove(key) }))
				if err != nil {
					return err
				}
			}
			return nil
		}()
	}()
	var written error
	err := func() error {
		for ended := false; !ended; {
			select {
			case written = <-writing: // once more, on what is now at rest
				ended = true
			default:
			}
			var last K
			met := 0
			for v, err := range b.store.All(background, last) {
				if err != nil {
					return fmt.Errorf("All: %w", err)
				}
				key := b.KeyOf(v)
				if last.Compare(key) >= 0 {
					return fmt.Errorf("All yields %s after %s", key, last)
				}
				last = key
				if slices.Contains(stable, key) {
					met++
				}
				switch marks := b.Marks(v); {
				case key == changing:
					seen = append(seen, marks)
				case !slices.Equal(marks, []string{"a"}):
					return fmt.Errorf("All yields %s, which was never stored", b.show(v))
				}
			}
			if met != len(stable) {
				return fmt.Errorf("All yields %d of %d keys that were there all the time", met, len(stable))
			}
		}
		return nil
	}()
	if err := errors.Join(err, written); err != nil {
		return err
	}
	final, err := b.store.Get(background, changing)
	if err != nil {
		return fmt.Errorf("Get(%s): %w", changing, err)
	}
	marks := b.Marks(final)
	for _, s := range seen {
		if len(s) > len(marks) || !slices.Equal(s, marks[:len(s)]) {
			return fmt.Errorf("All yielded a state of %s that was never stored", changing)
		}
	}
	return nil
}

// shifted deletes a key that an iteration has passed, which must not make it
// leave another out, and creates one behind it, which must not make it repeat.
func (b *bench[K, V, S]) shifted() error {
	rest := b.Keys[2:]
	for _, key := range rest {
		if err := b.put(key, "a"); err != nil {
			return err
		}
	}
	var got []K
	wait := []func() error{}
	for v, err := range b.store.All(background, *new(K)) {
		if err != nil {
			return fmt.Errorf("All: %w", err)
		}
		switch got = append(got, b.KeyOf(v)); len(got) {
		case 2:
			wait = append(wait, b.meanwhile(func() error { return b.retry(func(int) error { return b.remove(rest[0]) }) }))
		case 4:
			wait = append(wait, b.meanwhile(func() error {
				return b.retry(func(int) error {
					return errors.Join(b.put(b.Keys[0], "a"), b.put(b.Keys[1], "a"))
				})
			}))
		}
	}
	for _, w := range wait {
		if err := w(); err != nil {
			return err
		}
	}
	if !slices.Equal(got, rest) {
		return fmt.Errorf("keys changed behind the iteration, and All yields %q, want %q", got, rest)
	}
	return errors.Join(b.remove(b.Keys[0]), b.remove(b.Keys[1]))
}

// together runs f in n goroutines that start at the same moment and joins their
// errors.
func together(n int, f func(int) error) error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					errs[i] = fmt.Errorf("panic: %v", p)
				}
			}()
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wg.Wait()
	return errors.Join(errs...)
}
