// Loaded into the backend before all else: when the script that started it is gone, even by SIGKILL, the pipe between them
// (file descriptor 3) ends, and the backend stops in order instead of staying behind on the port.
const { Socket } = require('node:net');

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', error => {
    // Nobody is there to read any more. Unhandled, each failing write would be logged, and so fail again, for ever.
    if (error.code !== 'EPIPE') {
      throw error;
    }
  });
}
const pipe = new Socket({ fd: 3 });
pipe.once('close', () => process.kill(process.pid, 'SIGTERM'));
pipe.resume();
pipe.unref();
