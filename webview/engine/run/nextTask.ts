/**
 * Lets messages in between two epochs. A promise alone would not, and timers are held to one a second in a hidden webview;
 * a message to oneself is neither.
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
