package session_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// TestIdle lets sessions go after their time, but none that is asked or watched.
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook(t, 10)
		create(t, b, "short", time.Second)
		create(t, b, "long", time.Minute)
		create(t, b, "asked", time.Second)
		create(t, b, "ever", 0)
		watched := create(t, b, "watched", time.Second)
		_, leave, err := watched.Hub.Join()
		if err != nil {
			t.Fatal(err)
		}
		answered := make(chan struct{})
		under := create(t, b, "answering", time.Second)
		go b.Enter(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-answered })).
			ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/s/answering/x", nil))
		check := func(want string) {
			t.Helper()
			if got := names(b); got != want {
				t.Errorf("after %s: got the sessions %q, want %q", time.Since(under.Used), got, want)
			}
		}
		for range 10 {
			<-time.After(900 * time.Millisecond)
			synctest.Wait()
			ask(b, "/s/asked/", nil)
		}
		check("long asked ever watched answering")
		leave()
		<-time.After(999 * time.Millisecond)
		synctest.Wait()
		check("long asked ever watched answering")
		<-time.After(2 * time.Millisecond)
		synctest.Wait()
		check("long ever answering")
		close(answered)
		<-time.After(1100 * time.Millisecond)
		synctest.Wait()
		check("long ever")
		<-time.After(time.Minute)
		synctest.Wait()
		check("ever")
		<-time.After(1000 * time.Hour)
		synctest.Wait()
		check("ever")
	})
}
