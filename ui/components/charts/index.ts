export * from "./ranking";
export * from "./line";
export * from "./bars";
export * from "./distribution";
export * from "./tilemap";
export * from "./multiples";
export { ChartFrame } from "./frame";
