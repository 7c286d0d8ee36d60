"""The stream: consume, judge, publish, commit. `pipeline` is where the stages meet."""
