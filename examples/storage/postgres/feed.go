package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/serviceowner/itsm/examples/storage"
)

const (
	channel = "itsm_changes" // of LISTEN and NOTIFY
	gather  = 20 * time.Millisecond
	quiet   = time.Second // after which a feed looks even though nobody has called
)

// wake tells followers that there is something to read, in a moment and once for
// all writes until then. It is a favour, hence neither waited for nor repeated.
func (s *Store[K, V]) wake(ctx context.Context) {
	if !s.waking.CompareAndSwap(false, true) {
		return
	}
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), quiet)
		defer cancel()
		time.Sleep(gather)
		s.waking.Store(false) // from here on a write wants a wake-up of its own
		_, _ = s.db.pool.Exec(ctx, "select pg_notify($1, $2)", channel, s.db.schema)
	}()
}

// Changes is the [storage.Feed] of the table; see the section on it in the
// package documentation. It takes a connection out of the pool when it begins
// and closes it when it ends. A lost connection ends it with an error: go on from
// the last position.
func (s *Store[K, V]) Changes(ctx context.Context, after string) iter.Seq2[storage.Change[K, V], error] {
	return func(yield func(storage.Change[K, V], error) bool) {
		err := s.follow(ctx, after, func(c storage.Change[K, V]) bool { return yield(c, nil) })
		if err != nil && !errors.Is(err, errLeft) {
			yield(storage.Change[K, V]{}, fmt.Errorf("postgres: changes of %s: %w", s.table.Name, err))
		}
	}
}

// errLeft: the loop over the changes was left.
var errLeft = errors.New("left")

// A place is where a walk stands: everything up to the row of that number and key
// was yielded. Keys are never empty, so that an empty one stands before all of a
// number.
type place struct {
	changed uint64
	key     []byte
}

// before is the place before everything that has the number. Its key is not nil,
// which would be null, and nothing compares with that.
func before(changed uint64) place { return place{changed, []byte{}} }

func (p place) String() string { return fmt.Sprintf("%d.%x", p.changed, p.key) }

func parsePlace(s string) (p place, err error) {
	number, key, ok := strings.Cut(s, ".")
	var errN, errK error
	p.changed, errN = strconv.ParseUint(number, 10, 64)
	p.key, errK = hex.DecodeString(key)
	if err := errors.Join(errN, errK); err != nil || !ok {
		return place{}, fmt.Errorf("%w: %.60q", storage.ErrPosition, s)
	}
	return p, nil
}

// A horizon is what the server says about its transactions: those below Ended
// have ended, and all that can be seen to have written lie below Next. Newest is
// the greatest number in the table.
type horizon struct{ Ended, Next, Newest uint64 }

type changed struct {
	Changed    uint64
	Key, Value []byte
}

func (c changed) place() place { return place{c.Changed, c.Key} }

// A walk is one loop over the changes of a store. It has a connection to itself,
// on which it also hears of changes.
type walk[K storage.Key[K], V storage.Value] struct {
	*Store[K, V]
	conn  *pgx.Conn
	yield func(storage.Change[K, V]) bool
	at    place             // everything up to here was yielded
	ahead map[string]uint64 // what was yielded beyond, with its number
}

func (s *Store[K, V]) follow(ctx context.Context, after string, yield func(storage.Change[K, V]) bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	pooled, err := s.db.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	// A connection that listens is of no use to others.
	w := walk[K, V]{Store: s, conn: pooled.Hijack(), yield: yield}
	defer func() { _ = w.conn.Close(context.WithoutCancel(ctx)) }()
	// The name shows in pg_stat_activity.
	if _, err := w.conn.Exec(ctx, "set application_name = 'itsm feed'; listen "+channel); err != nil {
		return err
	}
	if err := w.begin(ctx, after); err != nil {
		return err
	}
	for current := false; ; {
		for complete := false; !complete; {
			if complete, err = w.look(ctx); err != nil {
				return err
			}
		}
		if !current {
			current = true
			if err := w.say(storage.Change[K, V]{Current: true, Position: w.at.String()}); err != nil {
				return err
			}
		}
		if err := w.wait(ctx); err != nil {
			return err
		}
	}
}

// begin finds the place of the position.
func (w *walk[K, V]) begin(ctx context.Context, after string) error {
	now, err := w.horizon(ctx, w.conn)
	switch {
	case err != nil:
		return err
	case now.Newest >= now.Next:
		return errors.New("the records carry numbers of another server: call Renumber once")
	case after == "":
		w.at = before(0)
		return nil
	}
	if w.at, err = parsePlace(after); err == nil && w.at.changed > now.Next {
		err = fmt.Errorf("%w: %.60q", storage.ErrPosition, after)
	}
	return err
}

// look yields what is to be seen after the place, and says whether that was all.
// Beyond the horizon it is read, too, lest a record that changes all the time
// never come; but the place stays before it, because what is late will turn up
// there. All of that is read from one snapshot, so that of a record that moves
// while it is read either the old or the new state is met.
func (w *walk[K, V]) look(ctx context.Context) (complete bool, err error) {
	var rows []changed
	var now horizon
	err = pgx.BeginTxFunc(ctx, w.conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		var err error
		if now, err = w.horizon(ctx, tx); err != nil {
			return err
		}
		for last := w.at; !complete; {
			more, err := query[changed](ctx, tx, w.sql.changes, w.table.Name, last.changed, last.key, page)
			if err != nil {
				return err
			}
			rows = append(rows, more...)
			if complete = len(more) < page; complete {
				break
			}
			if last = more[page-1].place(); last.changed < now.Ended {
				break
			}
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	ahead := map[string]uint64{}
	for _, r := range rows {
		known := w.ahead[string(r.Key)] == r.Changed
		if r.Changed < now.Ended {
			w.at = r.place()
		} else {
			w.at, ahead[string(r.Key)] = before(now.Ended), r.Changed
		}
		if known {
			continue
		}
		if err := w.change(r.Key, r.Value, w.at.String()); err != nil {
			return false, err
		}
	}
	if complete {
		w.ahead = ahead
		if w.at.changed < now.Ended {
			w.at = before(now.Ended)
		}
	}
	return complete, nil
}

func (w *walk[K, V]) change(key, value []byte, position string) (err error) {
	c := storage.Change[K, V]{Position: position}
	if c.Key, err = w.table.Parse(key); err != nil {
		return err
	}
	if value != nil {
		if c.Value, err = w.table.Decode(value); err != nil {
			return err
		}
	}
	return w.say(c)
}

func (w *walk[K, V]) say(c storage.Change[K, V]) error {
	if !w.yield(c) {
		return errLeft
	}
	return nil
}

// wait returns when there may be something to read.
func (w *walk[K, V]) wait(ctx context.Context) error {
	pausing, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	if _, err := w.conn.WaitForNotification(pausing); err != nil && pausing.Err() == nil {
		return err
	}
	return ctx.Err()
}

func (w *walk[K, V]) horizon(ctx context.Context, db querier) (horizon, error) {
	found, err := query[horizon](ctx, db, w.sql.horizon, w.table.Name)
	if err != nil {
		return horizon{}, err
	}
	return found[0], nil
}
