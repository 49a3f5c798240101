package ownership

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/serviceowner/itsm/internal/strictjson"
)

// The limits of a document that [ParseDocument] reads.
const (
	// MaxDocument is the greatest length in bytes. Larger organisations keep
	// their ledgers in a [Store].
	MaxDocument = 64 << 20

	maxDocumentDepth    = 32
	maxDocumentMemory   = 8 * MaxDocument
	maxDocumentMatrices = 64 // a few bytes may stand for the whole standard matrix
	maxDocumentProblems = 200
)

// A Document is the public form in which organisations are exchanged: one JSON
// object, described by document.schema.json beside this file. It is a plain
// value; nothing in it has been judged.
//
// Its sections lie side by side at the top, each owned by name by one room. A
// room above this one reads the sections of both by embedding Document in a
// struct with its own, see [ParseInto]; a reader refuses sections that it does not
// know.
type Document struct {
	// Format is "itsm/1". There is nothing to set.
	Format documentFormat `json:"format"`

	// Schema is where an editor finds the JSON Schema. It is kept and not read.
	Schema string `json:"$schema,omitempty"`

	// At is the instant that the document is about: readers ask about it unless
	// they are told otherwise.
	At time.Time `json:"at,omitzero"`

	Facts

	// Ledgers are ledgers in full: every entry and every act.
	Ledgers []Ledger `json:"ledgers,omitempty"`

	// Assignments are what somebody wrote down by hand or found in another
	// catalogue. They are adopted unjudged, see [Adopt]. A scope has either a
	// ledger or assignments.
	Assignments []Assignment `json:"assignments,omitempty"`
}

// documentFormat is the version of the form of a [Document]. There is one, so the
// zero value is it.
type documentFormat struct{}

const formatOfDocuments = "itsm/1"

// String returns "itsm/1".
func (documentFormat) String() string { return formatOfDocuments }

// MarshalText returns "itsm/1".
func (documentFormat) MarshalText() ([]byte, error) { return []byte(formatOfDocuments), nil }

// UnmarshalText refuses every other format.
func (*documentFormat) UnmarshalText(text []byte) error {
	if string(text) != formatOfDocuments {
		return fmt.Errorf("unknown format %.40q, want %q", text, formatOfDocuments)
	}
	return nil
}

// ParseDocument reads a document. It refuses unknown sections and fields, keys
// given twice or in another case, missing fields, unknown names, text that is
// not Unicode, identifiers that are malformed or given twice, more than
// [MaxDocument] bytes, lists and objects nested more than 32 deep, more than 64
// matrices, more than 1 MiB or 64 overlays for one of them, and contents that
// would take more than 8 times MaxDocument in memory. Whether what it says is
// sound is not asked here but by a review.
//
// The error joins an *[Error] over [ErrInvalid] for each problem, with its path,
// for example "services[3].dependencies[0].on": first what could not be read, in
// the order of the document, then what could be read but not be told apart. More
// than 200 problems are cut off, and the last error says so.
func ParseDocument(data []byte) (Document, error) {
	return ParseInto(data, func(d *Document) *Document { return d })
}

// ParseInto reads a document with the sections of other rooms beside those of this
// one. T is a struct that embeds [Document], which the function finds in it; its
// other fields are the sections, each checked by its own UnmarshalJSON. Everything
// said of [ParseDocument] holds for the whole.
func ParseInto[T any](data []byte, document func(*T) *Document) (T, error) {
	return parseInto(data, document, maxDocumentMemory)
}

func parseDocument(data []byte, memory int) (Document, error) {
	return parseInto(data, func(d *Document) *Document { return d }, memory)
}

func parseInto[T any](data []byte, document func(*T) *Document, memory int) (T, error) {
	var whole, none T
	err := strictjson.Partial(data, &whole, strictjson.Limits{
		Bytes: MaxDocument, Depth: maxDocumentDepth, Memory: memory, Problems: maxDocumentProblems,
		Most: map[string]int{"matrices": maxDocumentMatrices},
	})
	unread := &strictjson.Error{}
	if err != nil && !errors.As(err, &unread) {
		return none, documentError("", err)
	}
	d := document(&whole)
	var problems []error
	for _, p := range unread.Problems {
		if p.Err == nil {
			p.Err = errors.New(p.Text)
		}
		problems = append(problems, documentError(p.Path, p.Err))
	}
	if !unread.Unfinished() {
		for _, e := range d.check() {
			if !unread.Covers(e.Path) {
				problems = append(problems, e)
			}
		}
	}
	if len(problems) > maxDocumentProblems || unread.Cut {
		problems = append(problems[:min(len(problems), maxDocumentProblems)],
			documentError("", fmt.Errorf("more problems follow; only the first %d are listed", maxDocumentProblems)))
	}
	if len(problems) > 0 {
		return none, errors.Join(problems...)
	}
	d.normalise()
	return whole, nil
}

func documentError(path string, err error) *Error {
	if !errors.Is(err, ErrInvalid) {
		err = fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return &Error{Op: "document", Path: path, Err: err}
}

// Check returns what [ParseDocument] would say about identifiers, instants and
// numbers of a document that a program has put together.
func (d Document) Check() error {
	var problems []error
	for _, e := range d.check() {
		problems = append(problems, e)
	}
	return errors.Join(problems...)
}

// Encode writes the document indented, with a newline at the end. Equal
// documents give equal bytes. What Encode has written ParseDocument reads,
// unless it is too long; a document that could not be read is refused.
func (d Document) Encode() ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return nil, documentError("", err)
	}
	return b.Bytes(), nil
}
