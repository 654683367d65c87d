// Runs loads in a thread of their own, one after another.
import { parentPort } from 'node:worker_threads';
import type { LoadJob } from './load.ts';
import { runLoad } from './raw-load.ts';

parentPort?.on('message', (job: LoadJob) => {
  runLoad(job).then(
    (result) => parentPort?.postMessage({ result }),
    (error: Error) => parentPort?.postMessage({ error: error.message }),
  );
});
