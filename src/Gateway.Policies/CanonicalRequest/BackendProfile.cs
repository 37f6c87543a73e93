using Gateway.Policies.Pipeline;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>What the paths of a cluster may contain beyond the strict default. Only for backends that are known to read these as plain text.</summary>
public sealed record BackendProfile
{
    /// <summary>The strict default.</summary>
    public static BackendProfile Strict { get; } = new();

    /// <summary>
    /// Allows ';' in a path. Servlet containers strip ";name=value" from a segment, so the backend may see another path than was
    /// authorised. Default: false.
    /// </summary>
    public bool AllowSemicolon { get; init; }

    /// <summary>
    /// Allows "%2F" inside a path segment; it reaches the backend as "%2F". A backend that decodes before it routes may see another path
    /// than was authorised. Default: false.
    /// </summary>
    public bool AllowEncodedSlash { get; init; }

    internal PathTraits Allowed =>
        (AllowSemicolon ? PathTraits.Semicolon : PathTraits.None) | (AllowEncodedSlash ? PathTraits.EncodedSlash : PathTraits.None);
}

/// <summary>What makes a path acceptable to some clusters only.</summary>
[Flags]
internal enum PathTraits
{
    None = 0,
    Semicolon = 1,
    EncodedSlash = 2,
}

internal static class PathTraitsExtensions
{
    /// <summary>The refusal when a path has a trait that is not allowed.</summary>
    public static Rejection? Beyond(this PathTraits found, PathTraits allowed) => (found & ~allowed) switch
    {
        PathTraits.None => null,
        PathTraits.Semicolon => CanonicalRejections.PathSemicolon,
        _ => CanonicalRejections.PathEncodedSeparator,
    };
}
