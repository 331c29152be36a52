/** Colours that hold in light, dark and a user's own theme. Contrasts and colour blindness: docs/card.md. */

import { css } from "lit";

export const colours = css`
  :host {
    --v2h-text: var(--primary-text-color, #141414);
    --v2h-second: var(--secondary-text-color, #5e5e5e);
    --v2h-card: var(--ha-card-background, var(--card-background-color, #fff));
    --v2h-line: var(--divider-color, #e0e0e0);
    --v2h-accent: #006787;
    --v2h-charge: #0b5a9e;
    --v2h-on-charge: #fff;
    --v2h-surplus: #f0b429;
    --v2h-surplus-edge: #8f5b00;
    --v2h-on-surplus: #2b1d00;
    --v2h-discharge: #2aa384;
    --v2h-on-discharge: #001c15;
    --v2h-away: #8a8a8a;
    --v2h-price: #6e41ab;
    --v2h-soc: #006787;
    --v2h-house: #4a4a4a;
    --v2h-floor: #b3261e;
    --v2h-warning-ground: #fff3d6;
    --v2h-warning-edge: #b26a00;
    --v2h-on-warning: #3d2600;
    --v2h-alarm-ground: #fde7e4;
    --v2h-alarm-edge: #b3261e;
    --v2h-on-alarm: #410e0b;
    --v2h-info-ground: #e6f4fa;
    --v2h-info-edge: #006787;
    --v2h-on-info: #141414;
    color: var(--v2h-text);
  }
  /* Set by the element from its computed background: a dark theme may sit on one view alone. */
  :host([dark]) {
    --v2h-accent: #7fd3f2;
    --v2h-charge: #4f9be3;
    --v2h-on-charge: #051d33;
    --v2h-surplus: #f7cf6b;
    --v2h-surplus-edge: #f7cf6b;
    --v2h-discharge: #46c9a5;
    --v2h-on-discharge: #00281f;
    --v2h-price: #c3a2f2;
    --v2h-soc: #7fd3f2;
    --v2h-house: #cfcfcf;
    --v2h-floor: #ff8a80;
    --v2h-warning-ground: #3a2c0c;
    --v2h-warning-edge: #f7b955;
    --v2h-on-warning: #ffe8bd;
    --v2h-alarm-ground: #45140f;
    --v2h-alarm-edge: #ff8a80;
    --v2h-on-alarm: #ffdad6;
    --v2h-info-ground: #0d2f3d;
    --v2h-info-edge: #7fd3f2;
    --v2h-on-info: #e1e1e1;
  }
`;
