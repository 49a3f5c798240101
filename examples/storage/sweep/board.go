package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/serviceowner/itsm/examples/storage"
	"github.com/serviceowner/itsm/ownership"
)

// A Task names a record of a run: number 0 is its plan, the others are its
// ranges, from 1 on.
type Task struct {
	Run string
	No  int
}

// Compare orders by run and then by number.
func (t Task) Compare(o Task) int {
	if c := strings.Compare(t.Run, o.Run); c != 0 {
		return c
	}
	return t.No - o.No
}

// String is for messages.
func (t Task) String() string { return fmt.Sprintf("%s/%d", t.Run, t.No) }

// A State is what is known of a task: the plan, or the work on one range.
type State struct {
	Run string `json:"run"`
	No  int    `json:"no"`

	// Of the plan.
	Setting Run     `json:"setting,omitzero"`
	Ranges  []Range `json:"ranges,omitempty"`

	// Of a range: who works on it, and until when nobody else does; then what
	// came of it.
	Worker string          `json:"worker,omitempty"`
	Until  time.Time       `json:"until,omitzero"`
	Part   *ownership.Part `json:"part,omitempty"`
}

// IsZero reports whether there is no task.
func (s State) IsZero() bool { return s.Run == "" }

// Tasks is the table of what workers tell each other.
func Tasks() storage.Table[Task, State] {
	return storage.Table[Task, State]{
		Name:  "sweep",
		Order: func(t Task) []byte { return storage.AppendInt(storage.AppendText(nil, t.Run), int64(t.No)) },
		Parse: func(b []byte) (Task, error) {
			run, rest, err := storage.CutText(b)
			if err != nil {
				return Task{}, err
			}
			no, _, err := storage.CutInt(rest)
			return Task{run, int(no)}, err
		},
		KeyOf:  func(s State) Task { return Task{s.Run, s.No} },
		Encode: func(s State) ([]byte, error) { return json.Marshal(s) },
		Decode: func(text []byte) (s State, err error) {
			err = json.Unmarshal(text, &s)
			return s, err
		},
	}
}

// A Board is where the workers of a run find out what is left to do: a store of
// [Tasks].
type Board interface {
	Get(ctx context.Context, key Task) (State, error)
	Update(ctx context.Context, key Task, change func(State) (State, error)) (State, error)
	All(ctx context.Context, from Task) iter.Seq2[State, error]
}

// A Run is one review of everything. Its plan is kept on the board, so all workers
// do the same whatever they were started with.
type Run struct {
	ID    string           `json:"-"`
	At    time.Time        `json:"at"`
	Known time.Time        `json:"known,omitzero"` // zero: with everything that is recorded
	Codes []ownership.Code `json:"codes,omitempty"`
	Every int              `json:"every"` // see Source.Ranges
}

// A Worker works on runs. Several may have the same source and board.
type Worker struct {
	Name   string
	Lease  time.Duration    // how long a range is left to a worker that says nothing
	Now    func() time.Time // the clocks of workers need not agree; work is then done twice and counted once
	Source Source
	Board  Board
}

// Why a worker leaves a range alone.
var (
	errDone  = errors.New("done")
	errTaken = errors.New("taken")
)

// Pass reviews every range that is left and that nobody else is at, and returns
// how many are not done then. It goes on with a run that others began, or that
// this worker was interrupted in.
func (w Worker) Pass(ctx context.Context, run Run) (open int, err error) {
	plan, err := w.plan(ctx, run)
	if err != nil {
		return 0, err
	}
	for i := range plan.Ranges {
		switch err := w.do(ctx, plan, i+1); {
		case errors.Is(err, errTaken):
			open++
		case errors.Is(err, errDone):
		case err != nil:
			return 0, err
		}
	}
	return open, nil
}

// plan returns the plan of the run, which is made by the first who asks for it.
func (w Worker) plan(ctx context.Context, run Run) (State, error) {
	key := Task{Run: run.ID}
	plan, err := w.Board.Get(ctx, key)
	if err == nil || !errors.Is(err, ownership.ErrNotFound) {
		return plan, err
	}
	ranges, err := w.Source.Ranges(ctx, run.Every)
	if err != nil {
		return State{}, err
	}
	return w.tell(ctx, key, func(s State) (State, error) {
		if !s.IsZero() {
			return s, nil // somebody else was quicker, with another cut perhaps
		}
		return State{Run: run.ID, Setting: run, Ranges: ranges}, nil
	})
}

// tell is an update that is repeated until its outcome is known: what is told may
// be told twice.
func (w Worker) tell(ctx context.Context, key Task, change func(State) (State, error)) (State, error) {
	for {
		s, err := w.Board.Update(ctx, key, change)
		if !errors.Is(err, ownership.ErrOutcomeUnknown) && !errors.Is(err, ownership.ErrConflict) || ctx.Err() != nil {
			return s, err
		}
	}
}

// do reviews one range, unless it is done or somebody is at it.
func (w Worker) do(ctx context.Context, plan State, no int) error {
	key := Task{plan.Run, no}
	if _, err := w.tell(ctx, key, func(s State) (State, error) {
		now := w.Now()
		switch {
		case s.Part != nil:
			return s, errDone
		case !s.IsZero() && s.Worker != w.Name && now.Before(s.Until):
			return s, errTaken
		}
		return State{Run: key.Run, No: no, Worker: w.Name, Until: now.Add(w.Lease)}, nil
	}); err != nil {
		return err
	}
	part, err := w.review(ctx, plan, no)
	if err != nil {
		return err
	}
	_, err = w.tell(ctx, key, func(s State) (State, error) {
		if s.Part != nil {
			return s, nil
		}
		return State{Run: key.Run, No: no, Worker: w.Name, Part: &part}, nil
	})
	return err
}

func (w Worker) review(ctx context.Context, plan State, no int) (ownership.Part, error) {
	reg, subjects, err := w.Source.Read(ctx, plan.Ranges[no-1], plan.Setting.At)
	if err != nil {
		return ownership.Part{}, err
	}
	return plan.Setting.of(reg).ReviewPart(plan.Setting.At, slices.Values(subjects), plan.Setting.Codes...), nil
}

// of is the register as the run looks at it.
func (r Run) of(reg *ownership.Register) *ownership.Register {
	if !r.Known.IsZero() {
		return reg.KnownAt(r.Known)
	}
	return reg
}

// Finish hands every finding of a run that is done to found, range by range and
// those that show in the whole alone at the end, and returns how many there were.
// It holds one part at a time and what the folding rules keep.
func (w Worker) Finish(ctx context.Context, run Run, found func(ownership.Finding) error) (findings int, err error) {
	plan, err := w.Board.Get(ctx, Task{Run: run.ID})
	if err != nil {
		return 0, err
	}
	tables, err := ownership.NewRegister(ownership.Facts{Matrices: w.Source.Matrices, Policies: w.Source.Policies}, nil)
	if err != nil {
		return 0, err
	}
	reg := plan.Setting.of(tables)
	give := func(report ownership.Report) error {
		findings += report.Len()
		for f := range report.All() {
			if err := found(f); err != nil {
				return err
			}
		}
		return nil
	}
	rests := make([]ownership.Part, 0, len(plan.Ranges))
	for no := range len(plan.Ranges) {
		task, err := w.Board.Get(ctx, Task{plan.Run, no + 1})
		if err != nil {
			return findings, err
		}
		if task.Part == nil {
			return findings, fmt.Errorf("sweep: %w: range %d of run %q is not done", ownership.ErrInvalid, no+1, run.ID)
		}
		report, rest, err := reg.SettleReview(plan.Setting.At, *task.Part)
		if err != nil {
			return findings, err
		}
		rests = append(rests, rest)
		if err := give(report); err != nil {
			return findings, err
		}
	}
	whole, err := reg.FinishReview(plan.Setting.At, rests...)
	if err != nil {
		return findings, err
	}
	return findings, give(whole)
}
