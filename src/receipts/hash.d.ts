/** SHA-256 of the UTF-8 bytes of `text`, hex; empty where the page is no secure context and the browser cannot hash. */
export declare function sha256(text: string): Promise<string>;
/**
 * Words as a receipt hashes and keeps them: one line, each run of white space one space, NFC.
 *
 * How a browser breaks lines, and which one it is, must not change what was said.
 */
export declare const asSaid: (words: string) => string;
