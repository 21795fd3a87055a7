/** What the dialogs share: one file in the visitor's cache, whichever of them comes first. */
export { render } from 'preact';
export { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
export { Fragment, jsx, jsxs } from 'preact/jsx-runtime';
export { showModal } from './modal.ts';
