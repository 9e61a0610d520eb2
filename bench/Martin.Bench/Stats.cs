using System.Globalization;

namespace Martin.Bench;

/// <summary>Medians, percentiles and how they are printed.</summary>
internal static class Stats
{
    /// <summary>The middle value; of an even number the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <param name="percent">0 to 100; nearest rank.</param>
    public static double Percentile(double[] values, double percent)
    {
        if (values.Length == 0) return double.NaN;
        Array.Sort(values);
        return values[Math.Clamp((int)Math.Ceiling(values.Length * percent / 100) - 1, 0, values.Length - 1)];
    }

    /// <summary>"12.3 (11.8–13.0)": median and range.</summary>
    public static string Spread(IReadOnlyCollection<double> values, string format = "0.0") =>
        values.Count == 0 ? "none" : string.Create(CultureInfo.InvariantCulture,
            $"{Median(values).ToString(format, CultureInfo.InvariantCulture)} ({values.Min().ToString(format, CultureInfo.InvariantCulture)}–{values.Max().ToString(format, CultureInfo.InvariantCulture)})");
}
