package ctl

const program = "trainmock ctl"

const description = `Steers and watches a running trainmock.

  trainmock ctl pause                         stop the time of the world
  trainmock ctl fail-node '#2' --for 2m       lose the second node
  trainmock ctl advance --until node_state --node '#2' --state DEAD
  trainmock ctl run --speed 10                go on, ten times as fast
  trainmock ctl start-task --name mnist --rounds 10 --at +30s
  trainmock ctl log                           list the commands in effect
  trainmock ctl undo                          undo the newest
  trainmock ctl scenario chaos --seed 7       another world
  trainmock ctl fault add flaky               a bad day
  trainmock ctl session create test-1         a world of its own, at /s/test-1
  trainmock ctl --session test-1 pause        stop the time of that one
  trainmock ctl requests --follow             see what a frontend asks for
  trainmock ctl --json clock | jq -r .now     for scripts

A shell completes commands and flags after source <(trainmock completion bash).

Exit codes: 0 done; 1 the server refuses, in its own words; 2 a mistake in an
argument or in a file; 3 no server answers.`
