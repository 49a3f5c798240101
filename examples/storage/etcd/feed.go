package etcd

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/serviceowner/itsm/examples/storage"
)

// Changes is the [storage.Feed] of the table; see the section on it in the
// package documentation.
func (s *Store[K, V]) Changes(ctx context.Context, after string) iter.Seq2[storage.Change[K, V], error] {
	return func(yield func(storage.Change[K, V], error) bool) {
		// A server that has lost the others must not be listened to in vain.
		ctx, cancel := context.WithCancel(clientv3.WithRequireLeader(ctx))
		defer cancel()
		w := walk[K, V]{Store: s, yield: func(c storage.Change[K, V]) bool { return yield(c, nil) }}
		err := w.run(ctx, after)
		switch {
		case errors.Is(err, errLeft):
			return
		case errors.Is(err, rpctypes.ErrCompacted):
			err = fmt.Errorf("%w: %w", storage.ErrPosition, err)
		}
		yield(storage.Change[K, V]{}, fmt.Errorf("etcd: changes of %s: %w", s.table.Name, err))
	}
}

// errLeft: the loop over the changes was left.
var errLeft = errors.New("left")

// A place is where a walk stands: all changes up to the revision were yielded; or,
// with a key, the records up to it as they were in that revision.
type place struct {
	revision int64
	key      []byte // nil: none
}

func (p place) String() string {
	if p.key == nil {
		return strconv.FormatInt(p.revision, 10)
	}
	return fmt.Sprintf("%d.%x", p.revision, p.key)
}

func parsePlace(s string) (p place, err error) {
	number, key, reading := strings.Cut(s, ".")
	p.revision, err = strconv.ParseInt(number, 10, 64)
	if err == nil && reading {
		p.key, err = hex.DecodeString(key)
	}
	if err != nil || p.revision <= 0 {
		return place{}, fmt.Errorf("%w: %.60q", storage.ErrPosition, s)
	}
	return p, nil
}

// A walk is one loop over the changes of a store.
type walk[K storage.Key[K], V storage.Value] struct {
	*Store[K, V]
	yield func(storage.Change[K, V]) bool
	at    place
	known bool // the mark was given
}

func (w *walk[K, V]) run(ctx context.Context, after string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now, err := w.client.Get(ctx, w.records, clientv3.WithCountOnly())
	if err != nil {
		return err
	}
	current := now.Header.Revision
	w.at = place{current, []byte{}}
	if after != "" {
		if w.at, err = parsePlace(after); err == nil && w.at.revision > current {
			err = fmt.Errorf("%w: %.60q", storage.ErrPosition, after)
		}
		if err != nil {
			return err
		}
	}
	if w.at.key != nil {
		if err := w.everything(ctx); err != nil {
			return err
		}
	}
	return w.watch(ctx, current)
}

// everything yields the records after the key as they were in the revision.
func (w *walk[K, V]) everything(ctx context.Context) error {
	from := w.record(w.at.key)
	if len(w.at.key) > 0 {
		from += "\x00"
	}
	for kv, err := range w.scan(ctx, from, clientv3.GetPrefixRangeEnd(w.records), clientv3.WithRev(w.at.revision)) {
		if err != nil {
			return err
		}
		w.at.key = kv.Key[len(w.records):]
		if err := w.change(w.at.key, kv.Value); err != nil {
			return err
		}
	}
	w.at.key = nil
	return nil
}

// watch yields what comes after the revision, and the mark when it has reached
// the one that was current.
func (w *walk[K, V]) watch(ctx context.Context, current int64) error {
	if err := w.mark(current); err != nil {
		return err
	}
	changes := w.client.Watch(ctx, w.records, clientv3.WithPrefix(), clientv3.WithRev(w.at.revision+1))
	for {
		// Where nothing changes, nothing comes: so ask how far the watch has come.
		var ask <-chan time.Time
		if !w.known {
			ask = time.After(10 * time.Millisecond)
		}
		select {
		case <-ask:
			if err := w.client.RequestProgress(ctx); err != nil {
				return err
			}
		case found, ok := <-changes:
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case !ok:
				return errors.New("the watch has ended")
			case found.Err() != nil:
				return found.Err()
			}
			if err := w.take(found); err != nil {
				return err
			}
			if err := w.mark(current); err != nil {
				return err
			}
		}
	}
}

func (w *walk[K, V]) take(found clientv3.WatchResponse) error {
	for i, e := range found.Events {
		// One transaction may change several records; all of them are one revision.
		w.at.revision = e.Kv.ModRevision
		if i+1 < len(found.Events) && found.Events[i+1].Kv.ModRevision == e.Kv.ModRevision {
			w.at.revision--
		}
		value := e.Kv.Value
		if e.Type == clientv3.EventTypeDelete {
			value = nil
		}
		if err := w.change(e.Kv.Key[len(w.records):], value); err != nil {
			return err
		}
	}
	if found.IsProgressNotify() {
		w.at.revision = max(w.at.revision, found.Header.Revision)
	}
	return nil
}

func (w *walk[K, V]) mark(current int64) error {
	if w.known || w.at.revision < current {
		return nil
	}
	w.known = true
	return w.say(storage.Change[K, V]{Current: true})
}

func (w *walk[K, V]) change(order, value []byte) (err error) {
	var c storage.Change[K, V]
	if c.Key, err = w.table.Parse(order); err != nil {
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
	c.Position = w.at.String()
	if !w.yield(c) {
		return errLeft
	}
	return nil
}
