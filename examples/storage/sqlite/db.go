package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Patience is how long a writer waits for other processes.
const Patience = 10 * time.Second

// A DB is an open file. It is safe for concurrent use.
type DB struct {
	readers *sql.DB
	writers *sql.DB       // of one connection, so that writers queue here and not in the file
	turn    chan struct{} // taken by the one who writes
	writing *writer       // of the one whose turn it is; nil until it is needed
	get     *sql.Stmt     // what is asked most often is parsed once

	mu      sync.Mutex
	changed chan struct{} // closed and replaced after every commit of this process
}

// Open opens the file, creates it if there is none and brings an older layout up
// to date. A layout newer than this package is refused.
func Open(ctx context.Context, path string) (*DB, error) {
	return open(ctx, path, &sqlite.Driver{})
}

func open(ctx context.Context, path string, d driver.Driver) (*DB, error) {
	db := &DB{
		writers: sql.OpenDB(connector{d, source(path, "synchronous(FULL)", "wal_autocheckpoint(4000)"), "PRAGMA busy_timeout = 0"}),
		readers: sql.OpenDB(connector{d, source(path), "PRAGMA query_only = 1"}),
		turn:    make(chan struct{}, 1),
		changed: make(chan struct{}),
	}
	db.writers.SetMaxOpenConns(1)
	db.readers.SetMaxOpenConns(16)
	db.readers.SetMaxIdleConns(16)
	err := db.migrate(ctx)
	if err == nil {
		db.get, err = db.readers.PrepareContext(ctx, "SELECT version, CASE WHEN version <> ? THEN value END FROM record WHERE kind = ? AND key = ?")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open %s: %w", path, err), db.Close())
	}
	return db, nil
}

// Close waits for a write that is under way and closes the file. Later calls end
// in an error.
func (db *DB) Close() error {
	db.turn <- struct{}{}
	defer func() { <-db.turn }()
	var err error
	if db.writing != nil {
		db.writing.finalize()
		err = db.writing.Close()
		db.writing = nil
	}
	return errors.Join(err, db.writers.Close(), db.readers.Close())
}

// source is the name of the file for the driver.
func source(path string, pragmas ...string) string {
	q := url.Values{"_pragma": append([]string{"busy_timeout(5000)", "journal_mode(WAL)"}, pragmas...)}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// A connector opens connections, each with a last statement of its own.
type connector struct {
	driver driver.Driver
	name   string
	last   string
}

func (c connector) Driver() driver.Driver { return c.driver }

// Connect opens a connection. That of the writer waits for no lock once it is
// open, because the engine's waits grow to a tenth of a second and do not hear
// the context.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.name)
	if err != nil {
		return nil, err
	}
	if _, err := conn.(driver.ExecerContext).ExecContext(ctx, c.last, nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// errLostRace is the error of a transaction that found another version; it was
// rolled back.
var errLostRace = errors.New("another update came first")

// transact runs f in a transaction and commits it. An error is definite, nothing
// was written, unless it is errUnknown. The context is heard until the
// transaction begins; f and the commit are not interrupted.
func (db *DB) transact(ctx context.Context, f func(context.Context, *writer) error) error {
	select {
	case db.turn <- struct{}{}:
		defer func() { <-db.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for deadline := time.Now().Add(Patience); ; {
		err := db.once(ctx, f)
		if !busy(err) {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%w: %w", errBusy, err)
		}
		time.Sleep(100*time.Microsecond + rand.N(time.Millisecond))
	}
}

var (
	errBusy    = errors.New("other processes were always faster")
	errUnknown = errors.New("the commit failed")
)

// A writer is the connection of those who write, with the statements that each
// write needs. It belongs to whoever has the turn.
type writer struct {
	*sql.Conn
	insert, update *sql.Stmt
}

const (
	next      = "(SELECT coalesce(max(version), 0) + 1 FROM record WHERE kind = ?1)"
	insertRow = "INSERT INTO record (kind, key, version, value) VALUES (?1, ?2, " + next + ", ?3) ON CONFLICT (kind, key) DO NOTHING RETURNING version"
	updateRow = "UPDATE record SET version = " + next + ", value = ?3 WHERE kind = ?1 AND key = ?2 AND version = ?4 RETURNING version"
)

// write returns the connection; one that has failed was closed and is replaced.
func (db *DB) write(ctx context.Context) (*writer, error) {
	if db.writing != nil {
		return db.writing, nil
	}
	conn, err := db.writers.Conn(ctx)
	if err != nil {
		return nil, err
	}
	db.writing = &writer{Conn: conn}
	return db.writing, nil
}

// drop closes the connection for good and rolls back what it was in the middle
// of. The engine keeps a connection, and its lock, for as long as a statement of
// it is open.
func (db *DB) drop() {
	w := db.writing
	db.writing = nil
	_, _ = w.ExecContext(context.Background(), "ROLLBACK")
	w.finalize()
	_ = w.Raw(func(any) error { return driver.ErrBadConn })
	_ = w.Close()
}

// prepare parses a statement the first time that it is used on the connection.
func (w *writer) prepare(ctx context.Context, at **sql.Stmt, query string) (_ *sql.Stmt, err error) {
	if *at == nil {
		*at, err = w.PrepareContext(ctx, query)
	}
	return *at, err
}

func (w *writer) finalize() {
	for _, s := range []*sql.Stmt{w.insert, w.update} {
		if s != nil {
			_ = s.Close()
		}
	}
}

func (db *DB) once(ctx context.Context, f func(context.Context, *writer) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	w, err := db.write(ctx)
	if err != nil {
		return err
	}
	sound := false
	defer func() {
		if !sound {
			db.drop()
		}
	}()
	if _, err := w.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		sound = busy(err)
		return err
	}
	rollback := func(err error) error {
		_, failed := w.ExecContext(ctx, "ROLLBACK")
		sound = failed == nil
		return err
	}
	if err := f(ctx, w); err != nil {
		return rollback(err)
	}
	if _, err := w.ExecContext(ctx, "COMMIT"); err != nil {
		if busy(err) {
			return rollback(err) // the transaction still stands, so this is definite
		}
		return fmt.Errorf("%w: %w", errUnknown, err)
	}
	sound = true
	db.announce()
	return nil
}

func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// announce wakes those who wait for changes.
func (db *DB) announce() {
	db.mu.Lock()
	defer db.mu.Unlock()
	close(db.changed)
	db.changed = make(chan struct{})
}

// news returns a channel that is closed at the next commit of this process.
func (db *DB) news() <-chan struct{} {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.changed
}
