// What every screen is written with: Preact, through htm, so that no build step is needed.
import { h } from "preact";
import htm from "htm";

export const html = htm.bind(h);
export { Component, Fragment, render } from "preact";
export { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
