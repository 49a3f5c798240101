package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/examples/storage/sqlite"
	"github.com/serviceowner/itsm/examples/storage/storagecheck"
)

// victim names the file on which the test binary, started again, works until it
// is killed.
const victim = "ITSM_SQLITE_VICTIM"

func TestMain(m *testing.M) {
	if path := os.Getenv(victim); path != "" {
		if err := work(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// work writes to the file for ever and tells on two pipes what it does.
func work(path string) error {
	ctx := context.Background()
	db, err := sqlite.Open(ctx, path)
	if err != nil {
		return err
	}
	notes, err := sqlite.NewStore(ctx, db, storagecheck.Notes())
	if err != nil {
		return err
	}
	ledgers, err := sqlite.NewStore(ctx, db, storage.Ledgers())
	if err != nil {
		return err
	}
	h := storagecheck.NewHistory()
	h.Trace = os.NewFile(3, "history")
	r, err := storagecheck.NewRelay(3)
	if err != nil {
		return err
	}
	r.Name, r.Trace = fmt.Sprintf("process %d, ", os.Getpid()), os.NewFile(4, "relay")
	go h.Run(ctx, storagecheck.Load{Clients: 4, Cancel: 10, Seed: uint64(os.Getpid())}, notes)
	return r.Run(ctx, 4, 0, ledgers)
}

// TestKilled kills the process that writes, again and again, while this one goes
// on with the same file. Nothing acknowledged is lost, and what was in the middle
// has either happened or not.
func TestKilled(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "itsm.db")
	db := open(t, path)
	notes, ledgers := store(t, db, storagecheck.Notes()), store(t, db, storage.Ledgers())
	h := storagecheck.NewHistory()
	r, err := storagecheck.NewRelay(3)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Fill(ctx, ledgers); err != nil {
		t.Fatal(err)
	}
	rounds := 6
	if full {
		rounds = 150
	}
	for i := range rounds {
		var wait sync.WaitGroup
		if i%2 == 0 {
			wait.Go(func() { h.Run(ctx, storagecheck.Load{Clients: 2, Operations: 20, Seed: uint64(i)}, notes) })
		}
		killed(t, path, h, r)
		wait.Wait()
		// A file that was not closed properly is opened afresh, too.
		again := open(t, path)
		h.Run(ctx, storagecheck.Load{Clients: 1, Operations: 20, Seed: uint64(i)}, store(t, again, storagecheck.Notes()))
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
	h.Check(t)
	if err := r.Settle(ctx, ledgers); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(ctx, ledgers); err != nil {
		t.Error(err)
	}
	t.Logf("%d processes killed; handovers: %s", rounds, r.Counts())
}

// killed starts a process on the file, kills it soon after it has begun to write,
// and learns what it had told until then.
func killed(t *testing.T, path string, h *storagecheck.History, r *storagecheck.Relay) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victim+"="+path)
	cmd.Stderr = os.Stderr
	var told [2]bytes.Buffer
	var reading sync.WaitGroup
	begun := make(chan struct{})
	for i := range told {
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = read.Close() }()
		cmd.ExtraFiles = append(cmd.ExtraFiles, write)
		reading.Go(func() {
			first := make([]byte, 1)
			n, _ := read.Read(first)
			told[i].Write(first[:n])
			if i == 1 {
				close(begun)
			}
			_, _ = io.Copy(&told[i], read)
		})
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for _, f := range cmd.ExtraFiles {
		_ = f.Close()
	}
	<-begun
	time.Sleep(rand.N(150 * time.Millisecond))
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var end *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &end) || end.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the process ended by itself: %v", err)
	}
	reading.Wait()
	if err := errors.Join(h.Learn(&told[0]), r.Learn(&told[1])); err != nil {
		t.Fatal(err)
	}
}
