package storagecheck

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/serviceowner/itsm/ownership"
)

// A Load says how a store is used while a history is recorded.
type Load struct {
	// Clients work at once; 8 if zero.
	Clients int
	// Keys are few, so that clients meet; 4 if zero.
	Keys int
	// Operations are those of one client, after which it stops; none means that
	// it goes on until the context is done.
	Operations int
	// Cancel is the share of operations in a hundred whose context is done at
	// random, before they start, while they run or just after.
	Cancel int
	// Seed makes the choices of the clients.
	Seed uint64
}

// A History is what clients did to a store and what came of it. Several Runs,
// one after the other or at once, make one history.
type History struct {
	// Trace is written to while clients work, for a process that is killed: what
	// it wrote last says what it was doing. [History.Learn] reads it elsewhere.
	Trace io.Writer

	began time.Time

	mu      sync.Mutex
	ops     []porcupine.Operation
	clients int
	counts  Counts
}

// Counts says what a history is made of.
type Counts struct {
	Reads, Writes, Unknown, Failed int
}

// String says it in words.
func (c Counts) String() string {
	return fmt.Sprintf("%d reads, %d writes, %d of unknown outcome, %d failed", c.Reads, c.Writes, c.Unknown, c.Failed)
}

// NewHistory begins a history. The store has no notes yet.
func NewHistory() *History { return &History{began: time.Now()} }

// An input is what an operation is about, an output what its client learnt. Text
// "" stands for absence.
type input struct {
	key   Name
	write bool
}

type output struct {
	seen    string // what Get returned, or the last run of the closure was handed
	stored  string // what the last run of the closure returned
	unknown bool
}

// forever is when an operation of unknown outcome returns: it may take effect at
// any time after its call, and when that is after everything else, not at all.
const forever = int64(1) << 62

// Run lets clients work until they are done or the context is. stores are taken
// by turns: several connections, or members of a cluster.
func (h *History) Run(ctx context.Context, l Load, stores ...Store[Name, Note]) {
	l.Clients, l.Keys = cmp.Or(l.Clients, 8), cmp.Or(l.Keys, 4)
	var wait sync.WaitGroup
	h.mu.Lock()
	first := h.clients
	h.clients += l.Clients
	h.mu.Unlock()
	for i := range l.Clients {
		c := &client{
			h: h, id: first + i, store: stores[i%len(stores)], load: l,
			rand: rand.New(rand.NewPCG(l.Seed, uint64(first+i))),
		}
		wait.Go(func() { c.work(ctx) })
	}
	wait.Wait()
}

// Check fails unless some order of the operations, each at an instant between
// its call and its return, explains everything that was seen.
func (h *History) Check(t interface {
	Helper()
	Fatalf(string, ...any)
	Logf(string, ...any)
},
) {
	t.Helper()
	if err := h.Err(); err != nil {
		t.Fatalf("%v", err)
	}
	t.Logf("linearizable: %s", h.Counts())
}

// Err is what Check fails with.
func (h *History) Err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.counts.Reads == 0 || h.counts.Writes == 0 {
		return fmt.Errorf("the history says nothing: %s", h.counts)
	}
	switch result := porcupine.CheckOperationsTimeout(model, h.ops, time.Minute); result {
	case porcupine.Ok:
		return nil
	case porcupine.Illegal:
		return fmt.Errorf("not linearizable: %s\n%s", h.counts, h.smallest())
	default:
		return fmt.Errorf("too long a history to judge: %s", h.counts)
	}
}

// smallest shows the end of the shortest beginning of one key's history that no
// order explains.
func (h *History) smallest() string {
	for _, part := range model.Partition(h.ops) {
		slices.SortStableFunc(part, func(a, b porcupine.Operation) int { return cmp.Compare(a.Return, b.Return) })
		n := sort.Search(len(part), func(n int) bool {
			return porcupine.CheckOperationsTimeout(model, part[:n+1], time.Second) == porcupine.Illegal
		})
		if n == len(part) {
			continue
		}
		text := ""
		for _, op := range part[max(0, n-20) : n+1] {
			text += fmt.Sprintf("client %d, %d to %d: %s\n", op.ClientId, op.Call, op.Return, describe(op.Input, op.Output))
		}
		return text
	}
	return ""
}

// Counts says what was recorded.
func (h *History) Counts() Counts {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.counts
}

// model is a register for each key. What failed is not in the history at all, so
// a failed write that happened all the same shows as a value that nobody wrote.
var model = porcupine.Model{
	Partition: func(ops []porcupine.Operation) [][]porcupine.Operation {
		byKey := map[Name][]porcupine.Operation{}
		var keys []Name
		for _, op := range ops {
			key := op.Input.(input).key
			if byKey[key] == nil {
				keys = append(keys, key)
			}
			byKey[key] = append(byKey[key], op)
		}
		slices.Sort(keys)
		var parts [][]porcupine.Operation
		for _, key := range keys {
			parts = append(parts, byKey[key])
		}
		return parts
	},
	Init: func() any { return "" },
	Step: func(state, in, out any) (bool, any) {
		i, o := in.(input), out.(output)
		switch {
		case o.unknown && state != o.seen:
			return true, state // it did not happen
		case state != o.seen:
			return false, state
		case i.write:
			return true, o.stored
		}
		return true, state
	},
	DescribeOperation: describe,
}

func describe(in, out any) string {
	i, o := in.(input), out.(output)
	text := fmt.Sprintf("%s: saw %q", i.key, o.seen)
	if i.write {
		text += fmt.Sprintf(", wrote %q", o.stored)
	}
	if o.unknown {
		text += ", outcome unknown"
	}
	return text
}

// A client does one thing after the other.
type client struct {
	h     *History
	id    int
	store Store[Name, Note]
	load  Load
	rand  *rand.Rand
	n     int
}

func (c *client) work(ctx context.Context) {
	for c.n = 1; ctx.Err() == nil && (c.load.Operations == 0 || c.n <= c.load.Operations); c.n++ {
		one, cancel := c.context(ctx)
		key := Name(fmt.Sprintf("note %d", c.rand.IntN(c.load.Keys)))
		var err error
		switch c.rand.IntN(16) {
		case 0:
			err = c.all(one)
		case 1, 2, 3, 4, 5:
			err = c.get(one, key)
		case 6, 7:
			err = c.update(one, key, "")
		default:
			err = c.update(one, key, fmt.Sprintf("%d of client %d", c.n, c.id))
		}
		cancel()
		if err != nil {
			time.Sleep(time.Millisecond) // servers that are down answer at once
		}
	}
}

func (c *client) context(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.rand.IntN(100) >= c.load.Cancel {
		return ctx, func() {}
	}
	after := time.Duration(c.rand.Int64N(int64(4 * time.Millisecond)))
	return context.WithTimeout(ctx, after-time.Millisecond)
}

func (c *client) now() int64 { return int64(time.Since(c.h.began)) }

func (c *client) get(ctx context.Context, key Name) error {
	call := c.now()
	n, err := c.store.Get(ctx, key)
	if errors.Is(err, ownership.ErrNotFound) {
		n, err = Note{}, nil
	}
	if err != nil {
		c.record(Counts{Failed: 1})
		return err
	}
	c.record(Counts{Reads: 1}, c.op(call, input{key: key}, output{seen: n.Text}))
	return nil
}

// all takes every note that an iteration yields for a Get that lasted from the
// beginning of the iteration to that note.
func (c *client) all(ctx context.Context) error {
	call := c.now()
	var ops []porcupine.Operation
	for n, err := range c.store.All(ctx, "") {
		if err != nil {
			c.record(Counts{Failed: 1, Reads: len(ops)}, ops...)
			return err
		}
		ops = append(ops, c.op(call, input{key: n.Name}, output{seen: n.Text}))
	}
	c.record(Counts{Reads: len(ops)}, ops...)
	return nil
}

// update writes a text that nobody else ever writes, or deletes.
func (c *client) update(ctx context.Context, key Name, text string) error {
	call, ran := c.now(), false
	var out output
	_, err := c.store.Update(ctx, key, func(n Note) (Note, error) {
		ran, out = true, output{seen: n.Text, stored: text}
		c.h.trace(traced{Client: c.id, State: trying, Key: key, Write: true, Seen: out.seen, Stored: out.stored, Call: call})
		if text == "" {
			return Note{}, nil
		}
		return Note{Name: key, Text: text}, nil
	})
	switch {
	case err == nil:
		c.record(Counts{Writes: 1}, c.op(call, input{key, true}, out))
	case errors.Is(err, ownership.ErrOutcomeUnknown) && ran:
		out.unknown = true
		op := c.op(call, input{key, true}, out)
		op.Return = forever
		c.record(Counts{Unknown: 1}, op)
	default:
		c.h.trace(traced{Client: c.id, State: failed})
		c.record(Counts{Failed: 1})
	}
	return err
}

func (c *client) op(call int64, in input, out output) porcupine.Operation {
	return porcupine.Operation{ClientId: c.id, Input: in, Call: call, Output: out, Return: c.now()}
}

func (c *client) record(n Counts, ops ...porcupine.Operation) {
	for _, op := range ops {
		c.h.trace(traceOf(op))
	}
	c.h.record(n, ops...)
}

func (h *History) record(n Counts, ops ...porcupine.Operation) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops = append(h.ops, ops...)
	h.counts.Reads += n.Reads
	h.counts.Writes += n.Writes
	h.counts.Unknown += n.Unknown
	h.counts.Failed += n.Failed
}
