/** How the steps, the panel of a half hour, and what an outage or a dry run adds look. */

import { css } from "lit";

export const belowStyle = css`
  /* Steps and panel share their place. */
  .below {
    padding: 0 14px 8px;
  }
  .steps {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    grid-template-columns: minmax(62px, auto) 26px 1fr auto;
    column-gap: 10px;
  }
  .steps li {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: subgrid;
    align-items: center;
    min-height: 36px;
    border-bottom: 1px solid var(--v2h-line);
    font-variant-numeric: tabular-nums;
  }
  .steps li:last-child {
    border: 0;
  }
  .steps time {
    font-weight: 600;
    white-space: nowrap;
  }
  .steps .word {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 6px;
    line-height: 1.25;
    padding: 3px 0;
  }
  .steps small {
    font-size: 13.5px;
  }
  .end {
    color: var(--v2h-second);
    font-size: 14px;
    text-align: end;
  }
  .step-icon {
    display: grid;
    place-items: center;
    width: 26px;
    height: 26px;
    border-radius: 7px;
    box-sizing: border-box;
    background: color-mix(in srgb, var(--v2h-text) 8%, transparent);
  }
  .none {
    padding: 8px 0;
  }
  .panel {
    border: 2px solid var(--v2h-accent);
    border-radius: 12px;
    padding: 8px 12px 10px;
    margin-top: 4px;
    box-sizing: border-box;
  }
  .panel header {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 32px;
  }
  .panel header time {
    font-weight: 600;
    flex: 1;
    font-variant-numeric: tabular-nums;
  }
  .plain {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    margin: -6px -10px -6px 0;
    color: var(--v2h-second);
  }
  .columns {
    display: grid;
    gap: 8px 24px;
    margin-top: 2px;
  }
  .why {
    margin-bottom: 4px;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 14px;
    font-size: 14px;
    color: var(--v2h-second);
  }
  .money {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 10px;
    font-size: 14px;
  }
  .unit-price {
    font-size: 17px;
    font-weight: 700;
    color: var(--v2h-price);
  }
  .guess {
    border: 1.5px dashed var(--v2h-price);
    border-radius: 6px;
    padding: 0 7px;
    color: var(--v2h-price);
    font-weight: 600;
  }
  .between {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    font-size: 13px;
  }
  .balance {
    display: grid;
    gap: 4px;
    align-content: start;
  }
  .bar {
    display: flex;
    gap: 2px;
    height: 26px;
    font-size: 13px;
    line-height: 26px;
  }
  .bar span {
    border-radius: 5px;
    text-align: center;
    white-space: nowrap;
    overflow: hidden;
    font-weight: 600;
    min-width: 2px;
  }
  .bar .sun,
  .bar .surplus {
    background: var(--v2h-surplus);
    color: var(--v2h-on-surplus);
    box-shadow: inset 0 0 0 1px var(--v2h-surplus-edge);
  }
  .bar .charge {
    background: var(--v2h-charge);
    color: var(--v2h-on-charge);
  }
  .bar .discharge {
    background: var(--v2h-discharge);
    color: var(--v2h-on-discharge);
  }
  .bar .bought,
  .bar .sold {
    background: var(--v2h-price);
    color: var(--v2h-card);
  }
  .bar .house {
    background: var(--v2h-house);
    color: var(--v2h-card);
  }
  .bar .loss {
    background: color-mix(in srgb, var(--v2h-text) 20%, transparent);
  }
  /* Outage */
  .outage {
    padding: 8px 14px;
  }
  .two {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0 20px;
    font-size: 14px;
  }
  .two > div + div {
    border-left: 1px solid var(--v2h-line);
    padding-left: 16px;
  }
  .hours {
    font-weight: 600;
    line-height: 1.15;
    color: var(--v2h-text);
  }
  .hours b {
    font-size: 34px;
    letter-spacing: -1px;
  }
  .reserve {
    display: flex;
    height: 22px;
    margin: 8px 0 2px;
    border-radius: 7px;
    overflow: hidden;
    background: color-mix(in srgb, var(--v2h-text) 4%, transparent);
    box-shadow: inset 0 0 0 1px var(--v2h-line);
  }
  .reserve .kept {
    background: color-mix(in srgb, var(--v2h-text) 12%, transparent);
    border-right: 2px solid var(--v2h-floor);
    box-sizing: border-box;
  }
  .reserve .usable {
    background: var(--v2h-discharge);
  }
  .outage p {
    font-size: 14px;
  }
  /* Dry run */
  .readings {
    padding: 6px 14px 2px;
  }
  .readings h3 {
    font-size: 14px;
    line-height: 28px;
  }
  .three {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 6px;
  }
  .reading {
    display: grid;
    align-content: center;
    min-height: 44px;
    padding: 2px 8px;
    border-radius: 8px;
    background: color-mix(in srgb, var(--v2h-text) 5%, transparent);
    line-height: 1.25;
    min-width: 0;
  }
  .reading small {
    font-size: 12.5px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mend {
    display: inline-block;
    flex: none;
    line-height: 28px;
    color: var(--v2h-accent);
  }
  @container (min-width: 720px) {
    .columns {
      grid-template-columns: 1fr 1fr;
    }
  }
`;
