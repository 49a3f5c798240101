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
// the last position. While everything that is stored is read for the first time
// the position is "", which begins again.
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
// have ended, and so has every one that can be seen to have written, which lie
// below Next. Newest is the greatest number in the table.
type horizon struct{ Ended, Next, Newest uint64 }

type changed struct {
	Changed    uint64
	Key, Value []byte
}

// A walk is one loop over the changes of a store. It has a connection to itself,
// on which it also hears of changes.
type walk[K storage.Key[K], V storage.Value] struct {
	*Store[K, V]
	conn  *pgx.Conn
	yield func(storage.Change[K, V]) bool
	at    place
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
	if _, err := w.conn.Exec(ctx, "listen "+channel); err != nil {
		return err
	}
	start, err := w.horizon(ctx)
	if err != nil {
		return err
	}
	if start.Newest >= start.Next {
		return errors.New("the records carry numbers of another server: call Renumber once")
	}
	current := after == ""
	if current {
		err = w.everything(ctx, start)
	} else if w.at, err = parsePlace(after); err == nil && w.at.changed > start.Next {
		err = fmt.Errorf("%w: %.60q", storage.ErrPosition, after)
	}
	for err == nil {
		var now horizon
		if now, err = w.horizon(ctx); err != nil {
			break
		}
		if err = w.upTo(ctx, now.Ended); err != nil {
			break
		}
		if !current && now.Ended >= start.Next {
			current = true
			if err = w.say(storage.Change[K, V]{Current: true}); err != nil {
				break
			}
		}
		err = w.wait(ctx, now)
	}
	return err
}

func (w *walk[K, V]) say(c storage.Change[K, V]) error {
	c.Position = w.at.String()
	if w.at.changed == 0 {
		c.Position = "" // begin again: the first reading goes by keys
	}
	if !w.yield(c) {
		return errLeft
	}
	return nil
}

// everything yields what is stored. What changes meanwhile has numbers from the
// horizon on, whether the reading met it or not.
func (w *walk[K, V]) everything(ctx context.Context, start horizon) error {
	for r, err := range w.records(ctx, w.conn, []byte{}) {
		if err == nil {
			err = w.change(r.Key, r.Value)
		}
		if err != nil {
			return err
		}
	}
	w.at = place{changed: start.Ended}
	return w.say(storage.Change[K, V]{Current: true})
}

// upTo yields what has a number below end.
func (w *walk[K, V]) upTo(ctx context.Context, end uint64) error {
	for {
		rows, err := query[changed](ctx, w.conn, w.sql.changes, w.table.Name, w.at.changed, w.at.key, end, page)
		if err != nil {
			return err
		}
		for _, r := range rows {
			w.at = place{r.Changed, r.Key}
			if err := w.change(r.Key, r.Value); err != nil {
				return err
			}
		}
		if len(rows) < page {
			if end > w.at.changed {
				w.at = place{changed: end}
			}
			return nil
		}
	}
}

func (w *walk[K, V]) change(key, value []byte) (err error) {
	var c storage.Change[K, V]
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

// wait returns when there may be something to read. While transactions run that
// may not call when they end, it looks more often.
func (w *walk[K, V]) wait(ctx context.Context, now horizon) error {
	pause := quiet
	if now.Ended < now.Next {
		pause = 5 * gather
	}
	pausing, cancel := context.WithTimeout(ctx, pause)
	defer cancel()
	if _, err := w.conn.WaitForNotification(pausing); err != nil && pausing.Err() == nil {
		return err
	}
	return ctx.Err()
}

func (w *walk[K, V]) horizon(ctx context.Context) (horizon, error) {
	found, err := query[horizon](ctx, w.conn, w.sql.horizon, w.table.Name)
	if err != nil {
		return horizon{}, err
	}
	return found[0], nil
}
