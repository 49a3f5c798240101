package risk

import (
	"fmt"
	"math"
	"slices"

	"github.com/serviceowner/itsm/ownership"
)

const (
	blockYears = 1024 // so few that the sums of a block stay in the nearest cache
	maxYears   = 10_000_000
)

// A Run says which years to play.
type Run struct {
	// Seed chooses the fortune; the same one gives the same years.
	Seed uint64
	// Years is how many, 1 to 10,000,000. A run of fewer years is the beginning of a
	// longer one.
	Years int
	// Services whose losses count; none for the whole. What strikes them is the same
	// in either case.
	Services []ownership.ServiceID
}

// A Simulation is a run that is ready to be played, block by block. It is immutable
// and safe for concurrent use.
type Simulation struct {
	model *Model
	run   Run
	plays []play
}

// A play is a scenario that touches the run, with what counts of it.
type play struct {
	*readyScenario
	counts []bool
}

// Block is a part of the years of a simulation.
type Block struct {
	of     *Simulation
	index  int
	losses []int64 // by year
}

// Simulate plays the run from the first year to the last and returns what the years
// cost. It takes 8 bytes a year, and a time that grows with the number of events:
// expected events a year times years. Errors are those of [Model.Simulation] and
// [Simulation.Block].
func (m *Model) Simulate(run Run) (*Distribution, error) {
	s, err := m.Simulation(run)
	if err != nil {
		return nil, err
	}
	d := &Distribution{currency: m.currency, losses: make([]int64, 0, run.Years)}
	for i := range s.Blocks() {
		b, err := s.Block(i)
		if err != nil {
			return nil, err
		}
		d.losses = append(d.losses, b.losses...)
	}
	slices.Sort(d.losses)
	return d, nil
}

// Simulation makes a run ready to be played in blocks, for callers who play them on
// several processors. A number of years out of range and malformed services are
// [ownership.ErrInvalid].
func (m *Model) Simulation(run Run) (*Simulation, error) {
	if err := checkServices("simulate", run.Services); err != nil {
		return nil, err
	}
	if run.Years < 1 || run.Years > maxYears {
		return nil, &ownership.Error{Op: "simulate", Path: "years", Err: fmt.Errorf("%w: %d, want 1 to %d", ownership.ErrInvalid, run.Years, maxYears)}
	}
	s := &Simulation{model: m, run: run}
	for i := range m.ready {
		p := play{&m.ready[i], make([]bool, len(m.ready[i].losses))}
		for j := range p.losses {
			p.counts[j] = p.losses[j].counts(run.Services)
		}
		if p.perYear > 0 && slices.Contains(p.counts, true) {
			s.plays = append(s.plays, p)
		}
	}
	return s, nil
}

// Blocks is the number of blocks that the years are divided into.
func (s *Simulation) Blocks() int { return (s.run.Years + blockYears - 1) / blockYears }

// Block plays block i, from 0. The result depends on nothing but the run and i. A
// year that costs more than money can hold is [ErrOverflow].
func (s *Simulation) Block(i int) (Block, error) {
	if i < 0 || i >= s.Blocks() {
		return Block{}, &ownership.Error{Op: "simulate", Path: "block", Err: fmt.Errorf("%w: %d of %d", ownership.ErrInvalid, i, s.Blocks())}
	}
	b := Block{of: s, index: i, losses: make([]int64, min(blockYears, s.run.Years-i*blockYears))}
	for k := range s.plays {
		p := &s.plays[k]
		stream := p.key.stream(s.run.Seed, i)
		if !p.play(&stream, b.losses) {
			return Block{}, refusedRun("simulate", p.id, ErrOverflow)
		}
	}
	return b, nil
}

// play adds what the scenario costs to each year; false when it does not fit. The
// time from event to event is drawn, which takes as many draws as there are events
// and not as there are years. Losses that do not count are drawn all the same, so
// that the others are what they would be in any other view of the model.
func (p *play) play(s *stream, years []int64) bool {
	end := float64(len(years))
	for at := s.exponential() / p.perYear; at < end; at += s.exponential() / p.perYear {
		year := &years[int(at)]
		for j := range p.losses {
			loss, ok := p.losses[j].draw(s)
			if !p.counts[j] {
				continue
			}
			if !ok || loss > math.MaxInt64-*year {
				return false
			}
			*year += loss
		}
	}
	return true
}

// draw returns one amount in minor units; false when it does not fit.
func (l *readyLoss) draw(s *stream) (int64, bool) {
	if l.span == 0 {
		return int64(l.low), true
	}
	if l.shape == Lognormal {
		// e**43 is less than 2**63.
		power := l.mu + float64(l.sigma*s.normal())
		if power > 43 {
			return 0, false
		}
		return int64(math.RoundToEven(exp(max(power, -43)))), true
	}
	return int64(math.RoundToEven(l.low + float64(l.span*l.beta.draw(s)))), true
}

// Join puts the blocks together, in whatever order they come. Each block of this
// simulation has to be there once; else the error is [ownership.ErrInvalid].
func (s *Simulation) Join(blocks ...Block) (*Distribution, error) {
	parts := make([][]int64, s.Blocks())
	d := &defects{op: "join"}
	for i, b := range blocks {
		path := fmt.Sprintf("blocks[%d]", i)
		switch {
		case b.of != s:
			d.must(false, path, "a block of another simulation")
		case parts[b.index] != nil:
			d.must(false, path, "block %d is there already", b.index)
		default:
			parts[b.index] = b.losses
		}
	}
	for i, part := range parts {
		d.must(part != nil, "blocks", "block %d is missing", i)
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	out := &Distribution{currency: s.model.currency, losses: slices.Concat(parts...)}
	slices.Sort(out.losses)
	return out, nil
}
