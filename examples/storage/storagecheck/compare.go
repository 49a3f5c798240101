package storagecheck

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/serviceowner/itsm/ownership"
)

// Raw is what an engine has by itself: bytes under keys, and a swap of those that
// are still the version that was read. The zero version is absence.
type Raw struct {
	Read func(ctx context.Context, key string) (value []byte, version int64, err error)
	Swap func(ctx context.Context, key string, version int64, value []byte) (bool, error)
}

// Compare measures updates and reads of ledgers beside the same with the engine
// alone, on texts of the same size: what the store adds is decoding, checking,
// encoding and lookups. Each client has a key of its own. Both sides take turns
// every few operations, so that they see the same machine; share-% is the
// throughput of the store in hundredths of the raw one.
func Compare(b *testing.B, s ownership.Store, raw Raw) {
	pair, err := ledgerPair("x")
	if err != nil {
		b.Fatal(err)
	}
	text, err := pair[0].MarshalJSON()
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d bytes a ledger", len(text))
	for _, clients := range []int{1, 16} {
		b.Run(fmt.Sprintf("update/clients=%d", clients), func(b *testing.B) {
			compare(b, clients, updates(s), swaps(raw, text))
		})
		b.Run(fmt.Sprintf("read/clients=%d", clients), func(b *testing.B) {
			compare(b, clients, gets(s), reads(raw, text))
		})
	}
}

// A client makes the steps of one client, who has a key.
type clientSteps func(ctx context.Context, key string) (step func(n int) error, err error)

// ledgerPair returns two ledgers of one service that differ in the owner.
func ledgerPair(service string) (pair [2]ownership.Ledger, err error) {
	for i := range pair {
		claims := []ownership.Claim{
			{Role: ownership.ServiceOwner, Holder: person(i)},
			{Role: ownership.ServiceOwnerDeputy, Holder: person(2), Rank: 1},
			{Role: ownership.ServiceLevelManager, Holder: person(3)},
		}
		if pair[i], err = ownership.Adopt(ownership.ServiceScope(ownership.ServiceID(service)), "charter", founded, claims...); err != nil {
			return pair, err
		}
	}
	return pair, nil
}

func updates(s ownership.Store) clientSteps {
	return func(ctx context.Context, key string) (func(int) error, error) {
		pair, err := ledgerPair(key)
		if err != nil {
			return nil, err
		}
		step := func(n int) error {
			_, err := s.Update(ctx, pair[0].Scope(), func(ownership.Ledger) (ownership.Ledger, error) { return pair[n%2], nil })
			return err
		}
		return step, step(1)
	}
}

func gets(s ownership.Store) clientSteps {
	return func(ctx context.Context, key string) (func(int) error, error) {
		update, err := updates(s)(ctx, key)
		if err != nil {
			return nil, err
		}
		scope := ownership.ServiceScope(ownership.ServiceID(key))
		return func(int) error { _, err := s.Get(ctx, scope); return err }, update(0)
	}
}

func swaps(raw Raw, text []byte) clientSteps {
	return func(ctx context.Context, key string) (func(int) error, error) {
		step := func(n int) error {
			_, version, err := raw.Read(ctx, key)
			if err != nil {
				return err
			}
			done, err := raw.Swap(ctx, key, version, append([]byte(`{"n":`+fmt.Sprint(n%2)+`,"of":`), append(text, '}')...))
			if err == nil && !done {
				err = errors.New("overtaken, and nobody else writes")
			}
			return err
		}
		return step, step(1)
	}
}

func reads(raw Raw, text []byte) clientSteps {
	return func(ctx context.Context, key string) (func(int) error, error) {
		swap, err := swaps(raw, text)(ctx, key)
		if err != nil {
			return nil, err
		}
		return func(int) error { _, _, err := raw.Read(ctx, key); return err }, swap(0)
	}
}

// turn is how many operations a client makes on one side before the other's turn.
const turn = 20

func compare(b *testing.B, clients int, ours, engines clientSteps) {
	var sides [2][]func(int) error
	for i, make := range []clientSteps{ours, engines} {
		for c := range clients {
			step, err := make(b.Context(), fmt.Sprintf("service %d", c))
			if err != nil {
				b.Fatal(err)
			}
			sides[i] = append(sides[i], step)
		}
	}
	var spent [2]time.Duration
	b.ResetTimer()
	for n := 0; n < b.N; n += turn {
		for i := range sides {
			began := time.Now()
			var work sync.WaitGroup
			for _, step := range sides[i] {
				work.Go(func() {
					for k := n; k < min(n+turn, b.N); k++ {
						if err := step(k); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			work.Wait()
			spent[i] += time.Since(began)
		}
	}
	b.StopTimer()
	operations := float64(b.N * clients)
	b.ReportMetric(0, "ns/op") // it is that of both sides together
	b.ReportMetric(operations/spent[0].Seconds(), "ops/s")
	b.ReportMetric(operations/spent[1].Seconds(), "raw-ops/s")
	b.ReportMetric(100*spent[1].Seconds()/spent[0].Seconds(), "share-%")
}
