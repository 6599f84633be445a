// The words of the control in English.

/** The texts by key, one a line. */
export const WORDS = `
stepHint|While the world is paused
advance|Advance 30 s
setSeed|Set
useToken|Use token
done|Done: {what}
last|undo
undo|Undo
copyCurl|Copy curl
others|Others watch this world: {n}. Change it for them, too?
goOn|Change it
cancel|Cancel
pauseWorld|Pause world
runWorld|Run world
seek|Seek
seekTo|Time to seek to
startTask|Start a task
badDay|Bad day
bad.failNode|Fail a node for 2 min
bad.lossSpike|Loss spike
bad.loseEvents|Lose 10% of events
bad.dropStream|Drop the stream once
bad.refuseAnswers|Refuse 30% of answers
setProfile|Set profile
profile|Kind of bad day
faults|Faults
struck|{name} {n} ×
more|{n} more
clear|Clear
actions|Actions
fail_node|Fail for 2 min
recover_node|Recover
slow_node|Slow down
drain_node|Drain
pause_task|Pause
resume_task|Resume
fail_task|Fail
cancel_task|Cancel
loss_spike|Loss spike
diverge|Diverge
`;
