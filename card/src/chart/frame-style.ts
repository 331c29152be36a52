/** How what stands around and above the drawing looks: the window on it, titles, now, the chosen half hour, the strip. */

import { css } from "lit";

export const frameStyle = css`
  .stage {
    position: relative;
  }
  .scroll {
    overflow-x: auto;
    overflow-y: hidden;
    scrollbar-width: none;
    overscroll-behavior-x: contain;
    touch-action: pan-x pan-y;
    outline: none;
    cursor: pointer;
    padding-top: 26px;
  }
  .scroll::-webkit-scrollbar {
    display: none;
  }
  .scroll:focus-visible {
    outline: 2px solid var(--v2h-accent);
    outline-offset: 2px;
    border-radius: 6px;
  }
  .plan {
    position: relative;
  }
  /* What scrolls fades under the numbers of the axis. */
  .stage::after {
    content: "";
    position: absolute;
    inset: 26px 0 36px auto;
    width: 30px;
    pointer-events: none;
    background: linear-gradient(to right, transparent, color-mix(in srgb, var(--v2h-card) 80%, transparent) 45%);
  }
  .titles {
    z-index: 1;
  }
  .titles > * {
    position: absolute;
    white-space: nowrap;
    text-shadow: 0 0 2px var(--halo), 0 0 2px var(--halo), 0 0 3px var(--halo), 0 0 4px var(--halo);
  }
  .title {
    left: 22px;
    display: flex;
    gap: 9px;
  }
  .compact .title {
    gap: 7px;
    font-size: 11px;
  }
  .title b {
    font-weight: 500;
    color: var(--v2h-text);
  }
  .mark {
    right: 6px;
    transform: translateY(-100%);
    font-size: 11.5px;
  }
  .name {
    left: 22px;
    font-size: 11px;
    color: var(--v2h-text);
    padding: 0 5px;
    border-radius: 4px;
    background: color-mix(in srgb, var(--v2h-card) 85%, transparent);
  }
  .mark.low {
    color: var(--v2h-floor);
    transform: none;
  }
  .mark.sold-word {
    color: var(--v2h-price);
  }
  .key {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .key i {
    width: 11px;
    height: 11px;
    border-radius: 3px;
    box-sizing: border-box;
  }
  .key .sun-key {
    background: color-mix(in srgb, var(--v2h-surplus) 32%, transparent);
    border: 1px solid var(--v2h-surplus-edge);
  }
  .key .line-key {
    height: 2px;
    width: 13px;
    border-radius: 0;
    background: var(--v2h-house);
  }
  .key .net-key {
    height: 0;
    width: 13px;
    border-radius: 0;
    border-top: 2px dashed var(--v2h-price);
  }
  .key .charge-key {
    background: var(--v2h-charge);
  }
  .key .discharge-key {
    background: var(--v2h-discharge);
  }
  .gone {
    position: absolute;
    top: 0;
    left: 0;
    background: var(--v2h-text);
    opacity: 0.055;
    pointer-events: none;
  }
  .now {
    position: absolute;
    top: -6px;
    width: 2px;
    margin-left: -1px;
    background: var(--v2h-text);
    pointer-events: none;
  }
  .pill {
    position: absolute;
    top: -24px;
    padding: 0 8px;
    font-size: 12px;
    line-height: 20px;
    font-weight: 600;
    border-radius: 10px;
    white-space: nowrap;
    background: var(--v2h-text);
    color: var(--v2h-card);
    pointer-events: none;
  }
  .frame {
    position: absolute;
    top: -4px;
    border: 2px solid var(--v2h-accent);
    border-radius: 4px;
    box-sizing: border-box;
    pointer-events: none;
  }
  .pill.chosen {
    background: var(--v2h-accent);
    box-shadow: 0 0 0 2px var(--v2h-card);
  }
  .overview {
    position: relative;
    height: 34px;
    touch-action: pan-y;
    user-select: none;
    cursor: grab;
  }
  .overview svg {
    position: absolute;
    left: 14px;
  }
  .overview .rail {
    stroke-width: 2;
  }
  .overview text {
    font-size: 11px;
    fill: var(--v2h-second);
  }
  .window {
    position: absolute;
    top: 13px;
    height: 20px;
    box-sizing: border-box;
    border: 2px solid var(--v2h-text);
    border-radius: 5px;
    pointer-events: none;
  }
`;
