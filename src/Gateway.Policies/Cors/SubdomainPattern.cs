using System.Buffers;

namespace Gateway.Policies.Cors;

/// <summary>
/// "https://*.example.com:8443": one or more whole labels before the host, scheme and port exact. The host itself is not included, and
/// what stands for the "*" has to be a host name: letters of other kinds are where browsers and servers have disagreed.
/// </summary>
internal sealed class SubdomainPattern(string scheme, string suffix)
{
    private const string Marker = "://*.";
    private const int MaxHostLength = 253;
    private const int MaxLabelLength = 63;
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static bool TryParse(string origin, out SubdomainPattern pattern)
    {
        var marker = origin.IndexOf(Marker, StringComparison.Ordinal);
        pattern = marker < 0 ? null! : new SubdomainPattern(origin[..(marker + 3)], origin[(marker + 4)..]);
        return marker >= 0;
    }

    public bool Matches(ReadOnlySpan<char> origin)
    {
        if (origin.Length <= scheme.Length + suffix.Length || origin.Length > scheme.Length + MaxHostLength + 6) return false;
        if (!origin.StartsWith(scheme, StringComparison.Ordinal) || !origin.EndsWith(suffix, StringComparison.Ordinal)) return false;

        // The suffix begins with its dot, so that "https://evilexample.com" never gets here with "example.com" cut off.
        var labels = origin[scheme.Length..^suffix.Length];
        while (true)
        {
            var dot = labels.IndexOf('.');
            if (!IsLabel(dot < 0 ? labels : labels[..dot])) return false;
            if (dot < 0) return true;
            labels = labels[(dot + 1)..];
        }
    }

    private static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-' && !label.ContainsAnyExcept(LabelCharacters);
}
