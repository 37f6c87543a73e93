using Gateway.Policies.RequestLimits.Buffering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Validation.Responses;

/// <summary>Lets the backend choose only content codings that the gateway can undo: browsers offer zstd, and an answer in it could not be checked.</summary>
internal static class AcceptedCodings
{
    /// <summary>Takes other codings out of Accept-Encoding (RFC 9110 section 12.5.3).</summary>
    public static void Restrict(IHeaderDictionary headers)
    {
        var field = headers.AcceptEncoding;
        if (field.Count == 0 || AllKnown(field)) return;
        var kept = new List<string>();
        foreach (var line in field)
        {
            foreach (var part in line.AsSpan().Split(','))
                if (IsKnown(line.AsSpan(part))) kept.Add(line.AsSpan(part).Trim(" \t").ToString());
        }

        // Without the field every coding would do.
        headers.AcceptEncoding = kept.Count == 0 ? "identity" : string.Join(", ", kept);
    }

    private static bool AllKnown(StringValues field)
    {
        foreach (var line in field)
        {
            foreach (var part in line.AsSpan().Split(','))
                if (!IsKnown(line.AsSpan(part))) return false;
        }

        return true;
    }

    private static bool IsKnown(ReadOnlySpan<char> item)
    {
        var end = item.IndexOf(';');
        return ContentCodings.Of(end < 0 ? item : item[..end]) is not ContentCoding.Unknown;
    }
}
