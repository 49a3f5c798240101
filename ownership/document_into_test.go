package ownership_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/serviceowner/itsm/ownership"
)

type withNotes struct {
	ownership.Document
	Notes []struct {
		On   ownership.Scope `json:"on"`
		Text string          `json:"text"`
	} `json:"notes,omitempty"`
}

func (w *withNotes) document() *ownership.Document { return &w.Document }

// TestParseInto: a document with one more section is held to the same rules, and
// every problem of both has its path.
func TestParseInto(t *testing.T) {
	text := `{"format": "itsm/1", "at": "2026-03-01T01:00:00.0000009+01:00", "services": [{"id": "mail"}], "notes": [{"on": "service:mail", "text": "x"}]}`
	got, err := ownership.ParseInto([]byte(text), (*withNotes).document)
	require.NoError(t, err)
	assert.Equal(t, ownership.ServiceScope("mail"), got.Notes[0].On)
	assert.Equal(t, "2026-03-01T00:00:00Z", got.At.Format("2006-01-02T15:04:05.999999999Z07:00"), "instants are in their normal form")
	reg, err := got.Register()
	require.NoError(t, err)
	_, known := reg.Service("mail").Service()
	assert.True(t, known)

	_, err = ownership.ParseDocument([]byte(text))
	assert.ErrorContains(t, err, "notes", "whoever does not know the section refuses it")

	bad := strings.NewReplacer(`"mail"}]`, `"mail"}, {"id": "mail"}, {"id": 1}]`, `"service:mail"`, `"servic:mail"`, `"x"}`, `"x", "y": 1}`).Replace(text)
	got, err = ownership.ParseInto([]byte(bad), (*withNotes).document)
	assert.Empty(t, got)
	require.ErrorIs(t, err, ownership.ErrInvalid)
	var paths []string
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		paths = append(paths, e.(*ownership.Error).Path)
	}
	assert.Equal(t, []string{"services[2].id", "notes[0].on", "notes[0].y", "services[1].id"}, paths)
}
