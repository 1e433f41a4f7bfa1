using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AutoRec.Examples.MovieLens;

/// <summary>Draws the learning curve in characters: training as a line, validation as dots.</summary>
internal static class TerminalChart
{
    private const int RowsPerTick = 2;
    private const int MaxTicks = 6;
    private const double SteepFall = 2.5;
    private const int MaxWidth = 100;
    private const int LabelWidth = 7;
    private const string EpochsLabel = " epoch";

    /// <param name="curve">The learning curve, of at least two epochs.</param>
    /// <param name="width">The columns of the terminal.</param>
    public static IRenderable Draw(LearningCurve curve, int width)
    {
        var axis = Axis.Over(curve.Training.Concat(curve.Validation).Min(), FindTop(curve), MaxTicks);
        var canvas = new Canvas((axis.Ticks - 1) * RowsPerTick + 1, Math.Min(width, MaxWidth) - LabelWidth - EpochsLabel.Length - 3, axis);
        canvas.DrawLine(curve.Training);
        canvas.DrawDots(curve.Validation);

        var chart = new Paragraph();
        chart.Append("RMSE", Palette.Strong).Append("  ").Append("── ", Palette.Accent).Append(curve.TrainingName);
        if (curve.HasValidation)
            chart.Append("  ").Append("•• ", Palette.Second).Append("validation");
        if (curve.Training[0] > axis.High)
            chart.Append(string.Create(CultureInfo.InvariantCulture, $"  (begins at {curve.Training[0]:F2})"), Palette.Faint);
        chart.Append("\n");
        canvas.AppendTo(chart);
        AppendEpochs(chart, curve.Training.Count, canvas.Width);
        return chart;
    }

    /// <summary>The highest value to show. A steep fall in the first tenth is cut off, because it would flatten the rest.</summary>
    private static double FindTop(LearningCurve curve)
    {
        var all = curve.Training.Concat(curve.Validation);
        var settled = Settled(curve.Training).Concat(Settled(curve.Validation)).ToArray();
        return all.Max() - all.Min() > SteepFall * (settled.Max() - settled.Min()) ? settled.Max() : all.Max();

        static IEnumerable<double> Settled(IReadOnlyList<double> values) => values.Skip(values.Count / 10);
    }

    private static void AppendEpochs(Paragraph chart, int epochs, int width)
    {
        var ruler = new char[width];
        var labels = new char[width + 2]; // the last label may extend beyond the axis
        Array.Fill(ruler, '─');
        Array.Fill(labels, ' ');

        var step = Axis.NiceStep((double)(epochs - 1) / Math.Min(epochs - 1, width / 10), atLeast: 1);
        var free = 0;
        for (var epoch = 0; epoch <= epochs; epoch += (int)step)
        {
            var at = Math.Max(epoch, 1);
            var column = (int)Math.Round((double)(at - 1) / (epochs - 1) * (width - 1));
            var label = at.ToString(CultureInfo.InvariantCulture);
            var start = Math.Max(column - (label.Length - 1) / 2, 0);
            if (start < free || start + label.Length > labels.Length)
                continue;
            ruler[column] = '┬';
            label.CopyTo(0, labels, start, label.Length);
            free = start + label.Length + 1;
        }

        var indent = new string(' ', LabelWidth);
        chart.Append($"{indent}└{new string(ruler)}\n", Palette.Faint);
        chart.Append($"{indent} {new string(labels).TrimEnd()}{EpochsLabel}", Palette.Faint);
    }

    /// <summary>An axis with ticks at round numbers around all values.</summary>
    private readonly record struct Axis(double Low, double Step, int Ticks)
    {
        public double High => Low + (Ticks - 1) * Step;

        public static Axis Over(double low, double high, int maxTicks)
        {
            var step = NiceStep((high - low) / (maxTicks - 2), atLeast: 1e-4);
            var first = Math.Floor(low / step + 1e-9);
            var last = Math.Max(Math.Ceiling(high / step - 1e-9), first + 1);
            return new Axis(first * step, step, (int)(last - first) + 1);
        }

        /// <summary>The smallest 1, 2 or 5 times a power of ten that is at least <paramref name="step"/>.</summary>
        public static double NiceStep(double step, double atLeast)
        {
            step = Math.Max(step, atLeast);
            var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
            return (step / power) switch
            {
                <= 1 + 1e-9 => power,
                <= 2 + 1e-9 => 2 * power,
                <= 5 + 1e-9 => 5 * power,
                _ => 10 * power,
            };
        }
    }

    private sealed class Canvas(int height, int width, Axis axis)
    {
        private readonly char[,] _cells = new char[height, width];

        public int Width => width;

        public void DrawLine(IReadOnlyList<double> values)
        {
            var rows = ToRows(values);
            for (var column = 0; column < rows.Length; column++)
            {
                var (from, to) = (rows[Math.Max(column - 1, 0)], rows[column]);
                if (from == to)
                {
                    Set(to, column, '─');
                    continue;
                }

                // The line enters from the left at one row and leaves to the right at the other.
                Set(from, column, from < to ? '╮' : '╯');
                Set(to, column, from < to ? '╰' : '╭');
                for (var row = Math.Min(from, to) + 1; row < Math.Max(from, to); row++)
                    Set(row, column, '│');
            }
        }

        public void DrawDots(IReadOnlyList<double> values)
        {
            var rows = ToRows(values);
            for (var column = 0; column < rows.Length; column += 2)
                Set(rows[column], column, '•');
        }

        private void Set(int row, int column, char cell)
        {
            if (row >= 0)
                _cells[row, column] = cell;
        }

        public void AppendTo(Paragraph chart)
        {
            var decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(axis.Step) - 1e-9));
            for (var row = 0; row < height; row++)
            {
                var isTick = row % RowsPerTick == 0;
                var value = axis.High - row / RowsPerTick * axis.Step;
                var label = isTick ? value.ToString($"F{decimals}", CultureInfo.InvariantCulture) : "";
                chart.Append($"{label,LabelWidth - 1} {(isTick ? '┤' : '│')}", Palette.Faint);
                for (var column = 0; column < width; column++)
                {
                    var cell = _cells[row, column];
                    chart.Append(cell == 0 ? " " : cell.ToString(), cell == '•' ? Palette.Second : Palette.Accent);
                }

                chart.Append("\n");
            }
        }

        /// <summary>The row of each column, by linear interpolation of equally spaced values; negative above the top.</summary>
        private int[] ToRows(IReadOnlyList<double> values)
        {
            if (values.Count == 0)
                return [];
            var rows = new int[width];
            for (var column = 0; column < width; column++)
            {
                var at = (double)column / (width - 1) * (values.Count - 1);
                var before = Math.Min((int)at, values.Count - 2);
                var value = double.Lerp(values[before], values[before + 1], at - before);
                rows[column] = Math.Max((int)Math.Round((axis.High - value) / (axis.High - axis.Low) * (height - 1)), -1);
            }

            return rows;
        }
    }
}
