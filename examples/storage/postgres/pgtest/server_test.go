package pgtest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/serviceowner/itsm/examples/storage/postgres/pgtest"
)

// TestServer: what was committed is there after a crash, and nothing else is.
func TestServer(t *testing.T) {
	server, err := pgtest.Start()
	if errors.Is(err, pgtest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	exec := func(conn *pgx.Conn, sql string) {
		t.Helper()
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	before := connect(t, server)
	exec(before, "create table t (n int)")
	exec(before, "insert into t values (1)")
	exec(before, "begin")
	exec(before, "insert into t values (2)")
	if err := server.Crash(); err != nil {
		t.Fatal(err)
	}
	if err := before.Ping(ctx); err == nil {
		t.Error("a connection survived the crash")
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	var sum int
	if err := connect(t, server).QueryRow(ctx, "select sum(n) from t").Scan(&sum); err != nil || sum != 1 {
		t.Errorf("after the crash the table sums up to %d, %v; want 1", sum, err)
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

func connect(t *testing.T, server *pgtest.Server) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
