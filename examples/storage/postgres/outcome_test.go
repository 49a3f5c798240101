package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"

	"github.com/serviceowner/itsm/ownership"
)

// unsent is an error before anything was sent, as the driver tells it.
type unsent struct{}

func (unsent) Error() string     { return "unsent" }
func (unsent) SafeToRetry() bool { return true }

// TestOutcome: everything is unknown but what says that nothing was written.
func TestOutcome(t *testing.T) {
	told := func(severity, code string) error {
		return fmt.Errorf("wrapped: %w", &pgconn.PgError{Severity: "FEHLER", SeverityUnlocalized: severity, Code: code})
	}
	open := context.Background()
	done, cancel := context.WithCancel(open)
	cancel()
	const overtaken, failed, ended, unknown = "overtaken", "failed", "ended", "unknown"
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		want string
	}{
		"no row":                        {open, pgx.ErrNoRows, overtaken},
		"serialisation":                 {open, told("ERROR", "40001"), overtaken},
		"deadlock":                      {open, told("ERROR", "40P01"), overtaken},
		"disk full":                     {open, told("ERROR", "53100"), failed},
		"read-only":                     {open, told("ERROR", "25006"), failed},
		"cancelled by an administrator": {open, told("ERROR", "57014"), failed},
		"cancelled for the context":     {done, told("ERROR", "57014"), ended},
		"nothing sent":                  {open, unsent{}, failed},
		"server stopping":               {open, told("FATAL", "57P01"), unknown},
		"server crashing":               {open, told("PANIC", "XX000"), unknown},
		"session terminated by others":  {open, told("FATAL", "57P02"), unknown},
		"connection lost":               {open, io.ErrUnexpectedEOF, unknown},
		"context done meanwhile":        {done, context.Canceled, unknown},
	} {
		err := outcome(c.ctx, c.err)
		got := failed
		switch {
		case err == nil:
			got = overtaken
		case errors.Is(err, ownership.ErrOutcomeUnknown):
			got = unknown
		case errors.Is(err, context.Canceled):
			got = ended
		}
		assert.Equal(t, c.want, got, name)
		if err != nil && got != ended {
			assert.ErrorIs(t, err, c.err, name)
		}
	}
	assert.NoError(t, outcome(done, nil), "what is stored is stored")
}
