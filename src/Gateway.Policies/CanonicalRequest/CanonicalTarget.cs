using Gateway.Policies.Pipeline;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// A request feature that exists only when the path has ';' or "%2F": the gate runs before routing and cannot know yet whether the
/// cluster allows them. Whoever routes the request has to call <see cref="CheckProfile"/>.
/// </summary>
internal sealed class CanonicalTarget(PathTraits traits)
{
    public PathTraits Traits { get; } = traits;

    public bool HasSemicolon => (Traits & PathTraits.Semicolon) != PathTraits.None;

    public bool HasEncodedSlash => (Traits & PathTraits.EncodedSlash) != PathTraits.None;

    /// <summary>Null when the cluster's profile allows what the path contains.</summary>
    public Rejection? CheckProfile(BackendProfile profile) => Traits.Beyond(profile.Allowed);
}
