// Loaded before a server that a test starts with its standard input held open. However the test
// ends, also killed, the pipe closes then, and the server with it.
"use strict";
process.stdin.on("error", () => process.exit(0));
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
