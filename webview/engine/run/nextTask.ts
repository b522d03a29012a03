/**
 * Lets the worker handle messages between two epochs. Awaiting a promise alone would not, and timers fire only once a
 * second in a hidden webview, so that it waits for a message to itself.
 */
export function nextTask(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => {
      port1.close();
      resolve();
    };
    port1.postMessage(null);
  });
}
