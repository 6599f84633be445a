package model

// Transport is how a subscription is sent.
type Transport string

// The transports.
const (
	TransportWebSocket Transport = "ws"
	TransportSSE       Transport = "sse"
	TransportDashboard Transport = "dashboard"
)

// Transports lists all transports.
var Transports = []Transport{TransportSSE, TransportWebSocket, TransportDashboard}
