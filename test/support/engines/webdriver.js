// @ts-check

/** @typedef {(method: string, path: string, body?: object) => Promise<any>} Call */

/**
 * Opens a WebDriver session (https://www.w3.org/TR/webdriver2/) and answers what calls its commands, such as
 * `call('POST', '/url', { url })`. A command that fails, or takes more than `timeoutMs`, throws what the driver said.
 * @param {string} driver address of the driver
 * @param {object} capabilities
 * @param {number} timeoutMs
 * @returns {Promise<Call>}
 */
export async function openSession(driver, capabilities, timeoutMs) {
  /** @type {(method: string, path: string, body: object | undefined) => Promise<any>} */
  const send = async (method, path, body) => {
    const answer = await fetch(driver + path, {
      method,
      // Every POST has a body, also one that says nothing.
      ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`WebDriver ${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  };
  const { sessionId } = await send('POST', '/session', { capabilities: { alwaysMatch: capabilities } });
  return (method, path, body) => send(method, `/session/${sessionId}${path}`, body);
}
