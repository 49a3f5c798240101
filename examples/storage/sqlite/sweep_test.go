package sqlite_test

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/sqlite"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
	"github.com/serviceowner/itsm/examples/storage/sweep"
	"github.com/serviceowner/itsm/ownership"
)

func put[K storage.Key[K], V storage.Value](t *testing.T, s *sqlite.Store[K, V], key K, v V) {
	t.Helper()
	if _, err := s.Update(context.Background(), key, func(V) (V, error) { return v, nil }); err != nil {
		t.Fatal(err)
	}
}

// Workers on one file share a sweep, and find what a review of the whole finds.
func TestSweep(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "itsm.db")
	db := open(t, path)
	r, err := storagecheck.NewRelay(20)
	if err != nil {
		t.Fatal(err)
	}
	source := func(db *sqlite.DB) sweep.Source {
		return sweep.Source{
			Ledgers: store(t, db, storage.Ledgers()), Areas: store(t, db, storage.Areas()),
			Services: store(t, db, storage.Services()), Parties: store(t, db, storage.Parties()),
		}
	}
	ledgers := store(t, db, storage.Ledgers())
	if err := r.Fill(ctx, ledgers); err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Facts().Parties {
		put(t, store(t, db, storage.Parties()), p.ID, storage.Party{Party: p})
	}
	for _, s := range r.Facts().Services {
		put(t, store(t, db, storage.Services()), s.ID, storage.Service{Service: s})
	}
	reg, err := ownership.Load(ctx, ledgers, r.Facts())
	if err != nil {
		t.Fatal(err)
	}
	run := sweep.Run{ID: "all", At: time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC), Every: 3}
	worker := func(name string, db *sqlite.DB) sweep.Worker {
		return sweep.Worker{Name: name, Lease: time.Minute, Now: time.Now, Source: source(db), Board: store(t, db, sweep.Tasks())}
	}
	var wait sync.WaitGroup
	for _, name := range []string{"a", "b", "c"} {
		w := worker(name, open(t, path))
		wait.Go(func() {
			for open := 1; open > 0; {
				var err error
				if open, err = w.Pass(ctx, run); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	var found []ownership.Finding
	if _, err := worker("a", db).Finish(ctx, run, func(f ownership.Finding) error { found = append(found, f); return nil }); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(found, ownership.Finding.Compare)
	if want := slices.Collect(reg.Review(run.At, ownership.Selection{}).All()); !slices.EqualFunc(want, found, func(a, b ownership.Finding) bool { return a.Compare(b) == 0 }) {
		t.Errorf("found %v, want %v", found, want)
	}
}
