package storagecheck

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/serviceowner/itsm/ownership"
)

// A state is how far an operation has come, as its process tells it line by line.
// Lines are short, so that a pipe takes each as a whole or not at all.
type state string

const (
	trying  state = "trying" // the closure has run; nothing later means killed meanwhile
	done    state = "done"
	unknown state = "unknown"
	failed  state = "failed"
)

// A traced line of a [History]. Instants are nanoseconds of the machine's clock,
// which the processes share.
type traced struct {
	Client       int
	State        state
	Key          Name   `json:",omitempty"`
	Write        bool   `json:",omitempty"`
	Seen, Stored string `json:",omitempty"`
	Call, Return int64  `json:",omitempty"`
}

func traceOf(op porcupine.Operation) traced {
	in, out := op.Input.(input), op.Output.(output)
	t := traced{
		Client: op.ClientId, State: done, Key: in.key, Write: in.write, Seen: out.seen, Stored: out.stored,
		Call: op.Call, Return: op.Return,
	}
	if out.unknown {
		t.State, t.Return = unknown, 0
	}
	return t
}

func (h *History) trace(t traced) {
	if h.Trace == nil {
		return
	}
	began := h.began.UnixNano()
	if t.Call += began; t.Return != 0 {
		t.Return += began
	}
	line, err := json.Marshal(t)
	if err == nil {
		_, _ = h.Trace.Write(append(line, '\n'))
	}
}

// Learn adds what another process traced until it ended or was killed. What it
// was trying then has an unknown outcome.
func (h *History) Learn(r io.Reader) error {
	h.mu.Lock()
	first := h.clients
	h.mu.Unlock()
	under := map[int]traced{}
	began := h.began.UnixNano()
	add := func(t traced) {
		op := porcupine.Operation{
			ClientId: first + t.Client, Input: input{t.Key, t.Write},
			Output: output{t.Seen, t.Stored, t.State != done}, Call: t.Call - began, Return: t.Return - began,
		}
		switch {
		case t.State != done:
			op.Return = forever
			h.record(Counts{Unknown: 1}, op)
		case t.Write:
			h.record(Counts{Writes: 1}, op)
		default:
			h.record(Counts{Reads: 1}, op)
		}
	}
	clients := 0
	err := lines(r, func(t traced) {
		clients = max(clients, t.Client+1)
		if t.Write || t.State == failed {
			delete(under, t.Client)
		}
		switch t.State {
		case trying:
			under[t.Client] = t
		case failed:
			h.record(Counts{Failed: 1})
		default:
			add(t)
		}
	})
	for _, t := range under {
		add(t)
	}
	h.mu.Lock()
	h.clients += clients
	h.mu.Unlock()
	return err
}

// A handed line is that of a [Relay].
type handed struct {
	State state
	Scope ownership.Scope
	Ref   ownership.Ref
	To    ownership.PartyID
	At    time.Time
}

func (r *Relay) trace(b baton, s state) {
	if r.Trace == nil {
		return
	}
	line, err := json.Marshal(handed{s, b.scope, b.ref, b.to, b.at})
	if err == nil {
		_, _ = r.Trace.Write(append(line, '\n'))
	}
}

// Learn adds what another process traced until it ended or was killed.
func (r *Relay) Learn(from io.Reader) error {
	last := map[ownership.Ref]handed{}
	err := lines(from, func(t handed) { last[t.Ref] = t })
	for _, t := range last {
		r.learn(baton{t.Scope, t.Ref, t.To, t.At}, t.State)
	}
	return err
}

// lines reads one value a line. A last line that is cut off was never written.
func lines[T any](r io.Reader, take func(T)) error {
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var t T
		if err := json.Unmarshal(line, &t); err != nil {
			return err
		}
		take(t)
	}
}
