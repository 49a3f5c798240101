package storage

import (
	"context"
	"fmt"

	"github.com/serviceowner/itsm/ownership"
)

// LedgerFeed is the feed of ledgers.
type LedgerFeed = Feed[ownership.Scope, ownership.Ledger]

// LoadLive makes a live register from the facts and from everything that is
// stored, and returns the position from which [Follow] keeps it up to date. A
// failed LoadLive returns none, like ownership.Load.
func LoadLive(ctx context.Context, feed LedgerFeed, facts ownership.Facts) (*ownership.Live, string, error) {
	stored := map[ownership.Scope]ownership.Ledger{} // what changes meanwhile may come twice
	position := ""
	for c, err := range feed.Changes(ctx, "") {
		if err != nil {
			return nil, "", fmt.Errorf("storage: load: %w", err)
		}
		if c.Current {
			position = c.Position
			break
		}
		stored[c.Key] = c.Value
	}
	if position == "" {
		return nil, "", fmt.Errorf("storage: load: the feed has not said what is stored")
	}
	reg, err := ownership.NewRegister(facts, func(yield func(ownership.Ledger) bool) {
		for _, l := range stored {
			if !l.IsZero() && !yield(l) {
				return
			}
		}
	})
	if err != nil {
		return nil, "", err
	}
	return ownership.NewLive(reg), position, nil
}

// Follow applies to live what changes after the position, until the context is
// done or the feed fails, which it always returns, with the position to go on
// from: call it again, after a pause, when the context is not done. After
// [ErrPosition] begin anew with LoadLive. Deleted ledgers stay known, see
// ownership.Live.
//
//	for ctx.Err() == nil {
//		position, err = storage.Follow(ctx, ledgers, live, position)
//		log.Print(err)
//		time.Sleep(time.Second)
//	}
func Follow(ctx context.Context, feed LedgerFeed, live *ownership.Live, position string) (string, error) {
	for c, err := range feed.Changes(ctx, position) {
		if err != nil {
			return position, fmt.Errorf("storage: follow: %w", err)
		}
		live.Apply(c.Value)
		position = c.Position
	}
	return position, fmt.Errorf("storage: follow: the feed has ended by itself")
}
