package slatest

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/storetest"
	"github.com/serviceowner/itsm/sla"
)

// heavyRows are about races and size, in which Memory does not care what it keeps:
// [TestMemory] tries them. With ITSM_FULL set, nothing is left out.
func heavyRows() []string {
	if os.Getenv("ITSM_FULL") != "" {
		return nil
	}
	return []string{"large values", "one winner", "all during change", "keys race"}
}

func TestMemoryOfMeasurements(t *testing.T) {
	TestMeasurements(t, func(testing.TB) MeasurementStore { return new(sla.Memory[sla.MeasurementKey, sla.Measurements]) },
		Options[MeasurementStore]{Skip: heavyRows()})
}

func TestMemoryOfBreaches(t *testing.T) {
	TestBreaches(t, func(testing.TB) BreachStore { return new(sla.Memory[sla.BreachID, sla.Breach]) },
		Options[BreachStore]{Skip: heavyRows()})
}

func TestMemoryOfMeetings(t *testing.T) {
	TestMeetings(t, func(testing.TB) MeetingStore { return new(sla.Memory[sla.MeetingID, sla.Meeting]) },
		Options[MeetingStore]{Skip: heavyRows()})
}

// A lossy store is Memory that loses some of each record.
type lossy[K sla.Key[K], V sla.Record[K]] struct {
	sla.Memory[K, V]
	lose func(V) V
}

func (l *lossy[K, V]) Get(ctx context.Context, key K) (V, error) {
	v, err := l.Memory.Get(ctx, key)
	if err != nil {
		return v, err
	}
	return l.lose(v), nil
}

// forgetting decodes a record again without what is written so.
func forgetting[V any](t testing.TB, old, instead string) func(V) V {
	return func(v V) V {
		text, err := marshal(v)
		require.NoError(t, err)
		again, err := unmarshal[V](strings.ReplaceAll(text, old, instead))
		require.NoError(t, err)
		return again
	}
}

// TestLossyStoresAreCaught: what gets lost is seen, in whatever corner of a record.
func TestLossyStoresAreCaught(t *testing.T) {
	for _, row := range [][2]string{{`"late":true`, `"late":false`}, {`"class":"p1",`, ``}, {`"measure":"availability",`, ``}, {`999999Z`, `999998Z`}} {
		assertCaught(t, measurementSpec(), forgetting[sla.Measurements](t, row[0], row[1]))
	}
	for _, row := range [][2]string{{`"note":"a\n\"note\""`, `"note":""`}, {`"owner":"ada"`, `"owner":"eve"`}} {
		assertCaught(t, breachSpec(), forgetting[sla.Breach](t, row[0], row[1]))
	}
	for _, row := range [][2]string{{`"credit":500,`, ``}, {`"breaches":["june","july"]`, `"breaches":["june"]`}, {`"invited":["ada","ben"],`, ``}} {
		assertCaught(t, meetingSpec(), forgetting[sla.Meeting](t, row[0], row[1]))
	}
}

func assertCaught[K sla.Key[K], V sla.Record[K]](t *testing.T, spec storetest.Spec[K, V], lose func(V) V) {
	t.Helper()
	factory := func(testing.TB) sla.Store[K, V] { return &lossy[K, V]{lose: lose} }
	assert.Contains(t, failuresOf(t, spec, factory, "read your writes"), "read your writes")
}

func marshal(v any) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}

func unmarshal[V any](text string) (v V, err error) {
	err = json.Unmarshal([]byte(text), &v)
	return v, err
}
