package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/serviceowner/itsm/ownership"
)

//go:embed sample.json
var sample []byte

// read reads a document: the sample, a file, or the standard input. It never
// holds more than a document may have.
func read(file string, stdin io.Reader) (document, error) {
	var in io.Reader
	switch file {
	case "":
		in = bytes.NewReader(sample)
	case "-":
		in = stdin
	default:
		f, err := os.Open(file)
		if err != nil {
			return document{}, err
		}
		defer f.Close()
		in = f
	}
	// One byte more than allowed is enough to know that there is too much.
	data, err := io.ReadAll(io.LimitReader(in, ownership.MaxDocument+1))
	if err != nil {
		return document{}, err
	}
	return parse(data)
}

// complain writes every problem on a line of its own, with its path.
func complain(w io.Writer, file string, err error) {
	name := file
	switch file {
	case "":
		name = "sample.json"
	case "-":
		name = "standard input"
	}
	for _, e := range split(err) {
		line := e.Error()
		if p := (*ownership.Error)(nil); errors.As(e, &p) {
			line = strings.TrimPrefix(p.Err.Error(), ownership.ErrInvalid.Error()+": ")
			if p.Path != "" {
				line = p.Path + ": " + line
			}
		}
		fmt.Fprintf(w, "%s: %s\n", name, clean(line))
	}
}

// split takes joined errors apart.
func split(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, split(e)...)
	}
	return all
}
