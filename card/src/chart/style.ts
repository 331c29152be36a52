/** How the picture looks. Colours come from the card's theme. */

import { css } from "lit";

export const chartStyle = css`
  :host {
    display: block;
    position: relative;
    --halo: var(--v2h-card);
  }
  .stage {
    position: relative;
  }
  svg {
    display: block;
    overflow: visible;
  }
  text {
    font-size: 12px;
    fill: var(--v2h-text);
    dominant-baseline: central;
    paint-order: stroke;
    stroke: var(--halo);
    stroke-width: 3px;
    stroke-linejoin: round;
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
  .grid,
  .hour {
    stroke: var(--v2h-line);
    stroke-width: 1;
  }
  .hour {
    opacity: 0.6;
  }
  .midnight {
    stroke: var(--v2h-second);
    stroke-width: 1;
    stroke-dasharray: 2 3;
  }
  .base {
    stroke: var(--v2h-second);
    stroke-width: 1;
  }
  .axis text {
    text-anchor: middle;
    fill: var(--v2h-second);
  }
  .axis text.day {
    fill: var(--v2h-text);
    font-weight: 600;
  }
  .rail {
    stroke: var(--v2h-line);
    stroke-width: 3;
  }
  .idle {
    text-anchor: middle;
    fill: var(--v2h-second);
    stroke-width: 14px;
    stroke-linejoin: butt;
  }
  .block text {
    stroke: none;
    font-weight: 600;
    fill: inherit;
  }
  .block.charge rect:first-of-type {
    fill: var(--v2h-charge);
  }
  .block.charge {
    fill: var(--v2h-on-charge);
  }
  .block.surplus rect:first-of-type {
    fill: var(--v2h-surplus);
    stroke: var(--v2h-surplus-edge);
  }
  .block.surplus {
    fill: var(--v2h-on-surplus);
  }
  .block.discharge rect:first-of-type {
    fill: var(--v2h-discharge);
  }
  .block.discharge {
    fill: var(--v2h-on-discharge);
  }
  .block.away rect:first-of-type {
    fill: url(#away);
    stroke: var(--v2h-away);
    stroke-width: 1.25;
  }
  .block.away {
    fill: var(--v2h-text);
  }
  .block.away .plate {
    fill: var(--v2h-card);
    stroke: none;
  }
  .block.past {
    opacity: 0.5;
  }
  .block.likely rect:first-of-type {
    fill-opacity: 0.55;
  }
  .block.hollow {
    fill: var(--v2h-text);
  }
  .block.hollow rect:first-of-type {
    fill: var(--v2h-card);
    stroke-width: 2;
    stroke-dasharray: 4 2.5;
  }
  .block.hollow.charge rect:first-of-type {
    stroke: var(--v2h-charge);
  }
  .block.hollow.surplus rect:first-of-type {
    stroke: var(--v2h-surplus-edge);
  }
  .block.hollow.discharge rect:first-of-type {
    stroke: var(--v2h-discharge);
  }
  .block.hollow.away rect:first-of-type {
    fill: url(#away);
    stroke-width: 1.25;
    stroke-dasharray: none;
  }
  .storm-block rect {
    fill: var(--v2h-warning-ground);
    stroke: var(--v2h-warning-edge);
    stroke-width: 1.5;
  }
  .storm-block path {
    fill: var(--v2h-warning-edge);
  }
  .storm-block text {
    fill: var(--v2h-on-warning);
    stroke: none;
    font-weight: 600;
  }
  .band.away {
    fill: url(#away);
    opacity: 0.55;
  }
  .band.storm {
    fill: url(#storm);
  }
  .band.event {
    fill: var(--v2h-accent);
    opacity: 0.1;
  }
  .event-head {
    fill: var(--v2h-accent);
  }
  .event-word {
    font-size: 11px;
    text-anchor: middle;
    fill: var(--v2h-card);
    stroke: none;
    font-weight: 600;
  }
  .known,
  .forecast,
  .sold {
    fill: none;
    stroke: var(--v2h-price);
    stroke-width: 2;
  }
  .forecast {
    stroke-dasharray: 4 2.5;
  }
  .sold {
    stroke-width: 1.25;
    stroke-dasharray: 1 3;
  }
  .known-area {
    fill: var(--v2h-price);
    opacity: 0.17;
  }
  .border {
    stroke: var(--v2h-price);
    stroke-width: 1.75;
  }
  .border-word {
    fill: var(--v2h-price);
  }
  .strong,
  .value {
    font-weight: 600;
  }
  .value {
    text-anchor: middle;
  }
  .price circle {
    fill: var(--v2h-price);
  }
  .soc circle {
    fill: var(--v2h-soc);
  }
  .sun-area {
    fill: var(--v2h-surplus);
    opacity: 0.32;
  }
  .sun {
    fill: none;
    stroke: var(--v2h-surplus-edge);
    stroke-width: 1;
  }
  .bar.charge {
    fill: var(--v2h-charge);
  }
  .bar.surplus {
    fill: url(#dots);
    stroke: var(--v2h-surplus-edge);
    stroke-width: 0.75;
  }
  .bar.discharge {
    fill: var(--v2h-discharge);
  }
  .bar.hollow {
    fill: var(--v2h-card);
    fill-opacity: 0.75;
    stroke-width: 1.25;
  }
  .bar.hollow.charge {
    stroke: var(--v2h-charge);
  }
  .bar.hollow.discharge {
    stroke: var(--v2h-discharge);
  }
  .house,
  .net {
    fill: none;
    stroke: var(--v2h-house);
    stroke-width: 1.75;
  }
  .house.assumed {
    stroke-dasharray: 2 3;
  }
  .house.halo {
    stroke: var(--v2h-card);
    stroke-width: 4;
    opacity: 0.75;
  }
  .net {
    stroke: var(--v2h-price);
    stroke-width: 1.25;
    stroke-dasharray: 3 1.5;
  }
  .soc-area {
    fill: var(--v2h-soc);
    opacity: 0.13;
  }
  .soc-line {
    fill: none;
    stroke: var(--v2h-soc);
    stroke-width: 2.5;
    stroke-linejoin: round;
  }
  .other {
    fill: none;
    stroke: var(--v2h-second);
    stroke-width: 1.25;
    stroke-dasharray: 5 3;
  }
  .floor {
    stroke: var(--v2h-floor);
    stroke-width: 1.75;
    stroke-dasharray: 2 3;
  }
  .storm-line {
    stroke: var(--v2h-warning-edge);
    stroke-width: 1.75;
    stroke-dasharray: 7 4;
  }
  .flag line {
    stroke: var(--v2h-text);
    stroke-width: 1.5;
  }
  .soc .flag circle {
    fill: var(--v2h-card);
    stroke: var(--v2h-text);
    stroke-width: 2.25;
  }
  .flag rect {
    fill: var(--v2h-card);
    stroke: var(--v2h-text);
  }
  .flag.missed line,
  .flag.missed rect,
  .soc .flag.missed circle {
    stroke: var(--v2h-floor);
    stroke-dasharray: 3 2;
  }
  .titles {
    position: absolute;
    inset: 26px 0 auto 0;
    pointer-events: none;
    font-size: 12px;
    line-height: 18px;
    color: var(--v2h-second);
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
  @media (prefers-reduced-motion: no-preference) {
    .plan svg {
      animation: appear 200ms ease-out;
    }
  }
  @keyframes appear {
    from {
      opacity: 0.4;
    }
  }
  @media (forced-colors: active) {
    svg,
    .key i {
      forced-color-adjust: none;
    }
  }
`;
