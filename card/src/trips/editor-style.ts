/** How the editor of a trip looks. */

import { css } from "lit";

export const editorStyle = css`
  .fields {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) minmax(0, 7.6em);
    gap: 6px 8px;
    align-items: center;
  }
  .fields label,
  .fields .label {
    font-size: 14px;
    color: var(--v2h-second);
    line-height: 1.25;
  }
  .fields .label b {
    display: block;
    color: var(--v2h-text);
    font-weight: 600;
  }
  input:not([type="range"]),
  select {
    font: inherit;
    font-size: 16px;
    color: inherit;
    color-scheme: inherit;
    box-sizing: border-box;
    width: 100%;
    min-width: 0;
    min-height: 44px;
    padding: 0 10px;
    border: 0;
    border-bottom: 1.5px solid var(--v2h-second);
    border-radius: 10px 10px 0 0;
    background: color-mix(in srgb, var(--v2h-text) 6%, transparent);
  }
  .wide {
    grid-column: 2 / -1;
  }
  ::-webkit-calendar-picker-indicator {
    margin: 0;
  }
  @media (max-width: 359px) {
    .fields {
      grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr);
    }
    .fields label,
    .fields .label,
    .wide {
      grid-column: 1 / -1;
    }
    .fields .label {
      display: flex;
      gap: 8px;
    }
  }
  .unit {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .unit input {
    width: 6.5em;
  }
  .note {
    margin: 6px 0 0;
    font-size: 14px;
    color: var(--v2h-second);
  }
  .note a {
    color: var(--v2h-accent);
    white-space: nowrap;
  }
  .wrong {
    margin: 10px 0 0;
    padding: 8px 12px;
    border-inline-start: 4px solid var(--v2h-alarm-edge);
    background: var(--v2h-alarm-ground);
    color: var(--v2h-on-alarm);
    border-radius: 4px;
    font-size: 15px;
  }
  .soc {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    margin-top: 12px;
  }
  .soc label {
    font-weight: 700;
  }
  .soc output {
    font-size: 32px;
    line-height: 1;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
  }
  .soc small {
    font-size: 18px;
  }
  .caption {
    font-size: 14px;
    color: var(--v2h-second);
    margin: 2px 0 0;
  }
  .cost {
    position: relative;
    height: 72px;
    margin: 0 13px;
  }
  .cost svg {
    position: absolute;
    inset: 20px 0 0;
    width: 100%;
    height: 52px;
    overflow: visible;
  }
  .cost path {
    fill: none;
    stroke: var(--v2h-price);
    stroke-width: 2.5;
    vector-effect: non-scaling-stroke;
    stroke-linejoin: round;
  }
  .cost path.area {
    fill: color-mix(in srgb, var(--v2h-price) 14%, transparent);
    stroke: none;
  }
  .stale {
    opacity: 0.45;
  }
  .dot {
    position: absolute;
    width: 12px;
    height: 12px;
    margin: -6px 0 0 -6px;
    border-radius: 50%;
    box-sizing: border-box;
    background: var(--v2h-price);
  }
  .dot.saved {
    background: var(--v2h-card);
    border: 2.5px solid var(--v2h-second);
  }
  .stem {
    position: absolute;
    width: 2px;
    margin-left: -1px;
    bottom: 0;
    background: var(--v2h-price);
  }
  .stem.saved {
    background: none;
    border-inline-start: 2px dotted var(--v2h-second);
  }
  .tag {
    position: absolute;
    white-space: nowrap;
    font-size: 13px;
    line-height: 1.2;
    color: var(--v2h-second);
    translate: -50% calc(-100% - 8px);
    text-shadow: 0 0 3px var(--v2h-card), 0 0 3px var(--v2h-card), 0 0 3px var(--v2h-card);
  }
  .tag.left {
    translate: 0 calc(-100% - 8px);
  }
  .tag.right {
    translate: -100% calc(-100% - 8px);
  }
  .tag.now {
    color: var(--v2h-price);
    font-weight: 700;
    font-size: 16px;
  }
  .slide {
    position: relative;
  }
  .slide .mark {
    position: absolute;
    z-index: 1;
    top: 14px;
    width: 4px;
    height: 16px;
    margin-left: -2px;
    border-radius: 2px;
    background: var(--v2h-card);
    border: 1px solid var(--v2h-second);
    box-sizing: border-box;
    pointer-events: none;
  }
  input[type="range"] {
    --filled: 50%;
    appearance: none;
    display: block;
    position: relative;
    width: 100%;
    height: 44px;
    margin: 0;
    background: none;
    cursor: pointer;
    touch-action: pan-y;
    border-radius: 8px;
  }
  input[type="range"]::-webkit-slider-runnable-track {
    height: 9px;
    border-radius: 5px;
    background: linear-gradient(
      to right,
      var(--v2h-accent) var(--filled),
      color-mix(in srgb, var(--v2h-text) 16%, transparent) var(--filled)
    );
  }
  input[type="range"]::-moz-range-track {
    height: 9px;
    border-radius: 5px;
    background: color-mix(in srgb, var(--v2h-text) 16%, transparent);
  }
  input[type="range"]::-moz-range-progress {
    height: 9px;
    border-radius: 5px;
    background: var(--v2h-accent);
  }
  input[type="range"]::-webkit-slider-thumb {
    appearance: none;
    position: relative;
    z-index: 2;
    width: 26px;
    height: 26px;
    margin-top: -8.5px;
    border-radius: 50%;
    border: 2px solid var(--v2h-card);
    background: var(--v2h-accent);
    box-shadow: 0 1px 4px rgb(0 0 0 / 35%);
  }
  input[type="range"]::-moz-range-thumb {
    width: 22px;
    height: 22px;
    border-radius: 50%;
    border: 2px solid var(--v2h-card);
    background: var(--v2h-accent);
  }
  .ticks {
    position: relative;
    height: 18px;
    margin: -6px 13px 0;
    font-size: 13px;
    color: var(--v2h-second);
  }
  .ticks span {
    position: absolute;
    translate: -50% 0;
  }
  .effect {
    margin: 10px 0;
    padding: 9px 14px;
    min-height: 48px;
    border-radius: 12px;
    background: color-mix(in srgb, var(--v2h-text) 6%, transparent);
  }
  .effect p {
    margin: 0;
  }
  .effect .short {
    margin-top: 4px;
    font-weight: 600;
    color: var(--v2h-floor);
  }
  .effect .waiting {
    color: var(--v2h-second);
  }
  .drawing {
    min-height: 232px;
  }
  .figure {
    display: block;
    overflow: visible;
  }
  .figure text {
    font-size: 12px;
    fill: var(--v2h-text);
    dominant-baseline: central;
    paint-order: stroke;
    stroke: var(--v2h-card);
    stroke-width: 3px;
    stroke-linejoin: round;
  }
  .figure .block text {
    font-size: 12.5px;
    font-weight: 600;
    stroke: none;
    fill: inherit;
  }
  .figure .second,
  .figure .scale,
  .figure .hour {
    fill: var(--v2h-second);
  }
  .figure .strong,
  .figure .day,
  .figure .low {
    font-weight: 600;
  }
  .figure .hour,
  .figure .day,
  .figure .low {
    text-anchor: middle;
  }
  .figure .scale {
    text-anchor: end;
  }
  .grid,
  .midnight {
    stroke: var(--v2h-line);
  }
  .midnight {
    stroke: var(--v2h-second);
    stroke-dasharray: 2 3;
  }
  .rail {
    stroke: var(--v2h-line);
    stroke-width: 3;
  }
  .base {
    stroke: var(--v2h-second);
    stroke-width: 1;
  }
  .block rect {
    stroke-width: 1.5;
  }
  .block.charge {
    fill: var(--v2h-on-charge);
  }
  .block.charge rect {
    fill: var(--v2h-charge);
  }
  .block.surplus {
    fill: var(--v2h-on-surplus);
  }
  .block.surplus rect {
    fill: var(--v2h-surplus);
    stroke: var(--v2h-surplus-edge);
  }
  .block.discharge {
    fill: var(--v2h-on-discharge);
  }
  .block.discharge rect {
    fill: var(--v2h-discharge);
  }
  .block.away {
    fill: var(--v2h-text);
  }
  .block.away rect {
    fill: var(--v2h-card);
    stroke: var(--v2h-away);
  }
  .block.away text {
    paint-order: stroke;
  }
  .old {
    opacity: 0.5;
  }
  .hatch {
    stroke: var(--v2h-away);
    stroke-width: 1.5;
    opacity: 0.45;
  }
  .trip {
    fill: url("#away");
  }
  .price {
    fill: none;
    stroke: var(--v2h-price);
    stroke-width: 2;
  }
  .price.guessed {
    stroke-dasharray: 4 3;
  }
  .price-area {
    fill: color-mix(in srgb, var(--v2h-price) 14%, transparent);
  }
  .cheapest {
    fill: var(--v2h-price);
  }
  .soc-area {
    fill: color-mix(in srgb, var(--v2h-soc) 12%, transparent);
  }
  path.soc {
    fill: none;
    stroke: var(--v2h-soc);
    stroke-width: 2.5;
  }
  .soc-before {
    fill: none;
    stroke: var(--v2h-second);
    stroke-width: 2;
    stroke-dasharray: 4 3;
  }
  .floor {
    stroke: var(--v2h-floor);
    stroke-width: 1.5;
    stroke-dasharray: 2 3;
  }
  .pole {
    stroke: var(--v2h-text);
    stroke-width: 2;
  }
  .goal {
    fill: var(--v2h-card);
    stroke: var(--v2h-text);
    stroke-width: 2.5;
  }
  .goal.short {
    stroke-dasharray: 2.5 2;
  }
  .reached {
    fill: var(--v2h-soc);
  }
  .flag rect {
    fill: var(--v2h-card);
    stroke: var(--v2h-text);
    stroke-width: 1.5;
  }
  .flag.short rect {
    stroke-dasharray: 3 2;
  }
  .flag text {
    font-size: 12.5px;
    font-weight: 600;
    text-anchor: middle;
    stroke: none;
  }
  .legend {
    display: flex;
    gap: 16px;
    margin: 4px 0 0;
    font-size: 13px;
    color: var(--v2h-second);
  }
  .legend span::before {
    content: "";
    display: inline-block;
    vertical-align: middle;
    width: 22px;
    margin-inline-end: 8px;
    border-top: 3px solid var(--v2h-soc);
  }
  .legend .was::before {
    border-top: 2px dashed var(--v2h-second);
  }
  .foot .danger,
  .foot .skip {
    margin-inline-end: auto;
    padding: 0 8px;
    margin-inline-start: -8px;
  }
  .foot {
    justify-content: flex-end;
  }
  .wrong[slot] {
    margin: 0 0 8px;
  }
  .drawing.stale {
    transition: opacity 150ms;
  }
  @media (prefers-reduced-motion: reduce) {
    .drawing.stale {
      transition: none;
    }
  }
`;
