package risk_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/internal/strictjson"
	"github.com/serviceowner/itsm/ownership"
	"github.com/serviceowner/itsm/risk"
)

// soundScenarios are one of each shape, one borne by two services.
func soundScenarios() []risk.Scenario {
	return []risk.Scenario{
		{ID: "hall-down", PerYear: 0.2, Losses: []risk.Loss{
			{Services: []ownership.ServiceID{"mail", "web"}, Shape: risk.PERT, Low: euro(20_000_00), Likely: euro(50_000_00), High: euro(400_000_00)},
			{Services: []ownership.ServiceID{"web"}, Shape: risk.PERT, Low: euro(0), Likely: euro(0), High: euro(9_000_00)},
		}},
		{ID: "data-stolen", PerYear: 0.05, Losses: []risk.Loss{
			{Services: []ownership.ServiceID{"web"}, Shape: risk.Lognormal, Low: euro(10_000_00), High: euro(2_000_000_00)},
		}},
		{ID: "fine", PerYear: 1, Losses: []risk.Loss{{Shape: risk.PERT, Low: euro(500_00), Likely: euro(500_00), High: euro(500_00)}}},
	}
}

func modelOf(t require.TestingT, scenarios ...risk.Scenario) *risk.Model {
	m, err := risk.NewModel(scenarios...)
	require.NoError(t, err)
	return m
}

var modelDefects = []struct {
	name   string
	change func(s []risk.Scenario)
	paths  []string
}{
	{"no id", func(s []risk.Scenario) { s[0].ID = "" }, []string{"scenarios[0].id"}},
	{"id twice", func(s []risk.Scenario) { s[1].ID = s[0].ID }, []string{"scenarios[1].id"}},
	{"rate below 0", func(s []risk.Scenario) { s[0].PerYear = -0.1 }, []string{"scenarios[0].perYear"}},
	{"rate beyond all bounds", func(s []risk.Scenario) { s[0].PerYear = math.Inf(1) }, []string{"scenarios[0].perYear"}},
	{"no rate", func(s []risk.Scenario) { s[0].PerYear = math.NaN() }, []string{"scenarios[0].perYear"}},
	{"no losses", func(s []risk.Scenario) { s[2].Losses = nil }, []string{"scenarios[2].losses"}},
	{"too many losses", func(s []risk.Scenario) { s[2].Losses = make([]risk.Loss, 101); fill(s[2].Losses, s[0].Losses[0]) }, []string{"scenarios[2].losses"}},
	{"no shape", func(s []risk.Scenario) { s[0].Losses[1].Shape = 0 }, []string{"scenarios[0].losses[1].shape"}},
	{"unknown shape", func(s []risk.Scenario) { s[0].Losses[1].Shape = 9 }, []string{"scenarios[0].losses[1].shape"}},
	{"no amounts", func(s []risk.Scenario) { s[0].Losses[1] = risk.Loss{Shape: risk.PERT} }, []string{"scenarios[0].losses[1].low", "scenarios[0].losses[1].likely", "scenarios[0].losses[1].high"}},
	{"below 0", func(s []risk.Scenario) { s[0].Losses[0].Low = euro(-1) }, []string{"scenarios[0].losses[0].low"}},
	{"out of order", func(s []risk.Scenario) { s[0].Losses[0].Likely = euro(500_000_00) }, []string{"scenarios[0].losses[0].high"}},
	{"likely below low", func(s []risk.Scenario) { s[0].Losses[0].Likely = euro(1) }, []string{"scenarios[0].losses[0].likely"}},
	{"too much", func(s []risk.Scenario) { s[0].Losses[0].High = euro(1<<53 + 1) }, []string{"scenarios[0].losses[0].high"}},
	{"lognormal with likely", func(s []risk.Scenario) { s[1].Losses[0].Likely = euro(20_000_00) }, []string{"scenarios[1].losses[0].likely"}},
	{"lognormal from 0", func(s []risk.Scenario) { s[1].Losses[0].Low = euro(0) }, []string{"scenarios[1].losses[0].low"}},
	{"lognormal too wide", func(s []risk.Scenario) { s[1].Losses[0].Low, s[1].Losses[0].High = euro(1), euro(1<<53) }, []string{"scenarios[1].losses[0].high"}},
	{"malformed service", func(s []risk.Scenario) { s[0].Losses[0].Services[1] = " " }, []string{"scenarios[0].losses[0].services[1]"}},
	{"service twice", func(s []risk.Scenario) { s[0].Losses[0].Services[1] = "mail" }, []string{"scenarios[0].losses[0].services[1]"}},
	{"currencies", func(s []risk.Scenario) { s[1].Losses[0].High = money(2_000_000_00, "USD") }, []string{"scenarios[1].losses[0].high"}},
	{"several", func(s []risk.Scenario) { s[0].ID, s[1].PerYear, s[2].Losses = "", 1e9, nil }, []string{"scenarios[0].id", "scenarios[1].perYear", "scenarios[2].losses"}},
}

func fill[T any](list []T, v T) {
	for i := range list {
		list[i] = v
	}
}

func TestModelDefects(t *testing.T) {
	for _, c := range modelDefects {
		t.Run(c.name, func(t *testing.T) {
			s := soundScenarios()
			c.change(s)
			m, err := risk.NewModel(s...)
			assert.Nil(t, m)
			require.Error(t, err)
			var paths []string
			for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
				typed := (*ownership.Error)(nil)
				require.ErrorAs(t, e, &typed)
				assert.True(t, errors.Is(e, ownership.ErrInvalid) || c.name == "currencies" && errors.Is(e, risk.ErrCurrencies))
				paths = append(paths, typed.Path)
			}
			assert.Equal(t, c.paths, paths)
		})
	}
	_, err := risk.NewModel(make([]risk.Scenario, 100_001)...)
	assert.ErrorIs(t, err, ownership.ErrInvalid)
}

func TestModelJSON(t *testing.T) {
	m := modelOf(t, soundScenarios()...)
	text, err := json.Marshal(m)
	require.NoError(t, err)
	var again risk.Model
	require.NoError(t, json.Unmarshal(text, &again))
	money := cmp.Comparer(func(a, b risk.Money) bool { return a == b })
	assert.Empty(t, cmp.Diff(m.Scenarios(), again.Scenarios(), money))
	assert.Equal(t, risk.Currency("EUR"), again.Currency())

	for _, c := range []struct{ old, new, path string }{
		{`"perYear":0.2`, `"perYear":-1`, "scenarios[0].perYear"},
		{`"perYear":0.2`, `"perYear":"often"`, "scenarios[0].perYear"},
		{`"perYear":0.2`, `"perYear":0.2,"perMonth":1`, "scenarios[0].perMonth"},
		{`"shape":"pert"`, `"shape":"normal"`, "scenarios[0].losses[0].shape"},
		{`"low":"EUR 20000.00"`, `"low":20000`, "scenarios[0].losses[0].low"},
		{`"low":"EUR 20000.00"`, `"low":"USD 20000.00"`, "scenarios[0].losses[0].likely"},
	} {
		var m risk.Model
		problems := (*strictjson.Error)(nil)
		require.ErrorAs(t, json.Unmarshal([]byte(strings.Replace(string(text), c.old, c.new, 1)), &m), &problems)
		assert.Equal(t, c.path, problems.Problems[0].Path)
		assert.Empty(t, m.Scenarios())
	}
	text, err = json.Marshal(risk.Model{})
	require.NoError(t, err)
	assert.NoError(t, json.Unmarshal(text, &again))
}

func FuzzModelJSON(f *testing.F) {
	text, _ := json.Marshal(modelOf(f, soundScenarios()...))
	f.Add(text)
	f.Fuzz(func(t *testing.T, data []byte) {
		var m, again risk.Model
		if json.Unmarshal(data, &m) != nil {
			return
		}
		out, err := json.Marshal(m)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(out, &again))
		_, _ = m.Expected()
		// Two years of a model that is not too busy: whatever comes, no panic, and the
		// same for what was read again.
		events := 0.0
		for _, s := range m.Scenarios() {
			events += s.PerYear * float64(len(s.Losses))
		}
		if events < 1e5 {
			a, err := m.Simulate(risk.Run{Years: 2})
			b, again := again.Simulate(risk.Run{Years: 2})
			require.Equal(t, err == nil, again == nil)
			require.Equal(t, a, b)
		}
	})
}

// TestModelKeepsItsScenarios: nothing is shared with the caller.
func TestModelKeepsItsScenarios(t *testing.T) {
	s := soundScenarios()
	m := modelOf(t, s...)
	want, err := m.Expected("mail")
	require.NoError(t, err)
	spoil := func(s []risk.Scenario) {
		s[0].PerYear, s[0].Losses[0].Services[0], s[0].Losses[0].High = 9, "spoilt", euro(1)
	}
	spoil(s)
	spoil(m.Scenarios())
	got, err := m.Expected("mail")
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.Empty(t, cmp.Diff(soundScenarios(), m.Scenarios(), cmp.Comparer(func(a, b risk.Money) bool { return a == b })))
}

// TestExpected is reckoned by hand.
func TestExpected(t *testing.T) {
	m := modelOf(t, soundScenarios()...)
	// PERT: (20,000 + 4*50,000 + 400,000)/6 = 103,333.33..; (0+0+9,000)/6 = 1,500.
	// Lognormal: sigma = ln(200)/(2*1.6448536) = 1.61056; the mean is the geometric
	// mean of the ends, 141,421.36, times e^(sigma^2/2) = 3.65825.
	sigma := math.Log(200) / (2 * 1.6448536269514722)
	stolen := int64(math.Round(0.05 * 100 * math.Sqrt(10_000*2_000_000) * math.Exp(sigma*sigma/2)))
	for _, c := range []struct {
		services []ownership.ServiceID
		want     int64
	}{
		{nil, 20_966_67 + stolen + 500_00}, // 0.2 * 104,833.33
		{[]ownership.ServiceID{"mail"}, 20_666_67},
		{[]ownership.ServiceID{"web"}, 20_966_67 + stolen},
		{[]ownership.ServiceID{"mail", "web"}, 20_966_67 + stolen}, // the shared loss once
		{[]ownership.ServiceID{"mail", "mail"}, 20_666_67},
		{[]ownership.ServiceID{"telephone"}, 0},
	} {
		got, err := m.Expected(c.services...)
		require.NoError(t, err)
		assert.Equal(t, euro(c.want), got, "%v", c.services)
	}
	_, err := m.Expected("mail", " ")
	assert.Equal(t, []string{"services[1]"}, pathsOf(err))

	none, err := new(risk.Model).Expected()
	require.NoError(t, err)
	assert.True(t, none.IsZero())

	most := risk.Loss{Shape: risk.PERT, Low: euro(1 << 53), Likely: euro(1 << 53), High: euro(1 << 53)}
	heavy := risk.Scenario{ID: "a", PerYear: 1000, Losses: []risk.Loss{most}}
	got, err := modelOf(t, heavy).Expected()
	require.NoError(t, err)
	assert.Equal(t, euro(1000<<53), got)
	other := heavy
	other.ID = "b"
	_, err = modelOf(t, heavy, other).Expected()
	assert.ErrorIs(t, err, risk.ErrOverflow)
	other.Losses = []risk.Loss{most, most}
	_, err = modelOf(t, other).Expected()
	assert.ErrorIs(t, err, risk.ErrOverflow)
	_, err = modelOf(t, heavy).Simulate(risk.Run{Years: 200})
	assert.ErrorIs(t, err, risk.ErrOverflow, "a year of 1,024 events or more comes up")
}
