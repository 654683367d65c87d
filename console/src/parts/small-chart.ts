// What the small charts share: a cursor that several of them follow.

export type SmallChart = {
  /** What it shows and what it comes to, for those who do not see it. */
  label: string;
  /** The place under the cursor, in any of the charts that share it. */
  pointed: number | null;
  onPoint: (place: number | null) => void;
};

export function pointedPlace(event: React.PointerEvent<SVGSVGElement>, places: number): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return Math.max(0, Math.min(places - 1, Math.round(((event.clientX - left) / width) * (places - 1))));
}
