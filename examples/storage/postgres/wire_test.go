package postgres_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/postgres"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/ownership/ownershiptest"
)

// A wire lies between a pool and the server and does to the next write what it
// was told: it loses the statement or the reply, or lets somebody else come first.
type wire struct {
	quiet  *pgxpool.Pool // another way to the server
	schema string

	mu   sync.Mutex
	next func(*line, []any)
}

func (w *wire) config(c *pgxpool.Config) {
	dial := c.ConnConfig.DialFunc
	c.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		return &line{Conn: conn}, err
	}
	c.ConnConfig.Tracer = w
}

// TraceQueryStart is called before a statement is sent.
func (w *wire) TraceQueryStart(ctx context.Context, conn *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	if strings.Contains(data.SQL, "returning 1") {
		w.mu.Lock()
		next := w.next
		w.next = nil
		w.mu.Unlock()
		if next != nil {
			next(conn.PgConn().Conn().(*line), data.Args)
		}
	}
	return ctx
}

func (w *wire) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (w *wire) onNext(f func(*line, []any)) { w.mu.Lock(); defer w.mu.Unlock(); w.next = f }

func (w *wire) loseReply(written bool) {
	w.onNext(func(l *line, _ []any) { l.fault = map[bool]fault{true: loseReply, false: loseRequest}[written] })
}

// overtake writes the row before the statement does.
func (w *wire) overtake(t testing.TB) {
	schema := w.schema
	w.onNext(func(_ *line, args []any) {
		_, err := w.quiet.Exec(context.Background(), strings.ReplaceAll(`insert into {}.record as r (kind, key, version, changed) values ($1, $2, 1, pg_current_xact_id())
			on conflict (kind, key) do update set version = r.version + 1`, "{}", schema), args[0], args[1])
		if err != nil {
			t.Error(err)
		}
	})
}

type fault int

const (
	loseRequest fault = iota + 1
	loseReply
)

// A line is one connection. Its fault strikes when a prepared statement is run.
type line struct {
	net.Conn
	fault  fault
	struck bool
}

func (l *line) Write(b []byte) (int, error) {
	if l.fault != 0 && len(b) > 0 && b[0] == 'B' { // Bind
		l.struck = true
	}
	if l.struck && l.fault == loseRequest {
		return len(b), nil
	}
	return l.Conn.Write(b)
}

func (l *line) Read(b []byte) (int, error) {
	if !l.struck {
		return l.Conn.Read(b)
	}
	if l.fault == loseReply {
		_, _ = l.Conn.Read(b) // the write has taken place
	}
	_ = l.Conn.Close()
	return 0, io.ErrUnexpectedEOF
}

// TestLedgers runs the whole suite, with the rows that need a fault.
func TestLedgers(t *testing.T) {
	w, pool := openWire(t)
	ownershiptest.TestStore(t,
		func(t testing.TB) ownership.Store { return openWired(t, pool, w, storage.Ledgers()) },
		ownershiptest.LoseReply(func(_ ownership.Store, written bool) { w.loseReply(written) }),
		ownershiptest.Rerun(func(ownership.Store) { w.overtake(t) }))
}

// openWire returns a pool with a wire between it and the server.
func openWire(t *testing.T) (*wire, *pgxpool.Pool) {
	t.Helper()
	server, err := shared()
	w := &wire{quiet: openPool(t, started(t, server, err).URL(), nil)}
	return w, openPool(t, server.URL(), w.config)
}

func openWired[K storage.Key[K], V storage.Value](t testing.TB, pool *pgxpool.Pool, w *wire, table storage.Table[K, V]) *postgres.Store[K, V] {
	t.Helper()
	db := openDB(t, pool)
	w.schema = schema()
	return openStore(t, db, table)
}
