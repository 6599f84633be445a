package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"time"
)

// format writes files as an archive, whose bytes depend on nothing but them and the date.
type format func(w io.Writer, date time.Time, files []file) error

// below returns the files in a folder.
func below(folder string, files []file) []file {
	var moved []file
	for _, f := range files {
		f.name = folder + "/" + f.name
		moved = append(moved, f)
	}
	return moved
}

// writeArchive writes an archive as a file.
func writeArchive(path string, write format, date time.Time, files []file) error {
	var b bytes.Buffer
	if err := write(&b, date, files); err != nil {
		return err
	}
	return writeFile(path, modeText, b.Bytes())
}

// tarGz is a format. Its files belong to user 0.
func tarGz(w io.Writer, date time.Time, files []file) error {
	packed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(packed)
	for _, f := range files {
		h := &tar.Header{
			Format: tar.FormatUSTAR, Typeflag: tar.TypeReg,
			Name: f.name, Mode: int64(f.mode), Size: int64(len(f.body)), ModTime: date,
		}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(f.body); err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), packed.Close())
}

// zipped is a format.
func zipped(w io.Writer, date time.Time, files []file) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: date}
		h.SetMode(f.mode)
		body, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := body.Write(f.body); err != nil {
			return err
		}
	}
	return z.Close()
}
