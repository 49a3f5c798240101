package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/sqlite"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

// raw runs statements on the file beside the adapter.
func raw(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// layout1 is what the first layout left on disk, with three notes, one of them
// deleted.
var layout1 = []string{
	`CREATE TABLE record (
		kind    TEXT    NOT NULL,
		key     BLOB    NOT NULL,
		version INTEGER NOT NULL,
		value   TEXT,
		PRIMARY KEY (kind, key)
	)`,
	`INSERT INTO record VALUES ('note', CAST('a' AS BLOB), 1, '{"name":"a","text":"red blue"}'),
		('note', CAST('b' AS BLOB), 4, NULL), ('note', CAST('c' AS BLOB), 3, '{"name":"c","text":"blue"}')`,
	`PRAGMA user_version = 1`,
}

func names(t testing.TB, s *sqlite.Store[storagecheck.Name, storagecheck.Note], word string) (out []string) {
	t.Helper()
	term := storage.AppendText(nil, word)
	for n, err := range s.Find(context.Background(), storagecheck.LookupWord, term, storage.Through(term)) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(n.Name))
	}
	return out
}

func TestOldLayout(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	raw(t, path, layout1...)
	db := open(t, path)
	s := store(t, db, storagecheck.Notes())
	n, err := s.Get(context.Background(), "a")
	if err != nil || n.Text != "red blue" {
		t.Errorf("Get = %v, %v", n, err)
	}
	if got := names(t, s, "blue"); !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("blue are %q", got)
	}
	// What the change numbers went up to was not forgotten.
	for c, err := range s.Changes(context.Background(), "4") {
		if err != nil {
			t.Fatal(err)
		}
		if c.Current {
			break
		}
		t.Errorf("%s has not changed", c.Key)
	}
	for _, key := range []storagecheck.Name{"a", "b", "d"} {
		n, err := s.Update(context.Background(), key, func(n storagecheck.Note) (storagecheck.Note, error) {
			return storagecheck.Note{Name: key, Text: n.Text + " green"}, nil
		})
		if err != nil {
			t.Errorf("Update(%s) = %v, %v", key, n, err)
		}
	}
	if got := names(t, s, "green"); !slices.Equal(got, []string{"a", "b", "d"}) {
		t.Errorf("green are %q", got)
	}
}

// An up-to-date file is one that all migrations made, whatever it began with.
func TestLayoutsMeet(t *testing.T) {
	schema := func(path string) (out string) {
		_ = open(t, path).Close()
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		err = db.QueryRow("SELECT group_concat(sql, ';') || (SELECT user_version FROM pragma_user_version) FROM (SELECT sql FROM sqlite_schema ORDER BY name)").Scan(&out)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(out), " ")
	}
	old, fresh := filepath.Join(t.TempDir(), "old.db"), filepath.Join(t.TempDir(), "new.db")
	raw(t, old, layout1...)
	if a, b := schema(old), schema(fresh); a != b {
		t.Errorf("old:\n%s\nnew:\n%s", a, b)
	}
}

func TestLayoutOfTheFuture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	raw(t, path, "PRAGMA user_version = 1000")
	if _, err := sqlite.Open(context.Background(), path); err == nil {
		t.Error("a layout that this program does not know was opened")
	}
}

// A lookup that a table has gained is built when the table is opened, for all
// records that are there.
func TestLookupGained(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "notes.db")
	db := open(t, path)
	without := storagecheck.Notes()
	without.Lookups = nil
	s := store(t, db, without)
	for i := range 600 {
		name := storagecheck.Name(fmt.Sprintf("note %03d", i))
		text := "even"
		if i%2 == 1 {
			text = "odd odd"
		}
		if _, err := s.Update(ctx, name, func(storagecheck.Note) (storagecheck.Note, error) {
			return storagecheck.Note{Name: name, Text: text}, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time it is there
		if got := names(t, store(t, db, storagecheck.Notes()), "odd"); len(got) != 300 || !slices.IsSorted(got) {
			t.Errorf("%d are odd: %q", len(got), got)
		}
	}
}

// TestLookup holds what the engine finds to a search through everything, over a
// random life of the notes.
func TestLookup(t *testing.T) {
	storagecheck.TestLookup(t, func(t testing.TB) storagecheck.LookupStore {
		return store(t, open(t, filepath.Join(t.TempDir(), "notes.db")), storagecheck.Notes())
	})
}

func TestTableIsChecked(t *testing.T) {
	table := storagecheck.Notes()
	table.Name = "No Name"
	if _, err := sqlite.NewStore(context.Background(), open(t, filepath.Join(t.TempDir(), "x.db")), table); err == nil {
		t.Error("a malformed table was taken")
	}
}
