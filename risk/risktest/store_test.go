package risktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

func TestMemory(t *testing.T) {
	TestStore(t, func(testing.TB) risk.Store { return new(risk.Memory) })
}

// A wrong store is Memory with one thing wrong about it.
type wrong struct {
	risk.Memory
	update func(w *wrong, ctx context.Context, key risk.RiskID, change func(risk.Risk) (risk.Risk, error)) (risk.Risk, error)
	get    func(w *wrong, ctx context.Context, key risk.RiskID) (risk.Risk, error)
	all    func(w *wrong, ctx context.Context, from risk.RiskID) iter.Seq2[risk.Risk, error]
	mu     sync.Mutex
	kept   map[risk.RiskID]risk.Risk
}

func (w *wrong) Update(ctx context.Context, key risk.RiskID, change func(risk.Risk) (risk.Risk, error)) (risk.Risk, error) {
	if w.update != nil {
		return w.update(w, ctx, key, change)
	}
	return w.Memory.Update(ctx, key, change)
}

func (w *wrong) Get(ctx context.Context, key risk.RiskID) (risk.Risk, error) {
	if w.get != nil {
		return w.get(w, ctx, key)
	}
	return w.Memory.Get(ctx, key)
}

func (w *wrong) All(ctx context.Context, from risk.RiskID) iter.Seq2[risk.Risk, error] {
	if w.all != nil {
		return w.all(w, ctx, from)
	}
	return w.Memory.All(ctx, from)
}

// TestWrongStores: every deliberately wrong store breaks the rule that forbids it,
// and the store that only keeps JSON breaks none.
func TestWrongStores(t *testing.T) {
	for name, row := range map[string]struct {
		store *wrong
		want  string // "" for a legal one
	}{
		"keeps JSON": {store: &wrong{update: func(w *wrong, ctx context.Context, key risk.RiskID, change func(risk.Risk) (risk.Risk, error)) (risk.Risk, error) {
			if change == nil {
				return w.Memory.Update(ctx, key, nil)
			}
			return w.Memory.Update(ctx, key, func(old risk.Risk) (risk.Risk, error) {
				next, err := change(old)
				if err != nil {
					return next, err
				}
				var again risk.Risk
				text, err := json.Marshal(next)
				if err == nil {
					err = json.Unmarshal(text, &again)
				}
				return again, err
			})
		}}},
		"finds nothing without a word": {&wrong{get: func(w *wrong, ctx context.Context, key risk.RiskID) (risk.Risk, error) {
			r, err := w.Memory.Get(ctx, key)
			if errors.Is(err, ownership.ErrNotFound) {
				err = nil
			}
			return r, err
		}}, "not found"},
		"loses updates": {&wrong{update: func(w *wrong, ctx context.Context, key risk.RiskID, change func(risk.Risk) (risk.Risk, error)) (risk.Risk, error) {
			if change == nil {
				return w.Memory.Update(ctx, key, nil)
			}
			old, err := w.Memory.Get(ctx, key)
			if err != nil && !errors.Is(err, ownership.ErrNotFound) {
				return risk.Risk{}, err
			}
			next, err := change(old)
			if err != nil {
				return risk.Risk{}, err
			}
			return w.Memory.Update(ctx, key, func(risk.Risk) (risk.Risk, error) { return next, nil })
		}}, "one winner"},
		"writes in spite of an error": {&wrong{update: func(w *wrong, ctx context.Context, key risk.RiskID, change func(risk.Risk) (risk.Risk, error)) (risk.Risk, error) {
			if change == nil {
				return w.Memory.Update(ctx, key, nil)
			}
			var failed error
			r, err := w.Memory.Update(ctx, key, func(old risk.Risk) (risk.Risk, error) {
				var next risk.Risk
				next, failed = change(old)
				return next, nil
			})
			if failed != nil {
				return risk.Risk{}, failed
			}
			return r, err
		}}, "failing closure"},
		"keeps what is another's": {&wrong{update: func(w *wrong, ctx context.Context, key risk.RiskID, change func(risk.Risk) (risk.Risk, error)) (risk.Risk, error) {
			r, err := w.Memory.Update(ctx, key, change)
			if errors.Is(err, ownership.ErrInvalid) && change != nil {
				return r, nil
			}
			return r, err
		}}, "foreign value"},
		"begins after": {&wrong{all: func(w *wrong, ctx context.Context, from risk.RiskID) iter.Seq2[risk.Risk, error] {
			return func(yield func(risk.Risk, error) bool) {
				for r, err := range w.Memory.All(ctx, from) {
					if (err != nil || r.ID() != from) && !yield(r, err) {
						return
					}
				}
			}
		}}, "resume"},
		"knows no order": {&wrong{all: func(w *wrong, ctx context.Context, from risk.RiskID) iter.Seq2[risk.Risk, error] {
			return func(yield func(risk.Risk, error) bool) {
				found := map[risk.RiskID]risk.Risk{}
				for r, err := range w.Memory.All(ctx, from) {
					if err != nil {
						yield(r, err)
						return
					}
					found[r.ID()] = r
				}
				for _, id := range slices.Backward(slices.Sorted(maps.Keys(found))) {
					if !yield(found[id], nil) {
						return
					}
				}
			}
		}}, "order"},
		"answers from the past": {&wrong{get: func(w *wrong, ctx context.Context, key risk.RiskID) (risk.Risk, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if r, ok := w.kept[key]; ok && ctx.Err() == nil {
				return r, nil
			}
			r, err := w.Memory.Get(ctx, key)
			if err == nil {
				if w.kept == nil {
					w.kept = map[risk.RiskID]risk.Risk{}
				}
				w.kept[key] = r
			}
			return r, err
		}}, "read your writes"},
	} {
		t.Run(name, func(t *testing.T) {
			s := riskSuite(func(testing.TB) risk.Store {
				return &wrong{update: row.store.update, get: row.store.get, all: row.store.all}
			}, Patience(5*time.Millisecond))
			// Slow where every update goes through JSON; of a wrong store the rule in
			// question is enough.
			s.Skip = []string{"large values", "all during change"}
			if row.want != "" {
				s.Skip = slices.DeleteFunc(s.Names(), func(name string) bool { return name == row.want })
			}
			broken := s.Failures(t)
			if _, ok := broken[row.want]; row.want != "" && !ok {
				t.Errorf("%s is not noticed; broken: %v", row.want, slices.Sorted(maps.Keys(broken)))
			}
			if row.want == "" && len(broken) > 0 {
				t.Errorf("a legal store breaks %s", fmt.Sprint(broken))
			}
		})
	}
}

// TestOptions: what a store says about itself reaches the suite.
func TestOptions(t *testing.T) {
	s := riskSuite(nil, Skip("order"), Patience(1), Deadline(2), LoseReply(func(risk.Store, bool) {}), Rerun(func(risk.Store) {}))
	if !slices.Equal(s.Skip, []string{"order"}) || s.Options.Patience != 1 || s.Options.Deadline != 2 || s.Options.LoseReply == nil || s.Options.Rerun == nil {
		t.Errorf("options are lost: %+v", s.Options)
	}
}

// TestBuilt: the fixture of the suite uses every kind of act.
func TestBuilt(t *testing.T) {
	marks := make([]string, 2*len(contents))
	for i := range marks {
		marks[i] = fmt.Sprint("mark ", i)
	}
	r := Must(buildRisk("mail", marks...))
	kinds := map[risk.ActKind]bool{}
	for a := range r.Acts() {
		kinds[a.Kind] = true
	}
	if len(kinds) != 12 {
		t.Errorf("%d kinds", len(kinds))
	}
}
