module trainmock

go 1.26.8

require (
	github.com/alecthomas/kong v1.17.0
	github.com/danielgtaylor/huma/v2 v2.37.2
	github.com/go-chi/chi/v5 v5.5.0
	github.com/gorilla/websocket v1.5.3
	github.com/rs/cors v1.11.1
	github.com/swaggest/swgui v1.8.5
)

require github.com/vearutop/statigz v1.4.0 // indirect
