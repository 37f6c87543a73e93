namespace Gateway.Policies.RequestLimits;

/// <summary>The media types that a route takes, exact or "type/*".</summary>
internal sealed class MediaTypeList(IEnumerable<string> types)
{
    private readonly (string Type, string Subtype)[] _types = [.. types.Select(static t => (t[..t.IndexOf('/')], t[(t.IndexOf('/') + 1)..]))];

    public bool Contains(in MediaType mediaType)
    {
        foreach (var (type, subtype) in _types)
        {
            if (mediaType.Type.Equals(type, StringComparison.OrdinalIgnoreCase)
                && (subtype == "*" || mediaType.Subtype.Equals(subtype, StringComparison.OrdinalIgnoreCase)))
                return true;
        }

        return false;
    }
}
