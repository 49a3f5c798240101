// Package pgtest starts throw-away PostgreSQL servers for tests: on loopback,
// with temporary data, found in PATH or where Debian puts them. Nothing has to
// be configured, and no process stays behind, not even when the test is killed.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrMissing: there is no PostgreSQL server on this machine. Tests skip on it.
var ErrMissing = errors.New("no PostgreSQL server found in PATH or /usr/lib/postgresql/*/bin: install the package postgresql (apt-get install postgresql) to run this")

// patience is how long a server may take to start, to recover or to stop.
const patience = time.Minute

// A Server is one server process with its data. It is not for concurrent use;
// what it serves is.
type Server struct {
	bin, home string
	port      int
	settings  []string
	owner     *syscall.SysProcAttr // whom the server runs as; it refuses root
	life      io.Closer            // the server ends when this is closed
	process   *exec.Cmd
}

// Start creates the data and starts a server on them. Settings are those of
// postgresql.conf, such as "fsync=off". Stop must be called in the end. The
// error is over [ErrMissing] where there is no server to start.
func Start(settings ...string) (*Server, error) {
	bin, err := find()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, settings: settings}
	if s.owner, err = unprivileged(); err != nil {
		return nil, err
	}
	if s.home, err = os.MkdirTemp("", "itsm-postgres-"); err != nil {
		return nil, err
	}
	if err := s.create(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.home))
	}
	// A free port may be taken by somebody else before the server has it.
	for range 5 {
		if s.port, err = freePort(); err != nil {
			break
		}
		if err = s.Restart(); err == nil {
			return s, nil
		}
	}
	return nil, errors.Join(err, os.RemoveAll(s.home))
}

// URL is the address of the database that every server has.
func (s *Server) URL() string {
	return fmt.Sprintf("postgres://itsm@127.0.0.1:%d/postgres?sslmode=disable", s.port)
}

// Crash stops the server as the loss of its machine would: connections break in
// whatever they do, nothing is finished, and the next start recovers from the log.
func (s *Server) Crash() error { return s.end("immediate") }

// Stop shuts down and removes the data.
func (s *Server) Stop() error {
	var err error
	if s.process != nil {
		err = s.end("fast")
	}
	return errors.Join(err, os.RemoveAll(s.home))
}

// Restart starts the server again after a Crash and returns when it answers.
func (s *Server) Restart() error {
	// The shell waits for the end of its input, which comes with Stop and with the
	// death of this process alike, and takes the server with it.
	args := []string{
		"-c", `"$@" >log 2>&1 & server=$!; read -r _; kill -QUIT $server 2>/dev/null; wait $server`, "sh",
		filepath.Join(s.bin, "postgres"), "-D", s.data(), "-p", strconv.Itoa(s.port), "-k", s.home,
	}
	for _, setting := range append([]string{"listen_addresses=127.0.0.1"}, s.settings...) {
		args = append(args, "-c", setting)
	}
	s.process = exec.Command("sh", args...)
	s.process.Dir, s.process.SysProcAttr = s.home, s.owner
	in, err := s.process.StdinPipe()
	if err != nil {
		return err
	}
	s.life = in
	if err := s.process.Start(); err != nil {
		return err
	}
	if err := s.answers(); err != nil {
		log, _ := os.ReadFile(filepath.Join(s.home, "log"))
		return errors.Join(fmt.Errorf("%w\n%s", err, log), s.reap())
	}
	return nil
}

// answers waits until the server does.
func (s *Server) answers() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.URL())
		if err == nil {
			// Somebody else's server may have been faster on the port.
			var data string
			err = errors.Join(conn.QueryRow(ctx, "show data_directory").Scan(&data), conn.Close(ctx))
			if err == nil && data != s.data() {
				err = fmt.Errorf("the server on port %d keeps its data in %s", s.port, data)
			}
			return err
		}
		if _, statusErr := s.run("pg_ctl", "status", "-D", s.data()); statusErr != nil && ctx.Err() != nil {
			return fmt.Errorf("the server does not start: %w", err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *Server) end(mode string) error {
	_, err := s.run("pg_ctl", "stop", "-w", "-m", mode, "-D", s.data())
	return errors.Join(err, s.reap())
}

// reap lets the shell go and waits for it.
func (s *Server) reap() error {
	err := s.life.Close()
	_ = s.process.Wait() // the status of a server that was made to end
	s.process = nil
	return err
}

func (s *Server) data() string { return filepath.Join(s.home, "data") }

func (s *Server) create() error {
	if s.owner.Credential != nil {
		if err := os.Chown(s.home, int(s.owner.Credential.Uid), int(s.owner.Credential.Gid)); err != nil {
			return err
		}
	}
	_, err := s.run("initdb", "-D", s.data(), "-U", "itsm", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	return err
}

// run runs one of the server's own programs to its end.
func (s *Server) run(name string, args ...string) (string, error) {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = s.home, s.owner
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return string(out), err
}

// find returns the directory with the server's programs, the newest version
// where there are several.
func find() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // fails on a bad pattern only
	if len(found) == 0 {
		return "", ErrMissing
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4])
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

// unprivileged says whom to run as: oneself, or nobody if one is root.
func unprivileged() (*syscall.SysProcAttr, error) {
	attr := new(syscall.SysProcAttr)
	if os.Geteuid() != 0 {
		return attr, nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, err
	}
	uid, errU := strconv.ParseUint(nobody.Uid, 10, 32)
	gid, errG := strconv.ParseUint(nobody.Gid, 10, 32)
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, errors.Join(errU, errG)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
