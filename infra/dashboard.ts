import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';

type Visual = CfnDashboard.VisualProperty;
type Measure = CfnDashboard.MeasureFieldProperty;
type Dimension = CfnDashboard.DimensionFieldProperty;

/** A column of a data set, by the identifier under which the dashboard declares that set. */
interface Column {
  readonly dataset: string;
  readonly column: string;
}

const identifier = ({ dataset, column }: Column) => ({ dataSetIdentifier: dataset, columnName: column });
const titled = (text: string) => ({ visibility: 'VISIBLE', formatText: { plainText: text } });

/** How many facts: each has an id of its own. */
export const count = (fieldId: string, of: Column): Measure => ({
  categoricalMeasureField: { fieldId, column: identifier(of), aggregationFunction: 'DISTINCT_COUNT' },
});

export const total = (fieldId: string, of: Column): Measure => ({
  numericalMeasureField: {
    fieldId,
    column: identifier(of),
    aggregationFunction: { simpleNumericalAggregation: 'SUM' },
  },
});

export const by = (fieldId: string, of: Column): Dimension => ({
  categoricalDimensionField: { fieldId, column: identifier(of) },
});

/** One figure. */
export const kpi = (visualId: string, title: string, value: Measure): Visual => ({
  kpiVisual: { visualId, title: titled(title), chartConfiguration: { fieldWells: { values: [value] } } },
});

interface Chart {
  readonly category: Dimension;
  readonly value: Measure;
  readonly colour?: Dimension;
}

const wells = ({ category, value, colour }: Chart) => ({
  category: [category],
  values: [value],
  ...(colour ? { colors: [colour] } : {}),
});

/** A course over days. */
export const line = (visualId: string, title: string, chart: Chart): Visual => ({
  lineChartVisual: {
    visualId,
    title: titled(title),
    chartConfiguration: { type: 'LINE', fieldWells: { lineChartAggregatedFieldWells: wells(chart) } },
  },
});

/** A comparison of hospitals, chapters, bands. */
export const bar = (visualId: string, title: string, chart: Chart): Visual => ({
  barChartVisual: {
    visualId,
    title: titled(title),
    chartConfiguration: {
      orientation: 'HORIZONTAL',
      barsArrangement: chart.colour ? 'STACKED' : 'CLUSTERED',
      fieldWells: { barChartAggregatedFieldWells: wells(chart) },
    },
  },
});

const visualIdOf = (visual: Visual): string => {
  for (const kind of Object.values(visual)) {
    if (typeof kind === 'object' && kind !== null && 'visualId' in kind) return String(kind.visualId);
  }
  throw new Error('a visual without an id');
};

const gridColumns = 36;
const rowHeight = 8;

/** A sheet of rows; the visuals of a row share its width. */
export function sheet(
  sheetId: string,
  name: string,
  rows: readonly (readonly Visual[])[],
): CfnDashboard.SheetDefinitionProperty {
  const elements = rows.flatMap((row, rowIndex) =>
    row.map((visual, columnIndex) => ({
      elementId: visualIdOf(visual),
      elementType: 'VISUAL',
      columnIndex: Math.floor((columnIndex * gridColumns) / row.length),
      columnSpan: Math.floor(gridColumns / row.length),
      rowIndex: rowIndex * rowHeight,
      rowSpan: rowHeight,
    })),
  );
  return {
    sheetId,
    name,
    visuals: rows.flat(),
    layouts: [{ configuration: { gridLayout: { elements } } }],
  };
}
