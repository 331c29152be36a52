/** How the drawing looks. Colours come from the card's theme. */

import { css } from "lit";

export const chartStyle = css`
  :host {
    display: block;
    position: relative;
    --halo: var(--v2h-card);
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
