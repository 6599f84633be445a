package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
)

// portTries limits the free ports that are tried until one is free on all addresses of a host.
const portTries = 10

// listen opens the port on all addresses of the host, for TLS if there is a configuration of it. All listeners have
// the same port.
func listen(ctx context.Context, f *flags, config *tls.Config) ([]net.Listener, error) {
	hosts := hostAddresses(f.Host)
	listeners, err := listenOn(ctx, hosts, f.Port)
	for try := 1; f.Port == 0 && errors.Is(err, syscall.EADDRINUSE) && try < portTries; try++ {
		listeners, err = listenOn(ctx, hosts, f.Port)
	}
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is in use: end the other program, "+
			"or choose a port with --port (0 picks a free one)", f.Port)
	}
	if err != nil {
		address := net.JoinHostPort(f.Host, strconv.Itoa(int(f.Port)))
		return nil, fmt.Errorf("cannot listen on %s: %w (see --host and --port)", address, err)
	}
	if config != nil {
		for i, plain := range listeners {
			listeners[i] = tls.NewListener(plain, config)
		}
	}
	return listeners, nil
}

// hostAddresses returns the addresses on which to listen for a host. Browsers and programs differ in which of its two
// addresses they take localhost for.
func hostAddresses(host string) []string {
	if strings.EqualFold(host, "localhost") {
		return []string{"127.0.0.1", "::1"}
	}
	return []string{host}
}

// listenOn opens a port on every address that this machine has. Without any it returns the first error. Port 0 is a
// free port, picked on the first address.
func listenOn(ctx context.Context, hosts []string, port uint16) ([]net.Listener, error) {
	var listeners []net.Listener
	var failure error
	for _, host := range hosts {
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(int(port))))
		switch {
		case errors.Is(err, syscall.EADDRINUSE):
			closeAll(listeners)
			return nil, err
		case err != nil && failure == nil:
			failure = err
		case err == nil:
			listeners = append(listeners, listener)
			port = portOf(listener)
		}
	}
	if len(listeners) > 0 {
		return listeners, nil
	}
	return nil, failure
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		l.Close()
	}
}

// portOf returns the port of a TCP listener.
func portOf(l net.Listener) uint16 {
	address, err := netip.ParseAddrPort(l.Addr().String())
	if err != nil {
		return 0
	}
	return address.Port()
}

// withoutBrackets returns a host that is written as in a URL, such as [::1], without its brackets.
func withoutBrackets(host string) string {
	inner, opens := strings.CutPrefix(host, "[")
	if inner, closes := strings.CutSuffix(inner, "]"); opens && closes && inner != "" {
		return inner
	}
	return host
}
