package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"
)

const (
	// selfSignedLife is the life of a certificate made at the start: longer than a run, too short to be kept.
	selfSignedLife = 14 * 24 * time.Hour
	// clockSkew is the most by which the clock of another machine may be behind.
	clockSkew = time.Hour
)

// tlsConfig returns the settings of TLS; nil means plain HTTP.
func (f *flags) tlsConfig(now time.Time) (*tls.Config, error) {
	if !f.TLSSelfSigned && f.TLSCert == "" && f.TLSKey == "" {
		return nil, nil
	}
	certificate, err := f.certificate(now)
	if err != nil {
		return nil, fmt.Errorf("%w: use, for example, --tls-cert cert.pem --tls-key key.pem, "+
			"or only --tls-self-signed", err)
	}
	return &tls.Config{
		Certificates: []tls.Certificate{certificate},
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"h2", "http/1.1"},
	}, nil
}

// certificate loads or makes the certificate that the flags ask for.
func (f *flags) certificate(now time.Time) (tls.Certificate, error) {
	switch {
	case f.TLSSelfSigned && f.TLSCert != "":
		return tls.Certificate{}, errors.New("--tls-self-signed makes a certificate, and --tls-cert names another")
	case f.TLSSelfSigned && f.TLSKey != "":
		return tls.Certificate{}, errors.New("--tls-self-signed makes a key, and --tls-key names another")
	case f.TLSSelfSigned:
		return selfSigned(f.Host, now)
	case f.TLSKey == "":
		return tls.Certificate{}, errors.New("--tls-cert: a certificate needs its key, --tls-key")
	case f.TLSCert == "":
		return tls.Certificate{}, errors.New("--tls-key: a key needs its certificate, --tls-cert")
	}
	return loadCertificate(f.TLSCert, f.TLSKey)
}

// loadCertificate reads PEM files. Its errors name the flag whose file is at fault.
func loadCertificate(certFile, keyFile string) (tls.Certificate, error) {
	certPEM, err := os.ReadFile(certFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("--tls-cert: %w", err)
	}
	keyPEM, err := os.ReadFile(keyFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("--tls-key: %w", err)
	}
	certificate, err := tls.X509KeyPair(certPEM, keyPEM)
	switch {
	case err == nil:
		return certificate, nil
	case !beginsWithCertificate(certPEM):
		return certificate, fmt.Errorf("--tls-cert: %s: %w", certFile, err)
	default:
		return certificate, fmt.Errorf("--tls-key: %s does not go with %s: %w", keyFile, certFile, err)
	}
}

// beginsWithCertificate reports whether the first certificate of a PEM text can be read.
func beginsWithCertificate(text []byte) bool {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			_, err := x509.ParseCertificate(block.Bytes)
			return err == nil
		}
	}
	return false
}

// selfSigned makes a certificate for this machine.
func selfSigned(host string, now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("--tls-self-signed: %w", err)
	}
	machine, err := os.Hostname()
	if err != nil {
		machine = ""
	}
	names, addresses := subjects("localhost", "127.0.0.1", "::1", host, machine)
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: "trainmock"},
		DNSNames:    names,
		IPAddresses: addresses,
		NotBefore:   now.Add(-clockSkew),
		NotAfter:    now.Add(selfSignedLife),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		// It signs nothing but itself.
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("--tls-self-signed: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// subjects sorts hosts into names and addresses. It leaves out what a certificate cannot hold.
func subjects(hosts ...string) (names []string, addresses []net.IP) {
	slices.Sort(hosts)
	for _, host := range slices.Compact(hosts) {
		address, err := netip.ParseAddr(host)
		foreign := strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII })
		switch {
		case err == nil && !address.IsUnspecified():
			addresses = append(addresses, address.AsSlice())
		case err != nil && host != "" && !foreign:
			names = append(names, host)
		}
	}
	return names, addresses
}

// fingerprint returns the SHA-256 of the certificate as browsers show it.
func fingerprint(config *tls.Config) string {
	sum := sha256.Sum256(config.Certificates[0].Certificate[0])
	return strings.ReplaceAll(fmt.Sprintf("% X", sum), " ", ":")
}
