using System.Globalization;

namespace Gateway.Policies.AccessLog;

/// <summary>
/// Decides by the trace id alone, as W3C Trace Context level 2 and OpenTelemetry's consistent sampling do: the rightmost 56 bits are
/// random, and a trace is kept when they reach the threshold. So all who see the trace decide alike, without talking to each other.
/// </summary>
internal readonly struct TraceSampler(double rate)
{
    private const int RandomDigits = 14;
    private const ulong Range = 1UL << 56;

    private readonly ulong _threshold = rate >= 1 ? 0 : rate > 0 ? (ulong)((1 - rate) * Range) : Range;

    public bool Keeps(string traceId) => _threshold == 0 || Randomness(traceId) >= _threshold;

    private static ulong Randomness(string traceId)
    {
        if (traceId.Length >= RandomDigits
            && ulong.TryParse(traceId.AsSpan(traceId.Length - RandomDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
            return bits;

        // Not a trace id: FNV-1a, so that the choice is still the same everywhere.
        var hash = 14695981039346656037UL;
        foreach (var c in traceId) hash = (hash ^ c) * 1099511628211UL;
        // The low bits of FNV depend on few characters: fold the high ones in.
        return (hash ^ (hash >> 32)) & (Range - 1);
    }
}
