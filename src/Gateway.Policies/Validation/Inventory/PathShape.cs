using System.Text;

namespace Gateway.Policies.Validation.Inventory;

/// <summary>
/// A path without its values: a segment that looks like one (digits in it, or long) is <c>{}</c>. A guess, made so that a thousand orders are one line and nobody's
/// number stands in a report.
/// </summary>
internal static class PathShape
{
    /// <summary>What stands for a value.</summary>
    public const string Value = "{}";

    private const int MostSegments = 16;
    private const int LongSegment = 32;

    public static string Of(ReadOnlySpan<char> path)
    {
        var shape = new StringBuilder(path.Length);
        var segments = 0;
        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            if (segment.IsEmpty) continue;
            if (++segments > MostSegments) return shape.Append("/…").ToString();
            shape.Append('/').Append(IsValue(segment) ? Value : segment);
        }

        return shape.Length == 0 ? "/" : shape.ToString();
    }

    // "v1" and "oauth2" are names.
    private static bool IsValue(ReadOnlySpan<char> segment)
    {
        if (segment.Length >= LongSegment || segment.IndexOfAnyExceptInRange(' ', '~') >= 0) return true;
        var digits = 0;
        foreach (var character in segment)
            if (char.IsAsciiDigit(character)) digits++;
        return digits > 2 || (digits > 0 && digits == segment.Length) || segment.Contains('@');
    }
}
