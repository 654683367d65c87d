// The one part of undici that a hub needs. Its entry loads fetch, web sockets and caches besides, and the parts of Node that these
// ask for: every start would wait for them.
declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';
  export = Agent;
}
