using Gateway.Policies.Pipeline;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Refuses dot segments and empty segments. "%2F" separates here, too, and ";…" is not part of a segment's name: "..;x" and "..%2F" are
/// ".." for the backend that reads them so. Segments of nothing but dots and spaces are refused because Windows file names lose those.
/// </summary>
internal static class PathSegments
{
    private const string EncodedSlash = "%2F";
    private const string EncodedSpace = "%20";

    public static Rejection? Check(ReadOnlySpan<char> path)
    {
        if (path.IndexOf("//") < 0 && path.IndexOf("/.") < 0 && path.IndexOfAny('%', ';') < 0) return null;
        var rest = path[1..];
        while (true)
        {
            var end = NextSeparator(rest, out var width);
            var last = end < 0;
            var segment = last ? rest : rest[..end];
            if (CheckSegment(segment, last) is { } rejection) return rejection;
            if (last) return null;
            rest = rest[(end + width)..];
        }
    }

    private static int NextSeparator(ReadOnlySpan<char> text, out int width)
    {
        var slash = text.IndexOf('/');
        var encoded = (slash < 0 ? text : text[..slash]).IndexOf(EncodedSlash);
        width = encoded >= 0 ? EncodedSlash.Length : 1;
        return encoded >= 0 ? encoded : slash;
    }

    private static Rejection? CheckSegment(ReadOnlySpan<char> segment, bool last)
    {
        var parameter = segment.IndexOf(';');
        var name = parameter < 0 ? segment : segment[..parameter];
        if (name.IsEmpty) return last && parameter < 0 ? null : CanonicalRejections.PathEmptySegment;
        return IsDotsAndSpaces(name) ? CanonicalRejections.PathDotSegment : null;
    }

    private static bool IsDotsAndSpaces(ReadOnlySpan<char> name)
    {
        var dots = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '.') dots++;
            else if (name[i..].StartsWith(EncodedSpace)) i += EncodedSpace.Length - 1;
            else return false;
        }

        return dots > 0;
    }
}
