import { constants } from 'node:os';

/** The name of a signal's number on this host; `undefined` when there is no such signal. */
export function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(
    ([, value]) => value === number,
  )?.[0];
}

/** What a signal tells about a command that it ended, and what to do. */
export function describeSignal(signal: string): {
  what: string;
  advice: string;
} {
  switch (signal) {
    case 'SIGKILL':
      return {
        what: 'ended by force',
        advice:
          'The host ends processes this way when its memory runs out, and so do administrators. Ask for more memory, or make the command use less.',
      };
    case 'SIGTERM':
      return {
        what: 'asked to end',
        advice:
          'Something other than PAGoDA asked it to end: the command itself, or an administrator of the host. Rerun it.',
      };
    case 'SIGINT':
      return {
        what: 'interrupted',
        advice: 'Something interrupted it as Ctrl-C does. Rerun it.',
      };
    case 'SIGSEGV':
    case 'SIGBUS':
      return {
        what: 'a crash at an invalid memory address',
        advice:
          'This is a fault in a program or in a native library. Try another version of it, or run it in a debugger.',
      };
    case 'SIGABRT':
      return {
        what: 'the program gave up',
        advice:
          'Programs do this after a failed assertion or when their own memory limit is reached; the last log lines tell which.',
      };
    case 'SIGFPE':
      return {
        what: 'an arithmetic error, such as a division by zero',
        advice: 'Look at the parameters that the calculation began with.',
      };
    case 'SIGILL':
      return {
        what: 'an instruction that this processor does not have',
        advice:
          'The program was built for another kind of processor. Build it for this one.',
      };
    case 'SIGXFSZ':
      return {
        what: 'a file grew too large',
        advice: 'Write smaller files.',
      };
    case 'SIGPIPE':
      return {
        what: 'the reader of its output was gone',
        advice:
          'A command in a pipe ended before the one that writes to it; check the pipe.',
      };
    default:
      return {
        what: 'a signal',
        advice: 'Read the last log lines, and rerun.',
      };
  }
}
